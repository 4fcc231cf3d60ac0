//! G6: everything that waits has a limit, and keeps to it. (What a session may keep is checked
//! by the core's own invariants, of which a broken one is a panic.)

use super::{Breach, Found, Guarantee};
use crate::world::{Outcome, config};

/// Bytes that connections may add to what waits for the hub, beyond the limit at which they stop:
/// each one what it reads at once.
const READ_BYTES: usize = 8 << 10;

/// The hub's limit for what waits for it.
const INBOX_BYTES: usize = 256 << 10;

/// The hub's limit for what waits for the disk, and one turn's more.
const HELD_BYTES: usize = 9 << 20;

pub(super) fn check(outcome: &Outcome) -> Vec<Breach> {
    let mut found = Found::new(Guarantee::Limits);
    let peaks = &outcome.end.peaks;
    let limits = config(&outcome.plan).limits;
    let inbox_bytes_max = INBOX_BYTES + READ_BYTES * peaks.connections.max(1);
    let at_ms = outcome.last_ms();
    for (what, peak, max) in [
        ("SendQ", peaks.sendq_bytes, limits.sendq_bytes_max),
        ("inbox", peaks.inbox_bytes, inbox_bytes_max),
        ("outputs that wait for the disk", peaks.held_bytes, HELD_BYTES),
    ] {
        if peak > max {
            found.add(at_ms, format!("{what}: {peak} bytes, and {max} are allowed"));
        }
    }
    found.breaches
}

#[cfg(test)]
mod tests {
    use super::super::made::Made;
    use super::*;

    #[test]
    fn the_limit_is_reached_and_not_passed() {
        let mut made = Made::new();
        let max = config(&made.outcome.plan).limits.sendq_bytes_max;
        made.outcome.end.peaks.sendq_bytes = max;
        made.outcome.end.peaks.inbox_bytes = INBOX_BYTES + READ_BYTES;
        assert_eq!(check(&made.outcome), []);
        made.outcome.end.peaks.sendq_bytes += 1;
        made.outcome.end.peaks.inbox_bytes += 1;
        made.outcome.end.peaks.held_bytes = HELD_BYTES + 1;
        assert_eq!(check(&made.outcome).len(), 3);
    }
}
