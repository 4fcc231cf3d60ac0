//! How it begins: what was kept is taken over, or the form asks for a name and where to go.

use jiff::tz::TimeZone;
use peyk_core::client::{Cause, Command, Connection, ConnectionState};

use super::action::Action;
use super::conversation::Conversation;
use super::item::ConversationKind;
use super::message::Message;
use super::server::{Link, Server};
use super::start::{Allowed, Opening, PasswordOf};
use super::{
    Change, ConversationId, Effect, Effects, Field, Model, Notice, RecentServer, Screen, ServerId,
    ServerMessage, StartMessage,
};
use crate::l10n::Language;
use crate::net::{Address, Order};
use crate::store::{Job, KeptConversationState, Opened};

/// Where the server on this computer is.
const HERE: &str = "127.0.0.1";

/// The setting under which it is kept what was shown last.
const SHOWN: &str = "shown";

/// Recent servers that the form shows.
const RECENT_MAX: usize = 5;

/// What the command line asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The language, if it is not to be the kept one.
    pub language: Option<Language>,
    /// Where to connect to.
    pub connect: Option<String>,
    /// The name to use.
    pub nick: Option<String>,
}

impl Model {
    /// A window with what was kept, and what is to be done first.
    #[must_use]
    pub fn restore(
        opened: &Opened,
        asked: &Asked,
        locale: Language,
        zone: TimeZone,
        now_ms: i64,
    ) -> (Self, Vec<Effect>) {
        let mut model = Self::new(locale, zone, now_ms);
        model.settings.restore(&opened.settings);
        if let Some(language) = asked.language {
            model.settings.language = language;
        }
        model.renew_calendar();
        let mut effects = vec![Effect::Apply(Box::new(model.settings.clone()))];
        model.next_server = opened.servers.iter().map(|server| server.id.0 + 1).max().unwrap_or(1);
        for state in &opened.conversations {
            model.kept_states.push(state.clone());
        }
        model.start.name = asked.nick.clone().unwrap_or_else(|| model.settings.name.clone());
        for kept in &opened.servers {
            if model.start.recent.len() < RECENT_MAX {
                let address = Address { host: kept.host.clone(), port: kept.port }.to_string();
                let name = if kept.name.is_empty() { address.clone() } else { kept.name.clone() };
                let nick = kept.nick.clone();
                model.start.recent.push(RecentServer { name, address, nick });
            }
            model.known.push(kept.clone());
        }
        if let Some(address) = &asked.connect {
            model.start.address.clone_from(address);
            if !model.start.name.trim().is_empty() {
                model.connect(&mut effects);
            }
        } else {
            let mut again: Vec<_> =
                opened.servers.iter().filter(|server| server.connected).cloned().collect();
            again.sort_by_key(|server| server.id);
            for kept in again {
                let server = Server::from_kept(&kept);
                model.open(server, &mut effects);
                model.screen = Screen::Main;
            }
            model.selected = model.conversations.first().map(|conversation| conversation.id);
            let shown = opened.settings.iter().find(|(name, _)| name == SHOWN);
            let shown = shown.and_then(|(_, value)| value.split_once(' '));
            let shown = shown.and_then(|(id, name)| Some((ServerId(id.parse().ok()?), name)));
            let shown = shown.filter(|(id, _)| model.server(*id).is_some());
            model.shown_before = shown.map(|(id, name)| (id, name.to_owned()));
        }
        if model.screen == Screen::Start {
            let field = if model.start.name.is_empty() { Field::Name } else { Field::Address };
            effects.push(Effect::Focus(field));
        }
        effects.push(Effect::Show(Change::Everything));
        (model, effects)
    }

    /// Keeps which room or person is shown, for the next start.
    pub(super) fn keep_shown(&mut self, id: ConversationId, effects: &mut Effects) {
        self.shown_before = None;
        let shown = self.conversation(id).filter(|shown| shown.kind != ConversationKind::Server);
        if let Some(shown) = shown {
            let value = format!("{} {}", shown.server.0, shown.name);
            effects.push(Effect::Store(Job::Setting { name: SHOWN, value }));
        }
    }

