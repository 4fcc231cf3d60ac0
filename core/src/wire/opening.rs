//! What a new connection speaks, told by its first bytes.
//!
//! One port serves TLS, HTTP, IRC and plain mode. [`classify`] tells the first two from chat,
//! and [`is_irc`] tells IRC from plain mode, once the first line is there.

/// What the first bytes show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Nothing yet; ask again when there is more.
    NeedMore,
    /// A TLS record with a handshake (RFC 8446, section 5.1).
    Tls,
    /// The request line of HTTP/1.x (RFC 9112, section 3).
    Http,
    /// Something to chat with: IRC or plain mode.
    Chat,
}

const HTTP_METHODS: [&[u8]; 8] =
    [b"GET ", b"HEAD ", b"POST ", b"PUT ", b"DELETE ", b"OPTIONS ", b"PATCH ", b"CONNECT "];

/// Tells TLS and HTTP from chat. Needs nine bytes at the most.
#[must_use]
pub fn classify(first: &[u8]) -> Opening {
    match first {
        [] | [0x16] => return Opening::NeedMore,
        [0x16, 0x03, ..] => return Opening::Tls,
        _ => {}
    }
    if HTTP_METHODS.iter().any(|method| first.starts_with(method)) {
        Opening::Http
    } else if HTTP_METHODS.iter().any(|method| method.starts_with(first)) {
        Opening::NeedMore
    } else {
        Opening::Chat
    }
}

/// Commands that begin a registration, known in any case when something follows.
const OPENING_COMMANDS: [&str; 7] = ["CAP", "NICK", "USER", "PASS", "AUTHENTICATE", "PING", "PONG"];

/// Commands that nobody has a reason to begin with, but that no name looks like when they are
/// in capitals with something behind them.
const OTHER_COMMANDS: [&str; 39] = [
    "ADMIN",
    "AWAY",
    "BATCH",
    "CHATHISTORY",
    "DIE",
    "ERROR",
    "HELP",
    "INFO",
    "INVITE",
    "ISON",
    "JOIN",
    "KICK",
    "KILL",
    "LINKS",
    "LIST",
    "LUSERS",
    "MARKREAD",
    "MODE",
    "MONITOR",
    "MOTD",
    "NAMES",
    "NOTICE",
    "OPER",
    "PART",
    "PRIVMSG",
    "QUIT",
    "REGISTER",
    "REHASH",
    "SETNAME",
    "STATS",
    "TAGMSG",
    "TIME",
    "TOPIC",
    "USERHOST",
    "VERIFY",
    "VERSION",
    "WALLOPS",
    "WHO",
    "WHOIS",
];

/// Whether a first line is IRC; otherwise it is a username in plain mode.
///
/// Behind tags and a source, if there are any: a command of connection registration with a
/// parameter, in any case; another known command in capitals with a parameter; or `QUIT`. A word
/// alone, such as `nick`, `LIST` or `علی`, is a username.
#[must_use]
pub fn is_irc(first_line: &str) -> bool {
    let mut words = first_line.split(' ').filter(|word| !word.is_empty()).peekable();
    words.next_if(|word| word.starts_with('@'));
    words.next_if(|word| word.starts_with(':'));
    let Some(command) = words.next() else { return false };
    if words.next().is_none() {
        return command == "QUIT";
    }
    OPENING_COMMANDS.iter().any(|known| command.eq_ignore_ascii_case(known))
        || OTHER_COMMANDS.contains(&command)
}
