//! Each oracle can fail: deliberate mistakes of the server and of the engine are found, by the
//! oracle that should find them, within a stated number of seeds. It prints the table of the
//! package's documentation:
//! `cargo test -p sim-tests --release --features mutants --test mutants -- --nocapture`.

use std::thread;

use peyk_core::mutants::{Mutant, activate};
use sim_tests::explore::{Exploration, try_seed};
use sim_tests::oracle::Guarantee;
use sim_tests::timeline::timeline;

/// Within so many seeds each mistake must be found.
const SEEDS_MAX: u64 = 120;

/// Which guarantees a mistake breaks, any of which counts as found; none if what it breaks is
/// that a run follows from its seed.
fn expected(mutant: Mutant) -> &'static [Guarantee] {
    use Guarantee::{Durable, Healing, Leaving, Limits, Once, Order, Privacy};
    match mutant {
        Mutant::ThrowsDice => &[],
        Mutant::ShowsBeforeKept => &[Durable],
        Mutant::LosesLine => &[Once, Leaving, Healing],
        Mutant::GrowsSendQ => &[Limits],
        Mutant::RemembersUnkept => &[Durable, Once],
        Mutant::ForgetsLeave | Mutant::WaitsForEver => &[Leaving, Healing],
        Mutant::ReordersTwo | Mutant::BelievesClock => &[Order],
        Mutant::LeaksToOutsiders | Mutant::LeaksHistory | Mutant::MistakesSpeaker => &[Privacy],
        Mutant::DoublesRetry
        | Mutant::ForgetsSentNames
        | Mutant::EngineShowsTwice
        | Mutant::EngineForgetsOutbox => &[Once],
        Mutant::EngineLosesOne => &[Once, Healing],
        Mutant::EngineGivesUp => &[Healing],
    }
}

/// The guarantees that each of some seeds breaks.
fn broken(from: u64, count: u64) -> Vec<(u64, Vec<Guarantee>)> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let exploration = Exploration { seeds: from..from + count, threads, failures_max: usize::MAX };
    let failures = exploration.run(|_, _| {}).failures.into_iter();
    failures
        .map(|(seed, breaches)| (seed, breaches.iter().map(|breach| breach.guarantee).collect()))
        .collect()
}

/// The first seed that finds a mistake, and what found it.
fn find(mutant: Mutant) -> Option<(u64, &'static str)> {
    let step = thread::available_parallelism().map_or(1, usize::from) as u64;
    for from in (1..=SEEDS_MAX).step_by(usize::try_from(step).expect("a few cores")) {
        activate(Some(mutant));
        let failures = broken(from, step);
        activate(None);
        for (seed, guarantees) in failures {
            let Some(by) = guarantees.iter().find(|by| expected(mutant).contains(by)) else {
                continue;
            };
            // What is broken without any mistake proves nothing.
            if try_seed(seed, false).1.is_empty() {
                return Some((seed, by.name()));
            }
        }
    }
    None
}

/// The first seed that has two stories.
fn find_two_stories() -> Option<(u64, &'static str)> {
    activate(Some(Mutant::ThrowsDice));
    let story = |seed| {
        let (outcome, breaches) = try_seed(seed, true);
        timeline(&outcome, &breaches)
    };
    let found = (1..=SEEDS_MAX).find(|&seed| story(seed) != story(seed));
    activate(None);
    found.map(|seed| (seed, "same story twice"))
}

#[test]
fn every_mistake_is_found() {
    let mut missed = Vec::new();
    println!("| Mistake | Found by | Seeds |\n|---|---|---|");
    for mutant in Mutant::ALL {
        let is_unjudged = expected(mutant).is_empty();
        let found = if is_unjudged { find_two_stories() } else { find(mutant) };
        match found {
            Some((seed, by)) => println!("| `{mutant:?}` | {by} | {seed} |"),
            None => missed.push(mutant),
        }
    }
    assert!(missed.is_empty(), "not found within {SEEDS_MAX} seeds: {missed:?}");
}
