//! Logs: on stderr, of level `info` and above unless `RUST_LOG` says otherwise.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

/// Begins to log.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .init();
}
