//! WHOIS, WHOWAS, USERHOST and ISON (Modern IRC, "User-Based Queries").

use super::super::delivery::{away_message, user_modes};
use super::super::io::Transport;
use super::super::network::{Network, Refusal, User, UserId};
use super::super::numerics::*;
use super::super::session::Caps;
use super::super::turn::Turn;
use super::{joined, queries, who};
use crate::wire::{Message, casefold};

/// Nicknames of one USERHOST.
const USERHOST_MAX: usize = 5;

/// `WHOIS nick` or `WHOIS server nick`; one nickname (TARGMAX).
pub(super) fn whois(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if message.params.len() > 1 && !queries::is_here(turn, message.params.get(0)) {
        return Ok(());
    }
    let asked = message.params.get(1).or(message.params.get(0)).unwrap_or_default();
    let asked = asked.split(',').next().unwrap_or_default();
    if asked.is_empty() {
        turn.numeric_say(ERR_NONICKNAMEGIVEN, &[], "err-no-nickname-given");
        return Ok(());
    }
    match turn.server.network.find_user(asked) {
        Some(user) => {
            describe(turn, user);
            turn.numeric_say(RPL_ENDOFWHOIS, &[asked], "end-of-whois");
        }
        None => {
            turn.numeric_say(ERR_NOSUCHNICK, &[asked], "err-no-such-nick");
            turn.numeric_say(RPL_ENDOFWHOIS, &[asked], "end-of-whois");
        }
    }
    Ok(())
}

fn describe(turn: &mut Turn<'_>, id: UserId) {
    turn.numeric(RPL_WHOISUSER, |server, line| {
        let user = server.network.user(id);
        let line = line.param(&user.nick).param(&user.username).param(&user.hostname);
        line.param("*").trailing(&user.realname)
    });
    let all = turn.caps().contains(Caps::MULTI_PREFIX);
    for channels in visible_channels(&turn.server.network, turn.me(), id, all) {
        turn.numeric(RPL_WHOISCHANNELS, |server, line| {
            line.param(&server.network.user(id).nick).trailing(&channels)
        });
    }
    turn.numeric(RPL_WHOISSERVER, |server, line| {
        let line = line.param(&server.network.user(id).nick).param(&server.config.server_name);
        line.trailing(server.config.description())
    });
    let user = turn.server.network.user(id);
    let nick = user.nick.to_string();
    let (operator, secure, away) = (
        user.is_operator(),
        is_secure(turn, user),
        away_message(user, turn.caps(), turn.server.text),
    );
    let away = away.map(str::to_owned);
    let bot = user.is_bot();
    let account = user.account.clone();
    if operator {
        turn.numeric_say(RPL_WHOISOPERATOR, &[&nick], "whois-operator");
    }
    if bot {
        turn.numeric_say(RPL_WHOISBOT, &[&nick], "whois-bot");
    }
    if let Some(account) = account {
        turn.numeric_say(RPL_WHOISACCOUNT, &[&nick, &account], "whois-account");
    }
    if id == turn.me() || turn.user().is_operator() {
        disclose(turn, id);
    }
    if secure {
        turn.numeric_say(RPL_WHOISSECURE, &[&nick], "whois-secure");
    }
    super::metadata::describe(turn, id);
    let (text, now_ms) = (turn.say("whois-idle"), turn.now.unix_ms);
    turn.numeric(RPL_WHOISIDLE, |server, line| {
        let user = server.network.user(id);
        let idle = now_ms.saturating_sub(user.spoke_ms) / 1000;
        let line = line.param(&nick).param_display(idle);
        line.param_display(user.signed_on_ms / 1000).trailing(text)
    });
    if let Some(away) = away {
        turn.numeric(RPL_AWAY, |_, line| line.param(&nick).trailing(&away));
    }
}

/// Whether all of a user's devices are connected with TLS.
fn is_secure(turn: &Turn<'_>, user: &User) -> bool {
    let sessions = &turn.server.sessions;
    let mut devices = user.sessions.iter().map(|&id| sessions.at(id).transport);
    !user.sessions.is_empty() && devices.all(|transport| transport == Transport::Tls)
}

