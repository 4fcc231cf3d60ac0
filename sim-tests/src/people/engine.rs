//! Somebody with our client engine: the shell around it, as a real one is, with a disk that
//! keeps what the engine wants kept, and loses what was not synced when the power goes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use peyk_core::client::{
    Action, Attempt, Cause, Change, Client, ClientCertificate, CloseCause, Command, Config,
    ConnectError, ConnectionState, Conversation, ConversationId, ConversationKind, Delivery, Draft,
    DraftKind, Entry, EntryKind, Event, FetchPage, Gap, Input, Login, Membership, Older, Outputs,
    Password, Record, Room, Security, SendId, ServerAddress, Timeouts, TlsFacts, Trust,
};
use peyk_core::time::Now;
use tokio::time::{Instant, Sleep, sleep_until};

use super::{Ending, Kept, Order, Person, Shown, WORDS, Wire, dial, room_of};
use crate::dice::Dice;
use crate::millis;
use crate::plan::{Act, ROOMS};
use crate::record::{Target, Token, View, What};
use crate::world::{PORT, SERVER, password};

/// What an engine keeps, and how much of that is synced.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    inner: RefCell<(Kept, Vec<Record>)>,
}

impl Disk {
    fn write(&self, record: Record) {
        self.inner.borrow_mut().1.push(record);
    }

    /// Everything that was written is safe.
    pub(crate) fn sync(&self) {
        let (kept, unsynced) = &mut *self.inner.borrow_mut();
        unsynced.drain(..).for_each(|record| kept.apply(record));
    }

    /// The power went: of what was not synced, a part was written.
    pub(crate) fn lose(&self, dice: &mut Dice) {
        let (kept, unsynced) = &mut *self.inner.borrow_mut();
        let written = dice.index(unsynced.len() + 1);
        unsynced.drain(..written).for_each(|record| kept.apply(record));
        unsynced.clear();
    }

    fn kept(&self) -> Kept {
        self.inner.borrow().0.clone()
    }
}

/// How often a page is asked for of which nobody knows whether there is one.
const TRIES_MAX: u32 = 3;

/// A connection, or what will be one.
enum Net<'a> {
    None,
    Dialing(Attempt, Pin<Box<dyn Future<Output = Option<Wire>> + 'a>>),
    Open(Attempt, Box<Wire>),
}

/// Something that happened to the shell.
enum Happened {
    Order(Order),
    Dialed(Attempt, Option<Box<Wire>>),
    Read(Attempt, usize),
    Gone(Attempt, String),
    Due,
}

struct Shell<'a> {
    person: &'a Person,
    /// Those who look at what it shows look at the same.
    client: Rc<RefCell<Client>>,
    net: Net<'a>,
    started: Instant,
    out: Outputs,
    /// Bytes that arrived.
    buffer: Vec<u8>,
    /// What is known of one's own messages: delivered under an id, or refused.
    fates: BTreeMap<Token, Option<u64>>,
    bans: Vec<(usize, String)>,
    fetching: bool,
    /// How often a page was asked for without knowing whether there is one.
    tries: BTreeMap<ConversationId, u32>,
}

pub(super) async fn live(person: &Person, dice: Dice) -> Ending {
    let mut dice = dice;
    // What the last life left unsynced when it ended is on the disk or is not.
    person.life.disk.lose(&mut dice);
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&dice.throw().to_le_bytes());
    let client = Client::new(config(person), person.life.disk.kept(), seed);
    let client = Rc::new(RefCell::new(client));
    *person.life.engine.borrow_mut() = Some(Rc::clone(&client));
    let mut shell = Shell {
        person,
        client,
        net: Net::None,
        started: Instant::now(),
        out: Outputs::new(),
        buffer: Vec::new(),
        fates: BTreeMap::new(),
        bans: Vec::new(),
        fetching: false,
        tries: BTreeMap::new(),
    };
    shell.step(Input::Do(Command::Connect));
    shell.run().await
}

