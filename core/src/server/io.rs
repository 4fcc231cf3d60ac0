//! What goes into and comes out of [`Server::step`](super::Server::step).

use std::net::IpAddr;
use std::ops::Range;

use super::config::Config;
use super::excuse::Excuse;
use super::storage::{Page, Query, Record, ScramKeys};
pub use crate::time::Now;
use crate::wire::prepared_password;

/// One connection, named by the shell: a slot that is reused and a generation that is not, so
/// that news of a connection that has gone is never taken for news of its successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId {
    /// Index into the shell's table of connections; small, dense, reused.
    pub slot: u32,
    /// Grows by one each time the slot is reused.
    pub generation: u32,
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
        /// SHA-256 of the client certificate, if the peer has shown one and proved that it has
        /// its key.
        certificate: Option<[u8; 32]>,
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
    /// What was asked with [`Action::Ask`] has its answer.
    Answered {
        /// The connection for which it was asked.
        conn: ConnId,
        /// The ticket of the question.
        ticket: u32,
        /// The answer.
        answer: Answer,
    },
    /// Records could not be kept, and the actions of the groups that depend on them were not
    /// done: the groups' excuses, in the groups' order.
    NotKept(Vec<Excuse>),
    /// Time passed; [`Server::next_deadline_ms`](super::Server::next_deadline_ms) was reached.
    Deadline,
    /// The configuration was read anew (SIGHUP or REHASH).
    Reloaded(Box<Config>),
    /// Reading the configuration anew failed; the sentence says why. The old one stays.
    ReloadFailed(String),
    /// The server is asked to stop: everybody is told, and every connection closed.
    Stop,
}

/// Something slow, to be done away from the hub's thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Compare a password with a PHC string; answered by [`Answer::Matches`].
    Verify {
        /// The PHC string (argon2id) of the right password.
        phc: Box<str>,
        /// The password given, prepared ([`prepared_password`]).
        password: Box<[u8]>,
    },
    /// Make of a password what is kept of it; answered by [`Answer::Hashed`].
    Hash {
        /// The password given, prepared ([`prepared_password`]).
        password: Box<[u8]>,
    },
    /// Look into what is kept; answered by [`Answer::Page`].
    Read(Query),
}

impl Task {
    /// Makes of a password what is kept of it.
    pub(super) fn hash(password: &str) -> Self {
        Self::Hash { password: prepared_password(password).as_bytes().into() }
    }

    /// Compares a password with a PHC string.
    pub(super) fn verify(phc: &str, password: &str) -> Self {
        Self::Verify { phc: phc.into(), password: prepared_password(password).as_bytes().into() }
    }
}

/// The answer to a [`Task`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Whether the password was right.
    Matches(bool),
    /// What is kept of the password; none if the system had no randomness.
    Hashed(Option<Box<Hashed>>),
    /// What was found; none if the store cannot be read at the moment.
    Page(Option<Page>),
}

/// What is kept of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// PHC string (argon2id).
    pub phc: Box<str>,
    /// For SASL SCRAM-SHA-256.
    pub scram: ScramKeys,
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
    /// Do something slow away from the hub's thread, and answer with [`Input::Answered`].
    Ask {
        /// The connection that waits.
        conn: ConnId,
        /// Returned with the answer.
        ticket: u32,
        /// What to do.
        task: Task,
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
///
/// # What must be kept first
///
/// If there are [`Outputs::records`], a shell keeps them all before it does any of the actions,
/// and before it does those of later steps (guarantee G1). If they cannot be kept, it leaves out
/// the actions of each of the [`Outputs::groups`], does the others, and steps
/// [`Input::NotKept`] with the groups' excuses. It never keeps a part of them; but those that are
/// of no group ([`Outputs::lasting_records`]) it keeps with the next that it can keep. Steps that
/// were made meanwhile built on what was not kept: it deals with them in the same way, at once.
#[derive(Debug, Default)]
pub struct Outputs {
    bytes: Vec<u8>,
    recipients: Vec<ConnId>,
    actions: Vec<Action>,
    records: Vec<Record>,
    groups: Vec<Group>,
    /// The group that is open depends on a record.
    depends: bool,
    /// Actions before this one are of another group: nothing is joined to them.
    joinable: usize,
    /// A connection that is gone while its last lines are carried out: it is sent nothing.
    departed: Option<ConnId>,
}

/// Actions that depend on records: what one command does.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Which of [`Outputs::actions`].
    pub actions: Range<usize>,
    /// Which of [`Outputs::records`].
    pub records: Range<usize>,
    /// What to tell the core if the records could not be kept.
    pub excuse: Excuse,
}

/// Where a command's actions and records begin.
#[derive(Debug)]
pub(super) struct GroupStart {
    actions: usize,
    records: usize,
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

    /// What is to be kept before any of the actions is done.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Takes the records, to hand them to a store.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// The records of no group: what has happened all the same if the others cannot be kept.
    pub fn lasting_records(&self) -> impl Iterator<Item = &Record> {
        let starts = [0].into_iter().chain(self.groups.iter().map(|group| group.records.end));
        let ends = self.groups.iter().map(|group| group.records.start);
        let ends = ends.chain([self.records.len()]);
        starts.zip(ends).flat_map(|(start, end)| &self.records[start..end])
    }

    /// The groups, in the order of their actions and records, which do not overlap.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Takes the groups.
    pub fn take_groups(&mut self) -> Vec<Group> {
        std::mem::take(&mut self.groups)
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
        self.records.clear();
        self.groups.clear();
        self.joinable = 0;
    }

    /// Has a record kept before what the open group does, whether or not that depends on it.
    pub(super) fn keep(&mut self, record: Record) {
        self.records.push(record);
    }

    /// Has a record kept, without which what the open group does must not be done.
    pub(super) fn depend_on(&mut self, record: Record) {
        self.records.push(record);
        self.depends = true;
    }

    /// Has what the open group does be left out if records that are to be kept before it, of this
    /// step or of those before, cannot be kept.
    pub(super) fn depend(&mut self) {
        self.depends = true;
    }

    /// Begins a command's group.
    pub(super) fn begin_group(&mut self) -> GroupStart {
        self.depends = false;
        self.joinable = self.actions.len();
        GroupStart { actions: self.actions.len(), records: self.records.len() }
    }

    /// Ends it; without a record that it depends on, its actions are like all others.
    pub(super) fn end_group(&mut self, start: GroupStart, excuse: impl FnOnce() -> Excuse) {
        if std::mem::take(&mut self.depends) {
            let actions = start.actions..self.actions.len();
            let records = start.records..self.records.len();
            self.groups.push(Group { actions, records, excuse: excuse() });
            self.joinable = self.actions.len();
        }
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
        if self.actions.len() > self.joinable
            && let Some(Action::Send { frame, to }) = self.actions.last_mut()
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
            Action::Close { conn } | Action::Ask { conn, .. } => Some(*conn),
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
