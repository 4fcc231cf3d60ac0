//! CAP (IRCv3 capability-negotiation, version 302).

use super::super::config::Config;
use super::super::delivery::is_aware;
use super::super::network::Refusal;
use super::super::numerics::ERR_INVALIDCAPCMD;
use super::super::session::Caps;
use super::super::turn::Turn;
use super::registration;
use crate::wire::Message;

/// Bytes of one CAP line's list; a longer list is sent in several lines.
const LIST_BYTES_MAX: usize = 400;

/// The version that brings values and implies `cap-notify`.
const VERSION_302: u32 = 302;

pub(super) fn cap(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let subcommand = message.params[0];
    let argument = message.params.get(1).unwrap_or_default();
    match subcommand.to_ascii_uppercase().as_str() {
        "LS" => list_available(turn, argument),
        "LIST" => {
            let caps = turn.caps();
            let named = Caps::NAMES.iter().filter(|(_, cap)| caps.contains(*cap));
            let names: Vec<_> = named.map(|&(name, _)| name.to_owned()).collect();
            send_list(turn, "LIST", &names);
        }
        "REQ" => request(turn, argument),
        "END" => {
            if let Some(registration) = turn.session_mut().registration.as_deref_mut() {
                registration.negotiating = false;
            }
            registration::complete(turn);
        }
        _ => turn.numeric_say(ERR_INVALIDCAPCMD, &[subcommand], "err-invalid-cap-command"),
    }
    Ok(())
}

fn list_available(turn: &mut Turn<'_>, version: &str) {
    negotiate(turn);
    // The version never goes back (capability-negotiation, "CAP LS").
    if version.parse::<u32>().is_ok_and(|version| version >= VERSION_302) {
        turn.session_mut().cap_302 = true;
        let caps = turn.caps() | Caps::CAP_NOTIFY;
        turn.server.sessions.set_caps(turn.id, caps);
    }
    let with_values = turn.session().cap_302;
    let config = with_values.then_some(&turn.server.config);
    let offered = offered(&turn.server.config);
    let mut names: Vec<_> = offered.map(|(name, cap)| item(name, cap, config)).collect();
    // Not one that can be asked for, and so none of [`Caps::NAMES`].
    if let Some(sts) = super::sts::item(turn) {
        let place = names.partition_point(|name| **name < *sts);
        names.insert(place, sts);
    }
    send_list(turn, "LS", &names);
}

/// `name=value`, or the name alone if there is no value, or no configuration to take it from.
fn item(name: &str, cap: Caps, config: Option<&Config>) -> String {
    match config.and_then(|config| cap.value(config)) {
        Some(value) => format!("{name}={value}"),
        None => name.to_owned(),
    }
}

/// The capabilities that the server has.
fn offered(config: &Config) -> impl Iterator<Item = (&'static str, Caps)> {
    Caps::NAMES.into_iter().filter(|(_, cap)| cap.is_offered(config))
}

/// What another configuration means for capabilities.
pub(in super::super) struct Changed {
    /// Those that are new or have another value, with their values.
    new: Vec<String>,
    /// Those that are no more.
    gone: Vec<(&'static str, Caps)>,
}

/// The capabilities that `new` brings, changes and takes away.
pub(in super::super) fn changed(old: &Config, new: &Config) -> Changed {
    let differs = |cap: Caps| !cap.is_offered(old) || cap.value(old) != cap.value(new);
    let changed = offered(new).filter(|(_, cap)| differs(*cap));
    Changed {
        new: changed.map(|(name, cap)| item(name, cap, Some(new))).collect(),
        gone: offered(old).filter(|(_, cap)| !cap.is_offered(new)).collect(),
    }
}

/// Tells a session what has changed, if it wants to know (`CAP NEW`, `CAP DEL`) and, for values,
/// knows them.
pub(in super::super) fn announce(turn: &mut Turn<'_>, changed: &Changed) {
    if !changed.new.is_empty() && turn.session().cap_302 {
        reply(turn, |line| line.param("NEW").trailing(&changed.new.join(" ")));
    }
    if changed.gone.is_empty() {
        return;
    }
    let mut caps = turn.caps();
    if caps.contains(Caps::CAP_NOTIFY) {
        let names: Vec<_> = changed.gone.iter().map(|&(name, _)| name).collect();
        reply(turn, |line| line.param("DEL").trailing(&names.join(" ")));
    }
    changed.gone.iter().for_each(|&(_, cap)| caps.remove(cap));
    turn.server.sessions.set_caps(turn.id, caps);
}

/// Registration waits for CAP END from now on.
fn negotiate(turn: &mut Turn<'_>) {
    if let Some(registration) = turn.session_mut().registration.as_deref_mut() {
        registration.negotiating = true;
    }
}

/// Sends a list, in as many lines as it takes; only clients of version 302 know what the `*`
/// of a continued list means, others get one line. What does not fit into that is drafts, which
/// are younger than such clients.
fn send_list(turn: &mut Turn<'_>, subcommand: &str, names: &[String]) {
    let several = turn.session().cap_302;
    let bytes: usize = names.iter().map(|name| name.len() + 1).sum();
    let all = several || bytes <= LIST_BYTES_MAX;
    let names = names.iter().filter(|name| all || !name.contains('/'));
    let mut lines = vec![String::new()];
    for name in names {
        let line = lines.last_mut().expect("there is a first line");
        if several && line.len() + name.len() >= LIST_BYTES_MAX {
            lines.push(name.clone());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(name);
        }
    }
    let last = lines.len() - 1;
    for (index, list) in lines.iter().enumerate() {
        reply(turn, |line| {
            let line = line.param(subcommand);
            if index < last { line.param("*").trailing(list) } else { line.trailing(list) }
        });
    }
}

/// All of it or nothing (capability-negotiation, "CAP REQ").
fn request(turn: &mut Turn<'_>, list: &str) {
    negotiate(turn);
    let mut caps = turn.caps();
    let known = list.split_ascii_whitespace().all(|item| {
        let (on, name) = match item.strip_prefix('-') {
            Some(name) => (false, name),
            None => (true, item),
        };
        match Caps::named(name) {
            // Version 302 has it, whether asked for or not.
            Some(Caps::CAP_NOTIFY) if !on && turn.session().cap_302 => false,
            Some(cap) if on && !cap.is_offered(&turn.server.config) => false,
            Some(cap) => {
                caps.set(cap, on);
                true
            }
            None => false,
        }
    });
    // IRCv3 metadata, "Relation with other specifications": one draft at a time.
    let known = known && !caps.contains(Caps::METADATA);
    let answer = if known { "ACK" } else { "NAK" };
    reply(turn, |line| line.param(answer).trailing(list));
    if known {
        turn.server.sessions.set_caps(turn.id, caps);
        if !is_aware(caps) {
            turn.session_mut().subscriptions = Vec::new();
        }
    }
}

/// `CAP nick ...`
pub(super) fn reply(
    turn: &mut Turn<'_>,
    build: impl for<'b> FnOnce(crate::wire::Line<'b>) -> crate::wire::Line<'b>,
) {
    let id = turn.id;
    turn.reply(|server, line| {
        let session = server.sessions.at(id);
        let user = session.user.map(|user| &*server.network.user(user).nick);
        let registration = session.registration.as_deref();
        let nick = user.or_else(|| registration.and_then(|r| r.nick.as_deref()));
        build(line.command("CAP").param(nick.unwrap_or("*")))
    });
}