    pub(super) fn start_message(&mut self, message: StartMessage, effects: &mut Effects) {
        match message {
            StartMessage::Name(name) => self.start.name = name,
            StartMessage::Address(address) => {
                self.start.address = address;
                self.start.forget_passwords();
            }
            StartMessage::AskPassword(of) => {
                self.start.ask_password(of);
                self.start.notice = None;
                effects.push(Effect::Focus(Field::Password));
            }
            StartMessage::Password(text) => {
                if let Some(asked) = &mut self.start.password {
                    asked.text = text;
                }
            }
            StartMessage::Recent(index) => {
                if let Some(recent) = self.start.recent.get(index).cloned() {
                    self.start.address = recent.address;
                    self.start.forget_passwords();
                    self.start.name = recent.nick;
                    self.connect(effects);
                }
            }
            StartMessage::Here => {
                HERE.clone_into(&mut self.start.address);
                self.start.forget_passwords();
                self.connect(effects);
            }
            StartMessage::Host => {
                self.start.busy = true;
                effects.push(Effect::Host);
            }
            StartMessage::Connect => self.connect(effects),
            StartMessage::ConnectPlain => {
                self.allowed.plain = true;
                self.connect(effects);
            }
            StartMessage::TrustChanged => {
                if let Some(seen) = self.refused.take() {
                    self.allowed.trusted = Some(seen);
                }
                self.connect(effects);
            }
            StartMessage::Cancel => {
                self.give_up(effects);
                self.start.notice = None;
            }
            StartMessage::Close => {
                if self.start.can_close {
                    self.give_up(effects);
                    self.screen = Screen::Main;
                    effects.push(Effect::Show(Change::Everything));
                }
            }
        }
        effects.push(Effect::Show(Change::Start));
    }

    /// The form for one more server.
    pub(super) fn add_server(&mut self, effects: &mut Effects) {
        self.screen = Screen::Start;
        self.panel = None;
        self.start.can_close = !self.servers.is_empty();
        self.start.notice = None;
        self.start.address.clear();
        self.start.forget_passwords();
        effects.push(Effect::Show(Change::Everything));
        effects.push(Effect::Focus(Field::Address));
    }

    /// The server inside runs, or not.
    pub(super) fn hosted(&mut self, result: Result<Vec<String>, String>, effects: &mut Effects) {
        self.start.busy = false;
        match result {
            Ok(addresses) => {
                self.start.forget_passwords();
                let port = addresses.first().and_then(|first| first.rsplit(':').next());
                self.start.address = match port {
                    Some(port) if port != "5000" => format!("{HERE}:{port}"),
                    _ => HERE.to_owned(),
                };
                self.hosting = addresses;
                self.tell_hosting(effects);
                if !self.start.name.trim().is_empty() {
                    self.connect(effects);
                }
            }
            Err(sentence) => self.start_problem(sentence, Vec::new()),
        }
        effects.push(Effect::Show(Change::Start));
        effects.push(Effect::Show(Change::Connection));
    }

    /// Says where others reach the server inside.
    pub(super) fn tell_hosting(&mut self, effects: &mut Effects) {
        let list = self.hosting.join(&self.text().say("list-separator"));
        let text = self.text().say_with("hosting", &[("addresses", &list)]);
        let copy = Action::plain(self.text().say("copy"), Message::Copy(list));
        self.notice(text, false, vec![copy], effects);
    }

    /// Whether a server is the one inside.
    pub(super) fn is_hosted(&self, server: &Server) -> bool {
        let port = |address: &String| Address::read(address).map(|address| address.port);
        let is_port = |address: &String| port(address) == Some(server.address.port);
        server.address.is_loopback() && self.hosting.iter().any(is_port)
    }

