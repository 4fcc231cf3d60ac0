//! What is said: messages, reactions, redactions, and that somebody is writing; now, and in
//! pages of history.

use super::Client;
use super::conversation::cut;
use super::event::Event;
use super::ids::{ConversationId, MsgId, SendId};
use super::incoming::Incoming;
use super::timeline::{EntryKind, NewEntry, Reacted, Redaction, Sender};
use super::turn::Turn;
use super::view::{ConversationKind, Older, Writing};
use crate::wire::{Message, Source};

/// Marks what is done and not said, and other things that programs tell each other (CTCP).
const CTCP: char = '\u{1}';

/// How long somebody who writes is believed to do so (IRCv3 typing).
const ACTIVE_MS: u64 = 6_000;
const PAUSED_MS: u64 = 30_000;

/// Bytes of a reaction that are kept: an emoji of a family, or a word.
const REACTION_BYTES_MAX: usize = 64;

/// Bytes of a message's id, or an account's name, in a tag: none is longer.
const ID_BYTES_MAX: usize = 256;

/// People who are shown as writing in one conversation at the most.
const WRITING_MAX: usize = 20;

/// What a line means for a timeline.
#[derive(Debug)]
pub(super) enum Item {
    Entry(NewEntry),
    Reacted(Reacted),
    Redacted(MsgId, Redaction),
}

impl Client {
    /// What a line means for the timeline of a conversation. None if nothing.
    pub(super) fn item(&self, message: &Message<'_>, time_ms: u64) -> Option<Item> {
        let source = Source::parse(message.source.unwrap_or_default());
        let param = |index| message.params.get(index).unwrap_or_default();
        let command = message.command.to_ascii_uppercase();
        let (kind, text) = match command.as_str() {
            "PRIVMSG" | "NOTICE" => said(&command, param(1))?,
            "TAGMSG" => return self.reacted(message, time_ms).map(Item::Reacted),
            "REDACT" => {
                let by = source.nick.into();
                let reason = cut(param(2), self.config.limits.word_bytes_max).into();
                return Some(Item::Redacted(MsgId::new(param(1)), Redaction { by, reason }));
            }
            "JOIN" => (EntryKind::Join, ""),
            "PART" => (EntryKind::Part, param(1)),
            "QUIT" => (EntryKind::Quit, param(0)),
            "KICK" => (EntryKind::Kick(param(1).into()), param(2)),
            "NICK" => (EntryKind::Nick(param(0).into()), ""),
            "TOPIC" => (EntryKind::Topic, param(1)),
            "RENAME" => (EntryKind::Rename(param(1).into()), param(2)),
            "MODE" => {
                let changes = message.params.as_slice().get(1..).unwrap_or_default().join(" ");
                let new = self.new_entry(message, time_ms, EntryKind::Mode, &changes);
                return Some(Item::Entry(new));
            }
            _ => return None,
        };
        Some(Item::Entry(self.new_entry(message, time_ms, kind, text)))
    }

    pub(super) fn new_entry(
        &self,
        message: &Message<'_>,
        time_ms: u64,
        kind: EntryKind,
        text: &str,
    ) -> NewEntry {
        let nick = Source::parse(message.source.unwrap_or_default()).nick;
        let tag = |name: &str| message.tags.get(name).filter(|value| !value.is_empty());
        let account = tag("account").filter(is_short).map(|account| (&*account).into());
        let reply_to = tag("+draft/reply").or_else(|| tag("+reply")).filter(is_short);
        let is_said = kind.is_said();
        let send_id = tag("+peyk/send-id")
            .filter(|name| is_said && is_short(name))
            .map(|name| SendId::new(&name));
        let own = self.is_own(nick, account.as_deref())
            || send_id.as_ref().is_some_and(|send_id| self.sent_as(send_id, nick, text));
        let bytes_max = if is_said {
            self.config.limits.text_bytes_max
        } else {
            self.config.limits.word_bytes_max
        };
        NewEntry {
            msgid: tag("msgid").filter(is_short).map(|msgid| MsgId::new(&msgid)),
            time_ms,
            sender: Sender { nick: nick.into(), account, bot: message.tags.get("bot").is_some() },
            own,
            mention: kind != EntryKind::Notice && is_said && !own && self.is_mentioned(text),
            kind,
            text: cut(text, bytes_max).into(),
            reply_to: reply_to.filter(|_| is_said).map(|msgid| MsgId::new(&msgid)),
            send_id,
        }
    }

