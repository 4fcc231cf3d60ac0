//! When each session next wants to be looked at.

use std::collections::BTreeSet;

use super::network::SessionId;

/// At most one deadline for each session.
///
/// What puts a deadline off (a line received) does not touch it: when it is due, the session
/// is looked at, and armed for what is due then. So a busy session costs nothing here.
#[derive(Debug, Default)]
pub(crate) struct Deadlines {
    due: BTreeSet<(u64, SessionId)>,
}

impl Deadlines {
    pub(crate) fn next_ms(&self) -> Option<u64> {
        self.due.first().map(|&(at_ms, _)| at_ms)
    }

    pub(crate) fn insert(&mut self, at_ms: u64, session: SessionId) {
        self.due.insert((at_ms, session));
    }

    pub(crate) fn remove(&mut self, at_ms: u64, session: SessionId) {
        self.due.remove(&(at_ms, session));
    }

    /// Whether a session's deadline is kept.
    pub(crate) fn holds(&self, at_ms: u64, session: SessionId) -> bool {
        self.due.contains(&(at_ms, session))
    }

    /// Takes the first deadline that is due.
    pub(crate) fn pop(&mut self, now_ms: u64) -> Option<SessionId> {
        let &(at_ms, session) = self.due.first()?;
        if at_ms > now_ms {
            return None;
        }
        self.due.pop_first();
        Some(session)
    }
}
