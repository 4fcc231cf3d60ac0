//! What the network can be asked to do, what follows, and why it may refuse.

use std::net::IpAddr;

use super::super::storage::{AccountRecord, ChannelRecord, Conversation};
use super::{
    Change, Channel, ChannelId, Holder, Network, Prefix, Registered, SessionId, UserId, UserModes,
};
use crate::wire::{ChannelName, Nickname};

/// When, and under which id, a command is carried out. Given by whoever orders the commands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    /// Milliseconds since 1970.
    pub(crate) unix_ms: u64,
    /// Unique among all stamps, also across restarts: the `msgid` of a message.
    pub(crate) id: u64,
}

/// Somebody who completed connection registration.
#[derive(Debug)]
pub(crate) struct NewUser<'a> {
    pub(crate) session: SessionId,
    pub(crate) nick: Nickname,
    pub(crate) username: &'a str,
    pub(crate) hostname: &'a str,
    pub(crate) realname: &'a str,
    pub(crate) address: IpAddr,
    /// The account it logged in to before.
    pub(crate) account: Option<u64>,
}

/// What a device tells of the one who is at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Device<'a> {
    pub(crate) username: &'a str,
    pub(crate) hostname: &'a str,
    pub(crate) realname: &'a str,
    pub(crate) address: IpAddr,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    Privmsg,
    Notice,
    Tagmsg,
}

impl MessageKind {
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Privmsg => "PRIVMSG",
            Self::Notice => "NOTICE",
            Self::Tagmsg => "TAGMSG",
        }
    }
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// A channel, as its sender wrote it.
    Channel(&'a str),
    /// Members of a channel with this prefix or a higher one (STATUSMSG).
    Status(Prefix, &'a str),
    /// A nickname.
    User(&'a str),
}

/// What a channel is to be called.
#[derive(Clone, Debug)]
pub(crate) struct Rename<'a> {
    /// As somebody wrote it.
    pub(crate) written: &'a str,
    /// None if no channel can be called so.
    pub(crate) name: Option<ChannelName>,
    /// This channel keeps its name, but for its case.
    pub(crate) fixed: bool,
}

/// A kept message that somebody wants redacted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redactable {
    pub(crate) id: u64,
    pub(crate) conversation: Conversation,
    /// Whose it is.
    pub(crate) party: u64,
    /// The least prefix that may read it; empty for everybody.
    pub(crate) least: Prefix,
}

/// A change somebody wants.
#[derive(Debug)]
pub(crate) enum Command<'a> {
    Register(NewUser<'a>),
    Nick {
        user: UserId,
        nick: Nickname,
    },
    /// One of a user's devices goes, and the user with its last; `absence` is shown as the away
    /// message of one who stays without a device.
    Quit {
        user: UserId,
        session: SessionId,
        reason: &'a str,
        absence: &'a str,
    },
    /// A user who stayed without ever having connected since the start is about to come.
    Return {
        user: UserId,
        device: Device<'a>,
    },
    /// Another device of a user's comes; with somebody at it, or not.
    Attach {
        user: UserId,
        session: SessionId,
        attended: bool,
    },
    /// An account is created (with id 0), or is changed to this.
    PutAccount(AccountRecord),
    /// An account is no more.
    DropAccount {
        id: u64,
    },
    RegisterChannel {
        user: UserId,
        channel: &'a str,
    },
    /// A member takes the prefixes that its account has in a registered channel.
    ClaimPrefix {
        user: UserId,
        channel: &'a str,
    },
    UnregisterChannel {
        user: UserId,
        channel: &'a str,
    },
    /// A registered channel becomes another account's.
    TransferChannel {
        user: UserId,
        channel: &'a str,
        account: &'a str,
    },
    /// An account gets a prefix whenever it joins; none if it is empty.
    ChannelAccess {
        user: UserId,
        channel: &'a str,
        account: &'a str,
        prefix: Prefix,
    },
    Login {
        user: UserId,
        account: u64,
    },
    Logout {
        user: UserId,
    },
    Join {
        user: UserId,
        channel: ChannelName,
        key: Option<&'a str>,
    },
    Part {
        user: UserId,
        channel: &'a str,
        reason: Option<&'a str>,
    },
    Kick {
        user: UserId,
        channel: &'a str,
        target: &'a str,
        reason: &'a str,
    },
    Topic {
        user: UserId,
        channel: &'a str,
        text: &'a str,
    },
    ChannelModes {
        user: UserId,
        channel: ChannelId,
        changes: Vec<Change<'a>>,
    },
    UserModes {
        user: UserId,
        set: UserModes,
        unset: UserModes,
    },
    Message {
        user: UserId,
        kind: MessageKind,
        target: Target<'a>,
        text: &'a str,
        tags: &'a str,
    },
    Invite {
        user: UserId,
        target: &'a str,
        channel: &'a str,
    },
    Rename {
        user: UserId,
        channel: &'a str,
        to: Rename<'a>,
        reason: &'a str,
    },
    Redact {
        user: UserId,
        target: Target<'a>,
        message: Redactable,
        reason: Option<&'a str>,
    },
    /// A key of the user's own, of a channel or of another user's gets a value, or loses it.
    Metadata {
        user: UserId,
        holder: Holder,
        key: &'a str,
        value: Option<&'a str>,
    },
    /// A user has read a target, given casefolded and as it is shown, up to a time.
    MarkRead {
        user: UserId,
        target: &'a str,
        shown: &'a str,
        read_ms: u64,
    },
    Away {
        user: UserId,
        session: SessionId,
        message: Option<&'a str>,
    },
    /// Nobody is at one of a user's devices.
    Unattended {
        user: UserId,
        session: SessionId,
    },
    Setname {
        user: UserId,
        realname: &'a str,
    },
    Chghost {
        user: UserId,
        hostname: &'a str,
    },
    Oper {
        user: UserId,
        name: &'a str,
    },
    Wallops {
        user: UserId,
        text: &'a str,
    },
}

