//! The reader's name: as it is written in the settings, and as servers say it.
//!
//! In the settings it changes with every letter; others learn of it when it is written to its end.

use super::action::Action;
use super::message::Message;
use super::server::Link;
use super::start::PasswordOf;
use super::{Effects, Model, Panel, ServerId, ServerMessage, Setting};

impl Model {
    /// Ends the writing of the name with the settings, where nothing has ended it before.
    pub(super) fn end_naming(&mut self, effects: &mut Effects) {
        if self.name_before.is_some() && !matches!(self.panel, Some(Panel::Settings)) {
            self.named(effects);
        }
    }

    /// Uses the name that was written: for servers that are new, and on those that are connected
    /// and where the reader had the name before it.
    pub(super) fn named(&mut self, effects: &mut Effects) {
        let Some(before) = self.name_before.take() else { return };
        let name = self.settings.name.trim().to_owned();
        // Who never had a name need not have one now.
        let is_free = name.is_empty() && before.is_empty();
        if let Some(text) = self.name_problem(&name).filter(|_| !is_free) {
            self.notice(text, true, Vec::new(), effects);
            self.set(Setting::Name(before), effects);
            self.name_before = None;
            return;
        }
        if name != self.settings.name {
            self.set(Setting::Name(name.clone()), effects);
            self.name_before = None;
        }
        if name == before {
            return;
        }
        self.start.name.clone_from(&name);
        let is_meant = |nick: &str| !before.is_empty() && nick == before;
        let there: Vec<ServerId> = self
            .servers
            .iter()
            .filter(|server| server.link == Link::On && is_meant(&server.nick))
            .map(|server| server.id)
            .collect();
        for server in there {
            self.server_message(server, ServerMessage::Nick(name.clone()), effects);
        }
    }

    /// What is wrong with a name, if that can be said without a server.
    pub(super) fn name_problem(&self, name: &str) -> Option<String> {
        if name.is_empty() {
            Some(self.text().say("start-no-name"))
        } else if name.contains(char::is_whitespace) {
            Some(self.text().say("start-name-with-space"))
        } else {
            None
        }
    }

    /// Says so, if the server calls the reader something that was not asked for.
    pub(super) fn called_otherwise(&mut self, id: ServerId, effects: &mut Effects) {
        let Some(server) = self.server_mut(id).filter(|server| server.link == Link::On) else {
            return;
        };
        let nick = server.nick.clone();
        let wanted = server.nick_asked.as_ref().unwrap_or(&server.nick_wanted).clone();
        if std::mem::replace(&mut server.nick_known, nick.clone()) == nick {
            return;
        }
        // Another device of the same account was called so, and this one follows.
        let follows = server.account.is_some() && server.nick_asked.is_none();
        if follows && nick != wanted {
            return;
        }
        if nick == wanted {
            return self.take_up(&Message::Server(id, ServerMessage::AskNick), effects);
        }
        let has_account = server.account.is_some();
        let message = |message| Message::Server(id, message);
        let other = message(ServerMessage::AskNick);
        let mut actions = vec![Action::main(self.text().say("another-name"), other)];
        if !has_account {
            let own = message(ServerMessage::AskPassword(PasswordOf::Account));
            actions.push(Action::plain(self.text().say("name-is-mine"), own));
        }
        let names = [("wanted", &*wanted), ("nick", &*nick)];
        let sentence = self.text().say_with("called-otherwise", &names);
        self.notice(sentence, true, actions, effects);
    }
}
