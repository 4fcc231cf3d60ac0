//! G7: when the faults are over, everybody agrees within [`HEAL_MAX_MS`], with no hand on it.

use super::{Breach, Found, Guarantee};
use crate::world::{HEAL_MAX_MS, Outcome};

pub(super) fn check(outcome: &Outcome) -> Vec<Breach> {
    let mut found = Found::new(Guarantee::Healing);
    let end = &outcome.end;
    match end.converged_ms {
        Some(at_ms) if at_ms - end.healed_ms > HEAL_MAX_MS => {
            found.add(at_ms, format!("it took {} ms to heal", at_ms - end.healed_ms));
        }
        Some(at_ms) if !end.missing.is_empty() => {
            found.add(at_ms, format!("after healing: {}", end.missing));
        }
        Some(_) => {}
        None => found.add(end.healed_ms, format!("after {HEAL_MAX_MS} ms: {}", end.missing)),
    }
    found.breaches
}

#[cfg(test)]
mod tests {
    use super::super::made::Made;
    use super::*;

    #[test]
    fn what_does_not_heal_in_time_is_found() {
        let mut made = Made::new();
        assert_eq!(check(&made.outcome), []);
        made.outcome.end.converged_ms = Some(HEAL_MAX_MS + 1);
        assert_eq!(check(&made.outcome).len(), 1);
        made.outcome.end.converged_ms = None;
        assert_eq!(check(&made.outcome).len(), 1);
    }
}
