//! What goes into and comes out of [`Client::step`](super::Client::step).

use std::ops::Range;

use super::command::Command;
use super::config::Security;
use super::event::Event;
use super::record::Record;

/// One attempt to connect, and the connection that comes of it. Grows by one each time, so that
/// news of a connection that has gone is never taken for news of its successor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attempt(pub u32);

/// Something that happened outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// The person wants something.
    Do(Command),
    /// The connection is made; with TLS the handshake is done, too.
    Connected {
        /// Which.
        attempt: Attempt,
        /// What is known of the TLS connection; none without TLS.
        tls: Option<TlsFacts>,
    },
    /// The connection could not be made.
    ConnectFailed {
        /// Which.
        attempt: Attempt,
        /// Why.
        why: ConnectError,
    },
    /// Bytes arrived, in whatever chunks.
    Received {
        /// From which connection.
        attempt: Attempt,
        /// The bytes; any number of lines and parts of lines.
        bytes: &'a [u8],
    },
    /// The connection is gone; also the answer to [`Action::Close`].
    Closed {
        /// Which.
        attempt: Attempt,
        /// Why.
        cause: CloseCause,
    },
    /// Time passed; [`Client::next_deadline_ms`](super::Client::next_deadline_ms) was reached.
    Deadline,
}

/// What is known of a TLS connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// SHA-256 of the server's certificate.
    pub certificate_sha256: [u8; 32],
    /// Why the certificate is trusted.
    pub trust: Trust,
    /// The protocol's version, as people call it: `TLS 1.3`.
    pub version: Box<str>,
    /// Whether a client certificate was shown, so that SASL EXTERNAL can be tried.
    pub client_certificate: ClientCertificate,
}

/// Why a server's certificate is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// An authority vouches for it.
    Authority,
    /// It is the one that was seen here before.
    Pinned,
    /// It is the first that was seen here, and is pinned from now on.
    FirstUse,
}

/// Whether a client certificate was shown to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientCertificate {
    /// One was shown.
    Shown,
    /// None was.
    None,
}

/// Why a connection could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectError {
    /// The host has no address, as far as can be told.
    HostNotFound,
    /// Nobody listens there.
    Refused,
    /// There is no way to it.
    Unreachable,
    /// It does not answer.
    TimedOut,
    /// The TLS handshake failed.
    Tls(Box<str>),
    /// The server shows another certificate than the pinned one: somebody may be in between. No
    /// further attempt is made until the person says so.
    CertificateChanged {
        /// SHA-256 of the pinned one.
        pinned: [u8; 32],
        /// SHA-256 of the one seen.
        seen: [u8; 32],
    },
    /// Something else, in the system's words.
    Other(Box<str>),
}

/// Why a connection is gone, as the shell saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCause {
    /// The server closed its side.
    EndOfFile,
    /// The connection was reset or another error ended it.
    Reset,
    /// A TLS record was wrong.
    Tls,
    /// The engine asked for it with [`Action::Close`].
    Asked,
}

/// What [`Client::step`](super::Client::step) wants done, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Connect; answered by [`Input::Connected`] or [`Input::ConnectFailed`].
    Connect {
        /// What to call it.
        attempt: Attempt,
        /// Hostname or IP address.
        host: Box<str>,
        /// Port.
        port: u16,
        /// How bytes are to travel.
        security: Security,
    },
    /// Write whole lines to the connection.
    Send {
        /// To which.
        attempt: Attempt,
        /// The lines; see [`Outputs::bytes`].
        bytes: Range<usize>,
    },
    /// End a connection, or an attempt to make one, once what was sent before is written (or
    /// after a short while). News of it is welcome and not needed.
    Close {
        /// Which.
        attempt: Attempt,
    },
    /// Keep something, before the actions behind this one are done.
    Keep(Record),
    /// Something that the person may want to see has changed.
    Event(Event),
}

/// One byte arena and a list of actions, owned and reused by the caller.
///
/// Steps append; [`Outputs::clear`] empties. Actions are to be done in their order: what is to
/// be kept is kept before what depends on it is sent.
#[derive(Debug, Default)]
pub struct Outputs {
    bytes: Vec<u8>,
    actions: Vec<Action>,
}

impl Outputs {
    /// An empty arena.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The actions, in the order in which they are to be done.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// The bytes of an [`Action::Send`].
    #[must_use]
    pub fn bytes(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }

    /// The events among the actions.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.actions.iter().filter_map(|action| match action {
            Action::Event(event) => Some(event),
            Action::Connect { .. }
            | Action::Send { .. }
            | Action::Close { .. }
            | Action::Keep(_) => None,
        })
    }

    /// The records among the actions.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.actions.iter().filter_map(|action| match action {
            Action::Keep(record) => Some(record),
            Action::Connect { .. }
            | Action::Send { .. }
            | Action::Close { .. }
            | Action::Event(_) => None,
        })
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.actions.clear();
    }

    /// Appends an action.
    pub(super) fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Appends an event, unless the same was the last action already.
    pub(super) fn event(&mut self, event: Event) {
        let action = Action::Event(event);
        if self.actions.last() != Some(&action) {
            self.actions.push(action);
        }
    }

    /// The arena, to append a line to.
    pub(super) fn arena(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Sends the bytes from `start` to the arena's end, joining them to the action before where
    /// that sent the bytes just before.
    pub(super) fn send(&mut self, attempt: Attempt, start: usize) {
        let end = self.bytes.len();
        if start == end {
            return;
        }
        if let Some(Action::Send { attempt: before, bytes }) = self.actions.last_mut()
            && *before == attempt
            && bytes.end == start
        {
            bytes.end = end;
            return;
        }
        self.actions.push(Action::Send { attempt, bytes: start..end });
    }
}
