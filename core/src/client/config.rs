//! What the person, or the program around the engine, sets. Every limit says why it has its
//! number.

use std::fmt;

/// Who connects where, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the server is.
    pub server: ServerAddress,
    /// The nickname that is wanted.
    pub nickname: String,
    /// Nicknames to try, in this order, when the one wanted is in use; then `nickname_`.
    pub alternatives: Vec<String>,
    /// The username; empty for the nickname's letters.
    pub username: String,
    /// The realname; empty for the nickname.
    pub realname: String,
    /// The server's own password (PASS), if it wants one.
    pub server_password: Option<Password>,
    /// How to log in to an account (SASL).
    pub login: Login,
    /// Rooms to be in from the first start on. What was joined or left since is in
    /// [`Kept`](super::Kept), which counts more.
    pub rooms: Vec<Room>,
    /// What is said when leaving; empty for nothing.
    pub quit_message: String,
    /// How much of each thing.
    pub limits: Limits,
    /// How long to wait for each thing.
    pub timeouts: Timeouts,
}

impl Config {
    /// A person of this nickname at a server on this host and port, with everything else as
    /// most want it.
    #[must_use]
    pub fn new(nickname: &str, server: ServerAddress) -> Self {
        Self {
            server,
            nickname: nickname.into(),
            alternatives: Vec::new(),
            username: String::new(),
            realname: String::new(),
            server_password: None,
            login: Login::None,
            rooms: Vec::new(),
            quit_message: String::new(),
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerAddress {
    /// Hostname or IP address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How bytes travel.
    pub security: Security,
}

/// How bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Security {
    /// As they are: everybody on the way can read them. For this machine, or where there is no
    /// choice.
    Plain,
    /// Inside TLS.
    Tls,
}

/// A room to be in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Room {
    /// Its name, `#lobby`.
    pub name: String,
    /// Its key (`+k`), if it has one.
    pub key: Option<String>,
}

/// How to log in to an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Login {
    /// Not at all.
    #[default]
    None,
    /// By the client certificate (SASL EXTERNAL), where the shell has shown one.
    Certificate,
    /// By a password: SCRAM-SHA-256 where the server has it, which keeps the password from the
    /// server; else PLAIN, over TLS only.
    Password {
        /// The account's name.
        account: String,
        /// The password.
        password: Password,
    },
}

/// A password, which is not shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// A password as it was typed.
    #[must_use]
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    /// The password as it was typed: for what sends or keeps it, not for what is read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How much of each thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries of one timeline. The oldest give way, and can be fetched again: a few days of a
    /// busy room, in two megabytes.
    pub timeline_entries_max: usize,
    /// Bytes of the texts of one timeline, and what each entry takes beside: long messages are
    /// not many, and nobody fills the memory with them.
    pub timeline_bytes_max: usize,
    /// Conversations. More than anybody follows; a server, or strangers who write one after the
    /// other, cannot make more.
    pub conversations_max: usize,
    /// Members that are known of one room. Larger rooms are shown in part.
    pub members_max: usize,
    /// Messages that wait to be sent or confirmed, in all. More is refused at once: whoever
    /// writes that much while there is no connection should know.
    pub outbox_max: usize,
    /// Bytes of one message. A long letter; servers take less, and it is sent in parts then.
    pub text_bytes_max: usize,
    /// Messages to ask for in one page of history. Servers give fewer as they like.
    pub page_messages: u32,
    /// Pages that are fetched by itself to catch up in one conversation; more is on demand, and
    /// a gap shows that there is more.
    pub resume_pages_max: u32,
    /// Conversations that TARGETS is asked for when catching up.
    pub targets_max: u32,
    /// Batches that may be open at a time: a server opens a few.
    pub batches_max: usize,
    /// Bytes of the lines of one batch: a page of long messages.
    pub batch_bytes_max: usize,
    /// Lines of a message of several lines that are taken from a server.
    pub batch_lines_max: usize,
    /// Rooms of a list (`LIST`), bans of a room or people of a search that are taken.
    pub list_entries_max: usize,
    /// Reactions to one message that are kept.
    pub reactions_max: usize,
    /// Messages of one conversation with reactions or redactions, whether they are here or not
    /// (yet).
    pub annotations_max: usize,
    /// Bytes of what other people's texts may take: names, topics, reasons.
    pub word_bytes_max: usize,
    /// Lines that may be sent at once; then one each [`Timeouts::line_ms`]. Most servers let
    /// that many pass; Peyk's twice as many.
    pub burst_lines: u32,
    /// Messages on their way at a time, unconfirmed: keeps their order and the server's patience.
    pub unconfirmed_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeline_entries_max: 5_000,
            timeline_bytes_max: 8 << 20,
            conversations_max: 1_000,
            members_max: 20_000,
            outbox_max: 1_000,
            text_bytes_max: 64 * 1024,
            page_messages: 100,
            resume_pages_max: 50,
            targets_max: 100,
            batches_max: 32,
            batch_bytes_max: 4 << 20,
            batch_lines_max: 5_000,
            list_entries_max: 5_000,
            reactions_max: 200,
            annotations_max: 5_000,
            word_bytes_max: 1_024,
            burst_lines: 10,
            unconfirmed_max: 8,
        }
    }
}

/// How long to wait for each thing, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection that is made is given up (resolving, connecting, TLS).
    pub connect_ms: u64,
    /// Until a server must have taken the registration; some look names up first.
    pub registration_ms: u64,
    /// A server that has said nothing for so long is asked whether it is there.
    pub ping_interval_ms: u64,
    /// One that does not answer that within this time is gone.
    pub ping_timeout_ms: u64,
    /// Before the first reconnection; doubled from one to the next.
    pub backoff_min_ms: u64,
    /// At the most between two attempts. Half of each wait is chance, so that not everybody
    /// comes back at once.
    pub backoff_max_ms: u64,
    /// A connection that lasted so long starts the waits from the shortest again.
    pub stable_ms: u64,
    /// Until a question for history counts as unanswered.
    pub history_ms: u64,
    /// Until a message that may have been said is sent again although more that was missed is
    /// still coming: to a server that recognises it.
    pub catch_up_ms: u64,
    /// Until a message that was sent counts as lost on a connection that lives: then that
    /// connection is not to be trusted, and is made anew.
    pub confirm_ms: u64,
    /// Between two attempts to get the nickname that is wanted.
    pub nickname_ms: u64,
    /// Between two lines once [`Limits::burst_lines`] were sent.
    pub line_ms: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect_ms: 20_000,
            registration_ms: 60_000,
            ping_interval_ms: 30_000,
            ping_timeout_ms: 20_000,
            backoff_min_ms: 1_000,
            backoff_max_ms: 60_000,
            stable_ms: 30_000,
            history_ms: 30_000,
            catch_up_ms: 5_000,
            confirm_ms: 60_000,
            nickname_ms: 60_000,
            line_ms: 500,
        }
    }
}
