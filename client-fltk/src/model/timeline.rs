//! What was said in a conversation, kept small, and which rows it makes.
//!
//! An entry makes a row for itself, and above that as many as it needs: a day's name, the line
//! above what is new, the speaker's name. Which they are depends on the entry before it, so a
//! change reshapes an entry and the one after it, and tells which rows that changed.

use peyk_core::client::{MessageReference, MsgId};

use super::chunks::{Chunks, Rows};
use super::effect::RowChange;
use super::ids::{RowId, RowKind};
use super::people::Name;
use super::row::Outline;

/// Entries of one conversation that are held while somebody reads back in it: what a day of that
/// takes. The oldest give way, and are in the store.
pub(super) const ENTRIES_MAX: usize = 200_000;

/// Entries that are held otherwise: dozens of screens full. What is further back comes from the
/// store before it is scrolled to.
pub(super) const ENTRIES_AT_REST: usize = 800;

/// The oldest go this many at a time: each time the rows of all others move.
const GOING_AT_ONCE: usize = 250;

// What the engine tells of an entry has to find the one before it.
const _: () = assert!(ENTRIES_AT_REST > crate::net::ENGINE_ENTRIES_MAX + GOING_AT_ONCE);

/// Somebody who goes on speaking within this time needs no new name above it.
const GROUP_PAUSE_MS: i64 = 5 * 60_000;

/// Bytes and lines beyond which a message is long.
const LONG_BYTES: usize = 1_500;
const LONG_LINES: usize = super::row::LINES_COLLAPSED + 3;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    Message,
    Action,
    Notice,
    Joined,
    Left,
    Quit,
    Kicked,
    Renamed,
    /// The room has another name.
    RoomRenamed,
    Topic,
    Mode,
    /// The server's or the client's own words.
    Words,
    Gap,
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Confirmed,
    Pending,
    Failed,
}

/// Something that was said or happened.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Number in its timeline; says nothing about the order.
    pub(super) id: u32,
    /// What the engine calls it, or [`NO_KEY`].
    pub(super) key: u64,
    pub(super) time_ms: i64,
    pub(super) author: Name,
    pub(super) revision: u16,
    pub(super) kind: EntryKind,
    pub(super) progress: Progress,
    pub(super) flags: u8,
    /// Rows above its own, as bits.
    above: u8,
    pub(super) text: Box<str>,
    pub(super) msgid: Box<str>,
    pub(super) extra: Option<Box<Extra>>,
}

/// The key of an entry that the engine does not know.
pub(super) const NO_KEY: u64 = u64::MAX;

pub(super) const OWN: u8 = 1;
pub(super) const MENTIONED: u8 = 2;
pub(super) const REDACTED: u8 = 4;
pub(super) const EXPANDED: u8 = 8;
pub(super) const FOUND: u8 = 16;
pub(super) const FETCHING: u8 = 32;
pub(super) const BOT: u8 = 64;
/// It has no row: somebody came or went, and the reader does not want to know.
pub(super) const HIDDEN: u8 = 128;

const DAY: u8 = 1;
const UNREAD: u8 = 2;
const HEADER: u8 = 4;

/// What few entries have.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    /// The message that it answers.
    pub(super) reply_to: Box<str>,
    /// Reactions, each with who reacted.
    pub(super) reactions: Vec<(Box<str>, Vec<Box<str>>)>,
    /// Why it failed.
    pub(super) reason: Box<str>,
    /// What the client calls a message of its own that is not confirmed.
    pub(super) send_id: Box<str>,
    /// Who else is in it: the one who kicked.
    pub(super) other: Box<str>,
}

impl Entry {
    /// An entry of this kind, with nothing more to it.
    pub(super) fn new(kind: EntryKind, time_ms: i64, author: Name, text: &str) -> Self {
        Self {
            id: 0,
            key: NO_KEY,
            time_ms,
            author,
            revision: 0,
            kind,
            progress: Progress::Confirmed,
            flags: 0,
            above: 0,
            text: text.into(),
            msgid: "".into(),
            extra: None,
        }
    }

    /// What it is called when the server is asked about its place.
    pub(super) fn reference(&self) -> MessageReference {
        if self.msgid.is_empty() {
            MessageReference::Timestamp(self.time_ms.unsigned_abs())
        } else {
            MessageReference::Msgid(MsgId::new(&self.msgid))
        }
    }

    /// Whether a flag is set.
    pub(super) fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Sets a flag or takes it away.
    pub(super) fn set(&mut self, flag: u8, on: bool) {
        self.flags = if on { self.flags | flag } else { self.flags & !flag };
    }

    /// Whether somebody said it.
    pub(super) fn is_said(&self) -> bool {
        matches!(self.kind, EntryKind::Message | EntryKind::Action | EntryKind::Notice)
    }

