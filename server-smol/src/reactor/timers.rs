//! Timers, in order of time.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::driver::lock;

/// Whom to wake when; the number tells timers for the same moment apart.
type Waiting = BTreeMap<(Instant, u64), Waker>;

/// The timers of a reactor that are waited for.
#[derive(Debug, Default)]
pub(super) struct Timers {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Waiting,
    started: u64,
}

impl Timers {
    /// How long until the next timer ends; none if there is no timer.
    pub(super) fn patience(&self) -> Option<Duration> {
        let state = lock(&self.state);
        let ((at, _), _) = state.waiting.first_key_value()?;
        Some(at.saturating_duration_since(Instant::now()))
    }

    /// Wakes those whose time has come, in order.
    pub(super) fn fire(&self) {
        let due = {
            let mut state = lock(&self.state);
            let Some(((first, _), _)) = state.waiting.first_key_value() else { return };
            let now = Instant::now();
            if *first > now {
                return;
            }
            let later = state.waiting.split_off(&(now, u64::MAX));
            std::mem::replace(&mut state.waiting, later)
        };
        due.into_values().for_each(Waker::wake);
    }
}

/// A timer. It is not waited for before it is first polled.
#[derive(Debug)]
pub struct Sleep {
    timers: Arc<Timers>,
    at: Option<Instant>,
    /// Its number, once it is waited for.
    number: Option<u64>,
}

impl Sleep {
    pub(super) fn new(timers: Arc<Timers>, at: Option<Instant>) -> Self {
        Self { timers, at, number: None }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(at) = self.at else { return Poll::Pending };
        let mut state = lock(&self.timers.state);
        if let Some(number) = self.number {
            return match state.waiting.get_mut(&(at, number)) {
                Some(waiting) => {
                    waiting.clone_from(cx.waker());
                    Poll::Pending
                }
                None => Poll::Ready(()),
            };
        }
        if at <= Instant::now() {
            return Poll::Ready(());
        }
        let number = state.started;
        state.started += 1;
        state.waiting.insert((at, number), cx.waker().clone());
        drop(state);
        self.number = Some(number);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let (Some(at), Some(number)) = (self.at, self.number) {
            lock(&self.timers.state).waiting.remove(&(at, number));
        }
    }
}
