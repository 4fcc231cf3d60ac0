//! A connection's life: accepted, opened, heard, looked at when its time comes, closed.

use std::net::IpAddr;

use super::config::{Config, Plaintext};
use super::delivery;
use super::io::{Action, Answer, CloseCause, ConnId, Now, Outputs, Task, Transport};
use super::network::{Command, SessionId, UserId};
use super::session::{Caps, OpenQuestion, Question, RecvQueue, Registration, Stage};
use super::turn::Turn;
use super::{Server, commands, isupport, plain};
use crate::mutants::Mutant;
use crate::text::Text;
use crate::wire::{CLIENT_TAGS_BYTES_MAX, Frame, FrameLimits, Part, is_irc};

/// Bytes of a line in plain mode: a paragraph; it is sent as several messages.
pub(super) const PLAIN_LINE_BYTES_MAX: usize = 8192;

impl Server {
    pub(super) fn accepted(&mut self, now: Now, conn: ConnId, address: IpAddr, out: &mut Outputs) {
        let id = self.sessions.open(conn, address.to_canonical(), now.monotonic_ms);
        let Config { limits, timeouts, .. } = &self.config;
        let crowded = self.addresses.connected(address, now.monotonic_ms, limits, timeouts);
        let key = if self.stopping {
            "close-stopping"
        } else if self.sessions.len() > limits.connections_max {
            "close-server-full"
        } else if crowded.is_err() {
            "close-too-many-connections"
        } else {
            self.arm(now, id);
            return;
        };
        self.close_session(now, id, self.text.say(key), out);
    }

    pub(super) fn opened(
        &mut self,
        now: Now,
        conn: ConnId,
        (transport, certificate, silent): (Transport, Option<[u8; 32]>, bool),
        out: &mut Outputs,
    ) {
        let Some(id) = self.sessions.of(conn) else { return };
        let session = self.sessions.at_mut(id);
        if session.stage == Stage::Closing {
            return;
        }
        session.transport = transport;
        session.certificate = certificate.map(|digest| {
            digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
        });
        session.stage = Stage::Opening;
        let loopback = session.address.is_loopback();
        let served = transport == Transport::Tls
            || match self.config.plaintext {
                Plaintext::Anywhere => true,
                Plaintext::Loopback => loopback,
                Plaintext::Never => false,
            };
        if !served {
            self.close_session(now, id, self.text.say("close-plaintext"), out);
        } else if silent {
            self.sessions.at_mut(id).was_hinted = true;
            let (name, hint) = (&self.config.server_name, self.text.say("plain-hint"));
            let start = out.arena().len();
            let line = crate::wire::Line::new(out.arena(), self.config.limits.line_bytes_max);
            line.source(name).command("NOTICE").param("*").trailing(hint).end();
            out.send_one(start, conn);
        }
    }

    pub(super) fn received(&mut self, now: Now, conn: ConnId, mut bytes: &[u8], out: &mut Outputs) {
        let Some(id) = self.sessions.of(conn) else { return };
        let mut framer = std::mem::take(&mut self.sessions.at_mut(id).framer);
        loop {
            let session = self.sessions.at_mut(id);
            if session.stage == Stage::Closing {
                return;
            }
            session.received_ms = now.monotonic_ms;
            session.pinged_ms = None;
            let limits = self.frame_limits(id);
            match framer.next(&limits, &mut bytes) {
                None => break,
                Some(Frame::Line(line)) => self.admit(now, id, line, out),
                Some(Frame::TooLong { part, tags }) => {
                    self.too_long(now, id, (part, tags), out);
                }
            }
        }
        self.sessions.at_mut(id).framer = framer;
    }

    fn frame_limits(&self, id: SessionId) -> FrameLimits {
        let body_bytes_max = match self.sessions.at(id).stage {
            Stage::Opening | Stage::Plain => PLAIN_LINE_BYTES_MAX,
            Stage::Accepted | Stage::Irc | Stage::Closing => self.config.limits.line_bytes_max,
        };
        FrameLimits { tags_bytes_max: CLIENT_TAGS_BYTES_MAX, body_bytes_max }
    }

