//! What the hub and one connection's task share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Wake, Waker};

use super::sendq::{Chunk, Phase, Pushed, SendQ};

/// Locks; a panic elsewhere while it was locked changes nothing.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection, between the hub and the task that reads and writes it.
///
/// As a waker it stands for the socket's read side: it notes that there is something to read, and
/// wakes the task. So a task that was woken to write does not pay for a read that finds nothing.
#[derive(Debug)]
pub(super) struct Link {
    sendq: Mutex<SendQ>,
    /// The task's own waker, which stays the same for the task's whole life.
    task: OnceLock<Waker>,
    readable: AtomicBool,
}

impl Link {
    pub(super) fn new(sendq_bytes_max: usize) -> Arc<Self> {
        Arc::new(Self {
            sendq: Mutex::new(SendQ::new(sendq_bytes_max)),
            task: OnceLock::new(),
            readable: AtomicBool::new(false),
        })
    }

    /// Says which task serves this connection. To be called in each of its polls before it looks
    /// at the queue: then whatever is pushed later wakes it.
    pub(super) fn served_by(&self, task: &Waker) {
        self.task.get_or_init(|| task.clone());
    }

    pub(super) fn sendq(&self) -> MutexGuard<'_, SendQ> {
        lock(&self.sendq)
    }

    pub(super) fn phase(&self) -> Phase {
        self.sendq().phase()
    }

    /// Whether the read side has woken since it was asked last.
    pub(super) fn take_readable(&self) -> bool {
        self.readable.swap(false, Ordering::AcqRel)
    }

    /// Queues `chunk[start..end]` and wakes the task if it has to do something about it.
    pub(super) fn push(&self, chunk: &Chunk, start: u32, end: u32) {
        let pushed = self.sendq().push(chunk, start, end);
        if pushed == Pushed::Wake {
            self.wake_task();
        }
    }

    /// Asks the task to write what waits and to close.
    pub(super) fn close(&self) {
        self.sendq().close();
        self.wake_task();
    }

    /// Tells the task that the hub has taken note of its end.
    pub(super) fn finish(&self) {
        self.sendq().finish();
        self.wake_task();
    }

    fn wake_task(&self) {
        if let Some(task) = self.task.get() {
            task.wake_by_ref();
        }
    }
}

impl Wake for Link {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.readable.store(true, Ordering::Release);
        self.wake_task();
    }
}
