//! What a person can want: [`Command`].

use super::config::{Login, Password};
use super::ids::{ConversationId, EntryId, MsgId, SendId};

/// Something that the person wants. What cannot be done now is answered by
/// [`Event::Refused`](super::Event::Refused), or by the entry's state for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Connect, and stay connected: reconnect whenever the connection is lost. Ends a wait.
    Connect,
    /// Disconnect, and stay so.
    Disconnect,
    /// Say something. It is shown at once as pending, kept, and sent as soon as it can be.
    Send(Draft),
    /// Send a message that failed once more.
    Retry(SendId),
    /// Forget a message that failed, or was not sent yet.
    Discard(SendId),
    /// React to a message.
    React {
        /// Where the message is.
        conversation: ConversationId,
        /// The message.
        msgid: MsgId,
        /// The reaction: an emoji, or a word.
        reaction: String,
    },
    /// Take a reaction back.
    Unreact {
        /// Where the message is.
        conversation: ConversationId,
        /// The message.
        msgid: MsgId,
        /// The reaction.
        reaction: String,
    },
    /// Take a message back.
    Redact {
        /// Where the message is.
        conversation: ConversationId,
        /// The message.
        msgid: MsgId,
        /// Why; may be empty.
        reason: String,
    },
    /// The person is writing, pauses, or has stopped. May be said with each key: the engine
    /// passes it on as seldom as it should be.
    Typing {
        /// To whom.
        conversation: ConversationId,
        /// What they do.
        typing: Typing,
    },
    /// Join a room; shown as a conversation from then on.
    Join {
        /// Its name.
        room: String,
        /// Its key, if it has one.
        key: Option<String>,
    },
    /// Leave a room. Its conversation stays until it is closed.
    Part {
        /// Which.
        conversation: ConversationId,
        /// Why; may be empty.
        reason: String,
    },
    /// Open a conversation with somebody; none is opened twice.
    OpenDirect {
        /// With whom.
        nick: String,
    },
    /// Close a conversation; a room is left.
    Close {
        /// Which.
        conversation: ConversationId,
    },
    /// Set a room's topic.
    Topic {
        /// Which room.
        conversation: ConversationId,
        /// The topic; empty for none.
        topic: String,
    },
    /// Invite somebody to a room.
    Invite {
        /// Which room.
        conversation: ConversationId,
        /// Whom.
        nick: String,
    },
    /// Make somebody leave a room.
    Kick {
        /// Which room.
        conversation: ConversationId,
        /// Whom.
        nick: String,
        /// Why; may be empty.
        reason: String,
    },
    /// Ban a mask (`nick!user@host`, with `*` and `?`) from a room.
    Ban {
        /// Which room.
        conversation: ConversationId,
        /// The mask, or a nickname.
        mask: String,
    },
    /// Take a ban back.
    Unban {
        /// Which room.
        conversation: ConversationId,
        /// The mask, as it was set.
        mask: String,
    },
    /// Ask who is banned from a room; answered by [`Event::Bans`](super::Event::Bans).
    ListBans {
        /// Which room.
        conversation: ConversationId,
    },
    /// Change modes of a room: `+o mina`.
    Mode {
        /// Which room.
        conversation: ConversationId,
        /// Letters and parameters.
        changes: String,
    },
    /// Be called something else, now and whenever the connection is made.
    Nick(String),
    /// Be away, for this reason.
    Away(String),
    /// Be back.
    Back,
    /// A conversation was read up to and with an entry.
    Read {
        /// Which.
        conversation: ConversationId,
        /// The entry.
        entry: EntryId,
    },
    /// Fetch a page of what was said before, into the timeline.
    Fetch {
        /// Where.
        conversation: ConversationId,
        /// Which page.
        page: FetchPage,
    },
    /// Look for messages; answered by [`Event::Found`](super::Event::Found).
    Search(Search),
    /// List the server's rooms; answered by [`Event::Rooms`](super::Event::Rooms).
    ListRooms {
        /// A mask that their names match; empty for all.
        mask: String,
    },
    /// Ask who somebody is; answered by [`Event::WhoIs`](super::Event::WhoIs).
    WhoIs {
        /// Whom.
        nick: String,
    },
    /// Make an account of the nickname, or of this name; answered by
    /// [`Event::Account`](super::Event::Account).
    Register {
        /// The name; empty for the nickname.
        account: String,
        /// An address, for servers that ask for one; may be empty.
        email: String,
        /// The password.
        password: Password,
    },
    /// Give the code that proves who made an account.
    Verify {
        /// The account.
        account: String,
        /// The code.
        code: String,
    },
    /// Log in, now and, unless it is refused, whenever the connection is made.
    LogIn(Login),
    /// Give the server's own password (PASS) whenever the connection is made.
    ServerPassword(Password),
    /// Change the password of the account that one is logged in to. The server's words on it come
    /// as an [`Event::Notice`](super::Event::Notice).
    ChangePassword(Password),
    /// Set a value of one's own, or of a room, that others can see (IRCv3 metadata).
    SetMetadata {
        /// The room, or none for oneself.
        conversation: Option<ConversationId>,
        /// The key: `avatar`, `display-name`, ...
        key: String,
        /// The value; none removes it.
        value: Option<String>,
    },
    /// Send a line as it is. For people who know the protocol.
    Raw(String),
}

/// A message that is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where.
    pub conversation: ConversationId,
    /// What; may have several lines.
    pub text: String,
    /// How.
    pub kind: DraftKind,
    /// The message that it answers, if any.
    pub reply_to: Option<MsgId>,
}

/// How something is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DraftKind {
    /// Said (PRIVMSG).
    #[default]
    Message,
    /// Done, as in `/me waves`.
    Action,
    /// Noted (NOTICE): not to be answered by programs.
    Notice,
}

/// What somebody who may be writing does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// Writes.
    Active,
    /// Pauses, with something written.
    Paused,
    /// Has cleared what was written.
    Done,
}

/// A page of history to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchPage {
    /// What is before the oldest entry of the timeline.
    Older,
    /// What is missing at a gap.
    Gap(EntryId),
    /// What is around a message or a time; answered by [`Event::Around`](super::Event::Around),
    /// and not put into the timeline, which has no holes but gaps.
    Around(MessageReference),
}

/// A place in a conversation's history (IRCv3 chathistory, "message reference").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageReference {
    /// At a message.
    Msgid(MsgId),
    /// At a time, in milliseconds since 1970.
    Timestamp(u64),
}

/// What to look for (`soju.im/search`). Empty parts do not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Words.
    pub text: String,
    /// Where.
    pub conversation: Option<ConversationId>,
    /// Whose messages.
    pub from: String,
    /// Not before this time, in milliseconds since 1970.
    pub after_ms: Option<u64>,
    /// Not after this time, in milliseconds since 1970.
    pub before_ms: Option<u64>,
}
