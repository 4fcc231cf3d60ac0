//! G2: everybody has each message once: nothing twice in what is kept, in what a connection was
//! sent or in what an engine shows; nothing missing in what an engine shows; nothing that was
//! said is forgotten by who said it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Breach, Found, Guarantee, heard, name, owners};
use crate::plan::ROOMS;
use crate::record::{Conn, Heard, Target, Token, View, What};
use crate::world::Outcome;

pub(super) fn check(outcome: &Outcome) -> Vec<Breach> {
    let mut found = Found::new(Guarantee::Once);
    kept_once(outcome, &mut found);
    heard_once(outcome, &mut found);
    said_is_settled(outcome, &mut found);
    for view in &outcome.end.views {
        shown_once(outcome, view, &mut found);
        nothing_is_missing(outcome, view, &mut found);
    }
    found.breaches
}

/// What somebody said once is kept once.
fn kept_once(outcome: &Outcome, found: &mut Found) {
    let mut seen = BTreeMap::new();
    for kept in &outcome.end.history {
        let Some(token) = Token::find(&outcome.plan, &kept.text) else { continue };
        if !kept.kind.is_said() {
            continue;
        }
        if let Some(first) = seen.insert(token, kept.id) {
            let token = token.name(&outcome.plan);
            let what = format!("{token} is kept twice, as [{first:x}] and [{:x}]", kept.id);
            found.add(outcome.last_ms(), what);
        }
    }
}

/// No connection is sent something twice as said just now, but the echo of what it sent again.
fn heard_once(outcome: &Outcome, found: &mut Found) {
    let owners = owners(outcome);
    let mut seen: BTreeSet<(Conn, u64)> = BTreeSet::new();
    for (at_ms, conn, heard) in heard(outcome) {
        let Heard::Message { id: Some(id), text, page: None, .. } = heard else { continue };
        let own = Token::find(&outcome.plan, text)
            .is_some_and(|token| owners.get(&conn) == Some(&token.who));
        if !seen.insert((conn, *id)) && !own {
            let who = name(&outcome.plan, &owners, conn);
            found.add(at_ms, format!("{who} was sent [{id:x}] {text:?} twice"));
        }
    }
}

/// What somebody asked their engine to say is kept, or they were told that it is not. Only for
/// runs that came to an end.
fn said_is_settled(outcome: &Outcome, found: &mut Found) {
    if outcome.end.converged_ms.is_none() {
        return;
    }
    let kept: BTreeSet<_> = outcome
        .end
        .history
        .iter()
        .filter_map(|kept| Token::find(&outcome.plan, &kept.text))
        .collect();
    let mut refused: BTreeMap<Token, bool> = BTreeMap::new();
    let mut asked = BTreeMap::new();
    for fact in &outcome.facts {
        match &fact.what {
            What::Asked { token, .. } => {
                asked.insert(*token, fact.at_ms);
            }
            What::Refused { token, why } => {
                refused.insert(*token, &**why == "Unconfirmed");
            }
            // Who is refused may try again: then that counts.
            What::Sent { token, .. } | What::Delivered { token, .. } => {
                refused.remove(token);
            }
            _ => {}
        }
    }
    let pending: BTreeSet<_> = outcome.end.pending.iter().copied().collect();
    for (token, at_ms) in asked {
        let is_kept = kept.contains(&token);
        let name = token.name(&outcome.plan);
        match refused.get(&token) {
            None if !is_kept && !pending.contains(&token) => {
                found.add(at_ms, format!("{name} was said and is forgotten"));
            }
            Some(false) if is_kept => {
                found.add(at_ms, format!("{name} is kept, and its author was told otherwise"));
            }
            _ => {}
        }
    }
}

