//! What tells the person, who looks elsewhere.

use peyk_core::client::EntryId;

use super::action::{Action, Notice};
use super::message::Message;
use super::settings::Notify;
use super::span;
use super::{Change, ConversationId, Effect, Effects, Model, Notification, ServerId};

/// Notices that are shown at once; the oldest give way.
const NOTICES_MAX: usize = 3;

/// Characters of a message that a notification shows.
const BODY_CHARS_MAX: usize = 200;

impl Model {
    /// Says something above the composer, with a way to take it away.
    pub(super) fn notice(
        &mut self,
        text: String,
        wrong: bool,
        actions: Vec<Action>,
        effects: &mut Effects,
    ) {
        self.notices.retain(|notice| notice.text != text);
        self.notices.push(Notice { text, wrong, actions });
        if self.notices.len() > NOTICES_MAX {
            self.notices.remove(0);
        }
        effects.push(Effect::Show(Change::Connection));
    }

    pub(super) fn dismiss(&mut self, text: &str, effects: &mut Effects) {
        self.notices.retain(|notice| notice.text != text);
        effects.push(Effect::Show(Change::Connection));
    }

    /// A notice is of no use any more once one of the ways on that it offers was gone, from there
    /// or elsewhere. What can be copied can be copied again.
    pub(super) fn take_up(&mut self, message: &Message, effects: &mut Effects) {
        let leads_on =
            |action: &Action| action.message == *message && !matches!(message, Message::Copy(_));
        let before = self.notices.len();
        self.notices.retain(|notice| !notice.actions.iter().any(leads_on));
        if self.notices.len() < before {
            effects.push(Effect::Show(Change::Connection));
        }
    }

    /// Somebody addressed the person.
    pub(super) fn mentioned(
        &mut self,
        server: ServerId,
        key: u32,
        entry: EntryId,
        effects: &mut Effects,
    ) {
        let Some(conversation) = self.by_key_mut(server, key) else { return };
        let id = conversation.id;
        let Some(place) = conversation.timeline.place_of_key(entry.0) else { return };
        self.notify(id, place, Notify::Mentions, effects);
    }

    /// Somebody said something.
    pub(super) fn said(&mut self, id: ConversationId, entry: u32, effects: &mut Effects) {
        if self.settings.notify != Notify::Everything {
            return;
        }
        let place = self.conversation(id).and_then(|it| it.timeline.place_of(entry));
        let addressed = self.conversation(id).is_some_and(|conversation| {
            let entry = place.and_then(|place| conversation.timeline.at(place));
            conversation.is_direct()
                || entry.is_some_and(|entry| entry.is(super::timeline::MENTIONED))
        });
        if let Some(place) = place.filter(|_| !addressed) {
            self.notify(id, place, Notify::Everything, effects);
        }
    }

    fn notify(&mut self, id: ConversationId, place: usize, why: Notify, effects: &mut Effects) {
        let Some(conversation) = self.conversation(id) else { return };
        let wanted = match self.settings.notify {
            Notify::Everything => true,
            Notify::Mentions => why == Notify::Mentions,
            Notify::Nothing => false,
        };
        let minute = self.calendar.minute_of_day(self.now_ms);
        let is_quiet = self.settings.quiet.is_some_and(|quiet| quiet.contains(minute));
        if self.is_reading(id) || !wanted || conversation.muted || is_quiet {
            return;
        }
        let Some(entry) = conversation.timeline.at(place) else { return };
        let nick = self.people.name(entry.author);
        let title = if conversation.is_direct() {
            nick.to_owned()
        } else {
            let named = [("nick", nick), ("room", conversation.name.as_str())];
            self.text().say_with("notification-title", &named)
        };
        let body = if self.settings.notify_preview {
            span::on_one_line(&entry.text, BODY_CHARS_MAX)
        } else {
            self.text().say("notification-hidden")
        };
        let title = crate::l10n::for_terminal(&title);
        let press = self.text().say("notification-press");
        effects.push(Effect::Notify(Notification { conversation: id, title, body, press }));
        effects.push(Effect::Urgent(true));
        if let Some(conversation) = self.conversation_mut(id) {
            conversation.notified = true;
        }
    }

    /// What the desktop was told of was read, here or on another device.
    pub(super) fn withdraw(&mut self, id: ConversationId, effects: &mut Effects) {
        if let Some(conversation) = self.conversation_mut(id)
            && std::mem::take(&mut conversation.notified)
        {
            effects.push(Effect::Withdraw(id));
        }
    }

    /// Goes to where the person was called, whatever the window showed.
    pub(super) fn notification_pressed(&mut self, id: ConversationId, effects: &mut Effects) {
        if self.quitting {
            return;
        }
        // A conversation that was closed meanwhile is not opened again.
        self.select(id, effects);
        effects.push(Effect::Raise);
    }

    pub(super) fn focused(&mut self, focused: bool, effects: &mut Effects) {
        self.focused = focused;
        if focused {
            effects.push(Effect::Urgent(false));
            if let Some(id) = self.selected {
                self.read(id, effects);
            }
        }
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, now_ms: i64, effects: &mut Effects) {
        let day = self.calendar.day_number(self.now_ms);
        self.now_ms = now_ms;
        self.keep_drafts(effects);
        if self.counts_down() {
            effects.push(Effect::Show(Change::Connection));
        }
        if self.calendar.day_number(now_ms) != day {
            // Today is yesterday now.
            effects.push(Effect::Show(Change::Everything));
        }
    }

    /// Whether the time until a server is tried again is shown.
    fn counts_down(&self) -> bool {
        let waits = |server: &super::server::Server| {
            matches!(server.link, super::server::Link::Waiting { .. })
        };
        self.servers.iter().any(waits)
    }

    /// Whether something changes within the next seconds: a countdown, a draft is kept, or what
    /// was read is told.
    #[must_use]
    pub fn wants_tick(&self) -> bool {
        let drafts = || self.conversations.iter().any(|found| found.draft.unkept);
        self.counts_down() || self.keeps_reading_back() || drafts()
    }

    pub(super) fn close(&mut self, effects: &mut Effects) {
        if std::mem::replace(&mut self.quitting, true) {
            effects.push(Effect::Quit);
            return;
        }
        self.keep_drafts(effects);
        let running: Vec<_> =
            self.servers.iter().filter(|server| server.running).map(|server| server.id).collect();
        for id in &running {
            effects.push(Effect::Net(*id, crate::net::Order::End));
        }
        if running.is_empty() {
            effects.push(Effect::Quit);
        } else {
            effects.push(Effect::Hide);
        }
    }
}
