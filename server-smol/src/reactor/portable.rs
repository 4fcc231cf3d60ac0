//! The reactor where there is no epoll: async-io's.

use std::io::{self, Write as _};
use std::net::TcpStream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use async_io::{Async, Timer};

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

/// Something of the system's that async-io waits for.
#[derive(Debug)]
pub(super) struct Source<T>(Async<T>);

impl<T> Source<T> {
    pub(super) fn new(_: &Reactor, inner: T) -> io::Result<Self>
    where
        Async<T>: TryFrom<T, Error = io::Error>,
    {
        Async::try_from(inner).map(Self)
    }

    pub(super) fn get(&self) -> &T {
        self.0.get_ref()
    }

    /// Takes the news that there is something to read, or waits for them.
    pub(super) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_readable(cx)
    }

    /// Takes the news that there is room to write, or waits for them.
    pub(super) fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_writable(cx)
    }

    /// Whether a read of `count` bytes into a buffer of `room` has taken all there was.
    #[expect(clippy::unused_self, reason = "elsewhere the system says more of a socket")]
    pub(super) fn drains(&self, count: usize, room: usize) -> bool {
        0 < count && count < room
    }
}

pub(super) fn write(mut stream: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
    stream.write(bytes)
}
