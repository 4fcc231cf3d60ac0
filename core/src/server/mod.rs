//! The server's state machine.
//!
//! **[`Server::step`] is the only way in which state changes.** Everything from outside is an
//! [`Input`], everything wanted from outside is in [`Outputs`]; the same inputs give the same
//! outputs, byte for byte. A shell does this, and nothing else:
//!
//! ```
//! use peyk_core::server::storage::Kept;
//! use peyk_core::server::{Action, Config, ConnId, Input, Now, Outputs, Server, Transport};
//!
//! let now = Now { monotonic_ms: 0, unix_ms: 1_795_508_281_000 };
//! let mut server = Server::new(Config::default(), now, [42; 32], Kept::default());
//! let mut out = Outputs::new();
//! let conn = ConnId { slot: 0, generation: 0 };
//! let address = "127.0.0.1".parse().expect("an address");
//! server.step(now, Input::Accepted { conn, address }, &mut out);
//! let (transport, certificate) = (Transport::Plain, None);
//! let opened = Input::Opened { conn, transport, certificate, silent: false };
//! server.step(now, opened, &mut out);
//! server.step(now, Input::Received { conn, bytes: b"PING :are you there\r\n" }, &mut out);
//! let Some(Action::Send { frame, to }) = out.actions().first() else { panic!("no answer") };
//! assert_eq!(out.frame(frame), b":peyk.local PONG peyk.local :are you there\r\n");
//! assert_eq!(out.recipients(to), [conn]);
//! // ... and again with the next input, and with `Input::Deadline` when it is due:
//! assert!(server.next_deadline_ms().is_some());
//! ```
//!
//! The stages: `session` (one for each connection: what it speaks, what it negotiated, how
//! fast it may), `network` (users, channels, modes; decides), `delivery` (what happened
//! becomes frames for those who must hear of it). `commands` has a file for each family of
//! IRC commands and the table that lists them.

mod commands;
pub mod config;
mod deadlines;
mod delivery;
mod excuse;
pub mod io;
mod isupport;
mod lifecycle;
mod network;
mod numerics;
mod plain;
mod redactions;
mod sasl;
mod sent;
mod session;
pub mod storage;
mod turn;

use std::collections::BTreeMap;

pub use config::Config;
pub use excuse::Excuse;
pub use io::{
    Action, Answer, CloseCause, ConnId, Group, Hashed, Input, Now, Outputs, Task, Transport,
};

use crate::mutants::Mutant;
use crate::text::Text;
use crate::wire::{CLIENT_TAGS_BYTES_MAX, Casefolded};
use deadlines::Deadlines;
use delivery::{Delivery, Label};
use excuse::Undo;
use network::{Command, Network, Refusal, SessionId, Stamp};
use redactions::Redactions;
use sasl::Secrets;
use sent::Sent;
use session::{Addresses, Newcomers, Sessions};
use storage::{ID_BITS_PER_MS, Kept, Record, id_time_ms, time_id};

/// A chat server without IO.
#[derive(Debug)]
pub struct Server {
    config: Config,
    text: &'static Text,
    isupport: Vec<Vec<String>>,
    network: Network,
    sessions: Sessions,
    addresses: Addresses,
    newcomers: Newcomers,
    /// Who monitors each nickname.
    monitors: BTreeMap<Casefolded, Vec<SessionId>>,
    deadlines: Deadlines,
    scratch: delivery::Scratch,
    started_unix_ms: u64,
    /// The last stamp's id; ids grow, from a start that no earlier run reached.
    last_id: u64,
    /// Bits that tell this server's ids from another's.
    own_bits: u64,
    secrets: Secrets,
    sent: Sent,
    redactions: Redactions,
    /// What became of kept channels when the server started, until that is kept.
    mended: Vec<Record>,
    /// Questions asked so far, so that an answer finds its question.
    tickets: u32,
    users_max: usize,
    /// A line taken from a queue; kept for its memory.
    line: Vec<u8>,
    stopping: bool,
}

