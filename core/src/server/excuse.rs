//! What to say, and what to take back, when a command's records could not be kept.
//!
//! The server decides at once and goes on; what it decided is shown to people only when it is
//! kept (see [`Outputs`](super::Outputs)). An [`Excuse`] travels with the actions of a command,
//! and comes back with [`Input::NotKept`](super::Input::NotKept) if they were not done.

use super::commands::tell_not_kept;
use super::io::{ConnId, Now, Outputs};
use super::network::{Command, Registered};
use super::session::Stage;
use super::storage::{AccountRecord, SendId};
use super::{Server, plain};

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
    /// A channel belongs to whom it belonged before.
    Registered { room: u64, before: Option<Box<Registered>> },
    /// An account has read a target up to where it had before.
    ReadMarker { account: u64, target: Box<str>, before: Option<u64> },
    /// The message with this id is not redacted.
    Redacted(u64),
}

impl Server {
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

    /// Takes back what was not kept, and tells its author, who still has it.
    pub(super) fn not_kept(&mut self, now: Now, excuse: Excuse, out: &mut Outputs) {
        for undo in excuse.undo.into_iter().rev() {
            match undo {
                Undo::SendId(send_id) => self.sent.forget(&send_id),
                Undo::Registered { room, before } => self.network.restore_registered(room, before),
                Undo::Account { id, before } => self.restore_account(now, id, before, out),
                Undo::ReadMarker { account, target, before } => {
                    if let Some(account) = self.network.accounts.get_mut(account) {
                        account.read_markers.put(&target, before);
                    }
                }
                Undo::Redacted(id) => self.redactions.forget(id),
            }
        }
        let Some(id) = self.sessions.of(excuse.conn) else { return };
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
