//! SUB, UNSUB and SUBS: the keys that a session wants to know of.

use super::super::super::numerics::{RPL_METADATASUBOK, RPL_METADATASUBS, RPL_METADATAUNSUBOK};
use super::super::super::session::METADATA_SUBS_MAX;
use super::super::super::turn::Turn;
use super::super::{begin_batch, end_batch, joined};
use super::{Request, is_key, keys, sync};

/// Keys in one line, beside the nickname: as many as fit into fifteen parameters.
const KEYS_PER_LINE: usize = 12;

/// Sends a numeric with keys, in as many lines as it takes.
fn send(turn: &mut Turn<'_>, batch: Option<&str>, numeric: u16, keys: &[&str]) {
    for some in keys.chunks(KEYS_PER_LINE) {
        for text in joined(some.iter().map(ToString::to_string), ' ') {
            turn.numeric_in(batch, numeric, |_, line| {
                text.split(' ').fold(line, |line, key| line.param(key))
            });
        }
    }
}

/// Adds keys in their order, until there are as many as there may be.
pub(super) fn add(turn: &mut Turn<'_>, request: &Request<'_>) {
    let draft = request.draft;
    let (mut accepted, mut new, mut invalid) = (Vec::new(), Vec::new(), Vec::new());
    let mut surplus = None;
    for &key in request.params {
        let subscriptions = &mut turn.session_mut().subscriptions;
        let known = subscriptions.iter().any(|known| **known == *key);
        if !is_key(key) {
            invalid.push(key);
            continue;
        } else if !known && subscriptions.len() >= METADATA_SUBS_MAX {
            surplus = Some(key);
            break;
        } else if !known {
            subscriptions.push(key.into());
            new.push(key);
        }
        if !accepted.contains(&key) {
            accepted.push(key);
        }
    }
    send(turn, None, RPL_METADATASUBOK, &accepted);
    for key in invalid {
        keys::invalid(turn, draft, None, key);
    }
    if let Some(key) = surplus {
        let limit = METADATA_SUBS_MAX.to_string();
        let (code, context) =
            draft.pick(("TOO_MANY_SUBS", vec![key]), ("LIMIT_REACHED", vec![key, &limit]));
        turn.fail("METADATA", code, &context, "fail-metadata-subs");
    }
    if turn.registered().is_some() && !new.is_empty() {
        sync::after_subscribing(turn, draft, &new);
    }
}

pub(super) fn remove(turn: &mut Turn<'_>, request: &Request<'_>) {
    let mut removed = Vec::new();
    let mut invalid = Vec::new();
    for &key in request.params {
        if is_key(key) {
            turn.session_mut().subscriptions.retain(|known| **known != *key);
            if !removed.contains(&key) {
                removed.push(key);
            }
        } else {
            invalid.push(key);
        }
    }
    send(turn, None, RPL_METADATAUNSUBOK, &removed);
    for key in invalid {
        keys::invalid(turn, request.draft, None, key);
    }
}

pub(super) fn list(turn: &mut Turn<'_>) {
    let subscriptions = turn.session().subscriptions.clone();
    let keys: Vec<_> = subscriptions.iter().map(|key| &**key).collect();
    let batch = begin_batch(turn, "metadata-subs", "");
    send(turn, batch.as_deref(), RPL_METADATASUBS, &keys);
    end_batch(turn, batch.as_deref());
}
