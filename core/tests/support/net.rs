//! The real server and several engines of clients in one process, connected in memory: a clock
//! of its own, delays, and cables that are cut.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use peyk_core::client::{
    self, Attempt, Change, Client, ClientCertificate, Command, ConversationId, Delivery, Draft,
    DraftKind, EntryId, EntryKind, Event, Login, Room, Security, ServerAddress, TlsFacts, Trust,
};
use peyk_core::fuzz::MemoryStore;
use peyk_core::server::{self, Answer, Config, ConnId, Server, Task, Transport};
use peyk_core::time::Now;

/// What is on its way.
#[derive(Debug)]
enum Parcel {
    Connected { client: usize, attempt: Attempt },
    Refused { client: usize, attempt: Attempt },
    ToServer { conn: ConnId, bytes: Vec<u8> },
    ToClient { client: usize, attempt: Attempt, bytes: Vec<u8> },
    ServerClosed { conn: ConnId, cause: server::CloseCause },
    ClientClosed { client: usize, attempt: Attempt, cause: client::CloseCause },
}

/// One engine and what is around it.
pub(crate) struct Peer {
    pub(crate) client: Client,
    config: client::Config,
    pub(crate) kept: client::Kept,
    conn: Option<(ConnId, Attempt)>,
    /// Timelines as the events tell them.
    mirror: BTreeMap<ConversationId, Vec<EntryId>>,
    pub(crate) events: Vec<Event>,
    /// What is in the client certificate.
    pub(crate) certificate: u8,
    runs: u8,
}

/// Everything.
pub(crate) struct Net {
    server: Server,
    store: MemoryStore,
    pub(crate) now: Now,
    pub(crate) peers: Vec<Peer>,
    conns: BTreeMap<u32, (usize, Attempt, bool)>,
    last_slot: u32,
    parcels: BTreeMap<(u64, u64), Parcel>,
    last_parcel: u64,
    /// When the last bytes of a connection arrive, to the server or from it: none overtake them.
    busy_ms: BTreeMap<(bool, u32), u64>,
    /// Milliseconds that bytes take.
    pub(crate) delay_ms: u64,
    /// Nobody gets through.
    pub(crate) down: bool,
    /// What was said over each cable, newest last, for whoever looks for a mistake.
    pub(crate) log: VecDeque<String>,
}

impl Net {
    pub(crate) fn new(config: Config) -> Self {
        let now = Now { monotonic_ms: 1_000, unix_ms: 1_795_508_281_000 };
        Self {
            server: Server::new(config, now, [7; 32], Default::default()),
            store: MemoryStore::default(),
            now,
            peers: Vec::new(),
            conns: BTreeMap::new(),
            last_slot: 0,
            parcels: BTreeMap::new(),
            last_parcel: 0,
            busy_ms: BTreeMap::new(),
            delay_ms: 5,
            down: false,
            log: VecDeque::new(),
        }
    }

    /// A person with a certificate of their own, who wants to be in `#room`.
    pub(crate) fn add(&mut self, nick: &str) -> usize {
        self.add_with(Self::person(nick))
    }

    /// Such a person's configuration.
    pub(crate) fn person(nick: &str) -> client::Config {
        let host = "peyk.test".to_owned();
        let address = ServerAddress { host, port: 5000, security: Security::Tls };
        let mut config = client::Config::new(nick, address);
        config.login = Login::Certificate;
        config.rooms = vec![Room { name: "#room".into(), key: None }];
        config
    }

    pub(crate) fn add_with(&mut self, config: client::Config) -> usize {
        let index = self.peers.len();
        self.add_device(config, u8::try_from(index).expect("few"))
    }

    /// A person's device, with this certificate.
    pub(crate) fn add_device(&mut self, config: client::Config, certificate: u8) -> usize {
        let index = self.peers.len();
        let seed = [u8::try_from(index).expect("few"); 32];
        self.peers.push(Peer {
            client: Client::new(config.clone(), client::Kept::default(), seed),
            config,
            kept: client::Kept::default(),
            conn: None,
            mirror: BTreeMap::new(),
            events: Vec::new(),
            certificate,
            runs: 0,
        });
        self.command(index, Command::Connect);
        index
    }

