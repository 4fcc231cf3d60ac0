//! How far the person has read, and who learns of it.
//!
//! In the window what can be seen is read at once. The engine tells the server, in a line that is
//! paced like all others: in a busy room one for each message would hold back what the person
//! writes. So a conversation that goes on being read says so every few seconds, and once more
//! when the reading ends.

use peyk_core::client::{Command, ConversationId as Key, EntryId};

use super::conversation::Conversation;
use super::timeline::{NO_KEY, Progress};
use super::{Change, ConversationId, Effect, Effects, Model, Screen, ServerId};

/// How long further reading in a conversation is kept back. The engine sends two lines a second:
/// most of them are the person's.
const PAUSE_MS: u64 = 3_000;

/// What was said of reading, and what is still to be said.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Where reading was told last, and when.
    told: Option<(ConversationId, i64)>,
    kept_back: Option<(ConversationId, ServerId, Command)>,
}

impl Model {
    /// Counts what can be seen as read.
    pub(super) fn read(&mut self, id: ConversationId, effects: &mut Effects) {
        let is_unread = |it: &Conversation| it.unread > 0 && it.kept_unread.is_none();
        if self.is_reading(id) && self.conversation(id).is_some_and(is_unread) {
            self.mark_read(id, effects);
        }
    }

    /// Whether what is said there is seen at once.
    fn is_reading(&self, id: ConversationId) -> bool {
        let is_shown = self.selected == Some(id) && self.focused && self.screen == Screen::Main;
        is_shown && self.conversation(id).is_some_and(|conversation| conversation.at_end)
    }

    /// Counts everything in a conversation as read.
    pub(super) fn mark_read(&mut self, id: ConversationId, effects: &mut Effects) {
        let Some(conversation) = self.conversation_mut(id) else { return };
        conversation.kept_unread = None;
        let last = conversation.timeline.iter().rev().find(|entry| {
            entry.key != NO_KEY && entry.is_said() && entry.progress == Progress::Confirmed
        });
        let Some((last, key)) = last.map(|last| last.key).zip(conversation.key) else { return };
        conversation.unread = 0;
        conversation.mentions = 0;
        let server = conversation.server;
        let command = Command::Read { conversation: Key(key), entry: EntryId(last) };
        if self.told_lately(id) {
            self.reading.kept_back = Some((id, server, command));
        } else {
            self.reading.told = Some((id, self.now_ms));
            self.command(server, command, effects);
        }
        self.withdraw(id, effects);
        effects.push(Effect::Show(Change::Conversations));
    }

    fn told_lately(&self, id: ConversationId) -> bool {
        // A clock that was set back must not keep anything back for longer.
        let lately = |told_ms: i64| self.now_ms.abs_diff(told_ms) < PAUSE_MS;
        self.reading.told.is_some_and(|(told, at_ms)| told == id && lately(at_ms))
    }

    /// Whether something is kept back, and to be told in a while.
    pub(super) fn keeps_reading_back(&self) -> bool {
        self.reading.kept_back.is_some()
    }

    /// Tells what was kept back, if it is time or the reading has ended.
    pub(super) fn end_reading(&mut self, effects: &mut Effects) {
        let Some((id, ..)) = self.reading.kept_back else { return };
        if !self.is_reading(id) || !self.told_lately(id) {
            self.tell_read(effects);
        }
    }

    /// Tells what was kept back.
    pub(super) fn tell_read(&mut self, effects: &mut Effects) {
        if let Some((id, server, command)) = self.reading.kept_back.take() {
            self.reading.told = Some((id, self.now_ms));
            self.command(server, command, effects);
        }
    }
}
