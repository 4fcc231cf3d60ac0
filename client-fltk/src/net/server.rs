//! One engine and what it acts on: its connection, its clock, the store, the reports.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use async_channel::{Receiver, Sender};
use async_executor::{LocalExecutor, Task};
use async_io::Timer;
use futures_lite::FutureExt as _;
use peyk_core::client::{
    Action, Attempt, Change, Client, Command, Config, ConnectError, ConnectionState, Conversation,
    ConversationId, EntryId, EntryKind, Event, Input, Kept, More, Outputs, Presence, Record, Room,
    Security, ServerAddress, TlsFacts, Trust,
};
use peyk_core::time::Now;
use ring::rand::{SecureRandom as _, SystemRandom};

use super::connection::{self, How, News, PIECES_MAX};
use super::identity::Identity;
use super::queue::{ConversationNews, Report, Reports};
use super::{Order, Setup};
use crate::model::{self, Member, ServerId};
use crate::store::{Job, Neighbor, Store};

/// News of a state is told at most so often: a person cannot see more.
const STATE_PAUSE: Duration = Duration::from_millis(50);

/// Entries of a conversation that the engine has: those that news of the last while are about.
/// The window and the store have the others, in a fraction of the room.
pub const ENGINE_ENTRIES_MAX: usize = 500;

/// What all engines share.
pub(super) struct World {
    pub(super) store: Store,
    pub(super) reports: Arc<Reports>,
    pub(super) identity: Identity,
}

/// Runs an engine for each server that orders come for, until there are no more orders.
pub(super) async fn run(world: &World, orders: Receiver<(ServerId, Order)>) {
    // Engines run beside this; all end when it returns.
    let engines = LocalExecutor::new();
    let accepting = async {
        let mut running: BTreeMap<ServerId, (Sender<Order>, Task<()>)> = BTreeMap::new();
        while let Ok((id, order)) = orders.recv().await {
            if let Order::Open(setup) = order {
                let (sender, receiver) = async_channel::unbounded();
                let engine = engines.spawn(serve(id, *setup, world, receiver));
                running.insert(id, (sender, engine));
            } else if let Some((sender, _)) = running.get(&id) {
                // An engine that has ended needs no orders.
                let _ = sender.try_send(order);
            }
        }
    };
    engines.run(accepting).await;
}

/// Runs the engine of one server until it is to end.
async fn serve(id: ServerId, setup: Setup, world: &World, orders: Receiver<Order>) {
    let connections = LocalExecutor::new();
    let (news, incoming) = async_channel::bounded(PIECES_MAX);
    let kept = world.store.kept(id);
    let mut server = Server::new(id, setup, world, kept, news);
    let working = async {
        server.begin(&connections);
        loop {
            world.reports.room().await;
            let order = async { Happened::Order(orders.recv().await.unwrap_or(Order::End)) };
            let news = async { Happened::News(incoming.recv().await.ok()) };
            let due = server.due();
            let timer = async {
                match due {
                    Some(at) => Timer::at(at).await,
                    None => futures_lite::future::pending().await,
                };
                Happened::Due
            };
            let ended = match order.or(news).or(timer).await {
                Happened::Order(order) => server.order(order, &connections),
                Happened::News(Some(news)) => server.news(news, &connections),
                Happened::News(None) => true,
                Happened::Due => server.deadline(&connections),
            };
            if ended {
                break;
            }
        }
    };
    connections.run(working).await;
    world.reports.tell(id, Report::Ended);
}

enum Happened {
    Order(Order),
    News(Option<News>),
    Due,
}

struct Server<'w> {
    id: ServerId,
    setup: Setup,
    world: &'w World,
    client: Client,
    out: Outputs,
    started: Instant,
    news: Sender<News>,
    /// The connection that is there or being made.
    outgoing: Option<(Attempt, Sender<Vec<u8>>)>,
    /// The certificate that was refused.
    refused: Option<[u8; 32]>,
    /// The engine's timelines by the ids of their entries.
    orders: BTreeMap<ConversationId, VecDeque<EntryId>>,
    /// States that are to be told.
    changed: BTreeSet<State>,
    told: Option<Instant>,
    ending: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Connection,
    Me,
    Server,
    Conversation(ConversationId),
    Members(ConversationId),
    Typing(ConversationId),
}

