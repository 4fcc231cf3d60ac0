//! Output commit: nobody sees what a crash could take back (guarantee G1).
//!
//! The core decides at once and goes on; what it wants done waits here until the records on
//! which it depends are kept. While one batch is being kept the next gathers, and is kept as a
//! whole: the slower the disk, the larger the batches. Everything leaves in the order in which
//! it was decided.
//!
//! If a batch cannot be kept, what depended on it is not done. The rest has happened all the same
//! (somebody joined a room that was not there before): it is kept with the next batch.

use std::future::{Future, ready};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use peyk_core::mutants::Mutant;
use peyk_core::server::storage::Record;
use peyk_core::server::{ConnId, Outputs};

use super::store::{Store, StoreError};
use super::unkept::Unkept;

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
    /// Of the batch that is being kept, what has happened even if it can not be.
    lasting: Vec<Record>,
    /// The same of batches that could not be kept.
    unkept: Unkept,
    /// Empty, with the memory of what was done before.
    spare: Held,
}

/// A batch at the store.
type Keeping = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>>;

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
    /// way. Otherwise gives back what may be done at once. What could not be kept before is tried
    /// again with it, and when the server stops.
    pub(super) fn submit<S: Store>(&mut self, store: &S) -> Option<&mut Held> {
        if self.keeping.is_none() && self.gathering.stop && !self.unkept.is_empty() {
            self.start(store);
        }
        self.submit_records(store);
        let is_early = Mutant::ShowsBeforeKept.is_active();
        let may_be_done =
            self.keeping.is_none() || (is_early && self.gathering.out.records().is_empty());
        if may_be_done { Some(&mut self.gathering) } else { None }
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

    /// What has gathered since, without what was to be kept of it, as if that had been tried.
    pub(super) fn take_gathered(&mut self) -> Held {
        let mut gathered = mem::replace(&mut self.gathering, mem::take(&mut self.spare));
        gathered.out.lasting_records().cloned().for_each(|record| self.unkept.add(record));
        gathered.out.take_records();
        gathered
    }

    fn start<S: Store>(&mut self, store: &S) {
        let mut records = self.unkept.take();
        self.lasting.clone_from(&records);
        self.lasting.extend(self.gathering.out.lasting_records().cloned());
        records.append(&mut self.gathering.out.take_records());
        if !Mutant::ShowsBeforeKept.is_active() {
            self.committing = mem::replace(&mut self.gathering, mem::take(&mut self.spare));
        }
        let store = store.clone();
        let mut kept: Keeping = Box::pin(async move { store.append(records).await });
        // Begins now, not when the hub waits the next time; then it is polled again.
        self.keeping = Some(match kept.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => kept,
            Poll::Ready(ended) => Box::pin(ready(ended)),
        });
    }

    /// Whether the batch under way was kept, once that is known.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StoreError>> {
        let Some(keeping) = &mut self.keeping else { return Poll::Pending };
        let ended = std::task::ready!(keeping.as_mut().poll(cx));
        self.keeping = None;
        match ended {
            Ok(()) => self.lasting.clear(),
            Err(_) => self.lasting.drain(..).for_each(|record| self.unkept.add(record)),
        }
        Poll::Ready(ended)
    }

    /// Takes back what was given, for its memory.
    pub(super) fn reuse(&mut self, done: Held) {
        self.spare = done;
    }
}
