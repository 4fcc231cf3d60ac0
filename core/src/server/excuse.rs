//! What to say, and what to take back, when a command's records could not be kept.
//!
//! The server decides at once and goes on; what it decided is shown to people only when it is
//! kept (see [`Outputs`](super::Outputs)). An [`Excuse`] travels with the actions of a command,
//! and comes back with [`Input::NotKept`](super::Input::NotKept) if they were not done.

use std::collections::BTreeSet;

use super::commands::tell_not_kept;
use super::io::{ConnId, Now, Outputs};
use super::network::{Command, Prefix, Registered, UserId};
use super::session::Stage;
use super::storage::{AccountRecord, ChannelRecord, Record, SendId};
use super::{Server, plain};
use crate::mutants::Mutant;

/// How to take a command back, and whom to tell. Opaque to shells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excuse {
    /// Whose command it was.
    pub(super) conn: ConnId,
    /// Its label (IRCv3 labeled-response).
    pub(super) label: Option<Box<str>>,
    /// The command's name.
    pub(super) command: &'static str,
    /// Its first parameter.
    pub(super) target: Box<str>,
    /// What the server noted and must forget, in the order in which it noted it.
    pub(super) undo: Vec<Undo>,
}

/// A change of state to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Undo {
    /// The message with this id of its sender's is not known.
    SendId(SendId),
    /// An account is as it was before; none if it was not there.
    Account { id: u64, before: Option<Box<AccountRecord>> },
    /// A user who is of a party now is what it was before: the party and the account's name.
    Login { user: UserId, party: u64, before: (u64, Option<Box<str>>) },
    /// A channel belongs to whom it belonged before.
    Registered { room: u64, before: Option<Box<Registered>> },
    /// A channel's name, topic, modes, lists and metadata are as they were.
    Channel(Box<ChannelRecord>),
    /// A member (and the id of its joining) has a prefix that was taken, or none that was given.
    Prefix { room: u64, member: (UserId, u64), prefix: Prefix, given: bool },
    /// An account has read a target up to where it had before.
    ReadMarker { account: u64, target: Box<str>, before: Option<u64> },
    /// The message with this id is not redacted.
    Redacted(u64),
}

/// What has a record of its own that is kept whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Account(u64),
    Room(u64),
}

impl Undo {
    /// Whose record is no longer as it was when this is undone.
    fn touches(&self) -> Option<Thing> {
        match *self {
            Self::Account { id, .. } => Some(Thing::Account(id)),
            Self::Registered { room, .. } | Self::Prefix { room, .. } => Some(Thing::Room(room)),
            Self::Channel(ref before) => Some(Thing::Room(before.id)),
            Self::SendId(_) | Self::Redacted(_) | Self::Login { .. } | Self::ReadMarker { .. } => {
                None
            }
        }
    }
}

impl Server {
    /// Has a thing kept as it is after something of it was undone: other records of it, that are
    /// on their way or to be tried again, have it as it was before.
    fn keep_as_it_is(&self, thing: Thing, out: &mut Outputs) {
        let record = match thing {
            Thing::Account(id) => Some(match self.network.accounts.get(id) {
                Some(account) => Record::Account(Box::new(account.record.clone())),
                None => Record::AccountGone { id },
            }),
            Thing::Room(room) => {
                let found = self.network.channels().find(|(_, channel)| channel.room == room);
                found.map(|(_, channel)| Record::Channel(Box::new(channel.record())))
            }
        };
        record.into_iter().for_each(|record| out.keep(record));
    }

    /// Puts an account back as it was; whoever logged in to one that was not is logged out.
    fn restore_account(
        &mut self,
        now: Now,
        id: u64,
        before: Option<Box<AccountRecord>>,
        out: &mut Outputs,
    ) {
        let Some(before) = before else {
            let sessions: Vec<_> = self.sessions.ids().collect();
            for session in sessions {
                let pending = self.sessions.at_mut(session).registration.as_deref_mut();
                if let Some(pending) = pending.filter(|pending| pending.account == Some(id)) {
                    pending.account = None;
                }
            }
            let users: Vec<_> = self.network.users_of_party(id).collect();
            for user in users {
                let applied = self.apply_alone(now, Command::Logout { user }, out);
                debug_assert!(applied.is_ok(), "whoever is logged in can be logged out");
            }
            self.network.accounts.remove(id);
            return;
        };
        let put = self.network.accounts.put(*before);
        debug_assert!(put.is_ok(), "it had a name before");
    }

    /// Takes back what was not kept, the last first, and tells the authors, who still have it.
    pub(super) fn not_kept(&mut self, now: Now, mut excuses: Vec<Excuse>, out: &mut Outputs) {
        let mut touched = BTreeSet::new();
        for excuse in excuses.iter_mut().rev() {
            for undo in std::mem::take(&mut excuse.undo).into_iter().rev() {
                touched.extend(undo.touches());
                self.take_back(now, undo, out);
            }
        }
        touched.into_iter().for_each(|thing| self.keep_as_it_is(thing, out));
        for excuse in &excuses {
            let Some(id) = self.sessions.of(excuse.conn) else { continue };
            let mut turn = self.turn(now, id, out);
            match turn.session().stage {
                Stage::Irc => {
                    let asked = (excuse.command, &*excuse.target);
                    tell_not_kept(&mut turn, excuse.label.as_deref(), asked);
                }
                Stage::Plain => plain::tell(&mut turn, "plain-not-kept"),
                Stage::Accepted | Stage::Opening | Stage::Closing => {}
            }
        }
    }

    fn take_back(&mut self, now: Now, undo: Undo, out: &mut Outputs) {
        match undo {
            Undo::SendId(_) if Mutant::RemembersUnkept.is_active() => {}
            Undo::SendId(send_id) => self.sent.forget(&send_id),
            Undo::Registered { room, before } => self.network.restore_registered(room, before),
            Undo::Channel(before) => {
                let members = self.network.restore_channel(&before);
                members.into_iter().for_each(|member| self.scratch.note_moved(member));
                self.keep_memberships(out);
            }
            Undo::Prefix { room, member, prefix, given } => {
                self.network.restore_prefix(room, member, (prefix, !given));
            }
            Undo::Account { id, before } => self.restore_account(now, id, before, out),
            Undo::Login { user, party, before } => self.network.restore_login(user, party, before),
            Undo::ReadMarker { account, target, before } => {
                if let Some(account) = self.network.accounts.get_mut(account) {
                    account.read_markers.put(&target, before);
                }
            }
            Undo::Redacted(id) => self.redactions.forget(id),
        }
    }
}
