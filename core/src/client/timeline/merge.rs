//! A page of history on its way into a timeline.
//!
//! A page is a stretch of the server's order without a hole. Where one of its messages is here
//! already, that is its place, and what follows in the page goes behind it; what is not here
//! goes behind what came before it in the page, and behind what history does not have (a join
//! without an id, say) and is older.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Change, Delivery, EntryId, EntryKind, MsgId, NewEntry, Ties, Timeline};

/// Clocks of one network differ: messages of one's own are taken for the same within this time
/// if they have no ids in common.
const SAME_MESSAGE_MS: u64 = 60_000;

/// Where a page belongs, for what the messages that are here already do not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Place {
    /// It is what was latest when the server answered; nothing older is here.
    Latest,
    /// It goes on behind the last entry with an id before this gap.
    Gap(EntryId),
    /// It ends before the oldest entry with an id.
    Older,
}

/// What became of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Merged {
    /// Entries that were not here, oldest first.
    pub(in super::super) new: Vec<EntryId>,
    /// One's own messages that are confirmed by it.
    pub(in super::super) confirmed: Vec<super::SendId>,
    /// It had something that is behind the gap.
    pub(in super::super) overlaps: bool,
}

impl Timeline {
    /// Puts a page into its place. The items are in the server's order, oldest first.
    pub(in super::super) fn merge(
        &mut self,
        page: Vec<NewEntry>,
        place: Place,
        ties: Ties,
    ) -> Merged {
        let mut merged = Merged::default();
        let gap = match place {
            Place::Gap(id) => self.index_of(id),
            Place::Latest | Place::Older => None,
        };
        let (mut cursor, mut end) = match (place, gap) {
            (Place::Gap(_), Some(gap)) => {
                let reference = self.reference_before(gap, false).map(|entry| entry.id);
                let reference = reference.and_then(|id| self.index_of(id));
                (reference.map_or(gap, |reference| reference + 1), gap)
            }
            (Place::Older, _) => {
                let oldest = self.oldest_reference().map(|entry| entry.id);
                let oldest = oldest.and_then(|id| self.index_of(id));
                (0, oldest.unwrap_or_else(|| self.confirmed_end()))
            }
            (Place::Latest | Place::Gap(_), _) => (0, self.confirmed_end()),
        };
        let anchors: BTreeSet<MsgId> = page.iter().filter_map(|new| new.msgid.clone()).collect();
        for new in page {
            if let Some(index) = self.find(&new) {
                self.adopt(index, &new);
                if index >= end {
                    // The page reaches beyond the hole, and goes on there.
                    merged.overlaps |= gap.is_some();
                    end = self.confirmed_end();
                }
                cursor = cursor.max(index + 1).min(end);
                continue;
            }
            loop {
                cursor = self.behind_passed(cursor..end, &new, &anchors, ties);
                // What is behind a hole and is older than this is in no page: that room was given
                // up, and this is said in another of its name.
                let outlived = self.behind_outlived(cursor, &new, &anchors, ties);
                let Some(behind) = outlived.filter(|_| gap.is_some()) else { break };
                end = self.confirmed_end();
                cursor = behind;
            }
            if let Some(send_id) = self.take_unconfirmed(&new) {
                let id = self.settle(&send_id, new, cursor);
                merged.confirmed.push(send_id);
                merged.new.extend(id);
            } else {
                merged.new.push(self.insert(cursor, new));
            }
            cursor += 1;
            end += 1;
        }
        self.trim();
        merged.new.retain(|&id| self.index_of(id).is_some());
        merged
    }

    /// Where a message is already: by its id, or, for one's own without one, by what it says.
    fn find(&self, new: &NewEntry) -> Option<usize> {
        let msgid = new.msgid.as_ref()?;
        if let Some(&id) = self.by_msgid.get(msgid) {
            return self.index_of(id);
        }
        if !new.own || !new.kind.is_said() {
            return None;
        }
        self.entries.iter().rposition(|entry| {
            entry.own
                && entry.msgid.is_none()
                && entry.delivery == Delivery::Confirmed
                && entry.kind == new.kind
                && entry.text == new.text
                && entry.time_ms.abs_diff(new.time_ms) < SAME_MESSAGE_MS
        })
    }

    /// What was confirmed without an id has one now.
    fn adopt(&mut self, index: usize, new: &NewEntry) {
        let entry = &mut self.entries[index];
        if entry.msgid.is_none()
            && let Some(msgid) = &new.msgid
        {
            entry.msgid = Some(msgid.clone());
            entry.time_ms = new.time_ms;
            self.by_msgid.insert(msgid.clone(), entry.id);
            self.changes.push(Change::Changed(entry.id));
        }
    }

    /// Where what is behind a gap and was before `new` ends; none if what history has there was
    /// behind it.
    fn behind_outlived(
        &self,
        gap: usize,
        new: &NewEntry,
        anchors: &BTreeSet<MsgId>,
        ties: Ties,
    ) -> Option<usize> {
        let end = self.confirmed_end();
        if gap >= end || !self.is_gap(gap) {
            return None;
        }
        let behind = gap + 1..end;
        let mut stretch = behind.clone().take_while(|&index| !self.is_gap(index));
        let known = stretch.find(|&index| self.entries[index].msgid.is_some());
        known.filter(|&index| self.is_passed(index, new, anchors, ties))?;
        Some(self.behind_passed(behind, new, anchors, ties))
    }

    /// Behind what was before `new` at the beginning of a stretch. What history does not have, of
    /// the very time of `new`, is where the next is that it has.
    fn behind_passed(
        &self,
        stretch: Range<usize>,
        new: &NewEntry,
        anchors: &BTreeSet<MsgId>,
        ties: Ties,
    ) -> usize {
        let mut to = stretch.start;
        for index in stretch {
            let entry = &self.entries[index];
            if self.is_passed(index, new, anchors, ties) {
                to = index + 1;
            } else if entry.msgid.is_some() || entry.time_ms != new.time_ms || self.is_gap(index) {
                break;
            }
        }
        to
    }

    fn is_anchor(&self, index: usize, anchors: &BTreeSet<MsgId>) -> bool {
        self.entries[index].msgid.as_ref().is_some_and(|msgid| anchors.contains(msgid))
    }

    /// Whether what is at the cursor was before `new`, although no page says so.
    fn is_passed(
        &self,
        cursor: usize,
        new: &NewEntry,
        anchors: &BTreeSet<MsgId>,
        ties: Ties,
    ) -> bool {
        let entry = &self.entries[cursor];
        let is_before = match (ties, &entry.msgid, &new.msgid) {
            (Ties::ByMsgId, Some(msgid), Some(new_msgid)) if entry.time_ms == new.time_ms => {
                msgid < new_msgid
            }
            _ => entry.time_ms < new.time_ms,
        };
        is_before && !self.is_anchor(cursor, anchors) && !matches!(entry.kind, EntryKind::Gap(_))
    }
}
