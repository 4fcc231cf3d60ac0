//! The client's state machine: the engine of a chat client, without a window, clock or socket.
//!
//! **[`Client::step`] is the only way in which state changes.** Everything from outside is an
//! [`Input`], everything wanted from outside is in [`Outputs`]; the same inputs give the same
//! outputs, byte for byte. One `Client` is one person at one server. A shell does this:
//!
//! ```
//! use peyk_core::client::{Action, Attempt, Client, Command, Config, Input, Kept, Outputs};
//! use peyk_core::client::{Security, ServerAddress};
//! use peyk_core::time::Now;
//!
//! let now = Now { monotonic_ms: 0, unix_ms: 1_795_508_281_000 };
//! let server = ServerAddress { host: "localhost".into(), port: 5000, security: Security::Plain };
//! let mut client = Client::new(Config::new("mina", server), Kept::default(), [42; 32]);
//! let mut out = Outputs::new();
//! client.step(now, Input::Do(Command::Connect), &mut out);
//! let attempt = out.actions().iter().find_map(|action| match action {
//!     Action::Connect { attempt, .. } => Some(*attempt),
//!     _ => None,
//! });
//! let attempt = attempt.expect("it wants to be connected");
//! out.clear();
//! client.step(now, Input::Connected { attempt, tls: None }, &mut out);
//! assert!(out.actions().iter().any(|action| matches!(action, Action::Send { .. })));
//! // ... and so on with what is received, and with `Input::Deadline` when it is due:
//! assert!(client.next_deadline_ms().is_some());
//! ```
//!
//! # What it promises
//!
//! - Each message is in its timeline once, in the server's order, whatever happened to
//!   connections in between; where the server cannot say what was missed, there is a gap.
//! - What the person sent is shown at once, and is confirmed, or fails with a reason; it is
//!   never forgotten, not even by a restart, if the shell keeps the [`Record`]s.
//! - Whatever a server sends, nothing panics and nothing grows without a bound ([`Limits`]).

mod batch;
mod capability;
pub mod command;
mod compose;
pub mod config;
mod conversation;
mod deadlines;
pub mod event;
mod history;
mod ids;
mod incoming;
pub mod io;
mod isupport;
mod link;
mod message;
mod metadata;
mod numeric;
mod outbox;
mod people;
mod perform;
mod queue;
pub mod reason;
pub mod record;
mod registration;
mod sasl;
mod secrets;
mod session;
pub mod timeline;
mod turn;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use command::{Command, Draft, DraftKind, FetchPage, MessageReference, Search, Typing};
pub use config::{Config, Limits, Login, Password, Room, Security, ServerAddress, Timeouts};
pub use event::{AccountNews, Ban, Change, Event, ListedRoom, More, WhoIs};
pub use ids::{ConversationId, EntryId, MsgId, SendId};
pub use io::{
    Action, Attempt, ClientCertificate, CloseCause, ConnectError, Input, Outputs, TlsFacts, Trust,
};
pub use reason::{Cause, Reason};
pub use record::{
    Kept, KeptConversation, KeptKind, OutboxMessage, Position, Record, StsPolicy, Tried,
};
pub use timeline::{Delivery, Entry, EntryKind, Gap, Reaction, Redaction, Sender, Timeline};
pub use view::{
    Connection, ConnectionState, Conversation, ConversationKind, Features, Me, Member, Membership,
    Older, Presence, ServerFacts, Topic,
};

use crate::mutants::Mutant;
use crate::time::Now;
use conversation::CaughtUp;
use link::Link;
use outbox::Waiting;
use secrets::Secrets;
use session::Session;
use turn::Turn;

