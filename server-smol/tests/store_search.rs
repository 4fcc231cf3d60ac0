//! Searching in what was said.

mod support;

use peyk_core::server::storage::{Conversation, Kind, Query, Record, StoredMessage};
use server_smol::store::SqliteStore;
use support::Folder;
use support::store::{ROOM, append, keep, memory, messages, open, said};

/// A question for words in [`ROOM`].
#[derive(Clone)]
struct Asked {
    rooms: Vec<(u64, u64)>,
    party: Option<u64>,
    direct: Option<Conversation>,
    from: Option<&'static str>,
    after: u64,
    before: u64,
    ascending: bool,
    limit: u32,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            rooms: vec![(ROOM.first, 0)],
            party: None,
            direct: None,
            from: None,
            after: 0,
            before: u64::MAX,
            ascending: false,
            limit: 100,
        }
    }
}

impl Asked {
    fn find(&self, store: &SqliteStore, text: &str) -> Vec<u64> {
        let query = Query::Search {
            rooms: self.rooms.clone(),
            party: self.party,
            direct: self.direct,
            text: text.into(),
            from: self.from.map(Into::into),
            after: self.after,
            before: self.before,
            ascending: self.ascending,
            limit: self.limit,
        };
        messages(store, query).iter().map(|message| message.id).collect()
    }
}

fn find(store: &SqliteStore, text: &str) -> Vec<u64> {
    Asked::default().find(store, text)
}

/// A store in whose room these were said, with ids from 1 on.
fn store_of(texts: &[&str]) -> SqliteStore {
    let store = memory();
    let all: Vec<_> = (1..).zip(texts).map(|(id, text)| said(id, text)).collect();
    keep(&store, &all);
    store
}

#[test]
fn all_words_must_be_there_and_the_last_may_go_on() {
    let store = store_of(&[
        "The meeting is at four",
        "جلسه ساعت ۴ است",
        "meeting meetings",
        "Résumé of the MEET",
    ]);
    assert_eq!(find(&store, "meeting"), [1, 3]);
    assert_eq!(find(&store, "MEETING four"), [1]);
    assert_eq!(find(&store, "four meeting"), [1]);
    assert_eq!(find(&store, "mee"), [1, 3, 4]);
    assert_eq!(find(&store, "mee four"), []);
    assert_eq!(find(&store, "me"), []);
    assert_eq!(find(&store, "resume"), [4]);
    assert_eq!(find(&store, "جلسه 4"), [2]);
    assert_eq!(find(&store, "nothing"), []);
    assert_eq!(find(&store, "?!"), []);
    assert_eq!(find(&store, " "), [1, 2, 3, 4]);
}

#[test]
fn however_a_persian_word_is_written_it_is_found() {
    let store = store_of(&[
        "می\u{200C}روم به کتاب\u{200C}خانه",
        "ميروم به كتابخانه",
        "می روم به کتاب خانه",
        "کتاب\u{200C}خانه\u{200C}های شهر",
        "کتاب‌ها",
        "مُحَمَّد آمد",
    ]);
    for word in ["می\u{200C}روم", "میروم", "مي روم"] {
        assert_eq!(find(&store, word), [1, 2, 3], "{word}");
    }
    assert_eq!(find(&store, "کتاب\u{200C}خانه"), [1, 2, 3, 4]);
    assert_eq!(find(&store, "کتابخانه"), [1, 2, 4]);
    assert_eq!(find(&store, "کتابخانه های"), [4]);
    assert_eq!(find(&store, "کتابها"), [5]);
    assert_eq!(find(&store, "کتاب ها"), [5]);
    assert_eq!(find(&store, "محمد امد"), [6]);
}

#[test]
fn what_is_typed_is_never_syntax() {
    let store = store_of(&["a AND b", "say \"quoted\" words", "x* -y ^z {col}: NEAR(p q)"]);
    assert_eq!(find(&store, "and"), [1]);
    assert_eq!(find(&store, "\"quoted\""), [2]);
    assert_eq!(find(&store, "\"quoted"), [2]);
    assert_eq!(find(&store, "words OR nothing"), []);
    assert_eq!(find(&store, "NEAR(q p)"), [3]);
    for odd in ["\"", "\"\"\"", "*", "a*b\"c", "words:", "NOT", "(", ")", "\u{0}", "search : x"] {
        find(&store, odd);
    }
    // Neither is a token that names a room or a person.
    assert_eq!(find(&store, "\u{E000}7"), []);
    assert_eq!(find(&store, &"long ".repeat(10_000)), []);
    assert_eq!(find(&store, &"x".repeat(100_000)), []);
}

#[test]
fn only_what_was_said_to_everybody_is_found() {
    let store = memory();
    keep(
        &store,
        &[
            said(1, "word"),
            StoredMessage { kind: Kind::Notice, ..said(2, "word") },
            StoredMessage { kind: Kind::Topic, ..said(3, "word") },
            StoredMessage { least: 1, ..said(4, "word") },
            said(5, "\u{1}ACTION waves a word\u{1}"),
            StoredMessage {
                tags: "+x=word".into(),
                source: "word!word@word".into(),
                ..said(6, "x")
            },
        ],
    );
    assert_eq!(find(&store, "word"), [1, 2, 5]);
    assert_eq!(find(&store, "action"), []);
    append(&store, vec![Record::Redacted { conversation: ROOM, id: 2 }]);
    assert_eq!(find(&store, "word"), [1, 5]);
    append(&store, vec![Record::Forgotten { conversation: ROOM }]);
    assert_eq!(find(&store, "word"), []);
}

