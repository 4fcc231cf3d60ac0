//! A fixed set of seeds, on all cores: what is held to in every run is not broken, much happens,
//! and a run is the same each time.

use std::thread;

use sim_tests::explore::{Exploration, try_seed};
use sim_tests::oracle::Guarantee;
use sim_tests::timeline::{tell_breach, timeline};

/// Seeds that are explored.
const SEEDS: u64 = 120;

/// What holds in every run. The others are broken in some, which the program of this package
/// shows: `cargo run --release -p sim-tests -- --seeds 1000`.
const HELD: [Guarantee; 4] =
    [Guarantee::Sound, Guarantee::Durable, Guarantee::Privacy, Guarantee::Limits];

#[test]
fn what_is_held_to_in_every_run_is_not_broken() {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let exploration = Exploration { seeds: 1..SEEDS + 1, threads, failures_max: usize::MAX };
    let mut report = exploration.run(|_, _| {});
    for (seed, breaches) in &mut report.failures {
        breaches.retain(|breach| HELD.contains(&breach.guarantee));
        if !breaches.is_empty() {
            println!("replay: cargo run --release -p sim-tests -- --seed {seed}");
        }
        breaches.iter().for_each(|breach| println!("{}", tell_breach(breach)));
    }
    let broken = report.failures.iter().filter(|(_, breaches)| !breaches.is_empty()).count();
    assert_eq!(broken, 0, "seeds broke something that is held to");
    println!("{}", report.coverage);
    for what in [
        "partitions",
        "one-way partitions",
        "hold and release",
        "one-way delay",
        "resets",
        "half-open connections",
        "server kills",
        "server power cuts",
        "server stops",
        "disk stalls",
        "failed commits",
        "full disks",
        "clock steps",
        "client crashes",
        "messages sent again",
        "pages fetched",
        "runs with TLS",
        "runs with real SQL",
    ] {
        assert!(report.coverage.count(what) > 0, "{what} never happened");
    }
}

#[test]
fn a_run_is_the_same_each_time() {
    // Among them some with TLS and with SQL.
    for seed in 1..=12 {
        let (first, second) = (try_seed(seed, true), try_seed(seed, true));
        let (first, second) = (timeline(&first.0, &first.1), timeline(&second.0, &second.1));
        let differs = first.lines().zip(second.lines()).find(|(one, other)| one != other);
        assert_eq!(differs, None, "seed {seed} differs between two runs");
        assert_eq!(first.len(), second.len());
        assert!(first.lines().count() > 300, "much happens in seed {seed}");
    }
}