/// Who gets a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience {
    /// The channel's members with at least this prefix; empty for all.
    Channel(ChannelId, Prefix),
    User(UserId),
}

/// Something that happened, of which somebody must hear.
#[derive(Debug)]
pub(crate) enum Effect<'a> {
    /// A nickname is there that was not: for MONITOR.
    Online {
        user: UserId,
    },
    /// A nickname is about to be gone: for MONITOR.
    Offline {
        user: UserId,
    },
    /// A user is about to be gone from all channels and the server.
    Quit {
        user: UserId,
        reason: &'a str,
    },
    /// A user changed nickname; those in its channels hear of it.
    Nick {
        user: UserId,
        old_source: &'a str,
        old_nick: &'a str,
    },
    /// A user is a member now.
    Joined {
        user: UserId,
        channel: ChannelId,
    },
    /// A user is about to be no member any more.
    Parted {
        user: UserId,
        channel: ChannelId,
        reason: Option<&'a str>,
    },
    /// A user is about to be no member any more, because of another.
    Kicked {
        by: UserId,
        user: UserId,
        channel: ChannelId,
        reason: &'a str,
    },
    TopicChanged {
        by: UserId,
        channel: ChannelId,
        text: &'a str,
    },
    ChannelModes {
        by: UserId,
        channel: ChannelId,
        changes: &'a [Change<'a>],
    },
    UserModes {
        user: UserId,
        set: UserModes,
        unset: UserModes,
    },
    Message {
        from: UserId,
        kind: MessageKind,
        audience: Audience,
        /// The target as recipients are shown it.
        target: &'a str,
        text: &'a str,
        /// Client-only tags, escaped, joined by `;`.
        tags: &'a str,
    },
    /// A channel is about to be called by another name.
    Renamed {
        by: UserId,
        channel: ChannelId,
        name: &'a ChannelName,
        reason: &'a str,
    },
    /// A message is to be read no more.
    Redacted {
        by: UserId,
        audience: Audience,
        /// The target as recipients are shown it.
        target: &'a str,
        message: Redactable,
        reason: Option<&'a str>,
    },
    Invited {
        by: UserId,
        user: UserId,
        channel: ChannelId,
    },
    /// A key has a new value, or none any more. The session that changed it has an answer of its
    /// own, or has not asked for that.
    Metadata {
        holder: Holder,
        key: &'a str,
        value: Option<&'a str>,
        is_answered: bool,
    },
    /// A user has read a target up to a time, for its own devices to know.
    Read {
        user: UserId,
        target: &'a str,
        read_ms: u64,
    },
    /// What an account has read of a target (casefolded) has changed; none: that is not known.
    MarkerMoved {
        account: u64,
        target: &'a str,
        before: Option<u64>,
        read_ms: Option<u64>,
    },
    Away {
        user: UserId,
    },
    Realname {
        user: UserId,
    },
    Hostname {
        user: UserId,
        old_source: &'a str,
    },
    Wallops {
        by: UserId,
        text: &'a str,
    },
    /// A user has logged in or out: the party that it was before, and its account if it had one.
    Account {
        user: UserId,
        party_before: u64,
        before: Option<&'a str>,
    },
    /// An account is new or has changed.
    AccountChanged {
        id: u64,
        before: Option<&'a AccountRecord>,
    },
    /// An account is no more.
    AccountGone {
        before: &'a AccountRecord,
    },
    /// A channel is new, or something of it that is kept has changed.
    ChannelChanged {
        channel: ChannelId,
        /// What it was, unless it is new.
        before: Option<&'a ChannelRecord>,
    },
    /// Who a channel belongs to has changed.
    ChannelRegistered {
        channel: ChannelId,
        before: Option<&'a Registered>,
    },
    /// A channel without members is about to be gone.
    ChannelGone {
        channel: ChannelId,
    },
}

