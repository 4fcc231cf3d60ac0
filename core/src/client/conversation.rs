//! Conversations: opened, found by their names, renamed, closed.

use super::ids::EntryId;

/// What the engine does in a conversation at the moment.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// What was missed over this connection is fetched, or cannot be: messages whose fate is
    /// unknown can be sent again.
    pub(super) caught_up: bool,
    /// The gap that is being closed.
    pub(super) gap: Option<EntryId>,
}
