//! G1: whatever anybody saw is kept, as they saw it, whatever crashed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Breach, Found, Guarantee, heard, name, owners};
use crate::record::{Heard, Token, What};
use crate::world::Outcome;

pub(super) fn check(outcome: &Outcome) -> Vec<Breach> {
    let plan = &outcome.plan;
    let mut found = Found::new(Guarantee::Durable);
    let kept: BTreeMap<u64, _> =
        outcome.end.history.iter().map(|message| (message.id, message)).collect();
    let tokens: BTreeSet<_> =
        outcome.end.history.iter().filter_map(|kept| Token::find(plan, &kept.text)).collect();
    let owners = owners(outcome);
    for (at_ms, conn, heard) in heard(outcome) {
        match heard {
            // Questions among programs are kept nowhere.
            Heard::Message { text, .. }
                if text.starts_with('\u{1}') && !text.starts_with("\u{1}ACTION") => {}
            Heard::Message { id: Some(id), nick, text, .. } => match kept.get(id) {
                None => {
                    let who = name(plan, &owners, conn);
                    found.add(at_ms, format!("{who} saw [{id:x}] {text:?}, which is not kept"));
                }
                Some(kept) => {
                    let author = kept.source.split('!').next().unwrap_or_default();
                    // The echo of what is sent again bears the name of now.
                    let is_own = owners
                        .get(&conn)
                        .is_some_and(|&who| plan.person_of_nick(nick) == Some(plan.person(who)));
                    if kept.text != *text || (author != &**nick && !is_own) {
                        let who = name(plan, &owners, conn);
                        let kept = &kept.text;
                        let saw = format!("{who} saw <{nick}> {text:?}");
                        found.add(at_ms, format!("{saw}, kept is <{author}> {kept:?}"));
                    }
                }
            },
            // Only who was welcomed is shown what others say.
            Heard::Plain { text } => {
                let said = text.split_once(": ").map_or("", |(_, said)| said);
                if let Some(token) = Token::find(plan, said)
                    && !tokens.contains(&token)
                {
                    let who = name(plan, &owners, conn);
                    found.add(at_ms, format!("{who} saw {text:?}, which is not kept"));
                }
            }
            _ => {}
        }
    }
    for fact in &outcome.facts {
        if let What::Delivered { token, id } = fact.what
            && kept.get(&id).is_none_or(|kept| Token::find(plan, &kept.text) != Some(token))
        {
            let token = token.name(plan);
            found.add(fact.at_ms, format!("{token} was confirmed as [{id:x}] and is not kept"));
        }
    }
    found.breaches
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, message};
    use super::*;

    #[test]
    fn what_is_seen_and_kept_is_no_breach() {
        let mut made = Made::new();
        made.keep(7, "mina", "#lobby", "mina:1 hi");
        made.connect(1, 1);
        made.hear(1, message(7, "mina", "#lobby", "mina:1 hi"));
        made.note(What::Delivered { token: Token { who: 0, number: 1 }, id: 7 });
        assert_eq!(check(&made.outcome), []);
    }

    #[test]
    fn what_is_seen_and_not_kept_is_found() {
        let mut made = Made::new();
        made.connect(1, 1);
        made.hear(1, message(7, "mina", "#lobby", "mina:1 hi"));
        assert_eq!(check(&made.outcome).len(), 1);
    }

    #[test]
    fn what_is_kept_otherwise_is_found() {
        let mut made = Made::new();
        made.keep(7, "mina", "#lobby", "mina:1 hi");
        made.connect(1, 1);
        made.hear(1, message(7, "mina", "#lobby", "mina:1 ho"));
        made.hear(1, message(7, "sara", "#lobby", "mina:1 hi"));
        assert_eq!(check(&made.outcome).len(), 2);
    }

    #[test]
    fn what_plain_mode_saw_and_is_not_kept_is_found() {
        let mut made = Made::new();
        made.connect(1, 1);
        made.hear(1, Heard::Plain { text: "mina: mina:1 hi".into() });
        made.hear(1, Heard::Plain { text: "[mina] left the chat".into() });
        assert_eq!(check(&made.outcome).len(), 1);
    }

    #[test]
    fn what_is_confirmed_and_not_kept_is_found() {
        let mut made = Made::new();
        made.note(What::Delivered { token: Token { who: 0, number: 1 }, id: 7 });
        assert_eq!(check(&made.outcome).len(), 1);
    }
}
