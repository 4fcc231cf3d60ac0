//! Why something did not work, in words that a person understands: [`Reason`].

use crate::text::Text;

use super::io::{CloseCause, ConnectError};

/// Why something did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What the engine makes of it.
    pub cause: Cause,
    /// What it is about: a name, a number; may be empty.
    pub about: Box<str>,
    /// The numeric or code with which the server said so; empty if it was not the server.
    pub code: Box<str>,
    /// The server's (or the system's) own words; may be empty.
    pub words: Box<str>,
}

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// What did not work, and why.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Cause { $($(#[$doc])* $name,)* }

        impl Cause {
            fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

causes! {
    /// The host has no address.
    HostNotFound = "client-host-not-found",
    /// Nobody listens there.
    ConnectionRefused = "client-connection-refused",
    /// There is no way to the server.
    Unreachable = "client-unreachable",
    /// The server does not answer.
    TimedOut = "client-timed-out",
    /// The encryption could not be agreed on, or broke.
    TlsFailed = "client-tls-failed",
    /// The server shows another certificate than before.
    CertificateChanged = "client-certificate-changed",
    /// The system has another reason.
    ConnectFailed = "client-connect-failed",
    /// The server closed the connection.
    ServerClosed = "client-server-closed",
    /// The connection broke.
    ConnectionLost = "client-connection-lost",
    /// The server ended the connection and said why.
    ServerError = "client-server-error",
    /// The server wants a password.
    NeedsServerPassword = "client-needs-server-password",
    /// The server wants another password.
    WrongServerPassword = "client-wrong-server-password",
    /// The person is banned from the server.
    BannedFromServer = "client-banned-from-server",
    /// The host wants TLS only and none could be had.
    TlsRequired = "client-tls-required",
    /// No nickname could be had.
    NoNickname = "client-no-nickname",
    /// Logging in failed.
    LoginFailed = "client-login-failed",
    /// The server proved not to know the password: it may not be the right server.
    ServerUnproved = "client-server-unproved",
    /// The server has no way to log in that this client could use.
    NoLogin = "client-no-login",
    /// There is no connection.
    NotConnected = "client-not-connected",
    /// The server cannot do that.
    NotSupported = "client-not-supported",
    /// There is nobody of that name.
    NoSuchNick = "client-no-such-nick",
    /// There is no such room.
    NoSuchRoom = "client-no-such-room",
    /// The room does not let the person speak.
    CannotSend = "client-cannot-send",
    /// The person is not in the room.
    NotInRoom = "client-not-in-room",
    /// The person is in too many rooms.
    TooManyRooms = "client-too-many-rooms",
    /// The room is full.
    RoomFull = "client-room-full",
    /// The room is for invited people.
    InviteOnly = "client-invite-only",
    /// The person is banned from the room.
    BannedFromRoom = "client-banned-from-room",
    /// The room has another key.
    WrongKey = "client-wrong-key",
    /// The name cannot be a room's.
    BadRoomName = "client-bad-room-name",
    /// A room cannot have so long a name.
    RoomNameTooLong = "client-room-name-too-long",
    /// An account is needed.
    NeedsAccount = "client-needs-account",
    /// The person has no right to do that.
    NoRights = "client-no-rights",
    /// The nickname is in use.
    NicknameInUse = "client-nickname-in-use",
    /// The nickname cannot be had.
    BadNickname = "client-bad-nickname",
    /// The message is too long.
    TooLong = "client-too-long",
    /// Too many messages wait.
    TooManyWaiting = "client-too-many-waiting",
    /// There are too many conversations.
    TooManyConversations = "client-too-many-conversations",
    /// There is nothing to send.
    NothingToSend = "client-nothing-to-send",
    /// The connection was lost before the message was confirmed, and nobody can say whether it
    /// was.
    Unconfirmed = "client-unconfirmed",
    /// The message to be answered, reacted to or taken back is not there.
    NoSuchMessage = "client-no-such-message",
    /// It is too late to take the message back.
    TooLateToRedact = "client-too-late-to-redact",
    /// The account's name is taken.
    AccountExists = "client-account-exists",
    /// The password is too weak.
    WeakPassword = "client-weak-password",
    /// The code is wrong.
    WrongCode = "client-wrong-code",
    /// The server asks to wait.
    TryLater = "client-try-later",
    /// The server said so, in its own words.
    Refused = "client-refused",
}

impl Cause {
    /// Whether a server that turns somebody away for this will do so the next time, too, until
    /// they have something else to give.
    pub(super) fn is_lasting(self) -> bool {
        matches!(
            self,
            Self::NeedsServerPassword
                | Self::WrongServerPassword
                | Self::BannedFromServer
                | Self::NeedsAccount
        )
    }
}

impl Reason {
    pub(super) fn of(cause: Cause) -> Self {
        Self { cause, about: "".into(), code: "".into(), words: "".into() }
    }

    pub(super) fn about(cause: Cause, about: &str) -> Self {
        Self { about: about.into(), ..Self::of(cause) }
    }

    pub(super) fn said(cause: Cause, about: &str, code: &str, words: &str) -> Self {
        Self { cause, about: about.into(), code: code.into(), words: words.into() }
    }

    /// One sentence for a person.
    #[must_use]
    pub fn sentence(&self, text: &Text) -> String {
        let words = if self.words.is_empty() { &*self.code } else { &*self.words };
        text.say_with(self.cause.key(), &[("about", &*self.about), ("words", words)])
    }

    pub(super) fn of_connect(error: &ConnectError, host: &str) -> Self {
        let (cause, words) = match error {
            ConnectError::HostNotFound => (Cause::HostNotFound, ""),
            ConnectError::Refused => (Cause::ConnectionRefused, ""),
            ConnectError::Unreachable => (Cause::Unreachable, ""),
            ConnectError::TimedOut => (Cause::TimedOut, ""),
            ConnectError::Tls(words) => (Cause::TlsFailed, &**words),
            ConnectError::CertificateChanged { .. } => (Cause::CertificateChanged, ""),
            ConnectError::Other(words) => (Cause::ConnectFailed, &**words),
        };
        Self::said(cause, host, "", words)
    }

    pub(super) fn of_close(cause: CloseCause, host: &str) -> Self {
        let cause = match cause {
            CloseCause::EndOfFile => Cause::ServerClosed,
            CloseCause::Reset | CloseCause::Asked => Cause::ConnectionLost,
            CloseCause::Tls => Cause::TlsFailed,
        };
        Self::about(cause, host)
    }
}
