//! One's own messages on their way: shown at once, sent in order, confirmed by their echoes,
//! sent again over the next connection, or failed with a reason.
//!
//! A message is confirmed by its echo (`echo-message`), which is known by the message's name
//! (`+peyk/send-id`), by its label, or by what it says; or, where there are no echoes, by the
//! PONG to a PING that was sent behind it. One whose connection was lost in between is looked
//! for in the history first, and sent again if it is not there, or if the server recognises
//! names by itself.

use super::Client;
use super::capability::Caps;
use super::command::{Draft, DraftKind};
use super::conversation::CaughtUp;
use super::event::Event;
use super::ids::{ConversationId, MsgId, SendId};
use super::incoming::Incoming;
use super::reason::{Cause, Reason};
use super::record::{OutboxMessage, Record, Tried};
use super::session::{Asked, Stage};
use super::timeline::{Delivery, EntryKind, NewEntry, Said, Sender, Spot, Ties};
use super::turn::Turn;
use super::view::{ConversationKind, Membership, Older};

/// Marks a PING behind a message, where there are no echoes.
const FENCE: &str = "peyk-sent-";

/// A message that is not confirmed.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) message: OutboxMessage,
    pub(super) conversation: ConversationId,
    /// Since when it is on its way over this connection.
    pub(super) sent_ms: Option<u64>,
    /// It was on its way over an earlier one: whatever this one says of it, it may have been
    /// said.
    pub(super) tried_before: bool,
}

impl Client {
    /// Messages of earlier runs.
    pub(super) fn restore_outbox(&mut self, messages: Vec<OutboxMessage>) {
        for message in messages.into_iter().take(self.config.limits.outbox_max) {
            let is_room = self.session.isupport.is_room(&message.target);
            let kind = if is_room {
                ConversationKind::Room(Membership::Left)
            } else {
                ConversationKind::Direct
            };
            let Some(id) = self.insert(&message.target, kind) else { continue };
            let delivery = match &message.failed {
                Some(reason) => Delivery::Failed(reason.clone()),
                None => Delivery::Pending,
            };
            let new = self.new_own(&message);
            if let Some(conversation) = self.get_mut(id) {
                conversation.timeline.push_own(new, delivery);
                conversation.timeline.take_changes();
            }
            let tried_before = message.tried == Tried::Yes;
            self.outbox.push(Waiting { message, conversation: id, sent_ms: None, tried_before });
        }
    }

    fn new_own(&self, message: &OutboxMessage) -> NewEntry {
        NewEntry {
            msgid: None,
            time_ms: message.written_ms,
            sender: Sender {
                nick: self.me.nick.clone(),
                account: self.me.account.clone(),
                bot: false,
            },
            own: true,
            kind: match message.kind {
                DraftKind::Message => EntryKind::Message,
                DraftKind::Action => EntryKind::Action,
                DraftKind::Notice => EntryKind::Notice,
            },
            text: message.text.clone(),
            reply_to: message.reply_to.clone(),
            send_id: Some(message.send_id.clone()),
            mention: false,
        }
    }

    fn waiting(&self, send_id: &SendId) -> Option<usize> {
        self.outbox.iter().position(|waiting| waiting.message.send_id == *send_id)
    }

    /// Whether the server recognises a message that is sent again by its name, and says so in
    /// what it calls itself.
    fn recognises_names(&self) -> bool {
        self.session.caps.contains(Caps::MESSAGE_TAGS) && self.is_peyk()
    }

    /// Whether the server is one of ours.
    pub(super) fn is_peyk(&self) -> bool {
        self.server.software.starts_with("peyk-")
    }

    /// How messages of one moment are told apart.
    pub(super) fn ties(&self) -> Ties {
        if self.is_peyk() { Ties::ByMsgId } else { Ties::ByArrival }
    }