/// Hears of each effect while the network is as the effect says.
pub(crate) trait Observe {
    fn effect(&mut self, network: &Network, stamp: Stamp, effect: &Effect<'_>);
}

/// Why a command was not carried out. Each has its numeric; see `commands::refusal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NicknameInUse(Box<str>),
    AccountExists(Box<str>),
    BadAccountName(Box<str>),
    NoMoreAccounts(Box<str>),
    TooManyAccounts(Box<str>),
    NoSuchAccount(Box<str>),
    NotLoggedIn,
    ChannelRegistered(Box<str>),
    ChannelNotRegistered(Box<str>),
    /// Banned in a channel: no change of nickname that would dodge the ban. The nickname
    /// wanted, and the channel.
    BanNickChange(Box<str>, Box<str>),
    NoSuchNick(Box<str>),
    NoSuchChannel(Box<str>),
    NotOnChannel(Box<str>),
    UserNotInChannel(Box<str>, Box<str>),
    UserOnChannel(Box<str>, Box<str>),
    TooManyChannels(Box<str>),
    ServerFull(Box<str>),
    CannotSend(Box<str>, CannotSend),
    /// The channel's name and what it was to be called.
    CannotRename(Box<str>, Box<str>, CannotRename),
    /// The target and the message's id.
    CannotRedact(Box<str>, u64, CannotRedact),
    CannotSet(CannotSet),
    /// The channel, the list's letter and the mask that found no room.
    ListIsFull(Box<str>, char, Box<str>),
    Banned(Box<str>),
    InviteOnly(Box<str>),
    BadKey(Box<str>),
    ChannelIsFull(Box<str>),
    /// The rank does not suffice; the least that does.
    PrivilegesNeeded(Box<str>, super::Rank),
    /// Already a member, already so: nothing to do, nothing to say.
    Nothing,
}

/// Why a channel does not take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CannotSend {
    NotMember,
    Moderated,
    Banned,
    Ctcp,
}

/// Why a channel is not renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CannotRename {
    /// No channel can be called so.
    Invalid,
    /// Another is called so.
    InUse,
    /// It was renamed a short while ago.
    Recently,
    /// It keeps its name.
    Fixed,
}

/// Why a key of metadata does not get its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CannotSet {
    /// It is not the asker's to change.
    Forbidden,
    /// It has none that could be taken away.
    NotSet,
    /// There are as many keys as there may be.
    Full,
}

/// Why a message is not redacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CannotRedact {
    /// It is not where it was said to be, or that is no place of the asker's.
    InvalidTarget,
    /// It is another's, in no channel that the asker operates.
    Forbidden,
    /// It is the asker's own, and authors take nothing back here.
    NeverAuthors,
    /// It is the asker's own and older than this.
    TooLate { window_ms: u64 },
}

impl Channel {
    /// The refusal for want of rank, naming this channel.
    pub(super) fn needs(&self, rank: super::Rank) -> Refusal {
        Refusal::PrivilegesNeeded((*self.name).into(), rank)
    }
}
