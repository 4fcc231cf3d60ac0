//! G5: nobody is sent what they may not see: of rooms that they are not in, or between two
//! others; and nobody speaks as somebody else.

use std::collections::BTreeMap;

use super::roster::Roster;
use super::{Breach, Found, Guarantee, heard, name, owners};
use crate::record::{Conn, Heard, Token};
use crate::world::Outcome;

pub(super) fn check(outcome: &Outcome) -> Vec<Breach> {
    let plan = &outcome.plan;
    let mut found = Found::new(Guarantee::Privacy);
    let owners = owners(outcome);
    let mut rosters: BTreeMap<Conn, Roster> = BTreeMap::new();
    for (at_ms, conn, heard) in heard(outcome) {
        let roster = rosters.entry(conn).or_default();
        // What the line contradicts is another oracle's.
        let _ = roster.hear(heard);
        let (target, said) = match heard {
            Heard::Message { nick, target, text, .. } => (target, Some((nick, text))),
            Heard::Page { target } => (target, None),
            _ => continue,
        };
        let who = || name(plan, &owners, conn);
        let is_room = target.starts_with('#');
        let reader = owners.get(&conn).map(|&reader| plan.person(reader));
        // What somebody sends again is echoed to them, wherever they are by now.
        let is_echo = matches!(heard, Heard::Message { text, page: None, .. }
            if Token::find(plan, text).is_some_and(|said| reader == Some(plan.person(said.who))));
        if is_room && !roster.is_in(target) && !is_echo {
            let what = said.map_or("a page".into(), |(_, text)| format!("{text:?}"));
            found.add(at_ms, format!("{} was sent {what} of {target}, not being there", who()));
        }
        let Some((nick, text)) = said else { continue };
        let Some(token) = Token::find(plan, text) else { continue };
        let author = plan.person(token.who);
        if plan.person_of_nick(nick) != Some(author) {
            let author = plan.name_of(author);
            found.add(at_ms, format!("{} saw {author}'s {text:?} as {nick}'s", who()));
        }
        if !is_room && reader != Some(author) && reader != plan.person_of_nick(target) {
            found.add(at_ms, format!("{} was sent {text:?}, which is {target}'s", who()));
        }
    }
    found.breaches
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, message};
    use super::*;

    fn in_lobby() -> Made {
        let mut made = Made::new();
        made.connect(1, 1);
        made.hear(1, Heard::Welcome { nick: "omid".into() });
        made.hear(1, Heard::Join { nick: "omid".into(), room: "#lobby".into() });
        made
    }

    #[test]
    fn what_is_said_where_one_is_is_no_breach() {
        let mut made = in_lobby();
        made.hear(1, message(7, "mina2", "#lobby", "mina:1 hi"));
        made.hear(1, message(8, "mina2", "omid", "mina:2 hi"));
        assert_eq!(check(&made.outcome), []);
    }

    #[test]
    fn what_is_said_elsewhere_is_found() {
        let mut made = in_lobby();
        made.hear(1, message(7, "mina", "#work", "mina:1 hi"));
        made.hear(1, Heard::Page { target: "#work".into() });
        made.hear(1, Heard::Leave { nick: "omid".into(), room: "#lobby".into() });
        made.hear(1, message(8, "mina", "#lobby", "mina:2 hi"));
        assert_eq!(check(&made.outcome).len(), 3);
    }

    #[test]
    fn the_echo_of_what_one_sends_again_is_no_breach() {
        let mut made = in_lobby();
        made.hear(1, message(7, "omid", "#work", "omid:1 hi"));
        assert_eq!(check(&made.outcome), []);
    }

    #[test]
    fn what_is_said_to_another_is_found() {
        let mut made = in_lobby();
        made.hear(1, message(7, "mina", "sara", "mina:1 hi"));
        assert_eq!(check(&made.outcome).len(), 1);
    }

    #[test]
    fn a_stolen_name_is_found() {
        let mut made = in_lobby();
        made.hear(1, message(7, "sara", "#lobby", "mina:1 hi"));
        assert_eq!(check(&made.outcome).len(), 1);
    }
}
