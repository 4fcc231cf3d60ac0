//! The machine, for the driver: its sockets, clocks and threads.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant, SystemTime};

use peyk_core::server::Now;
use socket2::{SockRef, TcpKeepalive};

use crate::driver::Env;
use crate::reactor::{Listener, Reactor, Sleep, Socket};
use crate::store::SqliteStore;

/// The real world. Clones share one reactor.
#[derive(Clone, Debug)]
pub struct SmolEnv {
    reactor: Reactor,
    started: Instant,
    seed: [u8; 32],
    store: SqliteStore,
}

impl SmolEnv {
    /// The world as it is now; `seed` differs from one start to the next.
    ///
    /// # Errors
    ///
    /// The system's, out of descriptors mostly.
    pub fn new(seed: [u8; 32], store: SqliteStore) -> io::Result<Self> {
        Ok(Self { reactor: Reactor::new()?, started: Instant::now(), seed, store })
    }

    /// Waits for connections to `listener`, for [`Env::accept`].
    ///
    /// # Errors
    ///
    /// The system's, out of memory mostly.
    pub fn listener(&self, listener: TcpListener) -> io::Result<Listener> {
        Listener::new(&self.reactor, listener)
    }

    /// Runs a future, and what it needs of this world, on this thread, until it is done.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.reactor.run(future)
    }
}

impl Env for SmolEnv {
    type Stream = Socket;
    type Listener = Listener;
    type Sleep = Sleep;
    type Store = SqliteStore;

    fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Now { monotonic_ms: millis(self.started.elapsed()), unix_ms: millis(unix) }
    }

    fn sleep_until(&self, monotonic_ms: u64) -> Sleep {
        // A timer that is due past the clock's end never fires.
        self.reactor.sleep_until(self.started.checked_add(Duration::from_millis(monotonic_ms)))
    }

    fn seed(&self) -> [u8; 32] {
        self.seed
    }

    fn store(&self) -> &SqliteStore {
        &self.store
    }

    async fn accept(&self, listener: &Listener) -> io::Result<(Socket, SocketAddr)> {
        let (socket, address) = listener.accept(&self.reactor).await?;
        socket.stream().set_nodelay(true)?;
        watch_for_silence(socket.stream())?;
        Ok((socket, address))
    }

    fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = T> + Send {
        blocking::unblock(work)
    }
}

/// Plain mode has no PING: the system finds out when such a peer is there no more.
fn watch_for_silence(stream: &TcpStream) -> io::Result<()> {
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE_INTERVAL);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)?;
    // Nothing is probed while something that was said to the peer waits to be acknowledged, and
    // by itself the system tries to say it for a quarter of an hour.
    #[cfg(target_os = "linux")]
    rustix::net::sockopt::set_tcp_user_timeout(stream, UNACKNOWLEDGED_MS_MAX)?;
    Ok(())
}

/// For so long a peer may leave what was said to it unacknowledged, or its window closed; as
/// long as one with PING has from its last word to its end.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED_MS_MAX: u32 = 150_000;

/// A connection silent for this long is probed; as long as a PING would take to be sent.
const KEEPALIVE: Duration = Duration::from_secs(90);

/// Between one probe and the next.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use peyk_core::text::{Language, Text};

    use super::*;
    use crate::store::{Durability, Retention};

    #[test]
    fn what_is_accepted_is_watched_also_while_it_is_talked_to() {
        let text = Text::of(Language::English);
        let (durability, retention) = (Durability::Memory, Retention::default());
        let (store, _) = SqliteStore::open("".as_ref(), durability, retention, text)
            .unwrap_or_else(|problem| panic!("{problem}"));
        let env = SmolEnv::new([0; 32], store).expect("there are descriptors");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let listener = env.listener(listener).expect("there are descriptors");
        let _peer = TcpStream::connect(address).expect("it listens");
        let (socket, _) = env.run(env.accept(&listener)).expect("somebody comes");
        let timeout = rustix::net::sockopt::tcp_user_timeout(socket.stream());
        assert_eq!(timeout.expect("the system has it"), UNACKNOWLEDGED_MS_MAX);
        let keepalive = SockRef::from(socket.stream()).keepalive();
        assert!(keepalive.expect("the system has it"));
    }
}
