//! Which databases are opened, and which are refused and left alone.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use peyk_core::server::storage::{AlwaysOn, Kind, SendId, Span, StoredMessage};
use peyk_core::text::{Language, Text};
use rusqlite::Connection;
use server_smol::store::{Durability, Retention, SqliteStore};
use support::Folder;
use support::store::{everything, ids, keep, memory, open, said, try_open};

/// A folder with a database that has some messages.
fn used() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let (store, _) = open(folder.path());
    let all: Vec<_> = (1..=500).map(|id| said(id, &format!("message {id}"))).collect();
    keep(&store, &all);
    let path = folder.path().join("peyk.db");
    (folder, path)
}

/// Opening is refused in a sentence with the file's path, in both languages, and leaves the file
/// as it was.
fn refused(folder: &Path, word: &str) {
    let path = folder.join("peyk.db");
    let before = fs::read(&path).expect("it is there");
    for language in [Language::English, Language::Persian] {
        let text = Text::of(language);
        let opened = SqliteStore::open(folder, Durability::Disk, Retention::default(), text);
        let Err(problem) = opened else { panic!("{word}: it was opened") };
        let problem = problem.to_string();
        assert!(problem.contains(&path.display().to_string()), "{problem}");
        assert!(language == Language::Persian || problem.contains(word), "{problem}");
    }
    assert!(fs::read(&path).expect("it is still there") == before, "{word}: it was changed");
}

fn change(path: &Path, sql: &str) {
    let conn = Connection::open(path).expect("it is a database");
    conn.execute_batch(sql).expect("it can be changed");
}

#[test]
fn a_fresh_folder_is_made() {
    let folder = Folder::new();
    let inner = folder.path().join("a/b");
    let (store, kept) = open(&inner);
    assert!(kept.accounts.is_empty() && kept.channels.is_empty() && kept.last_id == 0);
    keep(&store, &[said(1, "a")]);
    #[cfg(unix)]
    for file in ["peyk.db", "peyk.db-wal", "peyk.db-shm"] {
        let mode = fs::metadata(inner.join(file)).expect("it is there").permissions();
        let mode = std::os::unix::fs::PermissionsExt::mode(&mode);
        assert_eq!(mode & 0o77, 0, "{file} is for its owner only");
    }
}

#[test]
fn nothing_of_a_store_in_memory_is_in_the_folder() {
    let store = memory();
    keep(&store, &[said(1, "a")]);
    assert_eq!(ids(&store, Span::After(0), 9), [1]);
    assert!(!Path::new("/nonexistent").exists());
}

#[test]
fn an_empty_file_is_a_fresh_database() {
    let folder = Folder::new();
    folder.file("peyk.db", "");
    let (store, _) = open(folder.path());
    keep(&store, &[said(1, "a")]);
    drop(store);
    assert_eq!(open(folder.path()).1.last_id, 1);
}

#[test]
fn an_empty_file_beside_its_log_is_damaged() {
    let (folder, path) = used();
    fs::write(&path, "").expect("it can be written");
    folder.file("peyk.db-wal", "something");
    refused(folder.path(), "damaged");
}

