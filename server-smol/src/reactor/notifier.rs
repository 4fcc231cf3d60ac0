//! The waker of the future that a reactor runs.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Wake;

use rustix::event::{EventfdFlags, eventfd};

/// Notes that the future is woken, and ends the wait if there is one.
///
/// Either the waiting thread sees `woken` after it said that it is asleep, or the waking one sees
/// `asleep` after it said that there is something to do: both orders are sequentially consistent.
#[derive(Debug)]
pub(super) struct Notifier {
    woken: AtomicBool,
    asleep: AtomicBool,
    /// Registered edge-triggered, so that each write is news and nobody has to read.
    event: OwnedFd,
}

impl Notifier {
    pub(super) fn new() -> io::Result<Self> {
        let event = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Self { woken: AtomicBool::new(false), asleep: AtomicBool::new(false), event })
    }

    /// What ends a wait.
    pub(super) fn event(&self) -> BorrowedFd<'_> {
        self.event.as_fd()
    }

    /// Whether the future was woken since this was asked last.
    pub(super) fn take_woken(&self) -> bool {
        self.woken.swap(false, Ordering::SeqCst)
    }

    /// Says that the thread is about to wait, and returns whether it must not: the future is
    /// already woken.
    pub(super) fn fall_asleep(&self) -> bool {
        self.asleep.store(true, Ordering::SeqCst);
        self.woken.load(Ordering::SeqCst)
    }

    /// Says that the thread waits no more.
    pub(super) fn wake_up(&self) {
        self.asleep.store(false, Ordering::SeqCst);
    }
}

impl Wake for Notifier {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.woken.swap(true, Ordering::SeqCst) && self.asleep.load(Ordering::SeqCst) {
            // Fails only when 2^64 wakes have gone before.
            let _ = rustix::io::write(&self.event, &1_u64.to_ne_bytes());
        }
    }
}
