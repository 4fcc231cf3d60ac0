//! BATCH, and the lines in a batch (IRCv3 client-batch; IRCv3 multiline).
//!
//! A session has one batch at a time. While it is open nothing may come but its lines, and what
//! keeps a connection alive or ends it; anything else breaks the batch off, and is carried out.
//! A batch that failed stays known until its end, so that what still comes of it is ignored and
//! not taken for something said by itself.

use super::super::config::Limits;
use super::super::network::{MessageKind, Refusal};
use super::super::session::{ClientBatch, Part, Several, Wrong};
use super::super::turn::Turn;
use super::{Caps, Label, end_group, end_response, find, message, spend};
use crate::wire::Message;

/// The type of a batch that is a message of several lines, and the capability's name.
const MULTILINE: &str = "draft/multiline";

/// Marks a line that goes on with the one before.
const CONCAT_TAG: &str = "draft/multiline-concat";

/// Lines of a batch that cost as much as one message does, so that the longest batch passes
/// with what a session that was silent has in hand.
const LINES_PER_UNIT: u32 = 8;

/// What may come between the lines of a batch: programs send it by themselves.
const BETWEEN: [&str; 3] = ["PING", "PONG", "QUIT"];

/// `BATCH +reference type target` and `BATCH -reference`
pub(super) fn batch(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let reference = message.params[0];
    if let Some(reference) = reference.strip_prefix('+') {
        open(turn, reference, message);
    } else if let Some(reference) = reference.strip_prefix('-') {
        close(turn, reference);
    } else {
        turn.fail("BATCH", "INVALID_REFTAG", &[reference], "fail-batch-reference");
    }
    Ok(())
}

/// Whether a line is of a batch, and has been dealt with. Breaks the open batch off if it is
/// something else that must not come now.
pub(super) fn takes(turn: &mut Turn<'_>, message: &Message<'_>) -> bool {
    let tag = message.tags.get("batch");
    let Some(open) = turn.session_mut().batch.as_deref_mut() else {
        // To others the tag means nothing.
        let known = turn.registered().is_some() && turn.caps().contains(Caps::MULTILINE);
        let of_none = known && tag.is_some();
        if of_none {
            spend(turn, 1);
            fail_by_itself(turn, message);
        }
        return of_none;
    };
    let failed = open.message.is_none();
    match tag {
        Some(tag) if tag == *open.reference => {
            let units = u32::from(open.came.is_multiple_of(LINES_PER_UNIT));
            open.came += 1;
            spend(turn, units);
            if !failed && let Err(why) = add(turn, message) {
                fail(turn, why);
            }
            true
        }
        Some(_) => {
            spend(turn, 1);
            if failed {
                fail_by_itself(turn, message);
            } else {
                break_off(turn);
            }
            true
        }
        None => {
            let name = find(message.command).map_or("*", |row| row.0);
            let closes = name == "BATCH" && message.params.get(0).is_some_and(is_end);
            if !closes && !BETWEEN.contains(&name) {
                break_off(turn);
            }
            false
        }
    }
}

fn is_end(reference: &str) -> bool {
    reference.starts_with('-')
}

/// Something came that is no part of the open batch, or a part of it was lost.
pub(in super::super) fn break_off(turn: &mut Turn<'_>) {
    fail(turn, Failure::invalid("fail-multiline-broken-off"));
}

/// The end of the open batch has not come in time.
pub(in super::super) fn timed_out(turn: &mut Turn<'_>) {
    let open = turn.session().batch.as_deref();
    let reference = open.map(|open| open.reference.to_string()).unwrap_or_default();
    fail(turn, Failure("TIMEOUT", vec![reference], "fail-batch-timeout"));
}

/// Why a batch fails: the code, what it is about, and the sentence's key.
struct Failure(&'static str, Vec<String>, &'static str);

impl Failure {
    fn invalid(key: &'static str) -> Self {
        Self("MULTILINE_INVALID", Vec::new(), key)
    }

    fn tell(&self, turn: &mut Turn<'_>) {
        let Self(code, context, key) = self;
        let context: Vec<_> = context.iter().map(String::as_str).collect();
        turn.fail("BATCH", code, &context, key);
    }
}

fn open(turn: &mut Turn<'_>, reference: &str, message: &Message<'_>) {
    let (message, label) = match opened(turn, reference, message) {
        // The response comes when all has been said.
        Ok(message) => (Some(message), turn.label.take().map(|label| label.text().into())),
        Err(failure) => {
            failure.tell(turn);
            (None, None)
        }
    };
    turn.session_mut().batch = Some(Box::new(ClientBatch {
        reference: reference.into(),
        opened_ms: turn.now.monotonic_ms,
        label,
        came: 0,
        message,
    }));
    turn.server.arm(turn.now, turn.id);
}