#[test]
fn a_search_stays_where_its_reader_may_look() {
    let store = memory();
    let talk = |id, conversation| StoredMessage { conversation, ..said(id, "word") };
    keep(
        &store,
        &[
            said(1, "word"),
            said(2, "word"),
            talk(3, Conversation::room(8)),
            talk(4, Conversation::direct(7, 9)),
            talk(5, Conversation::direct(3, 9)),
            talk(6, Conversation::direct(4, 5)),
            talk(7, Conversation::direct(9, 9)),
        ],
    );
    let asked =
        |rooms: &[(u64, u64)], party| Asked { rooms: rooms.into(), party, ..Asked::default() };
    assert_eq!(asked(&[(7, 0)], None).find(&store, "word"), [1, 2]);
    assert_eq!(asked(&[(7, 2), (8, 3)], None).find(&store, "word"), [2, 3]);
    assert_eq!(asked(&[(7, 3)], None).find(&store, "word"), []);
    assert_eq!(asked(&[], Some(9)).find(&store, "word"), [4, 5, 7]);
    assert_eq!(asked(&[(8, 0)], Some(4)).find(&store, "word"), [3, 6]);
    assert_eq!(asked(&[], Some(8)).find(&store, "word"), []);
    assert_eq!(asked(&[], None).find(&store, "word"), []);
    let direct = |a, b| Asked { direct: Some(Conversation::direct(a, b)), ..asked(&[], Some(9)) };
    assert_eq!(direct(9, 3).find(&store, "word"), [5]);
    assert_eq!(direct(9, 9).find(&store, "word"), [7]);
    assert_eq!(direct(9, 4).find(&store, "word"), []);
    // More places than anybody is in.
    let rooms: Vec<_> = (1..2_000).map(|room| (room, 0)).collect();
    assert_eq!(asked(&rooms, Some(9)).find(&store, "word"), [1, 2, 3, 4, 5, 7]);
}

#[test]
fn a_search_can_be_for_a_sender_and_a_time() {
    let store = memory();
    let by =
        |id, nick: &str| StoredMessage { source: format!("{nick}!u@h").into(), ..said(id, "word") };
    keep(&store, &[by(1, "Ali_[1]"), by(2, "ali"), by(3, "علی"), by(4, "ALI"), by(5, "علي")]);
    let from = |from| Asked { from: Some(from), ..Asked::default() };
    assert_eq!(from("ali").find(&store, "word"), [2, 4]);
    assert_eq!(from("ali").find(&store, ""), [2, 4]);
    assert_eq!(from("ali_[1]").find(&store, "word"), [1]);
    assert_eq!(from("علی").find(&store, "word"), [3, 5]);
    assert_eq!(from("al").find(&store, "word"), []);
    let part = |after, before, limit| Asked { after, before, limit, ..Asked::default() };
    assert_eq!(part(1, 5, 9).find(&store, "word"), [2, 3, 4]);
    assert_eq!(part(1, u64::MAX, 2).find(&store, "word"), [4, 5]);
    assert_eq!(part(5, u64::MAX, 2).find(&store, "word"), []);
    assert_eq!(part(0, 1, 2).find(&store, "word"), []);
    assert_eq!(part(0, 9, 0).find(&store, "word"), []);
    assert_eq!(Asked { ascending: true, ..part(1, 5, 2) }.find(&store, "word"), [2, 3]);
}

#[test]
fn of_too_many_words_those_said_most_stand_for_a_beginning() {
    let store = memory();
    let mut all: Vec<_> = (0..500).map(|n| said(n + 1, &format!("begin{n:03}"))).collect();
    all.extend((0..10).map(|n| said(n + 1_001, "begin400")));
    all.push(said(2_000, "begin"));
    keep(&store, &all);
    let found = Asked { limit: 1_000, ..Asked::default() }.find(&store, "begin");
    assert!(found.ends_with(&[1_008, 1_009, 1_010, 2_000]) && found.contains(&401), "{found:?}");
    assert_eq!(found.len(), 11 + 63, "no more words than that");
    assert_eq!(find(&store, "begin40").len(), 10 + 10);
}

#[test]
fn what_a_server_had_not_indexed_is_found_by_the_next() {
    let folder = Folder::new();
    let texts = (1..=600).map(|id| said(id, "word"));
    keep(&open(folder.path()).0, &texts.collect::<Vec<_>>());
    let (store, _) = open(folder.path());
    let limit = 1_000;
    assert_eq!(Asked { limit, ..Asked::default() }.find(&store, "word").len(), 600);
}

#[test]
fn what_is_deleted_before_it_is_indexed_is_not_found() {
    let store = memory();
    let gone = |id| Record::Redacted { conversation: ROOM, id };
    keep(&store, &(1..=400).map(|id| said(id, "word")).collect::<Vec<_>>());
    append(&store, vec![gone(1), gone(200), gone(400)]);
    let asked = Asked { limit: 1_000, ..Asked::default() };
    assert_eq!(asked.find(&store, "word").len(), 397);
    append(&store, vec![gone(300)]);
    keep(&store, &[said(500, "word"), said(501, "word")]);
    append(&store, vec![gone(501)]);
    assert_eq!(asked.find(&store, "word").len(), 397);
    append(&store, vec![Record::Forgotten { conversation: ROOM }]);
    assert_eq!(asked.find(&store, "word"), []);
}
