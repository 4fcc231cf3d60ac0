//! What the reactor knows of one socket.

use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use rustix::event::epoll::EventFlags;

use crate::driver::lock;

/// Both directions of a socket: the news that came since they were asked for last, and who waits
/// for more.
#[derive(Debug, Default)]
pub(super) struct Readiness {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    read: Direction,
    write: Direction,
    /// The peer has closed its side, or the connection is broken: there is no further news.
    over: bool,
}

#[derive(Debug, Default)]
struct Direction {
    news: bool,
    waiting: Option<Waker>,
}

impl Direction {
    fn notice(&mut self) -> Option<Waker> {
        self.news = true;
        self.waiting.take()
    }

    fn poll(&mut self, cx: &Context<'_>) -> Poll<()> {
        if self.news {
            self.news = false;
            return Poll::Ready(());
        }
        match &mut self.waiting {
            Some(waiting) => waiting.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

impl Readiness {
    /// Takes in what the system says, and wakes those whom it concerns.
    pub(super) fn notice(&self, flags: EventFlags) {
        let over = flags.intersects(EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR);
        let (reader, writer) = {
            let mut state = lock(&self.state);
            state.over |= over;
            let reads = over || flags.intersects(EventFlags::IN);
            let writes = over || flags.intersects(EventFlags::OUT);
            (
                if reads { state.read.notice() } else { None },
                if writes { state.write.notice() } else { None },
            )
        };
        // Not while the state is locked: a waker may do anything.
        reader.into_iter().chain(writer).for_each(Waker::wake);
    }

    /// Takes the news that there is something to read, or waits for them. To be asked after a
    /// read that found nothing, or that [`drains`](Self::drains).
    pub(super) fn poll_readable(&self, cx: &Context<'_>) -> Poll<()> {
        lock(&self.state).read.poll(cx)
    }

    /// Takes the news that there is room to write, or waits for them. To be asked after a write
    /// that found none.
    pub(super) fn poll_writable(&self, cx: &Context<'_>) -> Poll<()> {
        lock(&self.state).write.poll(cx)
    }

    /// Whether a read of `count` bytes into a buffer of `room` has taken all there was, so that
    /// whatever comes is news. Not so for a socket that is over: its end has still to be read.
    pub(super) fn drains(&self, count: usize, room: usize) -> bool {
        0 < count && count < room && !lock(&self.state).over
    }
}
