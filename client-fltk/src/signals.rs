//! Ending the program on SIGTERM and Ctrl-C as if the window had been closed.

use std::{io, thread};

use async_signal::{Signal, Signals};
use futures_lite::{StreamExt, future};

/// Calls `stop` from another thread on the first SIGTERM or SIGINT.
///
/// # Errors
///
/// When the signals cannot be watched or the thread cannot be started.
pub(crate) fn on_stop(stop: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([Signal::Term, Signal::Int])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if future::block_on(signals.next()).is_some() {
            stop();
        }
    })?;
    Ok(())
}