/// One person at one server.
#[derive(Debug)]
pub struct Client {
    config: Config,
    secrets: Secrets,
    connection: Connection,
    me: Me,
    server: ServerFacts,
    conversations: BTreeMap<ConversationId, Conversation>,
    /// Conversations by their casefolded names.
    names: BTreeMap<Box<str>, ConversationId>,
    last_conversation: u32,
    attempt: Attempt,
    link: Link,
    /// How to log in if what the person gave since is refused.
    login_before: Option<Login>,
    session: Session,
    /// Messages that are not confirmed, in the order in which they were written.
    outbox: Vec<Waiting>,
    sts: Vec<StsPolicy>,
    /// Values by casefolded target and key.
    metadata: BTreeMap<(Box<str>, Box<str>), Box<str>>,
    /// Why the person wants to be away, if they do.
    away: Option<Box<str>>,
    /// Casefolded nicknames that the person has had.
    own_nicks: BTreeSet<Box<str>>,
    /// The time of the latest that was said or happened anywhere, by the server's clock.
    latest_ms: u64,
    /// From when on direct conversations may have news.
    directs_since_ms: u64,
}

/// Nicknames that are remembered as one's own.
const OWN_NICKS_MAX: usize = 32;

impl Client {
    /// A person who is not connected yet. `kept` is what earlier runs kept; `seed` is random
    /// and secret, and another one at each start.
    #[must_use]
    pub fn new(config: Config, kept: Kept, seed: [u8; 32]) -> Self {
        let nick = config.nickname.as_str().into();
        let mut client = Self {
            config,
            secrets: Secrets::new(seed),
            connection: Connection::default(),
            me: Me { nick, ..Me::default() },
            server: ServerFacts::default(),
            conversations: BTreeMap::new(),
            names: BTreeMap::new(),
            last_conversation: 0,
            attempt: Attempt::default(),
            link: Link::default(),
            session: Session::default(),
            outbox: Vec::new(),
            sts: kept.sts,
            metadata: BTreeMap::new(),
            away: None,
            login_before: None,
            own_nicks: BTreeSet::new(),
            latest_ms: 0,
            directs_since_ms: 0,
        };
        client.remember_nick();
        let kept_rooms = kept.conversations.iter().map(|kept| kept.name.clone()).collect();
        // Nobody knows which of the last run's questions were answered: whatever was said since
        // the conversation that was received least may be news.
        let received = kept.conversations.iter().filter_map(|kept| kept.position.as_ref());
        client.directs_since_ms = received.map(|position| position.time_ms).min().unwrap_or(0);
        client.restore(kept.conversations);
        client.restore_rooms(kept_rooms);
        if !Mutant::EngineForgetsOutbox.is_active() {
            client.restore_outbox(kept.outbox);
        }
        client
    }

    /// Takes in what happened, and appends what is wanted to `out`. Times of one client never
    /// go back.
    pub fn step(&mut self, now: Now, input: Input<'_>, out: &mut Outputs) {
        let mut turn = Turn { client: self, now, out };
        match input {
            Input::Do(command) => turn.perform(command),
            Input::Connected { attempt, tls } => turn.connected(attempt, tls),
            Input::ConnectFailed { attempt, why } => turn.connect_failed(attempt, &why),
            Input::Received { attempt, bytes } => turn.received(attempt, bytes),
            Input::Closed { attempt, cause } => turn.closed(attempt, cause),
            Input::Deadline => turn.deadline(),
        }
        turn.send_outbox();
        turn.send_waiting();
        turn.keep_positions();
    }

    /// Conversations of earlier runs.
    fn restore(&mut self, conversations: Vec<KeptConversation>) {
        for kept in conversations {
            let kind = match &kept.kind {
                KeptKind::Joined(_) => ConversationKind::Room(Membership::Joining),
                KeptKind::Left => ConversationKind::Room(Membership::Left),
                KeptKind::Direct => ConversationKind::Direct,
            };
            let Some(id) = self.insert(&kept.name, kind) else { return };
            let Some(conversation) = self.conversations.get_mut(&id) else { return };
            conversation.read_ms = kept.read_ms;
            if let KeptKind::Joined(key) = kept.kind {
                conversation.work.key = key;
            }
            let received_ms = kept.position.as_ref().map_or(0, |position| position.time_ms);
            self.latest_ms = self.latest_ms.max(received_ms);
            // Entries that are all behind the position came while something was missing.
            conversation.work.received = kept.position;
            conversation.timeline.restore(kept.entries);
            let first_ms = conversation.timeline.first().map(|entry| entry.time_ms);
            conversation.work.rooted = first_ms.is_some_and(|first_ms| first_ms <= received_ms);
        }
    }

