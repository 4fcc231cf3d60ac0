//! What the administrator can set. Every limit says why it has its number.

use crate::text::Language;

/// Bytes of the icon's URL: it is told in one line, with the longest nickname.
pub const ICON_BYTES_MAX: usize = 300;

/// Bytes of an account's password: those of the longest phrase; it is hashed as a whole.
pub const ACCOUNT_PASSWORD_BYTES_MAX: usize = 600;

/// The server's configuration, as the core needs it. Shells read it from files and flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The server's name, the source of its messages; a hostname by custom.
    pub server_name: String,
    /// The network's name, for ISUPPORT and the welcome.
    pub network_name: String,
    /// URL of the network's icon (IRCv3 network-icon), at most [`ICON_BYTES_MAX`] bytes.
    pub icon: Option<String>,
    /// A few words about this server, for LINKS and WHOIS; empty for the network's name.
    pub description: String,
    /// The language of the server's own sentences.
    pub language: Language,
    /// Whether programs are told to come over TLS only (IRCv3 sts).
    pub sts: Option<Sts>,
    /// Where unencrypted connections are served.
    pub plaintext: Plaintext,
    /// The room that plain mode speaks in.
    pub default_channel: String,
    /// The message of the day; empty for none.
    pub motd: Vec<String>,
    /// Who runs this server, for ADMIN: place, organisation, how to reach them.
    pub admin: Vec<String>,
    /// PHC string of the password that PASS must give; none lets everybody in.
    pub password_phc: Option<String>,
    /// IRC operators.
    pub operators: Vec<Operator>,
    /// Who gets an account.
    pub accounts: Accounts,
    /// What is kept of what is said, and who may read it.
    pub history: History,
    /// How much of each thing.
    pub limits: Limits,
    /// How long to wait for each thing.
    pub timeouts: Timeouts,
    /// How fast a session may speak.
    pub flood: Flood,
}

impl Config {
    /// A few words about this server.
    pub(super) fn description(&self) -> &str {
        if self.description.is_empty() { &self.network_name } else { &self.description }
    }
}

/// A policy of strict transport security (IRCv3 sts). Only for a certificate that programs trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sts {
    /// The port on which TLS is served.
    pub port: u16,
    /// Seconds for which programs come over TLS only; 0 ends a policy that was.
    pub duration_s: u64,
    /// The host's name may be on the lists that programs bring along.
    pub preload: bool,
}

/// Somebody who may use OPER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name given to OPER.
    pub name: String,
    /// PHC string (argon2id) of the password.
    pub password_phc: String,
}

/// Who gets an account, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// Whether people make accounts themselves.
    pub registration: AccountRegistration,
    /// Whether REGISTER works before the end of connection registration.
    pub before_connect: bool,
    /// Whether REGISTER must give an e-mail address. Nothing is sent there: it is for the
    /// administrator.
    pub email_required: bool,
    /// Characters of a password at the least. Online guesses are slow and few: six withstand
    /// them.
    pub password_chars_min: usize,
    /// Whether those who have not said so themselves stay in their channels while no device of
    /// theirs is connected. Takes effect when the server starts.
    pub always_on: bool,
}

/// Whether people make accounts themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRegistration {
    /// Everybody, at once.
    Open,
    /// Everybody, but the account waits for a code that the administrator hands out.
    Verify,
    /// Nobody: the administrator makes them.
    Closed,
}

/// What is kept of what is said, and who may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// False keeps nothing.
    pub enabled: bool,
    /// Members may read what was said since they joined; else since the room was made.
    pub since_joining: bool,
    /// Messages of one answer (CHATHISTORY): with long lines half of a SendQ.
    pub page_max: u32,
    /// Days after which a store forgets messages; 0 for never. The core itself forgets nothing.
    pub keep_days: u32,
    /// Minutes for which authors may take back what they said (REDACT): long enough for a slip to
    /// be seen the next morning, too short to rewrite what others have built on. 0 for never. A
    /// channel's operators always may.
    pub redact_window_minutes: u32,
}

/// Where unencrypted connections are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plaintext {
    /// From this machine only, where nobody can listen in.
    Loopback,
    /// From everywhere.
    Anywhere,
    /// Nowhere.
    Never,
}

