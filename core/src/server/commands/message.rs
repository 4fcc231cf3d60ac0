//! PRIVMSG, NOTICE and TAGMSG (Modern IRC, "Sending Messages"; IRCv3 message-tags).

use super::super::delivery::{away_message, send_id};
use super::super::excuse::Undo;
use super::super::network::{Command, MessageKind, Prefix, Refusal, Target, UserId};
use super::super::numerics::*;
use super::super::turn::Turn;
use super::services::{self, Service};
use super::{items, refusal};
use crate::mutants::Mutant;
use crate::wire::Message;

pub(super) fn privmsg(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    send(turn, message, MessageKind::Privmsg);
    Ok(())
}

pub(super) fn notice(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    send(turn, message, MessageKind::Notice);
    Ok(())
}

pub(super) fn tagmsg(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let caps = turn.caps();
    if !caps.contains(super::Caps::MESSAGE_TAGS) {
        turn.numeric_say(ERR_UNKNOWNCOMMAND, &["TAGMSG"], "err-unknown-command");
        return Ok(());
    }
    send(turn, message, MessageKind::Tagmsg);
    Ok(())
}

fn send(turn: &mut Turn<'_>, message: &Message<'_>, kind: MessageKind) {
    let quiet = kind == MessageKind::Notice;
    let targets = message.params.get(0).unwrap_or_default();
    let text = message.params.get(1).unwrap_or_default();
    if targets.is_empty() {
        if !quiet {
            let numeric = ERR_NORECIPIENT;
            let text = turn.say_with("err-no-recipient", &[("command", kind.command())]);
            turn.numeric(numeric, |_, line| line.trailing(&text));
        }
        return;
    }
    if text.is_empty() && kind != MessageKind::Tagmsg {
        if !quiet {
            turn.numeric_say(ERR_NOTEXTTOSEND, &[], "err-no-text-to-send");
        }
        return;
    }
    let tags = client_tags(turn, message);
    if !targets.contains(',') {
        return send_one(turn, kind, targets, (text, &tags));
    }
    let targets_max = turn.server.config.limits.targets_max;
    for (index, target) in items(targets).enumerate() {
        if index >= targets_max {
            if !quiet {
                turn.numeric_say(ERR_TOOMANYTARGETS, &[target], "err-too-many-targets");
            }
            return;
        }
        send_to(turn, kind, target, (text, &tags));
    }
}

/// The tags that go with a message to its readers, if its sender has negotiated them.
pub(super) fn client_tags(turn: &Turn<'_>, message: &Message<'_>) -> String {
    if turn.caps().contains(super::Caps::MESSAGE_TAGS) {
        message.tags.client_only().collect::<Vec<_>>().join(";")
    } else {
        String::new()
    }
}

/// Sends a message to its only target, unless it was sent before.
pub(super) fn send_one(
    turn: &mut Turn<'_>,
    kind: MessageKind,
    target: &str,
    (text, tags): (&str, &str),
) {
    if !sent_before(turn, (kind, target), (text, tags)) {
        send_to(turn, kind, target, (text, tags));
    }
}

/// Whether the sender has said this before and merely did not hear of it: then it is shown the
/// original's echo, and nobody else is shown anything (guarantee G2). The original may be on its
/// way to the disk just now: the echo stands and falls with what is.
fn sent_before(
    turn: &mut Turn<'_>,
    (kind, target): (MessageKind, &str),
    (text, tags): (&str, &str),
) -> bool {
    if Mutant::DoublesRetry.is_active() {
        return false;
    }
    let Some(send_id) = send_id(&turn.server.network, turn.me(), tags) else { return false };
    let Some(id) = turn.server.sent.find(&send_id) else { return false };
    turn.out.depend();
    turn.echo_again(id, (kind, target), (text, tags));
    true
}

fn send_to(turn: &mut Turn<'_>, kind: MessageKind, name: &str, (text, tags): (&str, &str)) {
    if let Some(service) = Service::named(name) {
        if kind == MessageKind::Privmsg {
            services::hear(turn, service, text);
        }
        return;
    }
    let user = turn.me();
    let target = parse_target(name);
    match turn.apply(Command::Message { user, kind, target, text, tags }) {
        Err(refusal) => refusal::tell(turn, kind.command(), &refusal),
        Ok(()) => {
            if let Some(send_id) = send_id(&turn.server.network, user, tags) {
                turn.server.sent.remember(send_id.clone(), turn.server.last_id);
                turn.undo.push(Undo::SendId(send_id));
            }
            if let (Target::User(nick), MessageKind::Privmsg) = (target, kind)
                && let Some(user) = turn.server.network.find_user(nick)
            {
                tell_away(turn, user);
            }
        }
    }
}

/// Whom a target names: `#room`, `@#room` (STATUSMSG) or a nickname.
pub(super) fn parse_target(name: &str) -> Target<'_> {
    if name.starts_with('#') {
        return Target::Channel(name);
    }
    let mut rest = name.chars();
    match rest.next().and_then(Prefix::of_symbol) {
        Some(prefix) if rest.as_str().starts_with('#') => Target::Status(prefix, rest.as_str()),
        Some(_) | None => Target::User(name),
    }
}

/// RPL_AWAY, if the one addressed is away.
pub(super) fn tell_away(turn: &mut Turn<'_>, target: UserId) {
    if turn.server.network.user(target).away.is_some() {
        let away = away_message(turn.server.network.user(target), turn.caps(), turn.server.text);
        let away = away.unwrap_or_default().to_owned();
        turn.numeric(RPL_AWAY, |server, line| {
            let target = server.network.user(target);
            line.param(&target.nick).trailing(&away)
        });
    }
}
