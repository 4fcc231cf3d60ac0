//! Waking the window from other threads.
//!
//! FLTK drops wake-ups when thousands come at once, and drawing starves while one callback
//! takes them all in. So messages wait in a queue of the window's own; the first of them wakes
//! it once, and that only arms a timer of one frame, after which the whole queue is taken in.
//!
//! When so much comes that nobody can read along, frames become fewer: after each the window
//! rests for a multiple of the time that it took. What a person does is drawn at once whatever
//! comes.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use fltk::app;

use super::window;
use crate::model::Message;

/// One frame of a screen that draws 60 times a second.
const FRAME: Duration = Duration::from_millis(16);

/// Something new is seen after this at the latest.
const REST_MAX: Duration = Duration::from_millis(150);

/// How many times longer than it worked the window rests.
const REST_SHARE: u32 = 9;

/// Takes messages for the window's model, from any thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: Vec<Message>,
    /// Whether there is a window to be woken. FLTK loses what is said before it runs.
    open: bool,
    /// Whether the window knows that something is waiting.
    told: bool,
}

impl Mailbox {
    /// An empty mailbox.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Leaves a message for the model; it is taken in within a frame or two.
    pub(crate) fn send(&self, message: Message) {
        let mut inner = self.inner();
        inner.waiting.push(message);
        let is_news = inner.open && !std::mem::replace(&mut inner.told, true);
        drop(inner);
        if is_news {
            wake();
        }
    }

    /// There is a window now: it is woken for what has come before, and from now on.
    pub(super) fn open(&self) {
        let mut inner = self.inner();
        (inner.open, inner.told) = (true, true);
        drop(inner);
        wake();
    }

    /// What has come since the last time.
    pub(super) fn take(&self) -> Vec<Message> {
        let mut inner = self.inner();
        // Whoever leaves a message after this wakes the window again.
        inner.told = false;
        std::mem::take(&mut inner.waiting)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake() {
    app::awake_callback(|| {
        app::add_timeout3(window::rest().as_secs_f64(), |_| window::take_in());
    });
}

/// How long the window has worked lately on what came to it, and until when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    begun: Instant,
    worked: Duration,
}

impl Pace {
    /// The pace of a window to which nothing has come.
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), worked: Duration::ZERO }
    }

    /// All work since the beginning was on what came.
    pub(super) fn work_since_begun(&mut self) {
        self.worked = self.begun.elapsed();
    }

    /// The pace after drawing took so long.
    pub(super) fn and(self, took: Duration) -> Self {
        Self { worked: self.worked + took, ..self }
    }

    /// How long to rest before more is taken in.
    pub(super) fn rest(self, now: Instant) -> Duration {
        let until = self.begun + (self.worked * (REST_SHARE + 1)).min(REST_MAX);
        until.saturating_duration_since(now).max(FRAME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_much_rests_long_but_not_too_long() {
        let ms = Duration::from_millis;
        let begun = Instant::now();
        let rest = |worked, now| Pace { begun, worked: ms(worked) }.rest(begun + ms(now));
        assert_eq!(rest(1, 1), FRAME);
        assert_eq!(rest(10, 10), ms(90));
        assert_eq!(rest(10, 70), ms(30));
        assert_eq!(rest(10, 5_000), FRAME);
        assert_eq!(rest(400, 400), FRAME);
        assert_eq!(rest(40, 40), REST_MAX - ms(40));
    }
}
