//! What was said in one conversation, in the room's own order: [`Timeline`].
//!
//! # The order
//!
//! A server has one order of what was said in a conversation. A timeline has stretches of that
//! order, each without a hole, and an entry of its own ([`EntryKind::Gap`]) wherever something
//! may be missing between two of them. Behind all of it are one's own messages that are not
//! confirmed, in the order in which they were written.
//!
//! - What arrives now goes to the end of the last stretch.
//! - A page of history is a stretch as well. Those of its messages that are here already (by
//!   their msgid) say where it belongs; the others go between them, `merge` says how.
//! - A confirmed message moves from the end to its place.
//!
//! So whichever comes first, the page or the message itself, the timeline is the same.

mod annotate;
mod merge;
mod own;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use super::event::Change;
use super::ids::{EntryId, MsgId, SendId};
use super::reason::Reason;
use crate::mutants::Mutant;
use annotate::Annotations;
pub(super) use annotate::Reacted;
pub(super) use merge::{Merged, Place};
pub(super) use own::{Said, Spot, Ties};

/// One thing that was said or happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What this client calls it.
    pub id: EntryId,
    /// What the server calls it, if it does.
    pub msgid: Option<MsgId>,
    /// When, by the server's clock if that says so, in milliseconds since 1970.
    pub time_ms: u64,
    /// Who said or did it; empty for a gap.
    pub sender: Sender,
    /// Whether that is the person oneself.
    pub own: bool,
    /// What it is.
    pub kind: EntryKind,
    /// What was said, with line feeds between lines; the reason of a part, quit or kick; the
    /// topic; the modes. Empty once it was redacted.
    pub text: Box<str>,
    /// The message that it answers.
    pub reply_to: Option<MsgId>,
    /// Reactions to it, in the order in which they were first seen.
    pub reactions: Vec<Reaction>,
    /// Who took it back, if somebody did.
    pub redacted: Option<Redaction>,
    /// Whether it is known to have been said.
    pub delivery: Delivery,
    /// What its sender called it, for one's own messages.
    pub send_id: Option<SendId>,
    /// Whether it speaks of the person.
    pub mention: bool,
}

/// Who said or did something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// The nickname they had then, or a server's name.
    pub nick: Box<str>,
    /// The account, if that is known.
    pub account: Option<Box<str>>,
    /// Whether it is a bot.
    pub bot: bool,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Said.
    Message,
    /// Done, as in `/me waves`.
    Action,
    /// Noted.
    Notice,
    /// Joined the room.
    Join,
    /// Left the room.
    Part,
    /// Left the server.
    Quit,
    /// Made this person leave.
    Kick(Box<str>),
    /// Is called this from now on.
    Nick(Box<str>),
    /// Changed the topic.
    Topic,
    /// Changed modes.
    Mode,
    /// Called the room this from now on.
    Rename(Box<str>),
    /// Something may be missing here.
    Gap(Gap),
}

impl EntryKind {
    /// Whether it was said, and did not merely happen.
    #[must_use]
    pub fn is_said(&self) -> bool {
        matches!(self, Self::Message | Self::Action | Self::Notice)
    }
}

/// What becomes of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// There is no connection, and something may be said meanwhile.
    Waiting,
    /// What is missing is being fetched.
    Loading,
    /// Something is missing and can be fetched
    /// ([`FetchPage::Gap`](super::command::FetchPage::Gap)).
    Open,
    /// Something may be missing; the server cannot say.
    Unknown,
}

/// Whether one's own message is known to have been said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It was said. So is everything of others.
    Confirmed,
    /// It is on its way.
    Pending,
    /// It was not said, or nobody knows. It can be sent again or discarded.
    Failed(Reason),
}

/// A reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji or word.
    pub text: Box<str>,
    /// The nicknames of those who reacted so, in the order in which they did.
    pub nicks: Vec<Box<str>>,
    /// Whether the person is among them.
    pub own: bool,
}

/// A message was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Who did it.
    pub by: Box<str>,
    /// Why; may be empty.
    pub reason: Box<str>,
}

/// An entry before it has a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NewEntry {
    pub(super) msgid: Option<MsgId>,
    pub(super) time_ms: u64,
    pub(super) sender: Sender,
    pub(super) own: bool,
    pub(super) kind: EntryKind,
    pub(super) text: Box<str>,
    pub(super) reply_to: Option<MsgId>,
    pub(super) send_id: Option<SendId>,
    pub(super) mention: bool,
}