impl Server {
    /// A server with nobody on it but what was kept. `seed` is secret and random: what nobody may
    /// guess is derived from it, and it keeps the message ids of two servers apart. The ids of one
    /// server's later runs are above all that were kept.
    #[must_use]
    pub fn new(config: Config, now: Now, seed: [u8; 32], kept: Kept) -> Self {
        let mut sent = Sent::default();
        for (send_id, id) in kept.send_ids {
            if !Mutant::ForgetsSentNames.is_active() {
                sent.remember(send_id, id);
            }
        }
        let mut network = Network::new((&config).into());
        network.load_accounts(kept.accounts, kept.read_markers);
        let (gone, changed) = network.load_channels(kept.channels);
        let gone = gone.into_iter().map(|id| Record::ChannelGone { id });
        let changed =
            changed.into_iter().map(|id| Record::Channel(Box::new(network.channel(id).record())));
        let mended = gone.chain(changed).collect();
        let own_bits = u64::from(seed[0]) << (ID_BITS_PER_MS - u8::BITS);
        // Where the clock was set back, an earlier run may have told of things under ids that it
        // could not keep. It did so in the millisecond of the last that it kept.
        let after_kept = time_id(id_time_ms(kept.last_id) + 1);
        let start = time_id(now.unix_ms);
        let start = if kept.last_id < start { start } else { after_kept };
        let mut last_id = start | own_bits;
        let text = Text::of(config.language);
        network.restore_absent(now.unix_ms, &mut last_id, text.say("away-absent"));
        let isupport = isupport::lines(&config);
        Self {
            users_max: network.user_count(),
            text,
            isupport,
            network,
            mended,
            sessions: Sessions::default(),
            addresses: Addresses::default(),
            newcomers: Newcomers::default(),
            monitors: BTreeMap::new(),
            deadlines: Deadlines::default(),
            scratch: delivery::Scratch::default(),
            started_unix_ms: now.unix_ms,
            last_id,
            own_bits,
            secrets: Secrets::new(seed, kept.salt_secret),
            sent,
            redactions: Redactions::default(),
            tickets: 0,
            line: Vec::new(),
            stopping: false,
            config,
        }
    }

    /// Takes one input, changes the state and appends what is wanted to `out`.
    ///
    /// # Panics
    ///
    /// If the shell breaks the order of a connection's inputs that [`Input`] describes. Nothing
    /// that a peer sends makes it panic.
    pub fn step(&mut self, now: Now, input: Input<'_>, out: &mut Outputs) {
        for record in std::mem::take(&mut self.mended) {
            out.keep(record);
        }
        match input {
            Input::Accepted { conn, address } => self.accepted(now, conn, address, out),
            Input::Opened { conn, transport, certificate, silent } => {
                self.opened(now, conn, (transport, certificate, silent), out);
            }
            Input::Received { conn, bytes } => self.received(now, conn, bytes, out),
            Input::Closed { conn, cause } => self.closed(now, conn, cause, out),
            Input::Answered { conn, ticket, answer } => {
                self.answered(now, conn, (ticket, answer), out);
            }
            Input::NotKept(excuses) => self.not_kept(now, excuses, out),
            Input::Deadline => self.deadline(now, out),
            Input::Reloaded(config) => self.reloaded(now, *config, out),
            Input::ReloadFailed(why) => self.reload_failed(now, &why, out),
            Input::Stop => self.stop(now, out),
        }
    }

    /// When, on the monotonic clock, [`Input::Deadline`] is due; none if nothing waits.
    #[must_use]
    pub fn next_deadline_ms(&self) -> Option<u64> {
        self.deadlines.next_ms()
    }

    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Panics if something that must always hold does not. For tests and fuzzing; takes time
    /// in proportion to all memberships.
    ///
    /// # Panics
    ///
    /// If an invariant is broken: a bug of this crate.
    pub fn check(&self) {
        self.network.check();
        for id in self.sessions.ids() {
            let session = self.sessions.at(id);
            let line_bytes_max =
                lifecycle::PLAIN_LINE_BYTES_MAX.max(self.config.limits.line_bytes_max);
            assert!(
                session.framer.buffered_bytes() <= CLIENT_TAGS_BYTES_MAX + line_bytes_max,
                "a session keeps more than a line"
            );
            if let Some(waiting) = session.waiting.as_deref() {
                assert!(
                    waiting.held_bytes() <= self.config.limits.recvq_bytes_max,
                    "a session keeps more than its RecvQ"
                );
            }
            if let Some(armed_ms) = session.armed_ms {
                assert!(self.deadlines.holds(armed_ms, id), "an armed deadline is not listed");
            }
            if let Some(user) = session.user {
                assert!(
                    self.network.user(user).sessions.contains(&id),
                    "a session's user does not know it"
                );
            }
            for folded in &session.monitored {
                let watchers = self.monitors.get(folded);
                assert!(watchers.is_some_and(|w| w.contains(&id)), "a monitor is not listed");
            }
        }
        for (_, user) in self.network.users() {
            assert!(
                user.sessions.iter().all(|&id| self.sessions.find(id).is_some()),
                "{} has a session that is gone",
                user.nick
            );
        }
        for watchers in self.monitors.values() {
            assert!(!watchers.is_empty(), "a monitor without watchers is kept");
            for &id in watchers {
                assert!(self.sessions.find(id).is_some(), "a watcher is gone");
            }
        }
    }