    /// Lets a line pass, or makes it wait: for flood control, or because a question is open.
    fn admit(&mut self, now: Now, id: SessionId, line: &[u8], out: &mut Outputs) {
        if self.sessions.at(id).waiting.is_none() && self.passes(now, id) {
            self.line(now, id, line, out);
            return;
        }
        let session = self.sessions.at_mut(id);
        let queue = session.waiting.get_or_insert_default();
        if queue.push(line, self.config.limits.recvq_bytes_max) {
            self.arm(now, id);
        } else {
            self.close_session(now, id, self.text.say("close-recvq"), out);
        }
    }

    /// Whether the session's next line may pass now.
    fn passes(&self, now: Now, id: SessionId) -> bool {
        let session = self.sessions.at(id);
        session.question.is_none()
            && session.stage != Stage::Closing
            && session.allowance.allows(&self.config.flood, now.monotonic_ms)
    }

    /// Carries out the lines that may pass by now.
    fn release(&mut self, now: Now, id: SessionId, out: &mut Outputs) {
        let mut line = std::mem::take(&mut self.line);
        while self.passes(now, id)
            && let Some(queue) = self.sessions.at_mut(id).waiting.as_deref_mut()
            && queue.pop(&mut line)
        {
            self.line(now, id, &line, out);
        }
        let session = self.sessions.at_mut(id);
        if session.waiting.as_deref().is_some_and(RecvQueue::is_empty) {
            session.waiting = None;
        }
        self.line = line;
    }

    /// Carries out what waits of somebody who has said all and gone: as much as the RecvQ
    /// holds, and nothing can follow. Lines behind an open question are answered by nobody.
    fn release_rest(&mut self, now: Now, id: SessionId, out: &mut Outputs) {
        let Some(mut queue) = self.sessions.at_mut(id).waiting.take() else { return };
        let mut line = Vec::new();
        while self.sessions.at(id).question.is_none()
            && self.sessions.at(id).stage != Stage::Closing
            && queue.pop(&mut line)
        {
            self.line(now, id, &line, out);
        }
    }

    fn line(&mut self, now: Now, id: SessionId, line: &[u8], out: &mut Outputs) {
        if self.sessions.at(id).stage == Stage::Opening {
            self.choose_mode(now, id, line);
        }
        let flood = &self.config.flood;
        let session = self.sessions.at_mut(id);
        match session.stage {
            Stage::Irc => commands::dispatch(&mut self.turn(now, id, out), line),
            Stage::Plain => {
                session.allowance.spend(flood, now.monotonic_ms, 1);
                let mut turn = self.turn(now, id, out);
                let group = turn.out.begin_group();
                plain::line(&mut turn, line);
                commands::end_group(&mut turn, group, ("PRIVMSG", ""), None);
            }
            Stage::Accepted | Stage::Opening | Stage::Closing => {}
        }
    }

    /// The first line decides what a session speaks.
    fn choose_mode(&mut self, now: Now, id: SessionId, line: &[u8]) {
        let irc = std::str::from_utf8(line).map_or(true, is_irc);
        let session = self.sessions.at_mut(id);
        session.stage = if irc { Stage::Irc } else { Stage::Plain };
        session.registration = Some(Box::new(Registration {
            admitted: self.config.password_phc.is_none(),
            ..Registration::default()
        }));
        if !irc {
            self.sessions.set_caps(id, Caps::PLAIN);
        }
        self.arm(now, id);
    }

