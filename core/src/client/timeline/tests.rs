//! Whichever comes first, a page or the messages themselves, the view is the same.

use proptest::prelude::*;

use super::*;

fn timeline() -> Timeline {
    Timeline::new(TimelineLimits {
        entries_max: 1_000,
        bytes_max: usize::MAX,
        reactions_max: 10,
        annotations_max: 100,
    })
}

/// The message of a number. Several have the same time.
fn message(number: u32) -> NewEntry {
    NewEntry {
        msgid: Some(MsgId::new(&format!("m{number}"))),
        time_ms: u64::from(number / 3) * 10,
        sender: Sender { nick: "mina".into(), ..Sender::default() },
        own: false,
        kind: EntryKind::Message,
        text: number.to_string().into(),
        reply_to: None,
        send_id: None,
        mention: false,
    }
}

/// Something that history does not have.
fn unnamed(time_ms: u64) -> NewEntry {
    NewEntry { msgid: None, time_ms, kind: EntryKind::Join, text: "".into(), ..message(0) }
}

fn own(send_id: &str) -> NewEntry {
    let send_id = Some(SendId::new(send_id));
    NewEntry { msgid: None, own: true, send_id, time_ms: 99_999, ..message(0) }
}

fn texts(timeline: &Timeline) -> Vec<String> {
    let shown = timeline.entries().map(|entry| match (&entry.kind, &entry.delivery) {
        (EntryKind::Gap(_), _) => "--".to_owned(),
        (EntryKind::Join, _) => "join".to_owned(),
        (_, Delivery::Confirmed) => entry.text.to_string(),
        (_, Delivery::Pending | Delivery::Failed(_)) => format!("?{}", entry.text),
    });
    shown.collect()
}

#[test]
fn a_page_fills_a_gap() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.break_off(Gap::Waiting, 10);
    timeline.append(message(5));
    let gap = timeline.gaps_to_close()[0];
    let merged = timeline.merge(vec![message(2), message(3)], Place::Gap(gap), Ties::ByArrival);
    assert!(!merged.overlaps);
    assert_eq!(texts(&timeline), ["1", "2", "3", "--", "5"]);
    let merged = timeline.merge(vec![message(4), message(5)], Place::Gap(gap), Ties::ByArrival);
    assert!(merged.overlaps);
    timeline.close_gap(gap);
    assert_eq!(texts(&timeline), ["1", "2", "3", "4", "5"]);
    timeline.check();
}

#[test]
fn a_page_of_another_room_of_that_name_goes_behind_what_was_said_in_the_first() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.break_off(Gap::Waiting, 10);
    timeline.append(message(3));
    timeline.append(message(4));
    timeline.break_off(Gap::Waiting, 40);
    timeline.append(message(8));
    let gap = timeline.gaps_to_close()[0];
    let merged =
        timeline.merge(vec![message(2), message(6), message(7)], Place::Gap(gap), Ties::ByArrival);
    assert!(!merged.overlaps);
    timeline.close_gap(gap);
    assert_eq!(texts(&timeline), ["1", "2", "3", "4", "6", "7", "--", "8"]);
    timeline.check();
}

#[test]
fn a_page_of_another_room_goes_behind_all_that_was_said_in_the_first() {
    let mut timeline = timeline();
    timeline.append(message(1));
    for number in [3, 6, 9] {
        timeline.break_off(Gap::Waiting, u64::from(number) * 3);
        timeline.append(message(number));
    }
    timeline.break_off(Gap::Waiting, 90);
    timeline.append(message(30));
    let gap = timeline.gaps_to_close()[0];
    timeline.merge(vec![message(12), message(15)], Place::Gap(gap), Ties::ByArrival);
    assert_eq!(texts(&timeline), ["1", "--", "3", "--", "6", "--", "9", "12", "15", "--", "30"]);
    timeline.check();
}

#[test]
fn a_page_of_another_room_goes_behind_what_was_said_in_the_first_at_that_moment() {
    let behind = |ties: Ties| {
        let mut timeline = timeline();
        timeline.append(message(1));
        timeline.break_off(Gap::Waiting, 10);
        timeline.append(message(3));
        timeline.append(message(4));
        timeline.break_off(Gap::Waiting, 40);
        timeline.append(message(8));
        let gap = timeline.gaps_to_close()[0];
        timeline.merge(vec![message(5)], Place::Gap(gap), ties);
        timeline.check();
        texts(&timeline)
    };
    assert_eq!(behind(Ties::ByMsgId), ["1", "--", "3", "4", "5", "--", "8"]);
    assert_eq!(behind(Ties::ByArrival), ["1", "5", "--", "3", "4", "--", "8"]);
}

