//! What is kept: the words that the core and a store have in common.
//!
//! The core never reads or writes a file. What it wants kept goes out as [`Record`]s, in the
//! groups that [`Outputs`](super::Outputs) describes; what was kept comes back as a [`Kept`]
//! when the server starts, and as a [`Page`] in answer to a [`Query`].
//!
//! One number orders everything: a message's id grows from message to message, and its upper
//! bits are the time at which the message was taken ([`id_time_ms`]). So the order of history,
//! of delivery and of time is one order (guarantee G3), and a time is a bound for ids.

/// Bits of an id below its milliseconds: a million ids for each.
pub const ID_BITS_PER_MS: u32 = 20;

/// The time in an id, in milliseconds since 1970.
#[must_use]
pub fn id_time_ms(id: u64) -> u64 {
    id >> ID_BITS_PER_MS
}

/// The lowest id of a time in milliseconds since 1970; the highest for times past all ids.
#[must_use]
pub fn time_id(unix_ms: u64) -> u64 {
    unix_ms.saturating_mul(1 << ID_BITS_PER_MS)
}

/// Between two lines of a message's text (IRCv3 multiline).
pub const LINE_FEED: char = '\n';

/// Between two parts of one line that its sender sent one by one (`draft/multiline-concat`): no
/// more than a mark, so that readers get the parts as their sender made them. Like a line feed
/// it can be in no line of the protocol.
pub const LINE_CONCAT: char = '\r';

/// Where messages belong together: a room, or the direct messages of two parties.
///
/// A room is named by the id under which it was created, a party by the id under which its
/// account was created or, without an account, its connection was registered. So neither a new
/// room of an old name nor a stranger under an old nickname gets to read what was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Conversation {
    /// The room, or the party with the lower id.
    pub first: u64,
    /// 0 for a room, or the party with the higher id.
    pub second: u64,
}

impl Conversation {
    /// A room's.
    #[must_use]
    pub fn room(id: u64) -> Self {
        Self { first: id, second: 0 }
    }

    /// Two parties' direct messages; the same whoever is named first.
    #[must_use]
    pub fn direct(a: u64, b: u64) -> Self {
        Self { first: a.min(b), second: a.max(b) }
    }
}

/// What a kept message is. Numbers are stored: they keep their meaning for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Said, to be answered.
    Privmsg = 0,
    /// Said, not to be answered.
    Notice = 1,
    /// Tags alone: a reaction.
    Tagmsg = 2,
    /// Somebody joined; `text` is the realname.
    Join = 3,
    /// Somebody left; `text` is the reason.
    Part = 4,
    /// Somebody left the server; `text` is the reason.
    Quit = 5,
    /// Somebody was made to leave; `text` is the nickname, a space and the reason.
    Kick = 6,
    /// Somebody changed the nickname; `text` is the new one.
    Nick = 7,
    /// The topic was changed; `text` is the new one.
    Topic = 8,
    /// Modes were changed; `text` is the letters and parameters.
    Mode = 9,
    /// A message was redacted; `text` is its id as [`Kind`]'s messages are named, a space and
    /// the reason.
    Redact = 10,
    /// The channel was renamed; `text` is the new name, a space and the reason.
    Rename = 11,
}

impl Kind {
    const ALL: [Self; 12] = [
        Self::Privmsg,
        Self::Notice,
        Self::Tagmsg,
        Self::Join,
        Self::Part,
        Self::Quit,
        Self::Kick,
        Self::Nick,
        Self::Topic,
        Self::Mode,
        Self::Redact,
        Self::Rename,
    ];

    /// The kind of a stored number.
    #[must_use]
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The number that is stored.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Whether it was said by somebody, and not merely happened.
    #[must_use]
    pub fn is_said(self) -> bool {
        self <= Self::Notice
    }
}

/// A message, or something that happened in a room, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its place in the one order; its `msgid` and its time.
    pub id: u64,
    /// Where it belongs.
    pub conversation: Conversation,
    /// What it is.
    pub kind: Kind,
    /// `nick!user@host` of who said or did it.
    pub source: Box<str>,
    /// The party that said or did it (see [`Conversation`]): who it is under any nickname.
    pub party: u64,
    /// The account of who said or did it.
    pub account: Option<Box<str>>,
    /// Whether a bot said it (IRCv3 bot-mode).
    pub bot: bool,
    /// The target as readers were shown it: the channel, perhaps with a prefix, or a nickname.
    /// [`Kind::Quit`] and [`Kind::Nick`], which happen in several rooms at once and have none, have
    /// here the `msgid` that readers of all of them were shown.
    pub target: Box<str>,
    /// The least rank in the channel that may read it (STATUSMSG): 0 for everybody, else the
    /// prefix's bit.
    pub least: u8,
    /// What was said. The lines of a `draft/multiline` message are joined by [`LINE_FEED`], and
    /// by [`LINE_CONCAT`] where a line goes on with the one before.
    pub text: Box<str>,
    /// Client-only tags, escaped, joined by `;`.
    pub tags: Box<str>,
    /// The id that the sender gave it, so that a second sending is recognised.
    pub send_id: Option<SendId>,
}

