//! What cannot be written is not kept, says why, and can be tried again without a restart.

#![cfg(unix)]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use peyk_core::server::storage::{Record, Span, StoredMessage};
use rlimit::Resource;
use server_smol::store::SqliteStore;
use support::Folder;
use support::disk::Disk;
use support::store::{everything, ids, open, record, said, try_append, try_open};

/// Tells the child which folder to keep messages in.
const FOLDER: &str = "PEYK_TEST_STORE";

/// A batch of a hundred messages of a kilobyte.
fn batch(number: u64) -> Vec<StoredMessage> {
    (0..100).map(|n| said(number * 100 + n, &"سلام دنیا ".repeat(50))).collect()
}

fn records(messages: &[StoredMessage]) -> Vec<Record> {
    messages.iter().map(record).collect()
}

/// Keeps batches until one cannot be kept, and returns its number and the sentence.
fn keep_until_it_fails(store: &SqliteStore, from: u64) -> (u64, String) {
    for number in from..from + 10_000 {
        if let Err(error) = try_append(store, records(&batch(number))) {
            return (number, error.0);
        }
    }
    panic!("there was space for gigabytes");
}

/// Exactly the batches below a number are there.
fn check(store: &SqliteStore, end: u64) {
    let expected: Vec<_> = (1..end).flat_map(batch).collect();
    assert!(everything(store) == expected, "something else was kept than the batches below {end}");
}

/// A disk at a folder of its own.
fn disk(folder: &Folder, size: &str) -> Option<Disk> {
    Disk::mount(folder.path().join("disk"), size)
}

#[test]
fn a_full_disk_keeps_nothing_until_there_is_space() {
    let folder = Folder::new();
    let Some(disk) = disk(&folder, "12m") else { return };
    let (filler, more) = (disk.fill("filler", 1), disk.fill("more", 5));
    let (store, _) = open(disk.path());
    let (failed, sentence) = keep_until_it_fails(&store, 1);
    assert!(failed > 1, "there is space for something");
    assert!(sentence.contains("disk is full") && sentence.contains("peyk.db"), "{sentence}");
    // It can be read meanwhile, and it goes on failing.
    check(&store, failed);
    let (still, _) = keep_until_it_fails(&store, failed);
    check(&store, still);
    fs::remove_file(&filler).expect("it is there");
    try_append(&store, records(&batch(still))).expect("there is space again");
    check(&store, still + 1);
    // To write its log back into the database, it needs space for both.
    fs::remove_file(&more).expect("it is there");
    drop(store);
    let (store, kept) = open(disk.path());
    assert_eq!(kept.last_id, still * 100 + 99);
    check(&store, still + 1);
}

#[test]
fn a_disk_that_is_full_at_the_start_is_said_so() {
    let folder = Folder::new();
    let Some(disk) = disk(&folder, "64k") else { return };
    fs::write(disk.path().join("filler"), vec![0; 60 << 10]).expect("there is space for this");
    let Err(problem) = try_open(disk.path()) else { panic!("there is no space for a database") };
    let problem = problem.to_string();
    assert!(problem.contains("peyk.db") && problem.contains("full"), "{problem}");
}

fn refused(folder: &Path) {
    let Err(problem) = try_open(folder) else { panic!("it cannot be written") };
    let problem = problem.to_string();
    assert!(problem.contains(&folder.display().to_string()), "{problem}");
    assert!(problem.contains("--data"), "{problem}");
}

#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    let folder = Folder::new();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).expect("it is ours");
    if fs::write(folder.path().join("probe"), "").is_err() {
        refused(folder.path());
    } else if let Some(disk) = disk(&folder, "1m") {
        // Permissions do not bind this user.
        drop(open(disk.path()));
        disk.make_read_only();
        refused(disk.path());
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).expect("it is ours");
}

/// The child's part: its system refuses to make files any longer. Nothing for whoever runs tests.
#[test]
fn a_child_whose_writes_fail_tries_again() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let (store, _) = open(Path::new(&folder));
    let (failed, sentence) = keep_until_it_fails(&store, 1);
    assert!(failed > 1, "there is space for something");
    assert!(sentence.contains("disk I/O error") && sentence.contains("peyk.db"), "{sentence}");
    check(&store, failed);
    assert!(try_append(&store, records(&batch(failed))).is_err(), "it goes on failing");
    let (_, hard) = Resource::FSIZE.get().expect("there is a limit");
    Resource::FSIZE.set(hard, hard).expect("it may be raised so far");
    try_append(&store, records(&batch(failed))).expect("files may be longer again");
    check(&store, failed + 1);
    println!("\nfine");
}

#[test]
fn a_disk_that_fails_is_tried_again() {
    let folder = Folder::new();
    let program = env::current_exe().expect("tests have a program");
    // The signal for a file that is too long would end the program.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -S -f 3000; exec \"$0\" \"$@\""])
        .arg(program)
        .args(["--exact", "a_child_whose_writes_fail_tries_again", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("there is a shell");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("\nfine\n"), "{output:?}");
    let (store, kept) = open(folder.path());
    check(&store, (kept.last_id + 1) / 100);
    assert!(!ids(&store, Span::After(0), 1).is_empty());
}
