//! A model that is told by hand what network and store would report, for tests.

use std::sync::Arc;

use client_fltk::l10n::Language;
use client_fltk::model::{
    Action, Asked, ComposerMessage, Effect, Member, Message, Model, Presence, Screen, ServerId,
};
use client_fltk::net::{ConversationNews, Order, Report};
use client_fltk::store::{KeptServer, Opened};
use jiff::tz::TimeZone;
use peyk_core::client::{
    Cause, Command, Connection, ConnectionState, ConversationKind, Entry, EntryId, Membership,
    Older, Reason, Sender,
};

/// Midnight of 24 November 2026 (UTC).
pub(crate) const MIDNIGHT_MS: i64 = 1_795_478_400_000;

/// An hour.
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// The server of every test.
pub(crate) const SERVER: ServerId = ServerId(1);

/// The one that some tests have besides it.
pub(crate) const OTHER: ServerId = ServerId(2);

pub(crate) const LOBBY: u32 = 1;
pub(crate) const REZA: u32 = 2;

/// The lobby, with so much in it that was not read.
pub(crate) fn lobby_news(unread: usize) -> ConversationNews {
    ConversationNews {
        id: LOBBY,
        name: "#lobby".into(),
        kind: ConversationKind::Room(Membership::Joined),
        topic: "".into(),
        read_ms: 0,
        unread,
        mentions: 0,
        older: Older::None,
    }
}

/// What was kept of the server.
pub(crate) fn kept_server(connected: bool) -> KeptServer {
    KeptServer {
        id: SERVER,
        host: "peyk.local".to_owned(),
        port: 5000,
        plain: false,
        nick: "sara".to_owned(),
        name: "Peyk".to_owned(),
        pinned: None,
        server_password: None,
        password: None,
        connected,
        used_ms: 1,
    }
}

/// A model without anything around it, and what it asked for.
pub(crate) struct Told {
    pub(crate) model: Model,
    pub(crate) effects: Vec<Effect>,
    next: u64,
}

impl Told {
    /// Somebody who has been here before, is connected, and sees the lobby.
    pub(crate) fn new(language: Language) -> Self {
        let opened = Opened { servers: vec![kept_server(true)], ..Opened::default() };
        let mut told = Self::restore(&opened, language);
        let to_open = |effect: &Effect| matches!(effect, Effect::Net(SERVER, Order::Open(_)));
        assert!(told.effects.iter().any(to_open));
        told.arrived();
        told
    }

    pub(crate) fn restore(opened: &Opened, language: Language) -> Self {
        let noon = MIDNIGHT_MS + 12 * HOUR_MS;
        let (model, effects) =
            Model::restore(opened, &Asked::default(), language, TimeZone::UTC, noon);
        Self { model, effects, next: 1 }
    }

    /// The server lets the person in, who sees the lobby.
    pub(crate) fn arrived(&mut self) {
        self.conversation(LOBBY, "#lobby", ConversationKind::Room(Membership::Joined));
        let member = |nick: &str, prefix| Member {
            nick: nick.into(),
            prefix,
            presence: Presence::Here,
            bot: false,
        };
        let members = [member("sara", Some('@')), member("رضا", None), member("saman", None)];
        self.net(Report::Members(LOBBY, members.into()));
        self.conversation(REZA, "رضا", ConversationKind::Direct);
        self.net(Report::Loaded);
        self.connection(ConnectionState::Online, None);
        assert_eq!(self.model.screen(), Screen::Main);
        assert_eq!(self.model.headline().unwrap().name, "#lobby");
        self.effects.clear();
    }

    pub(crate) fn tell(&mut self, message: Message) {
        self.effects.extend(self.model.update(message));
    }

    pub(crate) fn net(&mut self, report: Report) {
        self.tell(Message::Net(SERVER, report));
    }

    pub(crate) fn connection(&mut self, state: ConnectionState, wait_ms: Option<u64>) {
        let connection = Box::new(Connection { state, ..Connection::default() });
        self.net(Report::Connection { connection, wait_ms });
    }

    /// The server turns the person away.
    pub(crate) fn turned_away(&mut self, cause: Cause, words: &str) {
        let why = Some(Reason {
            cause,
            about: "peyk.local".into(),
            code: "".into(),
            words: words.into(),
        });
        let connection =
            Box::new(Connection { state: ConnectionState::Offline, why, ..Connection::default() });
        self.net(Report::Connection { connection, wait_ms: None });
    }

