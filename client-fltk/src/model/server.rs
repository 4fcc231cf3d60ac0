//! A server and what is known of it.

use peyk_core::client::{Features, Login, Password, TlsFacts};

use super::ids::ServerId;
use super::item::Presence;
use crate::net::{Address, Setup};
use crate::store::KeptServer;

/// Where everybody is at first.
const FIRST_ROOM: &str = "#lobby";

/// A server that the client knows.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) id: ServerId,
    pub(super) address: Address,
    /// What it calls itself, or its address.
    pub(super) name: String,
    /// What it is shown as: its name, with its address where another has the same name.
    pub(super) label: String,
    /// The reader's nickname there.
    pub(super) nick: String,
    /// The nickname that is asked for whenever the connection is made.
    pub(super) nick_wanted: String,
    /// The nickname that was asked for since, which the server may refuse.
    pub(super) nick_asked: Option<String>,
    /// The nickname that the reader knows of.
    pub(super) nick_known: String,
    /// The server's own password (PASS).
    pub(super) server_password: Tried,
    /// The password of the reader's account there.
    pub(super) password: Tried,
    /// Whether the reader allowed it to be without encryption.
    pub(super) plain: bool,
    pub(super) pinned: Option<[u8; 32]>,
    pub(super) account: Option<String>,
    pub(super) away: bool,
    pub(super) link: Link,
    /// Why there is no connection, as a sentence; empty if that was wanted.
    pub(super) why: String,
    pub(super) tls: Option<TlsFacts>,
    pub(super) lag_ms: Option<u64>,
    pub(super) features: Features,
    pub(super) software: String,
    pub(super) motd: Vec<Box<str>>,
    /// Whether the reader wants to be connected, now and at the next start.
    pub(super) wanted: bool,
    /// Whether an engine runs for it.
    pub(super) running: bool,
    /// Whether all that was kept of it is here.
    pub(super) loaded: bool,
}

/// A password: the one that the server is known to take, and one that was given since.
#[derive(Debug, Default)]
pub(super) struct Tried {
    taken: Option<Password>,
    given: Option<Option<Password>>,
}

impl Tried {
    pub(super) fn known(taken: Option<Password>) -> Self {
        Self { taken, given: None }
    }

    /// From now on this is tried, or none.
    pub(super) fn give(&mut self, password: Option<Password>) {
        self.given = Some(password);
    }

    /// What to tell the server now.
    pub(super) fn current(&self) -> Option<&Password> {
        self.given.as_ref().unwrap_or(&self.taken).as_ref()
    }

    /// What to keep.
    pub(super) fn taken(&self) -> Option<&Password> {
        self.taken.as_ref()
    }

    /// The server has taken what was given. True if that is news.
    pub(super) fn succeeded(&mut self) -> bool {
        let given = self.given.take();
        let is_news = given.as_ref().is_some_and(|given| *given != self.taken);
        if let Some(given) = given {
            self.taken = given;
        }
        is_news
    }

    /// The server has not taken what was given.
    pub(super) fn failed(&mut self) {
        self.given = None;
    }
}

/// The state of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Not connected, and nobody wants to be.
    Off,
    /// On the way.
    Connecting,
    /// Connected.
    On,
    /// Lost; tried again at this time.
    Waiting {
        /// Milliseconds since 1970.
        until_ms: i64,
    },
}

impl Server {
    pub(super) fn new(id: ServerId, address: Address, nick: &str) -> Self {
        Self {
            id,
            name: address.to_string(),
            label: address.to_string(),
            address,
            nick: nick.to_owned(),
            nick_wanted: nick.to_owned(),
            nick_asked: None,
            nick_known: nick.to_owned(),
            server_password: Tried::default(),
            password: Tried::default(),
            plain: false,
            pinned: None,
            account: None,
            away: false,
            link: Link::Off,
            why: String::new(),
            tls: None,
            lag_ms: None,
            features: Features::default(),
            software: String::new(),
            motd: Vec::new(),
            wanted: false,
            running: false,
            loaded: false,
        }
    }

    pub(super) fn from_kept(kept: &KeptServer) -> Self {
        let address = Address { host: kept.host.clone(), port: kept.port };
        let mut server = Self::new(kept.id, address, &kept.nick);
        if !kept.name.is_empty() {
            server.name.clone_from(&kept.name);
            server.label.clone_from(&kept.name);
        }
        server.server_password = Tried::known(kept.server_password.clone());
        server.password = Tried::known(kept.password.clone());
        server.plain = kept.plain;
        server.pinned = kept.pinned;
        server
    }

    /// What is to be kept of it.
    pub(super) fn kept(&self, now_ms: i64) -> KeptServer {
        KeptServer {
            id: self.id,
            host: self.address.host.clone(),
            port: self.address.port,
            plain: self.plain,
            nick: self.nick_wanted.clone(),
            name: self.name.clone(),
            pinned: self.pinned,
            server_password: self.server_password.taken().cloned(),
            password: self.password.taken().cloned(),
            connected: self.wanted,
            used_ms: now_ms,
        }
    }

    /// What its engine needs to know.
    pub(super) fn setup(&self, quit_message: String) -> Setup {
        Setup {
            address: self.address.clone(),
            nick: self.nick_wanted.clone(),
            server_password: self.server_password.current().cloned(),
            login: self.login(),
            plain: self.plain,
            pinned: self.pinned,
            rooms: vec![FIRST_ROOM.to_owned()],
            quit_message,
        }
    }

    /// How it is logged in to: by the password of the account, or by the client's certificate.
    pub(super) fn login(&self) -> Login {
        match self.password.current().cloned() {
            Some(password) => Login::Password { account: self.nick_wanted.clone(), password },
            None => Login::Certificate,
        }
    }

    /// Whether it can be asked now for what was said before.
    pub(super) fn has_history(&self) -> bool {
        self.link == Link::On && self.features.history
    }

    pub(super) fn presence(&self) -> Presence {
        match self.link {
            Link::On if self.away => Presence::Away,
            Link::On => Presence::Here,
            Link::Connecting | Link::Waiting { .. } => Presence::Away,
            Link::Off => Presence::Gone,
        }
    }
}
