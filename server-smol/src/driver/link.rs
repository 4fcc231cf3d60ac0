//! What the hub and one connection's task share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Wake, Waker};

use super::outlet::Outlet;
use super::sendq::{Chunk, Phase, Pushed};
use super::wire::{Duplex, Wire};

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
    outlet: Mutex<Outlet>,
    /// The task's own waker, which stays the same for the task's whole life.
    task: OnceLock<Waker>,
    readable: AtomicBool,
}

impl Link {
    pub(super) fn new(sendq_bytes_max: usize) -> Arc<Self> {
        Arc::new(Self {
            outlet: Mutex::new(Outlet::new(sendq_bytes_max)),
            task: OnceLock::new(),
            readable: AtomicBool::new(false),
        })
    }

    /// Says which task serves this connection. To be called in each of its polls before it looks
    /// at the queue: then whatever the hub cannot write later wakes it.
    pub(super) fn served_by(&self, task: &Waker) {
        self.task.get_or_init(|| task.clone());
    }

    /// The queue and the socket. Nothing that is done while they are locked may take the lock
    /// again: wakers of this link do not.
    pub(super) fn outlet(&self) -> MutexGuard<'_, Outlet> {
        lock(&self.outlet)
    }

    pub(super) fn phase(&self) -> Phase {
        self.outlet().sendq.phase()
    }

    /// From now on the queue is written to `wire`, until what is returned is dropped.
    pub(super) fn attach(&self, wire: Wire) -> Attached<'_> {
        self.outlet().attach(wire);
        Attached(self)
    }

    /// Whether the read side has woken since it was asked last.
    pub(super) fn take_readable(&self) -> bool {
        self.readable.swap(false, Ordering::AcqRel)
    }

    /// Queues `chunk[start..end]`, for [`write`](Self::write) if it says so.
    pub(super) fn push(&self, chunk: &Chunk, start: u32, end: u32) -> Pushed {
        self.outlet().sendq.push(chunk, start, end)
    }

    /// Writes what the socket takes at once, and wakes the task if it has something to do: to
    /// write when there will be a socket, or to end.
    pub(super) fn write(&self) {
        let Some(task) = self.task.get() else { return };
        let mut outlet = self.outlet();
        let served = outlet.has_wire()
            && outlet.write(&mut Context::from_waker(task)) == Phase::Open
            && outlet.deaf().is_none();
        drop(outlet);
        if !served {
            task.wake_by_ref();
        }
    }

    /// Asks the task to write what waits and to close.
    pub(super) fn close(&self) {
        self.outlet().sendq.close();
        self.wake_task();
    }

    /// Tells the task that the hub has taken note of its end.
    pub(super) fn finish(&self) {
        self.outlet().sendq.finish();
        self.wake_task();
    }

    fn wake_task(&self) {
        if let Some(task) = self.task.get() {
            task.wake_by_ref();
        }
    }
}

/// The time for which a link has its socket. The socket knows the link as a waker, so it has to be
/// taken out of it in the end, however that comes.
pub(super) struct Attached<'a>(&'a Link);

impl Attached<'_> {
    /// Takes the socket away before the end.
    pub(super) fn detach(self) -> Option<Box<dyn Duplex>> {
        self.0.outlet().detach()
    }
}

