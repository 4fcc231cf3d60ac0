//! What goes into and comes out of [`Server::step`](super::Server::step).

use std::net::IpAddr;
use std::ops::Range;

use super::config::Config;

/// One connection, named by the shell: a slot that is reused and a generation that is not, so
/// that news of a connection that has gone is never taken for news of its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId {
    /// Index into the shell's table of connections; small, dense, reused.
    pub slot: u32,
    /// Grows by one each time the slot is reused.
    pub generation: u32,
}

/// The two times of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since some fixed moment; never goes back. Timeouts are counted in it.
    pub monotonic_ms: u64,
    /// Milliseconds since 1970-01-01T00:00:00Z. May jump when somebody sets the clock; it is
    /// only shown to people (`server-time`, RPL_TOPICWHOTIME and the like).
    pub unix_ms: u64,
}

/// How a connection's bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// As they are.
    Plain,
    /// Inside TLS.
    Tls,
}

/// Why a connection is gone, as the shell saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCause {
    /// The peer closed its side: end of file, or a TLS `close_notify`.
    EndOfFile,
    /// The connection was reset or another error ended it.
    Reset,
    /// The TLS handshake, or a TLS record, was wrong.
    Tls,
    /// More bytes were waiting for this peer than
    /// [`Limits::sendq_bytes_max`](super::config::Limits::sendq_bytes_max).
    SendQueueFull,
    /// It spoke HTTP and was served by the shell.
    Http,
}

/// Something that happened outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// A peer connected. Nothing is known yet but its address. The first input of a connection.
    Accepted {
        /// The new connection.
        conn: ConnId,
        /// The peer's address.
        address: IpAddr,
    },
    /// The peer has shown that it wants to chat (not HTTP), or has said nothing for
    /// [`Timeouts::hint_after_ms`](super::config::Timeouts::hint_after_ms).
    Opened {
        /// The connection; accepted before.
        conn: ConnId,
        /// How its bytes travel.
        transport: Transport,
        /// True if the peer has said nothing so far, so that it may be told how to begin.
        silent: bool,
    },
    /// Bytes arrived, in whatever chunks. Only after [`Input::Opened`].
    Received {
        /// The connection.
        conn: ConnId,
        /// The bytes; any number of lines and parts of lines.
        bytes: &'a [u8],
    },
    /// The connection is gone. The last input of a connection, also of one the core asked to
    /// close. Exactly one per [`Input::Accepted`].
    Closed {
        /// The connection.
        conn: ConnId,
        /// Why.
        cause: CloseCause,
    },
    /// A password asked about with [`Action::Verify`] was compared.
    Verified {
        /// The connection that asked.
        conn: ConnId,
        /// The ticket of the question.
        ticket: u32,
        /// Whether the password was right.
        matches: bool,
    },
    /// Time passed; [`Server::next_deadline_ms`](super::Server::next_deadline_ms) was reached.
    Deadline,
    /// The configuration was read anew (SIGHUP or REHASH).
    Reloaded(Box<Config>),
    /// Reading the configuration anew failed; the sentence says why. The old one stays.
    ReloadFailed(String),
    /// The server is asked to stop: everybody is told, and every connection closed.
    Stop,
}

/// What [`Server::step`](super::Server::step) wants done, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Write one frame (whole lines) to each of the recipients.
    Send {
        /// The frame; see [`Outputs::frame`].
        frame: Range<usize>,
        /// The recipients; see [`Outputs::recipients`].
        to: Range<usize>,
    },
    /// Close a connection once all that was sent to it before has been written (or after a
    /// short while, if its peer does not read). Answered by [`Input::Closed`].
    Close {
        /// The connection.
        conn: ConnId,
    },
    /// Compare a password with a PHC string away from the hub's thread, and answer with
    /// [`Input::Verified`].
    Verify {
        /// The connection that waits.
        conn: ConnId,
        /// Returned with the answer.
        ticket: u32,
        /// The PHC string (argon2id) of the right password.
        phc: Box<str>,
        /// The password given.
        password: Box<[u8]>,
    },
    /// Read the configuration anew and answer with [`Input::Reloaded`] or
    /// [`Input::ReloadFailed`].
    Reload,
}

/// One byte arena and a list of actions, owned and reused by the caller.
///
/// Steps append; [`Outputs::clear`] empties. A line for a thousand members is in the arena once,
/// with a thousand recipients. Frames that follow one another in the arena and go to the same
/// connection are adjacent, so a shell can write them as one slice.
#[derive(Debug, Default)]
pub struct Outputs {
    bytes: Vec<u8>,
    recipients: Vec<ConnId>,
    actions: Vec<Action>,
    /// A connection that is gone while its last lines are carried out: it is sent nothing.
    departed: Option<ConnId>,
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

    /// The bytes of the frame of an [`Action::Send`].
    #[must_use]
    pub fn frame(&self, frame: &Range<usize>) -> &[u8] {
        &self.bytes[frame.clone()]
    }

    /// All frames, one behind the other; `frame` ranges index into it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The recipients of an [`Action::Send`]; never empty, no one twice.
    #[must_use]
    pub fn recipients(&self, to: &Range<usize>) -> &[ConnId] {
        &self.recipients[to.clone()]
    }

    /// Takes the byte arena out, to share it without a copy, leaving `empty` in its place. Call
    /// [`Outputs::clear`] before the next step: the frames' ranges mean the arena taken.
    pub fn take_bytes(&mut self, empty: Vec<u8>) -> Vec<u8> {
        std::mem::replace(&mut self.bytes, empty)
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.recipients.clear();
        self.actions.clear();
    }

    /// The arena, to append a frame to.
    pub(super) fn arena(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Sends the bytes from `start` to the arena's end to one connection, joining them to the
    /// action before where that sent the bytes just before to the same connection.
    pub(super) fn send_one(&mut self, start: usize, conn: ConnId) {
        let end = self.bytes.len();
        if start == end || self.departed == Some(conn) {
            return;
        }
        if let Some(Action::Send { frame, to }) = self.actions.last_mut()
            && frame.end == start
            && self.recipients[to.clone()] == [conn]
        {
            frame.end = end;
            return;
        }
        let first = self.recipients.len();
        self.recipients.push(conn);
        self.actions.push(Action::Send { frame: start..end, to: first..first + 1 });
    }

    /// Sends `frame`, not empty, to each of `connections`; at least one.
    pub(super) fn send_many(&mut self, frame: Range<usize>, connections: &[ConnId]) {
        if let [only] = connections
            && frame.end == self.bytes.len()
        {
            self.send_one(frame.start, *only);
            return;
        }
        let first = self.recipients.len();
        let present = connections.iter().filter(|&&conn| self.departed != Some(conn));
        self.recipients.extend(present);
        let to = first..self.recipients.len();
        if !to.is_empty() {
            self.actions.push(Action::Send { frame, to });
        }
    }

    /// Appends an action that is not a frame.
    pub(super) fn act(&mut self, action: Action) {
        let about = match &action {
            Action::Close { conn } | Action::Verify { conn, .. } => Some(*conn),
            Action::Send { .. } | Action::Reload => None,
        };
        if about.is_none() || about != self.departed {
            self.actions.push(action);
        }
    }

    /// Sends nothing more to a connection, until [`Outputs::departed`] says otherwise.
    pub(super) fn departed(&mut self, conn: Option<ConnId>) {
        self.departed = conn;
    }
}