impl<'w> Server<'w> {
    fn new(id: ServerId, setup: Setup, world: &'w World, kept: Kept, news: Sender<News>) -> Self {
        let mut seed = [0; 32];
        // Without randomness TLS does not work either, and says so.
        let _ = SystemRandom::new().fill(&mut seed);
        let client = Client::new(config(&setup), kept, seed);
        Self {
            id,
            setup,
            world,
            client,
            out: Outputs::new(),
            started: Instant::now(),
            news,
            outgoing: None,
            refused: None,
            orders: BTreeMap::new(),
            changed: BTreeSet::new(),
            told: None,
            ending: false,
        }
    }

    /// Tells what was kept, and connects.
    fn begin<'e>(&mut self, connections: &LocalExecutor<'e>)
    where
        'w: 'e,
    {
        self.changed.extend([State::Connection, State::Me]);
        let ids: Vec<_> = self.client.conversations().map(Conversation::id).collect();
        for id in ids {
            self.tell_conversation(id);
            let Some(conversation) = self.client.conversation(id) else { continue };
            let entries: Vec<_> = conversation.timeline().entries().cloned().collect();
            let mut after = None;
            for entry in entries {
                let entry_id = entry.id;
                self.orders.entry(id).or_default().push_back(entry_id);
                let entry = Arc::new(entry);
                self.tell(Report::Put { conversation: id.0, after, entry, live: false });
                after = Some(entry_id);
            }
        }
        self.tell(Report::Loaded);
        self.step(Input::Do(Command::Connect), connections);
    }

    fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            monotonic_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            unix_ms: u64::try_from(unix.as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// When something is due.
    fn due(&self) -> Option<Instant> {
        let engine =
            self.client.next_deadline_ms().map(|ms| self.started + Duration::from_millis(ms));
        let telling = self.told.filter(|_| !self.changed.is_empty()).map(|at| at + STATE_PAUSE);
        engine.into_iter().chain(telling).min()
    }

    fn deadline<'e>(&mut self, connections: &LocalExecutor<'e>) -> bool
    where
        'w: 'e,
    {
        let now_ms = self.now().monotonic_ms;
        if self.client.next_deadline_ms().is_some_and(|due_ms| due_ms <= now_ms) {
            self.step(Input::Deadline, connections);
        }
        self.tell_changed();
        self.has_ended()
    }

    fn order<'e>(&mut self, order: Order, connections: &LocalExecutor<'e>) -> bool
    where
        'w: 'e,
    {
        match order {
            Order::Do(command) => self.step(Input::Do(*command), connections),
            Order::Trust => {
                if let Some(seen) = self.refused.take() {
                    self.pin(seen);
                }
                self.step(Input::Do(Command::Connect), connections);
            }
            Order::AllowPlain => {
                self.setup.plain = true;
                self.setup.pinned = None;
                self.step(Input::Do(Command::Connect), connections);
            }
            Order::End => {
                self.ending = true;
                self.step(Input::Do(Command::Disconnect), connections);
            }
            Order::Open(_) => {}
        }
        self.has_ended()
    }

    fn has_ended(&self) -> bool {
        self.ending && self.outgoing.is_none()
    }

    fn news<'e>(&mut self, news: News, connections: &LocalExecutor<'e>) -> bool
    where
        'w: 'e,
    {
        match news {
            News::Connected(attempt, tls) => {
                if let Some(tls) = tls.as_ref() {
                    self.trust(tls);
                }
                self.step(Input::Connected { attempt, tls }, connections);
            }
            News::Failed(attempt, why) => {
                self.gone(attempt);
                if let ConnectError::CertificateChanged { pinned, seen } = why {
                    self.refused = Some(seen);
                    self.tell(Report::CertificateChanged { pinned, seen });
                }
                self.step(Input::ConnectFailed { attempt, why }, connections);
            }
            News::NoEncryption(attempt, words) => {
                self.gone(attempt);
                self.tell(Report::NoEncryption);
                let why = ConnectError::Tls(words);
                self.step(Input::ConnectFailed { attempt, why }, connections);
            }
            News::Received(attempt, bytes) => {
                self.step(Input::Received { attempt, bytes: &bytes }, connections);
            }
            News::Closed(attempt, cause) => {
                self.gone(attempt);
                self.step(Input::Closed { attempt, cause }, connections);
            }
        }
        self.has_ended()
    }

    fn gone(&mut self, attempt: Attempt) {
        if self.outgoing.as_ref().is_some_and(|(current, _)| *current == attempt) {
            self.outgoing = None;
        }
    }

    /// From now on only this certificate, or one that an authority vouches for.
    fn trust(&mut self, tls: &TlsFacts) {
        if tls.trust != Trust::Pinned {
            self.pin(tls.certificate_sha256);
        }
    }

    fn pin(&mut self, sha256: [u8; 32]) {
        self.setup.pinned = Some(sha256);
        self.world.store.ask_patiently(Job::Pin { server: self.id, sha256: Some(sha256) });
    }

    fn step<'e>(&mut self, input: Input<'_>, connections: &LocalExecutor<'e>)
    where
        'w: 'e,
    {
        let now = self.now();
        let mut out = std::mem::take(&mut self.out);
        out.clear();
        self.client.step(now, input, &mut out);
        // What was written has to be on the disk before it may be on the wire.
        let mut unkept = false;
        for action in out.actions() {
            match action {
                Action::Keep(record) => {
                    unkept |= matches!(record, Record::Outbox(_));
                    let record = record.clone();
                    self.world.store.ask_patiently(Job::Record { server: self.id, record });
                }
                Action::Send { attempt, bytes } => {
                    if std::mem::take(&mut unkept) {
                        self.world.store.flush();
                    }
                    self.send(*attempt, out.bytes(bytes));
                }
                Action::Connect { attempt, host, port, security } => {
                    self.connect(*attempt, host, *port, *security, connections);
                }
                Action::Close { attempt } => {
                    if let Some((current, outgoing)) = &self.outgoing
                        && current == attempt
                    {
                        outgoing.close();
                        if self.client.connection().state == ConnectionState::Connecting {
                            self.outgoing = None;
                        }
                    }
                }
                Action::Event(event) => self.event(event),
            }
        }
        self.out = out;
        self.tell_changed();
    }

    fn send(&mut self, attempt: Attempt, bytes: &[u8]) {
        if let Some((current, outgoing)) = &self.outgoing
            && *current == attempt
        {
            // The engine sends no faster than it may; a closed channel is told of as news.
            let _ = outgoing.try_send(bytes.to_vec());
        }
    }

    fn connect<'e>(
        &mut self,
        attempt: Attempt,
        host: &str,
        port: u16,
        security: Security,
        connections: &LocalExecutor<'e>,
    ) where
        'w: 'e,
    {
        let (sender, outgoing) = async_channel::unbounded();
        self.outgoing = Some((attempt, sender));
        let how = How {
            attempt,
            host: host.to_owned(),
            port,
            security,
            pinned: self.setup.pinned,
            plain_allowed: self.setup.plain_allowed(),
        };
        let (news, world) = (self.news.clone(), self.world);
        let running = async move {
            connection::run(how, &world.identity, news, outgoing).await;
        };
        connections.spawn(running).detach();
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Connection => {
                self.changed.insert(State::Connection);
            }
            Event::Me => {
                self.changed.insert(State::Me);
            }
            Event::Server => {
                self.changed.insert(State::Server);
            }
            Event::Opened(id) => {
                self.tell_conversation(*id);
                self.changed.extend([State::Members(*id), State::Conversation(*id)]);
            }
            Event::Closed(id) => {
                self.orders.remove(id);
                self.changed.retain(|state| !state.is_of(*id));
                self.tell(Report::Gone(id.0));
            }
            Event::Conversation(id) => {
                self.changed.insert(State::Conversation(*id));
            }
            Event::Members(id) => {
                self.changed.insert(State::Members(*id));
            }
            Event::Typing(id) => {
                self.changed.insert(State::Typing(*id));
            }
            Event::Timeline { conversation, change } => self.timeline(*conversation, *change),
            Event::Fetched { conversation, more } => {
                if let Some(known) = self.client.conversation(*conversation) {
                    let (older, full) = (known.older(), *more == More::Full);
                    self.tell(Report::Fetched { conversation: conversation.0, older, full });
                }
            }
            Event::Around { conversation, reference, entries } => {
                self.keep_page(*conversation, entries.clone());
                self.tell(Report::Around {
                    conversation: conversation.0,
                    reference: reference.clone(),
                    entries: entries.clone(),
                });
            }
            Event::Mentioned { conversation, entry } => {
                self.tell(Report::Mentioned { conversation: conversation.0, entry: *entry });
            }
            Event::Notice { from, text } => {
                self.tell(Report::Notice { from: from.clone(), text: text.clone() });
            }
            Event::Refused { conversation, reason } => {
                let conversation = conversation.map(|id| id.0);
                self.tell(Report::Refused { conversation, reason: reason.clone() });
            }
            Event::Invited { by, room } => {
                self.tell(Report::Invited { by: by.clone(), room: room.clone() });
            }
            Event::Account(news) => self.tell(Report::Account(news.clone())),
            Event::Found { search, entries } => {
                let text = search.text.clone();
                self.tell(Report::Found { text, entries: entries.clone() });
            }
            Event::Rooms(rooms) => self.tell(Report::Rooms(rooms.clone())),
            Event::WhoIs(who) => self.tell(Report::WhoIs(who.clone())),
            Event::Bans { conversation, bans } => {
                self.tell(Report::Bans { conversation: conversation.0, bans: bans.clone() });
            }
            Event::Metadata { .. } => {}
        }
    }

    /// Follows a change of a timeline, tells it, and has it kept.
    fn timeline(&mut self, conversation: ConversationId, change: Change) {
        let order = self.orders.entry(conversation).or_default();
        let is_at_end = matches!(change, Change::Appended(_));
        match change {
            Change::Appended(id) => order.push_back(id),
            Change::Inserted(id, index) => order.insert(index.min(order.len()), id),
            Change::Changed(_) => {}
            Change::Moved(id, from, to) => {
                if from < order.len() {
                    order.remove(from);
                }
                order.insert(to.min(order.len()), id);
            }
            Change::Removed(_, index) => {
                if index < order.len() {
                    order.remove(index);
                }
            }
        }
        let Some(known) = self.client.conversation(conversation) else { return };
        let (Change::Appended(id)
        | Change::Inserted(id, _)
        | Change::Changed(id)
        | Change::Moved(id, _, _)
        | Change::Removed(id, _)) = change;
        let number = conversation.0;
        let is_there = !matches!(change, Change::Removed(..));
        let entry = is_there.then(|| known.timeline().entry(id).cloned()).flatten();
        let Some(entry) = entry else {
            // It is gone by now: what fell off at the beginning stays in the window and the store.
            if let Change::Removed(id, index) = change
                && (index > 0 || order.is_empty())
            {
                let name = known.name().into();
                self.changed.insert(State::Conversation(conversation));
                self.tell(Report::Removed { conversation: number, entry: id });
                self.keep(Job::EntryGone { server: self.id, conversation: name, entry: id });
            }
            return;
        };
        let place = order.iter().rposition(|other| *other == id);
        let after = place.and_then(|place| place.checked_sub(1)).map(|place| order[place]);
        let next = place.and_then(|place| order.get(place + 1));
        let next = next.and_then(|next| known.timeline().entry(*next));
        let next = next.filter(|next| next.time_ms == entry.time_ms).map(Neighbor::of);
        let is_gap = matches!(entry.kind, EntryKind::Gap(_));
        if is_gap {
            self.changed.insert(State::Conversation(conversation));
        }
        // The window and the store read the same.
        let entry = Arc::new(entry);
        let job = Job::Entry {
            server: self.id,
            conversation: known.name().into(),
            entry: Arc::clone(&entry),
            next,
        };
        match change {
            Change::Appended(_) | Change::Inserted(..) => self.tell(Report::Put {
                conversation: number,
                after,
                entry,
                live: is_at_end && !is_gap,
            }),
            Change::Changed(_) => self.tell(Report::Changed { conversation: number, entry }),
            Change::Moved(id, ..) => {
                self.tell(Report::Moved { conversation: number, entry: id, after });
                self.tell(Report::Changed { conversation: number, entry });
            }
            Change::Removed(..) => return,
        }
        self.keep(job);
    }

    fn keep_page(&mut self, conversation: ConversationId, entries: Vec<peyk_core::client::Entry>) {
        if let Some(known) = self.client.conversation(conversation) {
            let conversation = known.name().into();
            self.keep(Job::Entries { server: self.id, conversation, entries });
        }
    }

    fn keep(&self, job: Job) {
        self.world.store.ask_patiently(job);
    }

    fn tell(&self, report: Report) {
        self.world.reports.tell(self.id, report);
    }

    /// Tells the states that have changed, unless that was done just now.
    fn tell_changed(&mut self) {
        let now = Instant::now();
        if self.changed.is_empty() || self.told.is_some_and(|told| told + STATE_PAUSE > now) {
            return;
        }
        self.told = Some(now);
        for state in std::mem::take(&mut self.changed) {
            match state {
                State::Connection => self.tell_connection(),
                State::Me => self.tell(Report::Me(Box::new(self.client.me().clone()))),
                State::Server => self.tell_server(),
                State::Conversation(id) => self.tell_conversation(id),
                State::Members(id) => self.tell_members(id),
                State::Typing(id) => {
                    if let Some(conversation) = self.client.conversation(id) {
                        let typing = conversation.typing().map(Into::into).collect();
                        self.tell(Report::Typing(id.0, typing));
                    }
                }
            }
        }
    }

    fn tell_connection(&self) {
        let connection = self.client.connection().clone();
        let wait_ms = match connection.state {
            ConnectionState::Waiting { until_ms } => {
                Some(until_ms.saturating_sub(self.now().monotonic_ms))
            }
            ConnectionState::Offline
            | ConnectionState::Connecting
            | ConnectionState::Registering
            | ConnectionState::Online => None,
        };
        self.tell(Report::Connection { connection: Box::new(connection), wait_ms });
    }

    fn tell_server(&self) {
        let server = self.client.server();
        let named = [&server.network, &server.name].into_iter().find(|name| !name.is_empty());
        self.tell(Report::Server {
            name: named.cloned().unwrap_or_default(),
            software: server.software.clone(),
            motd: server.motd.clone(),
            features: server.features,
        });
    }

    fn tell_conversation(&self, id: ConversationId) {
        let Some(conversation) = self.client.conversation(id) else { return };
        self.tell(Report::Conversation(Box::new(ConversationNews {
            id: id.0,
            name: conversation.name().into(),
            kind: conversation.kind(),
            topic: conversation.topic().map(|topic| topic.text.clone()).unwrap_or_default(),
            read_ms: conversation.read_ms(),
            unread: conversation.unread(),
            mentions: conversation.mentions(),
            older: conversation.older(),
        })));
    }

    fn tell_members(&self, id: ConversationId) {
        let Some(conversation) = self.client.conversation(id) else { return };
        let mut members: Vec<Member> = conversation
            .members()
            .map(|member| Member {
                nick: member.nick.clone(),
                prefix: member.prefixes.chars().next(),
                presence: match member.presence {
                    Presence::Here => model::Presence::Here,
                    Presence::Away(_) => model::Presence::Away,
                    Presence::Offline => model::Presence::Gone,
                    Presence::Unknown => model::Presence::Unknown,
                },
                bot: member.bot,
            })
            .collect();
        members.sort_by_cached_key(|member| (rank(member.prefix), member.nick.to_lowercase()));
        self.tell(Report::Members(id.0, members.into()));
    }
}

impl State {
    fn is_of(self, id: ConversationId) -> bool {
        match self {
            Self::Connection | Self::Me | Self::Server => false,
            Self::Conversation(of) | Self::Members(of) | Self::Typing(of) => of == id,
        }
    }
}

/// Those who may do more come first.
fn rank(prefix: Option<char>) -> usize {
    const PREFIXES: &str = "~&@%+";
    prefix.and_then(|prefix| PREFIXES.find(prefix)).unwrap_or(PREFIXES.len())
}

fn config(setup: &Setup) -> Config {
    let server = ServerAddress {
        host: setup.address.host.clone(),
        port: setup.address.port,
        security: Security::Tls,
    };
    let mut config = Config::new(&setup.nick, server);
    config.login = setup.login.clone();
    config.server_password = setup.server_password.clone();
    config.rooms = setup.rooms.iter().map(|name| Room { name: name.clone(), key: None }).collect();
    config.limits.timeline_entries_max = ENGINE_ENTRIES_MAX;
    config.quit_message = setup.quit_message.clone();
    config
}