    /// Whether it counts as unread until it is read.
    pub(super) fn is_news(&self) -> bool {
        self.is_said() && !self.is(OWN) && !self.is(REDACTED)
    }

    /// Whether it says that somebody came or went.
    pub(super) fn comes_or_goes(&self) -> bool {
        matches!(self.kind, EntryKind::Joined | EntryKind::Left | EntryKind::Quit)
    }

    /// Whether it is so long that only its beginning shows at first.
    pub(super) fn is_long(&self) -> bool {
        self.is_said()
            && (self.text.len() > LONG_BYTES
                || self.text.len() > LONG_LINES && self.text.lines().count() > LONG_LINES)
    }

    /// What few entries have, made if it is not there.
    pub(super) fn extra_mut(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    fn kind_of_row(&self) -> RowKind {
        match self.kind {
            EntryKind::Message | EntryKind::Action | EntryKind::Notice => RowKind::Bubble,
            EntryKind::Gap => RowKind::Gap,
            EntryKind::Joined
            | EntryKind::Left
            | EntryKind::Quit
            | EntryKind::Kicked
            | EntryKind::Renamed
            | EntryKind::RoomRenamed
            | EntryKind::Topic
            | EntryKind::Mode
            | EntryKind::Words => RowKind::System,
        }
    }

    fn kind_of(&self, row: usize) -> RowKind {
        [(DAY, RowKind::Day), (UNREAD, RowKind::Unread), (HEADER, RowKind::Header)]
            .into_iter()
            .filter(|(bit, _)| self.above & bit != 0)
            .map(|(_, kind)| kind)
            .nth(row)
            .unwrap_or_else(|| self.kind_of_row())
    }
}

impl Rows for Entry {
    fn rows(&self) -> usize {
        if self.is(HIDDEN) { 0 } else { self.above.count_ones() as usize + 1 }
    }
}

/// A conversation's entries.
#[derive(Debug)]
pub(super) struct Timeline {
    entries: Chunks<Entry>,
    next_id: u32,
    /// The entry below the line above what is new.
    unread_from: Option<u32>,
    /// What was said after this is new. Some of it may not be here, and then the line moves up
    /// when it comes.
    unread_since_ms: Option<i64>,
}

/// Says which day a time belongs to.
pub(super) type DayOf<'a> = &'a dyn Fn(i64) -> i32;

impl Timeline {
    /// A conversation in which nothing was said.
    pub(super) fn new() -> Self {
        Self { entries: Chunks::new(), next_id: 0, unread_from: None, unread_since_ms: None }
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.entries.rows()
    }

    /// The entry at a place.
    pub(super) fn at(&self, place: usize) -> Option<&Entry> {
        self.entries.at(place)
    }

    /// All entries, the oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The place and kind of a row.
    pub(super) fn at_row(&self, row: usize) -> Option<(usize, RowKind)> {
        let (place, within) = self.entries.at_row(row)?;
        Some((place, self.at(place)?.kind_of(within)))
    }

    /// The name of a row.
    pub(super) fn id_of_row(&self, row: usize) -> Option<RowId> {
        let (place, kind) = self.at_row(row)?;
        Some(RowId::new(self.at(place)?.id, kind))
    }

    /// The row with a name.
    pub(super) fn row_of(&self, id: RowId) -> Option<usize> {
        let place = self.place_of(id.entry())?;
        let entry = self.at(place)?;
        let within = (0..entry.rows()).find(|&row| entry.kind_of(row) == id.kind())?;
        Some(self.entries.rows_before(place) + within)
    }

    /// The name of an entry's own row, if it has one.
    pub(super) fn own_row(&self, place: usize) -> Option<RowId> {
        let entry = self.at(place).filter(|entry| !entry.is(HIDDEN))?;
        Some(RowId::new(entry.id, entry.kind_of_row()))
    }

    /// The name of the first row of an entry, if it has any.
    pub(super) fn first_row(&self, place: usize) -> Option<RowId> {
        let entry = self.at(place).filter(|entry| !entry.is(HIDDEN))?;
        Some(RowId::new(entry.id, entry.kind_of(0)))
    }

    /// The place of the entry with a number.
    pub(super) fn place_of(&self, id: u32) -> Option<usize> {
        self.entries.find_last(|entry| entry.id == id)
    }

    /// The place of what the engine calls so.
    pub(super) fn place_of_key(&self, key: u64) -> Option<usize> {
        self.entries.find_last(|entry| entry.key == key)
    }

    /// The place of the first entry that the engine knows, or the end.
    pub(super) fn first_keyed(&self) -> usize {
        self.entries.iter().position(|entry| entry.key != NO_KEY).unwrap_or(self.len())
    }

    /// How many rows the first entry takes.
    pub(super) fn rows_of_first(&self) -> usize {
        self.at(0).map_or(0, Rows::rows)
    }