    /// Goes where the form says.
    fn connect(&mut self, effects: &mut Effects) {
        self.give_up(effects);
        let allowed = std::mem::take(&mut self.allowed);
        let nick = self.start.name.trim().to_owned();
        if let Some(sentence) = self.name_problem(&nick) {
            self.start_problem(sentence, Vec::new());
            effects.push(Effect::Focus(Field::Name));
            return;
        }
        let Some(address) = Address::read(&self.start.address) else {
            let written = self.start.address.trim().to_owned();
            let sentence = if written.is_empty() {
                self.text().say("start-no-address")
            } else {
                self.text().say_with("start-wrong-address", &[("address", &written)])
            };
            self.start_problem(sentence, Vec::new());
            effects.push(Effect::Focus(Field::Address));
            return;
        };
        if let Some(there) = self.servers.iter().find(|server| server.address == address) {
            return self.go_back(there.id, nick, allowed, effects);
        }
        let known = self
            .known
            .iter()
            .find(|known| known.host == address.host && known.port == address.port);
        let mut server = match known {
            Some(known) => Server::from_kept(known),
            None => {
                let id = ServerId(self.next_server);
                self.next_server += 1;
                let seen = self.seen.take().filter(|(seen, _)| *seen == address);
                let mut server = Server::new(id, address, &nick);
                // What was seen while it was tried before is what is trusted.
                server.pinned = seen.map(|(_, sha256)| sha256);
                server
            }
        };
        server.nick.clone_from(&nick);
        server.nick_wanted = nick;
        if allowed.plain {
            server.plain = true;
            server.pinned = None;
            effects.push(Effect::Store(Job::Pin { server: server.id, sha256: None }));
        }
        if let Some(trusted) = allowed.trusted {
            server.pinned = Some(trusted);
        }
        self.start.fill(PasswordOf::Server, &mut server.server_password);
        self.start.fill(PasswordOf::Account, &mut server.password);
        self.start.busy = true;
        self.start.notice = None;
        self.opening = Some(Opening { id: server.id, was_there: false });
        self.open(server, effects);
    }

    /// Goes to a server that is shown already, with what the form has for it.
    fn go_back(&mut self, id: ServerId, nick: String, allowed: Allowed, effects: &mut Effects) {
        let (form, servers) = (&self.start, &mut self.servers);
        let Some(server) = servers.iter_mut().find(|server| server.id == id) else { return };
        let is_on = server.link == Link::On;
        let was_connecting = server.link == Link::Connecting;
        let logs_in = form.has(PasswordOf::Account);
        form.fill(PasswordOf::Server, &mut server.server_password);
        form.fill(PasswordOf::Account, &mut server.password);
        // Who is there already is called something, and else once the account is proved.
        let is_renamed = if is_on && !logs_in {
            false
        } else {
            let asked = server.nick_asked.take().unwrap_or_else(|| server.nick_wanted.clone());
            server.nick_wanted.clone_from(&nick);
            asked != nick && !is_on
        };
        let (server_password, login) = (server.server_password.current().cloned(), server.login());
        if was_connecting {
            // What is on its way goes with what was given before.
            self.command(id, Command::Disconnect, effects);
        }
        if let Some(password) = server_password {
            self.command(id, Command::ServerPassword(password), effects);
        }
        if !is_on || logs_in {
            self.command(id, Command::LogIn(login), effects);
        }
        if is_renamed {
            self.command(id, Command::Nick(nick), effects);
        }
        if is_on {
            self.start.forget_passwords();
            self.screen = Screen::Main;
            effects.push(Effect::Show(Change::Everything));
            let is_there = |selected: &Conversation| selected.server == id;
            if !self.selected_conversation().is_some_and(is_there)
                && let Some(words) = self.server_conversation(id)
            {
                self.select(words, effects);
            }
            return;
        }
        self.start.busy = true;
        self.start.notice = None;
        self.opening = Some(Opening { id, was_there: true });
        let message = if allowed.trusted.is_some() {
            ServerMessage::TrustChanged
        } else if allowed.plain {
            ServerMessage::AllowPlain
        } else {
            ServerMessage::ConnectNow
        };
        self.server_message(id, message, effects);
    }

    /// Runs an engine for a server.
    pub(super) fn open(&mut self, mut server: Server, effects: &mut Effects) {
        let id = server.id;
        self.drop_server(id);
        server.running = true;
        server.wanted = true;
        server.link = Link::Connecting;
        let setup = server.setup(self.text().say("quit-message"));
        let words = self.new_conversation(id, ConversationKind::Server, "");
        self.conversations.push(words);
        self.servers.push(server);
        self.tell_servers_apart();
        effects.push(Effect::Net(id, Order::Open(Box::new(setup))));
    }

