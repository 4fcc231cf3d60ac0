//! The server's state machine.

pub mod config;
pub mod io;

pub use config::Config;
pub use io::{Action, CloseCause, ConnId, Input, Now, Outputs, Transport};

/// A chat server without IO.
#[derive(Debug)]
pub struct Server {
    config: Config,
}

impl Server {
    /// A server with nobody on it. `seed` makes message ids unique across restarts.
    #[must_use]
    pub fn new(config: Config, _now: Now, _seed: u64) -> Self {
        Self { config }
    }

    /// Takes one input, changes the state and appends what is wanted to `out`.
    pub fn step(&mut self, _now: Now, _input: Input<'_>, _out: &mut Outputs) {}

    /// When, on the monotonic clock, [`Input::Deadline`] is due; none if nothing waits.
    #[must_use]
    pub fn next_deadline_ms(&self) -> Option<u64> {
        None
    }

    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }
}
