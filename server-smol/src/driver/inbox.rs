//! What connections have to tell the hub: one list, filled by all and swapped by the hub.

use std::mem;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use peyk_core::server::{Answer, CloseCause, Config, ConnId, Transport};

use super::link::{Link, lock};

/// Bytes that may wait for the hub before connections stop reading. A turn of the hub over this
/// much takes about a millisecond or two, which is the delay a flood can cause to others.
pub(super) const INBOX_BYTES_MAX: usize = 256 << 10;

/// Events whose memory is kept between turns.
const EVENTS_KEPT_MAX: usize = 4096;

/// News for the hub.
#[derive(Debug)]
pub(super) enum Event {
    Accepted { conn: ConnId, address: IpAddr, link: Arc<Link> },
    Opened { conn: ConnId, transport: Transport, certificate: Option<[u8; 32]>, silent: bool },
    Received { conn: ConnId, length: usize },
    Closed { conn: ConnId, cause: CloseCause },
    Answered { conn: ConnId, ticket: u32, answer: Answer },
    Reloaded(Box<Config>),
    ReloadFailed(String),
    Stop,
}

/// Events in order, and the bytes of the `Received` among them, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) events: Vec<Event>,
    pub(super) bytes: Vec<u8>,
}

/// The shared list; see the module.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    batch: Batch,
    hub: Option<Waker>,
    /// Connections that wait for room.
    waiting: Vec<Waker>,
}

impl Inbox {
    /// Appends an event without bytes.
    pub(super) fn push(&self, event: Event) {
        self.append(|batch| batch.events.push(event));
    }

    /// Appends bytes that arrived.
    pub(super) fn received(&self, conn: ConnId, bytes: &[u8]) {
        self.append(|batch| {
            batch.bytes.extend_from_slice(bytes);
            batch.events.push(Event::Received { conn, length: bytes.len() });
        });
    }

    fn append(&self, append: impl FnOnce(&mut Batch)) {
        let hub = {
            let mut state = lock(&self.state);
            append(&mut state.batch);
            state.hub.take()
        };
        if let Some(hub) = hub {
            hub.wake();
        }
    }

    /// Whether more may be read from sockets; if not, the context's task is woken when it may.
    pub(super) fn has_room(&self, cx: &Context<'_>) -> bool {
        let mut state = lock(&self.state);
        let room = state.batch.bytes.len() < INBOX_BYTES_MAX;
        if !room {
            state.waiting.push(cx.waker().clone());
        }
        room
    }

    /// Bytes that wait.
    pub(super) fn bytes(&self) -> usize {
        lock(&self.state).batch.bytes.len()
    }

    /// Swaps what has gathered with `batch`, which must be empty; pending if nothing has.
    pub(super) fn poll_take(&self, cx: &Context<'_>, batch: &mut Batch) -> Poll<()> {
        let waiting = {
            let mut state = lock(&self.state);
            if state.batch.events.is_empty() {
                state.hub = Some(cx.waker().clone());
                return Poll::Pending;
            }
            mem::swap(&mut state.batch, batch);
            mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
        Poll::Ready(())
    }
}

impl Batch {
    /// Empties the batch for the next turn and keeps memory worth keeping.
    pub(super) fn clear(&mut self) {
        self.events.clear();
        self.bytes.clear();
        self.events.shrink_to(EVENTS_KEPT_MAX);
        self.bytes.shrink_to(INBOX_BYTES_MAX);
    }
}
