//! Where a server is, as people write it.

use std::fmt;
use std::net::IpAddr;

use crate::l10n::latin_digit;

/// The port of a server when none is written.
pub const DEFAULT_PORT: u16 = 5000;

/// Characters of a hostname, as names on the internet have at most.
const HOST_CHARS_MAX: usize = 253;

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Hostname or IP address.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl Address {
    /// Reads `host`, `host:port`, `[::1]:5000` or `::1`; also with `irc://` or `ircs://` before
    /// it, and in Persian digits. Nothing if that is no address.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let latin: String = text.trim().chars().map(latin_digit).collect();
        let mut rest = latin.as_str();
        for scheme in ["ircs://", "irc://"] {
            rest = rest.strip_prefix(scheme).unwrap_or(rest);
        }
        let rest = rest.trim_end_matches('/');
        let (host, port) = if let Some(inner) = rest.strip_prefix('[') {
            let (host, after) = inner.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, after.strip_prefix(':').map_or_else(|| after.is_empty().then_some(""), Some)?)
        } else if rest.parse::<IpAddr>().is_ok() {
            (rest, "")
        } else {
            rest.split_once(':').unwrap_or((rest, ""))
        };
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | ':' | '%');
        let fits = !host.is_empty() && host.chars().count() <= HOST_CHARS_MAX;
        if !fits || !host.chars().all(is_name) || host.starts_with(['-', '.']) {
            return None;
        }
        let port = if port.is_empty() { DEFAULT_PORT } else { port.parse().ok()? };
        (port != 0).then(|| Self { host: host.to_owned(), port })
    }

    /// Whether it is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_v6 = self.host.contains(':');
        match (is_v6, self.port) {
            (false, DEFAULT_PORT) | (true, DEFAULT_PORT) => f.write_str(&self.host),
            (false, port) => write!(f, "{}:{port}", self.host),
            (true, port) => write!(f, "[{}]:{port}", self.host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, host, port) in [
            ("peyk.local", "peyk.local", 5000),
            (" peyk.local:6697 ", "peyk.local", 6697),
            ("192.168.1.7", "192.168.1.7", 5000),
            ("۱۹۲.۱۶۸.۱.۷:۵۰۰۰", "192.168.1.7", 5000),
            ("::1", "::1", 5000),
            ("[::1]:6667", "::1", 6667),
            ("[::1]", "::1", 5000),
            ("irc://example.org:6667/", "example.org", 6667),
            ("پیک.ایران", "پیک.ایران", 5000),
        ] {
            let expected = Address { host: host.to_owned(), port };
            assert_eq!(Address::read(text), Some(expected.clone()), "{text}");
            assert_eq!(Address::read(&expected.to_string()), Some(expected), "{text}");
        }
        for wrong in ["", " ", "a b", "host:0", "host:65536", "host:x", "[::1", "-x", "a/b", "[x]"]
        {
            assert_eq!(Address::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn this_machine_is_known() {
        for (text, here) in
            [("localhost", true), ("127.0.0.5", true), ("::1", true), ("10.0.0.1", false)]
        {
            assert_eq!(Address::read(text).map(|address| address.is_loopback()), Some(here));
        }
    }
}