    pub(crate) fn conversation(&mut self, id: u32, name: &str, kind: ConversationKind) {
        self.conversation_at(SERVER, id, name, kind);
    }

    pub(crate) fn conversation_at(
        &mut self,
        server: ServerId,
        id: u32,
        name: &str,
        kind: ConversationKind,
    ) {
        let report = Report::Conversation(Box::new(ConversationNews {
            id,
            name: name.into(),
            kind,
            topic: "".into(),
            read_ms: 0,
            unread: 0,
            mentions: 0,
            older: Older::None,
        }));
        self.tell(Message::Net(server, report));
    }

    /// Somebody who is at two servers that call themselves the same.
    pub(crate) fn at_two_servers() -> Self {
        let other = KeptServer { id: OTHER, host: "peyk.example".to_owned(), ..kept_server(true) };
        let opened = Opened { servers: vec![kept_server(true), other], ..Opened::default() };
        let mut told = Self::restore(&opened, Language::English);
        let words = told.model.conversations().iter().find(|it| it.server == SERVER).unwrap().id;
        told.tell(Message::Select(words));
        told.arrived();
        let connection = Connection { state: ConnectionState::Online, ..Connection::default() };
        let report = Report::Connection { connection: Box::new(connection), wait_ms: None };
        told.tell(Message::Net(OTHER, report));
        told.conversation_at(OTHER, 9, "#books", ConversationKind::Room(Membership::Joined));
        told.select("#lobby");
        told.effects.clear();
        told
    }

    /// Presses an item of a menu.
    pub(crate) fn press(&mut self, actions: Vec<Action>, label: &str) {
        let is_it = |it: &Action| it.label == label;
        let action = actions.into_iter().find(is_it).unwrap();
        self.tell(action.message);
    }

    /// Everything in the selected conversation is seen.
    pub(crate) fn sees_all(&mut self) {
        let visible = 0..self.model.rows().len();
        self.tell(Message::Scrolled { visible, at_end: true });
    }

    /// Somebody says something, about now.
    pub(crate) fn said(&mut self, conversation: u32, nick: &str, text: &str) -> EntryId {
        let time_ms = MIDNIGHT_MS + 12 * HOUR_MS + i64::try_from(self.next).unwrap();
        self.said_at(conversation, nick, text, time_ms)
    }

    pub(crate) fn said_at(
        &mut self,
        conversation: u32,
        nick: &str,
        text: &str,
        time_ms: i64,
    ) -> EntryId {
        let id = EntryId(self.next);
        self.next += 1;
        let mention = text.contains("sara");
        let entry = Entry {
            time_ms: time_ms.unsigned_abs(),
            sender: Sender { nick: nick.into(), account: None, bot: false },
            own: nick == "sara",
            mention,
            ..super::entry(id.0, text)
        };
        let after = (id.0 > 1).then(|| EntryId(id.0 - 1));
        self.net(Report::Put { conversation, after, entry: Arc::new(entry), live: true });
        if (mention || conversation == REZA) && nick != "sara" {
            self.net(Report::Mentioned { conversation, entry: id });
        }
        id
    }

    pub(crate) fn notifications(&mut self) -> Vec<String> {
        let effects = std::mem::take(&mut self.effects);
        let title = |effect| {
            let Effect::Notify(notification) = effect else { return None };
            Some(notification.title)
        };
        effects.into_iter().filter_map(title).collect()
    }

    pub(crate) fn commands(&mut self) -> Vec<Command> {
        let effects = std::mem::take(&mut self.effects);
        let command = |effect| {
            let Effect::Net(_, Order::Do(command)) = effect else { return None };
            Some(*command)
        };
        effects.into_iter().filter_map(command).collect()
    }

    pub(crate) fn write(&mut self, text: &str) {
        let edited = ComposerMessage::Edited { text: text.to_owned(), caret: text.len() };
        self.tell(Message::Composer(edited));
    }

    pub(crate) fn select(&mut self, name: &str) {
        let id = self.model.conversations().iter().find(|item| item.name == name).unwrap().id;
        self.tell(Message::Select(id));
    }

    pub(crate) fn offered(&self) -> Vec<String> {
        let completion = self.model.completion();
        completion.map_or_else(Vec::new, |it| it.items.iter().map(|it| it.insert.clone()).collect())
    }
}
