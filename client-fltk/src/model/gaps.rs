//! Pages among what is here: their places, and gaps between those that do not join.

use std::ops::Range;

use peyk_core::client::{Command, ConversationId as Key, EntryId, FetchPage};

use super::effect::RowChange;
use super::ids::RowKind;
use super::people::Name;
use super::server::Server;
use super::timeline::{DayOf, Entry, EntryKind, FETCHING, NO_KEY, Timeline};
use super::{ConversationId, Effects, Model, ServerId};

/// An end of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct End<'a> {
    /// The id of the message there.
    pub(super) msgid: &'a str,
    /// Whether it came with the page.
    pub(super) is_new: bool,
}

impl Model {
    /// What can be done about gaps is another thing now that there is a connection, or none.
    pub(super) fn gaps_changed(&mut self, server: ServerId, effects: &mut Effects) {
        let mut all_changes = Vec::new();
        for conversation in self.conversations.iter_mut().filter(|it| it.server == server) {
            let timeline = &mut conversation.timeline;
            let is_gap = |entry: &Entry| entry.kind == EntryKind::Gap;
            let gaps = timeline.iter().enumerate().filter(|(_, entry)| is_gap(entry));
            let gaps: Vec<_> = gaps.map(|(place, _)| place).collect();
            let mut changes = Vec::new();
            for place in gaps {
                timeline.change(place, &mut changes, |_| {});
            }
            all_changes.push((conversation.id, changes));
        }
        for (of, changes) in all_changes {
            self.rows_changed(of, changes, effects);
        }
    }

    /// Fetches what is missing where a gap can be seen, once for what is beside it: first what is
    /// next to where the reader comes from.
    pub(super) fn fetch_seen_gap(
        &mut self,
        id: ConversationId,
        visible: &Range<usize>,
        effects: &mut Effects,
    ) {
        let Some(conversation) = self.conversation_mut(id) else { return };
        let timeline = &conversation.timeline;
        let gap = visible.clone().find_map(|row| {
            let (place, kind) = timeline.at_row(row)?;
            let entry = timeline.at(place)?;
            let is_open = kind == RowKind::Gap && !entry.is(FETCHING);
            is_open.then_some((row, place, entry.id))
        });
        let Some((row, place, gap)) = gap else { return };
        let from_before = !conversation.at_end && row > visible.start;
        let beside = [place.checked_sub(1), Some(place + 1)];
        let beside = beside.map(|beside| Some(timeline.at(beside?)?.id));
        let asked = Some((gap, beside));
        let (server, has_left) = (conversation.server, conversation.left);
        if !has_left
            && self.server(server).is_some_and(Server::has_history)
            && let Some(conversation) = self.conversation_mut(id)
            && std::mem::replace(&mut conversation.gap_asked, asked) != asked
        {
            self.fetch_gap(id, place, from_before, effects);
        }
    }

    /// Fetches what is missing at a gap.
    pub(super) fn fetch_gap(
        &self,
        id: ConversationId,
        place: usize,
        from_before: bool,
        effects: &mut Effects,
    ) {
        let Some(conversation) = self.conversation(id) else { return };
        let (timeline, Some(key)) = (&conversation.timeline, conversation.key) else { return };
        let Some(gap) = timeline.at(place) else { return };
        let before = place.checked_sub(1).and_then(|before| timeline.at(before));
        let before = before.filter(|before| !before.msgid.is_empty());
        let after = timeline.at(place + 1);
        let beside = if from_before { before.or(after) } else { after.or(before) };
        let page = match beside {
            _ if gap.key != NO_KEY => FetchPage::Gap(EntryId(gap.key)),
            Some(beside) => FetchPage::Around(beside.reference()),
            None => return,
        };
        let command = Command::Fetch { conversation: Key(key), page };
        self.command(conversation.server, command, effects);
    }
}

impl Timeline {
    /// Puts what is new of a page to its place: by time, and among what was said at one time as
    /// the page has it. `from` is where the page may begin.
    pub(super) fn weave(
        &mut self,
        mut from: usize,
        page: Vec<Entry>,
        is_known: impl Fn(&Entry) -> bool,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) {
        let mut page = page.into_iter().peekable();
        while let Some(entry) = page.next() {
            if is_known(&entry) {
                from = self.place_of_msgid(&entry.msgid).map_or(from, |place| place + 1);
                continue;
            }
            let mut run = vec![entry];
            while let Some(entry) = page.next_if(|entry| !is_known(entry)) {
                run.push(entry);
            }
            // Not behind what the page has next.
            let mut to = page.peek().and_then(|next| self.place_of_msgid(&next.msgid));
            for entry in run {
                let last = to.unwrap_or_else(|| self.len());
                let by_time = self.place_of_time(entry.time_ms + 1).unwrap_or(last);
                let place = by_time.min(last).max(from.min(last));
                self.insert(place, entry, day_of, changes);
                from = place + 1;
                to = to.map(|to| to + 1);
            }
        }
    }

