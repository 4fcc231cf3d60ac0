//! Writing: the composer, what is sent, and what is done to messages.

use peyk_core::client::{Command, ConversationId as Key, Draft, DraftKind, MsgId, SendId, Typing};

use super::item::ConversationKind;
use super::slash::holds_password;
use super::timeline::{self, Progress};
use super::{
    Change, ComposerMessage, ConversationId, Effect, Effects, Field, MemberMessage, Model, RowId,
    RowMessage,
};
use crate::store::Job;

/// Lines that can be brought back.
const RECALLED_MAX: usize = 50;

impl Model {
    pub(super) fn composer_message(&mut self, message: ComposerMessage, effects: &mut Effects) {
        match message {
            ComposerMessage::Edited { text, caret } => self.edited(text, caret, effects),
            ComposerMessage::Send => self.send(effects),
            ComposerMessage::Complete => self.complete(true, effects),
            ComposerMessage::CompleteBack => self.complete(false, effects),
            ComposerMessage::Light { forward } => self.light_completion(forward, effects),
            ComposerMessage::Take(index) => self.take_completion(index, effects),
            ComposerMessage::Leave => self.leave_completion(effects),
            ComposerMessage::Emoji(emoji) => self.insert(&emoji, effects),
            ComposerMessage::Unquote => {
                if let Some(conversation) = self.selected_conversation_mut() {
                    conversation.draft.quote = None;
                    effects.push(Effect::Show(Change::Composer));
                }
            }
            ComposerMessage::Recall { up } => self.recall(up, effects),
        }
    }

    fn edited(&mut self, text: String, caret: usize, effects: &mut Effects) {
        let sends_typing = self.settings.send_typing;
        let Some(conversation) = self.selected_conversation_mut() else { return };
        let had_text = !conversation.draft.text.is_empty();
        let has_text = !text.is_empty();
        let is_command = text.starts_with('/');
        conversation.draft.caret = floor(&text, caret);
        conversation.draft.text = text;
        conversation.draft.recalled = 0;
        conversation.draft.unkept = true;
        let (server, key) = (conversation.server, conversation.key);
        effects.push(Effect::Show(Change::Composer));
        if let Some(key) = key.filter(|_| sends_typing && !is_command && (had_text || has_text)) {
            let typing = if has_text { Typing::Active } else { Typing::Done };
            self.command(server, Command::Typing { conversation: Key(key), typing }, effects);
        }
        self.offer_completion(effects);
    }

    /// Replaces what is written, and has the view take it over.
    pub(super) fn write(&mut self, text: String, caret: usize, effects: &mut Effects) {
        if let Some(conversation) = self.selected_conversation_mut() {
            conversation.draft.caret = floor(&text, caret);
            conversation.draft.text = text;
            conversation.draft.revision += 1;
            conversation.draft.unkept = true;
            effects.push(Effect::Show(Change::Composer));
        }
    }

    fn insert(&mut self, piece: &str, effects: &mut Effects) {
        self.leave_completion(effects);
        let Some(conversation) = self.selected_conversation() else { return };
        let mut text = conversation.draft.text.clone();
        let caret = floor(&text, conversation.draft.caret);
        text.insert_str(caret, piece);
        self.write(text, caret + piece.len(), effects);
    }

    fn recall(&mut self, up: bool, effects: &mut Effects) {
        let Some(conversation) = self.selected_conversation() else { return };
        let sent = &self.sent;
        let recalled = conversation.draft.recalled;
        let next = if up { (recalled + 1).min(sent.len()) } else { recalled.saturating_sub(1) };
        if next == recalled {
            return;
        }
        let text = match next {
            0 => String::new(),
            back => sent[sent.len() - back].clone(),
        };
        let caret = text.len();
        self.leave_completion(effects);
        self.write(text, caret, effects);
        if let Some(conversation) = self.selected_conversation_mut() {
            conversation.draft.recalled = next;
        }
    }