/// How a sender names a message of its own before the server does (`+peyk/send-id`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SendId {
    /// The casefolded account, or nickname of a sender without one (who is another party after
    /// each reconnection); empty if the name is so long that nobody else has it by chance.
    pub sender: Box<str>,
    /// The name; unique among that sender's messages.
    pub name: Box<str>,
}

/// An account and everything that belongs to it but its read markers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountRecord {
    /// The party's id: the id of the stamp that created it.
    pub id: u64,
    /// The name, as its owner writes it; also the nickname that is kept for it.
    pub name: Box<str>,
    /// PHC string (argon2id) of the password, for SASL PLAIN. None: no password.
    pub password_phc: Option<Box<str>>,
    /// The password's keys for SASL SCRAM-SHA-256.
    pub scram: Option<ScramKeys>,
    /// SHA-256 fingerprints of client certificates, lower-case hexadecimal without colons.
    pub certificates: Vec<Box<str>>,
    /// The e-mail address given with REGISTER, if any; never shown to others.
    pub email: Option<Box<str>>,
    /// The code that VERIFY must give before the account can be used; none once it was given.
    pub verify_code: Option<Box<str>>,
    /// Whether it stays in its channels while no device is connected.
    pub always_on: AlwaysOn,
    /// The channels it is in while `always_on`, with the prefixes' bits.
    pub channels: Vec<(Box<str>, u8)>,
    /// Metadata, by key: visibility is public (IRCv3 metadata).
    pub metadata: Vec<(Box<str>, Box<str>)>,
    /// When it was last seen, in milliseconds since 1970.
    pub seen_ms: u64,
}

/// Whether somebody wants to stay while no device is connected. Numbers are stored: they keep
/// their meaning for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum AlwaysOn {
    /// They have not said: the server decides.
    #[default]
    Unsaid = 0,
    /// They stay.
    On = 1,
    /// They do not.
    Off = 2,
}

impl AlwaysOn {
    /// Whether they stay; `unsaid` is for those who have not said.
    #[must_use]
    pub fn stays(self, unsaid: bool) -> bool {
        match self {
            Self::Unsaid => unsaid,
            Self::On => true,
            Self::Off => false,
        }
    }

    /// What a stored number means; one that means nothing, nothing.
    #[must_use]
    pub fn of_number(number: u8) -> Self {
        match number {
            1 => Self::On,
            2 => Self::Off,
            _ => Self::Unsaid,
        }
    }

    /// The number that is stored.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// What a server keeps of a password for SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScramKeys {
    /// Random, 16 bytes.
    pub salt: [u8; 16],
    /// Rounds of PBKDF2.
    pub iterations: u32,
    /// `StoredKey`
    pub stored_key: [u8; 32],
    /// `ServerKey`
    pub server_key: [u8; 32],
}

impl ScramKeys {
    /// Rounds of PBKDF2 for new keys: RFC 7677 asks for 4096 at least. Each client pays them at
    /// each login, old telephones too.
    pub const ITERATIONS: u32 = 10_000;
}

/// A channel: registered, or one that people were in when the server ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRecord {
    /// The room's id: the id of the stamp that created it.
    pub id: u64,
    /// The name as it is written.
    pub name: Box<str>,
    /// The account that registered it; empty if nobody has.
    pub founder: Box<str>,
    /// When it was registered, in milliseconds since 1970; 0 if it is not.
    pub registered_ms: u64,
    /// Topic, who set it and when.
    pub topic: Option<(Box<str>, Box<str>, u64)>,
    /// Flags' letters, in the order of CHANMODES.
    pub flags: Box<str>,
    /// Key (`+k`).
    pub key: Option<Box<str>>,
    /// Limit of members (`+l`).
    pub limit: Option<u32>,
    /// Lists' entries: letter (`b`, `e`, `I`), mask, who set it and when.
    pub masks: Vec<(char, Box<str>, Box<str>, u64)>,
    /// Persistent prefixes: account and the prefix's mode letter (`q`, `o`, `h`, `v`).
    pub access: Vec<(Box<str>, char)>,
    /// Metadata, by key.
    pub metadata: Vec<(Box<str>, Box<str>)>,
}

/// Something to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A message or an event.
    Message(Box<StoredMessage>),
    /// A message is no longer to be read by anybody; its text is forgotten.
    Redacted {
        /// Where it was.
        conversation: Conversation,
        /// Its id.
        id: u64,
    },
    /// An account is new or has changed: as it is now.
    Account(Box<AccountRecord>),
    /// An account is no more, with its markers.
    AccountGone {
        /// The account's id.
        id: u64,
    },
    /// A channel is new or has changed: as it is now.
    Channel(Box<ChannelRecord>),
    /// A channel is no more; its messages stay, and nobody can read them.
    ChannelGone {
        /// The room's id.
        id: u64,
    },
    /// An account has read a target up to a time (IRCv3 read-marker).
    ReadMarker {
        /// The account's id.
        account: u64,
        /// The target's casefolded name.
        target: Box<str>,
        /// The time, in milliseconds since 1970; 0 forgets what was known.
        read_ms: u64,
    },
    /// All messages of a conversation are forgotten.
    Forgotten {
        /// Which.
        conversation: Conversation,
    },
}