#[test]
fn what_history_does_not_have_keeps_nothing_of_that_moment_from_its_place() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.break_off(Gap::Waiting, 10);
    timeline.append(unnamed(10));
    timeline.append(message(3));
    timeline.break_off(Gap::Waiting, 10);
    timeline.append(message(8));
    let gap = timeline.gaps_to_close()[0];
    timeline.merge(vec![message(4), message(5)], Place::Gap(gap), Ties::ByMsgId);
    assert_eq!(texts(&timeline), ["1", "--", "join", "3", "4", "5", "--", "8"]);
    timeline.check();
}

#[test]
fn between_two_that_were_said_before_anything_here_something_may_be_missing() {
    let mut timeline = timeline();
    for name in ["a", "b"] {
        timeline.push_own(own(name), Delivery::Pending);
    }
    for (name, number) in [("a", 1), ("b", 30)] {
        let echo = NewEntry { own: true, send_id: Some(SendId::new(name)), ..message(number) };
        timeline.confirm(&SendId::new(name), Said::Echo(echo, Ties::ByMsgId), Spot::Time);
    }
    assert_eq!(texts(&timeline), ["1", "--", "30", "--"]);
    timeline.check();
}

#[test]
fn of_one_moment_what_was_here_when_it_was_written_is_older() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.append(message(3));
    let own = |name: &str| NewEntry {
        own: true,
        send_id: Some(SendId::new(name)),
        msgid: None,
        text: name.into(),
        ..message(5)
    };
    timeline.push_own(own("a"), Delivery::Pending);
    timeline.push_own(own("b"), Delivery::Pending);
    timeline.append(message(4));
    for name in ["b", "a"] {
        let echo = NewEntry { msgid: Some(MsgId::new(name)), ..own(name) };
        timeline.confirm(&SendId::new(name), Said::Echo(echo, Ties::ByArrival), Spot::Time);
    }
    assert_eq!(texts(&timeline), ["1", "3", "a", "b", "4"]);
    timeline.check();
}

#[test]
fn of_one_moment_names_tell_the_order_where_they_are_in_it() {
    let mut timeline = timeline();
    let own = NewEntry { msgid: None, own: true, send_id: Some(SendId::new("a")), ..message(4) };
    timeline.append(message(3));
    timeline.push_own(own.clone(), Delivery::Pending);
    timeline.append(message(5));
    let echo = NewEntry { msgid: Some(MsgId::new("m2")), text: "a".into(), ..own };
    timeline.confirm(&SendId::new("a"), Said::Echo(echo, Ties::ByMsgId), Spot::Time);
    assert_eq!(texts(&timeline), ["a", "3", "5"]);
    timeline.check();
}

#[test]
fn what_is_missing_between_a_gap_and_a_message_is_told() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.break_off(Gap::Waiting, 90);
    let gap = timeline.gaps_to_close()[0];
    timeline.append(message(8));
    let near = [1, 2, 3].map(|number| MsgId::new(&format!("m{number}")));
    assert_eq!(timeline.gap_before(&message(3), &near), Some(gap));
    assert_eq!(timeline.gap_before(&message(3), &near[1..]), None, "it does not reach the gap");
    assert_eq!(timeline.gap_before(&message(1), &near), None, "that is before it");
}

#[test]
fn what_was_missed_is_asked_for_from_what_was_said() {
    let happened = |number: u32| NewEntry { kind: EntryKind::Join, ..message(number) };
    let mut timeline = timeline();
    timeline.append(message(1));
    for number in 2..9 {
        timeline.append(happened(number));
    }
    let asked = |timeline: &Timeline| {
        let entry = timeline.sure_reference_before(timeline.len()).expect("there is one");
        entry.msgid.clone().expect("it has a name")
    };
    assert_eq!(asked(&timeline), MsgId::new("m1"));
    for number in 9..90 {
        timeline.append(happened(number));
    }
    // What happened a while ago is kept as well.
    assert_eq!(asked(&timeline), MsgId::new("m70"));
    timeline.break_off(Gap::Waiting, 999);
    assert_eq!(timeline.sure_reference_before(timeline.len()), None, "not before a gap");
}

#[test]
fn what_was_said_while_one_was_away_has_gaps_around_it() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.break_off(Gap::Waiting, 90);
    let own = NewEntry {
        own: true,
        send_id: Some(SendId::new("a")),
        msgid: None,
        text: "a".into(),
        ..message(5)
    };
    timeline.push_own(own.clone(), Delivery::Pending);
    let echo = NewEntry { msgid: Some(MsgId::new("5")), ..own };
    timeline.confirm(&SendId::new("a"), Said::Echo(echo, Ties::ByArrival), Spot::Time);
    assert_eq!(texts(&timeline), ["1", "--", "a", "--"]);
    timeline.check();
}

