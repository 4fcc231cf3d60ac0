//! The reactor where there is no epoll: async-io's.

use std::io::{self, IoSlice, Read as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use async_io::{Async, Timer};
use futures_lite::{AsyncRead, AsyncWrite};

/// async-io's reactor, which a process has one of.
#[derive(Clone, Debug)]
pub struct Reactor;

impl Reactor {
    /// The process's reactor.
    ///
    /// # Errors
    ///
    /// None here.
    pub fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Polls `future` whenever it is woken, and waits in between, until it is done.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        async_io::block_on(future)
    }

    /// A timer that ends at `at`, or never.
    #[must_use]
    pub fn sleep_until(&self, at: Option<Instant>) -> Sleep {
        Sleep(at.map_or_else(Timer::never, Timer::at))
    }
}

/// A timer.
#[derive(Debug)]
pub struct Sleep(Timer);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(cx).map(|_| ())
    }
}

/// A TCP socket that connections come to.
#[derive(Debug)]
pub struct Listener(Async<TcpListener>);

impl Listener {
    /// Has the reactor wait for connections to `listener`.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn new(_: &Reactor, listener: TcpListener) -> io::Result<Self> {
        Async::new(listener).map(Self)
    }

    /// The address, with the real port.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().local_addr()
    }

    /// Waits for the next connection.
    ///
    /// # Errors
    ///
    /// The system's: out of descriptors, or a peer that is already gone.
    pub async fn accept(&self, _: &Reactor) -> io::Result<(Socket, SocketAddr)> {
        let (stream, address) = self.0.accept().await?;
        Ok((Socket { stream, drained: false }, address))
    }
}

/// A TCP connection that does not ask for bytes it knows are not there: after a read that did not
/// fill the buffer it waits for the reactor before it reads again.
#[derive(Debug)]
pub struct Socket {
    stream: Async<TcpStream>,
    drained: bool,
}

impl Socket {
    /// Has the reactor wait for `stream`.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn new(_: &Reactor, stream: TcpStream) -> io::Result<Self> {
        Ok(Self { stream: Async::new(stream)?, drained: false })
    }

    /// The socket itself, to set options.
    #[must_use]
    pub fn stream(&self) -> &TcpStream {
        self.stream.get_ref()
    }
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
        Poll::Ready(self.stream.get_ref().shutdown(Shutdown::Write))
    }
}
