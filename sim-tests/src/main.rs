//! Explores simulations, or shows one: `sim-tests --seeds 10000`, `sim-tests --seed 7`.

use std::io::Write as _;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use sim_tests::explore::{Exploration, try_seed};
use sim_tests::oracle::Breach;
use sim_tests::timeline::{tell_breach, timeline};

/// What is said to whoever asks for something else.
const USAGE: &str = "\
Simulates the server and its clients, and looks for a broken guarantee.

  --seeds N     explore so many seeds (default 1000)
  --from N      beginning with this one (default 1)
  --threads N   on so many threads (default: one for each core)
  --failures N  stop after so many failures (default 5)
  --seed N      show one run, line by line
  --brief       with --seed: only what was broken";

/// Failures whose story is told.
const STORIES_MAX: usize = 1;

struct Asked {
    seeds: u64,
    from: u64,
    threads: usize,
    failures_max: usize,
    seed: Option<u64>,
    brief: bool,
}

fn main() -> ExitCode {
    match asked() {
        Ok(Some(asked)) => match asked.seed {
            Some(seed) => show(seed, asked.brief),
            None => explore(&asked),
        },
        Ok(None) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn asked() -> Result<Option<Asked>, lexopt::Error> {
    use lexopt::prelude::*;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut asked =
        Asked { seeds: 1_000, from: 1, threads, failures_max: 5, seed: None, brief: false };
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("seeds") => asked.seeds = parser.value()?.parse()?,
            Long("from") => asked.from = parser.value()?.parse()?,
            Long("threads") => asked.threads = parser.value()?.parse()?,
            Long("failures") => asked.failures_max = parser.value()?.parse()?,
            Long("seed") => asked.seed = Some(parser.value()?.parse()?),
            Long("brief") => asked.brief = true,
            Long("help") | Short('h') => return Ok(None),
            Short(_) | Long(_) | Value(_) => return Err(arg.unexpected()),
        }
    }
    Ok(Some(asked))
}

/// Shows one run.
fn show(seed: u64, brief: bool) -> ExitCode {
    let (outcome, breaches) = try_seed(seed, true);
    if !brief {
        print!("{}", timeline(&outcome, &breaches));
    }
    verdict(seed, &breaches)
}

fn verdict(seed: u64, breaches: &[Breach]) -> ExitCode {
    if breaches.is_empty() {
        println!("seed {seed}: nothing is broken");
        return ExitCode::SUCCESS;
    }
    println!("seed {seed}: {} times something is broken", breaches.len());
    for breach in breaches {
        println!("{}", tell_breach(breach));
    }
    println!("replay: cargo run --release -p sim-tests -- --seed {seed}");
    ExitCode::FAILURE
}

fn explore(asked: &Asked) -> ExitCode {
    let began = Instant::now();
    let exploration = Exploration {
        seeds: asked.from..asked.from + asked.seeds,
        threads: asked.threads,
        failures_max: asked.failures_max,
    };
    let all = asked.seeds;
    let report = exploration.run(|report, breaches| {
        let (runs, failures) = (report.runs, report.failures.len());
        if let (Some((seed, _)), Some(breach)) = (report.failures.last(), breaches.first()) {
            eprintln!("\rseed {seed}:{}", tell_breach(breach));
        }
        let seconds = began.elapsed().as_secs_f64();
        let rate = f64::from(u32::try_from(runs).unwrap_or(u32::MAX)) / seconds.max(0.001);
        eprint!("\r{runs} of {all} seeds, {rate:.1} a second, {failures} failed ");
        // A progress line that is not seen is no loss.
        let _ = std::io::stderr().flush();
    });
    eprintln!();
    println!("{}", report.coverage);
    let seconds = began.elapsed().as_secs_f64();
    println!("{} seeds in {seconds:.1} s on {} threads", report.runs, asked.threads);
    if report.failures.is_empty() {
        println!("all guarantees held");
        return ExitCode::SUCCESS;
    }
    for (index, (seed, breaches)) in report.failures.iter().enumerate() {
        if index < STORIES_MAX {
            let (outcome, breaches) = try_seed(*seed, true);
            print!("{}", timeline(&outcome, &breaches));
        }
        verdict(*seed, breaches);
    }
    ExitCode::FAILURE
}
