//! What others see of a user: AWAY, SETNAME, CHGHOST; and who watches for whom: MONITOR (Modern
//! IRC, "AWAY message"; IRCv3 pre-away, setname, chghost and monitor).

use super::super::network::{Command, Refusal, UNSPECIFIED};
use super::super::numerics::*;
use super::super::turn::Turn;
use super::{cut, items, joined, metadata};
use crate::wire::{Casefolded, Message, Nickname, is_hostname};

/// Bytes of a hostname (ISUPPORT HOSTLEN).
const HOST_BYTES_MAX: usize = 64;

/// An empty message, as none, says that the user is back.
pub(super) fn away(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let bytes_max = turn.server.config.limits.away_bytes_max;
    let text = message.params.get(0).map(|text| cut(text, bytes_max));
    let text = text.filter(|text| !text.is_empty());
    match turn.session_mut().registration.as_deref_mut() {
        Some(pending) => pending.away = text.map(Into::into),
        None => mark(turn, text)?,
    }
    match text {
        Some(_) => turn.numeric_say(RPL_NOWAWAY, &[], "now-away"),
        None => turn.numeric_say(RPL_UNAWAY, &[], "not-away"),
    }
    Ok(())
}

/// Marks the session's user as away, or as back. [`UNSPECIFIED`] says that nobody is at this
/// session.
pub(super) fn mark(turn: &mut Turn<'_>, message: Option<&str>) -> Result<(), Refusal> {
    let (user, session) = (turn.me(), turn.id);
    turn.apply(match message {
        Some(UNSPECIFIED) => Command::Unattended { user, session },
        Some(_) | None => Command::Away { user, session, message },
    })
}

pub(super) fn setname(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let realname = message.params[0];
    let bytes_max = turn.server.config.limits.realname_bytes_max;
    if realname.trim().is_empty() || realname.len() > bytes_max {
        turn.fail("SETNAME", "INVALID_REALNAME", &[], "fail-invalid-realname");
        return Ok(());
    }
    let user = turn.me();
    turn.apply(Command::Setname { user, realname })
}

/// `CHGHOST nick host`, for operators.
pub(super) fn chghost(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let (nick, hostname) = (message.params[0], message.params[1]);
    let Some(user) = turn.server.network.find_user(nick) else {
        return Err(Refusal::NoSuchNick(nick.into()));
    };
    if hostname.len() > HOST_BYTES_MAX || !is_hostname(hostname) {
        turn.fail("CHGHOST", "INVALID_HOSTNAME", &[hostname], "fail-invalid-hostname");
        return Ok(());
    }
    turn.apply(Command::Chghost { user, hostname })
}

pub(super) fn monitor(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let targets = message.params.get(1);
    match (message.params[0], targets) {
        ("+" | "-", None) => {
            turn.numeric_say(ERR_NEEDMOREPARAMS, &["MONITOR"], "err-need-more-params");
        }
        ("+", Some(targets)) => watch(turn, targets),
        ("-", Some(targets)) => {
            let bytes_max = turn.server.config.limits.nick_bytes_max;
            let targets = items(targets).filter_map(|nick| Nickname::parse(nick, bytes_max).ok());
            for folded in targets.map(|nick| nick.folded()) {
                turn.session_mut().monitored.retain(|monitored| *monitored != folded);
                turn.server.unwatch(turn.id, &folded);
            }
        }
        ("C" | "c", _) => {
            for folded in std::mem::take(&mut turn.session_mut().monitored) {
                turn.server.unwatch(turn.id, &folded);
            }
        }
        ("L" | "l", _) => list(turn),
        ("S" | "s", _) => {
            let monitored = turn.session().monitored.iter();
            let monitored = monitored.map(|folded| (folded.clone(), folded.to_string()));
            let monitored = monitored.collect();
            tell(turn, monitored);
        }
        _ => {}
    }
    Ok(())
}

/// `MONITOR +`: as many of the targets as there is room for, and who of them is there.
fn watch(turn: &mut Turn<'_>, targets: &str) {
    let limits = &turn.server.config.limits;
    let (monitor_max, nick_bytes_max) = (limits.monitor_max, limits.nick_bytes_max);
    let (mut added, mut refused) = (Vec::new(), Vec::new());
    for target in items(targets) {
        let Ok(nick) = Nickname::parse(target, nick_bytes_max) else {
            turn.numeric_say(ERR_ERRONEUSNICKNAME, &[target], "err-erroneous-nickname");
            continue;
        };
        let folded = nick.folded();
        let id = turn.id;
        let monitored = &mut turn.server.sessions.at_mut(id).monitored;
        if !monitored.contains(&folded) {
            if monitored.len() >= monitor_max {
                refused.push(target.to_owned());
                continue;
            }
            monitored.push(folded.clone());
            turn.server.monitors.entry(folded.clone()).or_default().push(id);
        }
        added.push((folded, target.to_owned()));
    }
    tell(turn, added);
    let limit = monitor_max.to_string();
    for refused in joined(refused.into_iter(), ',') {
        turn.numeric_say(ERR_MONLISTFULL, &[&limit, &refused], "err-monitor-list-full");
    }
}

/// Which of these nicknames, given folded and as they are to be shown, are there.
fn tell(turn: &mut Turn<'_>, nicks: Vec<(Casefolded, String)>) {
    let (mut online, mut offline, mut there) = (Vec::new(), Vec::new(), Vec::new());
    for (folded, shown) in nicks {
        match turn.server.network.find_folded(&folded) {
            Some(id) => {
                online.push(turn.server.network.user(id).source.to_string());
                there.push(id);
            }
            None => offline.push(shown),
        }
    }
    for (numeric, nicks) in [(RPL_MONONLINE, online), (RPL_MONOFFLINE, offline)] {
        for text in joined(nicks.into_iter(), ',') {
            turn.numeric(numeric, |_, line| line.trailing(&text));
        }
    }
    metadata::introduce_users(turn, &there);
}

fn list(turn: &mut Turn<'_>) {
    let monitored = turn.session().monitored.iter().map(|folded| folded.to_string());
    for text in joined(monitored, ',') {
        turn.numeric(RPL_MONLIST, |_, line| line.trailing(&text));
    }
    turn.numeric_say(RPL_ENDOFMONLIST, &[], "end-of-monitor-list");
}
