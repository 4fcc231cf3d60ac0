//! MODE, of channels and of oneself (Modern IRC, "MODE message").

use super::super::delivery::{channel_modes, user_modes};
use super::super::network::{
    Change, ChannelFlags, ChannelId, Command, ListKind, Prefix, Rank, Refusal, UserModes,
    listed_mask,
};
use super::super::numerics::*;
use super::super::turn::Turn;
use super::cut;
use crate::wire::Message;

pub(super) fn mode(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let target = message.params[0];
    if target.starts_with('#') {
        channel(turn, target, &message.params[1..])
    } else {
        user(turn, target, message.params.get(1))
    }
}

fn user(turn: &mut Turn<'_>, target: &str, modes: Option<&str>) -> Result<(), Refusal> {
    let me = turn.me();
    match turn.server.network.find_user(target) {
        None => return Err(Refusal::NoSuchNick(target.into())),
        Some(user) if user != me => {
            turn.numeric_say(ERR_USERSDONTMATCH, &[], "err-users-dont-match");
            return Ok(());
        }
        Some(_) => {}
    }
    let Some(modes) = modes else {
        turn.numeric(RPL_UMODEIS, |server, line| {
            line.param(&format!("+{}", user_modes(server.network.user(me).modes)))
        });
        return Ok(());
    };
    let (mut set, mut unset, mut on, mut unknown) =
        (UserModes::empty(), UserModes::empty(), true, false);
    for letter in modes.chars() {
        match (letter, UserModes::of_letter(letter)) {
            ('+', _) => on = true,
            ('-', _) => on = false,
            (_, Some(mode)) => {
                set.set(mode, on);
                unset.set(mode, !on);
            }
            (_, None) => unknown = true,
        }
    }
    if unknown {
        turn.numeric_say(ERR_UMODEUNKNOWNFLAG, &[], "err-unknown-user-mode");
    }
    turn.apply(Command::UserModes { user: me, set, unset })
}

fn channel(turn: &mut Turn<'_>, name: &str, params: &[&str]) -> Result<(), Refusal> {
    let id = super::channel::visible(turn, name)?;
    let Some((modes, params)) = params.split_first() else {
        show(turn, id);
        return Ok(());
    };
    let changes = parse(turn, id, modes, params);
    if changes.is_empty() {
        return Ok(());
    }
    let user = turn.me();
    // Parameters are looked at in order; so a refusal of rank comes first, and once.
    turn.apply(Command::ChannelModes { user, channel: id, changes })
}

/// RPL_CHANNELMODEIS and RPL_CREATIONTIME; parameters only for members.
fn show(turn: &mut Turn<'_>, id: ChannelId) {
    let inside = turn.server.network.channel(id).member(turn.me()).is_some();
    turn.numeric(RPL_CHANNELMODEIS, |server, line| {
        let channel = server.network.channel(id);
        let modes = channel_modes(channel, inside);
        let line = line.param(&channel.name);
        modes.split(' ').fold(line, |line, param| line.param(param))
    });
    turn.numeric(RPL_CREATIONTIME, |server, line| {
        let channel = server.network.channel(id);
        line.param(&channel.name).param_display(channel.created_ms() / 1000)
    });
}

/// What the letters and parameters ask for. Lists asked for are sent, mistakes told, at once.
fn parse<'m>(
    turn: &mut Turn<'_>,
    id: ChannelId,
    modes: &str,
    params: &[&'m str],
) -> Vec<Change<'m>> {
    let params_max = turn.server.config.limits.modes_max;
    let mut params = params.iter().copied();
    let (mut changes, mut on, mut with_param) = (Vec::new(), true, 0);
    let mut listed = [false; 3];
    for letter in modes.chars() {
        if matches!(letter, '+' | '-') {
            on = letter == '+';
            continue;
        }
        if let Some(flag) = ChannelFlags::of_letter(letter) {
            changes.push(Change::Flag(on, flag));
            continue;
        }
        let kind = ListKind::of_letter(letter);
        let takes_param = kind.is_some()
            || letter == 'k'
            || (letter == 'l' && on)
            || Prefix::of_letter(letter).is_some();
        if letter == 'l' && !on {
            changes.push(Change::Limit(None));
            continue;
        }
        if !takes_param {
            let text = turn.say("err-unknown-mode");
            turn.numeric(ERR_UNKNOWNMODE, |_, line| line.param_display(letter).trailing(text));
            continue;
        }
        let param = params.next().filter(|param| !param.is_empty());
        match (kind, param) {
            (Some(kind), None) => {
                if !std::mem::replace(&mut listed[kind as usize], true) {
                    send_list(turn, id, kind);
                }
                continue;
            }
            (None, None) if letter == 'k' && !on => changes.push(Change::Key(None)),
            (None, None) => {
                missing(turn, id, letter);
                continue;
            }
            (_, Some(param)) => {
                if with_param >= params_max {
                    break;
                }
                with_param += 1;
                changes.extend(with_parameter(turn, id, (on, letter), param));
            }
        }
    }
    changes
}

