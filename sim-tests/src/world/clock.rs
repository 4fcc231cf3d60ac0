//! The server's wall clock, which somebody may set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A wall clock that is off by some time; clones are the same clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct WallClock {
    off_by_ms: Arc<AtomicI64>,
}

impl WallClock {
    /// Sets it forward or back.
    pub(crate) fn step(&self, by_ms: i64) {
        self.off_by_ms.fetch_add(by_ms, Ordering::Relaxed);
    }

    /// Milliseconds since 1970 by this clock.
    pub(crate) fn unix_ms(&self) -> u64 {
        let unix = turmoil::since_epoch().expect("the server runs inside a simulation");
        crate::millis(unix).saturating_add_signed(self.off_by_ms.load(Ordering::Relaxed))
    }
}
