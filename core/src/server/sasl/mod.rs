//! SASL (RFC 4422) as IRC carries it (IRCv3 sasl-3.1): the mechanisms, without a server around
//! them. What a message means is decided here; whose account that is, `commands::sasl` asks.

mod external;
mod gather;
mod plain;
mod scram;
mod secrets;

pub(crate) use external::authorization as external_authorization;
pub(crate) use gather::{Gathered, Gathering, chunks};
pub(crate) use plain::Plain;
pub(crate) use scram::{Challenge, ClientFirst};
pub(crate) use secrets::Secrets;

/// How somebody proves who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    /// With the client certificate of the TLS connection (RFC 4422, appendix A).
    External,
    /// With a password that never travels (RFC 5802, RFC 7677).
    ScramSha256,
    /// With a password (RFC 4616).
    Plain,
}

impl Mechanism {
    /// All, the one to be preferred first.
    const ALL: [(&'static str, Self); 3] = [
        ("EXTERNAL", Self::External),
        ("SCRAM-SHA-256", Self::ScramSha256),
        ("PLAIN", Self::Plain),
    ];

    /// The mechanism of a name, however it is cased.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, m)| m)
    }

    /// The names of all, separated by commas.
    pub(crate) fn names() -> String {
        Self::ALL.map(|(name, _)| name).join(",")
    }
}

/// An exchange of messages that is under way.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) next: Next,
    pub(crate) gathering: Gathering,
}

/// What the client's next message is.
#[derive(Debug)]
pub(crate) enum Next {
    /// The only one of a mechanism that has no more.
    Only(Only),
    /// The first of SCRAM.
    ScramFirst,
    /// The proof of SCRAM. The account, unless there is none of the name given.
    ScramProof(Option<u64>, Box<Challenge>),
    /// The empty answer to SCRAM's last challenge: then the account is logged in to.
    ScramEnd(u64),
}

/// A mechanism of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    External,
    Plain,
}

impl Exchange {
    /// Begins one.
    pub(crate) fn new(mechanism: Mechanism) -> Self {
        let next = match mechanism {
            Mechanism::External => Next::Only(Only::External),
            Mechanism::ScramSha256 => Next::ScramFirst,
            Mechanism::Plain => Next::Only(Only::Plain),
        };
        Self { next, gathering: Gathering::default() }
    }
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub(crate) fn same_secret(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}
