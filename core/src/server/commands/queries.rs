//! Questions about the server: ADMIN, INFO, LINKS, LUSERS, MOTD, TIME, VERSION (Modern IRC,
//! "Server Queries and Commands"); ISUPPORT (IRCv3 extended-isupport).

use super::super::isupport;
use super::super::network::{Refusal, UserModes};
use super::super::numerics::*;
use super::super::session::Stage;
use super::super::turn::Turn;
use crate::wire::{Message, fold_mask, mask_matches};

/// What VERSION, 002 and 004 call this server.
pub(super) const VERSION: &str = concat!("peyk-", env!("CARGO_PKG_VERSION"));

/// Whether a parameter that names a server, if it is there, names this one; says so if not.
pub(super) fn is_here(turn: &mut Turn<'_>, server: Option<&str>) -> bool {
    let Some(server) = server else { return true };
    let here = mask_matches(&fold_mask(server), &fold_mask(&turn.server.config.server_name))
        || turn.server.network.find_user(server).is_some();
    if !here {
        turn.numeric_say(ERR_NOSUCHSERVER, &[server], "err-no-such-server");
    }
    here
}

/// All of RPL_ISUPPORT again.
pub(super) fn isupport(turn: &mut Turn<'_>, _: &Message<'_>) -> Result<(), Refusal> {
    let lines = turn.server.isupport.clone();
    isupport::send(turn, &lines);
    Ok(())
}

/// `LUSERS [mask [server]]`; there is one server for any mask.
pub(super) fn lusers(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if is_here(turn, message.params.get(1)) {
        send_lusers(turn);
    }
    Ok(())
}

pub(super) fn send_lusers(turn: &mut Turn<'_>) {
    let network = &turn.server.network;
    let (mut invisible, mut operators) = (0_usize, 0_usize);
    for (_, user) in network.users() {
        invisible += usize::from(user.modes.contains(UserModes::INVISIBLE));
        operators += usize::from(user.is_operator());
    }
    let (users, channels) = (network.user_count(), network.channel_count());
    // Those that are being closed have had their say.
    let sessions = turn.server.sessions.ids().map(|id| turn.server.sessions.at(id));
    let unknown = sessions.filter(|s| s.user.is_none() && s.stage != Stage::Closing).count();
    let users_max = turn.server.users_max;
    let said = |count: usize| turn.server.text.number(count as u64);
    let (all_said, users_max_said) = (said(users), said(users_max));
    let (visible, invisible) = (said(users - invisible), said(invisible));
    let text = turn.say_with("luser-client", &[("visible", &visible), ("invisible", &invisible)]);
    turn.numeric(RPL_LUSERCLIENT, |_, line| line.trailing(&text));
    for (numeric, count, key) in [
        (RPL_LUSEROP, operators, "luser-op"),
        (RPL_LUSERUNKNOWN, unknown, "luser-unknown"),
        (RPL_LUSERCHANNELS, channels, "luser-channels"),
    ] {
        turn.numeric_say(numeric, &[&count.to_string()], key);
    }
    let text = turn.say_with("luser-me", &[("users", &all_said)]);
    turn.numeric(RPL_LUSERME, |_, line| line.trailing(&text));
    for (numeric, key) in [(RPL_LOCALUSERS, "local-users"), (RPL_GLOBALUSERS, "global-users")] {
        let text = turn.say_with(key, &[("users", &all_said), ("max", &users_max_said)]);
        turn.numeric(numeric, |_, line| {
            line.param_display(users).param_display(users_max).trailing(&text)
        });
    }
}

pub(super) fn motd(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if is_here(turn, message.params.get(0)) {
        send_motd(turn);
    }
    Ok(())
}

pub(super) fn send_motd(turn: &mut Turn<'_>) {
    if turn.server.config.motd.is_empty() {
        return turn.numeric_say(ERR_NOMOTD, &[], "err-no-motd");
    }
    let server = turn.server.config.server_name.clone();
    let text = turn.say_with("motd-start", &[("server", &server)]);
    turn.numeric(RPL_MOTDSTART, |_, line| line.trailing(&text));
    for index in 0..turn.server.config.motd.len() {
        turn.numeric(RPL_MOTD, |server, line| line.trailing(&server.config.motd[index]));
    }
    turn.numeric_say(RPL_ENDOFMOTD, &[], "end-of-motd");
}

pub(super) fn version(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if is_here(turn, message.params.get(0)) {
        let text = turn.say("version");
        turn.numeric(RPL_VERSION, |server, line| {
            line.param(VERSION).param(&server.config.server_name).trailing(text)
        });
        let lines = turn.server.isupport.clone();
        isupport::send(turn, &lines);
    }
    Ok(())
}

pub(super) fn time(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if is_here(turn, message.params.get(0)) {
        let now = super::super::delivery::date_time(turn.now.unix_ms);
        turn.numeric(RPL_TIME, |server, line| {
            line.param(&server.config.server_name).trailing(&now)
        });
    }
    Ok(())
}

pub(super) fn info(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if is_here(turn, message.params.get(0)) {
        for key in ["info-about", "info-works", "info-licence"] {
            turn.numeric_say(RPL_INFO, &[], key);
        }
        turn.numeric_say(RPL_ENDOFINFO, &[], "end-of-info");
    }
    Ok(())
}

pub(super) fn admin(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if !is_here(turn, message.params.get(0)) {
        return Ok(());
    }
    let server = turn.server.config.server_name.clone();
    if turn.server.config.admin.is_empty() {
        turn.numeric_say(ERR_NOADMININFO, &[&server], "err-no-admin-info");
        return Ok(());
    }
    turn.numeric_say(RPL_ADMINME, &[&server], "admin-me");
    let lines = turn.server.config.admin.clone();
    let numerics = [RPL_ADMINLOC1, RPL_ADMINLOC2, RPL_ADMINEMAIL];
    for (index, text) in lines.iter().enumerate() {
        let numeric = numerics.get(index).copied().unwrap_or(RPL_ADMINEMAIL);
        turn.numeric(numeric, |_, line| line.trailing(text));
    }
    Ok(())
}

/// `LINKS [[server] mask]`: there is this server only.
pub(super) fn links(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let (target, mask) = match *message.params.as_slice() {
        [] => (None, "*"),
        [mask] => (None, mask),
        [target, mask, ..] => (Some(target), mask),
    };
    if !is_here(turn, target) {
        return Ok(());
    }
    if mask_matches(&fold_mask(mask), &fold_mask(&turn.server.config.server_name)) {
        turn.numeric(RPL_LINKS, |server, line| {
            let name = &server.config.server_name;
            let line = line.param(name).param(name);
            line.trailing(&format!("0 {}", server.config.description()))
        });
    }
    turn.numeric_say(RPL_ENDOFLINKS, &[mask], "end-of-links");
    Ok(())
}
