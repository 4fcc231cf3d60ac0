//! What the store keeps comes back: pages of history, searches, drafts, what is on its way.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one of many things")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use client_fltk::model::{ConversationId, ServerId};
use client_fltk::store::{
    DATABASE_FILE, Job, KeptServer, Neighbor, PageEnd, Problem, Report, Store,
};
use peyk_core::client::{
    DraftKind, Entry, EntryKind, Gap, KeptConversation, KeptKind, MsgId, OutboxMessage, Password,
    Position, Reaction, Record, SendId, Tried,
};
use support::{entry, folder};

const SERVER: ServerId = ServerId(1);

fn open(profile: &Path) -> (Store, Receiver<Report>) {
    let (sender, reports) = channel();
    let (store, _) =
        Store::open(profile, "run".to_owned(), move |it| drop(sender.send(it))).unwrap();
    (store, reports)
}

fn keep(store: &Store, entry: Entry) {
    keep_before(store, entry, None);
}

fn keep_before(store: &Store, entry: Entry, next: Option<&Entry>) {
    let (conversation, entry, next) = ("#lobby".into(), Arc::new(entry), next.map(Neighbor::of));
    store.ask(Job::Entry { server: SERVER, conversation, entry, next });
}

fn older(
    store: &Store,
    reports: &Receiver<Report>,
    before: Option<(i64, &str)>,
) -> (Vec<u64>, PageEnd) {
    store.ask(Job::Older {
        id: ConversationId(1),
        server: SERVER,
        conversation: "#lobby".to_owned(),
        before: before.map(|(time_ms, msgid)| (time_ms, msgid.to_owned())),
        limit: 10,
        beyond_gaps: false,
    });
    match reports.recv().unwrap() {
        Report::Page(page) => {
            (page.entries.iter().map(|entry| entry.time_ms / 1_000).collect(), page.end)
        }
        other => panic!("no page: {other:?}"),
    }
}

fn found(store: &Store, reports: &Receiver<Report>, text: &str) -> Vec<u64> {
    store.ask(Job::Search { text: text.to_owned(), limit: 10 });
    match reports.recv().unwrap() {
        Report::Found { found, .. } => {
            found.iter().map(|found| found.entry.time_ms / 1_000).collect()
        }
        other => panic!("nothing was searched: {other:?}"),
    }
}

#[test]
fn history_is_read_page_by_page_down_to_a_gap() {
    let profile = folder("store-pages");
    let (store, reports) = open(&profile);
    for number in 1..=25 {
        keep(&store, entry(number, "text"));
    }
    let gap =
        Entry { msgid: None, kind: EntryKind::Gap(Gap::Open), time_ms: 4_500, ..entry(100, "") };
    keep(&store, gap.clone());
    assert_eq!(older(&store, &reports, None), ((16..=25).collect(), PageEnd::More));
    assert_eq!(older(&store, &reports, Some((16_000, "id16"))).0, (6..=15).collect::<Vec<_>>());
    assert_eq!(older(&store, &reports, Some((6_000, "id6"))), (vec![4, 5], PageEnd::Gap));
    // A page without a hole closes the gap; what is there already is there once.
    let page: Vec<_> = (3..=6).map(|number| entry(number, "text")).collect();
    store.ask(Job::Entries { server: SERVER, conversation: "#lobby".into(), entries: page });
    assert_eq!(
        older(&store, &reports, Some((6_000, "id6"))),
        (vec![1, 2, 3, 4, 5], PageEnd::Start)
    );
}

#[test]
fn what_was_said_is_found_however_it_is_written() {
    let profile = folder("store-search");
    let (store, reports) = open(&profile);
    for (number, text) in
        [(1, "کتاب‌خانه بسته است"), (2, "من می‌روم"), (3, "See you tomorrow"), (4, "gone")]
    {
        keep(&store, entry(number, text));
    }
    assert_eq!(found(&store, &reports, "كتابخانه"), [1]);
    assert_eq!(found(&store, &reports, "مي روم"), [2]);
    assert_eq!(found(&store, &reports, "TOMOR"), [3]);
    assert_eq!(found(&store, &reports, "see tomorrow"), [3]);
    assert_eq!(found(&store, &reports, "\"*) OR a"), [] as [u64; 0]);
    // The newest comes first, also of what was said at one time.
    for (number, text) in [(7, "twice, once"), (8, "twice"), (9, "twice again")] {
        keep(&store, Entry { time_ms: 7_000, ..entry(number, text) });
    }
    store.ask(Job::Search { text: "twice".to_owned(), limit: 2 });
    let Report::Found { found: twice, .. } = reports.recv().unwrap() else { panic!("no search") };
    let texts: Vec<_> = twice.iter().map(|found| &*found.entry.text).collect();
    assert_eq!(texts, ["twice again", "twice"]);
    let redacted = Entry {
        redacted: Some(peyk_core::client::Redaction { by: "".into(), reason: "".into() }),
        ..entry(4, "")
    };
    keep(&store, redacted);
    assert_eq!(found(&store, &reports, "gone"), [] as [u64; 0]);
}

