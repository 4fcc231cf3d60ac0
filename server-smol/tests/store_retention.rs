//! What is older than it should be is forgotten, and nothing else.

mod support;

use std::time::{SystemTime, UNIX_EPOCH};

use peyk_core::server::storage::{Conversation, Page, Query, Span, StoredMessage, time_id};
use server_smol::store::{Durability, Retention, SqliteStore};
use support::Folder;
use support::store::{
    ROOM, english, everything, ids, keep, memory, messages, open, said, try_read,
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// An id of so many days ago.
fn days_ago(days: u64, n: u64) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    let now_ms = u64::try_from(now.as_millis()).expect("it is a time");
    time_id(now_ms - days * DAY_MS) + n
}

/// Waits until the first message has another id, by asking.
fn wait_for_first(store: &SqliteStore, first: Option<u64>) {
    while ids(store, Span::After(0), 1).first().copied() != first {}
}

fn targets(store: &SqliteStore) -> usize {
    let rooms = vec![(ROOM.first, 0), (8, 0)];
    let query =
        Query::Targets { rooms, party: 1, after: 0, before: u64::MAX, ascending: true, limit: 9 };
    match try_read(store, query).expect("it can be read") {
        Page::Targets(targets) => targets.len(),
        Page::Messages(_) => panic!("targets were asked for"),
    }
}

fn found(store: &SqliteStore, text: &str) -> usize {
    let query = Query::Search {
        rooms: vec![(ROOM.first, 0), (8, 0)],
        party: None,
        direct: None,
        text: text.into(),
        from: None,
        after: 0,
        before: u64::MAX,
        ascending: false,
        limit: u32::MAX,
    };
    messages(store, query).len()
}

/// Old messages in two rooms, and a few new ones in one of them.
fn fill(store: &SqliteStore) -> Vec<StoredMessage> {
    let old: Vec<_> = (0..1_000).map(|n| said(days_ago(31, n), "old word")).collect();
    keep(store, &old);
    let elsewhere = Conversation::room(8);
    keep(store, &[StoredMessage { conversation: elsewhere, ..said(days_ago(31, 2_000), "word") }]);
    let new: Vec<_> = (0..10).map(|n| said(days_ago(29, n), "new word")).collect();
    keep(store, &new);
    new
}

#[test]
fn old_messages_go_and_new_ones_stay() {
    let store = memory();
    let new = fill(&store);
    // By default nothing is forgotten.
    assert_eq!(everything(&store).len(), 1_010);
    assert_eq!((found(&store, "old"), targets(&store)), (1_000, 2));
    store.set_retention(Retention { keep_days: Some(32) });
    keep(&store, &[said(days_ago(0, 0), "now")]);
    assert_eq!(everything(&store).len(), 1_011);
    store.set_retention(Retention { keep_days: Some(30) });
    wait_for_first(&store, new.first().map(|message| message.id));
    assert_eq!(everything(&store)[..10], new);
    assert_eq!(found(&store, "old"), 0);
    assert_eq!(found(&store, "word"), 10);
    while targets(&store) != 1 {}
}

#[test]
fn a_store_that_is_opened_forgets_what_became_too_old() {
    let folder = Folder::new();
    {
        let (store, _) = open(folder.path());
        fill(&store);
    }
    let retention = Retention { keep_days: Some(1) };
    let (store, kept) =
        SqliteStore::open(folder.path(), Durability::Os, retention, english()).expect("it is free");
    // Appends go on meanwhile.
    let mut id = kept.last_id;
    while ids(&store, Span::After(0), 1).first().is_some_and(|&first| first <= kept.last_id) {
        id += 1;
        keep(&store, &[said(id, "meanwhile")]);
    }
    drop(store);
    let (_store, kept) = open(folder.path());
    assert!(kept.last_id >= id, "ids of what is forgotten are not given again");
}