    /// The network, and what delivers what happens in it: to the command's author as the
    /// response to its label, where there is one.
    fn delivery<'a>(
        &'a mut self,
        author: Option<(SessionId, Option<&'a mut Label>)>,
        undo: &'a mut Vec<Undo>,
        out: &'a mut Outputs,
    ) -> (&'a mut Network, Delivery<'a>) {
        let (own, label) = author.map_or((None, None), |(own, label)| (Some(own), label));
        let delivery = Delivery {
            config: &self.config,
            text: self.text,
            sessions: &self.sessions,
            monitors: &self.monitors,
            scratch: &mut self.scratch,
            out,
            own,
            label,
            undo,
            last_id: &mut self.last_id,
            shown_id: None,
            stopping: self.stopping,
        };
        (&mut self.network, delivery)
    }

    /// Has the network do what no session asked for; what it does can not be undone.
    fn apply_alone(
        &mut self,
        now: Now,
        command: Command<'_>,
        out: &mut Outputs,
    ) -> Result<(), Refusal> {
        let stamp = self.stamp(now);
        let mut undo = Vec::new();
        let (network, mut delivery) = self.delivery(None, &mut undo, out);
        let applied = network.apply(stamp, command, &mut delivery);
        self.keep_memberships(out);
        applied
    }

    /// Keeps the channels of those who moved and are always on.
    fn keep_memberships(&mut self, out: &mut Outputs) {
        for user in self.scratch.take_moved() {
            if let Some(record) = self.network.memberships_to_keep(user)
                && self.network.accounts.put(record.clone()).is_ok()
            {
                out.keep(Record::Account(Box::new(record)));
            }
        }
    }

    /// A stamp above all before. Its time is the clock's, unless somebody has set that back:
    /// then time stands still until it has caught up, so that order and time agree.
    fn stamp(&mut self, now: Now) -> Stamp {
        self.last_id = (self.last_id + 1).max(time_id(now.unix_ms) | self.own_bits);
        if Mutant::BelievesClock.is_active() && id_time_ms(self.last_id) > now.unix_ms {
            self.last_id = time_id(now.unix_ms) | self.own_bits;
        }
        Stamp { unix_ms: id_time_ms(self.last_id), id: self.last_id }
    }

    /// The stamp of what only shows its time: one that is not before what was said, whatever the
    /// clock says.
    fn moment(&self, now: Now) -> Stamp {
        Stamp { unix_ms: now.unix_ms.max(id_time_ms(self.last_id)), id: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_run_gives_an_id_that_another_gave() {
        let at = |unix_ms| Now { monotonic_ms: 0, unix_ms };
        let run = |seed, unix_ms, last_id| {
            let kept = Kept { last_id, ..Kept::default() };
            Server::new(Config::default(), at(unix_ms), [seed; 32], kept)
        };
        let mut first = run(1, 10_000, 0);
        let kept = first.stamp(at(10_000)).id;
        // The clock is set back, and the disk takes no more.
        let told: Vec<_> = (0..100).map(|_| first.stamp(at(5_000)).id).collect();
        // Nor does it the next time.
        let mut second = run(2, 5_000, kept);
        let told_again: Vec<_> = (0..100).map(|_| second.stamp(at(5_000)).id).collect();
        let mut third = run(3, 5_000, kept);
        let new: Vec<_> = (0..100).map(|_| third.stamp(at(5_000)).id).collect();
        assert!(new.iter().all(|id| *id > kept && !told.contains(id) && !told_again.contains(id)));
        assert!(told_again.iter().all(|id| *id > kept && !told.contains(id)));
    }
}
