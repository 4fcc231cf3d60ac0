//! METADATA (IRCv3 metadata): what people say about themselves and their channels.
//!
//! Two drafts are spoken, which differ in how changes are told and in the codes of refusals: the
//! merged one, `draft/metadata-2`, and its successor, `draft/metadata-3`.

mod keys;
mod subscriptions;
mod sync;

pub(super) use sync::{greet, introduce, introduce_users, settle};

use super::super::delivery::holder_name;
use super::super::network::{Holder, METADATA_KEY_BYTES_MAX, Refusal, UserId};
use super::super::numerics::{
    ERR_NEEDMOREPARAMS, ERR_NOTREGISTERED, ERR_UNKNOWNCOMMAND, RPL_WHOISKEYVALUE,
};
use super::super::session::Caps;
use super::super::turn::Turn;
use super::spend;
use crate::wire::Message;

/// What changes something or is long costs so many units of flood control more.
const MORE_UNITS: u32 = 2;

/// Stands for oneself.
const SELF: &str = "*";

/// Stands for everything that one sees (`draft/metadata-3`).
const ALL: &str = "*ALL";

/// Which draft a session speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Draft {
    Two,
    Three,
}

impl Draft {
    fn of(caps: Caps) -> Self {
        if caps.contains(Caps::METADATA_3) { Self::Three } else { Self::Two }
    }

    /// The one or the other.
    fn pick<T>(self, two: T, three: T) -> T {
        match self {
            Self::Two => two,
            Self::Three => three,
        }
    }
}

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// The session itself, before its registration.
    Pending,
    Held(Holder),
}

/// A METADATA command, its target and subcommand known.
struct Request<'t> {
    draft: Draft,
    target: Target,
    /// What the target is called in answers.
    shown: &'t str,
    params: &'t [&'t str],
}

/// `METADATA target subcommand ...`
pub(super) fn metadata(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if !turn.caps().intersects(Caps::METADATA) {
        match turn.registered() {
            Some(_) => turn.numeric_say(ERR_UNKNOWNCOMMAND, &["METADATA"], "err-unknown-command"),
            None => turn.numeric_say(ERR_NOTREGISTERED, &[], "err-not-registered"),
        }
        return Ok(());
    }
    let draft = Draft::of(turn.caps());
    let &[given, word, ref params @ ..] = message.params.as_slice() else {
        few(turn, draft, SELF);
        return Ok(());
    };
    let subcommand = word.to_ascii_uppercase();
    let (least, most) = match subcommand.as_str() {
        "GET" | "SUB" | "UNSUB" => (1, usize::MAX),
        "SET" => (1, 2),
        "CLEAR" | "LIST" | "SUBS" | "SYNC" => (0, 0),
        _ => {
            let code = draft.pick("SUBCOMMAND_INVALID", "INVALID_PARAMS");
            let is_word = !word.is_empty() && !word.starts_with(':') && !word.contains(' ');
            let word = if is_word { word } else { "*" };
            turn.fail("METADATA", code, &[word], "fail-metadata-subcommand");
            return Ok(());
        }
    };
    if params.len() < least {
        few(turn, draft, &subcommand);
        return Ok(());
    }
    if params.len() > most && draft == Draft::Three {
        turn.fail("METADATA", "INVALID_PARAMS", &[&subcommand], "fail-metadata-many");
        return Ok(());
    }
    let every = subcommand == "SYNC" && draft == Draft::Three && given.eq_ignore_ascii_case(ALL);
    if every && turn.registered().is_some() {
        spend(turn, MORE_UNITS);
        sync::all(turn);
        return Ok(());
    }
    let found = find(turn, given);
    let is_own = |target| match target {
        Target::Pending => true,
        Target::Held(holder) => turn.registered().map(Holder::User) == Some(holder),
    };
    let about_self = matches!(subcommand.as_str(), "SUB" | "SUBS" | "UNSUB");
    let Some(target) = found.filter(|&target| !about_self || is_own(target)) else {
        turn.fail("METADATA", "INVALID_TARGET", &[given], "fail-metadata-target");
        return Ok(());
    };
    let shown = match target {
        Target::Pending => SELF.to_owned(),
        Target::Held(holder) => holder_name(&turn.server.network, holder).to_owned(),
    };
    let request = Request { draft, target, shown: &shown, params };
    match subcommand.as_str() {
        "GET" => keys::get(turn, &request),
        "LIST" => keys::list(turn, &request),
        "SET" => keys::set(turn, &request),
        "CLEAR" => keys::clear(turn, &request),
        "SUB" => subscriptions::add(turn, &request),
        "UNSUB" => subscriptions::remove(turn, &request),
        "SUBS" => subscriptions::list(turn),
        _ => {
            spend(turn, MORE_UNITS);
            sync::one(turn, &request);
        }
    }
    Ok(())
}

fn few(turn: &mut Turn<'_>, draft: Draft, subcommand: &str) {
    match draft {
        Draft::Two => {
            turn.numeric_say(ERR_NEEDMOREPARAMS, &["METADATA"], "err-need-more-params");
        }
        Draft::Three => {
            turn.fail("METADATA", "INVALID_PARAMS", &[subcommand], "err-need-more-params");
        }
    }
}

/// Whom or what a target names, if the session may read of it.
fn find(turn: &Turn<'_>, given: &str) -> Option<Target> {
    let Some(me) = turn.registered() else {
        return (given == SELF).then_some(Target::Pending);
    };
    if given == SELF {
        return Some(Target::Held(Holder::User(me)));
    }
    let network = &turn.server.network;
    let holder = if given.starts_with('#') {
        Holder::Channel(network.find_channel(given)?)
    } else {
        Holder::User(network.find_user(given)?)
    };
    network.may_read_metadata(me, holder).then_some(Target::Held(holder))
}

/// Whether a key can be one (IRCv3 metadata, "Keys and Values").
fn is_key(key: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=METADATA_KEY_BYTES_MAX).contains(&key.len())
        && key.bytes().all(|byte| allowed(byte) || b"_./-".contains(&byte))
}

/// What WHOIS tells of somebody to those who know metadata.
pub(super) fn describe(turn: &mut Turn<'_>, user: UserId) {
    if !turn.caps().intersects(Caps::METADATA) {
        return;
    }
    let nick = turn.server.network.user(user).nick.to_string();
    for (key, value) in turn.server.network.metadata(Holder::User(user)).to_vec() {
        turn.numeric(RPL_WHOISKEYVALUE, |_, line| {
            line.param(&nick).param(&key).param("*").trailing(&value)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_of_few_letters_and_not_long() {
        let longest = "k".repeat(METADATA_KEY_BYTES_MAX);
        for key in ["a", "display-name", "example.com/x_9", &longest] {
            assert!(is_key(key), "{key}");
        }
        let too_long = "k".repeat(METADATA_KEY_BYTES_MAX + 1);
        for key in ["", "A", "a b", "a:", "نام", &too_long] {
            assert!(!is_key(key), "{key}");
        }
    }
}
