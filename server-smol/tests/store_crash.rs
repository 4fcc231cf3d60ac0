//! A server that is killed loses nothing that it said was kept, keeps nothing twice, and no
//! append by half.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::{env, io};

use peyk_core::server::storage::{Query, StoredMessage};
use server_smol::store::{Durability, Retention, SqliteStore};
use support::Folder;
use support::store::{ROOM, english, everything, keep, messages, open, said, try_open};

/// Tells the child which folder to keep messages in.
const FOLDER: &str = "PEYK_TEST_STORE";

/// Tells the child to wait for the disk.
const DISK: &str = "PEYK_TEST_DISK";

/// Ids between the first messages of two batches.
const BATCH_IDS: u64 = 10;

/// Messages of a batch: one to five.
fn batch(number: u64) -> Vec<StoredMessage> {
    let messages = number % 5 + 1;
    (0..messages).map(|n| said(number * BATCH_IDS + n, &format!("word {number}"))).collect()
}

/// The child's part: appends for ever, and says what was kept. Nothing for whoever runs tests.
#[test]
fn a_child_keeps_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let durability = if env::var_os(DISK).is_some() { Durability::Disk } else { Durability::Os };
    let folder = Path::new(&folder);
    let (store, kept) = SqliteStore::open(folder, durability, Retention::default(), english())
        .expect("the folder is free");
    let mut out = io::stdout();
    for number in kept.last_id / BATCH_IDS + 1.. {
        keep(&store, &batch(number));
        // Ends when nobody reads any more.
        writeln!(out, "\nkept {number}").and_then(|()| out.flush()).expect("somebody reads");
    }
}

fn start(folder: &Path, disk: bool) -> Child {
    let mut command = Command::new(env::current_exe().expect("tests have a program"));
    command.args(["--exact", "a_child_keeps_until_it_is_killed", "--nocapture"]);
    command.env(FOLDER, folder).stdout(Stdio::piped());
    if disk {
        command.env(DISK, "1");
    }
    command.spawn().expect("the program can be started")
}

/// Kills a child once it has kept so many batches, and returns the last that it told of.
fn kill_after(mut child: Child, batches: usize) -> u64 {
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut told = lines.filter_map(|line| {
        line.expect("it can be read").strip_prefix("kept ").map(|number| number.parse())
    });
    let mut last = told.nth(batches).expect("it goes on").expect("a number");
    child.kill().expect("it runs");
    child.wait().expect("it was killed");
    // What it told before it was killed counts.
    for number in told {
        last = number.expect("a number");
    }
    last
}

/// Whether all batches up to one that is not before `told` are there, whole and once.
fn check(store: &SqliteStore, told: u64) {
    let all = everything(store);
    let last = all.last().map_or(0, |message| message.id / BATCH_IDS);
    assert!(last >= told, "{last} batches were kept, and {told} were told of");
    let expected: Vec<_> = (1..=last).flat_map(batch).collect();
    assert_eq!(all, expected);
    let query = Query::Search {
        rooms: vec![(ROOM.first, 0)],
        party: None,
        direct: None,
        text: "word".into(),
        from: None,
        after: 0,
        before: u64::MAX,
        ascending: false,
        limit: u32::MAX,
    };
    assert_eq!(messages(store, query), expected, "search finds what is there");
}

#[test]
fn what_was_kept_before_a_kill_is_there_after_it() {
    for disk in [false, true] {
        let folder = Folder::new();
        // Early, late, and at moments in between that are nothing to the child.
        for batches in [0, 1, 7, 40, 3, 333, 90, 12] {
            let told = kill_after(start(folder.path(), disk), batches);
            let (store, kept) = open(folder.path());
            check(&store, told);
            assert_eq!(kept.last_id, everything(&store).last().map_or(0, |last| last.id));
        }
    }
}

#[test]
fn a_folder_is_locked_until_its_server_ends_however_it_ends() {
    let folder = Folder::new();
    let child = start(folder.path(), false);
    // It has told of a batch, so it has opened the store.
    let mut child = child;
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut told = lines.filter(|line| line.as_ref().is_ok_and(|line| line.starts_with("kept ")));
    told.next().expect("it keeps something").expect("it can be read");
    let Err(problem) = try_open(folder.path()) else { panic!("two servers have one folder") };
    let problem = problem.to_string();
    let name = folder.path().display().to_string();
    assert!(problem.contains(&name) && problem.contains("--data"), "{problem}");
    child.kill().expect("it runs");
    child.wait().expect("it was killed");
    open(folder.path());
}
