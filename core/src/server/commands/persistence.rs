//! PERSISTENCE (the proposal draft/persistence): whether somebody stays in their channels while no
//! device is connected. The same setting as NickServ's ALWAYSON.

use super::super::Server;
use super::super::network::{Command, Refusal};
use super::super::session::Caps;
use super::super::storage::{AccountRecord, AlwaysOn};
use super::super::turn::Turn;
use super::login;
use crate::wire::{Line, Message};

/// `PERSISTENCE GET` and `PERSISTENCE SET ON|OFF|DEFAULT`
pub(super) fn persistence(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let record = own(turn)?;
    let words: Vec<_> = message.params.iter().map(|word| word.to_ascii_uppercase()).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let setting = match words[..] {
        ["GET", ..] => {
            turn.reply(|server, line| status(server, line, record.always_on));
            return Ok(());
        }
        ["SET", "ON", ..] => AlwaysOn::On,
        ["SET", "OFF", ..] => AlwaysOn::Off,
        ["SET", "DEFAULT", ..] => AlwaysOn::Unsaid,
        _ => {
            turn.fail("PERSISTENCE", "INVALID_PARAMETERS", &[], "fail-persistence-parameters");
            return Ok(());
        }
    };
    turn.reply(|server, line| status(server, line, setting));
    set(turn, record, setting)
}

/// The record of the account that the session's user is logged in to.
pub(super) fn own(turn: &Turn<'_>) -> Result<AccountRecord, Refusal> {
    let account = login::current(turn).and_then(|id| turn.server.network.accounts.get(id));
    account.map(|account| account.record.clone()).ok_or(Refusal::NotLoggedIn)
}

/// Changes the setting, and tells the account's other devices that want to know.
pub(super) fn set(
    turn: &mut Turn<'_>,
    record: AccountRecord,
    setting: AlwaysOn,
) -> Result<(), Refusal> {
    let (account, before) = (record.id, record.always_on);
    if setting == before {
        return Ok(());
    }
    turn.apply(Command::PutAccount(AccountRecord { always_on: setting, ..record }))?;
    turn.keep_memberships();
    let users: Vec<_> = turn.server.network.users_of_party(account).collect();
    for user in users {
        for session in turn.server.network.user(user).sessions.clone() {
            let knows = turn.server.sessions.caps(session).contains(Caps::PERSISTENCE);
            if knows && session != turn.id {
                let mut device = turn.server.turn(turn.now, session, turn.out);
                device.reply(|server, line| status(server, line, setting));
            }
        }
    }
    Ok(())
}

/// Tells a session that has just been registered whether it stays, if it wants to know.
pub(super) fn greet(turn: &mut Turn<'_>) {
    if turn.caps().contains(Caps::PERSISTENCE)
        && let Ok(record) = own(turn)
    {
        turn.reply(|server, line| status(server, line, record.always_on));
    }
}

/// `PERSISTENCE STATUS setting effect`
fn status<'b>(server: &Server, line: Line<'b>, setting: AlwaysOn) -> Line<'b> {
    let word = match setting {
        AlwaysOn::Unsaid => "DEFAULT",
        AlwaysOn::On => "ON",
        AlwaysOn::Off => "OFF",
    };
    let effect = if server.network.stay(setting) { "ON" } else { "OFF" };
    line.command("PERSISTENCE").param("STATUS").param(word).param(effect)
}
