//! The network: one thread that runs an engine ([`peyk_core::client::Client`]) for each server,
//! connects it, keeps what it wants kept, and tells the window what has changed.
//!
//! What the window is told waits in one queue ([`Reports`]), in which news of a state replaces
//! older news of the same state; a callback says that there is something in it. An engine whose
//! news nobody takes waits.

mod address;
mod connection;
mod identity;
mod queue;
mod server;
mod verify;

pub use address::{Address, DEFAULT_PORT};
pub use identity::Identity;
pub use queue::{ConversationNews, Report, Reports};
pub use server::ENGINE_ENTRIES_MAX;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use async_channel::Sender;
use peyk_core::client::{Command, Login, Password};

use crate::model::ServerId;
use crate::store::Store;

/// Who goes to a server, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Where it is.
    pub address: Address,
    /// The nickname that is wanted.
    pub nick: String,
    /// The server's own password (PASS), if it wants one.
    pub server_password: Option<Password>,
    /// How to log in.
    pub login: Login,
    /// Whether the person allowed it to be without encryption.
    pub plain: bool,
    /// The certificate that is trusted.
    pub pinned: Option<[u8; 32]>,
    /// Rooms to be in from the first start on.
    pub rooms: Vec<String>,
    /// What is said when leaving.
    pub quit_message: String,
}

impl Setup {
    /// Whether the connection may be without encryption if none can be agreed on. From this
    /// machine to itself it always may; elsewhere, not where there was encryption before.
    pub(crate) fn plain_allowed(&self) -> bool {
        self.address.is_loopback() || self.plain && self.pinned.is_none()
    }
}

/// Something for the network to do with a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Run an engine for it, and connect.
    Open(Box<Setup>),
    /// Tell the engine.
    Do(Box<Command>),
    /// Trust the certificate that was refused, and connect.
    Trust,
    /// Go on without encryption, and connect.
    AllowPlain,
    /// Say goodbye and end the engine; answered by [`Report::Ended`].
    End,
}

/// The network's thread. Dropped, it ends at once; say [`Order::End`] to each server before.
pub struct Net {
    orders: Sender<(ServerId, Order)>,
    reports: Arc<Reports>,
    thread: Option<JoinHandle<()>>,
    own_sha256: [u8; 32],
}

impl Net {
    /// Starts the thread. The client's certificate is read from the profile folder, or made
    /// there. `wake` is called, on the thread, whenever there are reports after there were none.
    ///
    /// # Errors
    ///
    /// The certificate cannot be read or made, or the system has no thread or no randomness left.
    pub fn start(
        profile: &Path,
        store: Store,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let identity = Identity::own(profile)?;
        let own_sha256 = identity.sha256();
        let reports = Arc::new(Reports::new(wake));
        let (orders, receiver) = async_channel::unbounded();
        let thread = thread::Builder::new().name("net".to_owned()).spawn({
            let reports = Arc::clone(&reports);
            move || {
                let world = server::World { store, reports, identity };
                async_io::block_on(server::run(&world, receiver));
            }
        })?;
        Ok(Self { orders, reports, thread: Some(thread), own_sha256 })
    }

    /// Has something done.
    pub fn order(&self, server: ServerId, order: Order) {
        // Fails only if the thread has ended, and then nothing can be done.
        let _ = self.orders.try_send((server, order));
    }

    /// SHA-256 of the client's own certificate.
    #[must_use]
    pub fn own_sha256(&self) -> [u8; 32] {
        self.own_sha256
    }

    /// Takes what there is to tell.
    #[must_use]
    pub fn take(&self) -> Vec<(ServerId, Report)> {
        self.reports.take()
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        self.orders.close();
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed there.
            let _ = thread.join();
        }
    }
}
