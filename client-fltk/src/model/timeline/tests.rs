//! Whatever happens to a timeline, its rows are as if it had been made anew.

use super::super::people::People;
use super::*;

const DAY_MS: i64 = 86_400_000;

fn day_of(time_ms: i64) -> i32 {
    i32::try_from(time_ms / DAY_MS).expect("tests are short")
}

/// A timeline and the rows that a view would have, changed by what it is told.
struct Watched {
    timeline: Timeline,
    people: People,
    shown: Vec<(RowId, u16)>,
}

impl Watched {
    fn new() -> Self {
        Self { timeline: Timeline::new(), people: People::default(), shown: Vec::new() }
    }

    fn row(&self, index: usize) -> (RowId, u16) {
        let (place, _) = self.timeline.at_row(index).expect("the row is there");
        let id = self.timeline.id_of_row(index).expect("the row is there");
        (id, self.timeline.at(place).expect("the entry is there").revision)
    }

    fn follow(&mut self, changes: &[RowChange]) {
        // Contents are asked for when all is done: what the changes leave open is filled in
        // by names only.
        for change in changes {
            match change {
                RowChange::Reset => self.shown.clear(),
                RowChange::Inserted(range) => {
                    let unknown = (RowId::new(u32::MAX, RowKind::Day), 0);
                    self.shown.splice(range.start..range.start, range.clone().map(|_| unknown));
                }
                RowChange::Removed(range) => {
                    self.shown.drain(range.clone());
                }
                RowChange::Changed(range) => {
                    let unknown = (RowId::new(u32::MAX, RowKind::Day), 0);
                    self.shown[range.clone()].fill(unknown);
                }
            }
        }
        assert_eq!(self.shown.len(), self.timeline.rows());
        for index in 0..self.shown.len() {
            let (id, revision) = self.row(index);
            let shown = &mut self.shown[index];
            if shown.0 == RowId::new(u32::MAX, RowKind::Day) {
                *shown = (id, revision);
            }
            assert_eq!(shown.0, id, "row {index} is another, and nobody said so");
            assert_eq!(self.timeline.row_of(id), Some(index));
        }
    }

    fn say(&mut self, place: usize, who: &str, time_ms: i64) -> u32 {
        let author = self.people.number(who);
        let entry = Entry::new(EntryKind::Message, time_ms, author, "text");
        let mut changes = Vec::new();
        let id = self.timeline.insert(place, entry, &day_of, &mut changes);
        self.follow(&changes);
        id
    }

    fn come(&mut self, place: usize, time_ms: i64) -> u32 {
        let author = self.people.number("dave");
        let mut entry = Entry::new(EntryKind::Joined, time_ms, author, "");
        entry.set(HIDDEN, true);
        let mut changes = Vec::new();
        let id = self.timeline.insert(place, entry, &day_of, &mut changes);
        self.follow(&changes);
        id
    }

    fn remove(&mut self, place: usize) {
        let mut changes = Vec::new();
        self.timeline.remove(place, &day_of, &mut changes);
        self.follow(&changes);
    }

    fn unread(&mut self, id: Option<u32>) {
        let mut changes = Vec::new();
        self.timeline.mark_unread(id, &day_of, &mut changes);
        self.follow(&changes);
    }

    fn kinds(&self) -> String {
        let kind = |index| self.timeline.id_of_row(index).expect("it is there").kind();
        (0..self.timeline.rows())
            .map(|index| match kind(index) {
                RowKind::Day => 'd',
                RowKind::Unread => 'u',
                RowKind::Header => 'h',
                RowKind::Bubble => 'b',
                RowKind::System => 's',
                RowKind::Gap => 'g',
            })
            .collect()
    }
}

#[test]
fn what_one_person_says_is_one_group() {
    let mut watched = Watched::new();
    watched.say(0, "sara", 0);
    watched.say(1, "sara", 1);
    assert_eq!(watched.kinds(), "dhbb");
    watched.say(2, "reza", 2);
    watched.say(3, "sara", 3);
    assert_eq!(watched.kinds(), "dhbbhbhb");
    watched.say(4, "sara", 3 + GROUP_PAUSE_MS - 1);
    watched.say(5, "sara", 3 + 2 * GROUP_PAUSE_MS - 1);
    assert_eq!(watched.kinds(), "dhbbhbhbbhb");
    watched.remove(2);
    assert_eq!(watched.kinds(), "dhbbbbhb");
}