#[test]
fn a_database_of_which_only_the_beginning_was_made_is_fresh() {
    let folder = Folder::new();
    let path = folder.path().join("peyk.db");
    change(&path, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;");
    assert!(fs::metadata(&path).expect("it is there").len() > 0);
    let (store, _) = open(folder.path());
    keep(&store, &[said(1, "a")]);
}

#[test]
fn what_is_no_database_is_refused() {
    let folder = Folder::new();
    for garbage in ["x", "not a database at all", &"garbage\n".repeat(10_000)] {
        folder.file("peyk.db", garbage);
        refused(folder.path(), "not a database of peykd");
    }
}

#[test]
fn another_programs_database_is_refused() {
    let folder = Folder::new();
    let path = folder.path().join("peyk.db");
    change(&path, "CREATE TABLE x (y); INSERT INTO x VALUES (1);");
    refused(folder.path(), "not a database of peykd");
    change(&path, "PRAGMA application_id = 7;");
    refused(folder.path(), "not a database of peykd");
    change(&path, "PRAGMA journal_mode = WAL; PRAGMA user_version = 1;");
    refused(folder.path(), "not a database of peykd");
}

#[test]
fn a_newer_database_is_refused() {
    let (folder, path) = used();
    change(&path, "PRAGMA user_version = 99; CREATE TABLE new (x);");
    refused(folder.path(), "version 99");
    change(&path, "PRAGMA user_version = 0;");
    refused(folder.path(), "damaged");
}

#[test]
fn a_newer_database_that_was_not_closed_is_refused() {
    let (folder, path) = used();
    let newer = Connection::open(&path).expect("it is a database");
    newer.execute_batch("PRAGMA user_version = 99;").expect("it can be changed");
    // Its header still has the old version: the new one is in the log.
    let log = path.with_extension("db-wal");
    let before = fs::read(&log).expect("there is a log");
    assert!(!before.is_empty());
    refused(folder.path(), "version 99");
    assert!(fs::read(&log).expect("it is still there") == before, "its log was changed");
}

#[test]
fn a_damaged_database_is_refused() {
    let (folder, path) = used();
    let whole = fs::read(&path).expect("it is there");
    for bytes in [whole.len() / 2, 4096, 1000, 100, 50, 17] {
        fs::write(&path, &whole[..bytes]).expect("it can be written");
        refused(folder.path(), "damaged");
    }
    for (from, to, word) in
        [(20, 90, "not a database"), (100, 4096, "damaged"), (4096, whole.len(), "damaged")]
    {
        let mut damaged = whole.clone();
        damaged[from..to].fill(0xAA);
        fs::write(&path, damaged).expect("it can be written");
        refused(folder.path(), word);
    }
    // With a backup in its place all is well.
    fs::write(&path, whole).expect("it can be written");
    assert_eq!(everything(&open(folder.path()).0).len(), 500);
}

#[test]
fn a_folder_has_one_server() {
    let folder = Folder::new();
    let (store, _) = open(folder.path());
    let Err(problem) = try_open(folder.path()) else { panic!("two servers have one folder") };
    assert!(problem.to_string().contains(&folder.path().display().to_string()), "{problem}");
    let another = store.clone();
    drop(store);
    assert!(try_open(folder.path()).is_err(), "a clone is the same store");
    drop(another);
    open(folder.path());
}

#[test]
fn a_database_of_the_first_version_is_brought_up_to_date() {
    let folder = Folder::new();
    change(&folder.path().join("peyk.db"), include_str!("fixtures/v1.sql"));
    let (store, kept) = open(folder.path());
    let sent = SendId { sender: "mina".into(), name: "s1".into() };
    let expected = [
        StoredMessage {
            account: Some("mina".into()),
            party: 100,
            send_id: Some(sent.clone()),
            tags: "+draft/reply=x".into(),
            ..said(1_000, "سلام دنیا")
        },
        StoredMessage {
            kind: Kind::Join,
            party: 101,
            source: "ali!a@h".into(),
            ..said(1_001, "Ali")
        },
    ];
    assert_eq!(everything(&store), expected);
    assert_eq!(kept.send_ids, [(sent, 1_000)]);
    assert_eq!(kept.last_id, 1_002);
    let [account] = &*kept.accounts else { panic!("there is one account") };
    assert_eq!((account.id, &*account.name, account.always_on), (100, "mina", AlwaysOn::On));
    assert_eq!(account.certificates, ["ff00".into()]);
    assert_eq!(account.channels, [("#lobby".into(), 4)]);
    assert_eq!(account.metadata, [("url".into(), "x".into())]);
    assert_eq!(account.scram.as_ref().map(|keys| keys.iterations), Some(4_096));
    assert_eq!(kept.read_markers, [(100, "#lobby".into(), 5)]);
    let [channel] = &*kept.channels else { panic!("there is one channel") };
    assert_eq!((channel.id, &*channel.name, channel.limit), (7, "#lobby", Some(9)));
    assert_eq!(channel.masks, [('b', "*!*@evil".into(), "mina".into(), 3)]);
    assert_eq!(channel.access, [("mina".into(), 'q')]);
    assert_eq!(channel.metadata, [("k".into(), "v".into())]);
    keep(&store, &[said(1_003, "new")]);
    assert_eq!(ids(&store, Span::After(0), 9), [1_000, 1_001, 1_003]);
    // A secret is made once.
    drop(store);
    let (_, later) = open(folder.path());
    assert!(kept.salt_secret.is_some() && later.salt_secret == kept.salt_secret);
}
