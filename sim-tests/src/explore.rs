//! Many runs, on several threads.

use std::cell::RefCell;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;

use crate::coverage::Coverage;
use crate::oracle::{Breach, Guarantee, judge};
use crate::plan::Plan;
use crate::world::{Outcome, run};

/// What many runs came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many there were.
    pub runs: u64,
    /// Those that broke something, by their seeds, and what.
    pub failures: Vec<(u64, Vec<Breach>)>,
    /// What they covered.
    pub coverage: Coverage,
}

/// How far an exploration is to go.
#[derive(Clone, Debug)]
pub struct Exploration {
    /// Seeds.
    pub seeds: Range<u64>,
    /// Threads.
    pub threads: usize,
    /// Failures after which it ends.
    pub failures_max: usize,
}

thread_local! {
    /// The message of the thread's last panic.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What the threads that simulate are called, whose panics are findings and not printed.
const THREAD: &str = "simulation";

impl Exploration {
    /// Runs all, telling `progress` after each what all came to by now, and what it broke.
    ///
    /// # Panics
    ///
    /// If there are no threads.
    #[must_use]
    pub fn run(&self, progress: impl Fn(&Report, &[Breach]) + Sync) -> Report {
        keep_panics_quiet();
        let next = AtomicU64::new(self.seeds.start);
        let enough = AtomicBool::new(false);
        let report = Mutex::new(Report::default());
        let work = || {
            while !enough.load(Ordering::Relaxed) {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= self.seeds.end {
                    return;
                }
                let (outcome, breaches) = try_seed(seed, false);
                let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
                report.runs += 1;
                report.coverage.join(&Coverage::of(&outcome));
                if !breaches.is_empty() {
                    report.failures.push((seed, breaches.clone()));
                    enough.store(report.failures.len() >= self.failures_max, Ordering::Relaxed);
                }
                progress(&report, &breaches);
            }
        };
        thread::scope(|scope| {
            for _ in 0..self.threads {
                let named = thread::Builder::new().name(THREAD.to_owned());
                named.spawn_scoped(scope, work).expect("the system has threads");
            }
        });
        let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
        report.failures.sort_by_key(|(seed, _)| *seed);
        report
    }
}

/// One run, and what it broke. A panic, wherever it is, breaks something as well.
#[must_use]
pub fn try_seed(seed: u64, in_full: bool) -> (Outcome, Vec<Breach>) {
    let plan = Plan::draw(seed);
    PANIC.take();
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| run(plan.clone(), in_full)));
    let message = PANIC.take();
    match outcome {
        Ok(mut outcome) => {
            // What a machine's task panicked with says more than that it did.
            outcome.panic = outcome.panic.map(|why| message.unwrap_or(why));
            let breaches = judge(&outcome);
            (outcome, breaches)
        }
        Err(_) => {
            let what = message.unwrap_or_else(|| "a panic".to_owned());
            let outcome = Outcome {
                plan,
                facts: Vec::new(),
                end: crate::record::End::default(),
                panic: Some(what.clone()),
            };
            (outcome, vec![Breach { guarantee: Guarantee::Sound, at_ms: 0, what }])
        }
    }
}

/// Panics of simulations are noted, and not printed.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            PANIC.set(Some(info.to_string()));
            if thread::current().name() != Some(THREAD) {
                others(info);
            }
        }));
    });
}