/// How much of each thing; the names of ISUPPORT tokens are in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a line without its tags, CR LF included (LINELEN). 512 is the protocol's.
    pub line_bytes_max: usize,
    /// Bytes of a nickname (NICKLEN): 32 letters of Persian are 64 bytes.
    pub nick_bytes_max: usize,
    /// Bytes of a username (USERLEN).
    pub user_bytes_max: usize,
    /// Bytes of a channel's name (CHANNELLEN).
    pub channel_bytes_max: usize,
    /// Bytes of a topic (TOPICLEN): leaves room for the rest of the line.
    pub topic_bytes_max: usize,
    /// Bytes of a kick's reason (KICKLEN).
    pub kick_bytes_max: usize,
    /// Bytes of an away message (AWAYLEN).
    pub away_bytes_max: usize,
    /// Bytes of a realname (NAMELEN).
    pub realname_bytes_max: usize,
    /// Bytes of a channel's key (KEYLEN).
    pub key_bytes_max: usize,
    /// Channels one user may be in (CHANLIMIT).
    pub channels_per_user_max: usize,
    /// Entries in each of a channel's lists (MAXLIST).
    pub list_entries_max: usize,
    /// Targets of one PRIVMSG, NOTICE or TAGMSG (MAXTARGETS, TARGMAX).
    pub targets_max: usize,
    /// Bytes of the lines of a `draft/multiline` message, and of the line feeds between them: a
    /// page or two. An open batch keeps so much in memory, and a kept message is no longer.
    pub multiline_bytes_max: usize,
    /// Lines of a `draft/multiline` message: with the longest sources and targets they are sent
    /// in some sixty thousand bytes, a small part of a SendQ.
    pub multiline_lines_max: usize,
    /// Nicknames one session may MONITOR (MONITOR).
    pub monitor_max: usize,
    /// Mode changes with a parameter in one MODE (MODES).
    pub modes_max: usize,
    /// Users that have gone, remembered for WHOWAS.
    pub whowas_max: usize,
    /// Bytes that may wait to be written to one peer. A megabyte rides out a slow moment of a
    /// full room; a thousand stuck peers cost a gigabyte at the worst.
    pub sendq_bytes_max: usize,
    /// Bytes of lines that may wait for flood control to let them through.
    pub recvq_bytes_max: usize,
    /// Connections in all; the shell also has its limit of descriptors.
    pub connections_max: usize,
    /// Connections from one address at a time; 0 for no limit.
    pub connections_per_address_max: usize,
    /// New connections from one address within [`Timeouts::throttle_window_ms`]; 0 for no limit.
    pub connects_per_window_max: usize,
    /// Accounts that one address may make in an hour; 0 for no limit. A classroom behind one
    /// address makes one each.
    pub accounts_per_hour_max: usize,
    /// Whether loopback is exempt from the three limits above.
    pub exempt_loopback: bool,
    /// Channels in all.
    pub channels_max: usize,
}

/// How long to wait for each thing, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// From connecting to the end of connection registration.
    pub registration_ms: u64,
    /// A silent connection is told how to begin after this long.
    pub hint_after_ms: u64,
    /// A session that has said nothing for this long gets a PING.
    pub ping_interval_ms: u64,
    /// A session that does not answer a PING within this is closed.
    pub ping_timeout_ms: u64,
    /// From the opening of a client's batch to its end (IRCv3 client-batch). A program sends a
    /// batch in one go; flood control can hold the longest up for some ten seconds.
    pub batch_ms: u64,
    /// The window in which new connections of an address are counted.
    pub throttle_window_ms: u64,
}

/// Fakelag: how fast a session may speak. A command costs one unit or more; units come back
/// with time; a session that has none left waits, its lines kept in the RecvQ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flood {
    /// False switches flood control off, for measuring.
    pub enabled: bool,
    /// Units in hand at the most: what a burst may cost.
    pub burst_units: u32,
    /// Milliseconds for one unit to come back.
    pub unit_ms: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            server_name: "peyk.local".into(),
            network_name: "Peyk".into(),
            icon: None,
            description: String::new(),
            language: Language::English,
            sts: None,
            plaintext: Plaintext::Loopback,
            default_channel: "#lobby".into(),
            motd: Vec::new(),
            admin: Vec::new(),
            password_phc: None,
            operators: Vec::new(),
            accounts: Accounts::default(),
            history: History::default(),
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            flood: Flood::default(),
        }
    }
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            registration: AccountRegistration::Open,
            before_connect: true,
            email_required: false,
            password_chars_min: 6,
            always_on: false,
        }
    }
}

impl Default for History {
    fn default() -> Self {
        Self {
            enabled: true,
            since_joining: false,
            page_max: 500,
            keep_days: 0,
            redact_window_minutes: 24 * 60,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_bytes_max: 512,
            nick_bytes_max: 64,
            user_bytes_max: 20,
            channel_bytes_max: 64,
            topic_bytes_max: 390,
            kick_bytes_max: 390,
            away_bytes_max: 390,
            realname_bytes_max: 200,
            key_bytes_max: 32,
            channels_per_user_max: 100,
            list_entries_max: 100,
            targets_max: 8,
            multiline_bytes_max: 16 << 10,
            multiline_lines_max: 128,
            monitor_max: 100,
            modes_max: 6,
            whowas_max: 1000,
            sendq_bytes_max: 1 << 20,
            recvq_bytes_max: 64 << 10,
            connections_max: 100_000,
            connections_per_address_max: 64,
            connects_per_window_max: 120,
            accounts_per_hour_max: 64,
            exempt_loopback: true,
            channels_max: 10_000,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            registration_ms: 60_000,
            hint_after_ms: 3_000,
            ping_interval_ms: 90_000,
            ping_timeout_ms: 60_000,
            batch_ms: 60_000,
            throttle_window_ms: 60_000,
        }
    }
}

impl Default for Flood {
    fn default() -> Self {
        Self { enabled: true, burst_units: 100, unit_ms: 200 }
    }
}
