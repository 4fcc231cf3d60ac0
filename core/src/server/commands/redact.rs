//! REDACT (IRCv3 message-redaction): a message is taken back.
//!
//! Whose a message is, only the store knows; so it is asked first. A message that the asker
//! could not read is not there, as far as the asker can tell.

use super::super::Task;
use super::super::delivery::{MESSAGE_ID_BYTES, parse_message_id, write_message_id};
use super::super::excuse::Undo;
use super::super::network::{CannotRedact, Command, Prefix, Redactable, Refusal, Target};
use super::super::numerics::ERR_UNKNOWNCOMMAND;
use super::super::session::{Caps, Question};
use super::super::storage::{Conversation, Filter, Kind, Page, Query, StoredMessage};
use super::super::turn::Turn;
use super::message::parse_target;
use super::{cut, history, refusal};
use crate::wire::Message;

/// Bytes of a reason: leaves room for the longest source and target.
const REDACT_BYTES_MAX: usize = 250;

/// Who asked for which message to be redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RedactQuestion {
    target: Box<str>,
    conversation: Conversation,
    id: u64,
    reason: Option<Box<str>>,
}

pub(super) fn redact(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if !turn.caps().contains(Caps::MESSAGE_REDACTION) {
        turn.numeric_say(ERR_UNKNOWNCOMMAND, &["REDACT"], "err-unknown-command");
        return Ok(());
    }
    let (target, msgid) = (message.params[0], message.params[1]);
    let Some((conversation, _)) = find(turn, target) else {
        tell(turn, target, msgid, CannotRedact::InvalidTarget);
        return Ok(());
    };
    let Some(id) = parse_message_id(msgid) else {
        unknown(turn, target, msgid);
        return Ok(());
    };
    let reason = message.params.get(2).map(|reason| cut(reason, REDACT_BYTES_MAX));
    let reason = reason.filter(|reason| !reason.is_empty()).map(Into::into);
    let question = RedactQuestion { target: target.into(), conversation, id, reason };
    turn.ask(Question::Redact(question), Task::Read(Query::Message { conversation, id }));
    Ok(())
}

/// The store has answered.
pub(super) fn answered(turn: &mut Turn<'_>, question: &RedactQuestion, page: Option<Page>) {
    let Some(user) = turn.registered() else { return };
    let target = &*question.target;
    let mut msgid = [0; MESSAGE_ID_BYTES];
    let msgid = write_message_id(&mut msgid, question.id);
    let Some(page) = page else {
        let context = [target, msgid];
        turn.fail("REDACT", "TEMPORARILY_UNAVAILABLE", &context, "fail-history-unreadable");
        return;
    };
    // The asker may have left, and the room may be another, since the store was asked.
    let found = find(turn, target).filter(|(found, _)| *found == question.conversation);
    let Some((conversation, filter)) = found else {
        return tell(turn, target, msgid, CannotRedact::InvalidTarget);
    };
    let party = turn.user().party;
    let message = match page {
        Page::Messages(messages) => messages.into_iter().next(),
        Page::Targets(_) => None,
    };
    let message = message.filter(|message| is_readable(message, party, filter));
    let gone = turn.server.redactions.contains(question.id);
    let Some(message) = message.filter(|_| !gone) else { return unknown(turn, target, msgid) };
    let message = Redactable {
        id: message.id,
        conversation,
        party: message.party,
        least: Prefix::from_bits_truncate(message.least),
    };
    let target = parse_target(target);
    let reason = question.reason.as_deref();
    match turn.apply(Command::Redact { user, target, message, reason }) {
        Ok(()) => {
            turn.server.redactions.remember(message.id);
            turn.undo.push(Undo::Redacted(message.id));
        }
        Err(refused) => refusal::tell(turn, "REDACT", &refused),
    }
}

/// Where a target's messages are, and which of them the asker may read.
fn find(turn: &Turn<'_>, target: &str) -> Option<(Conversation, Filter)> {
    let (Target::Channel(name) | Target::Status(_, name) | Target::User(name)) =
        parse_target(target);
    let (_, conversation, filter) = history::find(turn, name)?;
    Some((conversation, filter))
}

/// Whether it is a message, and one that the asker wrote or may read.
fn is_readable(message: &StoredMessage, party: u64, filter: Filter) -> bool {
    let shown = message.least == 0 || message.least & filter.ranks != 0;
    let seen = message.id >= filter.since && shown;
    message.kind <= Kind::Tagmsg && (seen || message.party == party)
}

fn unknown(turn: &mut Turn<'_>, target: &str, msgid: &str) {
    turn.fail("REDACT", "UNKNOWN_MSGID", &[target, msgid], "fail-redact-unknown");
}

/// Says why a message is not redacted.
pub(super) fn tell(turn: &mut Turn<'_>, target: &str, msgid: &str, why: CannotRedact) {
    match why {
        CannotRedact::InvalidTarget => {
            turn.fail("REDACT", "INVALID_TARGET", &[target], "fail-redact-target");
        }
        CannotRedact::Forbidden => {
            let context = [target, msgid];
            turn.fail("REDACT", "REDACT_FORBIDDEN", &context, "fail-redact-forbidden");
        }
        CannotRedact::NeverAuthors => {
            let context = [target, msgid];
            turn.fail("REDACT", "REDACT_FORBIDDEN", &context, "fail-redact-never-authors");
        }
        CannotRedact::TooLate { window_ms } => {
            let seconds = (window_ms / 1000).to_string();
            let context = [target, msgid, &seconds];
            turn.fail("REDACT", "REDACT_WINDOW_EXPIRED", &context, "fail-redact-too-late");
        }
    }
}
