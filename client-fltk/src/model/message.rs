//! What the model is told: what a person did, what the network and the store report, and that
//! time has passed.

use std::ops::Range;

use peyk_core::client::Password;

use super::ids::{ConversationId, RowId, ServerId};
use super::settings::Setting;
use super::start::PasswordOf;
use crate::l10n::Language;
use crate::net::Report;
use crate::store::Report as StoreReport;
use crate::theme::Shade;

/// Something for the model to take in.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// In the form of the first start, or of one more server.
    Start(StartMessage),
    /// In the composer.
    Composer(ComposerMessage),
    /// To a row.
    Row(RowId, RowMessage),
    /// To a conversation.
    Conversation(ConversationId, ConversationMessage),
    /// To a member of the selected conversation.
    Member(String, MemberMessage),
    /// To a server.
    Server(ServerId, ServerMessage),
    /// In a panel.
    Panel(PanelMessage),
    /// Show a conversation.
    Select(ConversationId),
    /// The notification of a conversation was pressed.
    NotificationPressed(ConversationId),
    /// Show the conversation so many places below (or above) the selected one.
    SelectNext(i32),
    /// Show the next conversation with something unread.
    SelectUnread,
    /// Show the conversation that was selected before.
    SelectLast,
    /// Where the reader is: rows that can be seen, and whether the newest is among them.
    Scrolled {
        /// Rows that can be seen, at least in part.
        visible: Range<usize>,
        /// Whether the end of the newest row can be seen.
        at_end: bool,
    },
    /// Show the newest message.
    JumpNewest,
    /// Show where reading stopped.
    JumpUnread,
    /// Show the first message of a day, as year, month and day of the reader's calendar.
    JumpDate(i32, u8, u8),
    /// Ask which day to show.
    AskDate,
    /// Open a link.
    OpenLink(String),
    /// Press a mention or a room's name in a text.
    OpenName(String),
    /// Put a text onto the clipboard.
    Copy(String),
    /// Change a setting.
    Set(Setting),
    /// Use another language.
    Language(Language),
    /// Use another shade.
    Shade(Shade),
    /// Take the notice away that says this.
    Dismiss(String),
    /// The window came to the front, or left it.
    Focused(bool),
    /// The window is to be closed.
    Close,
    /// Nothing is left to wait for at the end.
    Ended,
    /// Time has passed: milliseconds since 1970 (UTC).
    Tick(i64),
    /// The network has something to report: whoever runs it takes that and passes it on.
    Woken,
    /// The network reports.
    Net(ServerId, Report),
    /// The store reports.
    Store(StoreReport),
    /// The server inside runs at these addresses, or a sentence says why not.
    Hosted(Result<Vec<String>, String>),
}

/// What happens in the form of the first start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartMessage {
    /// The name's text is now this.
    Name(String),
    /// The address's text is now this.
    Address(String),
    /// Ask for a password.
    AskPassword(PasswordOf),
    /// The password's text is now this.
    Password(Password),
    /// Use the recent server with this index.
    Recent(usize),
    /// Use the server on this computer.
    Here,
    /// Run a server inside, and use that.
    Host,
    /// Go.
    Connect,
    /// Go without encryption.
    ConnectPlain,
    /// Trust the changed fingerprint from now on, and go.
    TrustChanged,
    /// Stop trying.
    Cancel,
    /// Close the form again, when there are servers already.
    Close,
}

/// What happens in the composer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComposerMessage {
    /// The text is now this.
    Edited {
        /// The text.
        text: String,
        /// Byte where the caret is.
        caret: usize,
    },
    /// Send it.
    Send,
    /// Put the completion that is lit into the text, or the next in its place.
    Complete,
    /// Put the completion before it into the text.
    CompleteBack,
    /// Light the next completion, or the one before, without touching the text.
    Light {
        /// Whether the next.
        forward: bool,
    },
    /// Take the completion with this index.
    Take(usize),
    /// Take no completion.
    Leave,
    /// Put an emoji where the caret is.
    Emoji(String),
    /// Answer nothing.
    Unquote,
    /// Bring back the line that was sent before (up) or after (down).
    Recall {
        /// Whether the one before.
        up: bool,
    },
}

/// What happens to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowMessage {
    /// Answer it.
    Reply,
    /// Put an emoji under it, or take one's own away.
    React(String),
    /// Take it back, for everybody.
    Redact,
    /// Send it again.
    Retry,
    /// Give up sending it.
    Discard,
    /// Show all of it, or only its beginning.
    Toggle,
    /// Show what it answers.
    ShowQuoted,
    /// Copy its text.
    CopyText,
    /// Fetch what is missing here.
    Fetch,
    /// Count it and everything after it as unread.
    MarkUnread,
}

/// What happens to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationMessage {
    /// Leave the room, or close the conversation.
    Leave,
    /// Join the room again.
    Join,
    /// Say nothing about it when something is said there.
    Mute(bool),
    /// Count everything as read.
    MarkRead,
    /// Ask for another topic.
    EditTopic,
    /// Ask whom to invite.
    AskInvite,
    /// Open the list of those who are banned from it.
    ListBans,
    /// Show it, and ask which day of it to show.
    AskDate,
}

/// What happens to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberMessage {
    /// Write to that person alone.
    Write,
    /// Write the name into the composer.
    Mention,
    /// Show who it is.
    Show,
    /// Put out of the room.
    Kick,
    /// Put out of the room and keep out.
    Ban,
    /// Make a channel operator.
    Op,
    /// Make no channel operator.
    Deop,
    /// Let speak in a moderated room.
    Voice,
    /// No longer let speak in a moderated room.
    Devoice,
}

/// What happens to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerMessage {
    /// Try to connect now, without waiting further.
    ConnectNow,
    /// Say goodbye and stay away.
    Disconnect,
    /// Ask whether to forget the server.
    AskForget,
    /// Forget the server and all that was said there.
    Forget,
    /// Say where others reach it, as it runs inside.
    TellHosting,
    /// Trust the changed fingerprint from now on.
    TrustChanged,
    /// Go on without encryption.
    AllowPlain,
    /// Ask for a password, in the form.
    AskPassword(PasswordOf),
    /// Be called this.
    Nick(String),
    /// Ask what to be called.
    AskNick,
    /// Join a room.
    Join {
        /// Which.
        room: String,
        /// Its key, if it has one.
        key: Option<String>,
    },
    /// Open the list of its rooms.
    ListRooms,
    /// Ask for a room there to create or join by its name.
    AskRoom,
    /// Ask for a person there to write to.
    AskPerson,
    /// Be away, or back without a reason.
    Away(Option<String>),
}

/// What happens in a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanelMessage {
    /// Open the settings.
    Settings,
    /// Open the search.
    Search,
    /// Open the list of rooms of the selected server.
    Channels,
    /// Open what is known about the connection of a server.
    Security(ServerId),
    /// Ask for a room of the selected server to create or join by its name.
    NewRoom,
    /// Ask for a person on the selected server to write to.
    NewPerson,
    /// Open the form for one more server.
    AddServer,
    /// The panel's field is now this.
    Text(String),
    /// The name in the settings is written: be called so.
    Named,
    /// Do what the panel's field says.
    Done,
    /// Take the item with this index. What was found is shown beside the panel.
    Pick(usize),
    /// Choose the item with this index, to be taken.
    Choose(usize),
    /// Take the item with this index, and close the panel in any case.
    PickAndClose(usize),
    /// Take the ban of this mask back.
    LiftBan(String),
    /// Close it.
    Close,
}