/// As it ships, but impatient.
fn config(person: &Person) -> Config {
    let plan = &person.plan;
    let name = plan.cast[plan.person(person.who)].name;
    let security = if plan.setting.tls { Security::Tls } else { Security::Plain };
    let server = ServerAddress { host: SERVER.to_owned(), port: PORT, security };
    let mut config = Config::new(name, server);
    config.login = match (plan.setting.accounts, plan.setting.tls) {
        (false, _) => Login::None,
        (true, true) => Login::Certificate,
        (true, false) => {
            Login::Password { account: name.to_owned(), password: Password::new(password(name)) }
        }
    };
    let rooms = plan.cast[person.who].rooms.iter();
    config.rooms = rooms.map(|&room| Room { name: ROOMS[room].to_owned(), key: None }).collect();
    config.limits.page_messages = plan.setting.page_max;
    config.limits.timeline_entries_max = 2_000;
    config.timeouts = Timeouts {
        connect_ms: 2_000,
        registration_ms: 3_000,
        ping_interval_ms: 1_500,
        ping_timeout_ms: 1_500,
        backoff_min_ms: 200,
        backoff_max_ms: 1_000,
        stable_ms: 2_000,
        history_ms: 2_500,
        confirm_ms: 4_000,
        nickname_ms: 1_000,
        line_ms: 50,
    };
    config
}

