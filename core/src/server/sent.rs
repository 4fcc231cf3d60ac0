//! Messages that their senders named, so that one sent again is recognised (guarantee G2).
//!
//! A client that does not know what became of a message sends it again with the same
//! `+peyk/send-id`. The server answers with the original's echo, and neither keeps nor relays it
//! a second time.

use std::collections::{BTreeMap, VecDeque};

use super::storage::SendId;

/// The latest named messages and their ids.
#[derive(Debug, Default)]
pub(super) struct Sent {
    ids: BTreeMap<SendId, u64>,
    /// In the order of their ids, oldest first.
    order: VecDeque<SendId>,
}

/// Messages remembered: a busy server's last hour, and what a store brings back at its start.
/// With names of at most [`NAME_BYTES_MAX`] bytes they take about two megabytes.
pub(super) const SENT_MAX: usize = 16_384;

/// Bytes of a sender's name for a message: a UUID, and some.
pub(super) const NAME_BYTES_MAX: usize = 64;

impl Sent {
    /// The id of the message that its sender gave this name.
    pub(super) fn find(&self, send_id: &SendId) -> Option<u64> {
        self.ids.get(send_id).copied()
    }

    pub(super) fn remember(&mut self, send_id: SendId, id: u64) {
        if self.ids.insert(send_id.clone(), id).is_none() {
            self.order.push_back(send_id);
        }
        while self.order.len() > SENT_MAX {
            if let Some(oldest) = self.order.pop_front() {
                self.ids.remove(&oldest);
            }
        }
    }

    /// Forgets one that was not kept; it is among the latest.
    pub(super) fn forget(&mut self, send_id: &SendId) {
        self.ids.remove(send_id);
        if let Some(index) = self.order.iter().rposition(|known| known == send_id) {
            self.order.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: usize) -> SendId {
        SendId { sender: "mina".into(), name: name.to_string().into() }
    }

    #[test]
    fn the_latest_are_remembered() {
        let mut sent = Sent::default();
        for name in 0..=SENT_MAX {
            sent.remember(named(name), name as u64);
        }
        assert_eq!(sent.find(&named(0)), None, "the oldest gave way");
        assert_eq!(sent.find(&named(1)), Some(1));
        sent.forget(&named(SENT_MAX));
        assert_eq!(sent.find(&named(SENT_MAX)), None);
        assert_eq!(sent.order.len(), sent.ids.len());
    }
}
