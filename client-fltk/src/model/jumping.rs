//! Jumping: to the newest message, to what is new, to a message, to a day. What is not here is
//! looked for in the store, and then at the server.

use peyk_core::client::{Command, ConversationId as Key, FetchPage, MessageReference, MsgId};

use super::conversation::{Conversation, Older};
use super::timeline::{self, EntryKind};
use super::{ConversationId, Effect, Effects, Model, Scroll};
use crate::calendar::Day;
use crate::store::Job;

/// Entries that are read from the store to reach what was jumped to.
const JUMP_ENTRIES_MAX: usize = 20_000;

/// What the person wants to see, and is being looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    conversation: ConversationId,
    what: Target,
    asked: Asked,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A message by its id, and when it was said, as far as that is known.
    Message(String, Option<i64>),
    /// What was said from a time on.
    Time(i64),
}

/// Who has been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Nobody,
    Store,
    Server,
}

impl Target {
    fn time_ms(&self) -> Option<i64> {
        match self {
            Self::Message(_, time_ms) => *time_ms,
            Self::Time(time_ms) => Some(*time_ms),
        }
    }

    fn reference(&self) -> MessageReference {
        match self {
            Self::Message(msgid, _) => MessageReference::Msgid(MsgId::new(msgid)),
            Self::Time(time_ms) => MessageReference::Timestamp(time_ms.unsigned_abs()),
        }
    }

    /// Whether it can be shown.
    fn is_in(&self, conversation: &Conversation) -> bool {
        let timeline = &conversation.timeline;
        match self {
            Self::Message(msgid, _) => timeline.place_of_msgid(msgid).is_some(),
            Self::Time(time_ms) => match timeline.place_of_time(*time_ms) {
                Some(0) => conversation.older == Older::Nothing,
                // In a gap there may be more.
                Some(place) => {
                    let is_gap =
                        |place| timeline.at(place).is_some_and(|it| it.kind == EntryKind::Gap);
                    !is_gap(place) && !is_gap(place - 1)
                }
                None => true,
            },
        }
    }
}

impl Model {
    pub(super) fn jump_newest(&mut self, effects: &mut Effects) {
        if let Some(conversation) = self.selected_conversation_mut() {
            conversation.at_end = true;
            let id = conversation.id;
            effects.push(Effect::Scroll(Scroll::Newest));
            self.read(id, effects);
        }
    }

    pub(super) fn jump_unread(&mut self, effects: &mut Effects) {
        let Some(id) = self.selected else { return };
        if !self.show_unread_line(id, effects) {
            self.jump_newest(effects);
        }
    }

    /// Shows the first message of a day.
    pub(super) fn jump_date(&mut self, day: Day, effects: &mut Effects) {
        let Some(time_ms) = self.calendar.start(day) else { return };
        if let Some(id) = self.selected {
            self.want(id, Target::Time(time_ms), effects);
        }
    }

    /// Shows a message, wherever it is. `time_ms` is when it was said, if that is known.
    pub(super) fn show_message(
        &mut self,
        id: ConversationId,
        msgid: &str,
        time_ms: Option<i64>,
        effects: &mut Effects,
    ) {
        self.want(id, Target::Message(msgid.to_owned(), time_ms), effects);
    }

    fn want(&mut self, conversation: ConversationId, what: Target, effects: &mut Effects) {
        self.wanted = Some(Wanted { conversation, what, asked: Asked::Nobody });
        self.seek(effects);
    }

    /// The store has answered what was asked to reach this time.
    pub(super) fn store_was_asked(
        &mut self,
        id: ConversationId,
        time_ms: i64,
        effects: &mut Effects,
    ) {
        let wanted = self.wanted.as_ref();
        let is_it = |it: &Wanted| {
            (it.conversation, it.asked, it.what.time_ms()) == (id, Asked::Store, Some(time_ms))
        };
        if wanted.is_some_and(is_it) {
            self.seek(effects);
        }
    }

