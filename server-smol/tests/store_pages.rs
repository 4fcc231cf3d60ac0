//! Pages of a conversation: every part of it that can be asked for, and who sees what.

mod support;

use peyk_core::server::storage::{
    Conversation, Filter, KeptTarget, Kind, Page, Query, Record, Span, StoredMessage,
};
use proptest::prelude::*;
use server_smol::store::SqliteStore;
use support::Folder;
use support::store::{
    ALL, ROOM, append, ids, keep, memory, messages, open, record, said, try_read,
};

/// A room with messages of ids 10, 20 .. 100.
fn room() -> SqliteStore {
    let store = memory();
    let all: Vec<_> = (1..=10).map(|n| said(n * 10, "a")).collect();
    keep(&store, &all);
    let elsewhere = Conversation::room(8);
    keep(&store, &[StoredMessage { conversation: elsewhere, ..said(55, "b") }]);
    store
}

#[test]
fn latest_is_the_newest_page() {
    let store = room();
    assert_eq!(ids(&store, Span::Latest { after: 0 }, 3), [80, 90, 100]);
    assert_eq!(ids(&store, Span::Latest { after: 89 }, 3), [90, 100]);
    assert_eq!(ids(&store, Span::Latest { after: 90 }, 3), [100]);
    assert_eq!(ids(&store, Span::Latest { after: 100 }, 3), []);
    assert_eq!(ids(&store, Span::Latest { after: u64::MAX }, 3), []);
    assert_eq!(ids(&store, Span::Latest { after: 0 }, 0), []);
    assert_eq!(ids(&store, Span::Latest { after: 0 }, u32::MAX).len(), 10);
}

#[test]
fn before_and_after_exclude_their_bound() {
    let store = room();
    assert_eq!(ids(&store, Span::Before(50), 2), [30, 40]);
    assert_eq!(ids(&store, Span::Before(51), 2), [40, 50]);
    assert_eq!(ids(&store, Span::Before(10), 2), []);
    assert_eq!(ids(&store, Span::Before(0), 2), []);
    assert_eq!(ids(&store, Span::Before(u64::MAX), 2), [90, 100]);
    assert_eq!(ids(&store, Span::After(50), 2), [60, 70]);
    assert_eq!(ids(&store, Span::After(49), 2), [50, 60]);
    assert_eq!(ids(&store, Span::After(100), 2), []);
    assert_eq!(ids(&store, Span::After(u64::MAX), 2), []);
}

#[test]
fn around_has_both_sides() {
    let store = room();
    assert_eq!(ids(&store, Span::Around(50), 1), [50]);
    assert_eq!(ids(&store, Span::Around(50), 2), [40, 50]);
    assert_eq!(ids(&store, Span::Around(50), 5), [30, 40, 50, 60, 70]);
    // A message that is not there has its place all the same.
    assert_eq!(ids(&store, Span::Around(55), 4), [40, 50, 60, 70]);
    assert_eq!(ids(&store, Span::Around(55), 1), [60]);
    // Where there is little before, there is more after.
    assert_eq!(ids(&store, Span::Around(10), 4), [10, 20, 30, 40]);
    assert_eq!(ids(&store, Span::Around(100), 4), [80, 90, 100]);
    assert_eq!(ids(&store, Span::Around(0), 2), [10, 20]);
    assert_eq!(ids(&store, Span::Around(u64::MAX), 2), [100]);
    assert_eq!(ids(&store, Span::Around(50), 0), []);
}

#[test]
fn between_counts_from_its_first_bound() {
    let store = room();
    assert_eq!(ids(&store, Span::Between(20, 80), 2), [30, 40]);
    assert_eq!(ids(&store, Span::Between(80, 20), 2), [60, 70]);
    assert_eq!(ids(&store, Span::Between(20, 50), 9), [30, 40]);
    assert_eq!(ids(&store, Span::Between(50, 20), 9), [30, 40]);
    assert_eq!(ids(&store, Span::Between(20, 30), 9), []);
    assert_eq!(ids(&store, Span::Between(20, 20), 9), []);
    assert_eq!(ids(&store, Span::Between(0, u64::MAX), 2), [10, 20]);
    assert_eq!(ids(&store, Span::Between(u64::MAX, 0), 2), [90, 100]);
}

