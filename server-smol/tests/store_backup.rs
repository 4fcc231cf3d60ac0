//! A backup is the store as it was at one moment, also while a server writes.

mod support;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use peyk_core::server::storage::{Query, Span, StoredMessage};
use peyk_core::text::{Language, Text};
use server_smol::store::SqliteStore;
use support::Folder;
use support::store::{ALL, ROOM, english, everything, keep, messages, open, page, said};

const BATCH: u64 = 7;

fn batch(number: u64) -> Vec<StoredMessage> {
    (0..BATCH).map(|n| said(number * BATCH + n, "سلام دنیا")).collect()
}

fn search(text: &str) -> Query {
    Query::Search {
        rooms: vec![(ROOM.first, 0)],
        party: None,
        direct: None,
        text: text.into(),
        from: None,
        after: 0,
        before: u64::MAX,
        ascending: false,
        limit: u32::MAX,
    }
}

/// A copy is a whole store with all that was kept at one moment between two.
fn check(copy: &Path, least: u64, most: u64) {
    let folder = Folder::new();
    fs::copy(copy, folder.path().join("peyk.db")).expect("it can be copied");
    let (store, kept) = open(folder.path());
    let all = everything(&store);
    let batches = u64::try_from(all.len()).expect("it is a number") / BATCH;
    assert!((least..=most).contains(&batches), "{batches} is not in {least}..={most}");
    let expected: Vec<_> = (1..=batches).flat_map(batch).collect();
    assert_eq!(all, expected);
    assert_eq!(kept.last_id, batches * BATCH + BATCH - 1);
    assert_eq!(messages(&store, search("دنیا")), expected);
    // It can go on from there.
    keep(&store, &batch(batches + 1));
    assert_eq!(messages(&store, search("سلام")).len(), expected.len() + batch(0).len());
}

#[test]
fn a_backup_is_one_moment_of_a_busy_store() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let (store, _) = open(folder.path());
    (1..=50).for_each(|number| keep(&store, &batch(number)));
    let (kept, done) = (AtomicU64::new(50), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 51.. {
                keep(&store, &batch(number));
                kept.store(number, Ordering::SeqCst);
                if done.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        for number in 0..5 {
            let to = elsewhere.path().join(format!("backup-{number}.db"));
            let least = kept.load(Ordering::SeqCst);
            SqliteStore::backup(folder.path(), &to, english()).expect("there is space");
            // One batch may be kept, and not be told yet.
            check(&to, least, kept.load(Ordering::SeqCst) + 1);
        }
        done.store(true, Ordering::SeqCst);
    });
    // The store and its last backup have the same pages.
    let to = elsewhere.path().join("last.db");
    SqliteStore::backup(folder.path(), &to, english()).expect("there is space");
    let restored = Folder::new();
    fs::rename(&to, restored.path().join("peyk.db")).expect("it is there");
    let (copy, _) = open(restored.path());
    for span in [Span::Latest { after: 0 }, Span::Before(200), Span::Around(100)] {
        assert_eq!(messages(&copy, page(span, 50)), messages(&store, page(span, 50)));
    }
    let one = Query::Messages { conversation: ROOM, span: Span::After(0), filter: ALL, limit: 1 };
    assert_eq!(messages(&copy, one).len(), 1);
    let left: Vec<_> = fs::read_dir(elsewhere.path()).expect("it is there").collect();
    assert_eq!(left.len(), 5, "nothing else is left behind: {left:?}");
}

#[test]
fn a_backup_overwrites_nothing_and_says_what_is_in_the_way() {
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    let persian = Text::of(Language::Persian);
    let to = elsewhere.path().join("backup.db");
    for text in [english(), persian] {
        let problem = SqliteStore::backup(folder.path(), &to, text).expect_err("nothing is there");
        assert!(problem.to_string().contains(&folder.path().display().to_string()), "{problem}");
    }
    drop(open(folder.path()));
    let there = elsewhere.file("there.db", "precious");
    for text in [english(), persian] {
        let problem = SqliteStore::backup(folder.path(), &there, text).expect_err("it is there");
        assert!(problem.to_string().contains(&there.display().to_string()), "{problem}");
    }
    assert_eq!(fs::read_to_string(&there).expect("it is there"), "precious");
    let nowhere = elsewhere.path().join("nowhere/backup.db");
    for text in [english(), persian] {
        let problem = SqliteStore::backup(folder.path(), &nowhere, text).expect_err("no folder");
        assert!(problem.to_string().contains(&nowhere.display().to_string()), "{problem}");
    }
    assert!(!to.exists());
    // What is not a database is no backup either.
    folder.file("peyk.db", "garbage");
    SqliteStore::backup(folder.path(), &to, english()).expect_err("it is not a database");
    assert!(!to.exists());
}