    fn send(&mut self, effects: &mut Effects) {
        let Some(conversation) = self.selected_conversation() else { return };
        let id = conversation.id;
        let text = conversation.draft.text.trim_end().to_owned();
        if text.trim().is_empty() {
            return;
        }
        self.completion = None;
        effects.push(Effect::Show(Change::Completion));
        if !holds_password(&text) {
            self.sent.push_back(text.clone());
        }
        if self.sent.len() > RECALLED_MAX {
            self.sent.pop_front();
        }
        // What was wrong with the line before is of no use any more.
        if let Some(text) = self.line_notice.take() {
            self.dismiss(&text, effects);
        }
        let last = self.notices.last().cloned();
        // Two slashes say one.
        let is_command = text.starts_with('/') && !text.starts_with("//");
        let done = if is_command {
            self.slash(&text[1..], effects)
        } else {
            let text = if text.starts_with("//") { &text[1..] } else { &text };
            self.say(text, DraftKind::Message, effects)
        };
        if done {
            // A command may have led elsewhere: what is written there is not to go.
            if let Some(conversation) = self.conversation_mut(id) {
                conversation.draft.text.clear();
                conversation.draft.caret = 0;
                conversation.draft.revision += 1;
                conversation.draft.unkept = true;
                conversation.draft.quote = None;
                conversation.draft.recalled = 0;
                conversation.at_end = true;
            }
            effects.push(Effect::Show(Change::Composer));
            if self.selected == Some(id) {
                effects.push(Effect::Scroll(super::Scroll::Newest));
            }
        } else {
            let said = self.notices.last().filter(|said| Some(*said) != last.as_ref());
            self.line_notice = said.map(|said| said.text.clone());
        }
    }

    /// Says something in the selected conversation.
    pub(super) fn say(&mut self, text: &str, kind: DraftKind, effects: &mut Effects) -> bool {
        let Some(conversation) = self.selected_conversation() else { return false };
        let Some(key) = conversation.key.filter(|_| conversation.kind != ConversationKind::Server)
        else {
            let text = self.text().say("cannot-talk-here");
            self.notice(text, true, Vec::new(), effects);
            return false;
        };
        let reply_to = conversation.draft.quote.and_then(|quote| {
            let place = conversation.timeline.place_of(quote)?;
            let entry = conversation.timeline.at(place)?;
            (!entry.msgid.is_empty()).then(|| MsgId::new(&entry.msgid))
        });
        let server = conversation.server;
        let draft = Draft { conversation: Key(key), text: text.to_owned(), kind, reply_to };
        self.command(server, Command::Send(draft), effects);
        true
    }

    pub(super) fn row_message(&mut self, row: RowId, message: RowMessage, effects: &mut Effects) {
        let own = self.own_nick();
        let Some(conversation) = self.selected_conversation_mut() else { return };
        let id = conversation.id;
        let Some(place) = conversation.timeline.place_of(row.entry()) else { return };
        let Some(entry) = conversation.timeline.at(place) else { return };
        let msgid = (!entry.msgid.is_empty()).then(|| MsgId::new(&entry.msgid));
        let send_id = entry.extra.as_deref().map(|extra| SendId::new(&extra.send_id));
        let (server, key) = (conversation.server, conversation.key.map(Key));
        match (message, key, msgid) {
            (RowMessage::Reply, ..) => {
                conversation.draft.quote = Some(row.entry());
                effects.push(Effect::Show(Change::Composer));
                effects.push(Effect::Focus(Field::Composer));
            }
            (RowMessage::React(reaction), Some(conversation), Some(msgid)) => {
                let has_own = entry.extra.as_deref().is_some_and(|extra| {
                    extra.reactions.iter().any(|(text, nicks)| {
                        **text == *reaction && nicks.iter().any(|nick| **nick == *own)
                    })
                });
                let command = if has_own {
                    Command::Unreact { conversation, msgid, reaction }
                } else {
                    Command::React { conversation, msgid, reaction }
                };
                self.command(server, command, effects);
            }
            (RowMessage::Redact, Some(conversation), Some(msgid)) => {
                let command = Command::Redact { conversation, msgid, reason: String::new() };
                self.command(server, command, effects);
            }
            (RowMessage::Retry, ..) => {
                if let Some(send_id) = send_id {
                    self.command(server, Command::Retry(send_id), effects);
                }
            }
            (RowMessage::Discard, ..) => {
                if let Some(send_id) = send_id {
                    self.command(server, Command::Discard(send_id), effects);
                }
            }
            (RowMessage::Toggle, ..) => {
                let mut changes = Vec::new();
                conversation.timeline.change(place, &mut changes, |entry| {
                    entry.set(timeline::EXPANDED, !entry.is(timeline::EXPANDED));
                });
                self.rows_changed(id, changes, effects);
            }
            (RowMessage::ShowQuoted, ..) => {
                let reply_to = entry.extra.as_deref().map(|extra| extra.reply_to.to_string());
                if let Some(reply_to) = reply_to {
                    self.show_message(id, &reply_to, None, effects);
                }
            }
            (RowMessage::CopyText, ..) => effects.push(Effect::Copy(entry.text.to_string())),
            (RowMessage::Fetch, ..) => self.fetch_gap(id, place, true, effects),
            (RowMessage::MarkUnread, ..) => {
                let calendar = self.calendar.clone();
                let day_of = |time_ms| calendar.day_number(time_ms);
                let Some(conversation) = self.selected_conversation_mut() else { return };
                let mut changes = Vec::new();
                conversation.timeline.mark_unread(Some(row.entry()), &day_of, &mut changes);
                conversation.kept_unread = Some(row.entry());
                conversation.line_passed = false;
                conversation.count_unread();
                self.rows_changed(id, changes, effects);
                effects.push(Effect::Show(Change::Conversations));
            }
            (RowMessage::React(_) | RowMessage::Redact, ..) => {}
        }
    }