impl<'a> Shell<'a> {
    async fn run(&mut self) -> Ending {
        let mut due: Option<(u64, Pin<Box<Sleep>>)> = None;
        loop {
            let due_ms = self.client.borrow().next_deadline_ms();
            match due_ms {
                None => due = None,
                Some(at_ms) if due.as_ref().is_some_and(|(set_ms, _)| *set_ms == at_ms) => {}
                Some(at_ms) => {
                    let at = self.started + Duration::from_millis(at_ms);
                    due = Some((at_ms, Box::pin(sleep_until(at))));
                }
            }
            let happened = poll_fn(|cx| self.poll(cx, &mut due)).await;
            match happened {
                Happened::Due => {
                    due = None;
                    self.step(Input::Deadline);
                }
                Happened::Dialed(attempt, wire) => self.dialed(attempt, wire),
                Happened::Read(attempt, count) => {
                    let buffer = std::mem::take(&mut self.buffer);
                    self.step(Input::Received { attempt, bytes: &buffer[..count] });
                    self.buffer = buffer;
                }
                Happened::Gone(attempt, why) => {
                    self.hang_up(&why);
                    self.step(Input::Closed { attempt, cause: CloseCause::Reset });
                }
                Happened::Order(order) => {
                    if let Some(ending) = self.order(order).await {
                        return ending;
                    }
                }
            }
        }
    }

    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        due: &mut Option<(u64, Pin<Box<Sleep>>)>,
    ) -> Poll<Happened> {
        if let Poll::Ready(order) = self.person.orders.poll(cx) {
            return Poll::Ready(Happened::Order(order));
        }
        match &mut self.net {
            Net::None => {}
            Net::Dialing(attempt, dialing) => {
                if let Poll::Ready(wire) = dialing.as_mut().poll(cx) {
                    return Poll::Ready(Happened::Dialed(*attempt, wire.map(Box::new)));
                }
            }
            Net::Open(attempt, wire) => match wire.poll(cx, &mut self.buffer) {
                Poll::Ready(Ok(count)) => return Poll::Ready(Happened::Read(*attempt, count)),
                Poll::Ready(Err(error)) => {
                    return Poll::Ready(Happened::Gone(*attempt, error.to_string()));
                }
                Poll::Pending => {}
            },
        }
        match due {
            Some((_, sleep)) => sleep.as_mut().poll(cx).map(|()| Happened::Due),
            None => Poll::Pending,
        }
    }

    fn dialed(&mut self, attempt: Attempt, wire: Option<Box<Wire>>) {
        let Some(wire) = wire else {
            self.net = Net::None;
            self.step(Input::ConnectFailed { attempt, why: ConnectError::TimedOut });
            return;
        };
        self.net = Net::Open(attempt, wire);
        let tls = self.person.plan.setting.tls.then(|| TlsFacts {
            certificate_sha256: [0; 32],
            trust: Trust::Pinned,
            version: "TLS 1.3".into(),
            client_certificate: ClientCertificate::Shown,
        });
        self.step(Input::Connected { attempt, tls });
    }

    fn now(&self) -> Now {
        let unix = turmoil::since_epoch().expect("people live inside a simulation");
        Now { monotonic_ms: millis(self.started.elapsed()), unix_ms: millis(unix) }
    }

    /// Steps the engine, and does what it wants.
    fn step(&mut self, input: Input<'_>) {
        self.step_once(input);
        self.note_presence();
        self.fetch_on();
    }

    fn step_once(&mut self, input: Input<'_>) {
        let mut out = std::mem::take(&mut self.out);
        self.client.borrow_mut().step(self.now(), input, &mut out);
        for action in out.actions() {
            match action {
                Action::Keep(record) => {
                    let must_sync = matches!(record, Record::Outbox(_));
                    self.person.life.disk.write(record.clone());
                    if must_sync {
                        self.person.life.disk.sync();
                    }
                }
                Action::Connect { attempt, .. } => {
                    self.hang_up("another attempt");
                    self.net = Net::Dialing(*attempt, Box::pin(dial(self.person)));
                }
                Action::Send { attempt, bytes } => {
                    self.person.life.disk.sync();
                    if let Net::Open(open, wire) = &mut self.net
                        && open == attempt
                    {
                        wire.send(out.bytes(bytes));
                    }
                }
                Action::Close { attempt } => {
                    let is_open = match &self.net {
                        Net::None => false,
                        Net::Dialing(open, _) | Net::Open(open, _) => open == attempt,
                    };
                    if is_open {
                        self.hang_up("the engine closed");
                    }
                }
                Action::Event(event) => self.hear(event),
            }
        }
        out.clear();
        self.out = out;
    }

    fn hear(&mut self, event: &Event) {
        let Event::Timeline { conversation, change } = *event else { return };
        let (Change::Appended(id)
        | Change::Inserted(id, _)
        | Change::Changed(id)
        | Change::Moved(id, ..)) = change
        else {
            return;
        };
        let client = self.client.borrow();
        let Some(conversation) = client.conversation(conversation) else { return };
        let Some(entry) = conversation.timeline().entry(id).filter(|entry| entry.own) else {
            return;
        };
        let Some(token) = Token::find(&self.person.plan, &entry.text) else { return };
        if token.who != self.person.who || !entry.kind.is_said() {
            return;
        }
        match &entry.delivery {
            Delivery::Confirmed => {
                let id = id_of(entry);
                if self.fates.insert(token, Some(id)) != Some(Some(id)) {
                    self.person.record.note(What::Delivered { token, id });
                }
            }
            Delivery::Failed(reason) => {
                if self.fates.insert(token, None) != Some(None) {
                    let unknown = reason.cause == Cause::Unconfirmed;
                    let why = format!("{:?} {}", reason.cause, reason.words);
                    let why = if unknown { "Unconfirmed".into() } else { why.into() };
                    self.person.record.note(What::Refused { token, why });
                }
            }
            Delivery::Pending => {
                self.fates.remove(&token);
            }
        }
    }

    /// Drops the connection, if there is one.
    fn hang_up(&mut self, why: &str) {
        if let Net::Open(_, wire) = std::mem::replace(&mut self.net, Net::None) {
            self.person.lost(&wire, why);
        }
    }

    async fn order(&mut self, order: Order) -> Option<Ending> {
        match order {
            Order::Act(Act::Close { ms }) => {
                self.leave().await;
                Some(Ending::Down { ms })
            }
            Order::Leave => {
                self.leave().await;
                Some(Ending::Left)
            }
            Order::Act(Act::Crash { ms, power }) => {
                if !power {
                    // The system still has what the program wrote.
                    self.person.life.disk.sync();
                }
                match std::mem::replace(&mut self.net, Net::None) {
                    Net::Open(_, wire) => {
                        Some(self.person.end(*wire, &Order::Act(Act::Crash { ms, power })))
                    }
                    Net::None | Net::Dialing(..) => Some(Ending::Down { ms }),
                }
            }
            Order::Reset | Order::HalfOpen => {
                if let Net::Open(attempt, wire) = std::mem::replace(&mut self.net, Net::None) {
                    self.person.end(*wire, &order);
                    self.step(Input::Closed { attempt, cause: CloseCause::Reset });
                }
                None
            }
            Order::Late { by_ms } => {
                self.person.life.late_ms.set(by_ms);
                None
            }
            Order::FetchAll => {
                self.fetching = true;
                self.fetch_on();
                None
            }
            Order::Act(act) => {
                self.act(&act);
                None
            }
        }
    }

    /// Says goodbye and closes.
    async fn leave(&mut self) {
        self.step(Input::Do(Command::Disconnect));
        self.person.life.disk.sync();
        if let Net::Open(_, wire) = std::mem::replace(&mut self.net, Net::None) {
            self.person.lost(&wire, "left");
            wire.close().await;
        }
    }

    fn room(&self, room: usize) -> Option<ConversationId> {
        self.named(ROOMS[room])
    }

    fn named(&self, name: &str) -> Option<ConversationId> {
        self.client.borrow().conversation_named(name).map(Conversation::id)
    }

    fn act(&mut self, act: &Act) {
        let command = match act {
            Act::Say(room) => {
                let Some(conversation) = self.room(*room) else { return };
                return self.say(conversation, Target::Room(*room));
            }
            Act::Whisper(to) => {
                let nick = self.person.nick_of(*to);
                self.step(Input::Do(Command::OpenDirect { nick: nick.clone() }));
                let Some(direct) = self.named(&nick) else { return };
                return self.say(direct, Target::Person(*to));
            }
            Act::Join(room) => Command::Join { room: ROOMS[*room].to_owned(), key: None },
            Act::Leave(room) => {
                let Some(conversation) = self.room(*room) else { return };
                Command::Part { conversation, reason: String::new() }
            }
            Act::Rename => Command::Nick(self.person.next_nick()),
            Act::Kick { room, whom, ban } => {
                let Some(conversation) = self.room(*room) else { return };
                let nick = self.person.nick_of(*whom);
                if *ban {
                    let mask = format!("{nick}!*@*");
                    self.bans.push((*room, mask.clone()));
                    self.step(Input::Do(Command::Ban { conversation, mask }));
                }
                Command::Kick { conversation, nick, reason: "out".to_owned() }
            }
            Act::Unban(room) => {
                let Some(conversation) = self.room(*room) else { return };
                let lifted = self.bans.extract_if(.., |(at, _)| at == room);
                let lifted: Vec<_> = lifted.map(|(_, mask)| mask).collect();
                for mask in lifted {
                    self.step(Input::Do(Command::Unban { conversation, mask }));
                }
                return;
            }
            Act::Away => Command::Away("lunch".to_owned()),
            Act::Back => Command::Back,
            Act::Read(room) => {
                let Some(conversation) = self.room(*room) else { return };
                Command::Fetch { conversation, page: FetchPage::Older }
            }
            Act::Close { .. } | Act::Crash { .. } => unreachable!("the caller does these"),
        };
        self.step(Input::Do(command));
    }

    /// Says something, once what the server could not keep when it was said is tried again.
    fn say(&mut self, conversation: ConversationId, to: Target) {
        for again in self.to_be_tried_later() {
            self.step(Input::Do(Command::Retry(again)));
        }
        let token = self.person.next_token();
        let text = token.text(&self.person.plan, WORDS);
        self.person.record.note(What::Asked { token, to });
        let draft = Draft { conversation, text, kind: DraftKind::Message, reply_to: None };
        self.step(Input::Do(Command::Send(draft)));
    }

    fn to_be_tried_later(&self) -> Vec<SendId> {
        let client = self.client.borrow();
        let entries = client.conversations().flat_map(|talk| talk.timeline().entries());
        let failed = entries.filter(|entry| {
            matches!(&entry.delivery, Delivery::Failed(why) if why.cause == Cause::TryLater)
        });
        failed.filter_map(|entry| entry.send_id.clone()).collect()
    }

    fn note_presence(&self) {
        let client = self.client.borrow();
        match (&self.net, client.connection().state) {
            (Net::Open(_, wire), ConnectionState::Online) => {
                self.person.is_called(wire.conn, &client.me().nick);
            }
            _ => *self.person.life.present.borrow_mut() = None,
        }
    }

    /// Fetches all that can be fetched, one page after the other.
    fn fetch_on(&mut self) {
        if !self.fetching {
            return;
        }
        let client = Rc::clone(&self.client);
        let client = client.borrow();
        if client.connection().state != ConnectionState::Online {
            return;
        }
        let wanted: Vec<_> = client
            .conversations()
            .filter_map(|conversation| {
                let open = conversation.timeline().entries().find_map(|entry| match entry.kind {
                    EntryKind::Gap(Gap::Open) => Some(FetchPage::Gap(entry.id)),
                    _ => None,
                });
                let joined = conversation.kind() != ConversationKind::Room(Membership::Left)
                    && conversation.kind() != ConversationKind::Room(Membership::Joining);
                let tries = self.tries.entry(conversation.id()).or_default();
                let older = match conversation.older() {
                    _ if !joined => false,
                    Older::Maybe => true,
                    // The server could not say; it may be able to by now.
                    Older::Unknown if *tries < TRIES_MAX => {
                        *tries += 1;
                        true
                    }
                    Older::Unknown | Older::Loading | Older::None => false,
                };
                let page = open.or(older.then_some(FetchPage::Older))?;
                Some(Command::Fetch { conversation: conversation.id(), page })
            })
            .collect();
        drop(client);
        for command in wanted {
            // Each is answered before the next is asked for: the states say so.
            self.step_once(Input::Do(command));
        }
    }
}

