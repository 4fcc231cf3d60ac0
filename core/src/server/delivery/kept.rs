//! What of all that happens is kept, so that it can be read later (`CHATHISTORY`).
//!
//! Kept are messages to channels and users, reactions, and what changes a channel in the sight
//! of its members. Not kept: what programs say to programs (CTCP but ACTION), typing and other
//! tags that mean the moment, and what concerns nobody's conversation.

use super::super::excuse::Undo;
use super::super::network::{
    Audience, Change, Channel, ChannelId, Effect, MessageKind, Network, Redactable, Stamp, User,
    UserId,
};
use super::super::storage::{ChannelRecord, Conversation, Kind, Record, SendId, StoredMessage};
use super::message::Outgoing;
use super::stamp::{MESSAGE_ID_BYTES, write_message_id};
use super::{Delivery, mode_line};
use crate::wire::Tags;

/// Tags that make a TAGMSG worth keeping: reactions to a message (IRCv3 react), and its sender's
/// wish.
const WORTH_KEEPING: [&str; 3] = ["+draft/persist", "+draft/react", "+draft/unreact"];

/// How a sender names a message of its own (see `sent`).
pub(crate) const SEND_ID_TAG: &str = "+peyk/send-id";

impl Delivery<'_> {
    /// Notes what is to be kept of an effect, before anybody hears of it, and under which id.
    pub(super) fn keep_effect(&mut self, network: &Network, stamp: Stamp, effect: &Effect<'_>) {
        self.shown_id = None;
        match *effect {
            Effect::Message { from, kind, audience, target, text, tags } => {
                let message = Outgoing { from, kind, target, text, tags };
                self.keep_message(network, stamp, &message, audience);
            }
            Effect::Renamed { by, channel, name, reason } => {
                let text = if reason.is_empty() {
                    name.to_string()
                } else {
                    format!("{} {reason}", &**name)
                };
                self.keep_event(network, Some(stamp), (by, None), channel, (Kind::Rename, &text));
            }
            Effect::Redacted { by, target, message, reason, .. } => {
                self.keep_redaction(network, stamp, by, (target, message), reason);
            }
            Effect::Quit { user, reason } => {
                self.keep_in_all(network, (user, None), (Kind::Quit, reason));
            }
            Effect::Nick { user, old_source, .. } => {
                let event = (Kind::Nick, &*network.user(user).nick);
                self.keep_in_all(network, (user, Some(old_source)), event);
            }
            Effect::Joined { user, channel } => {
                let realname = &*network.user(user).realname;
                let event = (Kind::Join, realname);
                self.keep_event(network, Some(stamp), (user, None), channel, event);
            }
            Effect::Parted { user, channel, reason } => {
                let event = (Kind::Part, reason.unwrap_or_default());
                self.keep_event(network, Some(stamp), (user, None), channel, event);
            }
            Effect::Kicked { by, user, channel, reason } => {
                let text = format!("{} {reason}", &*network.user(user).nick);
                self.keep_event(network, Some(stamp), (by, None), channel, (Kind::Kick, &text));
            }
            Effect::TopicChanged { by, channel, text } => {
                self.keep_event(network, Some(stamp), (by, None), channel, (Kind::Topic, text));
            }
            Effect::ChannelModes { by, channel, changes } => {
                self.keep_modes(network, by, channel, changes);
            }
            Effect::ChannelChanged { channel, before } => {
                self.keep_channel(network.channel(channel), before);
            }
            Effect::ChannelRegistered { channel, before } => {
                let channel = network.channel(channel);
                let before = before.map(|before| Box::new(before.clone()));
                self.undo.push(Undo::Registered { room: channel.room, before });
                self.out.depend_on(Record::Channel(Box::new(channel.record())));
            }
            // Those whom the end of the server takes away come back to the same room.
            Effect::ChannelGone { channel } if !self.stopping => {
                self.out.keep(Record::ChannelGone { id: network.channel(channel).room });
            }
            Effect::AccountChanged { id, before } => {
                let before = before.map(|before| Box::new(before.clone()));
                self.undo.push(Undo::Account { id, before });
                if let Some(account) = network.accounts.get(id) {
                    self.out.depend_on(Record::Account(Box::new(account.record.clone())));
                }
            }
            Effect::Account { user, party_before, before } => {
                let party = network.user(user).party;
                let before = (party_before, before.map(Into::into));
                self.undo.push(Undo::Login { user, party, before });
            }
            Effect::AccountGone { before } => {
                let gone = Some(Box::new(before.clone()));
                self.undo.push(Undo::Account { id: before.id, before: gone });
                self.out.depend_on(Record::AccountGone { id: before.id });
            }
            Effect::MarkerMoved { account, target, before, read_ms } => {
                let target: Box<str> = target.into();
                self.undo.push(Undo::ReadMarker { account, target: target.clone(), before });
                let read_ms = read_ms.unwrap_or(0);
                self.out.depend_on(Record::ReadMarker { account, target, read_ms });
            }
            Effect::ChannelGone { .. }
            | Effect::Online { .. }
            | Effect::Offline { .. }
            | Effect::UserModes { .. }
            | Effect::Invited { .. }
            | Effect::Away { .. }
            | Effect::Metadata { .. }
            | Effect::Read { .. }
            | Effect::Realname { .. }
            | Effect::Hostname { .. }
            | Effect::Wallops { .. } => {}
        }
    }

    fn keep_message(
        &mut self,
        network: &Network,
        stamp: Stamp,
        message: &Outgoing<'_>,
        audience: Audience,
    ) {
        if !self.config.history.enabled || !is_worth_keeping(message) {
            return;
        }
        let from = network.user(message.from);
        let (conversation, least) = match audience {
            Audience::Channel(id, least) => {
                (Conversation::room(network.channel(id).room), least.bits())
            }
            Audience::User(user) => (Conversation::direct(from.party, network.user(user).party), 0),
        };
        let kind = match message.kind {
            MessageKind::Privmsg => Kind::Privmsg,
            MessageKind::Notice => Kind::Notice,
            MessageKind::Tagmsg => Kind::Tagmsg,
        };
        let kept = StoredMessage {
            least,
            tags: message.tags.into(),
            send_id: send_id(network, message.from, message.tags),
            ..stored(from, (stamp.id, conversation), (kind, message.text), message.target)
        };
        self.out.depend_on(Record::Message(Box::new(kept)));
    }

    /// A message is taken out of what is kept; that this happened is kept in its place.
    fn keep_redaction(
        &mut self,
        network: &Network,
        stamp: Stamp,
        by: UserId,
        (target, message): (&str, Redactable),
        reason: Option<&str>,
    ) {
        let Redactable { id, conversation, least, .. } = message;
        self.out.depend_on(Record::Redacted { conversation, id });
        if !self.config.history.enabled {
            return;
        }
        let by = network.user(by);
        let mut msgid = [0; MESSAGE_ID_BYTES];
        let mut text = write_message_id(&mut msgid, id).to_owned();
        if let Some(reason) = reason {
            text.push(' ');
            text.push_str(reason);
        }
        let event = (Kind::Redact, &*text);
        let kept = StoredMessage {
            least: least.bits(),
            ..stored(by, (stamp.id, conversation), event, target)
        };
        self.shown_id = Some(stamp.id);
        self.out.keep(Record::Message(Box::new(kept)));
    }

    /// Something that happened in all channels of a user at once: in each it has an id of its
    /// own, and in all of them readers are shown the first.
    fn keep_in_all(
        &mut self,
        network: &Network,
        (user, source): (UserId, Option<&str>),
        event: (Kind, &str),
    ) {
        for &channel in &network.user(user).channels {
            self.keep_event(network, None, (user, source), channel, event);
        }
    }

    /// Something that happened in a channel; `stamp` if it has one of its own.
    fn keep_event(
        &mut self,
        network: &Network,
        stamp: Option<Stamp>,
        (by, source): (UserId, Option<&str>),
        channel: ChannelId,
        (kind, text): (Kind, &str),
    ) {
        if !self.config.history.enabled || self.stopping {
            return;
        }
        let id = stamp.map_or_else(
            || {
                *self.last_id += 1;
                *self.last_id
            },
            |stamp| stamp.id,
        );
        let shown_id = *self.shown_id.get_or_insert(id);
        let by = network.user(by);
        let channel = network.channel(channel);
        let mut msgid = [0; MESSAGE_ID_BYTES];
        let everywhere = matches!(kind, Kind::Quit | Kind::Nick);
        let target =
            if everywhere { write_message_id(&mut msgid, shown_id) } else { &*channel.name };
        let place = (id, Conversation::room(channel.room));
        let mut kept = stored(by, place, (kind, text), target);
        if let Some(source) = source {
            kept.source = source.into();
        }
        self.out.keep(Record::Message(Box::new(kept)));
    }

    fn keep_modes(
        &mut self,
        network: &Network,
        by: UserId,
        channel: ChannelId,
        changes: &[Change<'_>],
    ) {
        for change in changes {
            if let Change::Prefix(given, prefix, user) = *change
                && let Some(member) = network.channel(channel).member(user)
            {
                let room = network.channel(channel).room;
                let member = (user, member.since);
                self.undo.push(Undo::Prefix { room, member, prefix, given });
            }
        }
        let mut rest = changes;
        while !rest.is_empty() {
            let (letters, params, taken) = mode_line(network, rest);
            rest = &rest[taken..];
            let text = std::iter::once(letters).chain(params).collect::<Vec<_>>().join(" ");
            self.keep_event(network, None, (by, None), channel, (Kind::Mode, &text));
        }
    }

    /// What belongs to somebody is relied on, and so is a name, by which people find what they
    /// said; other channels are kept as well as can be.
    fn keep_channel(&mut self, channel: &Channel, before: Option<&ChannelRecord>) {
        let record = Record::Channel(Box::new(channel.record()));
        match before {
            Some(before) if channel.registered.is_some() || *before.name != *channel.name => {
                self.undo.push(Undo::Channel(Box::new(before.clone())));
                self.out.depend_on(record);
            }
            Some(_) | None => self.out.keep(record),
        }
    }
}

