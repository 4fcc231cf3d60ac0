//! A run for a reader: who sent, saw and lost what, in the order in which it happened.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::oracle::Breach;
use crate::record::{Conn, Fact, Heard, What};
use crate::world::Outcome;

/// The whole of a run.
#[must_use]
pub fn timeline(outcome: &Outcome, breaches: &[Breach]) -> String {
    let mut text = String::new();
    let plan = &outcome.plan;
    // Writing to a string cannot fail.
    let _ = writeln!(text, "seed {}: {}", plan.seed, plan.setting);
    for member in &plan.cast {
        let _ = writeln!(text, "  {}", member.tell());
    }
    let mut owners = BTreeMap::new();
    let mut told = breaches.iter().peekable();
    for fact in &outcome.facts {
        while let Some(breach) = told.next_if(|breach| breach.at_ms < fact.at_ms) {
            let _ = writeln!(text, "{}", tell_breach(breach));
        }
        if let What::Connected { who, conn } = fact.what {
            owners.insert(conn, who);
        }
        let _ = writeln!(text, "{:>6} {}", fact.at_ms, tell(outcome, &owners, fact));
    }
    for breach in told {
        let _ = writeln!(text, "{}", tell_breach(breach));
    }
    text
}

/// A breach in a line.
#[must_use]
pub fn tell_breach(breach: &Breach) -> String {
    format!("{:>6} ### {} broken: {}", breach.at_ms, breach.guarantee, breach.what)
}

fn tell(outcome: &Outcome, owners: &BTreeMap<Conn, usize>, fact: &Fact) -> String {
    let plan = &outcome.plan;
    let on = |conn: &Conn| {
        let owner = owners.get(conn).map(|&who| plan.name_of(who)).unwrap_or_default();
        format!("{owner:<8} #{conn:<3}")
    };
    match &fact.what {
        What::Deed(index) => format!("** {}", plan.tell(&plan.deeds[*index].1)),
        What::Over(what) => format!("** over: {what}"),
        What::ServerUp(starts) => format!("** the server is up, start {starts}"),
        What::ServerDown(how) => format!("** the server is {how}"),
        What::Healed => "** all faults are over".to_owned(),
        What::Converged => "** everybody agrees".to_owned(),
        What::Started { who } => format!("{:<8}      starts", plan.name_of(*who)),
        What::Asked { token, to } => {
            let who = plan.name_of(token.who);
            format!("{who:<8}      wants to say {} in {}", token.name(plan), to.name(plan))
        }
        What::Delivered { token, id } => {
            let who = plan.name_of(token.who);
            format!("{who:<8}      knows that {} is said [{id:x}]", token.name(plan))
        }
        What::Refused { token, why } => {
            let who = plan.name_of(token.who);
            format!("{who:<8}      is refused {}: {why}", token.name(plan))
        }
        What::Connected { conn, .. } => format!("{} connected", on(conn)),
        What::Lost { conn, why, .. } => format!("{} lost: {why}", on(conn)),
        What::Sent { conn, token } => format!("{} > {}", on(conn), token.name(plan)),
        What::Heard { conn, heard: Heard::Other { line } } => format!("{} < {line}", on(conn)),
        What::Heard { conn, heard } => format!("{} < {heard}", on(conn)),
    }
}