impl Drop for Attached<'_> {
    fn drop(&mut self) {
        // Dropped when the link is no longer locked: to close a socket takes a while.
        let wire = self.0.outlet().detach();
        drop(wire);
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

#[cfg(test)]
mod tests {
    use std::io;
    use std::pin::Pin;
    use std::task::Poll;

    use futures_lite::{AsyncRead, AsyncWrite};

    use super::*;

    /// A socket with room for so many bytes; `written` outlives it. It keeps its reader's waker.
    struct Fake {
        room: usize,
        written: Arc<Mutex<Vec<u8>>>,
        broken: bool,
        reader: Option<Waker>,
    }

    impl AsyncRead for Fake {
        fn poll_read(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            _: &mut [u8],
        ) -> Poll<io::Result<usize>> {
            self.reader = Some(cx.waker().clone());
            Poll::Pending
        }
    }

    impl AsyncWrite for Fake {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            if self.broken {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
            let count = bytes.len().min(self.room);
            self.room -= count;
            lock(&self.written).extend(&bytes[..count]);
            if count == 0 { Poll::Pending } else { Poll::Ready(Ok(count)) }
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    /// A task that only remembers whether it was woken.
    #[derive(Default)]
    struct Task(AtomicBool);

    impl Task {
        fn take_woken(&self) -> bool {
            self.0.swap(false, Ordering::Relaxed)
        }
    }

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    fn served() -> (Arc<Link>, Arc<Task>) {
        let (link, task) = (Link::new(100), Arc::<Task>::default());
        link.served_by(&Waker::from(Arc::clone(&task)));
        (link, task)
    }

    fn socket(room: usize) -> (Fake, Arc<Mutex<Vec<u8>>>) {
        let written = Arc::<Mutex<Vec<u8>>>::default();
        let fake = Fake { room, written: Arc::clone(&written), broken: false, reader: None };
        (fake, written)
    }

    fn say(link: &Link, words: &[u8]) -> Pushed {
        let end = u32::try_from(words.len()).expect("short");
        link.push(&Arc::new(words.to_vec()), 0, end)
    }

    #[test]
    fn an_idle_socket_is_written_without_its_task() {
        let (link, task) = served();
        let (wire, written) = socket(100);
        let _attached = link.attach(Wire::plain(wire));
        assert_eq!(say(&link, b"one"), Pushed::Tell);
        assert_eq!(say(&link, b"two"), Pushed::Quiet, "one write is for both");
        link.write();
        assert_eq!(*lock(&written), b"onetwo");
        assert!(!task.take_woken());
        assert_eq!(say(&link, b"three"), Pushed::Tell);
    }

    #[test]
    fn a_full_socket_leaves_the_rest_to_its_task() {
        let (link, task) = served();
        let (wire, written) = socket(2);
        let _attached = link.attach(Wire::plain(wire));
        say(&link, b"one");
        link.write();
        assert_eq!(*lock(&written), b"on");
        assert!(!task.take_woken(), "the socket will wake it");
        assert_eq!(say(&link, b"two"), Pushed::Quiet);
        assert!(!link.outlet().is_written());
    }

    #[test]
    fn without_a_socket_the_task_is_woken() {
        let (link, task) = served();
        assert_eq!(say(&link, b"one"), Pushed::Tell);
        link.write();
        assert!(task.take_woken());
        assert!(!link.outlet().sendq.is_empty());
    }

    #[test]
    fn a_socket_that_fails_is_left_to_its_task_and_written_no_more() {
        let (link, task) = served();
        let (mut wire, written) = socket(100);
        wire.broken = true;
        let _attached = link.attach(Wire::plain(wire));
        say(&link, b"one");
        link.write();
        assert!(task.take_woken());
        assert!(link.outlet().deaf().is_some());
        assert!(lock(&written).is_empty());
    }

    #[test]
    fn more_than_the_limit_wakes_the_task() {
        let (link, task) = served();
        let (wire, _) = socket(0);
        let _attached = link.attach(Wire::plain(wire));
        say(&link, &[b'x'; 100]);
        link.write();
        assert!(!task.take_woken());
        assert_eq!(say(&link, b"x"), Pushed::Tell);
        link.write();
        assert!(task.take_woken());
        assert_eq!(link.phase(), Phase::Overflowed);
    }

    #[test]
    fn a_socket_does_not_outlive_its_task() {
        let (link, _) = served();
        let (wire, written) = socket(100);
        let attached = link.attach(Wire::plain(wire));
        let waker = Waker::from(Arc::clone(&link));
        let mut cx = Context::from_waker(&waker);
        let mut outlet = link.outlet();
        let read = outlet.poll_read(&mut cx, &mut [0; 8]).expect("it is attached");
        assert!(read.is_pending());
        drop((outlet, waker));
        assert_eq!(Arc::strong_count(&link), 2, "the socket knows whom to wake");
        drop(attached);
        assert_eq!((Arc::strong_count(&link), Arc::strong_count(&written)), (1, 1));
    }
}
