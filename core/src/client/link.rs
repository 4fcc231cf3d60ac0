//! The connection: made, kept alive, found dead, and made anew after a while.

use super::config::{Security, ServerAddress};
use super::event::Event;
use super::io::{Action, Attempt, CloseCause, ConnectError, TlsFacts};
use super::reason::{Cause, Reason};
use super::session::{Session, Stage};
use super::timeline::Gap;
use super::turn::Turn;
use super::view::ConnectionState;
use crate::mutants::Mutant;
use crate::wire::Framer;

/// What is known of the connection apart from what is said over it.
#[derive(Debug, Default)]
pub(super) struct Link {
    pub(super) framer: Framer,
    /// When it is given up if it is not made, or registered, by then.
    pub(super) until_ms: Option<u64>,
    /// When the server was last heard of.
    pub(super) heard_ms: u64,
    /// Since when a PING waits for its PONG.
    pub(super) pinged_ms: Option<u64>,
    /// Since when people could be talked to.
    pub(super) online_ms: Option<u64>,
    /// Connections and attempts that failed, one after the other.
    pub(super) failures: u32,
    /// Whether the host wants TLS and nothing else (IRCv3 sts).
    pub(super) tls_only: bool,
}

/// What a PING of this engine says, so that its PONG is recognised.
pub(super) const PING_TOKEN: &str = "peyk-lag";