    /// Forgets what is shown of a server.
    pub(super) fn drop_server(&mut self, id: ServerId) {
        self.servers.retain(|server| server.id != id);
        self.shown_before.take_if(|(server, _)| *server == id);
        self.joining.retain(|joining| joining.server != id);
        self.unsaid.retain(|unsaid| unsaid.server != id);
        self.tell_servers_apart();
        self.put_away(id, |_| true);
        if self.selected.is_some_and(|selected| self.conversation(selected).is_none()) {
            self.selected = self.conversations.first().map(|conversation| conversation.id);
        }
    }

    /// Takes conversations of some kinds out of the window. What is to be known of them when they
    /// are back stays.
    pub(super) fn put_away(&mut self, server: ServerId, which: impl Fn(ConversationKind) -> bool) {
        let is_meant = |it: &Conversation| it.server == server && which(it.kind);
        for conversation in self.conversations.iter().filter(|it| is_meant(it)) {
            if conversation.muted || !conversation.draft.text.is_empty() {
                self.kept_states.push(KeptConversationState {
                    server,
                    name: conversation.name.clone(),
                    muted: conversation.muted,
                    draft: conversation.draft.text.clone(),
                });
            }
        }
        self.conversations.retain(|conversation| !is_meant(conversation));
    }

    pub(super) fn server_conversation(&self, server: ServerId) -> Option<ConversationId> {
        let is_words = |conversation: &&Conversation| {
            conversation.server == server && conversation.kind == ConversationKind::Server
        };
        self.conversations.iter().find(is_words).map(|conversation| conversation.id)
    }

    /// Stops trying to connect to what the form says.
    fn give_up(&mut self, effects: &mut Effects) {
        self.start.busy = false;
        // One that was there goes on as before, or waits for what is given next.
        if let Some(Opening { id, was_there: false }) = self.opening.take() {
            effects.push(Effect::Net(id, Order::End));
            self.drop_server(id);
        }
    }

    fn start_problem(&mut self, text: String, actions: Vec<Action>) {
        self.start.notice = Some(Notice { text, wrong: true, actions });
    }

    /// The connection that the form waits for is this. True if the form still waits.
    pub(super) fn opening_connection(
        &mut self,
        id: ServerId,
        connection: &Connection,
        effects: &mut Effects,
    ) -> bool {
        if !self.is_opening(id) {
            return false;
        }
        if let (Some(tls), Some(server)) = (&connection.tls, self.server(id)) {
            self.seen = Some((server.address.clone(), tls.certificate_sha256));
        }
        if connection.state == ConnectionState::Online {
            self.opening = None;
            self.start.busy = false;
            self.start.notice = None;
            self.start.forget_passwords();
            self.screen = Screen::Main;
            if self.settings.name.is_empty() {
                self.settings.name = self.start.name.trim().to_owned();
                effects.push(Effect::Store(Job::Setting {
                    name: "name",
                    value: self.settings.name.clone(),
                }));
            }
            self.keep_server(id, effects);
            let is_there = |selected: &Conversation| {
                selected.server == id && selected.kind != ConversationKind::Server
            };
            if !self.selected_conversation().is_some_and(is_there) {
                let is_room =
                    |it: &&Conversation| it.server == id && it.kind == ConversationKind::Room;
                let room = self.conversations.iter().find(is_room).map(|room| room.id);
                if let Some(first) = room.or_else(|| self.server_conversation(id)) {
                    self.select(first, effects);
                }
            }
            effects.push(Effect::Show(Change::Everything));
            effects.push(Effect::Focus(Field::Composer));
            return true;
        }
        let failed =
            matches!(connection.state, ConnectionState::Waiting { .. } | ConnectionState::Offline);
        if let Some(why) = connection.why.as_ref().filter(|_| failed) {
            let sentence = why.sentence(peyk_core::text::Text::of(self.settings.language));
            let cause = why.cause;
            self.start_failed(sentence, cause, effects);
        }
        true
    }