    /// Whether a sender is the person: by the nickname, or by the account on another device.
    fn is_own(&self, nick: &str, account: Option<&str>) -> bool {
        let same_account = account.zip(self.me.account.as_deref());
        self.is_me(nick) || same_account.is_some_and(|(a, own)| self.fold(a) == self.fold(own))
    }

    /// Whether a message is one that waits, said under a nickname that the person had then.
    fn sent_as(&self, send_id: &SendId, nick: &str, text: &str) -> bool {
        self.own_nicks.contains(&self.fold(nick))
            && self.outbox.iter().any(|waiting| {
                waiting.message.send_id == *send_id && *waiting.message.text == *text
            })
    }

    /// Whether a text has the person's nickname as a word of its own.
    fn is_mentioned(&self, text: &str) -> bool {
        let (nick, text) = (self.fold(&self.me.nick), text.to_lowercase());
        let nick = nick.to_lowercase();
        if nick.is_empty() {
            return false;
        }
        let mut from = 0;
        while let Some(at) = text[from..].find(&nick).map(|at| from + at) {
            let end = at + nick.len();
            let in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if !in_word(text[..at].chars().next_back()) && !in_word(text[end..].chars().next()) {
                return true;
            }
            from = end;
        }
        false
    }

    fn reacted(&self, message: &Message<'_>, time_ms: u64) -> Option<Reacted> {
        let tag = |name: &str| message.tags.get(name).filter(|value| !value.is_empty());
        let msgid = tag("+draft/reply").or_else(|| tag("+reply")).filter(is_short)?;
        let reaction = tag("+draft/react").or_else(|| tag("+react"));
        let withdrawn = tag("+draft/unreact").or_else(|| tag("+unreact"));
        let nick = Source::parse(message.source.unwrap_or_default()).nick;
        let account = tag("account");
        Some(Reacted {
            msgid: MsgId::new(&msgid),
            nick: nick.into(),
            own: self.is_own(nick, account.as_deref()),
            withdrawn: reaction.is_none(),
            text: cut(&reaction.or(withdrawn)?, REACTION_BYTES_MAX).into(),
            time_ms,
        })
    }

    /// Whether a line comes from a server and not from a person.
    fn is_from_server(&self, message: &Message<'_>) -> bool {
        let source = message.source.unwrap_or_default();
        source.is_empty()
            || *source == *self.server.name
            || !source.contains(['!', '@']) && source.contains('.')
    }
}

/// Whether a name in a tag is as short as names are; others are taken for none.
fn is_short(name: &impl AsRef<str>) -> bool {
    name.as_ref().len() <= ID_BYTES_MAX
}

/// What is said, without marks. None for what programs tell each other.
fn said<'t>(command: &str, text: &'t str) -> Option<(EntryKind, &'t str)> {
    let kind = if command == "NOTICE" { EntryKind::Notice } else { EntryKind::Message };
    let Some(marked) = text.strip_prefix(CTCP) else { return Some((kind, text)) };
    let action = marked.strip_suffix(CTCP).unwrap_or(marked).strip_prefix("ACTION")?;
    (kind == EntryKind::Message).then_some((EntryKind::Action, action.trim_start_matches(' ')))
}

