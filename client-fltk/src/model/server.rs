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
    /// The reader's nickname there.
    pub(super) nick: String,
    /// The nickname that is asked for whenever the connection is made.
    pub(super) nick_wanted: String,
    /// The nickname that was asked for since, which the server may refuse.
    pub(super) nick_asked: Option<String>,
    /// The nickname that the reader knows of.
    pub(super) nick_known: String,
    /// The server's own password (PASS).
    pub(super) server_password: Option<Password>,
    /// The password of the reader's account there.
    pub(super) password: Option<Password>,
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
    /// Whether an engine runs for it.
    pub(super) running: bool,
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
            address,
            nick: nick.to_owned(),
            nick_wanted: nick.to_owned(),
            nick_asked: None,
            nick_known: nick.to_owned(),
            server_password: None,
            password: None,
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
            running: false,
        }
    }

    pub(super) fn from_kept(kept: &KeptServer) -> Self {
        let address = Address { host: kept.host.clone(), port: kept.port };
        let mut server = Self::new(kept.id, address, &kept.nick);
        if !kept.name.is_empty() {
            server.name.clone_from(&kept.name);
        }
        server.server_password.clone_from(&kept.server_password);
        server.password.clone_from(&kept.password);
        server.plain = kept.plain;
        server.pinned = kept.pinned;
        server
    }

    /// What is to be kept of it.
    pub(super) fn kept(&self, connected: bool, now_ms: i64) -> KeptServer {
        KeptServer {
            id: self.id,
            host: self.address.host.clone(),
            port: self.address.port,
            plain: self.plain,
            nick: self.nick_wanted.clone(),
            name: self.name.clone(),
            pinned: self.pinned,
            server_password: self.server_password.clone(),
            password: self.password.clone(),
            connected,
            used_ms: now_ms,
        }
    }

    /// What its engine needs to know.
    pub(super) fn setup(&self, quit_message: String) -> Setup {
        Setup {
            address: self.address.clone(),
            nick: self.nick_wanted.clone(),
            server_password: self.server_password.clone(),
            login: self.login(),
            plain: self.plain,
            pinned: self.pinned,
            rooms: vec![FIRST_ROOM.to_owned()],
            quit_message,
        }
    }

    /// How it is logged in to: by the password of the account, or by the client's certificate.
    pub(super) fn login(&self) -> Login {
        match self.password.clone() {
            Some(password) => Login::Password { account: self.nick_wanted.clone(), password },
            None => Login::Certificate,
        }
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
