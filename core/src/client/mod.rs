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

pub mod command;
pub mod config;
mod conversation;
pub mod event;
mod ids;
pub mod io;
pub mod reason;
pub mod record;
pub mod timeline;
pub mod view;

use std::collections::BTreeMap;

pub use command::{Command, Draft, DraftKind, FetchPage, Search, Typing};
pub use config::{Config, Limits, Login, Password, Room, Security, ServerAddress, Timeouts};
pub use event::{AccountNews, Change, Event, ListedRoom, More, WhoIs};
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

use crate::time::Now;

/// One person at one server.
#[derive(Debug)]
pub struct Client {
    config: Config,
    connection: Connection,
    me: Me,
    server: ServerFacts,
    conversations: BTreeMap<ConversationId, Conversation>,
    attempt: Attempt,
}

impl Client {
    /// A person who is not connected yet. `kept` is what earlier runs kept; `seed` is random
    /// and secret, and another one at each start.
    #[must_use]
    pub fn new(config: Config, kept: Kept, seed: [u8; 32]) -> Self {
        let _ = (kept, seed);
        let me = Me { nick: config.nickname.as_str().into(), ..Me::default() };
        Self {
            config,
            connection: Connection::default(),
            me,
            server: ServerFacts::default(),
            conversations: BTreeMap::new(),
            attempt: Attempt::default(),
        }
    }

    /// Takes in what happened, and appends what is wanted to `out`. Times of one client never
    /// go back.
    pub fn step(&mut self, now: Now, input: Input<'_>, out: &mut Outputs) {
        let _ = now;
        if let Input::Do(Command::Connect) = input {
            self.attempt.0 += 1;
            let address = self.config.server.clone();
            out.act(Action::Connect {
                attempt: self.attempt,
                host: address.host.as_str().into(),
                port: address.port,
                security: address.security,
            });
            self.connection.state = ConnectionState::Connecting;
            self.connection.address = Some(address);
            out.event(Event::Connection);
        }
        if let Input::Connected { attempt, .. } = input {
            let start = out.arena().len();
            out.arena().extend_from_slice(b"CAP LS 302\r\n");
            out.send(attempt, start);
        }
    }

    /// When to step [`Input::Deadline`], in [`Now::monotonic_ms`]; none if nothing waits.
    #[must_use]
    pub fn next_deadline_ms(&self) -> Option<u64> {
        Some(0)
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
        self.conversations.values().find(|conversation| conversation.name() == name)
    }

    /// What somebody (a nickname, or a room) has set under a key (IRCv3 metadata), if it is
    /// known.
    #[must_use]
    pub fn metadata(&self, target: &str, key: &str) -> Option<&str> {
        let _ = (target, key);
        None
    }
}
