//! One's own messages on their way: pending at the end, then at their place, or failed.

use super::super::event::Change;
use super::super::ids::{EntryId, MsgId, SendId};
use super::super::reason::Reason;
use super::{Delivery, Entry, EntryKind, Gap, NewEntry, Timeline};

/// What is known of a message once it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Said {
    /// The server sent it back.
    Echo(NewEntry, Ties),
    /// The server has taken it, and says no more.
    Taken,
}

/// How messages of one moment are told apart, where nothing but their time says where they
/// belong: a clock that was set back stands still until its time comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Ties {
    /// Names of messages are in the order in which they were said: servers of ours promise that
    /// (see [`server::storage`](crate::server::storage)).
    ByMsgId,
    /// Nobody knows. What was here when a message of one's own was written is before it, and
    /// what came since behind it.
    ByArrival,
}

/// Where a message that was said belongs.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Spot<'a> {
    /// It is the latest.
    End,
    /// Where its time says. Several messages may have one time, and clocks are set back.
    Time,
    /// It is one of these, which follow each other, oldest first.
    Among(&'a [MsgId]),
}

impl Timeline {
    /// Shows a message that is to be sent, behind everything.
    pub(in super::super) fn push_own(&mut self, new: NewEntry, delivery: Delivery) -> EntryId {
        debug_assert!(delivery != Delivery::Confirmed && new.msgid.is_none());
        let id = self.next_id();
        let mut entry = new.with_id(id);
        entry.delivery = delivery;
        self.unconfirmed += 1;
        let end = self.entries.len();
        self.place(end, entry);
        self.trim();
        id
    }

    /// Where an unconfirmed message is.
    fn unconfirmed_at(&self, send_id: &SendId) -> Option<usize> {
        let named = |index: &usize| self.entries[*index].send_id.as_ref() == Some(send_id);
        (self.confirmed_end()..self.entries.len()).find(named)
    }

    /// The unconfirmed message that this is, if it is one.
    pub(super) fn take_unconfirmed(&self, new: &NewEntry) -> Option<SendId> {
        let send_id = new.send_id.as_ref().filter(|_| new.own)?;
        self.unconfirmed_at(send_id).map(|_| send_id.clone())
    }

    /// A message is confirmed: it goes to its place. None if it is not here as unconfirmed.
    pub(in super::super) fn confirm(
        &mut self,
        send_id: &SendId,
        said: Said,
        spot: Spot<'_>,
    ) -> Option<EntryId> {
        let from = self.unconfirmed_at(send_id)?;
        let (new, ties) = match said {
            Said::Echo(new, ties) => (new, ties),
            Said::Taken => return Some(self.settle_at(from, self.confirmed_end())),
        };
        if let Some(msgid) = &new.msgid
            && let Some(&known) = self.by_msgid.get(msgid)
        {
            // A page had it, and did not say whose it was.
            self.unconfirmed -= 1;
            self.remove(from);
            return Some(known);
        }
        let own = self.entries[from].id;
        let to = self.place_of(&new, spot).unwrap_or_else(|| self.place_by_time(&new, own, ties));
        let time_ms = new.time_ms;
        let id = self.settle(send_id, new, to);
        let hole_before = to.checked_sub(1).is_some_and(|before| self.is_gap(before));
        let is_only = self.confirmed_end() == 1;
        if !matches!(spot, Spot::End) && (hole_before || is_only) && !self.is_gap(to + 1) {
            // It stands alone in what is missing, which goes on behind it.
            self.insert(to + 1, NewEntry::gap(Gap::Waiting, time_ms));
        }
        id
    }

    /// Where a message belongs. None if nothing but its time says so.
    pub(in super::super) fn place_of(&self, new: &NewEntry, spot: Spot<'_>) -> Option<usize> {
        match spot {
            Spot::End => Some(self.confirmed_end()),
            Spot::Time => None,
            Spot::Among(near) => self.place_among(new, near),
        }
    }

    /// Whether a message was said before everything that is here, by its time.
    pub(in super::super) fn is_before_all(&self, new: &NewEntry, ties: Ties) -> bool {
        self.first().is_some_and(|first| match ties {
            _ if first.time_ms != new.time_ms => first.time_ms > new.time_ms,
            Ties::ByMsgId => {
                first.msgid.as_ref().zip(new.msgid.as_ref()).is_some_and(|(a, b)| a > b)
            }
            Ties::ByArrival => false,
        })
    }