    /// Rooms of the configuration that no earlier run knew.
    fn restore_rooms(&mut self, known: Vec<Box<str>>) {
        let known: BTreeSet<Box<str>> = known.iter().map(|name| self.fold(name)).collect();
        for room in self.config.rooms.clone() {
            if known.contains(&self.fold(&room.name)) {
                continue;
            }
            let kind = ConversationKind::Room(Membership::Joining);
            if let Some(id) = self.insert(&room.name, kind)
                && let Some(conversation) = self.conversations.get_mut(&id)
            {
                conversation.work.key = room.key.map(Into::into);
            }
        }
    }

    fn remember_nick(&mut self) {
        let folded = self.fold(&self.me.nick);
        if self.own_nicks.len() < OWN_NICKS_MAX {
            self.own_nicks.insert(folded);
        }
    }

    /// What must always hold.
    ///
    /// # Panics
    /// If it does not.
    pub fn check(&self) {
        assert!(self.conversations.len() <= self.config.limits.conversations_max);
        assert_eq!(self.conversations.len(), self.names.len());
        assert!(self.session.batches.len() <= self.config.limits.batches_max);
        for conversation in self.conversations.values() {
            conversation.timeline.check();
            assert_eq!(self.find(&conversation.name), Some(conversation.id));
            assert!(conversation.members.len() <= self.config.limits.members_max + 1);
        }
        for (id, bans) in &self.session.bans {
            assert!(self.conversations.contains_key(id));
            assert!(bans.len() <= self.config.limits.list_entries_max);
        }
        self.session.check();
        for waiting in &self.outbox {
            let conversation = self.get(waiting.conversation).expect("it is closed with its mail");
            let mut shown = conversation.timeline.entries().filter(|entry| {
                entry.send_id.as_ref() == Some(&waiting.message.send_id)
                    && entry.delivery != Delivery::Confirmed
            });
            assert!(shown.next().is_some(), "what waits is shown: {waiting:?}");
        }
    }

    /// Whether everything that was missed is here, as far as the engine fetches it by itself,
    /// and nothing waits to be sent or confirmed. For tests and simulations.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let all_here = |conversation: &Conversation| match conversation.kind {
            ConversationKind::Room(Membership::Left) => true,
            ConversationKind::Room(Membership::Joining) => false,
            ConversationKind::Room(Membership::Joined) | ConversationKind::Direct => {
                conversation.work.caught_up != CaughtUp::No
            }
        };
        self.connection.state == ConnectionState::Online
            && self.conversations.values().all(all_here)
            && self.outbox.iter().all(|waiting| waiting.message.failed.is_some())
            && self.session.queue.is_empty()
    }

    /// The configuration, with what was changed since by commands.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The connection.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The person.
    #[must_use]
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// The server.
    #[must_use]
    pub fn server(&self) -> &ServerFacts {
        &self.server
    }

    /// The conversations, in the order in which they were opened.
    pub fn conversations(&self) -> impl ExactSizeIterator<Item = &Conversation> {
        self.conversations.values()
    }

    /// A conversation.
    #[must_use]
    pub fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(&id)
    }

    /// The conversation of this name, as the server compares names.
    #[must_use]
    pub fn conversation_named(&self, name: &str) -> Option<&Conversation> {
        self.get(self.find(name)?)
    }

    /// What somebody (a nickname, or a room) has set under a key (IRCv3 metadata), if it is
    /// known.
    #[must_use]
    pub fn metadata(&self, target: &str, key: &str) -> Option<&str> {
        let name = (self.fold(target), Box::from(key));
        self.metadata.get(&name).map(|value| &**value)
    }
}
