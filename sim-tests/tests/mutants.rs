//! Each oracle can fail: deliberate mistakes of the server and of the engine are found within a
//! stated number of seeds. Run with `cargo test -p sim-tests --features mutants --test mutants`.

use std::collections::BTreeSet;
use std::thread;

use peyk_core::mutants::{Mutant, activate};
use sim_tests::explore::Exploration;
use sim_tests::oracle::Guarantee;

/// Within so many seeds each mistake must be found.
const SEEDS_MAX: u64 = 60;

/// Which guarantees a mistake breaks, any of which counts as found.
fn expected(mutant: Mutant) -> &'static [Guarantee] {
    use Guarantee::{Durable, Healing, Leaving, Limits, Once, Order, Privacy};
    match mutant {
        Mutant::ShowsBeforeKept => &[Durable],
        Mutant::LosesLine => &[Once, Leaving, Healing],
        Mutant::GrowsSendQ => &[Limits],
        Mutant::RemembersUnkept => &[Durable, Once],
        Mutant::ForgetsLeave | Mutant::WaitsForEver => &[Leaving, Healing],
        Mutant::ReordersTwo => &[Order, Leaving],
        Mutant::BelievesClock => &[Order],
        Mutant::LeaksToOutsiders | Mutant::LeaksHistory | Mutant::MistakesSpeaker => &[Privacy],
        Mutant::DoublesRetry
        | Mutant::ForgetsSentNames
        | Mutant::EngineShowsTwice
        | Mutant::EngineForgetsOutbox => &[Once],
        Mutant::EngineLosesOne => &[Once, Healing],
        Mutant::EngineGivesUp => &[Healing],
    }
}

/// The guarantees that one seed breaks.
fn broken(seed: u64, step: u64, threads: usize) -> BTreeSet<(u64, Guarantee)> {
    let exploration = Exploration { seeds: seed..seed + step, threads, failures_max: usize::MAX };
    let failures = exploration.run(|_, _| {}).failures;
    let each = failures.into_iter().flat_map(|(seed, breaches)| {
        breaches.into_iter().map(move |breach| (seed, breach.guarantee))
    });
    each.collect()
}

#[test]
fn every_mistake_is_found() {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let step = threads as u64;
    // What is broken without any mistake proves nothing.
    let without: BTreeSet<_> =
        broken(1, SEEDS_MAX, threads).into_iter().map(|(seed, _)| seed).collect();
    let mut missed = Vec::new();
    for mutant in Mutant::ALL {
        activate(Some(mutant));
        let (mut seeds, mut found) = (0, BTreeSet::new());
        while seeds < SEEDS_MAX && found.is_empty() {
            for (seed, guarantee) in broken(seeds + 1, step, threads) {
                if !without.contains(&seed) && expected(mutant).contains(&guarantee) {
                    found.insert(guarantee);
                }
            }
            seeds += step;
        }
        activate(None);
        let names: Vec<_> = found.iter().map(ToString::to_string).collect();
        println!("{:<20} {:<9} within {seeds} seeds", format!("{mutant:?}"), names.join(" "));
        if found.is_empty() {
            missed.push(mutant);
        }
    }
    assert!(missed.is_empty(), "not found within {SEEDS_MAX} seeds: {missed:?}");
}
