//! A server and what is known of it.

use super::ids::ServerId;
use super::item::Presence;

/// A server that the client knows.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) id: ServerId,
    /// As it was written.
    pub(super) address: String,
    /// What it calls itself, or its address.
    pub(super) name: String,
    /// The reader's nickname there.
    pub(super) nick: String,
    pub(super) link: Link,
}

/// The state of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Not connected, and nobody wants to be.
    Off,
    /// On the way.
    Connecting,
    /// Connected.
    On,
    /// Lost; tried again at this time.
    Waiting { until_ms: i64 },
}

impl Server {
    pub(super) fn presence(&self) -> Presence {
        match self.link {
            Link::On => Presence::Here,
            Link::Connecting | Link::Waiting { .. } => Presence::Away,
            Link::Off => Presence::Gone,
        }
    }
}