#[test]
fn what_history_does_not_have_stays_where_it_was() {
    let mut timeline = timeline();
    timeline.append(message(3));
    timeline.append(unnamed(15));
    timeline.append(message(9));
    timeline.merge((0..10).map(message).collect(), Place::Latest, Ties::ByArrival);
    let shown = texts(&timeline);
    assert_eq!(shown, ["0", "1", "2", "3", "4", "5", "join", "6", "7", "8", "9"]);
}

#[test]
fn a_sent_message_goes_to_its_place() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.push_own(own("a"), Delivery::Pending);
    timeline.append(message(2));
    assert_eq!(texts(&timeline), ["1", "2", "?0"]);
    let echo = NewEntry { send_id: Some(SendId::new("a")), own: true, ..message(3) };
    timeline.append(message(4));
    // The echo of one that was said long ago, over another connection.
    assert!(
        timeline
            .confirm(&SendId::new("a"), Said::Echo(echo.clone(), Ties::ByArrival), Spot::Time)
            .is_some()
    );
    assert_eq!(texts(&timeline), ["1", "2", "3", "4"], "of one moment, before what was here");
    assert_eq!(timeline.append(echo), None);
    timeline.check();
}

#[test]
fn a_page_confirms_what_was_sent() {
    let mut timeline = timeline();
    timeline.append(message(1));
    timeline.push_own(own("a"), Delivery::Pending);
    timeline.break_off(Gap::Waiting, 10);
    let gap = timeline.gaps_to_close()[0];
    let said = NewEntry { send_id: Some(SendId::new("a")), own: true, ..message(2) };
    let merged = timeline.merge(vec![said, message(3)], Place::Gap(gap), Ties::ByArrival);
    assert_eq!(merged.confirmed, [SendId::new("a")]);
    assert_eq!(texts(&timeline), ["1", "2", "3", "--"]);
    timeline.check();
}

#[test]
fn somebody_elses_message_confirms_nothing() {
    let mut timeline = timeline();
    timeline.push_own(own("a"), Delivery::Pending);
    let other = NewEntry { send_id: Some(SendId::new("a")), ..message(2) };
    timeline.merge(vec![other], Place::Latest, Ties::ByArrival);
    assert_eq!(texts(&timeline), ["2", "?0"]);
}

#[test]
fn the_oldest_fall_off_and_a_gap_before_everything_with_them() {
    let limits = TimelineLimits {
        entries_max: 3,
        bytes_max: usize::MAX,
        reactions_max: 1,
        annotations_max: 1,
    };
    let mut timeline = Timeline::new(limits);
    timeline.append(message(1));
    timeline.break_off(Gap::Open, 1);
    for number in 2..5 {
        timeline.append(message(number));
    }
    assert_eq!(texts(&timeline), ["2", "3", "4"]);
    assert!(timeline.append(message(1)).is_some(), "what fell off is not known any more");
    timeline.check();
}

#[test]
fn reactions_and_redactions_may_come_before_their_message() {
    let reacted = |nick: &str, withdrawn, time_ms| Reacted {
        msgid: MsgId::new("m1"),
        nick: nick.into(),
        own: false,
        text: "👍".into(),
        withdrawn,
        time_ms,
    };
    let mut timeline = timeline();
    timeline.react(reacted("omid", false, 5));
    timeline.react(reacted("sara", true, 9));
    timeline.react(reacted("sara", false, 7));
    timeline.append(message(1));
    let nicks = |timeline: &Timeline| -> Vec<String> {
        let entry = timeline.message(&MsgId::new("m1")).expect("it is here");
        entry.reactions.iter().flat_map(|one| &one.nicks).map(ToString::to_string).collect()
    };
    assert_eq!(nicks(&timeline), ["omid"]);
    timeline.react(reacted("sara", false, 11));
    assert_eq!(nicks(&timeline), ["omid", "sara"]);
    timeline.redact(&MsgId::new("m1"), Redaction { by: "op".into(), reason: "".into() });
    assert_eq!(texts(&timeline), [""]);
}

/// What a timeline meets while it catches up.
#[derive(Clone, Debug)]
enum Meets {
    /// The next message of now.
    Live,
    /// The next page, of so many messages.
    Page(u32),
    /// Something that history does not have.
    Unnamed,
    /// The connection is lost for as long as so many messages take.
    Lost(u32),
}

