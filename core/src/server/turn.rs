//! One session's turn: what a command's handler has at hand.

use super::Server;
use super::delivery::{Delivery, Label, Outgoing, begin};
use super::excuse::Undo;
use super::io::{Now, Outputs, Task};
use super::network::{
    ChannelId, Command, MessageKind, Network, Refusal, SessionId, Stamp, User, UserId,
};
use super::session::{Caps, Question, Session};
use super::storage::id_time_ms;
use crate::wire::Line;

/// The server while one of its sessions has its say.
pub(crate) struct Turn<'a> {
    pub(crate) server: &'a mut Server,
    pub(crate) out: &'a mut Outputs,
    pub(crate) now: Now,
    pub(crate) id: SessionId,
    /// The response to a labeled command, while one is carried out.
    pub(crate) label: Option<Label>,
    /// What the command has noted that must be forgotten if its records are not kept.
    pub(crate) undo: Vec<Undo>,
}

impl Turn<'_> {
    pub(crate) fn session(&self) -> &Session {
        self.server.sessions.at(self.id)
    }

    pub(crate) fn session_mut(&mut self) -> &mut Session {
        self.server.sessions.at_mut(self.id)
    }

    pub(crate) fn caps(&self) -> Caps {
        self.server.sessions.caps(self.id)
    }

    /// The session's user, if it is registered.
    pub(crate) fn registered(&self) -> Option<UserId> {
        self.session().user
    }

    /// The session's user. The command table lets only registered sessions get to commands
    /// that ask.
    pub(crate) fn me(&self) -> UserId {
        self.registered().expect("the command table admits only registered sessions here")
    }

    pub(crate) fn user(&self) -> &User {
        self.server.network.user(self.me())
    }

    /// How many lines one answer may have, so that it fills at most half of the SendQ.
    pub(crate) fn replies_max(&self) -> usize {
        let limits = &self.server.config.limits;
        (limits.sendq_bytes_max / 2 / limits.line_bytes_max).max(1)
    }

    /// A sentence in the server's language.
    pub(crate) fn say(&self, key: &str) -> &'static str {
        self.server.text.say(key)
    }

    /// A sentence with arguments in the server's language.
    pub(crate) fn say_with(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.server.text.say_with(key, args)
    }

    /// Asks the shell; the session's lines wait for the answer, and so does the response to its
    /// labeled command.
    pub(crate) fn ask(&mut self, question: Question, task: Task) {
        self.server.ask(self.id, question, task, self.out);
    }

    /// Asks the network, and delivers what follows.
    ///
    /// # Errors
    ///
    /// The network's refusal; the command table's caller turns it into a numeric.
    pub(crate) fn apply(&mut self, command: Command<'_>) -> Result<(), Refusal> {
        let stamp = self.server.stamp(self.now);
        let (network, mut delivery) = self.delivery();
        let applied = network.apply(stamp, command, &mut delivery);
        self.server.keep_memberships(self.out);
        applied
    }

    /// Shows the session the echo of a message that it sent before, if it wants echoes.
    pub(crate) fn echo_again(
        &mut self,
        id: u64,
        (kind, target): (MessageKind, &str),
        (text, tags): (&str, &str),
    ) {
        let stamp = Stamp { unix_ms: id_time_ms(id), id };
        let message = Outgoing { from: self.me(), kind, target, text, tags };
        let (network, mut delivery) = self.delivery();
        delivery.echo_again(network, stamp, &message);
    }

    /// Shows the session that its user is in a channel, as if it had joined just now.
    pub(crate) fn show_join(&mut self, channel: ChannelId) {
        let stamp = self.server.moment(self.now);
        let user = self.me();
        let (network, mut delivery) = self.delivery();
        delivery.show_join(network, stamp, (user, channel));
    }

    /// The network, and what delivers what happens in it.
    fn delivery(&mut self) -> (&mut Network, Delivery<'_>) {
        let author = Some((self.id, self.label.as_mut()));
        self.server.delivery(author, &mut self.undo, self.out)
    }

    /// Sends the session one line from the server. `build` adds command and parameters.
    pub(crate) fn reply(
        &mut self,
        build: impl for<'b, 's> FnOnce(&'s Server, Line<'b>) -> Line<'b>,
    ) {
        self.reply_in(None, build);
    }

    /// The same in a batch, if there is one.
    pub(crate) fn reply_in(
        &mut self,
        batch: Option<&str>,
        build: impl for<'b, 's> FnOnce(&'s Server, Line<'b>) -> Line<'b>,
    ) {
        let server = &*self.server;
        let (conn, caps) = server.sessions.route(self.id);
        let arena = match &mut self.label {
            Some(label) => label.lines(),
            None => self.out.arena(),
        };
        let start = arena.len();
        let stamp = server.moment(self.now);
        let mut line = begin(arena, server.config.limits.line_bytes_max, caps, stamp);
        if let Some(batch) = batch {
            line = line.tag("batch", Some(batch));
        }
        build(server, line.source(&server.config.server_name)).end();
        if self.label.is_none() {
            self.out.send_one(start, conn);
        }
    }

    /// Sends the session one line from the server that is in a batch, if there is one.
    pub(crate) fn reply_tagged(
        &mut self,
        batch: Option<&str>,
        build: impl for<'b> FnOnce(Line<'b>) -> Line<'b>,
    ) {
        let server_name = self.server.config.server_name.clone();
        let line_bytes_max = self.server.config.limits.line_bytes_max;
        self.append(|buf| {
            let mut line = Line::new(buf, line_bytes_max);
            if let Some(batch) = batch {
                line = line.tag("batch", Some(batch));
            }
            build(line.source(&server_name)).end();
        });
    }

    /// Sends the session one line that is not from the server itself.
    pub(crate) fn reply_from(
        &mut self,
        source: &str,
        build: impl for<'b> FnOnce(Line<'b>) -> Line<'b>,
    ) {
        let (line_bytes_max, caps) = (self.server.config.limits.line_bytes_max, self.caps());
        let stamp = self.server.moment(self.now);
        self.append(|buf| {
            build(begin(buf, line_bytes_max, caps, stamp).source(source)).end();
        });
    }

    /// Keeps the channels of the session's user, if it is always on.
    pub(crate) fn keep_memberships(&mut self) {
        let user = self.me();
        self.server.scratch.note_moved(user);
        self.server.keep_memberships(self.out);
    }

    /// Sends the session whole lines.
    pub(crate) fn append(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        match &mut self.label {
            Some(label) => label.append(encode),
            None => {
                let (conn, _) = self.server.sessions.route(self.id);
                let start = self.out.arena().len();
                encode(self.out.arena());
                self.out.send_one(start, conn);
            }
        }
    }

    /// Sends the session a numeric, with its nickname (or `*`) as the first parameter.
    pub(crate) fn numeric(
        &mut self,
        numeric: u16,
        build: impl for<'b, 's> FnOnce(&'s Server, Line<'b>) -> Line<'b>,
    ) {
        self.numeric_in(None, numeric, build);
    }

    /// The same in a batch, if there is one.
    pub(crate) fn numeric_in(
        &mut self,
        batch: Option<&str>,
        numeric: u16,
        build: impl for<'b, 's> FnOnce(&'s Server, Line<'b>) -> Line<'b>,
    ) {
        let id = self.id;
        self.reply_in(batch, |server, line| {
            let session = server.sessions.at(id);
            let line = line.numeric(numeric);
            let line = match (session.user, &session.registration) {
                (Some(user), _) => line.param(&server.network.user(user).nick),
                (None, Some(registration)) => {
                    line.param(registration.nick.as_deref().unwrap_or("*"))
                }
                (None, None) => line.param("*"),
            };
            build(server, line)
        });
    }

    /// A numeric whose text is a sentence, with parameters before it.
    pub(crate) fn numeric_say(&mut self, numeric: u16, params: &[&str], key: &str) {
        let text = self.say(key);
        self.numeric(numeric, |_, line| {
            params.iter().fold(line, |line, param| line.param(param)).trailing(text)
        });
    }

    /// `FAIL command code context :sentence` (IRCv3 standard-replies).
    pub(crate) fn fail(&mut self, command: &str, code: &str, context: &[&str], key: &str) {
        let text = self.say(key);
        self.reply(|_, line| {
            let line = line.command("FAIL").param(command).param(code);
            context.iter().fold(line, |line, param| line.param(param)).trailing(text)
        });
    }
}
