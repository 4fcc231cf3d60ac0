//! Messages that were redacted lately.
//!
//! Between the question whether a message is there and its answer, somebody else may have
//! redacted it: the later one is told that it is not there, and nobody hears of it twice.

use std::collections::VecDeque;

/// The latest redacted messages.
#[derive(Debug, Default)]
pub(super) struct Redactions(VecDeque<u64>);

/// Redactions remembered: more than can be made while a question waits for its answer.
const REDACTIONS_MAX: usize = 1024;

impl Redactions {
    /// Whether a message was redacted.
    pub(super) fn contains(&self, id: u64) -> bool {
        self.0.contains(&id)
    }

    pub(super) fn remember(&mut self, id: u64) {
        if self.0.len() >= REDACTIONS_MAX {
            self.0.pop_front();
        }
        self.0.push_back(id);
    }

    /// Forgets one that was not kept.
    pub(super) fn forget(&mut self, id: u64) {
        self.0.retain(|&known| known != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_remembered() {
        let mut redactions = Redactions::default();
        for id in 0..=REDACTIONS_MAX as u64 {
            redactions.remember(id);
        }
        assert!(!redactions.contains(0), "the oldest gave way");
        assert!(redactions.contains(1));
        redactions.forget(1);
        assert!(!redactions.contains(1));
    }
}
