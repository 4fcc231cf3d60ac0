//! SYNC, and what a session is told without asking: its own metadata when it comes, that of the
//! rooms it joins and of the people it watches.

use std::collections::BTreeSet;

use super::super::super::delivery::{Entry, Sheet, entries, holder_name, is_aware};
use super::super::super::network::{ChannelId, Command, Holder, Network, Pairs, UserId};
use super::super::super::numerics::RPL_METADATASYNCLATER;
use super::super::super::session::Caps;
use super::super::super::turn::Turn;
use super::{ALL, Draft, Request, Target};

/// Lines that a session is sent without asking; it is asked to ask for more.
const UNASKED_LINES_MAX: usize = 100;

/// Applies what a session said before its registration.
pub(in super::super) fn settle(turn: &mut Turn<'_>, said: &Pairs) {
    let user = turn.me();
    for (key, value) in said {
        let (holder, value) = (Holder::User(user), Some(&**value));
        // Another device may have said as much as there may be.
        let _ = turn.apply(Command::Metadata { user, holder, key, value });
    }
}

/// Tells a session that has just been registered what is said about it.
pub(in super::super) fn greet(turn: &mut Turn<'_>) {
    if is_aware(turn.caps()) {
        let holder = Holder::User(turn.me());
        let network = &turn.server.network;
        let own: Vec<_> = entries(network, holder, |_| true).collect();
        let target = holder_name(network, holder).to_owned();
        send(turn, &target, &own);
    }
}

/// Tells a session about a room that it has joined.
pub(in super::super) fn introduce(turn: &mut Turn<'_>, id: ChannelId) {
    unasked(turn, &[Holder::Channel(id)]);
}

/// Tells a session about people it watches for.
pub(in super::super) fn introduce_users(turn: &mut Turn<'_>, people: &[UserId]) {
    let people: Vec<_> = people.iter().map(|&id| Holder::User(id)).collect();
    unasked(turn, &people);
}

/// Tells a session about each of these; of what would be too much, that there is something.
fn unasked(turn: &mut Turn<'_>, holders: &[Holder]) {
    let caps = turn.caps();
    let nothing = turn.session().subscriptions.is_empty() && !caps.contains(Caps::METADATA_3);
    if !is_aware(caps) || nothing {
        return;
    }
    let mut lines = 0;
    for &holder in holders {
        let found = subscribed(turn, holder);
        lines += found.len();
        let target = holder_name(&turn.server.network, holder).to_owned();
        if lines > UNASKED_LINES_MAX {
            later(turn, &target);
        } else {
            send(turn, &target, &found);
        }
    }
}

/// What a session has subscribed to of a user, or of a channel and all who are in it.
fn subscribed(turn: &Turn<'_>, holder: Holder) -> Vec<Entry> {
    let subscriptions = &turn.session().subscriptions;
    if subscriptions.is_empty() {
        return Vec::new();
    }
    let wanted = |key: &str| subscriptions.iter().any(|known| **known == *key);
    let network = &turn.server.network;
    let holders = std::iter::once(holder).chain(members(network, holder));
    let found = holders.flat_map(|holder| entries(network, holder, wanted));
    found.take(turn.replies_max()).collect()
}

fn members(network: &Network, holder: Holder) -> impl Iterator<Item = Holder> {
    let members = match holder {
        Holder::Channel(id) => network.channel(id).members(),
        Holder::User(_) => &[],
    };
    members.iter().map(|member| Holder::User(member.user))
}

/// What somebody sees who wants to know of these keys: themselves, their channels, all who are in
/// them, and those they watch for; each once.
fn visible(turn: &Turn<'_>, wanted: impl Fn(&str) -> bool + Copy) -> Vec<Entry> {
    let network = &turn.server.network;
    let channels = turn.user().channels.iter().map(|&id| Holder::Channel(id));
    let channels: Vec<_> = channels.collect();
    let mut people = BTreeSet::from([turn.me()]);
    for &channel in &channels {
        people.extend(members(network, channel).filter_map(|holder| match holder {
            Holder::User(id) => Some(id),
            Holder::Channel(_) => None,
        }));
    }
    people.extend(turn.session().monitored.iter().filter_map(|nick| network.find_folded(nick)));
    let holders = channels.into_iter().chain(people.into_iter().map(Holder::User));
    let found = holders.flat_map(|holder| entries(network, holder, wanted));
    found.take(turn.replies_max()).collect()
}

/// `METADATA target SYNC`
pub(super) fn one(turn: &mut Turn<'_>, request: &Request<'_>) {
    let found = match request.target {
        Target::Held(holder) => subscribed(turn, holder),
        Target::Pending => Vec::new(),
    };
    send(turn, request.shown, &found);
}

/// `METADATA *ALL SYNC`
pub(super) fn all(turn: &mut Turn<'_>) {
    let subscriptions = turn.session().subscriptions.clone();
    let wanted = |key: &str| subscriptions.iter().any(|known| **known == *key);
    let found = visible(turn, wanted);
    send(turn, ALL, &found);
}

/// Tells a session of keys that it has just subscribed to; the later draft has it ask.
pub(super) fn after_subscribing(turn: &mut Turn<'_>, draft: Draft, new: &[&str]) {
    if draft == Draft::Three {
        return later(turn, ALL);
    }
    let found = visible(turn, |key| new.contains(&key));
    if found.len() <= UNASKED_LINES_MAX {
        let sheet_lines = found;
        with_sheet(turn, |sheet, buf, _| {
            sheet_lines.iter().for_each(|entry| sheet.entry(buf, None, entry));
        });
        return;
    }
    for id in turn.user().channels.clone() {
        let channel = turn.server.network.channel(id).name.to_string();
        later(turn, &channel);
    }
}

/// Asks the session to ask; at once, if it likes: what it asks for is bounded.
fn later(turn: &mut Turn<'_>, target: &str) {
    let text = turn.say("sync-later");
    turn.numeric(RPL_METADATASYNCLATER, |_, line| line.param(target).param("0").trailing(text));
}

/// Sends a `metadata` batch about a target.
fn send(turn: &mut Turn<'_>, target: &str, entries: &[Entry]) {
    with_sheet(turn, |sheet, buf, id| {
        if sheet.caps.contains(Caps::BATCH) {
            sheet.batch(buf, id, target, entries);
        } else {
            entries.iter().for_each(|entry| sheet.entry(buf, None, entry));
        }
    });
}

/// Appends lines to what the session is sent; with an id for a batch.
fn with_sheet(turn: &mut Turn<'_>, encode: impl FnOnce(&Sheet<'_>, &mut Vec<u8>, u64)) {
    turn.server.last_id += 1;
    let id = turn.server.last_id;
    let server = turn.server.config.server_name.clone();
    let nick = turn.registered().map(|me| turn.server.network.user(me).nick.to_string());
    let nick = nick.as_deref().unwrap_or("*");
    let line_bytes_max = turn.server.config.limits.line_bytes_max;
    let (caps, stamp) = (turn.caps(), turn.server.moment(turn.now));
    let sheet = Sheet { caps, line_bytes_max, server: &server, nick, stamp };
    turn.append(|buf| encode(&sheet, buf, id));
}