fn opened(turn: &Turn<'_>, reference: &str, message: &Message<'_>) -> Result<Several, Failure> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if reference.is_empty() || !reference.bytes().all(allowed) {
        let context = vec![reference.to_owned()];
        return Err(Failure("INVALID_REFTAG", context, "fail-batch-reference"));
    }
    let batch_type = message.params.get(1).unwrap_or_default();
    if batch_type != MULTILINE || !turn.caps().contains(Caps::LINES) {
        let context = vec![reference.to_owned(), batch_type.to_owned()];
        return Err(Failure("UNKNOWN_TYPE", context, "fail-batch-type"));
    }
    let target = message.params.get(2).unwrap_or_default();
    if target.is_empty() || target.contains(',') {
        return Err(Failure::invalid("fail-multiline-one-target"));
    }
    let tags = message::client_tags(turn, message);
    Ok(Several::new(target, &tags))
}

/// Adds a line to the open batch.
fn add(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Failure> {
    let kind = match find(message.command).map(|row| row.0) {
        Some("PRIVMSG") => MessageKind::Privmsg,
        Some("NOTICE") => MessageKind::Notice,
        _ => return Err(Failure::invalid("fail-multiline-other-command")),
    };
    let mut tags = message.tags.iter();
    if !tags.all(|(name, _)| name == "batch" || name == CONCAT_TAG) {
        return Err(Failure::invalid("fail-multiline-tags"));
    }
    let (Some(target), Some(text)) = (message.params.get(0), message.params.get(1)) else {
        return Err(Failure::invalid("fail-multiline-no-text"));
    };
    let concat = message.tags.get(CONCAT_TAG).is_some();
    let limits = &turn.server.config.limits;
    let open = turn.server.sessions.at_mut(turn.id).batch.as_deref_mut();
    let several = open.and_then(|open| open.message.as_mut());
    let several = several.expect("only a batch that is open and has not failed is added to");
    several
        .add(Part { kind, target, text, concat }, limits)
        .map_err(|wrong| failure(wrong, limits, [&several.target, target]))
}

/// What is told of something wrong; `targets` are the batch's and the line's.
fn failure(wrong: Wrong, limits: &Limits, targets: [&str; 2]) -> Failure {
    let too_many = |code, limit: usize, key| Failure(code, vec![limit.to_string()], key);
    match wrong {
        Wrong::TooManyBytes => {
            let limit = limits.multiline_bytes_max;
            too_many("MULTILINE_MAX_BYTES", limit, "fail-multiline-max-bytes")
        }
        Wrong::TooManyLines => {
            let limit = limits.multiline_lines_max;
            too_many("MULTILINE_MAX_LINES", limit, "fail-multiline-max-lines")
        }
        Wrong::OtherTarget => {
            let targets = targets.map(str::to_owned).to_vec();
            Failure("MULTILINE_INVALID_TARGET", targets, "fail-multiline-target")
        }
        Wrong::Mixed => Failure::invalid("fail-multiline-mixed"),
        Wrong::BlankConcat => Failure::invalid("fail-multiline-blank-concat"),
        Wrong::OnlyBlank => Failure::invalid("fail-multiline-only-blank"),
        Wrong::Empty => Failure::invalid("fail-multiline-empty"),
    }
}

/// The end of a batch: what is in it is said.
fn close(turn: &mut Turn<'_>, reference: &str) {
    let open = turn.session().batch.as_deref();
    if open.is_none_or(|open| *open.reference != *reference) {
        let live = open.is_some_and(|open| open.message.is_some());
        if live {
            break_off(turn);
        } else {
            Failure::invalid("fail-multiline-not-open").tell(turn);
        }
        return;
    }
    let Some(batch) = turn.session_mut().batch.take() else { return };
    let ClientBatch { label, message: Some(several), .. } = *batch else { return };
    let (kind, text) = match several.finish() {
        Ok(finished) => finished,
        Err(wrong) => {
            let failure = failure(wrong, &turn.server.config.limits, [&several.target; 2]);
            return respond(turn, label.as_deref(), |turn| failure.tell(turn));
        }
    };
    let group = turn.out.begin_group();
    let own_label = turn.label.as_ref().map(|label| label.text().to_owned());
    respond(turn, label.as_deref(), |turn| {
        message::send_one(turn, kind, &several.target, (text, &several.tags));
    });
    let label = label.as_deref().or_else(|| {
        // It is the end that is labeled: its response is of the same group.
        end_response(turn);
        own_label.as_deref()
    });
    end_group(turn, group, ("BATCH", &several.target), label);
}

/// Tells that the open batch has failed; what still comes of it is ignored. Nothing if there is
/// none, or it has failed already.
fn fail(turn: &mut Turn<'_>, failure: Failure) {
    let Some(open) = turn.session_mut().batch.as_deref_mut() else { return };
    if open.message.take().is_some() {
        let label = open.label.take();
        respond(turn, label.as_deref(), |turn| failure.tell(turn));
    }
}

/// Tells that a line is of a batch that is not there.
fn fail_by_itself(turn: &mut Turn<'_>, message: &Message<'_>) {
    super::begin_response(turn, message);
    Failure::invalid("fail-multiline-not-open").tell(turn);
    end_response(turn);
}

/// Has what follows be the response to the BATCH that opened, if that was labeled.
fn respond(turn: &mut Turn<'_>, label: Option<&str>, tell: impl FnOnce(&mut Turn<'_>)) {
    let Some(label) = label else { return tell(turn) };
    let own_label = turn.label.replace(Label::new(label));
    tell(turn);
    end_response(turn);
    turn.label = own_label;
}