#[test]
fn a_filter_leaves_out_what_is_not_for_the_asker() {
    let store = memory();
    let all = [
        said(1, "said"),
        StoredMessage { kind: Kind::Notice, ..said(2, "said") },
        StoredMessage { kind: Kind::Tagmsg, tags: "+draft/react=x".into(), ..said(3, "") },
        StoredMessage { kind: Kind::Join, ..said(4, "Mina") },
        StoredMessage { kind: Kind::Rename, ..said(5, "#new :because") },
        StoredMessage { least: 0b100, ..said(6, "to operators") },
        StoredMessage { least: 0b10, ..said(7, "to half-operators") },
    ];
    keep(&store, &all);
    let seen = |filter: Filter| {
        let span = Span::Latest { after: 0 };
        let query = Query::Messages { conversation: ROOM, span, filter, limit: 100 };
        messages(&store, query).iter().map(|message| message.id).collect::<Vec<_>>()
    };
    assert_eq!(seen(ALL), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(seen(Filter { tags: false, ..ALL }), [1, 2, 4, 5, 6, 7]);
    assert_eq!(seen(Filter { events: false, ..ALL }), [1, 2, 3, 6, 7]);
    assert_eq!(seen(Filter { tags: false, events: false, ..ALL }), [1, 2, 6, 7]);
    assert_eq!(seen(Filter { ranks: 0, ..ALL }), [1, 2, 3, 4, 5]);
    assert_eq!(seen(Filter { ranks: 0b1011, ..ALL }), [1, 2, 3, 4, 5, 7]);
    assert_eq!(seen(Filter { since: 4, ..ALL }), [4, 5, 6, 7]);
    assert_eq!(seen(Filter { since: 8, ..ALL }), []);
    assert_eq!(seen(Filter { since: u64::MAX, ..ALL }), []);
}

#[test]
fn a_page_of_one_kind_is_full_whatever_else_happened() {
    let store = memory();
    let mut all: Vec<_> = (1..=20).map(|id| said(id, "a")).collect();
    all.extend((21..=500).map(|id| StoredMessage { kind: Kind::Join, ..said(id, "Mina") }));
    keep(&store, &all);
    let filter = Filter { events: false, ..ALL };
    let span = Span::Latest { after: 0 };
    let query = Query::Messages { conversation: ROOM, span, filter, limit: 5 };
    let seen: Vec<_> = messages(&store, query).iter().map(|message| message.id).collect();
    assert_eq!(seen, [16, 17, 18, 19, 20]);
}

#[test]
fn one_message_is_found_in_its_conversation_only() {
    let store = room();
    let one = |conversation, id| messages(&store, Query::Message { conversation, id }).len();
    assert_eq!(one(ROOM, 50), 1);
    assert_eq!(one(ROOM, 55), 0);
    assert_eq!(one(Conversation::room(8), 55), 1);
    assert_eq!(one(ROOM, u64::MAX), 0);
}

/// What a party's list of conversations says: the first party or room, the nickname, the latest.
fn targets(store: &SqliteStore, query: Query) -> Vec<(u64, String, u64)> {
    let Page::Targets(targets) = try_read(store, query).expect("it can be read") else {
        panic!("targets were asked for");
    };
    let told = |t: KeptTarget| (t.conversation.first, t.nick.into_string(), t.latest);
    targets.into_iter().map(told).collect()
}

fn asked(rooms: &[(u64, u64)], after: u64, before: u64) -> Query {
    let rooms = rooms.to_vec();
    Query::Targets { rooms, party: 3, after, before, ascending: false, limit: 10 }
}

/// A direct message between parties with these nicknames.
fn direct(id: u64, from: (u64, &str), to: (u64, &str)) -> StoredMessage {
    StoredMessage {
        conversation: Conversation::direct(from.0, to.0),
        source: format!("{}!u@h", from.1).into(),
        party: from.0,
        target: to.1.into(),
        ..said(id, "psst")
    }
}

#[test]
fn targets_are_a_partys_conversations_by_their_latest_message() {
    let store = memory();
    let (me, ali, zahra) = ((3, "Mina"), (2, "Ali"), (5, "Zahra"));
    keep(
        &store,
        &[
            said(10, "old"),
            said(60, "new"),
            StoredMessage { kind: Kind::Join, ..said(61, "no news") },
            StoredMessage { least: 1, ..said(62, "not for all") },
            StoredMessage { conversation: Conversation::room(9), ..said(20, "a") },
            direct(30, me, ali),
            direct(40, zahra, me),
            direct(50, ali, zahra),
        ],
    );
    let list = |query| targets(&store, query);
    let (room, other_room) = ((7, String::new(), 60), (9, String::new(), 20));
    let (with_ali, with_zahra) = ((2, "Ali".to_owned(), 30), (3, "Zahra".to_owned(), 40));
    let rooms = [(7, 0), (9, 0), (1000, 0)];
    let all = [room.clone(), with_zahra.clone(), with_ali.clone(), other_room.clone()];
    assert_eq!(list(asked(&rooms, 0, u64::MAX)), all);
    assert_eq!(list(asked(&[], 0, u64::MAX)), [with_zahra.clone(), with_ali.clone()]);
    // The latest of all is what counts, not the latest in the span; bounds are excluded.
    assert_eq!(list(asked(&rooms, 5, 15)), []);
    assert_eq!(list(asked(&rooms, 20, 40)), std::slice::from_ref(&with_ali));
    assert_eq!(list(asked(&rooms, 19, 41)), all[1..]);
    // Nothing of a room was said since one may read it.
    assert_eq!(list(asked(&[(7, 61), (9, 20)], 0, 25)), std::slice::from_ref(&other_room));
    assert_eq!(list(asked(&[(7, 61)], 59, 99)), []);
    let some = |ascending| {
        let rooms = rooms.to_vec();
        Query::Targets { rooms, party: 3, after: 0, before: u64::MAX, ascending, limit: 2 }
    };
    assert_eq!(list(some(false)), [room.clone(), with_zahra.clone()]);
    assert_eq!(list(some(true)), [other_room, with_ali.clone()]);
    let called = |nick: &str| list(Query::Correspondent { party: 3, nick: nick.into() });
    assert_eq!(called("ali"), std::slice::from_ref(&with_ali));
    assert_eq!(called("mina"), []);
    // A nickname is the latest; a redacted message is nobody's latest.
    keep(&store, &[direct(70, (5, "Zahra_Z"), me), direct(71, me, (5, "Zahra_Z"))]);
    append(&store, vec![Record::Redacted { conversation: Conversation::direct(3, 5), id: 71 }]);
    append(&store, vec![Record::Redacted { conversation: ROOM, id: 60 }]);
    append(&store, vec![Record::Forgotten { conversation: Conversation::direct(3, 2) }]);
    let with_zahra = (3, "Zahra_Z".to_owned(), 70);
    assert_eq!(list(asked(&[(7, 0)], 0, u64::MAX)), [with_zahra, (7, String::new(), 10)]);
}

#[test]
fn who_talks_to_oneself_has_a_conversation() {
    let store = memory();
    keep(&store, &[direct(10, (3, "Mina"), (3, "Mina"))]);
    assert_eq!(targets(&store, asked(&[], 0, u64::MAX)), [(3, "Mina".to_owned(), 10)]);
    // Another device of the same account may be called something else.
    keep(&store, &[direct(11, (3, "Mina"), (3, "Mina2"))]);
    assert_eq!(targets(&store, asked(&[], 0, u64::MAX)), [(3, "Mina2".to_owned(), 11)]);
}

/// What the model of a store answers: plainly, by looking at every message.
fn modelled(all: &[StoredMessage], span: Span, filter: &Filter, limit: usize) -> Vec<u64> {
    let seen = |m: &&StoredMessage| {
        let wanted = match m.kind {
            Kind::Privmsg | Kind::Notice => true,
            Kind::Tagmsg => filter.tags,
            Kind::Join
            | Kind::Part
            | Kind::Quit
            | Kind::Kick
            | Kind::Nick
            | Kind::Topic
            | Kind::Mode
            | Kind::Redact
            | Kind::Rename => filter.events,
        };
        let allowed = m.least == 0 || m.least & filter.ranks != 0;
        m.conversation == ROOM && m.id >= filter.since && wanted && allowed
    };
    let ids: Vec<u64> = all.iter().filter(seen).map(|m| m.id).collect();
    let part = |low: u64, high: u64| ids.iter().copied().filter(move |&id| id > low && id < high);
    let last = |ids: Vec<u64>, count: usize| ids[ids.len().saturating_sub(count)..].to_vec();
    match span {
        Span::Latest { after } => last(part(after, u64::MAX).collect(), limit),
        Span::Before(id) => last(part(0, id).collect(), limit),
        Span::After(id) => part(id, u64::MAX).take(limit).collect(),
        Span::Around(id) => {
            let mut page = last(part(0, id).collect(), limit / 2);
            let rest = ids.iter().copied().filter(|&other| other >= id);
            page.extend(rest.take(limit - page.len()));
            page
        }
        Span::Between(from, to) if from < to => part(from, to).take(limit).collect(),
        Span::Between(from, to) => last(part(to, from).collect(), limit),
    }
}

fn any_message() -> impl Strategy<Value = StoredMessage> {
    let rooms = prop::sample::select(vec![ROOM, Conversation::room(8), Conversation::direct(7, 8)]);
    let kind = (0_u8..12).prop_map(|number| Kind::of_number(number).expect("there are twelve"));
    let least = prop::sample::select(vec![0, 0, 0, 1, 2, 4]);
    (rooms, kind, least).prop_map(|(conversation, kind, least)| StoredMessage {
        conversation,
        kind,
        least,
        ..said(0, "a")
    })
}

fn any_span() -> impl Strategy<Value = Span> {
    let id = || prop_oneof![8 => 0_u64..130, 1 => Just(u64::MAX)];
    prop_oneof![
        id().prop_map(|after| Span::Latest { after }),
        id().prop_map(Span::Before),
        id().prop_map(Span::After),
        id().prop_map(Span::Around),
        (id(), id()).prop_map(|(from, to)| Span::Between(from, to)),
    ]
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let since = prop_oneof![Just(0), 0_u64..130];
    (since, 0_u8..8, any::<bool>(), any::<bool>()).prop_map(|(since, ranks, tags, events)| Filter {
        since,
        ranks,
        tags,
        events,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_those_of_a_model(
        mut all in prop::collection::vec((1_u64..4, any_message()), 0..60),
        batch in 1_usize..20,
        redacted in prop::collection::vec(0_u64..120, 0..4),
        asked in prop::collection::vec((any_span(), any_filter(), 0_u32..12), 30),
    ) {
        let store = memory();
        let mut id = 0;
        let mut kept: Vec<StoredMessage> = Vec::new();
        for (gap, message) in &mut all {
            id += *gap;
            kept.push(StoredMessage { id, ..message.clone() });
        }
        for some in kept.chunks(batch) {
            append(&store, some.iter().map(record).collect());
        }
        for id in redacted {
            append(&store, vec![Record::Redacted { conversation: ROOM, id }]);
            kept.retain(|message| message.id != id || message.conversation != ROOM);
        }
        for (span, filter, limit) in asked {
            let query = Query::Messages { conversation: ROOM, span, filter, limit };
            let ids: Vec<u64> = messages(&store, query).iter().map(|m| m.id).collect();
            let limit = usize::try_from(limit).expect("it is small");
            prop_assert_eq!(ids, modelled(&kept, span, &filter, limit), "{:?} {:?}", span, filter);
        }
    }
}

#[test]
fn a_file_is_read_as_memory_is() {
    let folder = Folder::new();
    let (store, _) = open(folder.path());
    for id in 1..=100 {
        keep(&store, &[said(id, "a")]);
        // What was kept is there for whoever asks afterwards.
        assert_eq!(ids(&store, Span::Latest { after: 0 }, 1), [id]);
    }
    assert_eq!(ids(&store, Span::Before(50), 2), [48, 49]);
}
