//! Names for connections: slots that are reused with generations that are not.

use peyk_core::server::ConnId;

/// Gives out [`ConnId`]s. The lowest numbers are reused first by being the last returned, which
/// keeps the tables indexed by slot dense.
#[derive(Debug, Default)]
pub(super) struct Slots {
    generations: Vec<u32>,
    free: Vec<u32>,
}

impl Slots {
    /// A name nobody has; none once `u32` slots are in use.
    pub(super) fn take(&mut self) -> Option<ConnId> {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                let slot = u32::try_from(self.generations.len()).ok()?;
                self.generations.push(0);
                slot
            }
        };
        let generation = &mut self.generations[slot as usize];
        // Zero is kept for "nobody sits here".
        *generation = generation.checked_add(1).unwrap_or(1);
        Some(ConnId { slot, generation: *generation })
    }

    /// Takes a slot back; its next holder will have another generation.
    pub(super) fn give_back(&mut self, conn: ConnId) {
        self.free.push(conn.slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reused_slot_has_another_generation() {
        let mut slots = Slots::default();
        let first = slots.take().expect("there is room");
        let second = slots.take().expect("there is room");
        assert_ne!(first.slot, second.slot);
        slots.give_back(first);
        let third = slots.take().expect("there is room");
        assert_eq!(third.slot, first.slot);
        assert_ne!(third.generation, first.generation);
        assert_ne!(third.generation, 0);
    }
}
