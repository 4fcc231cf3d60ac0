//! A fixed set of seeds, the same each time.
//!
//! What is asserted here is what no seed that was tried breaks: nothing panics, no invariant of
//! the core is broken, nobody sees what they may not (G5), and everything has its limit (G6).
//! Some seeds still break what is left, most often that everybody is shown each message once (G2)
//! and that all agree in time (G7): `cargo run --release -p sim-tests -- --seeds 200` lists them,
//! and belongs here with an empty list.

use sim_tests::explore::{Exploration, try_seed};
use sim_tests::oracle::Guarantee;
use sim_tests::timeline::timeline;

/// Seeds of the set.
const SEEDS: std::ops::Range<u64> = 1..61;

#[test]
fn nothing_panics_or_leaks_or_grows_without_a_limit() {
    let exploration = Exploration { seeds: SEEDS, threads: 2, failures_max: usize::MAX };
    let report = exploration.run(|_, _| {});
    assert_eq!(report.runs, SEEDS.end - SEEDS.start);
    for (seed, breaches) in &report.failures {
        for breach in breaches {
            assert!(
                !matches!(
                    breach.guarantee,
                    Guarantee::Sound | Guarantee::Privacy | Guarantee::Limits
                ),
                "{breach:?}\nreplay: cargo run --release -p sim-tests -- --seed {seed}"
            );
        }
    }
}

#[test]
fn a_run_follows_from_its_seed_byte_for_byte() {
    for seed in [1, 2, 3, 4] {
        let story = || {
            let (outcome, breaches) = try_seed(seed, true);
            timeline(&outcome, &breaches)
        };
        assert!(story() == story(), "seed {seed} has two stories");
    }
}