    /// The place of a message.
    pub(super) fn place_of_msgid(&self, msgid: &str) -> Option<usize> {
        (!msgid.is_empty()).then(|| self.entries.find_last(|entry| &*entry.msgid == msgid))?
    }

    /// The place of the first entry not before a time.
    pub(super) fn place_of_time(&self, time_ms: i64) -> Option<usize> {
        self.entries.iter().position(|entry| entry.time_ms >= time_ms)
    }

    /// Whether a bubble is the last of its group.
    pub(super) fn ends_group(&self, place: usize) -> bool {
        let next = (place + 1..self.len()).find(|&place| self.has_row(place));
        let next = next.and_then(|place| self.at(place));
        next.is_none_or(|next| !next.is_said() || next.above != 0)
    }

    /// Whether a bubble is the first of its group.
    pub(super) fn begins_group(&self, place: usize) -> bool {
        self.at(place).is_some_and(|entry| entry.above & HEADER != 0)
    }

    /// How long a row is.
    pub(super) fn outline(&self, row: usize) -> Option<Outline> {
        let (place, kind) = self.at_row(row)?;
        let entry = self.at(place)?;
        if kind != RowKind::Bubble && kind != RowKind::System {
            return Some(Outline { kind, chars: 0, lines: 1, extras: 0 });
        }
        let shown = if entry.is_long() && !entry.is(EXPANDED) {
            entry.text.len().min(LONG_BYTES)
        } else {
            entry.text.len()
        };
        let bytes = &entry.text.as_bytes()[..shown];
        let ends = bytes.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let chars = bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        let extra = entry.extra.as_deref();
        let extras = extra.map_or(0, |extra| {
            u8::from(!extra.reply_to.is_empty()) + u8::from(!extra.reactions.is_empty())
        }) + u8::from(entry.progress == Progress::Failed);
        Some(Outline {
            kind,
            chars: u32::try_from(chars).unwrap_or(u32::MAX),
            lines: u16::try_from(ends).unwrap_or(u16::MAX),
            extras,
        })
    }

    /// Puts an entry before the one at `place`, or at the end, and returns its number.
    pub(super) fn insert(
        &mut self,
        place: usize,
        mut entry: Entry,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        entry.id = id;
        entry.above = self.shape(place, &entry, day_of);
        let (from, rows) = (self.entries.rows_before(place), entry.rows());
        self.entries.insert(place, entry);
        if rows == 0 {
            return id;
        }
        changes.push(RowChange::Inserted(from..from + rows));
        self.reshape_next(place + 1, day_of, changes);
        if let Some(before) = self.seen_before(place) {
            self.touch(before, changes);
        }
        id
    }

    /// Takes an entry out.
    pub(super) fn remove(
        &mut self,
        place: usize,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) -> Entry {
        let from = self.entries.rows_before(place);
        let entry = self.entries.remove(place);
        if entry.rows() == 0 {
            return entry;
        }
        changes.push(RowChange::Removed(from..from + entry.rows()));
        self.reshape_next(place, day_of, changes);
        if let Some(before) = self.seen_before(place) {
            self.touch(before, changes);
        }
        entry
    }

    /// Lets the oldest entries go until about `entries_max` are left. Returns whether any went.
    pub(super) fn trim(
        &mut self,
        entries_max: usize,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) -> bool {
        if self.len() < entries_max + GOING_AT_ONCE {
            return false;
        }
        let count = self.len() - entries_max;
        let line = self.unread_from.and_then(|id| self.place_of(id)).filter(|line| *line < count);
        let since_ms = line.and_then(|line| self.at(line)).map(|entry| entry.time_ms - 1);
        let rows = self.entries.rows_before(count);
        self.entries.remove_first(count);
        if rows > 0 {
            changes.push(RowChange::Removed(0..rows));
            self.reshape_next(0, day_of, changes);
        }
        if let Some(since_ms) = since_ms {
            self.mark_unread_since(self.unread_since_ms.unwrap_or(since_ms), day_of, changes);
        }
        true
    }

    /// Changes an entry, whose rows all look different then.
    pub(super) fn change(
        &mut self,
        place: usize,
        changes: &mut Vec<RowChange>,
        change: impl FnOnce(&mut Entry),
    ) {
        self.entries.change(place, |entry| {
            change(entry);
            entry.revision = entry.revision.wrapping_add(1);
        });
        let from = self.entries.rows_before(place);
        let rows = self.at(place).map_or(0, Rows::rows);
        changes.push(RowChange::Changed(from..from + rows));
    }

