//! What can be read of the engine between steps: connection, person, server, conversations.

use std::collections::BTreeMap;

use super::config::ServerAddress;
use super::ids::ConversationId;
use super::io::TlsFacts;
use super::reason::Reason;
use super::timeline::Timeline;

/// The connection, as a person would want to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// What it is doing.
    pub state: ConnectionState,
    /// Why the last connection or attempt ended; none if it was wanted, or there was none.
    pub why: Option<Reason>,
    /// Where it goes, or went.
    pub address: Option<ServerAddress>,
    /// What is known of its encryption; none without TLS or connection.
    pub tls: Option<TlsFacts>,
    /// How long the server took to answer lately, in milliseconds.
    pub lag_ms: Option<u64>,
}

/// What a connection is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConnectionState {
    /// Nothing, and nothing will happen until the person wants it.
    #[default]
    Offline,
    /// Waiting until the next attempt, at this time of
    /// [`Now::monotonic_ms`](crate::time::Now::monotonic_ms).
    Waiting {
        /// When.
        until_ms: u64,
    },
    /// The connection is being made.
    Connecting,
    /// The server is being told who this is.
    Registering,
    /// People can be talked to.
    Online,
}

/// The person at this client, as the server knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// The nickname; the one wanted while not registered.
    pub nick: Box<str>,
    /// Username and hostname as others see them, if that is known.
    pub user_host: Option<Box<str>>,
    /// The account that one is logged in to.
    pub account: Option<Box<str>>,
    /// Why one is away, if one is.
    pub away: Option<Box<str>>,
    /// Modes of one's own.
    pub modes: Box<str>,
}

/// What is known of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerFacts {
    /// Its name.
    pub name: Box<str>,
    /// The network's name; empty if it does not say.
    pub network: Box<str>,
    /// The network's icon, if it has one.
    pub icon: Option<Box<str>>,
    /// What software it is, as it says.
    pub software: Box<str>,
    /// Where files can be uploaded to, if they can (`soju.im/FILEHOST`, `draft/FILEHOST`).
    pub file_host: Option<Box<str>>,
    /// The message of the day.
    pub motd: Vec<Box<str>>,
    /// What it can do.
    pub features: Features,
    /// Bytes of a nickname, if it says.
    pub nick_bytes_max: Option<usize>,
    /// Bytes of a topic, if it says.
    pub topic_bytes_max: Option<usize>,
    /// Characters that rooms' names begin with.
    pub room_prefixes: Box<str>,
}

/// What a server can do for people, so that a window offers nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Older messages can be fetched.
    pub history: bool,
    /// Messages can be searched.
    pub search: bool,
    /// Messages can be reacted to and replied to, and it can be shown that one is writing.
    pub tags: bool,
    /// Messages can be taken back.
    pub redaction: bool,
    /// Messages of several lines arrive as one.
    pub multiline: bool,
    /// How far one has read is known on one's other devices.
    pub read_markers: bool,
    /// One can log in to an account.
    pub accounts: bool,
    /// Accounts can be made.
    pub account_registration: bool,
    /// People and rooms can have values that others see.
    pub metadata: bool,
    /// Messages that are sent come back, so that it is known that they were said.
    pub echo: bool,
}

/// A room, or somebody one talks with.
#[derive(Debug)]
pub struct Conversation {
    pub(super) id: ConversationId,
    pub(super) name: Box<str>,
    pub(super) kind: ConversationKind,
    pub(super) timeline: Timeline,
    pub(super) members: BTreeMap<Box<str>, Member>,
    pub(super) topic: Option<Topic>,
    pub(super) modes: Box<str>,
    pub(super) read_ms: u64,
    pub(super) typing: BTreeMap<Box<str>, Writing>,
    pub(super) older: Older,
    pub(super) work: super::conversation::Work,
}

/// What a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationKind {
    /// A room.
    Room(Membership),
    /// Direct messages with one person.
    Direct,
}

/// Whether the person is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// In it.
    Joined,
    /// About to be: as soon as there is a connection and the server lets them.
    Joining,
    /// Not in it.
    Left,
}

/// A room's topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// What it says.
    pub text: Box<str>,
    /// Who set it, if that is known.
    pub by: Box<str>,
    /// When, in milliseconds since 1970; 0 if that is not known.
    pub set_ms: u64,
}

/// Whether there may be something before the oldest entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    /// There may be, and it can be fetched.
    Maybe,
    /// It is being fetched.
    Loading,
    /// There is nothing.
    None,
    /// The server cannot say.
    Unknown,
}

/// Somebody in a room, or the other one of a direct conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// The nickname.
    pub nick: Box<str>,
    /// Prefixes in the room, highest first: `@+`.
    pub prefixes: Box<str>,
    /// Username and hostname, if they are known.
    pub user_host: Option<Box<str>>,
    /// The account, if they are known to be logged in.
    pub account: Option<Box<str>>,
    /// The realname, if it is known.
    pub realname: Option<Box<str>>,
    /// Whether they are there.
    pub presence: Presence,
    /// Whether they are a bot.
    pub bot: bool,
}

/// Whether somebody is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// As far as is known.
    #[default]
    Here,
    /// Away, for this reason (which may be unknown: empty).
    Away(Box<str>),
    /// Not connected.
    Offline,
    /// Nobody has said.
    Unknown,
}

/// Somebody is writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Writing {
    pub(super) nick: Box<str>,
    pub(super) until_ms: u64,
}

impl Conversation {
    /// What this client calls it.
    #[must_use]
    pub fn id(&self) -> ConversationId {
        self.id
    }

    /// The room's or the other person's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ConversationKind {
        self.kind
    }

    /// What was said.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The members of a room, in the order of their casefolded nicknames. For a direct
    /// conversation the other one, as far as anything is known of them.
    pub fn members(&self) -> impl ExactSizeIterator<Item = &Member> {
        self.members.values()
    }

    /// The topic, if there is one.
    #[must_use]
    pub fn topic(&self) -> Option<&Topic> {
        self.topic.as_ref()
    }

    /// The room's modes, `+nt`, as far as they are known.
    #[must_use]
    pub fn modes(&self) -> &str {
        &self.modes
    }

    /// Up to which time it was read, in milliseconds since 1970.
    #[must_use]
    pub fn read_ms(&self) -> u64 {
        self.read_ms
    }

    /// How many messages of others were not read. Counted on each call.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.timeline.said_after(self.read_ms).0
    }

    /// How many of those speak of the person; in a direct conversation all.
    #[must_use]
    pub fn mentions(&self) -> usize {
        match (self.kind, self.timeline.said_after(self.read_ms)) {
            (ConversationKind::Direct, (all, _)) => all,
            (ConversationKind::Room(_), (_, mentions)) => mentions,
        }
    }

    /// The nicknames of those who are writing.
    pub fn typing(&self) -> impl ExactSizeIterator<Item = &str> {
        self.typing.values().map(|writing| &*writing.nick)
    }

    /// Whether there may be something before the oldest entry.
    #[must_use]
    pub fn older(&self) -> Older {
        self.older
    }
}
