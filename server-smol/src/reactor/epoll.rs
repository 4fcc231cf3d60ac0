//! The reactor on Linux's epoll.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use slab::Slab;

use super::notifier::Notifier;
use super::readiness::Readiness;
use super::timers::{Sleep, Timers};
use crate::driver::lock;

/// Sockets whose news one wait takes; those of more are taken by the next.
const EVENTS_MAX: usize = 1024;

/// The longest wait: far below what the system call counts milliseconds in.
const WAIT_MAX: Duration = Duration::from_secs(3600);

/// What an event of the notifier carries instead of a socket's key.
const NOTIFIED: u64 = u64::MAX;

/// Sockets and timers that one thread waits for; see the module. Clones are the same reactor.
#[derive(Clone, Debug)]
pub struct Reactor {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    epoll: OwnedFd,
    notifier: Arc<Notifier>,
    sources: Mutex<Slab<Arc<Readiness>>>,
    timers: Arc<Timers>,
    /// Held by whoever runs.
    running: Mutex<()>,
}

impl Reactor {
    /// A reactor that nothing is registered with.
    ///
    /// # Errors
    ///
    /// The system's, out of descriptors mostly.
    pub fn new() -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let notifier = Arc::new(Notifier::new()?);
        let flags = epoll::EventFlags::IN | epoll::EventFlags::ET;
        epoll::add(&epoll, notifier.event(), epoll::EventData::new_u64(NOTIFIED), flags)?;
        let shared = Shared {
            epoll,
            notifier,
            sources: Mutex::default(),
            timers: Arc::default(),
            running: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Polls `future` whenever it is woken, and waits in between, until it is done. Only one
    /// thread runs a reactor; another that tries waits until the first has ended.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let _running = lock(&self.shared.running);
        let mut events = Vec::with_capacity(EVENTS_MAX);
        let notifier = &self.shared.notifier;
        let waker = Waker::from(Arc::clone(notifier));
        let mut cx = Context::from_waker(&waker);
        waker.wake_by_ref();
        loop {
            if notifier.take_woken()
                && let Poll::Ready(output) = future.as_mut().poll(&mut cx)
            {
                return output;
            }
            self.shared.turn(&mut events);
        }
    }

    /// A timer that ends at `at`, or never.
    #[must_use]
    pub fn sleep_until(&self, at: Option<Instant>) -> Sleep {
        Sleep::new(Arc::clone(&self.shared.timers), at)
    }

    #[cfg(test)]
    pub(super) fn registered(&self) -> usize {
        lock(&self.shared.sources).len()
    }

    /// Registers a socket for both directions.
    pub(super) fn register(&self, source: impl AsFd) -> io::Result<Registration> {
        let readiness = Arc::<Readiness>::default();
        let key = lock(&self.shared.sources).insert(Arc::clone(&readiness));
        let registration = Registration { reactor: self.clone(), readiness, key };
        let flags = epoll::EventFlags::IN
            | epoll::EventFlags::OUT
            | epoll::EventFlags::RDHUP
            | epoll::EventFlags::ET;
        epoll::add(&self.shared.epoll, source, epoll::EventData::new_u64(key as u64), flags)?;
        Ok(registration)
    }
}

impl Shared {
    /// Waits for news, unless the future is already woken, and wakes whoever they are for.
    fn turn(&self, events: &mut Vec<epoll::Event>) {
        events.clear();
        let awake = self.notifier.fall_asleep();
        let patience = if awake { Some(Duration::ZERO) } else { self.timers.patience() };
        let timeout = patience.map(timespec);
        let waited = epoll::wait(&self.epoll, spare_capacity(events), timeout.as_ref());
        self.notifier.wake_up();
        // Nothing but a signal can interrupt it: there are no news then.
        if waited.is_ok() {
            self.dispatch(events);
        }
        self.timers.fire();
    }

    fn dispatch(&self, events: &[epoll::Event]) {
        for event in events {
            let (flags, data) = (event.flags, event.data.u64());
            let Ok(key) = usize::try_from(data) else { continue };
            // None for the notifier, and for a socket closed since.
            let readiness = lock(&self.sources).get(key).cloned();
            if let Some(readiness) = readiness {
                readiness.notice(flags);
            }
        }
    }
}

/// A timeout as the system call takes it, rounded up to the milliseconds that it counts.
fn timespec(patience: Duration) -> Timespec {
    let whole_ms = patience.min(WAIT_MAX).as_nanos().div_ceil(1_000_000);
    let whole_ms = i64::try_from(whole_ms).expect("the longest wait is an hour");
    Timespec { tv_sec: whole_ms / 1000, tv_nsec: whole_ms % 1000 * 1_000_000 }
}

/// A socket's place in the reactor, given back when this is dropped. The system forgets a socket
/// itself when it is closed, which is to follow at once.
#[derive(Debug)]
pub(super) struct Registration {
    reactor: Reactor,
    readiness: Arc<Readiness>,
    key: usize,
}

impl Registration {
    pub(super) fn readiness(&self) -> &Readiness {
        &self.readiness
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        lock(&self.reactor.shared.sources).remove(self.key);
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::thread;

    use super::*;

    #[test]
    fn a_wake_from_another_thread_ends_the_wait() {
        let reactor = Reactor::new().expect("there are descriptors");
        let (sender, receiver) = async_channel::bounded(1);
        let other = thread::spawn(move || sender.send_blocking("news"));
        assert_eq!(reactor.run(receiver.recv()), Ok("news"));
        other.join().expect("it does not panic").expect("it was received");
    }

    #[test]
    fn a_wake_from_its_own_poll_polls_again() {
        let reactor = Reactor::new().expect("there are descriptors");
        let mut left = 3;
        reactor.run(poll_fn(|cx| {
            left -= 1;
            cx.waker().wake_by_ref();
            if left == 0 { Poll::Ready(()) } else { Poll::Pending }
        }));
        assert_eq!(left, 0);
    }

    #[test]
    fn timers_end_in_order_of_time() {
        let reactor = Reactor::new().expect("there are descriptors");
        let start = Instant::now();
        let due = |ms| reactor.sleep_until(Some(start + Duration::from_millis(ms)));
        let (mut never, mut late, mut soon) = (reactor.sleep_until(None), due(30), due(10));
        let mut ended = Vec::new();
        reactor.run(poll_fn(|cx| {
            for (name, sleep) in [("never", &mut never), ("late", &mut late), ("soon", &mut soon)] {
                if !ended.contains(&name) && std::pin::Pin::new(sleep).poll(cx).is_ready() {
                    ended.push(name);
                }
            }
            if ended.len() == 2 { Poll::Ready(()) } else { Poll::Pending }
        }));
        assert_eq!(ended, ["soon", "late"]);
        assert!(start.elapsed() >= Duration::from_millis(30));
    }

    #[test]
    fn a_timeout_is_rounded_up_and_bounded() {
        let rounded = |patience| {
            let timeout = timespec(patience);
            (timeout.tv_sec, timeout.tv_nsec)
        };
        assert_eq!(rounded(Duration::ZERO), (0, 0));
        assert_eq!(rounded(Duration::from_nanos(1)), (0, 1_000_000));
        assert_eq!(rounded(Duration::from_millis(1001)), (1, 1_000_000));
        assert_eq!(rounded(Duration::MAX), (3600, 0));
    }
}
