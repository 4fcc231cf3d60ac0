//! The simulated machine, for the driver: turmoil's network, tokio's paused clock.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_executor::Executor;
use peyk_core::server::{Config, Now};
use server_smol::driver::{AtHand, Control, Env, Served, serve};
use server_smol::page;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::compat::TokioAsyncReadCompatExt as _;
use turmoil::net::TcpListener;

use super::clock::WallClock;
use super::line::{ServerEnd, Switchboard};
use super::store::SimStore;
use super::tls;
use crate::dice::Dice;
use crate::millis;
use crate::record::Peaks;

/// Where the server listens.
pub(crate) const PORT: u16 = 5000;

/// After so many turns of the hub the core's invariants are checked.
const TURNS_A_CHECK: u64 = 16;

/// What outlives the server's crashes.
#[derive(Clone)]
pub(crate) struct Machine {
    pub(crate) config: Config,
    pub(crate) store: SimStore,
    pub(crate) clock: WallClock,
    pub(crate) board: Switchboard,
    pub(crate) piece_bytes_max: usize,
    pub(crate) tls: bool,
    pub(crate) peaks: Arc<Mutex<Peaks>>,
    /// To the server that runs.
    pub(crate) control: Arc<Mutex<Option<async_channel::Sender<Control>>>>,
}

/// A simulated machine, from one start to the next crash.
#[derive(Clone)]
struct SimEnv {
    started: Instant,
    seed: u64,
    machine: Machine,
    accepted: Arc<Mutex<Dice>>,
    turns: Arc<Mutex<u64>>,
}

impl Env for SimEnv {
    type Stream = ServerEnd;
    type Listener = TcpListener;
    type Sleep = Pin<Box<Sleep>>;
    type Store = SimStore;

    fn now(&self) -> Now {
        let monotonic_ms = millis(self.started.elapsed());
        Now { monotonic_ms, unix_ms: self.machine.clock.unix_ms() }
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
        &self.machine.store
    }

    async fn accept(&self, listener: &TcpListener) -> io::Result<(Self::Stream, SocketAddr)> {
        let (stream, address) = listener.accept().await?;
        let seed = self.accepted.lock().unwrap_or_else(PoisonError::into_inner).throw();
        let line = self.machine.board.line(address);
        let dice = Dice::new(seed, 0);
        let end = ServerEnd::new(stream.compat(), line, dice, self.machine.piece_bytes_max);
        Ok((end, address))
    }

    async fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> T {
        // A thread would bring its own order of events.
        work()
    }

    fn turned(&self, at_hand: &AtHand<'_>) {
        {
            let mut peaks = self.machine.peaks.lock().unwrap_or_else(PoisonError::into_inner);
            peaks.sendq_bytes = peaks.sendq_bytes.max(at_hand.sendq_bytes());
            peaks.inbox_bytes = peaks.inbox_bytes.max(at_hand.inbox_bytes());
            peaks.held_bytes = peaks.held_bytes.max(at_hand.held_bytes());
            peaks.connections = peaks.connections.max(at_hand.connections());
        }
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        *turns += 1;
        if turns.is_multiple_of(TURNS_A_CHECK) {
            at_hand.server().check();
        }
    }
}

/// Runs the server until its machine crashes or it is asked to stop.
pub(crate) async fn run(machine: Machine, seed: u64) -> turmoil::Result {
    let kept = machine.store.kept();
    let (control, asked) = async_channel::unbounded();
    *machine.control.lock().unwrap_or_else(PoisonError::into_inner) = Some(control);
    let config = machine.config.clone();
    let tls = machine.tls.then(tls::acceptor);
    let env = SimEnv {
        started: Instant::now(),
        seed,
        machine,
        accepted: Arc::new(Mutex::new(Dice::new(seed, 0))),
        turns: Arc::default(),
    };
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?;
    let page = page(&config, PORT, None);
    let served = Served { config, tls, page };
    let reload = {
        let served = served.clone();
        Arc::new(move || Ok(served.clone()))
    };
    let executor = Executor::new();
    executor.run(serve(env, &executor, vec![listener], served, reload, asked, kept)).await;
    Ok(())
}
