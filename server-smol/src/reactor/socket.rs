//! TCP on the reactor, whichever that is.

use std::future::poll_fn;
use std::io::{self, IoSlice, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_lite::{AsyncRead, AsyncWrite};

use super::{Reactor, Source, write};

/// A TCP socket that connections come to.
#[derive(Debug)]
pub struct Listener(Source<TcpListener>);

impl Listener {
    /// Has `reactor` wait for connections to `listener`.
    ///
    /// # Errors
    ///
    /// The system's, out of memory mostly.
    pub fn new(reactor: &Reactor, listener: TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Source::new(reactor, listener).map(Self)
    }

    /// The address, with the real port.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.get().local_addr()
    }

    /// Waits for the next connection.
    ///
    /// # Errors
    ///
    /// The system's: out of descriptors, or a peer that is already gone.
    pub async fn accept(&self, reactor: &Reactor) -> io::Result<(Socket, SocketAddr)> {
        let (stream, address) = poll_fn(|cx| {
            loop {
                match self.0.get().accept() {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        ready!(self.0.poll_readable(cx))?;
                    }
                    done => return Poll::Ready(done),
                }
            }
        })
        .await?;
        Ok((Socket::new(reactor, stream)?, address))
    }
}

/// A TCP connection. It does not ask for bytes it knows are not there: after a read that did not
/// fill the buffer it waits for news before it reads again, which saves a system call for each
/// burst a peer sends.
#[derive(Debug)]
pub struct Socket {
    source: Source<TcpStream>,
    drained: bool,
}

impl Socket {
    /// Has `reactor` wait for `stream`.
    ///
    /// # Errors
    ///
    /// The system's, out of memory mostly.
    pub fn new(reactor: &Reactor, stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self { source: Source::new(reactor, stream)?, drained: false })
    }

    /// The socket itself, to set options.
    #[must_use]
    pub fn stream(&self) -> &TcpStream {
        self.source.get()
    }

    fn poll_writing(
        &self,
        cx: &mut Context<'_>,
        write: impl Fn(&mut &TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            match write(&mut self.source.get()) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    ready!(self.source.poll_writable(cx))?;
                }
                done => return Poll::Ready(done),
            }
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let Self { source, drained } = self.get_mut();
        loop {
            if *drained {
                ready!(source.poll_readable(cx))?;
                *drained = false;
            }
            match source.get().read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => *drained = true,
                Ok(count) => {
                    *drained = source.drains(count, buffer.len());
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
        self.poll_writing(cx, |stream| write(stream, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_writing(cx, |stream| stream.write_vectored(slices))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A socket holds nothing back.
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream().shutdown(Shutdown::Write))
    }
}

#[cfg(test)]
mod tests {
    use futures_lite::future::{or, poll_once};
    use futures_lite::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// A reactor, a socket on it, and its peer.
    fn connected() -> (Reactor, Socket, TcpStream) {
        let reactor = Reactor::new().expect("there are descriptors");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let listener = Listener::new(&reactor, listener).expect("there are descriptors");
        let peer = TcpStream::connect(listener.local_addr().expect("it listens"));
        let (socket, _) = reactor.run(listener.accept(&reactor)).expect("somebody comes");
        (reactor, socket, peer.expect("it listens"))
    }

    /// Reads once into `room` bytes.
    async fn read(socket: &mut Socket, room: usize) -> Vec<u8> {
        let mut buffer = vec![0; room];
        let count = socket.read(&mut buffer).await.expect("the peer is well");
        buffer.truncate(count);
        buffer
    }

    #[test]
    fn whatever_comes_after_a_read_is_news() {
        let (reactor, mut socket, mut peer) = connected();
        reactor.run(async {
            for _ in 0..3 {
                assert!(poll_once(read(&mut socket, 8)).await.is_none(), "nothing was said");
                peer.write_all(b"one").expect("it is read");
                assert_eq!(read(&mut socket, 8).await, b"one");
            }
        });
    }

    #[test]
    fn what_a_read_left_over_is_read_without_news() {
        let (reactor, mut socket, mut peer) = connected();
        peer.write_all(b"onetwothree").expect("it is read");
        reactor.run(async {
            assert_eq!(read(&mut socket, 3).await, b"one");
            assert_eq!(read(&mut socket, 3).await, b"two");
            assert_eq!(read(&mut socket, 8).await, b"three");
            assert!(poll_once(read(&mut socket, 8)).await.is_none(), "that was all");
        });
    }

    #[test]
    fn an_end_that_came_with_the_last_words_is_read_too() {
        let (reactor, mut socket, mut peer) = connected();
        peer.write_all(b"bye").expect("it is read");
        peer.shutdown(Shutdown::Write).expect("it is connected");
        reactor.run(async {
            assert_eq!(read(&mut socket, 8).await, b"bye");
            assert_eq!(read(&mut socket, 8).await, b"");
            socket.write_all(b"bye").await.expect("it still listens");
        });
        let mut answer = [0; 3];
        peer.read_exact(&mut answer).expect("it was answered");
    }

    #[test]
    fn a_full_socket_is_written_when_there_is_room() {
        const BYTES: usize = 16 << 20;
        let (reactor, mut socket, mut peer) = connected();
        let reading = blocking::unblock(move || {
            let mut bytes = vec![0; BYTES];
            peer.read_exact(&mut bytes).map(|()| (peer, bytes))
        });
        let (peer, bytes) = reactor.run(async {
            let writing = async {
                let words: Vec<u8> = (0_u8..=250).cycle().take(BYTES).collect();
                socket.write_all(&words).await.expect("the peer reads");
                std::future::pending().await
            };
            or(reading, writing).await.expect("all is written")
        });
        assert!(bytes.iter().copied().eq((0_u8..=250).cycle().take(BYTES)), "in order, and whole");
        drop(peer);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn dropped_sockets_leave_nothing_behind() {
        let (reactor, socket, mut peer) = connected();
        drop(socket);
        assert_eq!(peer.read(&mut [0; 8]).expect("it was closed"), 0);
        assert_eq!(reactor.registered(), 0);
    }
}