    /// Whether a message can be sent now.
    fn readiness(&self, waiting: &Waiting) -> Readiness {
        let Some(conversation) = self.get(waiting.conversation) else { return Readiness::Wait };
        match conversation.kind {
            ConversationKind::Room(Membership::Joined) | ConversationKind::Direct => {}
            ConversationKind::Room(Membership::Joining) => return Readiness::Wait,
            // A server that knows what was said answers with the echo; or refuses it.
            ConversationKind::Room(Membership::Left)
                if waiting.message.tried == Tried::Yes && self.recognises_names() =>
            {
                return Readiness::Send;
            }
            ConversationKind::Room(Membership::Left) => {
                return Readiness::Fail(Reason::about(Cause::NotInRoom, &conversation.name));
            }
        }
        match (waiting.message.tried, conversation.work.caught_up) {
            (Tried::Never, _) | (Tried::Yes, CaughtUp::Fully) => Readiness::Send,
            (Tried::Yes, CaughtUp::No) => Readiness::Wait,
            (Tried::Yes, CaughtUp::Partly) if self.recognises_names() => Readiness::Send,
            (Tried::Yes, CaughtUp::Partly) => Readiness::Fail(Reason::of(Cause::Unconfirmed)),
        }
    }
}

enum Readiness {
    Send,
    Wait,
    Fail(Reason),
}