    pub(super) fn start_failed(&mut self, sentence: String, cause: Cause, effects: &mut Effects) {
        // What is known more exactly was said just before.
        let said = self.start.notice.is_some();
        self.give_up(effects);
        let wants_password = PasswordOf::wanted(cause);
        let wants_name =
            matches!(cause, Cause::NoNickname | Cause::NicknameInUse | Cause::BadNickname);
        if let Some(of) = wants_password {
            self.start.ask_password(of);
            effects.push(Effect::Focus(Field::Password));
        } else if wants_name {
            effects.push(Effect::Focus(Field::Name));
        }
        if wants_password.is_some() || wants_name || !said {
            // The form's own button tries again.
            let mut actions = Vec::new();
            // Some servers do not say that it is a password they miss.
            let unsaid = matches!(cause, Cause::ServerError | Cause::ServerClosed);
            if unsaid && self.start.password.is_none() {
                let ask = Message::Start(StartMessage::AskPassword(PasswordOf::Server));
                actions.push(Action::plain(self.text().say("write-server-password"), ask));
            }
            self.start_problem(sentence, actions);
        }
        effects.push(Effect::Show(Change::Start));
    }

    /// The server shows another certificate than the one that is trusted.
    pub(super) fn certificate_changed(
        &mut self,
        id: ServerId,
        pinned: [u8; 32],
        seen: [u8; 32],
        effects: &mut Effects,
    ) {
        let text = self.text();
        let (pinned, shown) = (fingerprint(&pinned), fingerprint(&seen));
        let sentence =
            text.say_with("certificate-changed", &[("pinned", &pinned), ("seen", &shown)]);
        let (trust, stay) = (text.say("certificate-trust"), text.say("certificate-stay"));
        self.refused = Some(seen);
        let opening = self.is_opening(id);
        let (trust_message, stay_message) = if opening {
            (Message::Start(StartMessage::TrustChanged), Message::Start(StartMessage::Cancel))
        } else {
            let trust = ServerMessage::TrustChanged;
            let stay = ServerMessage::Disconnect;
            (Message::Server(id, trust), Message::Server(id, stay))
        };
        let actions = vec![Action::main(stay, stay_message), Action::danger(trust, trust_message)];
        self.say_in_place(opening, sentence, actions, effects);
    }

    /// The server has no encryption.
    pub(super) fn no_encryption(&mut self, id: ServerId, effects: &mut Effects) {
        let had_some = self.server(id).is_some_and(|server| server.pinned.is_some());
        let text = self.text();
        let sentence =
            if had_some { text.say("no-encryption-any-more") } else { text.say("no-encryption") };
        let label = text.say("connect-plain");
        let opening = self.is_opening(id);
        let message = if opening {
            Message::Start(StartMessage::ConnectPlain)
        } else {
            Message::Server(id, ServerMessage::AllowPlain)
        };
        self.say_in_place(opening, sentence, vec![Action::danger(label, message)], effects);
    }

    fn say_in_place(
        &mut self,
        in_form: bool,
        text: String,
        actions: Vec<Action>,
        effects: &mut Effects,
    ) {
        if in_form {
            self.start_problem(text, actions);
            effects.push(Effect::Show(Change::Start));
        } else {
            self.notice(text, true, actions, effects);
        }
    }

    /// Keeps whether the reader wants to be connected to a server, now and at the next start.
    pub(super) fn want_connected(&mut self, id: ServerId, wanted: bool, effects: &mut Effects) {
        if let Some(server) = self.server_mut(id) {
            server.wanted = wanted;
        }
        self.keep_server(id, effects);
    }

    pub(super) fn keep_server(&mut self, id: ServerId, effects: &mut Effects) {
        if let Some(server) = self.server(id) {
            let kept = server.kept(self.now_ms);
            self.known.retain(|known| known.id != id);
            self.known.insert(0, kept.clone());
            effects.push(Effect::Store(Job::Server(kept)));
        }
    }

    /// Tells an engine something.
    pub(super) fn command(&self, server: ServerId, command: Command, effects: &mut Effects) {
        effects.push(Effect::Net(server, Order::Do(Box::new(command))));
    }
}

/// A fingerprint as people compare it.
#[must_use]
pub fn fingerprint(sha256: &[u8; 32]) -> String {
    sha256.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}
