//! Output commit: nobody sees what a crash could take back (guarantee G1).
//!
//! The core decides at once and goes on; what it wants done waits here until the records on
//! which it depends are kept. While one batch is being kept the next gathers, and is kept as a
//! whole: the slower the disk, the larger the batches. Everything leaves in the order in which
//! it was decided.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use peyk_core::server::{ConnId, Outputs};

use super::store::{Store, StoreError};

/// Bytes of outputs that may gather behind a batch; then the hub takes no more from connections
/// until the batch is kept. Rides out a second of a busy room.
const GATHERED_BYTES_MAX: usize = 8 << 20;

/// What steps of the core want done, and what the driver does after it.
#[derive(Default)]
pub(super) struct Held {
    pub(super) out: Outputs,
    /// Connections whose end the core has seen: forgotten once the rest is done.
    pub(super) departed: Vec<ConnId>,
    /// The server was asked to stop: whoever the core does not know is closed, too.
    pub(super) stop: bool,
}

/// Outputs on their way to people.
#[derive(Default)]
pub(super) struct Commit {
    /// What the core's steps append to.
    pub(super) gathering: Held,
    /// What waits for the batch that is being kept.
    committing: Held,
    keeping: Option<Keeping>,
    /// Empty, with the memory of what was done before.
    spare: Held,
}

/// A batch at the store.
enum Keeping {
    Waits(Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>>),
    Ended(Result<(), StoreError>),
}

impl Commit {
    /// Whether more may be gathered.
    pub(super) fn has_room(&self) -> bool {
        self.gathering.out.bytes().len() < GATHERED_BYTES_MAX
    }

    /// Whether nothing waits.
    pub(super) fn is_idle(&self) -> bool {
        self.keeping.is_none()
    }

    /// Hands what has gathered to the store, if there is something to keep and no batch is under
    /// way. Otherwise gives back what may be done at once.
    pub(super) fn submit<S: Store>(&mut self, store: &S) -> Option<&mut Held> {
        self.submit_records(store);
        if self.keeping.is_some() { None } else { Some(&mut self.gathering) }
    }

    /// Hands what has gathered to the store, if there is something to keep and no batch is under
    /// way.
    pub(super) fn submit_records<S: Store>(&mut self, store: &S) {
        if self.keeping.is_none() && !self.gathering.out.records().is_empty() {
            self.start(store);
        }
    }

    /// What waited for the batch that was last under way.
    pub(super) fn take_committed(&mut self) -> Held {
        mem::take(&mut self.committing)
    }

    fn start<S: Store>(&mut self, store: &S) {
        let records = self.gathering.out.take_records();
        self.committing = mem::replace(&mut self.gathering, mem::take(&mut self.spare));
        let store = store.clone();
        let mut kept = Box::pin(async move { store.append(records).await });
        // Begins now, not when the hub waits the next time; then it is polled again.
        self.keeping = Some(match kept.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => Keeping::Waits(kept),
            Poll::Ready(ended) => Keeping::Ended(ended),
        });
    }

    /// Whether the batch under way was kept, once that is known.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StoreError>> {
        let ended = match self.keeping.take() {
            None => return Poll::Pending,
            Some(Keeping::Ended(ended)) => ended,
            Some(Keeping::Waits(mut kept)) => match kept.as_mut().poll(cx) {
                Poll::Ready(ended) => ended,
                Poll::Pending => {
                    self.keeping = Some(Keeping::Waits(kept));
                    return Poll::Pending;
                }
            },
        };
        Poll::Ready(ended)
    }

    /// Takes back what was given, for its memory.
    pub(super) fn reuse(&mut self, done: Held) {
        self.spare = done;
    }
}