/// A question about what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// A page of a conversation (`CHATHISTORY`).
    Messages {
        /// Which.
        conversation: Conversation,
        /// Which part of it.
        span: Span,
        /// Who is asking for what.
        filter: Filter,
        /// Messages at the most.
        limit: u32,
    },
    /// With whom, and in which of these rooms, the latest message is within a span
    /// (`CHATHISTORY TARGETS`).
    Targets {
        /// Rooms that the asker may read, with the id from which on.
        rooms: Vec<(u64, u64)>,
        /// Who asks.
        party: u64,
        /// Ids above this ...
        after: u64,
        /// ... and below this.
        before: u64,
        /// From the oldest on, instead of from the newest on.
        ascending: bool,
        /// Targets at the most.
        limit: u32,
    },
    /// With whom somebody had direct messages who was called by a nickname; answered by at most
    /// one target, the latest.
    Correspondent {
        /// Who asks.
        party: u64,
        /// The nickname, casefolded.
        nick: Box<str>,
    },
    /// Messages with words (`soju.im/search`).
    Search {
        /// Rooms to look in, with the id from which on they may be read.
        rooms: Vec<(u64, u64)>,
        /// Also in the direct messages of this party.
        party: Option<u64>,
        /// Only in this conversation of direct messages.
        direct: Option<Conversation>,
        /// The words, all of which must be in the message.
        text: Box<str>,
        /// Only of this nickname, casefolded.
        from: Option<Box<str>>,
        /// Only with ids above this ...
        after: u64,
        /// ... and below this.
        before: u64,
        /// The first of those found, instead of the last.
        ascending: bool,
        /// Messages at the most.
        limit: u32,
    },
    /// One message, for REDACT.
    Message {
        /// Where it should be.
        conversation: Conversation,
        /// Its id.
        id: u64,
    },
}

/// A part of a conversation. Bounds are excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The latest, above `after`.
    Latest {
        /// 0 for no bound.
        after: u64,
    },
    /// The nearest below.
    Before(u64),
    /// The nearest above.
    After(u64),
    /// The nearest on both sides, itself among them.
    Around(u64),
    /// Those between, counted from the first.
    Between(u64, u64),
}

/// What of a conversation the asker may and wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The lowest id that the asker may see.
    pub since: u64,
    /// The bits of the prefixes that the asker has or outranks: messages for others are left
    /// out.
    pub ranks: u8,
    /// Tags alone are wanted.
    pub tags: bool,
    /// Events are wanted (`draft/event-playback`).
    pub events: bool,
}

/// The answer to a [`Query`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// Messages, oldest first.
    Messages(Vec<StoredMessage>),
    /// Targets with the id of their latest message.
    Targets(Vec<KeptTarget>),
}

/// One of an asker's conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTarget {
    /// Which.
    pub conversation: Conversation,
    /// The other party's nickname as last seen, for direct messages; empty for a room.
    pub nick: Box<str>,
    /// The id of its latest message.
    pub latest: u64,
}

/// What was kept when the server starts.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The highest id of all; new ones are above it.
    pub last_id: u64,
    /// All accounts.
    pub accounts: Vec<AccountRecord>,
    /// Read markers: account, casefolded target, time in milliseconds.
    pub read_markers: Vec<(u64, Box<str>, u64)>,
    /// All channels, in the order of their ids.
    pub channels: Vec<ChannelRecord>,
    /// The latest messages that were sent with an id of the sender's, oldest first.
    pub send_ids: Vec<(SendId, u64)>,
    /// Random bytes that are the same each time the server starts; none if nothing keeps them.
    pub salt_secret: Option<[u8; 32]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_keep_their_numbers() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_number(kind.number()), Some(kind));
        }
        assert_eq!(Kind::of_number(12), None);
    }

    #[test]
    fn settings_keep_their_numbers() {
        for setting in [AlwaysOn::Unsaid, AlwaysOn::On, AlwaysOn::Off] {
            assert_eq!(AlwaysOn::of_number(setting.number()), setting);
        }
        assert_eq!(AlwaysOn::of_number(3), AlwaysOn::Unsaid);
    }

    #[test]
    fn ids_and_times_bound_each_other() {
        assert_eq!(id_time_ms(time_id(1_795_508_281_123)), 1_795_508_281_123);
        assert_eq!(id_time_ms(time_id(5) - 1), 4);
        assert_eq!(time_id(u64::MAX), u64::MAX);
    }

    #[test]
    fn two_parties_have_one_conversation() {
        assert_eq!(Conversation::direct(7, 3), Conversation::direct(3, 7));
        assert_ne!(Conversation::direct(3, 7), Conversation::room(3));
    }
}