/// What an engine shows now.
pub(crate) fn shown(person: &Person) -> Shown {
    let mut shown = Shown::default();
    let client = person.life.engine.borrow();
    let Some(client) = &*client else { return shown };
    for conversation in client.borrow().conversations() {
        let joined = conversation.kind() == ConversationKind::Room(Membership::Joined);
        if let (Some(room), true) = (room_of(conversation.name()), joined) {
            let members = conversation.members().map(|member| member.nick.to_string());
            shown.members.push((room, members.collect::<BTreeSet<_>>()));
        }
        for entry in conversation.timeline().entries() {
            if let (EntryKind::Gap(gap), true) = (&entry.kind, joined) {
                shown.gaps.push(format!("{gap:?} in {}", conversation.name()));
            }
            if entry.kind.is_said() && entry.delivery == Delivery::Pending {
                shown.pending.extend(Token::find(&person.plan, &entry.text));
            }
        }
        if joined && conversation.older() == Older::Loading {
            shown.gaps.push(format!("what is older in {}", conversation.name()));
        }
    }
    shown
}

/// What an engine shows of each room and of each person now.
pub(crate) fn views(person: &Person) -> Vec<View> {
    let client = person.life.engine.borrow();
    let Some(client) = &*client else { return Vec::new() };
    let client = client.borrow();
    let view = |conversation: &Conversation| {
        let target = match room_of(conversation.name()) {
            Some(room) => Target::Room(room),
            None => Target::Person(person.plan.person_of_nick(conversation.name())?),
        };
        let said = conversation.timeline().entries().filter(|entry| entry.kind.is_said());
        let said = said.filter(|entry| entry.delivery == Delivery::Confirmed);
        Some(View {
            who: person.who,
            target,
            joined: conversation.kind() == ConversationKind::Room(Membership::Joined),
            whole: conversation.older() == Older::None,
            shown: said.map(|entry| (id_of(entry), entry.text.clone())).collect(),
        })
    };
    client.conversations().filter_map(view).collect()
}

/// The number in an entry's `msgid`; 0 if it has none.
fn id_of(entry: &Entry) -> u64 {
    let id = entry.msgid.as_ref().map_or("", |msgid| msgid.as_str());
    u64::from_str_radix(id, 32).unwrap_or(0)
}
