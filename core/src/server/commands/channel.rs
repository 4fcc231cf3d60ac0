//! Channels: JOIN, PART, TOPIC, NAMES, LIST, INVITE, KICK (Modern IRC, "Channel Operations").

use std::collections::BTreeSet;

use super::super::delivery::{names as names_of, names_symbol};
use super::super::network::{Channel, ChannelId, Command, Refusal};
use super::super::numerics::*;
use super::super::session::Caps;
use super::super::turn::Turn;
use super::{cut, items, metadata, read_marker, refusal};
use crate::wire::{ChannelName, Message, casefold, channel_casefold, fold_mask, mask_matches};

/// Bytes of a PART's reason: leaves room for the longest source and channel.
const PART_BYTES_MAX: usize = 300;

pub(super) fn join(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    if message.params[0] == "0" {
        return part_all(turn);
    }
    let mut keys = message.params.get(1).unwrap_or_default().split(',');
    for name in items(message.params[0]) {
        let key = keys.next().filter(|key| !key.is_empty());
        if let Err(refused) = join_one(turn, name, key) {
            refusal::tell(turn, "JOIN", &refused);
        }
    }
    Ok(())
}

fn join_one(turn: &mut Turn<'_>, name: &str, key: Option<&str>) -> Result<(), Refusal> {
    let bytes_max = turn.server.config.limits.channel_bytes_max;
    let Ok(channel) = ChannelName::parse(name, bytes_max) else {
        // A name that no channel can have.
        return Err(Refusal::NoSuchChannel(name.into()));
    };
    let user = turn.me();
    turn.apply(Command::Join { user, channel, key })?;
    if let Some(id) = turn.server.network.find_channel(name) {
        introduce(turn, id);
        // The user's other devices joined as well.
        for other in turn.user().sessions.clone() {
            if other != turn.id {
                introduce(&mut turn.server.turn(turn.now, other, turn.out), id);
            }
        }
    }
    Ok(())
}

/// What a newcomer is told of a channel: its topic, up to when it was read, unless it wants
/// to ask itself (IRCv3 no-implicit-names) who is in it, and metadata.
pub(super) fn introduce(turn: &mut Turn<'_>, id: ChannelId) {
    if turn.server.network.channel(id).topic.is_some() {
        send_topic(turn, id);
    }
    read_marker::introduce(turn, id);
    if !turn.caps().contains(Caps::NO_IMPLICIT_NAMES) {
        send_names(turn, id);
    }
    metadata::introduce(turn, id);
}

/// `JOIN 0` leaves every channel.
fn part_all(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    let user = turn.me();
    let channels = turn.user().channels.clone();
    for id in channels {
        let channel = turn.server.network.channel(id).name.to_string();
        turn.apply(Command::Part { user, channel: &channel, reason: None })?;
    }
    Ok(())
}

pub(super) fn part(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let user = turn.me();
    let reason = message.params.get(1).map(|reason| cut(reason, PART_BYTES_MAX));
    let reason = reason.filter(|reason| !reason.is_empty());
    let mut done = BTreeSet::new();
    for channel in items(message.params[0]) {
        // Who leaves twice has left.
        let name = channel_casefold(channel).map_or(channel.to_owned(), |name| name.to_string());
        if !done.insert(name) {
            continue;
        }
        if let Err(refused) = turn.apply(Command::Part { user, channel, reason }) {
            refusal::tell(turn, "PART", &refused);
        }
    }
    Ok(())
}

pub(super) fn topic(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let channel = message.params[0];
    if let Some(text) = message.params.get(1) {
        let text = cut(text, turn.server.config.limits.topic_bytes_max);
        let user = turn.me();
        return turn.apply(Command::Topic { user, channel, text });
    }
    let id = visible(turn, channel)?;
    if turn.server.network.channel(id).topic.is_some() {
        send_topic(turn, id);
    } else {
        let name = turn.server.network.channel(id).name.to_string();
        turn.numeric_say(RPL_NOTOPIC, &[&name], "no-topic");
    }
    Ok(())
}

/// The channel of a name, unless it is secret to the asker.
pub(super) fn visible(turn: &Turn<'_>, name: &str) -> Result<ChannelId, Refusal> {
    let network = &turn.server.network;
    let id = network.find_channel(name);
    id.filter(|&id| network.may_see(turn.me(), network.channel(id)))
        .ok_or_else(|| Refusal::NoSuchChannel(name.into()))
}

