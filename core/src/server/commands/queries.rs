//! Questions about the server: LUSERS, MOTD and the like (Modern IRC, "Server Queries and
//! Commands").

use super::super::network::{Refusal, UserModes};
use super::super::numerics::*;
use super::super::turn::Turn;
use crate::wire::Message;

pub(super) fn lusers(turn: &mut Turn<'_>, _: &Message<'_>) -> Result<(), Refusal> {
    send_lusers(turn);
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
    let unknown = turn.server.sessions.len().saturating_sub(users);
    let users_max = turn.server.users_max.to_string();
    let all = users.to_string();
    let (visible, invisible) = ((users - invisible).to_string(), invisible.to_string());
    let text = turn.say_with("luser-client", &[("visible", &visible), ("invisible", &invisible)]);
    turn.numeric(RPL_LUSERCLIENT, |_, line| line.trailing(&text));
    for (numeric, count, key) in [
        (RPL_LUSEROP, operators, "luser-op"),
        (RPL_LUSERUNKNOWN, unknown, "luser-unknown"),
        (RPL_LUSERCHANNELS, channels, "luser-channels"),
    ] {
        turn.numeric_say(numeric, &[&count.to_string()], key);
    }
    let text = turn.say_with("luser-me", &[("users", &all)]);
    turn.numeric(RPL_LUSERME, |_, line| line.trailing(&text));
    for (numeric, key) in [(RPL_LOCALUSERS, "local-users"), (RPL_GLOBALUSERS, "global-users")] {
        let text = turn.say_with(key, &[("users", &all), ("max", &users_max)]);
        turn.numeric(numeric, |_, line| line.param(&all).param(&users_max).trailing(&text));
    }
}

pub(super) fn motd(turn: &mut Turn<'_>, _: &Message<'_>) -> Result<(), Refusal> {
    send_motd(turn);
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