/// What is kept of something that a user says or does.
fn stored(
    by: &User,
    (id, conversation): (u64, Conversation),
    (kind, text): (Kind, &str),
    target: &str,
) -> StoredMessage {
    StoredMessage {
        id,
        conversation,
        kind,
        source: by.source.clone(),
        party: by.party,
        account: by.account.clone(),
        bot: by.is_bot(),
        target: target.into(),
        least: 0,
        text: text.into(),
        tags: Box::default(),
        send_id: None,
    }
}

fn is_worth_keeping(message: &Outgoing<'_>) -> bool {
    if message.kind == MessageKind::Tagmsg {
        let names = Tags::of_raw(message.tags);
        return names.iter().any(|(name, _)| WORTH_KEEPING.contains(&name));
    }
    !message.text.starts_with('\u{1}') || message.text.starts_with("\u{1}ACTION")
}

/// Bytes of a name that only its sender can know before the message is out, since it is random.
/// Who sends it again is the same person, be it under another nickname, as it is after a cable
/// was cut and the old nickname is still in use, or logged in by now; and whoever repeats
/// another's name is merely shown their own words.
const SECRET_NAME_BYTES: usize = 16;

/// How the sender named a message, if it did.
pub(crate) fn send_id(network: &Network, from: UserId, tags: &str) -> Option<SendId> {
    let (_, name) = Tags::of_raw(tags).iter().find(|(name, _)| *name == SEND_ID_TAG)?;
    let name =
        name.filter(|name| (1..=super::super::sent::NAME_BYTES_MAX).contains(&name.len()))?;
    let user = network.user(from);
    let sender = match name.len() {
        SECRET_NAME_BYTES.. => "",
        _ => user.account.as_deref().unwrap_or(&user.folded),
    };
    Some(SendId { sender: sender.into(), name: name.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(kind: MessageKind, text: &str, tags: &str) -> bool {
        let from = UserId::default();
        is_worth_keeping(&Outgoing { from, kind, target: "#a", text, tags })
    }

    #[test]
    fn words_are_kept_and_moments_are_not() {
        assert!(worth(MessageKind::Privmsg, "hello", ""));
        assert!(worth(MessageKind::Notice, "\u{1}ACTION waves\u{1}", ""));
        assert!(!worth(MessageKind::Privmsg, "\u{1}VERSION\u{1}", ""));
        assert!(!worth(MessageKind::Tagmsg, "", "+typing=active"));
        assert!(worth(MessageKind::Tagmsg, "", "+draft/reply=1;+draft/react=:)"));
    }
}