fn meets() -> impl Strategy<Value = Vec<Meets>> {
    let one = prop_oneof![
        4 => Just(Meets::Live),
        3 => (1..6_u32).prop_map(Meets::Page),
        1 => Just(Meets::Unnamed),
        1 => (0..8_u32).prop_map(Meets::Lost),
    ];
    proptest::collection::vec(one, 0..60)
}

/// A server's history, and a client that catches up with it as the engine does.
struct Reader {
    timeline: Timeline,
    /// Messages said so far.
    said: u32,
    mirror: Vec<EntryId>,
}

impl Reader {
    fn live(&mut self) {
        self.timeline.append(message(self.said));
        self.said += 1;
    }

    /// The server's answer about the oldest gap is from some time ago: it lacks the latest.
    fn page(&mut self, count: u32, late: u32) {
        let Some(&gap) = self.timeline.gaps_to_close().first() else { return };
        let index = self.timeline.index_of(gap).expect("it is there");
        let from = self.timeline.reference_before(index, false);
        let from: u32 = from.map_or(0, |entry| entry.text.parse::<u32>().expect("a number") + 1);
        let known = self.said.saturating_sub(late).max(from);
        let page: Vec<_> = (from..known.min(from + count)).map(message).collect();
        // An old answer may lack what was said since, but nothing that was said before.
        let is_empty = page.is_empty() && known == self.said;
        let merged = self.timeline.merge(page, Place::Gap(gap), Ties::ByArrival);
        if is_empty || merged.overlaps {
            self.timeline.close_gap(gap);
        }
    }

    fn check(&mut self) {
        self.timeline.check();
        for change in self.timeline.take_changes() {
            match change {
                Change::Appended(id) => self.mirror.push(id),
                Change::Inserted(id, at) => self.mirror.insert(at, id),
                Change::Changed(_) => {}
                Change::Moved(id, from, to) => {
                    assert_eq!(self.mirror.remove(from), id);
                    self.mirror.insert(to, id);
                }
                Change::Removed(id, at) => assert_eq!(self.mirror.remove(at), id),
            }
        }
        let ids: Vec<_> = self.timeline.entries().map(|entry| entry.id).collect();
        assert_eq!(self.mirror, ids, "the changes tell it all");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2048,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_interleaving_of_pages_and_messages_gives_the_same_view(
        meets in meets(),
        late in 0..4_u32,
    ) {
        let mut reader = Reader { timeline: timeline(), said: 0, mirror: Vec::new() };
        reader.live();
        for one in meets {
            match one {
                Meets::Live => reader.live(),
                Meets::Page(count) => reader.page(count, late),
                Meets::Unnamed => {
                    let now_ms = u64::from(reader.said / 3) * 10;
                    reader.timeline.append(unnamed(now_ms));
                }
                Meets::Lost(missed) => {
                    reader.timeline.break_off(Gap::Waiting, 0);
                    reader.said += missed;
                }
            }
            reader.check();
        }
        while !reader.timeline.gaps_to_close().is_empty() {
            reader.page(3, 0);
            reader.check();
        }
        let shown: Vec<_> =
            texts(&reader.timeline).into_iter().filter(|text| text != "join").collect();
        let said: Vec<_> = (0..reader.said).map(|number| number.to_string()).collect();
        prop_assert_eq!(shown, said);
    }

    #[test]
    fn the_latest_page_and_messages_of_now_give_the_same_view(
        said in 0..40_u32,
        joined in 0..40_u32,
        answered in 0..40_u32,
        count in 1..20_u32,
    ) {
        // Messages from `joined` on come by themselves, the page is as it was at `answered`.
        let joined = joined.min(said);
        let answered = answered.clamp(joined, said);
        let first = answered.saturating_sub(count);
        let page: Vec<_> = (first..answered).map(message).collect();
        let expected: Vec<_> = (first.min(joined)..said).map(|n| n.to_string()).collect();
        for comes_at in answered..=said {
            let mut timeline = timeline();
            for number in joined..said {
                if number == comes_at {
                    timeline.merge(page.clone(), Place::Latest, Ties::ByArrival);
                }
                timeline.append(message(number));
            }
            if comes_at == said {
                timeline.merge(page.clone(), Place::Latest, Ties::ByArrival);
            }
            prop_assert_eq!(texts(&timeline), &expected[..]);
        }
    }

    #[test]
    fn older_pages_go_before(first in 10..40_u32, count in 1..10_u32) {
        let mut timeline = timeline();
        (first..first + 5).for_each(|number| {
            timeline.append(message(number));
        });
        let from = first - count;
        timeline.merge((from..first).map(message).collect(), Place::Older, Ties::ByArrival);
        let expected: Vec<_> = (from..first + 5).map(|number| number.to_string()).collect();
        prop_assert_eq!(texts(&timeline), expected);
    }
}
