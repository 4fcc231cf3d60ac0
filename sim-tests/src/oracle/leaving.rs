//! G4: each membership that ends is announced once, however it ends, and none is left behind:
//! what a connection is told about who comes and goes is consistent, and in the end everybody
//! sees exactly those who are there.

use std::collections::{BTreeMap, BTreeSet};

use super::roster::Roster;
use super::{Breach, Found, Guarantee, heard, name, owners};
use crate::record::Conn;
use crate::world::Outcome;

pub(super) fn check(outcome: &Outcome) -> Vec<Breach> {
    let plan = &outcome.plan;
    let mut found = Found::new(Guarantee::Leaving);
    let owners = owners(outcome);
    let mut rosters: BTreeMap<Conn, Roster> = BTreeMap::new();
    for (at_ms, conn, heard) in heard(outcome) {
        if let Some(wrong) = rosters.entry(conn).or_default().hear(heard) {
            let who = name(plan, &owners, conn);
            found.add(at_ms, format!("{who} was told that {wrong}"));
        }
    }
    if outcome.end.converged_ms.is_none() {
        return found.breaches;
    }
    let at_ms = outcome.last_ms();
    let present: BTreeSet<_> = outcome.end.present.iter().map(|there| &*there.nick).collect();
    for there in &outcome.end.present {
        let Some(roster) = rosters.get(&there.conn) else { continue };
        for (room, members) in roster.rooms() {
            let who = name(plan, &owners, there.conn);
            for member in members {
                if !present.contains(&**member) {
                    let what = format!("{who} still sees {member} in {room}, who is gone");
                    found.add(at_ms, what);
                }
            }
            for other in &outcome.end.present {
                let is_in = rosters.get(&other.conn).is_some_and(|roster| roster.is_in(room));
                if is_in && !members.contains(&other.nick) {
                    let nick = &other.nick;
                    found.add(at_ms, format!("{who} does not see {nick} in {room}"));
                }
            }
        }
    }
    found.breaches
}

#[cfg(test)]
mod tests {
    use super::super::made::Made;
    use super::*;
    use crate::record::Heard;

    /// A connection of a member who is in the lobby with somebody else.
    fn with(nicks: &[&str]) -> Made {
        let mut made = Made::new();
        made.connect(1, 1);
        made.hear(1, Heard::Welcome { nick: "omid".into() });
        made.hear(1, Heard::Join { nick: "omid".into(), room: "#lobby".into() });
        let nicks = nicks.iter().map(|&nick| nick.into()).collect();
        made.hear(1, Heard::Names { room: "#lobby".into(), nicks });
        made.hear(1, Heard::NamesEnd { room: "#lobby".into() });
        made.present(1, 1, "omid");
        made
    }

    fn quit() -> Heard {
        Heard::Quit { nick: "mina".into() }
    }

    #[test]
    fn leaving_once_is_no_breach() {
        let mut made = with(&["omid", "mina"]);
        made.hear(1, quit());
        assert_eq!(check(&made.outcome), []);
    }

    #[test]
    fn a_ghost_is_found() {
        assert_eq!(check(&with(&["omid", "mina"]).outcome).len(), 1);
    }

    #[test]
    fn leaving_twice_is_found() {
        let mut made = with(&["omid", "mina"]);
        made.hear(1, quit());
        made.hear(1, quit());
        assert_eq!(check(&made.outcome).len(), 1);
    }

    #[test]
    fn coming_twice_is_found() {
        let mut made = with(&["omid", "mina"]);
        made.hear(1, Heard::Join { nick: "mina".into(), room: "#lobby".into() });
        made.hear(1, quit());
        assert_eq!(check(&made.outcome).len(), 1);
    }

    #[test]
    fn somebody_who_is_not_seen_is_found() {
        let mut made = with(&["omid"]);
        made.connect(0, 2);
        made.hear(2, Heard::Welcome { nick: "mina".into() });
        made.hear(2, Heard::Join { nick: "mina".into(), room: "#lobby".into() });
        made.present(0, 2, "mina");
        assert_eq!(check(&made.outcome).len(), 1);
    }
}
