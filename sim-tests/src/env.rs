//! The simulated machine, for the driver: turmoil's network, tokio's paused clock.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_executor::Executor;
use peyk_core::server::{Config, Now};
use server_smol::driver::{Env, Served, serve};
use server_smol::page;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::compat::{Compat, TokioAsyncReadCompatExt as _};
use turmoil::net::{TcpListener, TcpStream};

use crate::store::SimStore;

/// Where the server listens.
pub(crate) const PORT: u16 = 5000;

/// A simulated machine, from one start to the next crash.
#[derive(Clone)]
struct SimEnv {
    started: Instant,
    seed: u64,
    store: SimStore,
}

impl Env for SimEnv {
    type Stream = Compat<TcpStream>;
    type Listener = TcpListener;
    type Sleep = Pin<Box<Sleep>>;
    type Store = SimStore;

    fn now(&self) -> Now {
        let unix = turmoil::since_epoch().expect("the server runs inside a simulation");
        Now { monotonic_ms: millis(self.started.elapsed()), unix_ms: millis(unix) }
    }

    fn sleep_until(&self, monotonic_ms: u64) -> Self::Sleep {
        Box::pin(sleep_until(self.started + Duration::from_millis(monotonic_ms)))
    }

    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed
    }

    fn store(&self) -> &SimStore {
        &self.store
    }

    async fn accept(&self, listener: &TcpListener) -> io::Result<(Self::Stream, SocketAddr)> {
        let (stream, address) = listener.accept().await?;
        Ok((stream.compat(), address))
    }

    async fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        // A thread would bring its own order of events.
        work()
    }
}

/// Runs the server until its machine crashes.
pub(crate) async fn run(config: Config, seed: u64, store: SimStore) -> turmoil::Result {
    let kept = store.kept();
    let env = SimEnv { started: Instant::now(), seed, store };
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?;
    let page = page(&config, PORT, None);
    let served = Served { config, tls: None, page };
    let reload = {
        let served = served.clone();
        Arc::new(move || Ok(served.clone()))
    };
    // Kept: without a sender the server would stop.
    let (_control, asked) = async_channel::unbounded();
    let executor = Executor::new();
    executor.run(serve(env, &executor, vec![listener], served, reload, asked, kept)).await;
    Ok(())
}

/// A duration as the driver counts it.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