    pub(crate) fn command(&mut self, client: usize, command: Command) {
        self.client_step(client, client::Input::Do(command));
    }

    /// The conversation of a name.
    pub(crate) fn id(&self, client: usize, name: &str) -> ConversationId {
        let found = self.peers[client].client.conversation_named(name);
        found.unwrap_or_else(|| panic!("{client} has a conversation {name}")).id()
    }

    pub(crate) fn send(&mut self, client: usize, to: &str, text: &str) {
        let conversation = self.id(client, to);
        let draft =
            Draft { conversation, text: text.into(), kind: DraftKind::Message, reply_to: None };
        self.command(client, Command::Send(draft));
    }

    /// What was said in a conversation, as a client shows it: `nick: text`, `?` for what is not
    /// confirmed, `!` for what failed, `--` for gaps.
    pub(crate) fn shown(&self, client: usize, name: &str) -> Vec<String> {
        let found = self.peers[client].client.conversation_named(name);
        let found = found.unwrap_or_else(|| panic!("{client} has a conversation {name}"));
        let entries = found.timeline().entries();
        entries
            .filter(|entry| entry.kind.is_said() || matches!(entry.kind, EntryKind::Gap(_)))
            .map(|entry| {
                let mark = match &entry.delivery {
                    Delivery::Confirmed => "",
                    Delivery::Pending => "?",
                    Delivery::Failed(_) => "!",
                };
                if let EntryKind::Gap(gap) = &entry.kind {
                    return format!("-- {gap:?}");
                }
                format!("{mark}{}: {}", entry.sender.nick, entry.text)
            })
            .collect()
    }

    /// Everybody's conversation settles within this time, or it is shown what does not.
    pub(crate) fn settle(&mut self, within_ms: u64) {
        let end_ms = self.now.monotonic_ms + within_ms;
        while !(self.parcels.is_empty() && self.peers.iter().all(|p| p.client.is_settled())) {
            if self.now.monotonic_ms > end_ms {
                let states: Vec<_> = self
                    .peers
                    .iter()
                    .map(|p| (p.client.connection(), p.client.is_settled()))
                    .collect();
                let log: Vec<_> = self.log.iter().map(String::as_str).collect();
                panic!("not settled: {states:?}\n{}", log.join("\n"));
            }
            self.pass(50);
        }
    }

    /// Time passes, and what becomes due on the way is done.
    pub(crate) fn pass(&mut self, ms: u64) {
        let end_ms = self.now.monotonic_ms + ms;
        loop {
            let parcel_ms = self.parcels.keys().next().map(|&(due_ms, _)| due_ms);
            let server_ms = self.server.next_deadline_ms();
            let peers = self.peers.iter();
            let client_ms = peers.filter_map(|peer| peer.client.next_deadline_ms()).min();
            let next_ms = [parcel_ms, server_ms, client_ms].into_iter().flatten().min();
            let Some(next_ms) = next_ms.filter(|&next_ms| next_ms <= end_ms) else { break };
            self.advance_to(next_ms);
            if parcel_ms.is_some_and(|due_ms| due_ms <= self.now.monotonic_ms) {
                let (_, parcel) = self.parcels.pop_first().expect("one is due");
                self.deliver(parcel);
            } else if server_ms.is_some_and(|due_ms| due_ms <= self.now.monotonic_ms) {
                self.server_step(server::Input::Deadline);
            } else {
                let is_due = |peer: &Peer| {
                    let due_ms = peer.client.next_deadline_ms();
                    due_ms.is_some_and(|due_ms| due_ms <= self.now.monotonic_ms)
                };
                let due = self.peers.iter().position(is_due).expect("one is due");
                self.client_step(due, client::Input::Deadline);
                let next_ms = self.peers[due].client.next_deadline_ms();
                assert!(
                    next_ms.is_none_or(|next_ms| next_ms > self.now.monotonic_ms),
                    "a deadline was done and is still due"
                );
            }
        }
        self.advance_to(end_ms);
    }