/// No engine shows anything twice.
fn shown_once(outcome: &Outcome, view: &View, found: &mut Found) {
    let (mut ids, mut tokens) = (BTreeSet::new(), BTreeSet::new());
    for (id, text) in &view.shown {
        let again = Token::find(&outcome.plan, text).is_some_and(|token| !tokens.insert(token));
        if !ids.insert(*id) || again {
            let who = outcome.plan.name_of(view.who);
            let where_ = view.target.name(&outcome.plan);
            let what = format!("{who} is shown [{id:x}] {text:?} twice in {where_}");
            found.add(outcome.last_ms(), what);
        }
    }
}

/// An engine that has fetched all shows all that is kept of a room that it is in.
fn nothing_is_missing(outcome: &Outcome, view: &View, found: &mut Found) {
    let Target::Room(room) = view.target else { return };
    let (true, Some(_)) = (view.joined, outcome.end.converged_ms) else { return };
    let shown: BTreeSet<_> = view.shown.iter().map(|(id, _)| *id).collect();
    // What is before the oldest can be fetched, if not all was.
    let oldest = if view.whole { 0 } else { shown.first().copied().unwrap_or(u64::MAX) };
    // A room that everybody left is gone, and the next of its name is another.
    let named = outcome.end.history.iter().filter(|kept| *kept.target == *ROOMS[room]);
    let latest = named.map(|kept| kept.conversation).max();
    for kept in &outcome.end.history {
        let here = Some(kept.conversation) == latest;
        if here && kept.kind.is_said() && kept.id >= oldest && !shown.contains(&kept.id) {
            let who = outcome.plan.name_of(view.who);
            let (id, text) = (kept.id, &kept.text);
            let what = format!("{who} is not shown [{id:x}] {text:?} in {}", ROOMS[room]);
            found.add(outcome.last_ms(), what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, message};
    use super::*;

    const TOKEN: Token = Token { who: 0, number: 1 };

    #[test]
    fn what_is_once_everywhere_is_no_breach() {
        let mut made = Made::new();
        made.keep(7, "mina", "#lobby", "mina:1 hi");
        made.connect(1, 1);
        made.hear(1, message(7, "mina", "#lobby", "mina:1 hi"));
        made.note(What::Asked { token: TOKEN, to: Target::Room(0) });
        made.note(What::Delivered { token: TOKEN, id: 7 });
        made.show(1, &[(7, "mina:1 hi")]);
        assert_eq!(check(&made.outcome), []);
    }

    #[test]
    fn what_is_kept_twice_is_found() {
        let mut made = Made::new();
        made.keep(7, "mina", "#lobby", "mina:1 hi");
        made.keep(8, "mina", "#lobby", "mina:1 hi");
        assert_eq!(check(&made.outcome).len(), 1);
    }

    #[test]
    fn what_is_sent_twice_is_found_but_for_ones_own() {
        let mut made = Made::new();
        made.keep(7, "mina", "#lobby", "mina:1 hi");
        made.connect(0, 1);
        made.connect(1, 2);
        for conn in [1, 1, 2, 2] {
            made.hear(conn, message(7, "mina", "#lobby", "mina:1 hi"));
        }
        assert_eq!(check(&made.outcome).len(), 1);
    }

    #[test]
    fn what_is_shown_twice_or_not_at_all_is_found() {
        let mut made = Made::new();
        made.keep(7, "mina", "#lobby", "mina:1 hi");
        made.keep(8, "mina", "#lobby", "mina:2 hi");
        made.show(1, &[(7, "mina:1 hi"), (7, "mina:1 hi")]);
        assert_eq!(check(&made.outcome).len(), 2);
    }

    #[test]
    fn what_is_said_and_forgotten_is_found() {
        let mut made = Made::new();
        made.note(What::Asked { token: TOKEN, to: Target::Room(0) });
        assert_eq!(check(&made.outcome).len(), 1);
        made.note(What::Refused { token: TOKEN, why: "no".into() });
        assert_eq!(check(&made.outcome), []);
        made.keep(7, "mina", "#lobby", "mina:1 hi");
        assert_eq!(check(&made.outcome).len(), 1, "it was not refused at all");
    }
}