#[test]
fn days_and_what_is_new_divide_groups() {
    let mut watched = Watched::new();
    watched.say(0, "sara", DAY_MS - 1);
    watched.say(1, "sara", DAY_MS);
    assert_eq!(watched.kinds(), "dhbdhb");
    let new = watched.say(2, "sara", DAY_MS + 1);
    watched.unread(Some(new));
    assert_eq!(watched.kinds(), "dhbdhbuhb");
    watched.say(3, "sara", DAY_MS + 2);
    watched.unread(None);
    assert_eq!(watched.kinds(), "dhbdhbbb");
}

#[test]
fn the_oldest_go_and_what_is_new_stays_marked() {
    let mut watched = Watched::new();
    let count = ENTRIES_AT_REST + GOING_AT_ONCE - 1;
    for number in 0..count {
        watched.say(number, "sara", i64::try_from(number).expect("it is small"));
    }
    let new = watched.timeline.at(100).map(|entry| entry.id);
    watched.unread(new);
    let trim = |watched: &mut Watched| {
        let mut changes = Vec::new();
        let trimmed = watched.timeline.trim(ENTRIES_AT_REST, &day_of, &mut changes);
        watched.follow(&changes);
        trimmed
    };
    assert!(!trim(&mut watched), "they go some at a time");
    watched.say(count, "sara", 1_000_000);
    assert!(trim(&mut watched));
    assert_eq!(watched.timeline.len(), ENTRIES_AT_REST);
    assert!(watched.kinds().starts_with("duhbb"), "{}", &watched.kinds()[..6]);
    // What went comes back from the store, and with it the place where reading stopped.
    for time_ms in (50..250).rev() {
        watched.say(0, "sara", time_ms);
    }
    let mut changes = Vec::new();
    watched.timeline.follow_unread(&day_of, &mut changes);
    watched.follow(&changes);
    let marked = watched.timeline.unread_from().and_then(|id| watched.timeline.place_of(id));
    let time_ms = marked.and_then(|place| watched.timeline.at(place)).map(|it| it.time_ms);
    assert_eq!(time_ms, Some(100));
}

#[test]
fn what_is_hidden_has_no_row_and_divides_nothing() {
    let mut watched = Watched::new();
    watched.say(0, "sara", 0);
    watched.come(1, 1);
    watched.say(2, "sara", 2);
    assert_eq!(watched.kinds(), "dhbb");
    watched.timeline.hide(&day_of, |_| false);
    assert_eq!(watched.kinds(), "dhbshb");
    watched.timeline.hide(&day_of, |entry| entry.comes_or_goes());
    assert_eq!(watched.kinds(), "dhbb");
}

#[test]
fn whatever_happens_the_view_is_told() {
    let mut watched = Watched::new();
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).expect("it is 31 bits") % below
    };
    for step in 0..800 {
        let len = watched.timeline.len();
        let place = random(len + 1);
        match random(7) {
            0 if len > 0 => watched.remove(random(len)),
            1 if len > 0 => {
                let id = watched.timeline.at(random(len)).map(|entry| entry.id);
                watched.unread(id);
            }
            2 => watched.unread(None),
            3 => drop(watched.say(0, "sara", 0)),
            4 => drop(watched.say(len, "reza", step * 40_000_000)),
            5 => drop(watched.come(place, step * 50_000)),
            _ => drop(watched.say(place, ["sara", "reza"][random(2)], step * 50_000)),
        }
    }
}

#[test]
fn long_messages_are_known_by_bytes_or_lines() {
    let mut people = People::default();
    let author = people.number("sara");
    let long = |text: &str| Entry::new(EntryKind::Message, 0, author, text).is_long();
    assert!(!long(&"a".repeat(LONG_BYTES)));
    assert!(long(&"a".repeat(LONG_BYTES + 1)));
    assert!(!long(&"a\n".repeat(LONG_LINES)));
    assert!(long(&"a\n".repeat(LONG_LINES + 1)));
}

#[test]
fn an_entry_is_small() {
    assert!(size_of::<Entry>() <= 80, "{}", size_of::<Entry>());
}
