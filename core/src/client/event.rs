//! What has changed, for whoever draws it: [`Event`].

use super::command::{MessageReference, Search};
use super::ids::{ConversationId, EntryId};
use super::reason::Reason;
use super::timeline::Entry;

/// Something has changed. What it is now is read from the engine's getters, after the step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The connection's state: [`Client::connection`](super::Client::connection).
    Connection,
    /// One's own nickname, account or absence: [`Client::me`](super::Client::me).
    Me,
    /// What is known of the server: [`Client::server`](super::Client::server).
    Server,
    /// A conversation is new.
    Opened(ConversationId),
    /// A conversation is no more.
    Closed(ConversationId),
    /// A conversation's name, topic, modes, whether it is joined, its unread count or marker.
    Conversation(ConversationId),
    /// A conversation's members, or what is known of one of them.
    Members(ConversationId),
    /// Who is writing in a conversation.
    Typing(ConversationId),
    /// A timeline. Changes told one after the other, applied one after the other to a copy,
    /// make it what it is.
    Timeline {
        /// Whose.
        conversation: ConversationId,
        /// What.
        change: Change,
    },
    /// Somebody addressed the person, in a room or directly: what a notification is made of.
    /// Only for what is said now, never for history.
    Mentioned {
        /// Where.
        conversation: ConversationId,
        /// The entry.
        entry: EntryId,
    },
    /// The server, or somebody on it, said something that belongs to no conversation.
    Notice {
        /// Who; the server's name, or a nickname.
        from: Box<str>,
        /// What, in the server's words.
        text: Box<str>,
    },
    /// Something that the person wanted was refused.
    Refused {
        /// Where it was wanted.
        conversation: Option<ConversationId>,
        /// Why.
        reason: Reason,
    },
    /// Somebody invites the person to a room.
    Invited {
        /// Who.
        by: Box<str>,
        /// To which room.
        room: Box<str>,
    },
    /// An account was made, waits for a code, or was not made.
    Account(AccountNews),
    /// A page before the oldest entry, or at a gap, is there, and the timeline says so.
    Fetched {
        /// Where.
        conversation: ConversationId,
        /// Whether there may be more.
        more: More,
    },
    /// What is around a message or a time.
    Around {
        /// Where.
        conversation: ConversationId,
        /// The message or the time.
        reference: MessageReference,
        /// The entries, oldest first; not part of the timeline. Empty if the server has none.
        entries: Vec<Entry>,
    },
    /// What a search found, oldest first.
    Found {
        /// What was looked for.
        search: Search,
        /// Where each is, by name, and what it is.
        entries: Vec<(Box<str>, Entry)>,
    },
    /// The server's rooms.
    Rooms(Vec<ListedRoom>),
    /// Who somebody is.
    WhoIs(Box<WhoIs>),
    /// Who is banned from a room.
    Bans {
        /// From which.
        conversation: ConversationId,
        /// The bans, in the server's order; no more than
        /// [`Limits::list_entries_max`](super::Limits::list_entries_max).
        bans: Vec<Ban>,
    },
    /// What people and rooms have set (IRCv3 metadata):
    /// [`Client::metadata`](super::Client::metadata).
    Metadata {
        /// Whose: a nickname or a room's name.
        target: Box<str>,
        /// Which key.
        key: Box<str>,
    },
}

/// What became of a timeline. Indices count from the oldest entry, and are as they are at this
/// change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// An entry is new at the end.
    Appended(EntryId),
    /// An entry is new at this index, before what was there.
    Inserted(EntryId, usize),
    /// An entry is another in some way: state, reactions, text.
    Changed(EntryId),
    /// An entry moved from the first index to the second, counted without itself.
    Moved(EntryId, usize, usize),
    /// The entry at this index is no more: it fell off, was discarded, or was a gap.
    Removed(EntryId, usize),
}

/// Whether there may be more to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// There may be.
    Maybe,
    /// There is not: this is the beginning, or the gap is closed.
    No,
    /// The server cannot say, or refuses to.
    Unknown,
    /// There may be, and the timeline is full.
    Full,
}

/// News of an account that is being made or logged in to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountNews {
    /// It is made, and the person is logged in, or can log in now.
    Made(Box<str>),
    /// It waits for a code ([`Command::Verify`](super::Command::Verify)); the server says how
    /// that comes to the person.
    Waits {
        /// The account.
        account: Box<str>,
        /// The server's words.
        text: Box<str>,
    },
    /// The person is logged in, by what was given last.
    LoggedIn,
    /// It was not made, or logging in failed.
    Failed(Reason),
}

/// A room of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRoom {
    /// Its name.
    pub name: Box<str>,
    /// How many are in it.
    pub members: u32,
    /// Its topic.
    pub topic: Box<str>,
}

/// A ban of a room (Modern IRC, "RPL_BANLIST (367)").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Whom it keeps out: `nick!user@host` with `*` and `?`, or what else the server knows. Never
    /// cut off, so that [`Command::Unban`](super::Command::Unban) takes back just this one.
    pub mask: Box<str>,
    /// Who set it, a nickname or a server's name, if the server says.
    pub by: Option<Box<str>>,
    /// When, in milliseconds since 1970, if the server says.
    pub set_ms: Option<u64>,
}

/// Who somebody is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhoIs {
    /// The nickname.
    pub nick: Box<str>,
    /// Whether they are there at all; if not, the rest is empty.
    pub online: bool,
    /// Username and hostname.
    pub user_host: Box<str>,
    /// The realname.
    pub realname: Box<str>,
    /// The account.
    pub account: Option<Box<str>>,
    /// Why they are away, if they are.
    pub away: Option<Box<str>>,
    /// The server they are on.
    pub server: Box<str>,
    /// Rooms they are in, with prefixes, as far as the server tells.
    pub rooms: Vec<Box<str>>,
    /// For how many seconds they have said nothing.
    pub idle_s: Option<u64>,
    /// Since when they are there, in milliseconds since 1970.
    pub since_ms: Option<u64>,
    /// Whether they are a bot.
    pub bot: bool,
    /// Whether they are an IRC operator.
    pub operator: bool,
    /// Whether their connection is encrypted.
    pub secure: bool,
}