impl NewEntry {
    /// Where something may be missing.
    fn gap(gap: Gap, time_ms: u64) -> Self {
        Self {
            msgid: None,
            time_ms,
            sender: Sender::default(),
            own: false,
            kind: EntryKind::Gap(gap),
            text: "".into(),
            reply_to: None,
            send_id: None,
            mention: false,
        }
    }

    pub(super) fn with_id(self, id: EntryId) -> Entry {
        Entry {
            id,
            msgid: self.msgid,
            time_ms: self.time_ms,
            sender: self.sender,
            own: self.own,
            kind: self.kind,
            text: self.text,
            reply_to: self.reply_to,
            reactions: Vec::new(),
            redacted: None,
            delivery: Delivery::Confirmed,
            send_id: self.send_id,
            mention: self.mention,
        }
    }
}

/// What was said in one conversation, oldest first.
#[derive(Debug)]
pub struct Timeline {
    entries: VecDeque<Entry>,
    by_msgid: BTreeMap<MsgId, EntryId>,
    /// How many entries at the end are one's own and not confirmed.
    unconfirmed: usize,
    /// Bytes of all entries, roughly.
    bytes: usize,
    /// Old entries fell off since this was last forgotten.
    fell_off: bool,
    last_id: u64,
    annotations: Annotations,
    limits: TimelineLimits,
    changes: Vec<Change>,
}

/// How much a timeline takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimelineLimits {
    pub(super) entries_max: usize,
    pub(super) bytes_max: usize,
    pub(super) reactions_max: usize,
    pub(super) annotations_max: usize,
}

/// Entries at the end of a stretch that a crashed server may not have kept.
const UNSURE_MAX: usize = 20;

impl Timeline {
    pub(super) fn new(limits: TimelineLimits) -> Self {
        Self {
            entries: VecDeque::new(),
            by_msgid: BTreeMap::new(),
            unconfirmed: 0,
            bytes: 0,
            fell_off: false,
            last_id: 0,
            annotations: Annotations::default(),
            limits,
            changes: Vec::new(),
        }
    }

