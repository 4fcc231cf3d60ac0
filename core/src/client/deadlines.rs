//! What is due at which time.

use super::Client;
use super::reason::{Cause, Reason};
use super::session::Stage;
use super::turn::Turn;
use super::view::ConnectionState;

impl Client {
    /// When to step [`Input::Deadline`](super::Input::Deadline), in
    /// [`Now::monotonic_ms`](crate::time::Now::monotonic_ms); none if nothing waits.
    #[must_use]
    pub fn next_deadline_ms(&self) -> Option<u64> {
        let session = match self.connection.state {
            ConnectionState::Offline => None,
            ConnectionState::Waiting { until_ms } => Some(until_ms),
            ConnectionState::Connecting => self.link.until_ms,
            ConnectionState::Registering | ConnectionState::Online => [
                self.link.until_ms,
                self.session.hello_until_ms,
                self.session.nick_retry_ms,
                self.ping_due_ms(),
                self.pong_due_ms(),
                self.send_due_ms(),
                self.history_due_ms(),
                self.confirm_due_ms(),
            ]
            .into_iter()
            .flatten()
            .min(),
        };
        let writing = self.conversations.values().flat_map(|found| found.typing.values());
        session.into_iter().chain(writing.map(|writing| writing.until_ms)).min()
    }

    /// When a question for history counts as unanswered.
    fn history_due_ms(&self) -> Option<u64> {
        if !self.session.queue.is_empty() {
            return None;
        }
        let asked_ms = self.session.histories.asked_ms()?;
        Some(asked_ms.max(self.session.queue.worn_off_ms) + self.config.timeouts.history_ms)
    }
}

impl Turn<'_> {
    /// Time has passed.
    pub(super) fn deadline(&mut self) {
        let now_ms = self.now.monotonic_ms;
        let is_due = |due_ms: Option<u64>| due_ms.is_some_and(|due_ms| due_ms <= now_ms);
        self.forget_writing();
        match self.connection.state {
            ConnectionState::Offline => return,
            ConnectionState::Waiting { until_ms } => {
                if until_ms <= now_ms {
                    self.start_attempt();
                }
                return;
            }
            ConnectionState::Connecting => {
                if is_due(self.link.until_ms) {
                    let reason = Reason::about(Cause::TimedOut, &self.host());
                    self.abandon(reason);
                }
                return;
            }
            ConnectionState::Registering | ConnectionState::Online => {}
        }
        if is_due(self.link.until_ms) || is_due(self.confirm_due_ms()) {
            let reason = Reason::about(Cause::TimedOut, &self.host());
            return self.abandon(reason);
        }
        if is_due(self.session.hello_until_ms) {
            self.hello_unanswered();
        }
        if is_due(self.history_due_ms()) {
            self.history_unanswered();
        }
        if is_due(self.session.nick_retry_ms) && self.session.stage == Stage::Online {
            self.retry_nick();
        }
        self.keep_alive();
    }
}