    fn advance_to(&mut self, ms: u64) {
        let by_ms = ms.saturating_sub(self.now.monotonic_ms);
        self.now.monotonic_ms += by_ms;
        self.now.unix_ms += by_ms;
    }

    /// A cable is cut: what is on its way is lost. The client notices after `client_ms`, the
    /// server after `server_ms`.
    pub(crate) fn cut(&mut self, client: usize, client_ms: u64, server_ms: u64) {
        let Some((conn, attempt)) = self.peers[client].conn.take() else { return };
        self.parcels.retain(|_, parcel| match parcel {
            Parcel::ToServer { conn: to, .. } => *to != conn,
            Parcel::ToClient { client: to, attempt: of, .. } => (*to, *of) != (client, attempt),
            Parcel::Connected { client: to, attempt: of } => (*to, *of) != (client, attempt),
            Parcel::Refused { .. } | Parcel::ServerClosed { .. } | Parcel::ClientClosed { .. } => {
                true
            }
        });
        if let Some((_, _, alive)) = self.conns.get_mut(&conn.slot) {
            *alive = false;
        }
        self.log.push_back(format!("{} cut {client}", self.now.monotonic_ms));
        let cause = client::CloseCause::Reset;
        self.post_in(client_ms, Parcel::ClientClosed { client, attempt, cause });
        self.post_in(server_ms, Parcel::ServerClosed { conn, cause: server::CloseCause::Reset });
    }

    /// A client dies and starts anew with what its shell has kept.
    pub(crate) fn restart(&mut self, client: usize, with_entries: bool) {
        self.cut(client, 0, 10);
        self.parcels.retain(
            |_, parcel| !matches!(parcel, Parcel::ClientClosed { client: to, .. } if *to == client),
        );
        let peer = &mut self.peers[client];
        if with_entries {
            for conversation in &mut peer.kept.conversations {
                let found = peer.client.conversation_named(&conversation.name);
                let found = found.expect("what is kept is there");
                conversation.entries = found.timeline().entries().cloned().collect();
            }
        }
        peer.runs += 1;
        let seed =
            [peer.runs.wrapping_mul(16).wrapping_add(u8::try_from(client).expect("few")); 32];
        peer.client = Client::new(peer.config.clone(), peer.kept.clone(), seed);
        peer.mirror = peer
            .client
            .conversations()
            .map(|c| (c.id(), c.timeline().entries().map(|entry| entry.id).collect()))
            .collect();
        peer.conn = None;
        self.command(client, Command::Connect);
    }

    fn post_in(&mut self, ms: u64, parcel: Parcel) {
        let mut due_ms = self.now.monotonic_ms + ms;
        let stream = match &parcel {
            Parcel::ToServer { conn, .. } | Parcel::ServerClosed { conn, .. } => {
                Some((true, conn.slot))
            }
            Parcel::ToClient { client, attempt, .. }
            | Parcel::ClientClosed { client, attempt, .. }
            | Parcel::Connected { client, attempt } => {
                let mut conns = self.conns.iter();
                let same = |of: &(usize, Attempt, bool)| (of.0, of.1) == (*client, *attempt);
                conns.find(|(_, of)| same(of)).map(|(&slot, _)| (false, slot))
            }
            Parcel::Refused { .. } => None,
        };
        if let Some(stream) = stream {
            let busy_ms = self.busy_ms.entry(stream).or_default();
            due_ms = due_ms.max(*busy_ms);
            *busy_ms = due_ms;
        }
        self.last_parcel += 1;
        self.parcels.insert((due_ms, self.last_parcel), parcel);
    }