    fn too_long(
        &mut self,
        now: Now,
        id: SessionId,
        (part, tags): (Part, &[u8]),
        out: &mut Outputs,
    ) {
        let flood = &self.config.flood;
        self.sessions.at_mut(id).allowance.spend(flood, now.monotonic_ms, 1);
        let stage = self.sessions.at(id).stage;
        let mut turn = self.turn(now, id, out);
        match stage {
            Stage::Irc => commands::too_long(&mut turn, part, tags),
            Stage::Accepted | Stage::Opening | Stage::Plain | Stage::Closing => {
                plain::tell(&mut turn, "plain-line-too-long");
            }
        }
    }

    pub(super) fn turn<'a>(
        &'a mut self,
        now: Now,
        id: SessionId,
        out: &'a mut Outputs,
    ) -> Turn<'a> {
        Turn { server: self, out, now, id, label: None, undo: Vec::new() }
    }

    pub(super) fn closed(&mut self, now: Now, conn: ConnId, cause: CloseCause, out: &mut Outputs) {
        let Some(id) = self.sessions.of(conn) else { return };
        if self.sessions.at(id).stage != Stage::Closing {
            out.departed(Some(conn));
            if cause == CloseCause::EndOfFile {
                self.release_rest(now, id, out);
            }
            // The last words of somebody whose line has no end, as of `printf hi | nc`.
            if cause == CloseCause::EndOfFile && self.sessions.at(id).stage != Stage::Irc {
                let mut framer = std::mem::take(&mut self.sessions.at_mut(id).framer);
                if let Some(line) = framer.finish() {
                    self.line(now, id, line, out);
                }
            }
            let key = match cause {
                CloseCause::EndOfFile | CloseCause::Http => "quit-closed",
                CloseCause::Reset => "quit-reset",
                CloseCause::Tls => "quit-tls",
                CloseCause::SendQueueFull => "quit-sendq",
            };
            self.leave(now, id, self.text.say(key), out);
            out.departed(None);
        }
        let session = self.sessions.at(id);
        self.addresses.disconnected(session.address);
        if let Some(at_ms) = session.armed_ms {
            self.deadlines.remove(at_ms, id);
        }
        self.sessions.close(id);
    }

    /// Ends a session: its user quits with `reason`, it is told, and its connection closed.
    pub(super) fn close_session(
        &mut self,
        now: Now,
        id: SessionId,
        reason: &str,
        out: &mut Outputs,
    ) {
        if self.sessions.at(id).stage == Stage::Closing {
            return;
        }
        self.leave(now, id, reason, out);
        let session = self.sessions.at_mut(id);
        let was_plain = session.stage == Stage::Plain;
        session.stage = Stage::Closing;
        session.registration = None;
        session.waiting = None;
        session.question = None;
        session.batch = None;
        let conn = session.conn;
        let start = out.arena().len();
        if was_plain {
            delivery::plain_line(out.arena(), &["*** ", reason]);
        } else {
            let address = session.address.to_string();
            let text = self.text.say_with("closing-link", &[("host", &address), ("why", reason)]);
            let line = crate::wire::Line::new(out.arena(), self.config.limits.line_bytes_max);
            line.command("ERROR").trailing(&text).end();
        }
        out.send_one(start, conn);
        out.act(Action::Close { conn });
    }

    /// The session's user quits; the session forgets what it watched.
    fn leave(&mut self, now: Now, id: SessionId, reason: &str, out: &mut Outputs) {
        for folded in std::mem::take(&mut self.sessions.at_mut(id).monitored) {
            self.unwatch(id, &folded);
        }
        let Some(user) = self.sessions.at_mut(id).user.take() else { return };
        let absence = self.text.say("away-absent");
        let quit = Command::Quit { user, session: id, reason, absence };
        let result = self.turn(now, id, out).apply(quit);
        assert!(result.is_ok(), "nothing keeps a user from leaving");
        self.resettle(user);
    }

    /// Notes how many devices a user has now, if it is still there.
    pub(super) fn resettle(&mut self, user: UserId) {
        if let Some(user_sessions) = self.network.sessions_of(user) {
            self.sessions.settle(user, user_sessions);
        }
    }

    /// Takes a session from a nickname's watchers.
    pub(super) fn unwatch(&mut self, id: SessionId, folded: &crate::wire::Casefolded) {
        if let Some(watchers) = self.monitors.get_mut(folded) {
            watchers.retain(|&watcher| watcher != id);
            if watchers.is_empty() {
                self.monitors.remove(folded);
            }
        }
    }

    pub(super) fn answered(
        &mut self,
        now: Now,
        conn: ConnId,
        (ticket, answer): (u32, Answer),
        out: &mut Outputs,
    ) {
        let Some(id) = self.sessions.of(conn) else { return };
        let session = self.sessions.at_mut(id);
        // The session may have ended while it waited.
        let Some(open) = session.question.take_if(|open| open.ticket == ticket) else {
            return;
        };
        commands::answered(&mut self.turn(now, id, out), *open, answer);
        self.release(now, id, out);
        self.arm(now, id);
    }

    /// Asks the shell; the session's lines wait for the answer.
    pub(super) fn ask(&mut self, id: SessionId, question: Question, task: Task, out: &mut Outputs) {
        self.tickets = self.tickets.wrapping_add(1);
        let session = self.sessions.at_mut(id);
        let ticket = self.tickets;
        session.question = Some(Box::new(OpenQuestion { ticket, question, asked_by: None }));
        out.act(Action::Ask { conn: session.conn, ticket, task });
    }

    pub(super) fn deadline(&mut self, now: Now, out: &mut Outputs) {
        while let Some(id) = self.deadlines.pop(now.monotonic_ms) {
            self.sessions.at_mut(id).armed_ms = None;
            self.look_at(now, id, out);
            self.arm(now, id);
        }
    }

    /// Does what is due for a session.
    fn look_at(&mut self, now: Now, id: SessionId, out: &mut Outputs) {
        let now_ms = now.monotonic_ms;
        self.release(now, id, out);
        if self.batch_due_ms(id).is_some_and(|due_ms| now_ms >= due_ms) {
            commands::batch_timed_out(&mut self.turn(now, id, out));
        }
        let timeouts = &self.config.timeouts;
        let session = self.sessions.at(id);
        match session.stage {
            Stage::Closing => {}
            Stage::Accepted | Stage::Opening | Stage::Irc | Stage::Plain
                if session.user.is_none() =>
            {
                if now_ms >= session.accepted_ms + timeouts.registration_ms {
                    let reason = self.text.say("quit-registration-timeout");
                    self.close_session(now, id, reason, out);
                }
            }
            // Plain mode has no PING to answer; there the shell's TCP keepalive finds the dead.
            Stage::Accepted | Stage::Opening | Stage::Plain => {}
            Stage::Irc => match session.pinged_ms {
                Some(_) if Mutant::WaitsForEver.is_active() => {}
                Some(pinged_ms) if now_ms >= pinged_ms + timeouts.ping_timeout_ms => {
                    let seconds = (now_ms - session.received_ms) / 1000;
                    let seconds = self.text.number(seconds);
                    let args = [("seconds", seconds.as_str())];
                    let reason = self.text.say_with("quit-ping-timeout", &args);
                    self.close_session(now, id, &reason, out);
                }
                None if now_ms >= session.received_ms + timeouts.ping_interval_ms => {
                    self.sessions.at_mut(id).pinged_ms = Some(now_ms);
                    let conn = self.sessions.at(id).conn;
                    let start = out.arena().len();
                    let line = crate::wire::Line::new(out.arena(), usize::MAX);
                    line.command("PING").trailing(&self.config.server_name).end();
                    out.send_one(start, conn);
                }
                Some(_) | None => {}
            },
        }
    }

    /// When the session's batch must have ended. It is not its peer that is late while lines
    /// wait here.
    fn batch_due_ms(&self, id: SessionId) -> Option<u64> {
        let session = self.sessions.at(id);
        let open = session.batch.as_deref().filter(|open| open.message.is_some())?;
        session.waiting.is_none().then(|| open.opened_ms + self.config.timeouts.batch_ms)
    }

    /// Arms the session's deadline for what is due next, unless an earlier one is armed.
    pub(super) fn arm(&mut self, now: Now, id: SessionId) {
        let Some(session) = self.sessions.find(id) else { return };
        let timeouts = &self.config.timeouts;
        let mut due_ms = match session.stage {
            Stage::Closing => return,
            Stage::Accepted | Stage::Opening | Stage::Irc | Stage::Plain
                if session.user.is_none() =>
            {
                session.accepted_ms + timeouts.registration_ms
            }
            Stage::Accepted | Stage::Opening | Stage::Plain => u64::MAX,
            Stage::Irc => match session.pinged_ms {
                Some(pinged_ms) => pinged_ms + timeouts.ping_timeout_ms,
                None => session.received_ms + timeouts.ping_interval_ms,
            },
        };
        if let Some(batch_due_ms) = self.batch_due_ms(id) {
            due_ms = due_ms.min(batch_due_ms);
        }
        if session.waiting.is_some() && session.question.is_none() {
            due_ms = due_ms.min(session.allowance.passes_at(&self.config.flood));
        }
        if due_ms == u64::MAX || session.armed_ms.is_some_and(|armed_ms| armed_ms <= due_ms) {
            return;
        }
        // Never in the past, so that a shell's loop always makes progress.
        let due_ms = due_ms.max(now.monotonic_ms + 1);
        if let Some(armed_ms) = session.armed_ms {
            self.deadlines.remove(armed_ms, id);
        }
        self.sessions.at_mut(id).armed_ms = Some(due_ms);
        self.deadlines.insert(due_ms, id);
    }

    pub(super) fn reloaded(&mut self, now: Now, config: Config, out: &mut Outputs) {
        self.text = Text::of(config.language);
        self.network.limit((&config).into());
        let lines = isupport::lines(&config);
        let changed = isupport::changed(&self.isupport, &lines);
        self.isupport = lines;
        let capabilities = commands::changed_capabilities(&self.config, &config);
        let sts = self.config.sts;
        self.config = config;
        let ids: Vec<_> = self.sessions.ids().collect();
        for id in ids {
            let session = self.sessions.at(id);
            if session.stage == Stage::Irc && session.user.is_some() {
                let mut turn = self.turn(now, id, out);
                isupport::send(&mut turn, &changed);
                commands::announce_capabilities(&mut turn, &capabilities);
                commands::announce_sts(&mut turn, sts);
            }
            self.arm(now, id);
        }
        self.notify_operators(now, self.text.say("notice-rehashed"), out);
    }

    pub(super) fn reload_failed(&mut self, now: Now, why: &str, out: &mut Outputs) {
        let text = self.text.say_with("notice-rehash-failed", &[("why", why)]);
        self.notify_operators(now, &text, out);
    }

    /// A notice from the server to every IRC operator.
    pub(super) fn notify_operators(&mut self, now: Now, text: &str, out: &mut Outputs) {
        let operators = self.network.users().filter(|(_, user)| user.is_operator());
        let ids: Vec<_> = operators.flat_map(|(_, user)| user.sessions.clone()).collect();
        for id in ids {
            self.turn(now, id, out).reply(|server, line| {
                let nick = server.sessions.at(id).user.map(|user| &server.network.user(user).nick);
                let line = line.command("NOTICE").param(nick.map_or("*", |nick| nick));
                line.trailing(text)
            });
        }
    }

    pub(super) fn stop(&mut self, now: Now, out: &mut Outputs) {
        self.stopping = true;
        let ids: Vec<_> = self.sessions.ids().collect();
        for id in ids {
            self.close_session(now, id, self.text.say("close-stopping"), out);
        }
    }
}
