//! Simulations of the server that people run: its own driver and core, and our own client
//! engine, on a network and a clock that the tests hold in hand.
//!
//! A [`Plan`] follows from a seed: who takes part, what they do, and what goes wrong. [`run`]
//! lets it happen and returns what happened, as plain [`record`]s. [`oracle::judge`] says which
//! of the guarantees that broke. So a failure is run again by its seed alone.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "an oracle looks at a few of the many things that happen, and at no others"
)]

pub mod coverage;
pub mod dice;
pub mod explore;
pub mod oracle;
mod people;
pub mod plan;
pub mod record;
mod tap;
pub mod timeline;
mod world;

use std::time::Duration;

pub use plan::Plan;
pub use world::{HEAL_MAX_MS, Outcome, config, run};

/// A duration as the driver counts it.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