impl Turn<'_> {
    /// The person wants to be connected.
    pub(super) fn connect(&mut self) {
        self.link.failures = 0;
        match self.connection.state {
            ConnectionState::Offline | ConnectionState::Waiting { .. } => self.start_attempt(),
            ConnectionState::Connecting
            | ConnectionState::Registering
            | ConnectionState::Online => {}
        }
    }

    /// The person wants to be offline.
    pub(super) fn disconnect(&mut self) {
        let said = std::mem::take(&mut self.client.config.quit_message);
        match self.connection.state {
            ConnectionState::Registering | ConnectionState::Online => {
                self.say_at_once(|line| {
                    let line = line.command("QUIT");
                    if said.is_empty() { line } else { line.trailing(&said) }
                });
                self.close();
            }
            ConnectionState::Connecting => self.close(),
            ConnectionState::Offline | ConnectionState::Waiting { .. } => {}
        }
        self.client.config.quit_message = said;
        self.end_session();
        self.connection.why = None;
        self.set_state(ConnectionState::Offline);
    }

    fn close(&mut self) {
        let attempt = self.attempt;
        self.out.act(Action::Close { attempt });
    }

    /// Where to connect to, with TLS if the host once asked for that (IRCv3 sts).
    fn address(&self) -> ServerAddress {
        let mut address = self.config.server.clone();
        if let (Some(port), Security::Plain) = (self.wished_port(), address.security) {
            address.port = port;
            address.security = Security::Tls;
        }
        address
    }

    /// The port for TLS, if the host once asked for nothing else.
    fn wished_port(&self) -> Option<u16> {
        let host = &self.config.server.host;
        let wish = self.sts.iter().find(|policy| {
            policy.host.eq_ignore_ascii_case(host) && policy.until_ms > self.now.unix_ms
        });
        wish.map(|wish| wish.port)
    }

    pub(super) fn start_attempt(&mut self) {
        let address = self.address();
        self.start_attempt_at(address, false);
    }

    fn start_attempt_at(&mut self, address: ServerAddress, tls_only: bool) {
        self.link.tls_only = tls_only;
        self.client.attempt.0 += 1;
        self.client.session = Session::default();
        self.link.framer = Framer::default();
        self.link.pinged_ms = None;
        self.link.online_ms = None;
        self.link.until_ms = Some(self.now.monotonic_ms + self.config.timeouts.connect_ms);
        let attempt = self.attempt;
        let (port, security) = (address.port, address.security);
        let host = address.host.as_str().into();
        self.out.act(Action::Connect { attempt, host, port, security });
        self.connection.address = Some(address);
        self.connection.tls = None;
        self.connection.lag_ms = None;
        self.set_state(ConnectionState::Connecting);
    }

    /// Whether news is of the connection that there is.
    pub(super) fn is_current(&self, attempt: Attempt) -> bool {
        let alive = match self.connection.state {
            ConnectionState::Offline | ConnectionState::Waiting { .. } => false,
            ConnectionState::Connecting
            | ConnectionState::Registering
            | ConnectionState::Online => true,
        };
        alive && attempt == self.attempt
    }

    pub(super) fn connected(&mut self, attempt: Attempt, tls: Option<TlsFacts>) {
        if !self.is_current(attempt) || self.connection.state != ConnectionState::Connecting {
            return;
        }
        if tls.is_none() {
            // Whoever connects may go without where nothing else can be had.
            match self.wished_port() {
                _ if self.link.tls_only => {
                    let reason = Reason::about(Cause::TlsRequired, &self.host());
                    return self.abandon(reason);
                }
                Some(port) => return self.upgrade(port),
                None => {}
            }
        }
        self.connection.tls = tls;
        self.link.heard_ms = self.now.monotonic_ms;
        self.link.until_ms = Some(self.now.monotonic_ms + self.config.timeouts.registration_ms);
        self.set_state(ConnectionState::Registering);
        self.say_hello();
    }

    pub(super) fn connect_failed(&mut self, attempt: Attempt, why: &ConnectError) {
        if !self.is_current(attempt) {
            return;
        }
        let host = self.host();
        let reason = Reason::of_connect(why, &host);
        if matches!(why, ConnectError::CertificateChanged { .. }) {
            // Whether to go on is for the person to say.
            return self.give_up(reason);
        }
        self.lost(reason);
    }

    pub(super) fn closed(&mut self, attempt: Attempt, cause: CloseCause) {
        if !self.is_current(attempt) {
            return;
        }
        let rest = self.client.link.framer.finish();
        // A line without its end may say something else than the whole would, a shorter nickname
        // for one. Only of ERROR are cut words better than none.
        let rest = rest.filter(|line| line.starts_with(b"ERROR ")).map(<[u8]>::to_vec);
        if let Some(line) = rest {
            self.receive_line(&line);
            if !self.is_current(attempt) {
                return;
            }
        }
        let host = self.host();
        let reason = match self.session.error.take() {
            Some(words) => self.turned_away(&words),
            None => Reason::of_close(cause, &host),
        };
        if reason.cause.is_lasting() {
            return self.stop(reason);
        }
        self.lost(reason);
    }

    /// The host and port, for people.
    pub(super) fn host(&self) -> String {
        let address = self.connection.address.as_ref().unwrap_or(&self.config.server);
        format!("{}:{}", address.host, address.port)
    }

    /// The connection is not to be trusted any more: it is closed, and made anew.
    pub(super) fn abandon(&mut self, reason: Reason) {
        self.close();
        self.lost(reason);
    }

    /// The connection is of no use, and neither would the next be.
    pub(super) fn give_up(&mut self, reason: Reason) {
        self.close();
        self.stop(reason);
    }

    /// The connection is gone, and the next would be of no use.
    fn stop(&mut self, reason: Reason) {
        self.end_session();
        self.connection.why = Some(reason);
        self.connection.state = ConnectionState::Offline;
        self.event(Event::Connection);
    }

    /// The connection is gone, or could not be made: wait, then try again.
    fn lost(&mut self, reason: Reason) {
        let stable_ms = self.config.timeouts.stable_ms;
        let now_ms = self.now.monotonic_ms;
        if self.link.online_ms.is_some_and(|since_ms| now_ms - since_ms >= stable_ms) {
            self.link.failures = 0;
        }
        self.end_session();
        let mut wait_ms = self.backoff_ms();
        if Mutant::EngineGivesUp.is_active() {
            wait_ms = u64::from(u32::MAX);
        }
        self.link.failures = self.link.failures.saturating_add(1);
        self.connection.why = Some(reason);
        self.connection.state = ConnectionState::Waiting { until_ms: now_ms + wait_ms };
        self.event(Event::Connection);
    }

    /// Twice as long each time, half of it by chance.
    fn backoff_ms(&mut self) -> u64 {
        let timeouts = &self.config.timeouts;
        let doubled = timeouts.backoff_min_ms.saturating_mul(1 << self.link.failures.min(20));
        let most = doubled.min(timeouts.backoff_max_ms);
        let half = most / 2;
        half + self.client.secrets.below(most - half + 1)
    }

    /// The host offers TLS on a port and wants it: the connection without is given up for one
    /// with (IRCv3 sts, "Server MUST NOT send credentials").
    pub(super) fn upgrade(&mut self, port: u16) {
        self.close();
        self.end_session();
        let host = self.config.server.host.clone();
        self.start_attempt_at(ServerAddress { host, port, security: Security::Tls }, true);
    }

    /// What was known over the connection is forgotten, and what may be missed is marked.
    fn end_session(&mut self) {
        let was_online = self.session.stage == Stage::Online;
        self.client.session.stage = Stage::Hello;
        self.link.until_ms = None;
        self.link.pinged_ms = None;
        self.link.online_ms = None;
        self.connection.tls = None;
        self.connection.lag_ms = None;
        self.session.hello_until_ms = None;
        self.session.nick_retry_ms = None;
        self.session.queue.clear();
        if was_online {
            self.leave_everything();
        }
        let ids: Vec<_> = self.conversations.keys().copied().collect();
        let now_ms = self.now.unix_ms;
        for id in ids {
            self.timeline(id, |timeline| timeline.break_off(Gap::Waiting, now_ms));
        }
        self.histories_end();
        self.outbox_disconnected();
        self.client.session = Session {
            // Names are compared as before until the next server says how it does.
            isupport: std::mem::take(&mut self.client.session.isupport),
            ..Session::default()
        };
    }

    /// Something came from the server.
    pub(super) fn heard(&mut self) {
        self.link.heard_ms = self.now.monotonic_ms;
    }

    /// PING, and away with a server that does not answer.
    pub(super) fn keep_alive(&mut self) {
        let now_ms = self.now.monotonic_ms;
        if self.pong_due_ms().is_some_and(|due_ms| due_ms <= now_ms) {
            let reason = Reason::about(Cause::TimedOut, &self.host());
            return self.abandon(reason);
        }
        if self.ping_due_ms().is_some_and(|due_ms| due_ms <= now_ms) {
            self.link.pinged_ms = Some(now_ms);
            self.say_at_once(|line| line.command("PING").trailing(PING_TOKEN));
        }
    }

    /// PONG came.
    pub(super) fn ponged(&mut self, token: &str) {
        if token == PING_TOKEN {
            if let Some(pinged_ms) = self.link.pinged_ms.take() {
                self.connection.lag_ms = Some(self.now.monotonic_ms - pinged_ms);
                self.event(Event::Connection);
            }
        } else {
            self.fence_passed(token);
        }
    }
}

