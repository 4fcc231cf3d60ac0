//! The driver: sockets on one side, [`Server::step`](peyk_core::server::Server::step) on the
//! other.
//!
//! One task per connection opens, reads and closes; one task, the hub, owns the core. Connections
//! append what they read to a shared inbox; the hub swaps it, steps everything in it, moves what
//! came out to the connections' queues, many lines as one slice, and writes these to the sockets.
//! What a socket does not take, its connection's task writes later. Nothing here knows a clock, a
//! socket or a thread but through [`Env`], so that the same code serves people and is explored by
//! simulations.
//!
//! No task holds the executor: when the future that runs [`serve`] and the executor are dropped,
//! every socket is closed.

mod at_hand;
mod commit;
mod connection;
mod delivery;
mod env;
mod http;
mod hub;
mod inbox;
mod jobs;
mod link;
mod opening;
mod outlet;
mod parting;
mod sendq;
mod slots;
mod store;
mod unkept;
mod websocket;
mod wire;

use std::collections::hash_map::RandomState;
use std::future::{Future, poll_fn};
use std::hash::BuildHasher as _;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use async_executor::Executor;
use futures_lite::Stream;
use futures_rustls::TlsAcceptor;
use peyk_core::mutants::Mutant;
use peyk_core::server::storage::Kept;
use peyk_core::server::{Config, Server};

pub use at_hand::AtHand;
pub use env::Env;
pub use http::Page;
pub(crate) use link::lock;
pub use store::{Store, StoreError};

use inbox::{Event, Inbox};
use jobs::Job;
pub(crate) use jobs::hashed;
pub use jobs::scram_keys;
use link::Link;
use slots::Slots;

/// Accepted connections that wait to be served; then no more are accepted for the moment.
const ARRIVALS_MAX: usize = 16;

/// Pause after the listener failed, mostly for want of descriptors: one must be closed first.
const ACCEPT_RETRY_MS: u64 = 100;

/// What is served, all of which can be read anew while the server runs.
#[derive(Clone)]
pub struct Served {
    /// The core's configuration.
    pub config: Config,
    /// For connections that begin with TLS; without it they are closed.
    pub tls: Option<TlsAcceptor>,
    /// The answer to a browser.
    pub page: Page,
}

/// Reads what is served anew, or says in a sentence why that failed. Called away from the hub.
pub type Reload = Arc<dyn Fn() -> Result<Served, String> + Send + Sync>;

/// What is asked of a running server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Say goodbye to everybody and end. Said again, it ends at once.
    Stop,
    /// Read the configuration anew.
    Reload,
}

/// Serves connections of `listeners`, with what the store had `kept`, until `control` says to stop, or has no more senders.
///
/// The tasks that serve connections are spawned on `executor`, which must be run by the caller:
/// `executor.run(serve(env, &executor, ..))`. Drop both to close everything at once.
pub async fn serve<E: Env>(
    env: E,
    executor: &Executor<'static>,
    listeners: Vec<E::Listener>,
    served: Served,
    reload: Reload,
    control: async_channel::Receiver<Control>,
    kept: Kept,
) {
    let (jobs, queued) = async_channel::unbounded();
    let mut seed = env.seed();
    if Mutant::ThrowsDice.is_active() {
        seed[..8].copy_from_slice(&RandomState::new().hash_one(0).to_le_bytes());
    }
    let server = Server::new(served.config.clone(), env.now(), seed, kept);
    let shared = Arc::new(Shared {
        settings: Mutex::new(Arc::new(Settings::new(served).0)),
        env,
        inbox: Inbox::default(),
        slots: Mutex::default(),
    });
    let _workers: [_; jobs::WORKERS] = std::array::from_fn(|_| {
        executor.spawn(jobs::work(Arc::clone(&shared), queued.clone(), Arc::clone(&reload)))
    });
    let mut hub = executor.spawn(hub::run(Arc::clone(&shared), server, jobs.clone()));
    let (accepted, arrivals) = async_channel::bounded(ARRIVALS_MAX);
    let mut accepting: Vec<_> = listeners
        .into_iter()
        .map(|listener| executor.spawn(accept(shared.env.clone(), listener, accepted.clone())))
        .collect();
    let mut arrivals = pin!(arrivals);
    let mut control = pin!(control);
    let mut stopping = false;
    poll_fn(|cx| {
        while let Poll::Ready(asked) = control.as_mut().poll_next(cx) {
            match asked {
                Some(Control::Reload) => {
                    // The workers live as long as this future.
                    let _ = jobs.try_send(Job::Reload);
                }
                Some(Control::Stop) if stopping => return Poll::Ready(()),
                Some(Control::Stop) | None if !stopping => {
                    stopping = true;
                    accepting.clear();
                    shared.inbox.push(Event::Stop);
                }
                Some(Control::Stop) | None => break,
            }
        }
        while let Poll::Ready(Some((stream, address))) = arrivals.as_mut().poll_next(cx) {
            welcome(&shared, executor, stream, address);
        }
        Pin::new(&mut hub).poll(cx)
    })
    .await;
}

/// Accepts connections for ever. A task of its own, so that it asks the listener when that has
/// something and not whenever anything happens; but a task may not hold the executor, so what
/// serves the connections is spawned elsewhere.
async fn accept<E: Env>(
    env: E,
    listener: E::Listener,
    accepted: async_channel::Sender<(E::Stream, SocketAddr)>,
) {
    loop {
        match env.accept(&listener).await {
            Ok(arrival) => {
                if accepted.send(arrival).await.is_err() {
                    return;
                }
            }
            Err(error) if left_early(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept connections for the moment");
                env.sleep_until(env.now().monotonic_ms + ACCEPT_RETRY_MS).await;
            }
        }
    }
}

/// Tells the hub of a connection and has a task serve it.
fn welcome<E: Env>(
    shared: &Arc<Shared<E>>,
    executor: &Executor<'static>,
    stream: E::Stream,
    address: SocketAddr,
) {
    let Some(conn) = lock(&shared.slots).take() else { return };
    let link = Link::new(shared.settings().sendq_bytes_max);
    let address = address.ip();
    shared.inbox.push(Event::Accepted { conn, address, link: Arc::clone(&link) });
    executor.spawn(connection::serve(Arc::clone(shared), stream, conn, link)).detach();
}

/// Whether an error is of one peer that is already gone, and not of the listener.
fn left_early(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// What the driver itself needs of what is served.
struct Settings {
    tls: Option<TlsAcceptor>,
    page: Page,
    hint_after_ms: u64,
    sendq_bytes_max: usize,
}

impl Settings {
    fn new(served: Served) -> (Self, Config) {
        let Served { config, tls, page } = served;
        let settings = Self {
            tls,
            page,
            hint_after_ms: config.timeouts.hint_after_ms,
            sendq_bytes_max: config.limits.sendq_bytes_max,
        };
        (settings, config)
    }
}

/// What all tasks share.
struct Shared<E> {
    env: E,
    inbox: Inbox,
    slots: Mutex<Slots>,
    settings: Mutex<Arc<Settings>>,
}

impl<E> Shared<E> {
    fn settings(&self) -> Arc<Settings> {
        Arc::clone(&lock(&self.settings))
    }

    /// Puts what was read anew in force for connections to come, and returns the core's part.
    fn serve_with(&self, served: Served) -> Config {
        let (settings, config) = Settings::new(served);
        *lock(&self.settings) = Arc::new(settings);
        config
    }
}