    /// Shapes the entry at a place anew, after something before it has changed.
    pub(super) fn reshape(
        &mut self,
        place: usize,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) {
        let Some(entry) = self.at(place) else { return };
        let (before, after) = (entry.above, self.shape(place, entry, day_of));
        if before == after || entry.is(HIDDEN) {
            return;
        }
        let (from, count) = (self.entries.rows_before(place), entry.rows());
        self.entries.change(place, |entry| {
            entry.above = after;
            entry.revision = entry.revision.wrapping_add(1);
        });
        changes.push(RowChange::Removed(from..from + count));
        let count = self.at(place).map_or(0, Rows::rows);
        changes.push(RowChange::Inserted(from..from + count));
    }

    /// Hides entries, or shows them, as is asked. The rows are others then.
    pub(super) fn hide(&mut self, day_of: DayOf<'_>, mut hides: impl FnMut(&Entry) -> bool) {
        for place in 0..self.len() {
            self.entries.change(place, |entry| {
                let hidden = hides(entry);
                entry.set(HIDDEN, hidden);
            });
        }
        for place in 0..self.len() {
            self.reshape(place, day_of, &mut Vec::new());
        }
    }

    /// Shapes the first entry with a row from a place on anew.
    fn reshape_next(&mut self, from: usize, day_of: DayOf<'_>, changes: &mut Vec<RowChange>) {
        let next = (from..self.len()).find(|&place| self.has_row(place));
        if let Some(next) = next {
            self.reshape(next, day_of, changes);
        }
    }

    /// The last place before this one whose entry has a row.
    fn seen_before(&self, place: usize) -> Option<usize> {
        (0..place).rev().find(|&place| self.has_row(place))
    }

    fn has_row(&self, place: usize) -> bool {
        self.at(place).is_some_and(|entry| !entry.is(HIDDEN))
    }

    /// Puts the line above what is new above this entry, or takes it away.
    pub(super) fn mark_unread(
        &mut self,
        id: Option<u32>,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) {
        self.unread_since_ms = None;
        let before = std::mem::replace(&mut self.unread_from, id);
        if before == id {
            return;
        }
        for id in [before, id].into_iter().flatten() {
            if let Some(place) = self.place_of(id) {
                self.reshape(place, day_of, changes);
            }
        }
    }

    /// Puts the line above the first that others said after a time.
    pub(super) fn mark_unread_since(
        &mut self,
        since_ms: i64,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) {
        let is_new = |entry: &&Entry| entry.time_ms > since_ms && entry.is_news();
        let first = self.iter().find(is_new).map(|entry| entry.id);
        self.mark_unread(first, day_of, changes);
        self.unread_since_ms = Some(since_ms).filter(|_| first.is_some());
    }

    /// What others said after a time, and where, the newest first.
    pub(super) fn news_since(&self, since_ms: i64) -> impl Iterator<Item = (usize, &Entry)> {
        let places = (0..self.len()).rev().zip(self.iter().rev());
        // What has no time of the server's yet stands at the end.
        let is_later = move |entry: &Entry| {
            entry.time_ms > since_ms
                || entry.progress != Progress::Confirmed
                || entry.kind == EntryKind::Gap
        };
        places.take_while(move |(_, it)| is_later(it)).filter(|(_, entry)| entry.is_news())
    }

    /// Moves the line above what is new up, after older entries have come.
    pub(super) fn follow_unread(&mut self, day_of: DayOf<'_>, changes: &mut Vec<RowChange>) {
        if let Some(since_ms) = self.unread_since_ms {
            self.mark_unread_since(since_ms, day_of, changes);
        }
    }

    /// The entry below the line above what is new.
    pub(super) fn unread_from(&self) -> Option<u32> {
        self.unread_from
    }

    /// Says that the entry's own row looks different: it may end its group, or no longer.
    fn touch(&mut self, place: usize, changes: &mut Vec<RowChange>) {
        if self.at(place).is_some_and(Entry::is_said) {
            self.change(place, &mut Vec::new(), |_| {});
            let end = self.entries.rows_before(place + 1);
            changes.push(RowChange::Changed(end - 1..end));
        }
    }

    /// The rows above an entry's own.
    fn shape(&self, place: usize, entry: &Entry, day_of: DayOf<'_>) -> u8 {
        let before = self.seen_before(place).and_then(|place| self.at(place));
        let mut above = 0;
        let is_gap = entry.kind == EntryKind::Gap;
        if !is_gap && before.is_none_or(|before| day_of(before.time_ms) != day_of(entry.time_ms)) {
            above |= DAY;
        }
        if self.unread_from == Some(entry.id) {
            above |= UNREAD;
        }
        let goes_on = before.is_some_and(|before| {
            before.is_said()
                && before.author == entry.author
                && (before.kind == EntryKind::Action) == (entry.kind == EntryKind::Action)
                && (0..GROUP_PAUSE_MS).contains(&(entry.time_ms - before.time_ms))
        });
        if entry.is_said() && (!goes_on || above != 0) {
            above |= HEADER;
        }
        above
    }
}

#[cfg(test)]
mod tests;