impl Turn<'_> {
    /// The person says something.
    pub(super) fn write(&mut self, draft: Draft) {
        let Draft { conversation: id, text, kind, reply_to } = draft;
        let text = text.replace(['\0', '\r'], "");
        let text = text.trim_end_matches('\n');
        let limits = &self.config.limits;
        let refused = if text.trim().is_empty() {
            Some(Cause::NothingToSend)
        } else if text.len() > limits.text_bytes_max {
            Some(Cause::TooLong)
        } else if self.outbox.len() >= limits.outbox_max {
            Some(Cause::TooManyWaiting)
        } else {
            None
        };
        if let Some(cause) = refused {
            return self.refuse(Some(id), Reason::of(cause));
        }
        let Some(target) = self.get(id).map(|found| found.name.clone()) else { return };
        let message = OutboxMessage {
            send_id: SendId::new(&self.client.secrets.send_id()),
            target,
            text: text.into(),
            kind,
            reply_to,
            written_ms: self.now.unix_ms,
            tried: Tried::Never,
            failed: None,
        };
        let at = self.outbox.len();
        self.queue(at, message, id);
        if let Some(conversation) = self.get_mut(id) {
            conversation.work.told_typing = None;
        }
    }

    /// Puts a message into the outbox and the timeline.
    fn queue(&mut self, at: usize, message: OutboxMessage, id: ConversationId) {
        let new = self.new_own(&message);
        self.timeline(id, |timeline| timeline.push_own(new, Delivery::Pending));
        self.keep(Record::Outbox(message.clone()));
        let tried_before = message.tried == Tried::Yes;
        let waiting = Waiting { message, conversation: id, sent_ms: None, tried_before };
        self.client.outbox.insert(at, waiting);
    }

    /// Sends what can be sent, in the order in which it was written.
    pub(super) fn send_outbox(&mut self) {
        if self.session.stage != Stage::Online {
            return;
        }
        let mut blocked: Vec<ConversationId> = Vec::new();
        let mut on_their_way = self.outbox.iter().filter(|other| other.sent_ms.is_some()).count();
        let mut at = 0;
        while at < self.outbox.len() {
            if on_their_way >= self.config.limits.unconfirmed_max {
                return;
            }
            let waiting = &self.outbox[at];
            let id = waiting.conversation;
            let idle = waiting.message.failed.is_none() && waiting.sent_ms.is_none();
            if !idle || blocked.contains(&id) {
                at += 1;
                continue;
            }
            match self.readiness(waiting) {
                Readiness::Wait => blocked.push(id),
                Readiness::Fail(reason) => self.fail_message(at, reason),
                Readiness::Send => {
                    if self.split(at) {
                        continue;
                    }
                    self.send_message(at);
                    on_their_way += 1;
                }
            }
            at += 1;
        }
    }

    /// Splits a message that the server does not take as one. True if it was.
    fn split(&mut self, at: usize) -> bool {
        let message = self.outbox[at].message.clone();
        let parts = self.parts(&message);
        if let [only] = &parts[..]
            && **only == *message.text
        {
            return false;
        }
        let id = self.outbox[at].conversation;
        self.client.outbox.remove(at);
        self.timeline(id, |timeline| timeline.discard(&message.send_id));
        for (index, part) in parts.into_iter().enumerate() {
            let send_id = SendId::new(&format!("{}.{index}", message.send_id));
            let text = part.into();
            let reply_to = message.reply_to.clone().filter(|_| index == 0);
            let part = OutboxMessage { send_id, text, reply_to, ..message.clone() };
            self.queue(at + index, part, id);
        }
        self.keep(Record::OutboxGone(message.send_id));
        true
    }

    fn send_message(&mut self, at: usize) {
        let now_ms = self.now.monotonic_ms;
        let waiting = &mut self.client.outbox[at];
        waiting.sent_ms = Some(now_ms);
        let send_id = waiting.message.send_id.clone();
        if waiting.message.tried == Tried::Never {
            waiting.message.tried = Tried::Yes;
            let record = Record::Outbox(waiting.message.clone());
            self.keep(record);
        }
        let message = self.outbox[at].message.clone();
        let id = self.outbox[at].conversation;
        let reply_to = message.reply_to.clone();
        self.encode(&message, reply_to.as_ref());
        if !self.has(Caps::ECHO_MESSAGE) {
            self.session.last_fence += 1;
            let fence = self.session.last_fence;
            self.session.fences.push_back((fence, send_id));
            self.say(|line| line.command("PING").trailing(&format!("{FENCE}{fence}")));
        }
        if let Some(conversation) = self.get_mut(id) {
            conversation.work.told_typing = None;
        }
    }

    /// A PONG came: what was sent before its PING was taken.
    pub(super) fn fence_passed(&mut self, token: &str) {
        let number = token.strip_prefix(FENCE).and_then(|number| number.parse::<u64>().ok());
        let Some(number) = number else { return };
        while let Some(&(fence, _)) = self.session.fences.front() {
            if fence > number {
                return;
            }
            let Some((_, send_id)) = self.session.fences.pop_front() else { return };
            self.taken(&send_id);
        }
    }

    /// A message was taken by a server without echoes.
    pub(super) fn taken(&mut self, send_id: &SendId) {
        let Some(at) = self.waiting(send_id).filter(|&at| self.outbox[at].sent_ms.is_some()) else {
            return;
        };
        let id = self.outbox[at].conversation;
        self.timeline(id, |timeline| timeline.confirm(send_id, Said::Taken, Spot::End));
        self.moved(id);
        self.outbox_confirmed(send_id);
    }

    /// Whether a message of one's own is the echo of one that waits, which is confirmed then.
    pub(super) fn is_echo(
        &mut self,
        id: ConversationId,
        new: &NewEntry,
        incoming: &Incoming,
    ) -> bool {
        let named = new.send_id.clone();
        let labeled = match &incoming.asked {
            Some(Asked::Message(send_id)) => Some(send_id.clone()),
            Some(_) | None => None,
        };
        let nameless = named.is_none() && labeled.is_none();
        let same = self.outbox.iter().find(|waiting| {
            nameless
                && waiting.conversation == id
                && waiting.sent_ms.is_some()
                && *waiting.message.text == *new.text
        });
        let same = same.map(|waiting| waiting.message.send_id.clone());
        let send_id = named.into_iter().chain(labeled).chain(same).find(|send_id| {
            self.waiting(send_id).is_some_and(|at| self.outbox[at].conversation == id)
        });
        let Some(send_id) = send_id else { return false };
        let tried_before = self.waiting(&send_id).is_some_and(|at| self.outbox[at].tried_before);
        // What comes by itself has just been said; the echo of what is sent again tells of what
        // was said at any time since.
        let may_be_old = tried_before && (incoming.asked.is_some() || !self.has(Caps::LABELS));
        let latest = self.get(id).and_then(|found| found.timeline.latest());
        let is_latest = new.time_ms > self.session.welcomed_ms
            && latest.is_none_or(|latest| latest.time_ms <= new.time_ms);
        let echo = NewEntry { send_id: Some(send_id), ..new.clone() };
        let can_ask = self.session.has_history()
            && self
                .get(id)
                .is_some_and(|found| found.is_joined() || found.kind == ConversationKind::Direct);
        if may_be_old && !is_latest && echo.msgid.is_some() && can_ask {
            self.find_place(id, echo);
            return true;
        }
        let spot = if may_be_old && !is_latest { Spot::Time } else { Spot::End };
        self.confirm_echo(id, echo, spot)
    }

    /// When the first of one's own messages in a conversation was written of which nobody knows
    /// whether it was said, by the server's clock.
    pub(super) fn unsure_since_ms(&self, id: ConversationId) -> Option<u64> {
        let unsure = self.outbox.iter().filter(|waiting| {
            waiting.conversation == id && waiting.tried_before && waiting.message.failed.is_none()
        });
        let written_ms = unsure.map(|waiting| waiting.message.written_ms).min()?;
        Some(written_ms.saturating_add_signed(self.session.ahead_ms))
    }

    /// What is around an echo is known, oldest first: it goes there. Where nothing is known,
    /// its time says where.
    pub(super) fn settle_echo(&mut self, id: ConversationId, echo: NewEntry, near: &[MsgId]) {
        let spot = if near.is_empty() { Spot::Time } else { Spot::Among(near) };
        self.confirm_echo(id, echo, spot);
    }

    /// False if the message is shown already, by a page.
    fn confirm_echo(&mut self, id: ConversationId, echo: NewEntry, spot: Spot<'_>) -> bool {
        let Some(send_id) = echo.send_id.clone() else { return false };
        let is_past = matches!(spot, Spot::Time | Spot::Among(_));
        if is_past && self.session.has_history() && self.is_before_all(id, &echo, spot) {
            // It is where the oldest page ends or before that, and comes with those pages.
            self.timeline(id, |timeline| timeline.discard(&send_id));
            self.outbox_confirmed(&send_id);
            if let Some(conversation) = self.get_mut(id).filter(|c| c.older == Older::None) {
                conversation.older = Older::Maybe;
            }
            self.event(Event::Conversation(id));
            return true;
        }
        let said = Said::Echo(echo, self.ties());
        let confirmed =
            self.timeline(id, |timeline| timeline.confirm(&send_id, said, spot)).flatten();
        self.outbox_confirmed(&send_id);
        if confirmed.is_some() {
            self.moved(id);
            self.event(Event::Conversation(id));
            self.fill_gaps(id);
        }
        confirmed.is_some()
    }

    /// Whether a message belongs before everything that is here.
    fn is_before_all(&self, id: ConversationId, echo: &NewEntry, spot: Spot<'_>) -> bool {
        let Some(timeline) = self.get(id).map(|found| &found.timeline) else { return false };
        let is_known = echo.msgid.as_ref().is_some_and(|msgid| timeline.message(msgid).is_some());
        let before = timeline.first().is_some_and(|first| first.time_ms > echo.time_ms);
        !is_known && before && timeline.place_of(echo, spot).is_none_or(|place| place == 0)
    }

    /// A message waits no longer: it was said.
    pub(super) fn outbox_confirmed(&mut self, send_id: &SendId) {
        if let Some(at) = self.waiting(send_id) {
            self.client.outbox.remove(at);
            self.keep(Record::OutboxGone(send_id.clone()));
        }
    }

    fn fail_message(&mut self, at: usize, mut reason: Reason) {
        let waiting = &mut self.client.outbox[at];
        waiting.sent_ms = None;
        if waiting.tried_before {
            // It is not said now. Whether it was before, nobody can say.
            reason.cause = Cause::Unconfirmed;
        }
        waiting.message.failed = Some(reason.clone());
        let (message, id) = (waiting.message.clone(), waiting.conversation);
        let send_id = message.send_id.clone();
        self.keep(Record::Outbox(message));
        self.timeline(id, |timeline| timeline.fail(&send_id, reason));
    }

    /// A message was refused.
    pub(super) fn message_refused(&mut self, send_id: &SendId, reason: Reason) {
        let Some(at) = self.waiting(send_id) else { return };
        let waiting = &mut self.client.outbox[at];
        if waiting.sent_ms.is_some() && !waiting.tried_before {
            // It was on its way once, and was not said: sent again, it is new.
            waiting.message.tried = Tried::Never;
        }
        self.fail_message(at, reason);
    }

    /// The server refuses something about a target: the first message on its way there, if there
    /// is one. False if there is none.
    pub(super) fn target_refused(&mut self, target: &str, reason: &Reason) -> bool {
        // With labels the refusal of a message says which it was.
        if self.has(Caps::LABELS) {
            return false;
        }
        let Some(id) = self.find(target) else { return false };
        let first = self
            .outbox
            .iter()
            .position(|waiting| waiting.conversation == id && waiting.sent_ms.is_some());
        if let Some(at) = first {
            self.fail_message(at, reason.clone());
        }
        first.is_some()
    }

    /// The person wants a message that failed sent again.
    pub(super) fn retry(&mut self, send_id: &SendId) {
        let Some(at) = self.waiting(send_id) else { return };
        let waiting = &mut self.client.outbox[at];
        let Some(reason) = waiting.message.failed.take() else { return };
        if reason.cause == Cause::Unconfirmed {
            // They know what they do.
            waiting.message.tried = Tried::Never;
        }
        let (message, id) = (waiting.message.clone(), waiting.conversation);
        self.keep(Record::Outbox(message));
        self.timeline(id, |timeline| timeline.set_delivery(send_id, Delivery::Pending));
    }

    /// The person does not want a message sent.
    pub(super) fn discard(&mut self, send_id: &SendId) {
        let Some(at) = self.waiting(send_id) else { return };
        if self.outbox[at].sent_ms.is_some() {
            // It may be said at any moment.
            return;
        }
        let id = self.outbox[at].conversation;
        self.client.outbox.remove(at);
        self.keep(Record::OutboxGone(send_id.clone()));
        self.timeline(id, |timeline| timeline.discard(send_id));
    }

    /// The connection is gone: nobody knows what became of what is on its way.
    pub(super) fn outbox_disconnected(&mut self) {
        for waiting in &mut self.client.outbox {
            waiting.sent_ms = None;
            waiting.tried_before = waiting.message.tried == Tried::Yes;
        }
    }

    /// A conversation is called something else, and what is said there goes there.
    pub(super) fn outbox_renamed(&mut self, id: ConversationId, name: &str) {
        let mut changed = Vec::new();
        for waiting in &mut self.client.outbox {
            if waiting.conversation == id {
                waiting.message.target = name.into();
                changed.push(waiting.message.clone());
            }
        }
        for message in changed {
            self.keep(Record::Outbox(message));
        }
    }

    /// A conversation is closed, with all that was not sent.
    pub(super) fn outbox_forget(&mut self, id: ConversationId) {
        let outbox = std::mem::take(&mut self.client.outbox);
        let (gone, rest) =
            outbox.into_iter().partition(|waiting: &Waiting| waiting.conversation == id);
        self.client.outbox = rest;
        for waiting in gone {
            self.keep(Record::OutboxGone(waiting.message.send_id));
        }
    }

    /// The person is not in the room any more: what is on its way there is refused.
    pub(super) fn outbox_left(&mut self, id: ConversationId) {
        let name = self.get(id).map(|found| found.name.clone()).unwrap_or_default();
        for at in 0..self.outbox.len() {
            let waiting = &self.outbox[at];
            if waiting.conversation == id
                && waiting.message.failed.is_none()
                && waiting.message.tried == Tried::Never
            {
                self.fail_message(at, Reason::about(Cause::NotInRoom, &name));
            }
        }
    }
}

impl Client {
    /// When a message that was sent counts as lost. Not while lines wait: it may be among them.
    pub(super) fn confirm_due_ms(&self) -> Option<u64> {
        if !self.session.queue.has_no_deeds() {
            return None;
        }
        let oldest = self.outbox.iter().filter_map(|waiting| waiting.sent_ms).min()?;
        Some(oldest.max(self.session.queue.worn_off_ms) + self.config.timeouts.confirm_ms)
    }
}
