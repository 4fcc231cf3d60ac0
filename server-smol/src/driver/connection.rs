//! One task per connection: it opens, reads, writes what the hub could not, and closes.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use peyk_core::server::{CloseCause, ConnId};

use super::Shared;
use super::env::Env;
use super::inbox::Event;
use super::link::Link;
use super::opening::{Opened, open};
use super::parting;
use super::sendq::Phase;
use super::wire::cause_of;

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
    let (attached, end) = match opened {
        Opened::Chat(wire) => {
            let attached = link.attach(wire);
            let end = chat(&shared, conn, &link).await;
            (attached, end)
        }
        Opened::Unwanted(wire) => (link.attach(wire), End::Asked),
        Opened::Ended(cause) => {
            shared.inbox.push(Event::Closed { conn, cause });
            return;
        }
    };
    match end {
        End::Asked => {
            Box::pin(parting::asked(&shared.env, attached, &link)).await;
            shared.inbox.push(Event::Closed { conn, cause: CloseCause::EndOfFile });
        }
        End::Gone(cause) => {
            shared.inbox.push(Event::Closed { conn, cause });
            if cause == CloseCause::EndOfFile {
                // It may still read, as the end of a pipe does: it gets the answers to its last.
                Box::pin(parting::left(&shared.env, attached, &link)).await;
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

async fn chat<E: Env>(shared: &Shared<E>, conn: ConnId, link: &Arc<Link>) -> End {
    let read_waker = Waker::from(Arc::clone(link));
    let mut chat = Chat { shared, conn, link, read_waker, read_waits: false };
    poll_fn(|cx| chat.poll(cx)).await
}

struct Chat<'a, E: Env> {
    shared: &'a Shared<E>,
    conn: ConnId,
    link: &'a Link,
    read_waker: Waker,
    /// The socket had nothing to read, and will wake `read_waker`.
    read_waits: bool,
}

impl<E: Env> Chat<'_, E> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        self.link.served_by(cx.waker());
        let (phase, deaf) = {
            let mut outlet = self.link.outlet();
            (outlet.write(cx), outlet.deaf())
        };
        match (phase, deaf) {
            (Phase::Open | Phase::Finished, None) => {}
            (Phase::Closing, None) => return Poll::Ready(End::Asked),
            (Phase::Overflowed, None) => {
                return Poll::Ready(End::Gone(CloseCause::SendQueueFull));
            }
            // Read on, to the last it said.
            (_, Some(_)) => self.read_waits = false,
        }
        if self.read_waits && !self.link.take_readable() {
            return Poll::Pending;
        }
        self.read_waits = false;
        if !self.shared.inbox.has_room(cx) {
            return Poll::Pending;
        }
        match (self.read(cx), deaf) {
            (Some(end), _) => Poll::Ready(end),
            (None, Some(cause)) if self.read_waits => Poll::Ready(End::Gone(cause)),
            (None, _) => Poll::Pending,
        }
    }

    #[inline(never)]
    fn read(&mut self, cx: &mut Context<'_>) -> Option<End> {
        let mut buffer = [0; READ_BYTES_MAX];
        self.link.take_readable();
        let mut read_cx = Context::from_waker(&self.read_waker);
        let read = self.link.outlet().poll_read(&mut read_cx, &mut buffer);
        let read = read.expect("it is attached for as long as the chat lasts");
        match read {
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