impl super::Client {
    /// When to ask whether the server is there: it has not been heard of for a while.
    pub(super) fn ping_due_ms(&self) -> Option<u64> {
        let online = self.connection.state == ConnectionState::Online;
        let due_ms = self.link.heard_ms + self.config.timeouts.ping_interval_ms;
        (online && self.link.pinged_ms.is_none()).then_some(due_ms)
    }

    /// When a server that was asked counts as gone. Whatever it says meanwhile shows that it
    /// lives.
    pub(super) fn pong_due_ms(&self) -> Option<u64> {
        let since_ms = self.link.pinged_ms?.max(self.link.heard_ms);
        Some(since_ms + self.config.timeouts.ping_timeout_ms)
    }

    /// When the first of the lines that wait may be sent.
    pub(super) fn send_due_ms(&self) -> Option<u64> {
        let queue = &self.session.queue;
        let weight = queue.next_weight()?;
        let line_ms = self.config.timeouts.line_ms;
        let burst_ms = u64::from(self.config.limits.burst_lines).max(1) * line_ms;
        // One that weighs more than the burst goes when everything before is worn off.
        let cost_ms = (weight * line_ms).min(burst_ms);
        Some((queue.worn_off_ms + cost_ms).saturating_sub(burst_ms))
    }
}