    /// The entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> + ExactSizeIterator {
        self.entries.iter()
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry at an index, counted from the oldest.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// An entry.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(self.index_of(id)?)
    }

    /// The entry of a message.
    #[must_use]
    pub fn message(&self, msgid: &MsgId) -> Option<&Entry> {
        self.entry(*self.by_msgid.get(msgid)?)
    }

    /// Where an entry is, counted from the oldest.
    #[must_use]
    pub fn index_of(&self, id: EntryId) -> Option<usize> {
        // Ids count up, so most entries stand as far before the last as their ids say.
        let last = self.entries.back()?.id;
        let before = last.0.checked_sub(id.0).and_then(|before| usize::try_from(before).ok());
        let guess = before.and_then(|before| (self.entries.len() - 1).checked_sub(before));
        guess
            .filter(|guess| self.entries[*guess].id == id)
            .or_else(|| self.entries.iter().rposition(|entry| entry.id == id))
    }

    /// The changes since they were last taken.
    pub(super) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Where the confirmed entries end.
    fn confirmed_end(&self) -> usize {
        self.entries.len() - self.unconfirmed
    }

    fn next_id(&mut self) -> EntryId {
        self.last_id += 1;
        EntryId(self.last_id)
    }

    /// Something arrived now. None if it is here already.
    pub(super) fn append(&mut self, new: NewEntry) -> Option<EntryId> {
        if Mutant::EngineShowsTwice.strikes(new.time_ms) {
            self.insert(self.confirmed_end(), NewEntry { msgid: None, ..new.clone() });
        }
        if new.msgid.as_ref().is_some_and(|msgid| self.by_msgid.contains_key(msgid)) {
            return None;
        }
        let id = self.insert(self.confirmed_end(), new);
        self.trim();
        Some(id)
    }

    /// What a shell has kept of it: entries without a hole but gaps. What was not confirmed
    /// comes from the outbox.
    pub(super) fn restore(&mut self, entries: Vec<Entry>) {
        let skipped = entries.len().saturating_sub(self.limits.entries_max);
        let confirmed = entries.into_iter().skip(skipped).filter(Entry::confirmed);
        for mut entry in confirmed {
            let known = entry.msgid.as_ref().is_some_and(|id| self.by_msgid.contains_key(id));
            if known {
                continue;
            }
            entry.id = self.next_id();
            if let EntryKind::Gap(gap @ Gap::Loading) = &mut entry.kind {
                *gap = Gap::Waiting;
            }
            if let Some(msgid) = &entry.msgid {
                self.by_msgid.insert(msgid.clone(), entry.id);
            }
            self.annotations.learn(&entry, self.limits.annotations_max);
            self.bytes += entry.bytes();
            self.entries.push_back(entry);
        }
        let latest_ms = self.entries.back().map_or(0, |entry| entry.time_ms);
        self.trim_gap();
        self.break_off(Gap::Waiting, latest_ms);
        self.changes.clear();
    }

    /// Puts an entry at an index, with what was said of it before it was here.
    fn insert(&mut self, index: usize, new: NewEntry) -> EntryId {
        let id = self.next_id();
        let mut entry = new.with_id(id);
        if let Some(msgid) = &entry.msgid {
            self.by_msgid.insert(msgid.clone(), id);
            self.annotations.apply_to(&mut entry, self.limits.reactions_max);
        }
        self.place(index, entry);
        id
    }

    fn place(&mut self, index: usize, entry: Entry) {
        self.changes.push(if index == self.entries.len() {
            Change::Appended(entry.id)
        } else {
            Change::Inserted(entry.id, index)
        });
        self.bytes += entry.bytes();
        self.entries.insert(index, entry);
    }

    fn remove(&mut self, index: usize) -> Option<Entry> {
        let entry = self.entries.remove(index)?;
        self.bytes -= entry.bytes();
        if let Some(msgid) = &entry.msgid {
            self.by_msgid.remove(msgid);
        }
        self.changes.push(Change::Removed(entry.id, index));
        Some(entry)
    }

    /// Lets the oldest entries go while there are too many; never one that is not confirmed.
    fn trim(&mut self) {
        let TimelineLimits { entries_max, bytes_max, .. } = self.limits;
        while (self.entries.len() > entries_max || self.bytes > bytes_max)
            && self.confirmed_end() > 0
        {
            self.fell_off = true;
            self.remove(0);
        }
        self.trim_gap();
    }

    /// A gap before everything says nothing: what is before the oldest can be fetched anyway.
    fn trim_gap(&mut self) {
        while matches!(self.entries.front(), Some(Entry { kind: EntryKind::Gap(_), .. })) {
            self.remove(0);
        }
    }

    /// Whether the timeline has no room for older entries.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= self.limits.entries_max || self.bytes >= self.limits.bytes_max
    }

    /// Whether old entries fell off, so that what is before the oldest is what fell off last.
    pub(super) fn fell_off(&self) -> bool {
        self.fell_off
    }

    /// What is before the oldest is what the last page says.
    pub(super) fn forget_fallen(&mut self) {
        self.fell_off = false;
    }

    /// From now on something may be missed: the last stretch ends. Nothing if there is none, or
    /// it has ended already.
    pub(super) fn break_off(&mut self, gap: Gap, time_ms: u64) {
        let end = self.confirmed_end();
        let Some(last) = end.checked_sub(1).and_then(|last| self.entries.get_mut(last)) else {
            return;
        };
        if let EntryKind::Gap(state) = &mut last.kind {
            if std::mem::replace(state, gap) != gap {
                self.changes.push(Change::Changed(last.id));
            }
            return;
        }
        self.insert(end, NewEntry::gap(gap, time_ms));
    }

    /// Gaps that are to be closed without being asked: the latest, and those that a lost
    /// connection kept from being closed. Oldest first.
    pub(super) fn gaps_to_close(&self) -> Vec<EntryId> {
        self.gaps(|gap| matches!(gap, Gap::Waiting | Gap::Loading))
    }

    /// Gaps of which nobody has asked yet what is missing, oldest first.
    pub(super) fn waiting_gaps(&self) -> Vec<EntryId> {
        self.gaps(|gap| gap == Gap::Waiting)
    }

    fn gaps(&self, wanted: impl Fn(Gap) -> bool) -> Vec<EntryId> {
        let is_wanted = |entry: &&Entry| matches!(entry.kind, EntryKind::Gap(gap) if wanted(gap));
        self.entries.iter().filter(is_wanted).map(|entry| entry.id).collect()
    }

    fn is_gap(&self, index: usize) -> bool {
        matches!(self.entries.get(index), Some(Entry { kind: EntryKind::Gap(_), .. }))
    }

    /// The time of the latest entry before the gap that the latest loss of the connection left;
    /// none without such a gap.
    pub(super) fn received_ms(&self) -> Option<u64> {
        let gap = self.index_of(*self.gaps_to_close().last()?)?;
        Some(self.entries.get(gap.checked_sub(1)?)?.time_ms)
    }

    pub(super) fn set_gap(&mut self, id: EntryId, gap: Gap) {
        let Some(index) = self.index_of(id) else { return };
        if let EntryKind::Gap(state) = &mut self.entries[index].kind
            && *state != gap
        {
            *state = gap;
            self.changes.push(Change::Changed(id));
        }
    }

    pub(super) fn close_gap(&mut self, id: EntryId) {
        if let Some(index) = self.index_of(id)
            && matches!(self.entries[index].kind, EntryKind::Gap(_))
        {
            self.remove(index);
        }
    }

    /// The latest confirmed entry with an id, before an index, of those that history has:
    /// everything, or what was said.
    pub(super) fn reference_before(&self, index: usize, said_only: bool) -> Option<&Entry> {
        let before = self.entries.range(..index.min(self.confirmed_end()));
        let mut known = before.rev().take_while(|entry| !matches!(entry.kind, EntryKind::Gap(_)));
        known.find(|entry| entry.msgid.is_some() && (!said_only || entry.kind.is_said()))
    }

    /// The entry before an index to ask from what was missed: the latest that was said. What only
    /// happened may be shown before it is kept, and a server that crashed then, with a clock
    /// that was set back, names what comes next as if it had been before. None of that is older
    /// than a few entries, so the oldest of those will do as well.
    pub(super) fn sure_reference_before(&self, index: usize) -> Option<&Entry> {
        let before = self.entries.range(..index.min(self.confirmed_end()));
        let known = before.rev().take_while(|entry| !matches!(entry.kind, EntryKind::Gap(_)));
        let named = known.filter(|entry| entry.msgid.is_some()).take(UNSURE_MAX);
        let mut oldest = None;
        for entry in named {
            oldest = Some(entry);
            if entry.kind.is_said() {
                break;
            }
        }
        oldest
    }

    /// The oldest entry with an id.
    pub(super) fn oldest_reference(&self) -> Option<&Entry> {
        self.entries.range(..self.confirmed_end()).find(|entry| entry.msgid.is_some())
    }

    /// The oldest confirmed entry that is no gap.
    pub(super) fn first(&self) -> Option<&Entry> {
        let mut confirmed = self.entries.range(..self.confirmed_end());
        confirmed.find(|entry| !matches!(entry.kind, EntryKind::Gap(_)))
    }

    /// The latest confirmed entry that is no gap.
    pub(super) fn latest(&self) -> Option<&Entry> {
        let confirmed = self.entries.range(..self.confirmed_end());
        confirmed.rev().find(|entry| !matches!(entry.kind, EntryKind::Gap(_)))
    }

    /// What others said after a time: how much, and how much of it speaks of the person.
    pub(super) fn said_after(&self, time_ms: u64) -> (usize, usize) {
        let later = self.entries.iter().rev().take_while(|entry| {
            entry.time_ms > time_ms || matches!(entry.kind, EntryKind::Gap(_)) || !entry.confirmed()
        });
        let unread =
            later.filter(|entry| entry.kind.is_said() && !entry.own && entry.redacted.is_none());
        unread
            .fold((0, 0), |(all, mentions), entry| (all + 1, mentions + usize::from(entry.mention)))
    }

    /// What must always hold.
    ///
    /// # Panics
    /// If it does not.
    pub(super) fn check(&self) {
        assert!(self.entries.len() <= self.limits.entries_max + self.unconfirmed + 1);
        assert_eq!(self.bytes, self.entries.iter().map(Entry::bytes).sum::<usize>());
        for (index, entry) in self.entries.iter().enumerate() {
            assert_eq!(entry.confirmed(), index < self.confirmed_end(), "{entry:?}");
            if let Some(msgid) = &entry.msgid {
                assert_eq!(self.by_msgid.get(msgid), Some(&entry.id), "one entry each message");
            }
        }
        let named = self.entries.iter().filter(|entry| entry.msgid.is_some()).count();
        assert_eq!(named, self.by_msgid.len(), "no message is here twice");
        self.annotations.check(self.limits.annotations_max);
    }
}

impl Entry {
    /// Bytes that it takes, roughly: reactions are counted elsewhere.
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.text.len()
    }

    fn confirmed(&self) -> bool {
        self.delivery == Delivery::Confirmed
    }
}
