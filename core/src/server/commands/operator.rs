//! IRC operators: OPER, KILL, REHASH, WALLOPS (Modern IRC, "Operator Messages").

use super::super::delivery::begin;
use super::super::io::{Action, Task};
use super::super::network::{Command, Refusal, SessionId};
use super::super::numerics::*;
use super::super::session::{Caps, Question};
use super::super::turn::Turn;
use super::cut;
use crate::wire::Message;

/// Bytes of a KILL's reason: leaves room for the longest source and nickname.
const KILL_BYTES_MAX: usize = 300;

/// The name that stands for one that no operator has.
const NOBODY: &str = "";

/// Asks whether the password is right. A name that no operator has takes as long as a wrong
/// password, so that names cannot be found out.
pub(super) fn oper(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let (name, password) = (message.params[0], message.params[1]);
    let operators = &turn.server.config.operators;
    let found = operators.iter().find(|operator| operator.name == name && name != NOBODY);
    let known = if found.is_some() { name } else { NOBODY };
    let Some(phc) = found.or(operators.first()).map(|operator| operator.password_phc.clone())
    else {
        turn.numeric_say(ERR_PASSWDMISMATCH, &[], "err-password-mismatch");
        return Ok(());
    };
    let question = Question::Operator(known.into());
    turn.ask(question, Task::verify(&phc, password));
    Ok(())
}

/// Whether OPER gave the right password.
pub(super) fn answered(turn: &mut Turn<'_>, name: &str, matches: bool) {
    let Some(user) = turn.registered() else { return };
    if !matches || name == NOBODY || turn.apply(Command::Oper { user, name }).is_err() {
        return turn.numeric_say(ERR_PASSWDMISMATCH, &[], "err-password-mismatch");
    }
    turn.numeric_say(RPL_YOUREOPER, &[], "you-are-operator");
}

/// The victim sees who did it and why, and is cut off.
pub(super) fn kill(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let nick = message.params[0];
    let Some(victim) = turn.server.network.find_user(nick) else {
        return Err(Refusal::NoSuchNick(nick.into()));
    };
    let by = turn.user();
    let (source, oper) = (by.source.clone(), by.nick.to_string());
    let reason = message.params.get(1).map(|reason| cut(reason, KILL_BYTES_MAX));
    let reason = reason.filter(|reason| !reason.is_empty());
    let reason = reason.unwrap_or_else(|| turn.say("kill-no-reason"));
    let text = turn.say_with("killed", &[("oper", &oper), ("reason", reason)]);
    let sessions = turn.server.network.user(victim).sessions.clone();
    for session in sessions {
        tell_victim(turn, session, (&source, nick, reason));
        turn.server.close_session(turn.now, session, &text, turn.out);
    }
    Ok(())
}

fn tell_victim(
    turn: &mut Turn<'_>,
    session: SessionId,
    (source, nick, reason): (&str, &str, &str),
) {
    let (conn, caps) = turn.server.sessions.route(session);
    if caps.contains(Caps::PLAIN) {
        return;
    }
    let line_bytes_max = turn.server.config.limits.line_bytes_max;
    let stamp = turn.server.moment(turn.now);
    let start = turn.out.arena().len();
    let line = begin(turn.out.arena(), line_bytes_max, caps, stamp).source(source);
    line.command("KILL").param(nick).trailing(reason).end();
    turn.out.send_one(start, conn);
}

/// How it went is told to all operators when the shell has read the configuration.
pub(super) fn rehash(turn: &mut Turn<'_>, _: &Message<'_>) -> Result<(), Refusal> {
    turn.numeric_say(RPL_REHASHING, &["*"], "rehashing");
    turn.out.act(Action::Reload);
    Ok(())
}

pub(super) fn wallops(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let (user, text) = (turn.me(), message.params[0]);
    if text.is_empty() {
        turn.numeric_say(ERR_NEEDMOREPARAMS, &["WALLOPS"], "err-need-more-params");
        return Ok(());
    }
    turn.apply(Command::Wallops { user, text })
}