    fn deliver(&mut self, parcel: Parcel) {
        match parcel {
            Parcel::Connected { client, attempt } => {
                let tls = TlsFacts {
                    certificate_sha256: [1; 32],
                    trust: Trust::Pinned,
                    version: "TLS 1.3".into(),
                    client_certificate: ClientCertificate::Shown,
                };
                self.client_step(client, client::Input::Connected { attempt, tls: Some(tls) });
            }
            Parcel::Refused { client, attempt } => {
                let why = client::ConnectError::Refused;
                self.client_step(client, client::Input::ConnectFailed { attempt, why });
            }
            Parcel::ToServer { conn, bytes } => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let (client, ..) = self.conns[&conn.slot];
                self.note(client, '>', &text);
                if self.conns[&conn.slot].2 {
                    self.server_step(server::Input::Received { conn, bytes: &bytes });
                }
            }
            Parcel::ToClient { client, attempt, bytes } => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.note(client, '<', &text);
                self.client_step(client, client::Input::Received { attempt, bytes: &bytes });
            }
            Parcel::ServerClosed { conn, cause } => {
                if self.conns.remove(&conn.slot).is_some() {
                    self.server_step(server::Input::Closed { conn, cause });
                }
            }
            Parcel::ClientClosed { client, attempt, cause } => {
                if self.peers[client].conn.is_some_and(|(_, of)| of == attempt) {
                    self.peers[client].conn = None;
                }
                self.client_step(client, client::Input::Closed { attempt, cause });
            }
        }
    }

    fn note(&mut self, client: usize, direction: char, text: &str) {
        for line in text.lines() {
            self.log.push_back(format!("{} {client}{direction} {line}", self.now.monotonic_ms));
        }
        while self.log.len() > 4_000 {
            self.log.pop_front();
        }
    }

    fn client_step(&mut self, index: usize, input: client::Input<'_>) {
        let mut out = client::Outputs::new();
        let peer = &mut self.peers[index];
        peer.client.step(self.now, input, &mut out);
        peer.client.check();
        for action in out.actions() {
            match action.clone() {
                client::Action::Connect { attempt, .. } => self.dial(index, attempt),
                client::Action::Send { attempt, bytes } => {
                    if let Some((conn, of)) = self.peers[index].conn
                        && of == attempt
                    {
                        let bytes = out.bytes(&bytes).to_vec();
                        let parcel = Parcel::ToServer { conn, bytes };
                        self.post_in(self.delay_ms, parcel);
                    }
                }
                client::Action::Close { attempt } => {
                    if let Some((conn, of)) = self.peers[index].conn
                        && of == attempt
                    {
                        self.peers[index].conn = None;
                        if let Some((_, _, alive)) = self.conns.get_mut(&conn.slot) {
                            *alive = false;
                        }
                        let cause = server::CloseCause::EndOfFile;
                        self.post_in(self.delay_ms, Parcel::ServerClosed { conn, cause });
                    }
                }
                client::Action::Keep(record) => self.peers[index].kept.apply(record),
                client::Action::Event(event) => self.take(index, event),
            }
        }
        let peer = &self.peers[index];
        for conversation in peer.client.conversations() {
            let ids: Vec<_> = conversation.timeline().entries().map(|entry| entry.id).collect();
            let told = peer.mirror.get(&conversation.id()).cloned().unwrap_or_default();
            assert_eq!(ids, told, "events tell how {} became what it is", conversation.name());
        }
    }

    fn take(&mut self, index: usize, event: Event) {
        let peer = &mut self.peers[index];
        if let Event::Timeline { conversation, change } = event {
            let list = peer.mirror.entry(conversation).or_default();
            match change {
                Change::Appended(id) => list.push(id),
                Change::Inserted(id, at) => list.insert(at, id),
                Change::Changed(id) => assert!(list.contains(&id), "what changes is there"),
                Change::Moved(id, from, to) => {
                    assert_eq!(list.remove(from), id);
                    list.insert(to, id);
                }
                Change::Removed(id, at) => assert_eq!(list.remove(at), id),
            }
            return;
        }
        peer.events.push(event);
    }

    fn dial(&mut self, client: usize, attempt: Attempt) {
        if self.down {
            return self.post_in(self.delay_ms, Parcel::Refused { client, attempt });
        }
        self.last_slot += 1;
        let conn = ConnId { slot: self.last_slot, generation: 0 };
        self.peers[client].conn = Some((conn, attempt));
        self.conns.insert(conn.slot, (client, attempt, true));
        let octet = u8::try_from(client).expect("few");
        let address = IpAddr::from([192, 0, 2, octet]);
        self.server_step(server::Input::Accepted { conn, address });
        let certificate = Some([self.peers[client].certificate; 32]);
        let transport = Transport::Tls;
        if self.conns.get(&conn.slot).is_some_and(|&(.., alive)| alive) {
            let opened = server::Input::Opened { conn, transport, certificate, silent: false };
            self.server_step(opened);
        }
        self.post_in(2 * self.delay_ms, Parcel::Connected { client, attempt });
    }

    fn server_step(&mut self, input: server::Input<'_>) {
        let mut out = server::Outputs::new();
        self.server.step(self.now, input, &mut out);
        self.server.check();
        self.store.append(out.records());
        for action in out.actions() {
            match action {
                server::Action::Send { frame, to } => {
                    let bytes = out.frame(frame).to_vec();
                    for conn in out.recipients(to).to_vec() {
                        let Some(&(client, attempt, alive)) = self.conns.get(&conn.slot) else {
                            continue;
                        };
                        if alive {
                            let bytes = bytes.clone();
                            let parcel = Parcel::ToClient { client, attempt, bytes };
                            self.post_in(self.delay_ms, parcel);
                        }
                    }
                }
                server::Action::Close { conn } => {
                    if let Some((client, attempt, alive)) = self.conns.get_mut(&conn.slot) {
                        let (client, attempt) = (*client, *attempt);
                        *alive = false;
                        let cause = client::CloseCause::EndOfFile;
                        let parcel = Parcel::ClientClosed { client, attempt, cause };
                        self.post_in(self.delay_ms, parcel);
                        let cause = server::CloseCause::EndOfFile;
                        let conn = *conn;
                        self.post_in(0, Parcel::ServerClosed { conn, cause });
                    }
                }
                server::Action::Ask { conn, ticket, task } => {
                    let answer = match task {
                        Task::Read(query) => Answer::Page(Some(self.store.read(query))),
                        Task::Verify { .. } => Answer::Matches(true),
                        Task::Hash { .. } => Answer::Hashed(None),
                    };
                    let (conn, ticket) = (*conn, *ticket);
                    self.server_step(server::Input::Answered { conn, ticket, answer });
                }
                server::Action::Reload => {}
            }
        }
    }

    /// Everything that was said in a room, or by each of two people to the other, as the server
    /// has kept it: `nick: text`.
    pub(crate) fn said(&self, targets: &[&str]) -> Vec<String> {
        let messages = self.store.messages();
        messages
            .filter(|message| {
                let nick = message.source.split('!').next().unwrap_or_default();
                let is_between = targets.len() == 1 || targets.contains(&nick);
                message.kind.is_said() && is_between && targets.contains(&&*message.target)
            })
            .map(|message| {
                let nick = message.source.split('!').next().unwrap_or_default();
                format!("{nick}: {}", message.text)
            })
            .collect()
    }

    /// The server ends without a word, and starts anew with what was kept.
    pub(crate) fn crash_server(&mut self) {
        for client in 0..self.peers.len() {
            self.cut(client, 5, 1_000_000_000);
        }
        self.parcels.retain(|_, parcel| !matches!(parcel, Parcel::ServerClosed { .. }));
        self.conns.clear();
        let config = self.server.config().clone();
        self.server = Server::new(config, self.now, [8; 32], self.store.kept());
    }
}