/// What only the user and IRC operators are told: where the user is, whatever hostname others
/// see, and the user's modes.
fn disclose(turn: &mut Turn<'_>, id: UserId) {
    let user = turn.server.network.user(id);
    let (nick, address) = (user.nick.to_string(), user.address.to_string());
    let (username, modes) = (user.username.clone(), format!("+{}", user_modes(user.modes)));
    let text = turn.say("whois-actually");
    turn.numeric(RPL_WHOISACTUALLY, |_, line| {
        let line = line.param(&nick).param(&format!("{username}@{address}"));
        line.param(&address).trailing(text)
    });
    let text = turn.say_with("whois-host", &[("host", &address), ("address", &address)]);
    turn.numeric(RPL_WHOISHOST, |_, line| line.param(&nick).trailing(&text));
    let text = turn.say_with("whois-modes", &[("modes", &modes)]);
    turn.numeric(RPL_WHOISMODES, |_, line| line.param(&nick).trailing(&text));
}

/// The user's channels that the asker may see, with prefixes, in as many lists as it takes.
fn visible_channels(network: &Network, viewer: UserId, id: UserId, all: bool) -> Vec<String> {
    let channels = network.user(id).channels.iter().map(|&channel| network.channel(channel));
    let channels = channels.filter(|channel| who::may_see_in(network, viewer, id, channel));
    let names = channels.map(|channel| {
        let mut name = String::new();
        if let Some(member) = channel.member(id) {
            member.prefix.write_symbols(all, &mut name);
        }
        name.push_str(&channel.name);
        name
    });
    joined(names, ' ')
}

pub(super) fn whowas(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let Some(asked) = message.params.get(0).filter(|nick| !nick.is_empty()) else {
        turn.numeric_say(ERR_NONICKNAMEGIVEN, &[], "err-no-nickname-given");
        return Ok(());
    };
    let count = message.params.get(1).and_then(|count| count.parse::<i64>().ok());
    // None, zero and below mean all of them.
    let count = count.and_then(|count| usize::try_from(count).ok()).filter(|&count| count > 0);
    let found: Vec<_> = match casefold(asked) {
        Ok(folded) => {
            let entries = turn.server.network.whowas().of(&folded);
            entries.take(count.unwrap_or(usize::MAX)).cloned().collect()
        }
        Err(_) => Vec::new(),
    };
    if found.is_empty() {
        turn.numeric_say(ERR_WASNOSUCHNICK, &[asked], "err-was-no-such-nick");
    }
    for entry in found {
        turn.numeric(RPL_WHOWASUSER, |_, line| {
            let line = line.param(&entry.nick).param(&entry.username).param(&entry.hostname);
            line.param("*").trailing(&entry.realname)
        });
        if let Some(account) = &entry.account {
            let text = turn.say("whois-account");
            turn.numeric(RPL_WHOISACCOUNT, |_, line| {
                line.param(&entry.nick).param(account).trailing(text)
            });
        }
        let left = super::super::delivery::date_time(entry.left_ms);
        turn.numeric(RPL_WHOISSERVER, |server, line| {
            line.param(&entry.nick).param(&server.config.server_name).trailing(&left)
        });
    }
    turn.numeric_say(RPL_ENDOFWHOWAS, &[asked], "end-of-whowas");
    Ok(())
}

pub(super) fn userhost(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let network = &turn.server.network;
    let mut replies = Vec::new();
    for nick in message.params.iter().take(USERHOST_MAX) {
        let Some(id) = network.find_user(nick) else { continue };
        let user = network.user(id);
        let operator = if user.is_operator() { "*" } else { "" };
        let away = if user.away.is_some() { '-' } else { '+' };
        replies
            .push(format!("{}{operator}={away}{}@{}", &*user.nick, user.username, user.hostname));
    }
    let mut texts = joined(replies.into_iter(), ' ');
    if texts.is_empty() {
        texts.push(String::new());
    }
    for text in texts {
        turn.numeric(RPL_USERHOST, |_, line| line.trailing(&text));
    }
    Ok(())
}

/// One line, since clients take whom it does not name for absent; who finds no room in it is
/// left out.
pub(super) fn ison(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let network = &turn.server.network;
    let asked = message.params.iter().flat_map(|param| param.split(' '));
    let found = asked.filter_map(|nick| network.find_user(nick));
    // `:server 303 nick :` and CR LF.
    let around_bytes = turn.server.config.server_name.len() + turn.user().nick.len() + 10;
    let room_bytes = turn.server.config.limits.line_bytes_max.saturating_sub(around_bytes);
    let mut text = String::new();
    for nick in found.map(|id| &*network.user(id).nick) {
        if text.len() + 1 + nick.len() <= room_bytes {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(nick);
        }
    }
    turn.numeric(RPL_ISON, |_, line| line.trailing(&text));
    Ok(())
}
