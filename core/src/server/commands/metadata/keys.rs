//! GET, LIST, SET and CLEAR: keys and their values.

use super::super::super::network::{
    CannotSet, Command, Holder, METADATA_KEYS_MAX, METADATA_VALUE_BYTES_MAX, Pairs, Refusal, put,
    value_of,
};
use super::super::super::numerics::{RPL_KEYNOTSET, RPL_KEYVALUE};
use super::super::super::turn::Turn;
use super::super::{begin_batch, end_batch, spend};
use super::{Draft, MORE_UNITS, Request, Target, is_key};

/// What is said about a target.
fn pairs(turn: &Turn<'_>, target: Target) -> Pairs {
    match target {
        Target::Held(holder) => turn.server.network.metadata(holder).to_vec(),
        Target::Pending => {
            let pending = turn.session().registration.as_deref();
            pending.map(|pending| pending.metadata.clone()).unwrap_or_default()
        }
    }
}

/// RPL_KEYVALUE, or RPL_KEYNOTSET for a key without a value.
fn tell(turn: &mut Turn<'_>, batch: Option<&str>, (shown, key): (&str, &str), value: Option<&str>) {
    let not_set = turn.say("key-not-set");
    match value {
        Some(value) => turn.numeric_in(batch, RPL_KEYVALUE, |_, line| {
            line.param(shown).param(key).param("*").trailing(value)
        }),
        None => turn.numeric_in(batch, RPL_KEYNOTSET, |_, line| {
            line.param(shown).param(key).trailing(not_set)
        }),
    }
}

/// Says that a key is none.
pub(super) fn invalid(turn: &mut Turn<'_>, draft: Draft, batch: Option<&str>, key: &str) {
    let (reply, code) = draft.pick(("FAIL", "KEY_INVALID"), ("WARN", "INVALID_KEY"));
    let text = turn.say("fail-metadata-key");
    turn.reply_in(batch, |_, line| {
        line.command(reply).param("METADATA").param(code).param(key).trailing(text)
    });
}

pub(super) fn get(turn: &mut Turn<'_>, request: &Request<'_>) {
    let pairs = pairs(turn, request.target);
    let batch = begin_batch(turn, "metadata", request.shown);
    for key in request.params {
        if is_key(key) {
            let value = value_of(&pairs, key);
            tell(turn, batch.as_deref(), (request.shown, key), value);
        } else {
            invalid(turn, request.draft, batch.as_deref(), key);
        }
    }
    end_batch(turn, batch.as_deref());
}

pub(super) fn list(turn: &mut Turn<'_>, request: &Request<'_>) {
    let pairs = pairs(turn, request.target);
    let batch = begin_batch(turn, "metadata", request.shown);
    for (key, value) in &pairs {
        tell(turn, batch.as_deref(), (request.shown, key), Some(value));
    }
    end_batch(turn, batch.as_deref());
}

/// `SET key :value`; without a value, or with an empty one, the key is removed.
pub(super) fn set(turn: &mut Turn<'_>, request: &Request<'_>) {
    spend(turn, MORE_UNITS);
    let Request { draft, shown, .. } = *request;
    let key = request.params[0];
    let value = request.params.get(1).copied().filter(|value| !value.is_empty());
    if !is_key(key) {
        let code = draft.pick("KEY_INVALID", "INVALID_KEY");
        return turn.fail("METADATA", code, &[key], "fail-metadata-key");
    }
    if value.is_some_and(|value| value.len() > METADATA_VALUE_BYTES_MAX) {
        let (code, context) = draft.pick(("VALUE_INVALID", vec![]), ("INVALID_VALUE", vec![key]));
        return turn.fail("METADATA", code, &context, "fail-metadata-value");
    }
    match apply(turn, request.target, key, value) {
        Ok(()) => tell(turn, None, (shown, key), value),
        Err(CannotSet::NotSet) if draft == Draft::Three => tell(turn, None, (shown, key), None),
        Err(CannotSet::NotSet) => {
            turn.fail("METADATA", "KEY_NOT_SET", &[shown, key], "key-not-set");
        }
        Err(CannotSet::Forbidden) => forbidden(turn, shown, key),
        Err(CannotSet::Full) => {
            let limit = METADATA_KEYS_MAX.to_string();
            let context = draft.pick(vec![shown], vec![shown, &limit]);
            turn.fail("METADATA", "LIMIT_REACHED", &context, "fail-metadata-full");
        }
    }
}

/// Gives a key a value, or takes it away.
fn apply(
    turn: &mut Turn<'_>,
    target: Target,
    key: &str,
    value: Option<&str>,
) -> Result<(), CannotSet> {
    let Target::Held(holder) = target else { return apply_pending(turn, key, value) };
    let user = turn.me();
    match turn.apply(Command::Metadata { user, holder, key, value }) {
        Err(Refusal::CannotSet(why)) => Err(why),
        // It has that value already, which is what was wanted.
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The same for a session that is not registered yet.
fn apply_pending(turn: &mut Turn<'_>, key: &str, value: Option<&str>) -> Result<(), CannotSet> {
    let Some(pending) = turn.session_mut().registration.as_deref_mut() else { return Ok(()) };
    let before = value_of(&pending.metadata, key);
    if before.is_none() && value.is_none() {
        return Err(CannotSet::NotSet);
    }
    if before.is_none() && pending.metadata.len() >= METADATA_KEYS_MAX {
        return Err(CannotSet::Full);
    }
    put(&mut pending.metadata, key, value);
    Ok(())
}

fn forbidden(turn: &mut Turn<'_>, shown: &str, key: &str) {
    let context = [shown, key];
    turn.fail("METADATA", "KEY_NO_PERMISSION", &context, "fail-metadata-forbidden");
}

pub(super) fn clear(turn: &mut Turn<'_>, request: &Request<'_>) {
    spend(turn, MORE_UNITS);
    let allowed = |holder: Holder| turn.server.network.may_set_metadata(turn.me(), holder);
    if let Target::Held(holder) = request.target
        && !allowed(holder)
    {
        return forbidden(turn, request.shown, "*");
    }
    let pairs = pairs(turn, request.target);
    let batch = begin_batch(turn, "metadata", request.shown);
    for (key, _) in &pairs {
        if apply(turn, request.target, key, None).is_ok() {
            tell(turn, batch.as_deref(), (request.shown, key), None);
        }
    }
    end_batch(turn, batch.as_deref());
}
