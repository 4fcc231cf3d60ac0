//! What the driver needs from the world: time, sockets, and a place for slow work.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use futures_lite::{AsyncRead, AsyncWrite};
use peyk_core::server::Now;

use super::at_hand::AtHand;
use super::store::Store;

/// The world in which a server runs: the machine, or a simulation.
///
/// The driver takes time, sockets and threads from nowhere else, so the code that serves people
/// is the code that a simulation explores.
pub trait Env: Clone + Send + Sync + 'static {
    /// A connected socket. Simulations wrap theirs to read and write in small pieces.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;
    /// Where connections come from.
    type Listener: Send + Sync + 'static;
    /// A timer.
    type Sleep: Future<Output = ()> + Send + Unpin + 'static;

    /// Where it is kept what was said.
    type Store: Store;

    /// The time on both clocks.
    fn now(&self) -> Now;

    /// A timer that ends when the monotonic clock reads `monotonic_ms`.
    fn sleep_until(&self, monotonic_ms: u64) -> Self::Sleep;

    /// Secret and random, another at each start.
    fn seed(&self) -> [u8; 32];

    /// The store.
    fn store(&self) -> &Self::Store;

    /// Waits for the next connection.
    ///
    /// # Errors
    ///
    /// Whatever the listener says: out of descriptors, or a peer that left before it was served.
    fn accept(
        &self,
        listener: &Self::Listener,
    ) -> impl Future<Output = io::Result<(Self::Stream, SocketAddr)>> + Send;

    /// Does slow work (a password check, reading files) away from the hub's thread.
    fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = T> + Send;

    /// Called after each turn of the hub. Simulations look at what must always hold; elsewhere
    /// there is nothing to do.
    fn turned(&self, _at_hand: &AtHand<'_>) {}
}
