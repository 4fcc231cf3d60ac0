//! A socket and its place in the reactor on epoll.

use std::io;
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::task::{Context, Poll};

use rustix::net::{SendFlags, send};

use super::epoll::{Reactor, Registration};

/// Something of the system's that the reactor waits for.
#[derive(Debug)]
pub(super) struct Source<T> {
    // Before the socket: fields are dropped in order, and a place is given back first.
    registration: Registration,
    inner: T,
}

impl<T: AsFd> Source<T> {
    pub(super) fn new(reactor: &Reactor, inner: T) -> io::Result<Self> {
        Ok(Self { registration: reactor.register(&inner)?, inner })
    }

    pub(super) fn get(&self) -> &T {
        &self.inner
    }

    /// Takes the news that there is something to read, or waits for them.
    pub(super) fn poll_readable(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        self.registration.readiness().poll_readable(cx).map(Ok)
    }

    /// Takes the news that there is room to write, or waits for them.
    pub(super) fn poll_writable(&self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        self.registration.readiness().poll_writable(cx).map(Ok)
    }

    /// Whether a read of `count` bytes into a buffer of `room` has taken all there was.
    pub(super) fn drains(&self, count: usize, room: usize) -> bool {
        self.registration.readiness().drains(count, room)
    }
}

/// The system's own call: the C library's checks for thread cancellation around each.
pub(super) fn write(stream: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
    Ok(send(stream, bytes, SendFlags::NOSIGNAL)?)
}
