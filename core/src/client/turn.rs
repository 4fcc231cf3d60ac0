//! One step of the engine: the client, the time, and where outputs go.

use std::ops::{Deref, DerefMut};

use super::Client;
use super::capability::Caps;
use super::event::Event;
use super::ids::ConversationId;
use super::io::{Action, Outputs};
use super::reason::{Cause, Reason};
use super::record::Record;
use super::session::Asked;
use super::timeline::Timeline;
use crate::time::Now;
use crate::wire::Line;

/// One step. Reads and changes the client as if it were it.
pub(super) struct Turn<'t> {
    pub(super) client: &'t mut Client,
    pub(super) now: Now,
    pub(super) out: &'t mut Outputs,
}

impl Deref for Turn<'_> {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client
    }
}

impl DerefMut for Turn<'_> {
    fn deref_mut(&mut self) -> &mut Client {
        self.client
    }
}

impl Turn<'_> {
    /// Tells what has changed.
    pub(super) fn event(&mut self, event: Event) {
        self.out.event(event);
    }

    /// Has something kept.
    pub(super) fn keep(&mut self, record: Record) {
        self.out.act(Action::Keep(record));
    }

    /// Tells that something was refused.
    pub(super) fn refuse(&mut self, conversation: Option<ConversationId>, reason: Reason) {
        self.event(Event::Refused { conversation, reason });
    }

    /// Changes a timeline and tells how. None if there is no such conversation.
    pub(super) fn timeline<T>(
        &mut self,
        id: ConversationId,
        change: impl FnOnce(&mut Timeline) -> T,
    ) -> Option<T> {
        let timeline = &mut self.client.conversations.get_mut(&id)?.timeline;
        let found = change(timeline);
        for change in timeline.take_changes() {
            self.out.act(Action::Event(Event::Timeline { conversation: id, change }));
        }
        Some(found)
    }

    /// Sends a line at once, whatever waits: what keeps the connection alive, and what registers
    /// it.
    pub(super) fn say_at_once(&mut self, build: impl for<'b> FnOnce(Line<'b>) -> Line<'b>) {
        let start = self.out.arena().len();
        build(Line::new(self.out.arena(), usize::MAX)).end();
        let attempt = self.attempt;
        self.out.send(attempt, start);
    }

    /// Sends a line, as soon as the server can be told.
    pub(super) fn say(&mut self, build: impl for<'b> FnOnce(Line<'b>) -> Line<'b>) {
        let mut line = Vec::new();
        build(Line::new(&mut line, usize::MAX)).end();
        self.send_lines(line, 1);
    }

    /// Sends a line with a label, where the server knows labels, so that its answer is
    /// recognised.
    pub(super) fn ask(&mut self, asked: Asked, build: impl for<'b> FnOnce(Line<'b>) -> Line<'b>) {
        let label = self.session.label(asked);
        let mut bytes = Vec::new();
        let mut line = Line::new(&mut bytes, usize::MAX);
        if let Some(label) = &label {
            line = line.tag("label", Some(label));
        }
        build(line).end();
        self.send_lines(bytes, 1);
    }

    /// Sends a line that the engine has thought of by itself: whatever the person does
    /// overtakes it. `about` is the room that it is about, if leaving that makes it idle.
    pub(super) fn wonder(
        &mut self,
        about: Option<ConversationId>,
        build: impl for<'b> FnOnce(Line<'b>) -> Line<'b>,
    ) {
        let mut line = Vec::new();
        build(Line::new(&mut line, usize::MAX)).end();
        self.send_question(line, about);
    }

    pub(super) fn send_question(&mut self, line: Vec<u8>, about: Option<ConversationId>) {
        if !self.session.queue.push_question(line, about) {
            return self.refuse(None, Reason::of(Cause::TooManyWaiting));
        }
        self.send_waiting();
    }

    /// Sends whole lines that count as `weight` lines.
    pub(super) fn send_lines(&mut self, lines: Vec<u8>, weight: u64) {
        if !self.session.queue.push(lines, weight) {
            return self.refuse(None, Reason::of(Cause::TooManyWaiting));
        }
        self.send_waiting();
    }

    /// Sends what may be sent by now of the lines that wait.
    pub(super) fn send_waiting(&mut self) {
        while let Some(weight) = self.session.queue.next_weight() {
            if self.send_due_ms().is_none_or(|due_ms| due_ms > self.now.monotonic_ms) {
                return;
            }
            let cost_ms = weight * self.config.timeouts.line_ms;
            let now_ms = self.now.monotonic_ms;
            let queue = &mut self.session.queue;
            queue.worn_off_ms = queue.worn_off_ms.max(now_ms) + cost_ms;
            let Some(lines) = queue.pop() else { return };
            let start = self.out.arena().len();
            self.out.arena().extend_from_slice(&lines);
            let attempt = self.attempt;
            self.out.send(attempt, start);
        }
    }

    /// Whether something is negotiated.
    pub(super) fn has(&self, caps: Caps) -> bool {
        self.session.caps.contains(caps)
    }

    /// Tells that the connection's state has changed.
    pub(super) fn set_state(&mut self, state: super::view::ConnectionState) {
        if self.connection.state != state {
            self.connection.state = state;
            self.event(Event::Connection);
        }
    }
}
