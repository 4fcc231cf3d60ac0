//! How far the person has read, and who learns of it.
//!
//! In the window what can be seen is read at once. The engine tells the server, in a line that is
//! paced like all others: in a busy room one for each message would hold back what the person
//! writes. So a conversation that goes on being read says so every few seconds, and once more
//! when the reading ends.

use peyk_core::client::{Command, ConversationId as Key, EntryId};

use super::timeline::NO_KEY;
use super::{Change, ConversationId, Effect, Effects, Model, Screen, Scroll, ServerId};

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
    /// Counts as read what can be seen, with a line above what of it is new. Who was at the end
    /// goes back to that line.
    pub(super) fn read(&mut self, id: ConversationId, effects: &mut Effects) {
        let was_at_end = self.conversation(id).is_some_and(|conversation| conversation.at_end);
        if self.place_unread_line(id, effects) && was_at_end && self.is_shown(id) {
            self.show_unread_line(id, effects);
        }
        let Some(conversation) = self.conversation(id) else { return };
        if self.is_shown(id) {
            self.read_up_to(id, conversation.seen_to(), effects);
        }
    }

    /// Whether the person looks at it.
    fn is_shown(&self, id: ConversationId) -> bool {
        self.selected == Some(id) && self.focused && self.screen == Screen::Main
    }

    /// Whether what is said there is seen at once.
    pub(super) fn is_reading(&self, id: ConversationId) -> bool {
        self.is_shown(id) && self.conversation(id).is_some_and(|conversation| conversation.at_end)
    }

    /// Counts everything in a conversation as read.
    pub(super) fn mark_read(&mut self, id: ConversationId, effects: &mut Effects) {
        let Some(conversation) = self.conversation_mut(id) else { return };
        conversation.kept_unread = None;
        conversation.count_unread();
        let end = conversation.timeline.len();
        self.read_up_to(id, end, effects);
        effects.push(Effect::Show(Change::Conversations));
    }

    /// Counts as read what is before a place, but not what the reader wants to come back to, and
    /// nothing beyond a gap that is about to be closed: who has not seen what was said in it has
    /// not read on.
    pub(super) fn read_up_to(&mut self, id: ConversationId, end: usize, effects: &mut Effects) {
        let Some(conversation) = self.conversation_mut(id) else { return };
        if conversation.kept_unread.is_some() {
            return;
        }
        let end = end.min(conversation.complete_to());
        let last = conversation
            .timeline
            .news_since(conversation.read_ms)
            .find(|(place, entry)| *place < end && entry.key != NO_KEY)
            .map(|(_, entry)| (entry.key, entry.time_ms));
        let Some(((last, time_ms), key)) = last.zip(conversation.key) else { return };
        conversation.read_ms = time_ms;
        let before = conversation.unread;
        conversation.count_unread();
        let is_shown_otherwise = conversation.unread != before;
        let (server, is_read) = (conversation.server, conversation.unread == 0);
        conversation.line_passed |= is_read;
        let command = Command::Read { conversation: Key(key), entry: EntryId(last) };
        if self.told_lately(id) {
            self.reading.kept_back = Some((id, server, command));
        } else {
            self.reading.told = Some((id, self.now_ms));
            self.command(server, command, effects);
        }
        if is_read {
            self.withdraw(id, effects);
        }
        if is_shown_otherwise {
            effects.push(Effect::Show(Change::Conversations));
        }
    }

    /// Puts the line above what is new where reading stopped, in what is shown. True if it was
    /// put there now.
    pub(super) fn place_unread_line(&mut self, id: ConversationId, effects: &mut Effects) -> bool {
        let calendar = self.calendar.clone();
        let day_of = |time_ms| calendar.day_number(time_ms);
        if self.selected != Some(id) {
            return false;
        }
        let Some(conversation) = self.conversation_mut(id) else { return false };
        let read_ms = conversation.read_ms;
        let timeline = &conversation.timeline;
        let is_in_use = timeline.unread_from().is_some() && !conversation.line_passed;
        // Without anything unread the time up to which was read may not be known yet.
        if is_in_use || conversation.unread == 0 {
            return false;
        }
        let first = timeline.news_since(read_ms).last().map(|(place, _)| place);
        if first.is_none_or(|first| first >= conversation.complete_to()) {
            return false;
        }
        conversation.line_passed = false;
        let mut changes = Vec::new();
        conversation.timeline.mark_unread_since(read_ms, &day_of, &mut changes);
        self.rows_changed(id, changes, effects);
        true
    }

    /// Goes to the line above what is new. False if there is none.
    pub(super) fn show_unread_line(&mut self, id: ConversationId, effects: &mut Effects) -> bool {
        let Some(conversation) = self.conversation_mut(id) else { return false };
        let timeline = &conversation.timeline;
        let line = timeline.unread_from().and_then(|line| timeline.place_of(line));
        let Some(row) = line.and_then(|line| timeline.own_row(line)) else { return false };
        // The window tells how much of it can be seen.
        conversation.at_end = false;
        conversation.seen_to = None;
        effects.push(Effect::Scroll(Scroll::Row(row)));
        true
    }

    /// The engine has found, or is about to close, a gap, or has closed it. What that means for
    /// what is read it tells next.
    pub(super) fn gap_news(&mut self, id: ConversationId) {
        if let Some(conversation) = self.conversation_mut(id) {
            conversation.find_gap();
            conversation.settling = true;
        }
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
