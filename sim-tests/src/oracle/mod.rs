//! Which guarantees a run broke: pure functions of what happened and of what is kept.
//!
//! Each oracle is shown able to fail, by hand-made records beside it.

mod durable;
mod healing;
mod leaving;
mod limits;
#[cfg(test)]
mod made;
mod once;
mod order;
mod privacy;
mod roster;

use std::collections::BTreeMap;
use std::fmt;

pub(crate) use roster::Roster;

use crate::plan::Plan;
use crate::record::{Conn, Heard, What};
use crate::world::Outcome;

/// A guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guarantee {
    /// Nothing panics, and no invariant of the core breaks.
    Sound,
    /// G1: what anybody saw is kept.
    Durable,
    /// G2: everybody has each message once.
    Once,
    /// G3: everybody has one order.
    Order,
    /// G4: leaving is announced once for each membership that ends.
    Leaving,
    /// G5: nobody sees what they may not, or speaks as somebody else.
    Privacy,
    /// G6: everything has a limit.
    Limits,
    /// G7: it heals in time.
    Healing,
}

impl Guarantee {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Durable => "G1",
            Self::Once => "G2",
            Self::Order => "G3",
            Self::Leaving => "G4",
            Self::Privacy => "G5",
            Self::Limits => "G6",
            Self::Healing => "G7",
        }
    }
}

impl fmt::Display for Guarantee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A guarantee that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Which.
    pub guarantee: Guarantee,
    /// When it could be seen, in milliseconds from the beginning.
    pub at_ms: u64,
    /// What was not as it should be.
    pub what: String,
}

/// Everything that a run broke, in the order of the guarantees.
#[must_use]
pub fn judge(outcome: &Outcome) -> Vec<Breach> {
    let at_ms = outcome.last_ms();
    if let Some(panic) = &outcome.panic {
        return vec![Breach { guarantee: Guarantee::Sound, at_ms, what: panic.clone() }];
    }
    let checks =
        [durable::check, once::check, order::check, leaving::check, privacy::check, limits::check];
    let mut breaches: Vec<_> = checks.iter().flat_map(|check| check(outcome)).collect();
    breaches.extend(healing::check(outcome));
    breaches
}

/// Gathers what one oracle finds.
struct Found {
    guarantee: Guarantee,
    breaches: Vec<Breach>,
}

impl Found {
    fn new(guarantee: Guarantee) -> Self {
        Self { guarantee, breaches: Vec::new() }
    }

    fn add(&mut self, at_ms: u64, what: String) {
        self.breaches.push(Breach { guarantee: self.guarantee, at_ms, what });
    }
}

/// Whose each connection is.
fn owners(outcome: &Outcome) -> BTreeMap<Conn, usize> {
    let made = outcome.facts.iter().filter_map(|fact| match fact.what {
        What::Connected { who, conn } => Some((conn, who)),
        _ => None,
    });
    made.collect()
}

/// What was heard, when and by whom.
fn heard(outcome: &Outcome) -> impl Iterator<Item = (u64, Conn, &Heard)> {
    outcome.facts.iter().filter_map(|fact| match &fact.what {
        What::Heard { conn, heard } => Some((fact.at_ms, *conn, heard)),
        _ => None,
    })
}

/// What a connection is called in a sentence.
fn name(plan: &Plan, owners: &BTreeMap<Conn, usize>, conn: Conn) -> String {
    match owners.get(&conn) {
        Some(&who) => format!("{} (connection {conn})", plan.name_of(who)),
        None => format!("connection {conn}"),
    }
}