#[test]
fn what_the_engine_wants_kept_comes_back() {
    let profile = folder("store-kept");
    let (store, _reports) = open(&profile);
    let record = |record| store.ask(Job::Record { server: SERVER, record });
    let message = |name: &str| OutboxMessage {
        send_id: SendId::new(name),
        target: "#lobby".into(),
        text: "متن\nدو سطر".into(),
        kind: DraftKind::Action,
        reply_to: Some(MsgId::new("id1")),
        written_ms: 5,
        tried: Tried::Yes,
        failed: None,
    };
    record(Record::Outbox(message("one")));
    record(Record::Outbox(message("two")));
    record(Record::OutboxGone(SendId::new("one")));
    let lobby = KeptConversation {
        name: "#lobby".into(),
        kind: KeptKind::Joined(Some("key".into())),
        position: None,
        read_ms: 7,
        entries: Vec::new(),
    };
    record(Record::Conversation(lobby.clone()));
    record(Record::Conversation(KeptConversation {
        name: "reza".into(),
        kind: KeptKind::Direct,
        ..lobby.clone()
    }));
    record(Record::ConversationGone("reza".into()));
    let position = Position { msgid: Some(MsgId::new("id2")), time_ms: 2_000 };
    record(Record::Position { name: "#lobby".into(), position: position.clone() });
    let reactions =
        vec![Reaction { text: "👍".into(), nicks: vec!["a".into(), "b".into()], own: true }];
    let said = Entry { reactions, mention: true, own: true, ..entry(2, "text") };
    keep(&store, said.clone());
    // The client was closed while something could be missing: what is before it is whole.
    keep(
        &store,
        Entry { msgid: None, kind: EntryKind::Gap(Gap::Waiting), time_ms: 9_000, ..entry(3, "") },
    );
    store.ask(Job::Draft {
        server: SERVER,
        conversation: "#lobby".to_owned(),
        text: "پیش‌نویس".to_owned(),
    });
    store.ask(Job::Setting { name: "shade", value: "dark".to_owned() });
    let kept_server = KeptServer {
        id: SERVER,
        host: "peyk.local".to_owned(),
        port: 5000,
        plain: false,
        nick: "sara".to_owned(),
        name: String::new(),
        pinned: Some([7; 32]),
        server_password: Some(Password::new("open")),
        password: None,
        connected: true,
        used_ms: 1,
    };
    store.ask(Job::Server(kept_server.clone()));
    store.flush();
    drop(store);

    let (store, opened) = Store::open(&profile, "again".to_owned(), |_| {}).unwrap();
    assert_eq!(opened.settings, [("shade".to_owned(), "dark".to_owned())]);
    assert_eq!(opened.servers, [kept_server]);
    assert_eq!(opened.conversations[0].draft, "پیش‌نویس");
    let kept = store.kept(SERVER);
    assert_eq!(kept.outbox, [message("two")]);
    let [conversation] = &kept.conversations[..] else { panic!("{:?}", kept.conversations) };
    assert_eq!((&conversation.kind, conversation.read_ms), (&lobby.kind, 7));
    assert_eq!(conversation.position, Some(position));
    let [kept_entry] = &conversation.entries[..] else { panic!("{:?}", conversation.entries) };
    assert_eq!(*kept_entry, Entry { id: kept_entry.id, ..said });

    store.ask(Job::ForgetServer(SERVER));
    assert_eq!(store.kept(SERVER), peyk_core::client::Kept::default());
}

#[test]
fn a_profile_is_one_clients_and_what_is_no_profile_is_left_alone() {
    let profile = folder("store-locked");
    let (store, _reports) = open(&profile);
    let again = Store::open(&profile, "run".to_owned(), |_| {}).err();
    assert_eq!(again, Some(Problem::Locked(profile.clone())));
    drop(store);
    let path = profile.join(DATABASE_FILE);
    std::fs::write(&path, "something that somebody else wrote there, and wants to keep").unwrap();
    let refused = Store::open(&profile, "run".to_owned(), |_| {}).err();
    assert!(matches!(refused, Some(Problem::Damaged(..))), "{refused:?}");
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("something"));
    let newer = folder("store-newer");
    drop(open(&newer).0);
    let conn = rusqlite::Connection::open(newer.join(DATABASE_FILE)).unwrap();
    conn.pragma_update(None, "user_version", 1_000).unwrap();
    drop(conn);
    let refused = Store::open(&newer, "run".to_owned(), |_| {}).err();
    assert_eq!(refused, Some(Problem::Newer(newer.join(DATABASE_FILE))));
}

