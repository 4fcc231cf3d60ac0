//! The machine, for the driver: smol's reactor, the system's clocks and threads.

use std::future::Future;
use std::io::{self, IoSlice, Read};
use std::net::{self, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant, SystemTime};

use async_io::{Async, Timer};
use futures_lite::{AsyncRead, AsyncWrite};
use peyk_core::server::Now;
use socket2::{SockRef, TcpKeepalive};

use crate::driver::Env;

/// The real world.
#[derive(Clone, Debug)]
pub struct SmolEnv {
    started: Instant,
    seed: u64,
}

impl SmolEnv {
    /// The world as it is now; `seed` differs from one start to the next.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { started: Instant::now(), seed }
    }
}

impl Env for SmolEnv {
    type Stream = Socket;
    type Listener = Async<net::TcpListener>;
    type Sleep = Sleep;

    fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Now { monotonic_ms: millis(self.started.elapsed()), unix_ms: millis(unix) }
    }

    fn sleep_until(&self, monotonic_ms: u64) -> Sleep {
        // A timer that is due past the clock's end never fires.
        let at = self.started.checked_add(Duration::from_millis(monotonic_ms));
        Sleep(at.map_or_else(Timer::never, Timer::at))
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    async fn accept(&self, listener: &Self::Listener) -> io::Result<(Socket, SocketAddr)> {
        let (stream, address) = listener.accept().await?;
        stream.get_ref().set_nodelay(true)?;
        // Plain mode has no PING: the system finds out when such a peer is there no more.
        let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE_INTERVAL);
        SockRef::from(stream.get_ref()).set_tcp_keepalive(&keepalive)?;
        Ok((Socket { stream, drained: false }, address))
    }

    fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = T> + Send {
        blocking::unblock(work)
    }
}

/// A connection silent for this long is probed; as long as a PING would take to be sent.
const KEEPALIVE: Duration = Duration::from_secs(90);

/// Between one probe and the next.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A timer of the reactor.
#[derive(Debug)]
pub struct Sleep(Timer);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(cx).map(|_| ())
    }
}

/// A TCP connection that does not ask for bytes it knows are not there: after a read that did not
/// fill the buffer it waits for the reactor before it reads again, which saves a system call for
/// each burst a peer sends.
#[derive(Debug)]
pub struct Socket {
    stream: Async<net::TcpStream>,
    drained: bool,
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        loop {
            if this.drained {
                ready!(this.stream.poll_readable(cx))?;
                this.drained = false;
            }
            match this.stream.get_ref().read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => this.drained = true,
                Ok(count) => {
                    this.drained = 0 < count && count < buffer.len();
                    return Poll::Ready(Ok(count));
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, slices)
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A socket holds nothing back.
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.get_ref().shutdown(net::Shutdown::Write))
    }
}
