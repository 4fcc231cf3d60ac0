//! Passwords, where a server is shown already: asked for in the form, given, and refused.

use peyk_core::client::{Cause, Command, Password, Reason};

use super::action::Action;
use super::message::Message;
use super::server::{Link, Server};
use super::start::PasswordOf;
use super::{Effect, Effects, Field, Model, ServerId, ServerMessage};

impl Model {
    /// Asks, in the form, for a password of a server that is shown.
    pub(super) fn ask_password(&mut self, id: ServerId, of: PasswordOf, effects: &mut Effects) {
        let Some(server) = self.server(id) else { return };
        let (name, address) = (server.nick_wanted.clone(), server.address.to_string());
        self.add_server(effects);
        self.start.name = name;
        self.start.address = address;
        self.start.ask_password(of);
        effects.push(Effect::Focus(Field::Password));
    }

    /// Logs in to the account of the name that is wanted there, now and from now on.
    pub(super) fn log_in(&mut self, id: ServerId, password: Password, effects: &mut Effects) {
        if let Some(server) = self.server_mut(id) {
            server.password.give(Some(password));
            let login = server.login();
            self.command(id, Command::LogIn(login), effects);
        }
    }

    /// Gives the account another password. Whoever is logged in by its password proves at once that
    /// the new one is right.
    pub(super) fn change_password(
        &mut self,
        id: ServerId,
        password: Password,
        effects: &mut Effects,
    ) {
        self.command(id, Command::ChangePassword(password.clone()), effects);
        let is_by_password =
            |server: &Server| server.link == Link::On && server.password.current().is_some();
        if self.server(id).is_some_and(is_by_password) {
            self.log_in(id, password, effects);
        }
    }

    /// Logging in has succeeded: what was given for it is right.
    pub(super) fn logged_in(&mut self, id: ServerId, effects: &mut Effects) {
        let is_opening = self.is_opening(id);
        let Some(server) = self.server_mut(id) else { return };
        let is_news = server.password.succeeded();
        let name = Some(server.nick_wanted.clone()).filter(|name| *name != server.nick);
        if let Some(name) = name.filter(|_| is_news && !is_opening) {
            // It is the account's, and may be had now.
            self.command(id, Command::Nick(name), effects);
        }
        if is_news && !is_opening {
            self.keep_server(id, effects);
        }
        let log_in = ServerMessage::AskPassword(PasswordOf::Account);
        self.take_up(&Message::Server(id, log_in), effects);
    }

    /// Whether the name that was refused is that of the reader's own account, whose password was
    /// given: then another device of theirs has it.
    pub(super) fn is_on_another_device(&self, id: ServerId, refused: &Reason) -> bool {
        let is_own = |server: &Server| {
            server.nick_wanted == *refused.about && server.password.current().is_some()
        };
        refused.cause == Cause::NicknameInUse && self.server(id).is_some_and(is_own)
    }

    /// Comes anew, logged in from the beginning: so several devices share a name.
    pub(super) fn connect_again(&mut self, id: ServerId, effects: &mut Effects) {
        self.command(id, Command::Disconnect, effects);
        self.command(id, Command::Connect, effects);
    }

    /// Logging in has failed, and the server said why.
    pub(super) fn login_failed(&mut self, id: ServerId, sentence: String, effects: &mut Effects) {
        let Some(server) = self.server_mut(id) else { return };
        let by_password = server.password.current().is_some();
        // What the server took before is what it is told the next time.
        server.password.failed();
        if !by_password {
            // Nobody asked for it: the client shows its certificate wherever that may be of use.
            self.words(id, &sentence, effects);
        } else if self.is_opening(id) {
            self.start_failed(sentence, Cause::LoginFailed, effects);
        } else {
            let ask = ServerMessage::AskPassword(PasswordOf::Account);
            let label = self.text().say("write-password");
            let actions = vec![Action::main(label, Message::Server(id, ask))];
            self.notice(sentence, true, actions, effects);
        }
    }
}
