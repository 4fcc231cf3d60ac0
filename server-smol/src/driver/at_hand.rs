//! What the hub has in hand between two turns, for those who watch its limits (guarantee G6).

use peyk_core::server::Server;

use super::commit::Commit;
use super::delivery::Delivery;
use super::inbox::Inbox;

/// A look at the hub; see [`Env::turned`](super::Env::turned).
pub struct AtHand<'a> {
    pub(super) server: &'a Server,
    pub(super) inbox: &'a Inbox,
    pub(super) commit: &'a Commit,
    pub(super) delivery: &'a Delivery,
}

impl AtHand<'_> {
    /// The core.
    #[must_use]
    pub fn server(&self) -> &Server {
        self.server
    }

    /// The most bytes that wait for one peer.
    #[must_use]
    pub fn sendq_bytes(&self) -> usize {
        self.delivery.links().map(|link| link.outlet().sendq.bytes()).max().unwrap_or(0)
    }

    /// Bytes that wait for the hub.
    #[must_use]
    pub fn inbox_bytes(&self) -> usize {
        self.inbox.bytes()
    }

    /// Bytes that wait for what is being kept.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.commit.gathering.out.bytes().len()
    }

    /// Connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.delivery.seated()
    }
}
