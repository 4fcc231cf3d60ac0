//! G3: everybody has one order: a message's id grows with its place, on every connection, in
//! every page and in what every engine shows.

use std::collections::BTreeMap;

use super::{Breach, Found, Guarantee, heard, name, owners};
use crate::record::{Conn, Heard, Token};
use crate::world::Outcome;

pub(super) fn check(outcome: &Outcome) -> Vec<Breach> {
    let plan = &outcome.plan;
    let mut found = Found::new(Guarantee::Order);
    let owners = owners(outcome);
    // Of each connection and each room, said just now or played back.
    let mut last: BTreeMap<(Conn, &str, bool), u64> = BTreeMap::new();
    for (at_ms, conn, heard) in heard(outcome) {
        match heard {
            Heard::Page { target } => {
                last.remove(&(conn, target, true));
            }
            Heard::Message { id: Some(id), target, text, page, .. } => {
                let place = page.as_ref().unwrap_or(target);
                let before = last.entry((conn, place, page.is_some())).or_default();
                // The echo of what was sent again is told late.
                let own = Token::find(plan, text)
                    .is_some_and(|token| owners.get(&conn) == Some(&token.who));
                if id < before && !(own && page.is_none()) {
                    let who = name(plan, &owners, conn);
                    found.add(at_ms, format!("{who} saw [{id:x}] {text:?} after [{before:x}]"));
                }
                *before = (*before).max(*id);
            }
            _ => {}
        }
    }
    let at_ms = outcome.last_ms();
    for view in &outcome.end.views {
        for pair in view.shown.windows(2) {
            let [(before, _), (id, text)] = pair else { continue };
            if id < before {
                let who = plan.name_of(view.who);
                found.add(at_ms, format!("{who} is shown [{id:x}] {text:?} after [{before:x}]"));
            }
        }
    }
    found.breaches
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, message};
    use super::*;

    #[test]
    fn what_comes_in_order_is_no_breach() {
        let mut made = Made::new();
        made.connect(1, 1);
        made.hear(1, message(7, "mina", "#lobby", "mina:1 hi"));
        made.hear(1, message(8, "mina", "#lobby", "mina:2 hi"));
        made.hear(1, message(6, "mina", "#work", "mina:3 hi"));
        made.show(1, &[(7, "mina:1 hi"), (8, "mina:2 hi")]);
        assert_eq!(check(&made.outcome), []);
    }

    #[test]
    fn what_changes_places_is_found() {
        let mut made = Made::new();
        made.connect(1, 1);
        made.hear(1, message(8, "mina", "#lobby", "mina:2 hi"));
        made.hear(1, message(7, "mina", "#lobby", "mina:1 hi"));
        made.show(1, &[(8, "mina:2 hi"), (7, "mina:1 hi")]);
        assert_eq!(check(&made.outcome).len(), 2);
    }

    #[test]
    fn a_late_echo_of_ones_own_is_no_breach() {
        let mut made = Made::new();
        made.connect(0, 1);
        made.hear(1, message(8, "omid", "#lobby", "omid:2 hi"));
        made.hear(1, message(7, "mina", "#lobby", "mina:1 hi"));
        assert_eq!(check(&made.outcome), []);
    }
}
