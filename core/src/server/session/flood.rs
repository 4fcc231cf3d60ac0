//! Flood control, as fakelag: bursts pass, floods are slowed, nothing is silently dropped.
//!
//! The allowance is a generic cell rate algorithm: one number says until when the session has
//! spent its time. A line that comes while too much is spent waits in the [`RecvQueue`]; a
//! session whose queue is full is closed, and told so.

use super::super::config::Flood;

/// How much of its time a session has spent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Allowance {
    spent_until_ms: u64,
}

impl Allowance {
    /// Whether a line may pass now.
    pub(crate) fn allows(self, flood: &Flood, now_ms: u64) -> bool {
        !flood.enabled || self.passes_at(flood) <= now_ms
    }

    /// When the next line may pass.
    pub(crate) fn passes_at(self, flood: &Flood) -> u64 {
        let burst_ms = u64::from(flood.burst_units.max(1) - 1) * u64::from(flood.unit_ms);
        self.spent_until_ms.saturating_sub(burst_ms)
    }

    /// Counts a line that passed.
    pub(crate) fn spend(&mut self, flood: &Flood, now_ms: u64, units: u32) {
        let cost_ms = u64::from(units) * u64::from(flood.unit_ms);
        self.spent_until_ms = self.spent_until_ms.max(now_ms) + cost_ms;
    }
}

/// Lines that wait, oldest first, in one buffer.
#[derive(Debug, Default)]
pub(crate) struct RecvQueue {
    /// Lines, each behind its length as four bytes.
    bytes: Vec<u8>,
    start: usize,
}

/// Bytes of a line's length in the buffer.
const LENGTH_BYTES: usize = 4;

impl RecvQueue {
    /// Appends a line, unless that would hold more than `bytes_max`.
    pub(crate) fn push(&mut self, line: &[u8], bytes_max: usize) -> bool {
        let held = self.held_bytes();
        let Ok(length) = u32::try_from(line.len()) else { return false };
        if held + LENGTH_BYTES + line.len() > bytes_max {
            return false;
        }
        if self.start > self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes.extend_from_slice(line);
        true
    }

    /// Takes the oldest line, into `line`.
    pub(crate) fn pop(&mut self, line: &mut Vec<u8>) -> bool {
        let rest = &self.bytes[self.start..];
        let Some((length, rest)) = rest.split_first_chunk::<LENGTH_BYTES>() else { return false };
        let length = u32::from_le_bytes(*length) as usize;
        line.clear();
        line.extend_from_slice(&rest[..length]);
        self.start += LENGTH_BYTES + length;
        true
    }

    /// Bytes that it holds.
    pub(crate) fn held_bytes(&self) -> usize {
        self.bytes.len() - self.start
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_a_flood_is_slowed() {
        let flood = Flood { enabled: true, burst_units: 5, unit_ms: 100 };
        let mut allowance = Allowance::default();
        for _ in 0..5 {
            assert!(allowance.allows(&flood, 1000));
            allowance.spend(&flood, 1000, 1);
        }
        assert!(!allowance.allows(&flood, 1000));
        assert!(!allowance.allows(&flood, 1099));
        assert!(allowance.allows(&flood, 1100));
        allowance.spend(&flood, 1100, 1);
        assert!(!allowance.allows(&flood, 1199));
        // Silence earns the whole burst again, and no more.
        for _ in 0..5 {
            assert!(allowance.allows(&flood, 9000));
            allowance.spend(&flood, 9000, 1);
        }
        assert!(!allowance.allows(&flood, 9000));
    }

    #[test]
    fn the_queue_keeps_order_and_its_limit() {
        let mut queue = RecvQueue::default();
        assert!(queue.push(b"one", 14));
        assert!(queue.push(b"two", 14), "14 bytes are allowed");
        assert!(!queue.push(b"", 14), "18 are not");
        let mut line = Vec::new();
        assert!(queue.pop(&mut line) && line == b"one");
        assert!(queue.push(b"3", 14));
        assert!(queue.pop(&mut line) && line == b"two");
        assert!(queue.pop(&mut line) && line == b"3");
        assert!(!queue.pop(&mut line));
        assert!(queue.is_empty());
    }
}
