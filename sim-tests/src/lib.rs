//! Simulations of the server that people run: its own driver and core, and our own client
//! engine, on a network and a clock that the tests hold in hand.
//!
//! A [`Plan`] follows from a seed: who takes part, what they do, and what goes wrong. [`run`]
//! lets it happen and returns what happened, as plain [`record`]s. [`oracle::judge`] says which
//! of the guarantees that broke. So a failure is run again by its seed alone.
//!
//! # What is real and what is not
//!
//! Real: the driver, the server's core, the client's engine, TLS and its keys, SASL, and in a
//! share of the runs the SQL. Simulated: the network (turmoil's, to which resets, half-open
//! connections, short reads and TCP's keepalive are added), the clocks, the disk, which stalls,
//! fails, is full and loses what it had not acknowledged, and people: some with our engine, some
//! with two devices, some with a simple IRC program or plain mode, and one each who does not
//! read, says too much and sends garbage.
//!
//! # Each oracle can fail
//!
//! [Deliberate mistakes](peyk_core::mutants) of the server and the engine are found by the oracle
//! that should find them, within this number of seeds, none of which breaks anything without the
//! mistake (`cargo test -p sim-tests --release --features mutants --test mutants -- --nocapture`):
//!
//! | Mistake | Found by | Seeds |
//! |---|---|---|
//! | `ShowsBeforeKept` | G1 | 2 |
//! | `LosesLine` | G4 | 1 |
//! | `ReordersTwo` | G3 | 1 |
//! | `GrowsSendQ` | G6 | 13 |
//! | `ThrowsDice` | same story twice | 1 |
//! | `DoublesRetry` | G2 | 11 |
//! | `ForgetsSentNames` | G2 | 11 |
//! | `RemembersUnkept` | G1 | 6 |
//! | `ForgetsLeave` | G4 | 5 |
//! | `WaitsForEver` | G7 | 60 |
//! | `BelievesClock` | G3 | 1 |
//! | `LeaksToOutsiders` | G5 | 1 |
//! | `LeaksHistory` | G5 | 4 |
//! | `MistakesSpeaker` | G5 | 1 |
//! | `EngineLosesOne` | G2 | 2 |
//! | `EngineShowsTwice` | G2 | 1 |
//! | `EngineForgetsOutbox` | G2 | 2 |
//! | `EngineGivesUp` | G7 | 1 |

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