fn send_topic(turn: &mut Turn<'_>, id: ChannelId) {
    let Some(topic) = turn.server.network.channel(id).topic.clone() else { return };
    turn.numeric(RPL_TOPIC, |server, line| {
        line.param(&server.network.channel(id).name).trailing(&topic.text)
    });
    turn.numeric(RPL_TOPICWHOTIME, |server, line| {
        let line = line.param(&server.network.channel(id).name).param(&topic.by);
        line.param_display(topic.at_ms / 1000)
    });
}

pub(super) fn names(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let Some(list) = message.params.get(0) else {
        turn.numeric_say(RPL_ENDOFNAMES, &["*"], "end-of-names");
        return Ok(());
    };
    // TARGMAX allows one; the others are not answered.
    if let Some(name) = items(list).next() {
        match visible(turn, name) {
            Ok(id) => send_names(turn, id),
            Err(_) => turn.numeric_say(RPL_ENDOFNAMES, &[name], "end-of-names"),
        }
    }
    Ok(())
}

/// RPL_NAMREPLY in as many lines as it takes. Those outside see no invisible users.
fn send_names(turn: &mut Turn<'_>, id: ChannelId) {
    let network = &turn.server.network;
    let channel = network.channel(id);
    let inside = channel.member(turn.me()).is_some();
    let symbol = names_symbol(channel);
    let lines = names_of(network, channel, inside, turn.caps());
    for names in &lines {
        turn.numeric(RPL_NAMREPLY, |server, line| {
            line.param(symbol).param(&server.network.channel(id).name).trailing(names)
        });
    }
    let name = turn.server.network.channel(id).name.to_string();
    turn.numeric_say(RPL_ENDOFNAMES, &[&name], "end-of-names");
}

/// `INVITE nick #channel`; alone it lists the channels one is invited to.
pub(super) fn invite(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let user = turn.me();
    let (target, channel) = match *message.params.as_slice() {
        [] => {
            list_invitations(turn);
            return Ok(());
        }
        [_] => {
            turn.numeric_say(ERR_NEEDMOREPARAMS, &["INVITE"], "err-need-more-params");
            return Ok(());
        }
        [target, channel, ..] => (target, channel),
    };
    turn.apply(Command::Invite { user, target, channel })?;
    let network = &turn.server.network;
    if let (Some(target), Some(id)) = (network.find_user(target), network.find_channel(channel)) {
        turn.numeric(RPL_INVITING, |server, line| {
            let line = line.param(&server.network.user(target).nick);
            line.param(&server.network.channel(id).name)
        });
        super::message::tell_away(turn, target);
    }
    Ok(())
}

fn list_invitations(turn: &mut Turn<'_>) {
    for id in turn.server.network.invitations(turn.me()) {
        turn.numeric(RPL_INVITELIST, |server, line| line.param(&server.network.channel(id).name));
    }
    turn.numeric_say(RPL_ENDOFINVITELIST, &[], "end-of-invitations");
}

/// One channel and several nicknames, or as many channels as nicknames. Who is named twice is
/// kicked once.
pub(super) fn kick(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let user = turn.me();
    let nick = turn.user().nick.to_string();
    let limits = &turn.server.config.limits;
    let (targets_max, bytes_max) = (limits.targets_max, limits.kick_bytes_max);
    let reason = message.params.get(2).filter(|reason| !reason.is_empty()).unwrap_or(&nick);
    let reason = cut(reason, bytes_max);
    let channels: Vec<_> = items(message.params[0]).collect();
    let targets: Vec<_> = items(message.params[1]).collect();
    let paired = channels.len() == 1 || channels.len() == targets.len();
    if targets.is_empty() || !paired {
        turn.numeric_say(ERR_NEEDMOREPARAMS, &["KICK"], "err-need-more-params");
        return Ok(());
    }
    let mut done = BTreeSet::new();
    for (index, target) in targets.iter().enumerate() {
        let channel = channels.get(index).or(channels.first()).copied().unwrap_or_default();
        if !done.insert((channel_casefold(channel).ok(), casefold(target).ok())) {
            continue;
        }
        if done.len() > targets_max {
            turn.numeric_say(ERR_TOOMANYTARGETS, &[target], "err-too-many-targets");
            break;
        }
        if let Err(refused) = turn.apply(Command::Kick { user, channel, target, reason }) {
            refusal::tell(turn, "KICK", &refused);
        }
    }
    Ok(())
}