/// What the store has below a message, with its gaps as noughts.
fn around(store: &Store, reports: &Receiver<Report>, until: u64) -> Vec<u64> {
    store.ask(Job::Around {
        id: ConversationId(1),
        server: SERVER,
        conversation: "#lobby".to_owned(),
        time_ms: 0,
        until: (i64::try_from(until).unwrap() * 1_000, format!("id{until}")),
        limit: 100,
    });
    match reports.recv().unwrap() {
        Report::Around { page, .. } => {
            let number = |entry: &Entry| match entry.kind {
                EntryKind::Gap(_) => 0,
                _ => entry.time_ms / 1_000,
            };
            page.entries.iter().map(number).collect()
        }
        other => panic!("no page: {other:?}"),
    }
}

#[test]
fn a_page_that_meets_nothing_has_gaps_at_its_ends() {
    let profile = folder("store-loose");
    let (store, reports) = open(&profile);
    for number in [1, 2, 30, 31] {
        keep(&store, entry(number, "text"));
    }
    let page = |from, to| {
        let entries = (from..=to).map(|number| entry(number, "text")).collect();
        store.ask(Job::Entries { server: SERVER, conversation: "#lobby".into(), entries });
    };
    // Jumped to: nobody knows what is beside it.
    page(10, 12);
    assert_eq!(around(&store, &reports, 31), [1, 2, 0, 10, 11, 12, 0, 30]);
    assert_eq!(older(&store, &reports, Some((30_000, "id30"))), (vec![12], PageEnd::Gap));
    // What is between comes page by page, and closes a gap when it meets what is there.
    page(20, 22);
    assert_eq!(around(&store, &reports, 31), [1, 2, 0, 10, 11, 12, 0, 20, 21, 22, 0, 30]);
    page(12, 20);
    page(22, 30);
    let from_ten: Vec<_> = [1, 2, 0].into_iter().chain(10..=30).collect();
    assert_eq!(around(&store, &reports, 31), from_ten);
    // A page that ends at a gap has nothing to say about it.
    page(10, 12);
    page(1, 2);
    assert_eq!(around(&store, &reports, 31), from_ten);
    page(2, 10);
    assert_eq!(around(&store, &reports, 31), (1..=30).collect::<Vec<_>>());
}

#[test]
fn what_was_said_at_one_time_keeps_the_order_of_the_server() {
    let profile = folder("store-ties");
    let (store, reports) = open(&profile);
    let said = |number: u64| Entry { time_ms: 5_000, ..entry(number, "text") };
    let numbers = |store: &Store| -> Vec<String> {
        store.ask(Job::Older {
            id: ConversationId(1),
            server: SERVER,
            conversation: "#lobby".to_owned(),
            before: None,
            limit: 100,
            beyond_gaps: false,
        });
        match reports.recv().unwrap() {
            Report::Page(page) => {
                page.entries.iter().map(|it| it.msgid.as_ref().unwrap().to_string()).collect()
            }
            other => panic!("no page: {other:?}"),
        }
    };
    let ids = |range: std::ops::RangeInclusive<u64>| -> Vec<String> {
        range.map(|number| format!("id{number}")).collect()
    };
    // The end came first, then pages before it, then one between.
    for number in 14..=16 {
        keep(&store, said(number));
    }
    let page = |from: u64, to: u64| {
        let entries = (from..=to).map(said).collect();
        store.ask(Job::Entries { server: SERVER, conversation: "#lobby".into(), entries });
    };
    page(10, 14);
    assert_eq!(numbers(&store), ids(10..=16));
    page(6, 11);
    assert_eq!(numbers(&store), ids(6..=16));
    // One by one, as the engine tells it.
    keep_before(&store, said(4), Some(&said(6)));
    keep_before(&store, said(5), Some(&said(6)));
    keep(&store, said(17));
    assert_eq!(numbers(&store), ids(4..=17));
}

#[test]
fn a_profile_of_an_earlier_version_is_taken_over() {
    let now = folder("store-now");
    drop(open(&now).0);
    let conn = rusqlite::Connection::open(now.join(DATABASE_FILE)).unwrap();
    let application: i32 =
        conn.pragma_query_value(None, "application_id", |row| row.get(0)).unwrap();
    let earlier = folder("store-earlier");
    let conn = rusqlite::Connection::open(earlier.join(DATABASE_FILE)).unwrap();
    conn.execute_batch(include_str!("../src/store/schema.sql")).unwrap();
    conn.pragma_update(None, "application_id", application).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    conn.execute_batch(
        "INSERT INTO conversations (server, name) VALUES (1, '#lobby');
         INSERT INTO messages (conversation, time_ms, key, has_msgid, kind, nick, flags, text, \
           other, reactions)
         VALUES (1, 3000, 'id3', 1, 0, 'sara', 0, 'text', '', '');",
    )
    .unwrap();
    drop(conn);
    let (store, reports) = open(&earlier);
    keep(&store, entry(4, "text"));
    assert_eq!(older(&store, &reports, None), (vec![3, 4], PageEnd::Start));
}
