//! Waking the window from other threads.
//!
//! FLTK drops wake-ups when thousands come at once, and drawing starves while one callback
//! takes them all in. So messages wait in a queue of the window's own; the first of them wakes
//! it once, and that only arms a timer of one frame, after which the whole queue is taken in.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use fltk::app;

use super::window;
use crate::model::Message;

/// One frame of a screen that draws 60 times a second.
const FRAME_SECONDS: f64 = 0.016;

/// Takes messages for the window's model, from any thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    waiting: Mutex<Vec<Message>>,
    /// Whether the window knows that something is waiting.
    told: AtomicBool,
}

impl Mailbox {
    /// An empty mailbox.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Leaves a message for the model; it is taken in within a frame or two.
    pub(crate) fn send(&self, message: Message) {
        self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        if !self.inner.told.swap(true, Ordering::AcqRel) {
            app::awake_callback(|| {
                app::add_timeout3(FRAME_SECONDS, |_| window::take_in());
            });
        }
    }

    /// What has come since the last time.
    pub(super) fn take(&self) -> Vec<Message> {
        // Whoever leaves a message after this line wakes the window again.
        self.inner.told.store(false, Ordering::Release);
        std::mem::take(&mut *self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
