//! One task per connection: it opens, reads, writes and closes.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_lite::{AsyncRead, AsyncWrite};
use peyk_core::server::{CloseCause, ConnId};

use super::Shared;
use super::env::Env;
use super::inbox::Event;
use super::link::Link;
use super::opening::{Opened, open};
use super::parting;
use super::sendq::{Phase, SLICES_MAX, SendQ};
use super::wire::{Wire, cause_of};

/// Bytes taken from a socket at once; on the stack of one poll, so that an idle connection has no
/// buffer. Holds a burst of sixty lines of chat.
const READ_BYTES_MAX: usize = 8 << 10;

/// Serves one accepted connection to its end. The hub has been told that it was accepted, and is
/// told exactly once that it is closed.
pub(super) async fn serve<E: Env>(
    shared: Arc<Shared<E>>,
    stream: E::Stream,
    conn: ConnId,
    link: Arc<Link>,
) {
    // Boxed: what opening needs is given back once a connection is open.
    let opened = Box::pin(async {
        let settings = shared.settings();
        open(&shared, &settings, stream, conn, &link).await
    })
    .await;
    let (wire, end) = match opened {
        Opened::Chat(mut wire) => {
            let end = chat(&shared, &mut wire, conn, &link).await;
            (wire, end)
        }
        Opened::Unwanted(wire) => (wire, End::Asked),
        Opened::Ended(cause) => {
            shared.inbox.push(Event::Closed { conn, cause });
            return;
        }
    };
    match end {
        End::Asked => {
            Box::pin(parting::asked(&shared.env, wire, &link)).await;
            shared.inbox.push(Event::Closed { conn, cause: CloseCause::EndOfFile });
        }
        End::Gone(cause) => {
            shared.inbox.push(Event::Closed { conn, cause });
            if cause == CloseCause::EndOfFile {
                // It may still read, as the end of a pipe does: it gets the answers to its last.
                Box::pin(parting::left(&shared.env, wire, &link)).await;
            }
        }
    }
}

/// How a chat ends.
#[derive(Clone, Copy)]
enum End {
    /// The core asked for it.
    Asked,
    /// The peer or its connection is gone.
    Gone(CloseCause),
}

async fn chat<E: Env>(
    shared: &Shared<E>,
    wire: &mut Wire<E::Stream>,
    conn: ConnId,
    link: &Arc<Link>,
) -> End {
    let mut chat = Chat {
        shared,
        wire,
        conn,
        link,
        read_waker: Waker::from(Arc::clone(link)),
        read_waits: false,
        unflushed: false,
        deaf: None,
    };
    poll_fn(|cx| chat.poll(cx)).await
}

struct Chat<'a, E: Env> {
    shared: &'a Shared<E>,
    wire: &'a mut Wire<E::Stream>,
    conn: ConnId,
    link: &'a Link,
    read_waker: Waker,
    /// The socket had nothing to read, and will wake `read_waker`.
    read_waits: bool,
    /// TLS may hold records that the socket did not take.
    unflushed: bool,
    /// The peer can no longer be written to. What it said before is still read.
    deaf: Option<CloseCause>,
}

impl<E: Env> Chat<'_, E> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        self.link.served_by(cx.waker());
        if let Some(end) = self.write(cx) {
            return Poll::Ready(end);
        }
        if self.read_waits && !self.link.take_readable() {
            return Poll::Pending;
        }
        self.read_waits = false;
        if !self.shared.inbox.has_room(cx) {
            return Poll::Pending;
        }
        match (self.read(cx), self.deaf) {
            (Some(end), _) => Poll::Ready(end),
            (None, Some(cause)) if self.read_waits => Poll::Ready(End::Gone(cause)),
            (None, _) => Poll::Pending,
        }
    }

    fn write(&mut self, cx: &mut Context<'_>) -> Option<End> {
        if self.deaf.is_some() {
            return None;
        }
        match write_queue(self.wire, self.link, cx, &mut self.unflushed) {
            Ok(Phase::Open | Phase::Finished) => None,
            Ok(Phase::Closing) => Some(End::Asked),
            Ok(Phase::Overflowed) => Some(End::Gone(CloseCause::SendQueueFull)),
            Err(error) => {
                self.deaf = Some(cause_of(&error));
                self.read_waits = false;
                None
            }
        }
    }

    #[inline(never)]
    fn read(&mut self, cx: &mut Context<'_>) -> Option<End> {
        let mut buffer = [0; READ_BYTES_MAX];
        self.link.take_readable();
        let mut read_cx = Context::from_waker(&self.read_waker);
        match Pin::new(&mut *self.wire).poll_read(&mut read_cx, &mut buffer) {
            Poll::Pending => {
                self.read_waits = true;
                None
            }
            Poll::Ready(Ok(0)) => Some(End::Gone(CloseCause::EndOfFile)),
            Poll::Ready(Ok(count)) => {
                self.shared.inbox.received(self.conn, &buffer[..count]);
                // One read a turn: others are served before the rest is read.
                cx.waker().wake_by_ref();
                None
            }
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {
                cx.waker().wake_by_ref();
                None
            }
            Poll::Ready(Err(error)) => Some(End::Gone(cause_of(&error))),
        }
    }
}

/// Writes as much of the link's queue as the socket takes, and says how the connection stands.
/// With `Closing` there may be something left.
pub(super) fn write_queue<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    link: &Link,
    cx: &mut Context<'_>,
    unflushed: &mut bool,
) -> io::Result<Phase> {
    let mut sendq = link.sendq();
    let phase = sendq.phase();
    while !sendq.is_empty() {
        match poll_write_front(wire, &sendq, cx) {
            Poll::Ready(Ok(0)) => return Err(io::ErrorKind::WriteZero.into()),
            Poll::Ready(Ok(count)) => {
                sendq.advance(count);
                *unflushed = wire.is_tls();
            }
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            Poll::Ready(Err(error)) => return Err(error),
            Poll::Pending => {
                sendq.block();
                break;
            }
        }
    }
    drop(sendq);
    if *unflushed {
        match Pin::new(&mut *wire).poll_flush(cx) {
            Poll::Ready(Ok(())) => *unflushed = false,
            Poll::Ready(Err(error)) => return Err(error),
            Poll::Pending => {}
        }
    }
    Ok(phase)
}

/// Writes what the socket takes at once: nearly always one slice, whose plain write costs the
/// kernel less than a vectored one.
fn poll_write_front<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    sendq: &SendQ,
    cx: &mut Context<'_>,
) -> Poll<io::Result<usize>> {
    if let Some(only) = sendq.only() {
        return Pin::new(wire).poll_write(cx, only);
    }
    let mut slices = [IoSlice::new(&[]); SLICES_MAX];
    let used = sendq.fill(&mut slices);
    Pin::new(wire).poll_write_vectored(cx, &slices[..used])
}