    /// Puts gaps at the ends of a page that is in the timeline now, where it is not known to
    /// join what is next to it, and takes those out that it has closed. `author` is nobody.
    pub(super) fn join_page(
        &mut self,
        [first, last]: [End<'_>; 2],
        author: Name,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) {
        let (Some(from), Some(to)) =
            (self.place_of_msgid(first.msgid), self.place_of_msgid(last.msgid))
        else {
            // Where messages have no ids, nobody can tell.
            return;
        };
        let mut gap_at = |timeline: &mut Self, place: usize, beside: usize| {
            let time_ms = timeline.at(beside).map_or(0, |entry| entry.time_ms);
            let gap = Entry::new(EntryKind::Gap, time_ms, author, "");
            timeline.insert(place, gap, day_of, changes);
        };
        if last.is_new && self.at(to + 1).is_some_and(|next| next.kind != EntryKind::Gap) {
            gap_at(self, to + 1, to);
        }
        let is_before = |entry: Option<&Entry>| entry.is_some_and(|it| it.kind != EntryKind::Gap);
        let before = from.checked_sub(1).and_then(|before| self.at(before));
        if first.is_new && is_before(before) {
            gap_at(self, from, from);
        }
        let Some(from) = self.place_of_msgid(first.msgid) else { return };
        let Some(to) = self.place_of_msgid(last.msgid) else { return };
        for place in (from..to).rev() {
            self.remove_own_gap(place, day_of, changes);
        }
    }

    /// There is nothing between a message and the gap before it.
    pub(super) fn close_gap_before(
        &mut self,
        msgid: &str,
        day_of: DayOf<'_>,
        changes: &mut Vec<RowChange>,
    ) {
        if let Some(before) = self.place_of_msgid(msgid).and_then(|place| place.checked_sub(1)) {
            self.remove_own_gap(before, day_of, changes);
        }
    }

    /// Takes the gap at a place out. Those of the engine it closes itself.
    fn remove_own_gap(&mut self, place: usize, day_of: DayOf<'_>, changes: &mut Vec<RowChange>) {
        let is_own = |entry: &Entry| entry.kind == EntryKind::Gap && entry.key == NO_KEY;
        if self.at(place).is_some_and(is_own) {
            self.remove(place, day_of, changes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::People;
    use super::*;

    fn day_of(_: i64) -> i32 {
        0
    }

    /// A timeline from letters, each a message, and dots, each a gap.
    fn timeline(letters: &str) -> Timeline {
        let author = People::default().number("sara");
        let mut timeline = Timeline::new();
        for (time_ms, letter) in (1..).zip(letters.chars()) {
            let kind = if letter == '.' { EntryKind::Gap } else { EntryKind::Message };
            let mut entry = Entry::new(kind, time_ms, author, "");
            if letter != '.' {
                entry.msgid = letter.to_string().into();
            }
            timeline.insert(timeline.len(), entry, &day_of, &mut Vec::new());
        }
        timeline
    }

    fn letters(timeline: &Timeline) -> String {
        let letter = |entry: &Entry| {
            if entry.kind == EntryKind::Gap { "." } else { &*entry.msgid }.to_owned()
        };
        timeline.iter().map(letter).collect()
    }

    /// What is there after the page from `first` to `last` came, of which `new` is new.
    fn joined(before: &str, first: &str, last: &str, new: &str) -> String {
        let mut timeline = timeline(before);
        let author = People::default().number("");
        let end = |msgid| End { msgid, is_new: new.contains(msgid) };
        timeline.join_page([end(first), end(last)], author, &day_of, &mut Vec::new());
        letters(&timeline)
    }

    /// What is there after new letters of a page came, all of which were said at one time.
    fn woven(before: &str, page: &str) -> String {
        let mut timeline = timeline("");
        let author = People::default().number("sara");
        let message = |letter: char| {
            let mut entry = Entry::new(EntryKind::Message, 7, author, "");
            entry.msgid = letter.to_string().into();
            entry
        };
        for letter in before.chars() {
            timeline.insert(timeline.len(), message(letter), &day_of, &mut Vec::new());
        }
        let is_known = |entry: &Entry| before.contains(&*entry.msgid);
        let page = page.chars().map(message).collect();
        timeline.weave(0, page, is_known, &day_of, &mut Vec::new());
        letters(&timeline)
    }

    #[test]
    fn what_was_said_at_one_time_is_in_the_order_of_the_page() {
        assert_eq!(woven("ef", "abcdef"), "abcdef");
        assert_eq!(woven("ef", "cde"), "cdef");
        assert_eq!(woven("abf", "bcdef"), "abcdef");
        assert_eq!(woven("ab", "bcd"), "abcd");
        assert_eq!(woven("bd", "abcde"), "abcde");
    }

    #[test]
    fn a_page_that_meets_nothing_has_gaps_on_both_sides() {
        assert_eq!(joined("abcdef", "c", "d", "cd"), "ab.cd.ef");
        assert_eq!(joined("abef", "a", "b", "ab"), "ab.ef");
        assert_eq!(joined("abef", "e", "f", "ef"), "ab.ef");
    }

    #[test]
    fn a_gap_is_there_once() {
        assert_eq!(joined("ab.cdef", "c", "d", "cd"), "ab.cd.ef");
        assert_eq!(joined("abcd.ef", "c", "d", "cd"), "ab.cd.ef");
    }

    #[test]
    fn a_page_that_meets_both_sides_closes_the_gap() {
        assert_eq!(joined("abc.def", "b", "e", "cd"), "abcdef");
        assert_eq!(joined("abc.def", "b", "d", "c"), "abcdef");
    }

    #[test]
    fn a_gap_at_the_end_of_a_page_stays() {
        assert_eq!(joined("ab.cd.ef", "c", "d", ""), "ab.cd.ef");
        assert_eq!(joined("ab.cd.ef", "a", "b", ""), "ab.cd.ef");
    }

    #[test]
    fn nothing_may_be_before_a_message() {
        let mut timeline = timeline("ab.cd.ef");
        timeline.close_gap_before("c", &day_of, &mut Vec::new());
        timeline.close_gap_before("d", &day_of, &mut Vec::new());
        timeline.close_gap_before("a", &day_of, &mut Vec::new());
        assert_eq!(letters(&timeline), "abcd.ef");
    }
}