/// One change that has a parameter.
fn with_parameter<'m>(
    turn: &mut Turn<'_>,
    id: ChannelId,
    (on, letter): (bool, char),
    param: &'m str,
) -> Option<Change<'m>> {
    if let Some(kind) = ListKind::of_letter(letter) {
        let Ok(mask) = listed_mask(param) else {
            invalid(turn, id, letter, param);
            return None;
        };
        return Some(Change::List(on, kind, mask.into()));
    }
    if let Some(prefix) = Prefix::of_letter(letter) {
        let Some(user) = turn.server.network.find_user(param) else {
            turn.numeric_say(ERR_NOSUCHNICK, &[param], "err-no-such-nick");
            return None;
        };
        return Some(Change::Prefix(on, prefix, user));
    }
    if letter == 'l' {
        return match param.parse::<u32>() {
            Ok(limit) if limit > 0 => Some(Change::Limit(Some(limit))),
            Ok(_) | Err(_) => {
                invalid(turn, id, letter, param);
                None
            }
        };
    }
    if !on {
        return Some(Change::Key(None));
    }
    let bytes_max = turn.server.config.limits.key_bytes_max;
    let valid = !param.starts_with(':')
        && !param.contains([' ', ','])
        && !param.chars().any(char::is_control);
    if valid {
        return Some(Change::Key(Some(cut(param, bytes_max))));
    }
    let name = turn.server.network.channel(id).name.to_string();
    turn.numeric_say(ERR_INVALIDKEY, &[&name], "err-invalid-key");
    None
}

fn missing(turn: &mut Turn<'_>, id: ChannelId, letter: char) {
    if letter == 'k' || letter == 'l' {
        return invalid(turn, id, letter, "*");
    }
    turn.numeric_say(ERR_NEEDMOREPARAMS, &["MODE"], "err-need-more-params");
}

fn invalid(turn: &mut Turn<'_>, id: ChannelId, letter: char, param: &str) {
    let text = turn.say("err-invalid-mode-param");
    turn.numeric(ERR_INVALIDMODEPARAM, |server, line| {
        let line = line.param(&server.network.channel(id).name).param_display(letter);
        line.param(param).trailing(text)
    });
}

/// A channel's list of masks; exceptions only to half-operators and above.
fn send_list(turn: &mut Turn<'_>, id: ChannelId, kind: ListKind) {
    let (entry_numeric, end_numeric, end) = match kind {
        ListKind::Ban => (RPL_BANLIST, RPL_ENDOFBANLIST, "end-of-ban-list"),
        ListKind::Exception => (RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST, "end-of-exception-list"),
        ListKind::InviteException => {
            (RPL_INVEXLIST, RPL_ENDOFINVEXLIST, "end-of-invite-exception-list")
        }
    };
    let channel = turn.server.network.channel(id);
    let name = channel.name.to_string();
    let rank = channel.member(turn.me()).map_or(Rank::None, |member| member.prefix.rank());
    if kind != ListKind::Ban && rank < Rank::HalfOperator {
        let text = "err-half-operator-needed";
        return turn.numeric_say(ERR_CHANOPRIVSNEEDED, &[&name], text);
    }
    for entry in channel.list(kind).clone() {
        turn.numeric(entry_numeric, |_, line| {
            let line = line.param(&name).param(&entry.mask).param(&entry.by);
            line.param_display(entry.at_ms / 1000)
        });
    }
    turn.numeric_say(end_numeric, &[&name], end);
}