    /// The server has told what is around this.
    pub(super) fn server_was_asked(
        &mut self,
        id: ConversationId,
        reference: &MessageReference,
        effects: &mut Effects,
    ) {
        let wanted = self.wanted.as_mut();
        let is_it = |it: &&mut Wanted| it.conversation == id && it.what.reference() == *reference;
        if let Some(wanted) = wanted.filter(is_it) {
            wanted.asked = Asked::Server;
            self.seek(effects);
        }
    }

    /// Shows what is wanted if it is here, and asks the next one for it if it is not.
    fn seek(&mut self, effects: &mut Effects) {
        let Some(wanted) = self.wanted.clone() else { return };
        let Some(conversation) = self.conversation(wanted.conversation) else {
            self.wanted = None;
            return;
        };
        let may_ask = wanted.asked != Asked::Server && !wanted.what.is_in(conversation);
        let Some(key) = conversation.key.filter(|_| may_ask) else {
            // Whatever there is, is here.
            self.wanted = None;
            return self.show_wanted(&wanted, effects);
        };
        let (server, name) = (conversation.server, conversation.name.clone());
        let oldest = conversation.timeline.iter().next();
        let oldest =
            oldest.map_or((i64::MAX, String::new()), |it| (it.time_ms, it.msgid.to_string()));
        let time_ms = wanted.what.time_ms().filter(|time_ms| *time_ms <= oldest.0);
        let asked = match time_ms.filter(|_| wanted.asked == Asked::Nobody) {
            Some(time_ms) => {
                effects.push(Effect::Store(Job::Around {
                    id: wanted.conversation,
                    server,
                    conversation: name,
                    time_ms,
                    until: oldest,
                    limit: JUMP_ENTRIES_MAX,
                }));
                Asked::Store
            }
            None => {
                let page = FetchPage::Around(wanted.what.reference());
                self.command(server, Command::Fetch { conversation: Key(key), page }, effects);
                Asked::Server
            }
        };
        if let Some(wanted) = &mut self.wanted {
            wanted.asked = asked;
        }
    }

    fn show_wanted(&mut self, wanted: &Wanted, effects: &mut Effects) {
        match &wanted.what {
            Target::Time(time_ms) => self.show_time(wanted.conversation, *time_ms, effects),
            Target::Message(msgid, _) => self.show_found(wanted.conversation, msgid, effects),
        }
    }

    fn show_time(&mut self, id: ConversationId, time_ms: i64, effects: &mut Effects) {
        if self.selected != Some(id) {
            return;
        }
        let Some(conversation) = self.selected_conversation_mut() else { return };
        let place = conversation.timeline.place_of_time(time_ms);
        // With the name of the day above it.
        let row = place.and_then(|place| conversation.timeline.first_row(place));
        conversation.at_end = row.is_none();
        effects.push(Effect::Scroll(row.map_or(Scroll::Newest, Scroll::Top)));
    }

    fn show_found(&mut self, id: ConversationId, msgid: &str, effects: &mut Effects) {
        if self.selected != Some(id) {
            self.select(id, effects);
        }
        let Some(conversation) = self.conversation_mut(id) else { return };
        let Some(place) = conversation.timeline.place_of_msgid(msgid) else {
            // Nobody has it.
            let text = self.text().say("message-not-found");
            self.notice(text, false, Vec::new(), effects);
            return;
        };
        let mut changes = Vec::new();
        let before = conversation.timeline.iter().position(|entry| entry.is(timeline::FOUND));
        if let Some(before) = before {
            conversation.timeline.change(before, &mut changes, |it| it.set(timeline::FOUND, false));
        }
        conversation.timeline.change(place, &mut changes, |it| it.set(timeline::FOUND, true));
        conversation.at_end = false;
        let row = conversation.timeline.own_row(place);
        self.rows_changed(id, changes, effects);
        if let Some(row) = row {
            effects.push(Effect::Scroll(Scroll::Row(row)));
        }
    }
}
