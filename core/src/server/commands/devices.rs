//! Several devices under one nickname: whoever logs in to the account of somebody who is there
//! is that somebody, and sees what the other devices see.

use super::super::network::{Command, Device, Refusal, UNSPECIFIED, UserId};
use super::super::turn::Turn;
use super::{channel, registration};
use crate::wire::Nickname;

/// Devices of one user at a time.
const DEVICES_MAX: usize = 16;

/// Who is there under this nickname and logged in to the account that the session logged in to.
pub(super) fn elsewhere(turn: &Turn<'_>, nick: &Nickname) -> Option<UserId> {
    let account = turn.session().registration.as_deref()?.account?;
    let network = &turn.server.network;
    let user = network.find_folded(&nick.folded())?;
    let entry = network.user(user);
    let room = entry.sessions.len() < DEVICES_MAX;
    (room && entry.account.is_some() && entry.party == account).then_some(user)
}

/// Makes the session a device of a user who is there.
///
/// # Errors
///
/// None: [`elsewhere`] has looked.
pub(super) fn attach(
    turn: &mut Turn<'_>,
    user: UserId,
    (username, realname): (&str, &str),
) -> Result<(), Refusal> {
    let (hostname, address) = (registration::hostname(turn), turn.session().address);
    let device = Device { username, hostname: &hostname, realname, address };
    // Only the first since the server's start tells anything new.
    let _ = turn.apply(Command::Return { user, device });
    let away = turn.session().registration.as_deref().and_then(|pending| pending.away.as_deref());
    let attended = away != Some(UNSPECIFIED);
    turn.session_mut().user = Some(user);
    turn.session_mut().registration = None;
    turn.apply(Command::Attach { user, session: turn.id, attended })?;
    turn.server.resettle(user);
    turn.server.arm(turn.now, turn.id);
    Ok(())
}

/// Shows a new device the channels that its user is in, as if it had joined them now.
pub(super) fn show_channels(turn: &mut Turn<'_>) {
    let channels = turn.user().channels.clone();
    for id in channels {
        turn.show_join(id);
        channel::introduce(turn, id);
    }
}