impl Turn<'_> {
    /// Where a message of now belongs. Opens a conversation for one that somebody said directly.
    fn place_of(&mut self, message: &Message<'_>, may_open: bool) -> Option<ConversationId> {
        let target = message.params.get(0).unwrap_or_default();
        let target = self.session.isupport.plain_target(target).to_owned();
        if self.session.isupport.is_room(&target) {
            return self.find(&target);
        }
        if self.is_from_server(message) {
            return None;
        }
        let nick = Source::parse(message.source.unwrap_or_default()).nick;
        let other = if self.is_me(nick) { &*target } else { nick };
        match self.find(other) {
            Some(id) => Some(id),
            None if may_open => {
                let id = self.open(other, ConversationKind::Direct)?;
                self.direct_opened(id);
                Some(id)
            }
            None => None,
        }
    }

    /// PRIVMSG and NOTICE.
    pub(super) fn said(&mut self, message: &Message<'_>, incoming: &Incoming) {
        let time_ms = self.time_of(message);
        let Some(Item::Entry(new)) = self.item(message, time_ms) else { return };
        let is_notice = message.command.eq_ignore_ascii_case("NOTICE");
        let Some(id) = self.place_of(message, !is_notice) else {
            let text = message.params.get(1).unwrap_or_default();
            let from = Source::parse(message.source.unwrap_or_default()).nick;
            let (from, text) = (from.into(), text.into());
            return self.event(Event::Notice { from, text });
        };
        self.stops_writing(id, &new.sender.nick);
        self.saw(time_ms);
        let (own, mention, kind) = (new.own, new.mention, new.kind.clone());
        if own && self.is_echo(id, &new, incoming) {
            return;
        }
        let entry = self.timeline(id, |timeline| timeline.append(new)).flatten();
        let Some(entry) = entry else { return };
        self.moved(id);
        self.event(Event::Conversation(id));
        let direct = self.get(id).is_some_and(|found| found.kind == ConversationKind::Direct);
        if !own && kind != EntryKind::Notice && (mention || direct) {
            self.event(Event::Mentioned { conversation: id, entry });
        }
    }

    /// A conversation has grown.
    pub(super) fn moved(&mut self, id: ConversationId) {
        let Some(conversation) = self.get_mut(id) else { return };
        conversation.work.moved = true;
        if conversation.timeline.fell_off() && conversation.older == Older::None {
            conversation.older = Older::Maybe;
        }
    }

    /// Something was said or happened at this time.
    pub(super) fn saw(&mut self, time_ms: u64) {
        self.client.latest_ms = self.latest_ms.max(time_ms);
    }

    /// TAGMSG: reactions, and that somebody is writing.
    pub(super) fn tagged(&mut self, message: &Message<'_>) {
        let Some(id) = self.place_of(message, false) else { return };
        let time_ms = self.time_of(message);
        if let Some(Item::Reacted(reacted)) = self.item(message, time_ms) {
            self.saw(time_ms);
            self.timeline(id, |timeline| timeline.react(reacted));
        }
        let nick = Source::parse(message.source.unwrap_or_default()).nick.to_owned();
        let Some(typing) = message.tags.get("+typing").filter(|_| !self.is_me(&nick)) else {
            return;
        };
        let for_ms = match &*typing {
            "active" => ACTIVE_MS,
            "paused" => PAUSED_MS,
            _ => return self.stops_writing(id, &nick),
        };
        let until_ms = self.now.monotonic_ms + for_ms;
        let folded = self.fold(&nick);
        let Some(conversation) = self.get_mut(id) else { return };
        let known = conversation.typing.contains_key(&folded);
        if known || conversation.typing.len() < WRITING_MAX {
            let writing = Writing { nick: nick.into(), until_ms };
            conversation.typing.insert(folded, writing);
        }
        if !known {
            self.event(Event::Typing(id));
        }
    }

    /// Somebody does not write any more: they have said it, or are gone.
    pub(super) fn stops_writing(&mut self, id: ConversationId, nick: &str) {
        let folded = self.fold(nick);
        let found = self.get_mut(id).and_then(|found| found.typing.remove(&folded));
        if found.is_some() {
            self.event(Event::Typing(id));
        }
    }

    /// Forgets those who have not written for a while.
    pub(super) fn forget_writing(&mut self) {
        let now_ms = self.now.monotonic_ms;
        let mut changed = Vec::new();
        for conversation in self.client.conversations.values_mut() {
            let before = conversation.typing.len();
            conversation.typing.retain(|_, writing| writing.until_ms > now_ms);
            if conversation.typing.len() < before {
                changed.push(conversation.id);
            }
        }
        for id in changed {
            self.event(Event::Typing(id));
        }
    }

    /// REDACT: `REDACT target msgid [reason]`
    pub(super) fn redacted(&mut self, message: &Message<'_>) {
        let time_ms = self.time_of(message);
        let Some(id) = self.place_of(message, false) else { return };
        if let Some(Item::Redacted(msgid, redaction)) = self.item(message, time_ms) {
            self.timeline(id, |timeline| timeline.redact(&msgid, redaction));
            self.event(Event::Conversation(id));
        }
    }

    /// Puts something that happened in a room into its timeline.
    pub(super) fn happened(&mut self, id: ConversationId, message: &Message<'_>) {
        let time_ms = self.time_of(message);
        if let Some(Item::Entry(new)) = self.item(message, time_ms) {
            self.saw(time_ms);
            if self.timeline(id, |timeline| timeline.append(new)).flatten().is_some() {
                self.moved(id);
            }
        }
    }
}