    pub(super) fn member_message(
        &mut self,
        nick: String,
        message: MemberMessage,
        effects: &mut Effects,
    ) {
        let Some(conversation) = self.selected_conversation() else { return };
        let (server, key) = (conversation.server, conversation.key.map(Key));
        let mode = |changes: &str| format!("{changes} {nick}");
        let command = match (message, key) {
            (MemberMessage::Write, _) => {
                self.open_name(&nick, effects);
                return;
            }
            (MemberMessage::Mention, _) => {
                let before = conversation.draft.text.clone();
                let space = if before.is_empty() || before.ends_with(' ') { "" } else { " " };
                self.insert(&format!("{space}@{nick} "), effects);
                effects.push(Effect::Focus(Field::Composer));
                return;
            }
            (MemberMessage::Show, _) => Command::WhoIs { nick },
            (_, None) => return,
            (MemberMessage::Kick, Some(conversation)) => {
                Command::Kick { conversation, nick, reason: String::new() }
            }
            (MemberMessage::Ban, Some(conversation)) => {
                let ban = Command::Ban { conversation, mask: nick.clone() };
                self.command(server, ban, effects);
                Command::Kick { conversation, nick, reason: String::new() }
            }
            (MemberMessage::Op, Some(conversation)) => {
                Command::Mode { conversation, changes: mode("+o") }
            }
            (MemberMessage::Deop, Some(conversation)) => {
                Command::Mode { conversation, changes: mode("-o") }
            }
            (MemberMessage::Voice, Some(conversation)) => {
                Command::Mode { conversation, changes: mode("+v") }
            }
            (MemberMessage::Devoice, Some(conversation)) => {
                Command::Mode { conversation, changes: mode("-v") }
            }
        };
        self.command(server, command, effects);
    }

    /// Has drafts kept that were written since.
    pub(super) fn keep_drafts(&mut self, effects: &mut Effects) {
        for conversation in &mut self.conversations {
            if std::mem::take(&mut conversation.draft.unkept)
                && conversation.kind != ConversationKind::Server
            {
                effects.push(Effect::Store(Job::Draft {
                    server: conversation.server,
                    conversation: conversation.name.clone(),
                    text: conversation.draft.text.clone(),
                }));
            }
        }
    }

    /// The reader's nickname where the selected conversation is.
    pub(super) fn own_nick(&self) -> String {
        let server = self.selected_conversation().and_then(|selected| self.server(selected.server));
        server.map_or_else(String::new, |server| server.nick.clone())
    }

    /// Whether messages of the conversation wait to be sent or confirmed.
    #[must_use]
    pub fn pending(&self, id: ConversationId) -> usize {
        self.conversation(id).map_or(0, |conversation| {
            let pending = |entry: &&timeline::Entry| entry.progress == Progress::Pending;
            conversation.timeline.iter().filter(pending).count()
        })
    }
}

/// The nearest place before a byte at which a character begins.
fn floor(text: &str, caret: usize) -> usize {
    (0..=caret.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