    /// Where a message belongs by its time. What is missing in a gap is missing before it, as
    /// before anything else that is later than what is before the gap.
    fn place_by_time(&self, new: &NewEntry, id: EntryId, ties: Ties) -> usize {
        let is_behind = |entry: &Entry| match (ties, &entry.msgid, &new.msgid) {
            (Ties::ByMsgId, Some(other), Some(msgid)) => other > msgid,
            _ => entry.id > id,
        };
        let is_later = |entry: &Entry| {
            let same = entry.time_ms == new.time_ms && is_behind(entry);
            !matches!(entry.kind, EntryKind::Gap(_)) && (entry.time_ms > new.time_ms || same)
        };
        let mut to = self.confirmed_end();
        for index in (0..to).rev() {
            match &self.entries[index] {
                entry if is_later(entry) => to = index,
                Entry { kind: EntryKind::Gap(_), .. } => {}
                _ => break,
            }
        }
        to
    }

    /// The gap that a message is missing in, of these, which follow each other, oldest first: the
    /// last before the gap is one of those before it.
    pub(in super::super) fn gap_before(&self, new: &NewEntry, near: &[MsgId]) -> Option<EntryId> {
        let own = near.iter().position(|msgid| Some(msgid) == new.msgid.as_ref())?;
        let is_before = |gap: usize| {
            let last = self.reference_before(gap, false).and_then(|entry| entry.msgid.as_ref());
            last.is_some_and(|last| near[..own].contains(last))
        };
        let mut gaps = (0..self.confirmed_end()).rev();
        let gap = gaps.find(|&index| self.is_gap(index) && is_before(index))?;
        Some(self.entries[gap].id)
    }

    /// Behind the nearest of those before it that is here, or before the nearest behind it.
    fn place_among(&self, new: &NewEntry, near: &[MsgId]) -> Option<usize> {
        let own = near.iter().position(|msgid| Some(msgid) == new.msgid.as_ref())?;
        let here = |msgid: &MsgId| self.by_msgid.get(msgid).and_then(|&id| self.index_of(id));
        let (before, behind) = (&near[..own], &near[own + 1..]);
        let behind = || behind.iter().find_map(here);
        before.iter().rev().find_map(here).map(|index| index + 1).or_else(behind)
    }

    /// Puts a confirmed message at `to`, among the confirmed.
    pub(super) fn settle(&mut self, send_id: &SendId, new: NewEntry, to: usize) -> Option<EntryId> {
        let from = self.unconfirmed_at(send_id)?;
        let id = self.settle_at(from, to);
        let entry = &mut self.entries[to];
        self.bytes -= entry.bytes();
        entry.time_ms = new.time_ms;
        entry.text = new.text;
        entry.sender = new.sender;
        if let Some(msgid) = new.msgid {
            self.by_msgid.insert(msgid.clone(), id);
            entry.msgid = Some(msgid);
            self.annotations.apply_to(entry, self.limits.reactions_max);
        }
        self.bytes += self.entries[to].bytes();
        Some(id)
    }

    fn settle_at(&mut self, from: usize, to: usize) -> EntryId {
        let mut entry = self.entries.remove(from).expect("the index was found just now");
        entry.delivery = Delivery::Confirmed;
        let id = entry.id;
        self.unconfirmed -= 1;
        self.entries.insert(to, entry);
        if from != to {
            self.changes.push(Change::Moved(id, from, to));
        }
        self.changes.push(Change::Changed(id));
        id
    }

    /// A message's state, while it is not confirmed.
    pub(in super::super) fn set_delivery(&mut self, send_id: &SendId, delivery: Delivery) {
        debug_assert!(delivery != Delivery::Confirmed, "that is what `confirm` is for");
        if let Some(index) = self.unconfirmed_at(send_id)
            && self.entries[index].delivery != delivery
        {
            self.entries[index].delivery = delivery;
            self.changes.push(Change::Changed(self.entries[index].id));
        }
    }

    /// A message was refused, for this reason.
    pub(in super::super) fn fail(&mut self, send_id: &SendId, reason: Reason) {
        self.set_delivery(send_id, Delivery::Failed(reason));
    }

    /// Forgets an unconfirmed message.
    pub(in super::super) fn discard(&mut self, send_id: &SendId) {
        if let Some(index) = self.unconfirmed_at(send_id) {
            self.unconfirmed -= 1;
            self.remove(index);
        }
    }
}
