//! SIGTERM and SIGINT stop the server, SIGHUP makes it read its configuration anew.

use async_channel::Sender;
use async_signal::{Signal, Signals};
use futures_lite::StreamExt as _;
use server_smol::driver::Control;

#[cfg(unix)]
const OBEYED: [Signal; 3] = [Signal::Term, Signal::Int, Signal::Hup];
#[cfg(not(unix))]
const OBEYED: [Signal; 1] = [Signal::Int];

/// Passes signals on, for as long as it is polled. Installed before this returns, so that none
/// that follows the ready line is lost.
pub(crate) fn obey(control: Sender<Control>) -> impl Future<Output = ()> + Send + 'static {
    let signals = Signals::new(OBEYED);
    async move {
        let mut signals = match signals {
            Ok(signals) => signals,
            Err(error) => {
                tracing::error!(%error, "signals end the server without a goodbye");
                return;
            }
        };
        while let Some(Ok(signal)) = signals.next().await {
            let asked = if signal == Signal::Hup { Control::Reload } else { Control::Stop };
            if control.send(asked).await.is_err() {
                return;
            }
        }
    }
}