/// One condition of LIST (ISUPPORT ELIST).
enum Condition<'a> {
    Mask(String),
    NotMask(String),
    MoreUsers(usize),
    FewerUsers(usize),
    CreatedBefore(u64),
    CreatedAfter(u64),
    TopicBefore(u64),
    TopicAfter(u64),
    Name(&'a str),
}

impl<'a> Condition<'a> {
    /// `C` and `T` count in minutes before now.
    fn parse(item: &'a str, now_ms: u64) -> Self {
        let minutes = |text: &str| {
            text.parse::<u64>().ok().map(|minutes| now_ms.saturating_sub(minutes * 60_000))
        };
        let parsed = match item.split_at_checked(2) {
            Some(("C<", rest)) => minutes(rest).map(Self::CreatedAfter),
            Some(("C>", rest)) => minutes(rest).map(Self::CreatedBefore),
            Some(("T<", rest)) => minutes(rest).map(Self::TopicAfter),
            Some(("T>", rest)) => minutes(rest).map(Self::TopicBefore),
            Some(_) | None => match item.split_at_checked(1) {
                Some((">", rest)) => rest.parse().ok().map(Self::MoreUsers),
                Some(("<", rest)) => rest.parse().ok().map(Self::FewerUsers),
                Some(("!", rest)) => Some(Self::NotMask(fold_mask(rest))),
                Some(_) | None if item.contains(['*', '?']) => Some(Self::Mask(fold_mask(item))),
                Some(_) | None => None,
            },
        };
        parsed.unwrap_or(Self::Name(item))
    }

    fn holds(&self, channel: &Channel) -> bool {
        let users = channel.members().len();
        let topic_ms = channel.topic.as_ref().map(|topic| topic.at_ms);
        match self {
            Self::Mask(mask) => mask_matches(mask, &fold_mask(&channel.name)),
            Self::NotMask(mask) => !mask_matches(mask, &fold_mask(&channel.name)),
            Self::MoreUsers(count) => users > *count,
            Self::FewerUsers(count) => users < *count,
            Self::CreatedBefore(at_ms) => channel.created_ms() < *at_ms,
            Self::CreatedAfter(at_ms) => channel.created_ms() > *at_ms,
            Self::TopicBefore(at_ms) => topic_ms.is_some_and(|topic_ms| topic_ms < *at_ms),
            Self::TopicAfter(at_ms) => topic_ms.is_some_and(|topic_ms| topic_ms > *at_ms),
            Self::Name(name) => channel_casefold(name).is_ok_and(|folded| folded == channel.folded),
        }
    }

    fn names_channel(&self) -> bool {
        matches!(self, Self::Mask(_) | Self::Name(_))
    }
}

/// Names and masks are alternatives; the other conditions must all hold.
pub(super) fn list(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let now_ms = turn.now.unix_ms;
    let argument = message.params.get(0).unwrap_or_default();
    let conditions: Vec<_> = items(argument).map(|item| Condition::parse(item, now_ms)).collect();
    let me = turn.me();
    let network = &turn.server.network;
    let named = conditions.iter().any(Condition::names_channel);
    let found: Vec<ChannelId> = network
        .channels()
        .filter(|(_, channel)| network.may_see(me, channel))
        .filter(|(_, channel)| {
            let mut wanted = conditions.iter().filter(|condition| condition.names_channel());
            let mut others = conditions.iter().filter(|condition| !condition.names_channel());
            (!named || wanted.any(|condition| condition.holds(channel)))
                && others.all(|condition| condition.holds(channel))
        })
        .map(|(id, _)| id)
        .collect();
    let text = turn.say("list-start");
    turn.numeric(RPL_LISTSTART, |_, line| line.param("Channel").trailing(text));
    let replies_max = turn.replies_max();
    let more = found.len() > replies_max;
    for id in found.into_iter().take(replies_max) {
        turn.numeric(RPL_LIST, |server, line| {
            let channel = server.network.channel(id);
            let topic = channel.topic.as_ref().map_or("", |topic| &topic.text);
            line.param(&channel.name).param_display(channel.members().len()).trailing(topic)
        });
    }
    if more {
        turn.numeric_say(ERR_TOOMANYMATCHES, &["LIST"], "err-too-many-matches");
    }
    turn.numeric_say(RPL_LISTEND, &[], "list-end");
    Ok(())
}
