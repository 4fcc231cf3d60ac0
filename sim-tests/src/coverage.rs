//! What runs covered: how often everything happened that could.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::record::{Heard, What};
use crate::world::Outcome;

/// How often everything happened, over any number of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    counts: BTreeMap<&'static str, u64>,
    heal_max_ms: u64,
}

impl Coverage {
    /// What one run covered.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Self {
        let mut coverage = Self::default();
        let plan = &outcome.plan;
        coverage.add("runs", 1);
        coverage.add("runs with TLS", plan.setting.tls.into());
        coverage.add("runs with real SQL", plan.setting.sql.into());
        coverage.add("runs with accounts", plan.setting.accounts.into());
        let in_pieces = plan.setting.piece_bytes_max > 0;
        coverage.add("runs with short reads and writes", in_pieces.into());
        coverage.add("people", plan.cast.len() as u64);
        coverage.add("messages kept", outcome.end.history.len() as u64);
        let mut sent = BTreeMap::new();
        let mut connected = BTreeSet::new();
        for fact in &outcome.facts {
            match &fact.what {
                What::Deed(index) => coverage.add(plan.deeds[*index].1.kind(), 1),
                What::ServerUp(starts) if *starts > 1 => coverage.add("server restarts", 1),
                What::Connected { who, .. } => {
                    coverage.add("connections", 1);
                    if !connected.insert(*who) {
                        coverage.add("reconnections", 1);
                    }
                }
                What::Sent { token, .. } => {
                    let times = sent.entry(*token).or_insert(0_u64);
                    *times += 1;
                    if *times == 2 {
                        coverage.add("messages sent again", 1);
                    }
                }
                What::Asked { .. } => coverage.add("messages of engines", 1),
                What::Refused { .. } => coverage.add("messages refused", 1),
                What::Heard { heard, .. } => coverage.hear(heard),
                _ => {}
            }
        }
        if let Some(at_ms) = outcome.end.converged_ms {
            coverage.heal_max_ms = at_ms - outcome.end.healed_ms;
        }
        coverage
    }

    fn hear(&mut self, heard: &Heard) {
        match heard {
            Heard::Message { page: None, .. } => self.add("messages received", 1),
            Heard::Message { page: Some(_), .. } => self.add("messages played back", 1),
            Heard::Page { .. } => self.add("pages fetched", 1),
            Heard::Quit { .. } => self.add("quits seen", 1),
            Heard::Closing { why } if why.contains("SendQ") => self.add("cut off: SendQ", 1),
            Heard::Closing { why } if why.contains("flood") => self.add("cut off: RecvQ", 1),
            Heard::Closing { why } if why.contains("Ping") => self.add("cut off: ping", 1),
            _ => {}
        }
    }

    /// How often something happened, by its name in the table.
    #[must_use]
    pub fn count(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or(0)
    }

    fn add(&mut self, what: &'static str, count: u64) {
        *self.counts.entry(what).or_default() += count;
    }

    /// Adds what other runs covered.
    pub fn join(&mut self, other: &Self) {
        for (what, count) in &other.counts {
            self.add(what, *count);
        }
        self.heal_max_ms = self.heal_max_ms.max(other.heal_max_ms);
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, count) in &self.counts {
            writeln!(f, "{count:>10} {what}")?;
        }
        writeln!(f, "{:>10} ms until everybody agreed again, at the most", self.heal_max_ms)
    }
}
