//! A whole server: everything bound and ready, to be run here or on a thread of its own.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use async_channel::{Receiver, Sender};
use async_executor::Executor;
use peyk_core::server::storage::Kept;
use peyk_core::text::Text;
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::config::{Overrides, PORT, Setup};
use crate::driver::{self, Control, Reload, Served};
use crate::listen::listen;
use crate::page::page;
use crate::problem::Problem;
use crate::reactor::Listener;
use crate::smol_env::SmolEnv;
use crate::store::SqliteStore;
use crate::tls::Identity;

/// A server that is configured and listens, and has not begun to serve.
pub struct Ready {
    env: SmolEnv,
    kept: Kept,
    listeners: Vec<Listener>,
    addresses: Vec<SocketAddr>,
    served: Served,
    fingerprint: String,
    reload: Reload,
    sender: Sender<Control>,
    receiver: Receiver<Control>,
}

impl Ready {
    /// Reads the configuration, makes or reads the certificate, and listens.
    ///
    /// # Errors
    ///
    /// A sentence that says what is in the way and what to do.
    pub fn new(overrides: Overrides) -> Result<Self, Problem> {
        let setup = Setup::load(&overrides)?;
        let text = Text::of(setup.config.language);
        // First: a second server on the same port must not touch anything.
        let listeners = listen(&setup.listen, text)?;
        let (store, kept) = store(&setup, text)?;
        let (env, listeners) =
            world(listeners, store.clone()).map_err(|error| Problem::new(error.to_string()))?;
        let addresses: Vec<_> =
            listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect();
        let port = addresses.first().map_or(PORT, SocketAddr::port);
        let (served, fingerprint) = served(setup, port)?;
        let reload: Reload = Arc::new(move || {
            let setup = Setup::load(&overrides).map_err(|problem| problem.to_string())?;
            store.set_retention(setup.retention());
            let (served, _) = self::served(setup, port).map_err(|problem| problem.to_string())?;
            Ok(served)
        });
        let (sender, receiver) = async_channel::unbounded();
        Ok(Self { env, kept, listeners, addresses, served, fingerprint, reload, sender, receiver })
    }

    /// Where it listens, with the real ports.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The sentences in the server's language.
    #[must_use]
    pub fn text(&self) -> &'static Text {
        Text::of(self.served.config.language)
    }

    /// SHA-256 of the certificate, as colon-separated hexadecimal bytes.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What asks things of the server, also while it runs.
    #[must_use]
    pub fn control(&self) -> Sender<Control> {
        self.sender.clone()
    }

    /// Serves until it is asked to stop, with `beside` running on the same thread.
    pub fn run(self, beside: impl Future<Output = ()> + Send + 'static) {
        let env = self.env;
        let executor = Executor::new();
        executor.spawn(beside).detach();
        let serving = driver::serve(
            env.clone(),
            &executor,
            self.listeners,
            self.served,
            self.reload,
            self.receiver,
            self.kept,
        );
        // The executor's tasks end, and their sockets close, as it is dropped.
        env.run(executor.run(serving));
    }

    /// Serves on a thread of its own.
    ///
    /// # Errors
    ///
    /// The system's, if it has no thread left.
    pub fn start(self) -> io::Result<Running> {
        let (addresses, control) = (self.addresses.clone(), self.control());
        let thread = thread::Builder::new().name("peykd".into()).spawn(|| self.run(async {}))?;
        Ok(Running { addresses, control, thread: Some(thread) })
    }
}

/// A server on a thread of its own. Dropped, it stops.
#[derive(Debug)]
pub struct Running {
    addresses: Vec<SocketAddr>,
    control: Sender<Control>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Configures, listens and serves; see [`Ready`].
    ///
    /// # Errors
    ///
    /// A sentence that says what is in the way and what to do.
    pub fn start(overrides: Overrides) -> Result<Self, Problem> {
        let ready = Ready::new(overrides)?;
        ready.start().map_err(|error| Problem::new(error.to_string()))
    }

    /// Where it listens, with the real ports.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Reads the configuration anew.
    pub fn reload(&self) {
        // Fails only if the server has already ended.
        let _ = self.control.try_send(Control::Reload);
    }

    /// Says goodbye to everybody and waits until the server has ended.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.control.try_send(Control::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed there.
            let _ = thread.join();
        }
    }
}

/// The machine's world, with what listens in it.
fn world(listeners: Vec<TcpListener>, store: SqliteStore) -> io::Result<(SmolEnv, Vec<Listener>)> {
    let mut seed = [0; 32];
    SystemRandom::new().fill(&mut seed).map_err(|_| io::Error::other("no randomness"))?;
    let env = SmolEnv::new(seed, store)?;
    let listeners = listeners.into_iter().map(|listener| env.listener(listener));
    let listeners = listeners.collect::<io::Result<_>>()?;
    Ok((env, listeners))
}

/// Opens the store, and reads what was kept.
fn store(setup: &Setup, text: &'static Text) -> Result<(SqliteStore, Kept), Problem> {
    let Some(data) = &setup.data else {
        return Err(Problem::new(text.say("problem-no-data").to_owned()));
    };
    SqliteStore::open(data, setup.durability, setup.retention(), text)
}

/// What a setup comes to, with its certificate read or made, and the fingerprint of that.
fn served(mut setup: Setup, port: u16) -> Result<(Served, String), Problem> {
    if let Some(sts) = setup.config.sts.as_mut().filter(|sts| sts.port == 0) {
        sts.port = port;
    }
    let text = Text::of(setup.config.language);
    let identity = match (&setup.certificate, &setup.data) {
        (Some(paths), _) => Identity::configured(paths, text)?,
        (None, Some(data)) => Identity::own(data, &setup.config.server_name, text)?,
        (None, None) => return Err(Problem::new(text.say("problem-no-data").to_owned())),
    };
    let page = page(&setup.config, port, Some(&identity.fingerprint));
    let served = Served { config: setup.config, tls: Some(identity.acceptor), page };
    Ok((served, identity.fingerprint))
}
