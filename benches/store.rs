//! The store: what keeping costs a message, and what a long history costs whoever reads it.
//!
//! `store/append` is measured by criterion. The history of a million messages is made once, in
//! the folder for temporary files of the build, and read while a writer appends a thousand
//! messages a second: what counts there is the slow ones, so it prints percentiles.
//! With `--test` everything runs once, with a short history.

use std::cell::Cell;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use benches::CHAT_TEXT;
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use futures_lite::future::block_on;
use peyk_core::server::storage::{
    Conversation, Filter, Kind, Page, Query, Record, SendId, Span, StoredMessage, time_id,
};
use peyk_core::text::{Language, Text};
use server_smol::driver::Store;
use server_smol::store::{Durability, Retention, SqliteStore};

/// Rooms of the history.
const ROOMS: u64 = 20;

/// Messages of the history, and of the one for `--test`.
const HISTORY: u64 = 1_000_000;
const SHORT_HISTORY: u64 = 20_000;

/// Names the history's folder: another number when what is in it is made another way.
const HISTORY_FORM: u32 = 2;

/// Milliseconds between two messages of the history, which so is four months long.
const HISTORY_MS: u64 = 10_000;

/// When the history begins.
const BEGIN_MS: u64 = 1_785_000_000_000;

/// The writer's batches while the history is read: a thousand messages a second.
const WRITER_BATCH: u64 = 10;
const WRITER_INTERVAL: Duration = Duration::from_millis(10);

/// A word in every tenth message, and one in every two hundred thousandth.
const COMMON: &str = "فردا";
const RARE: &str = "قسطنطنیه";

/// The parts of the history's other words.
const SYLLABLES: [&str; 40] = [
    "با", "در", "سا", "می", "نو", "را", "کار", "دان", "شا", "پر", "گو", "بر", "تا", "هم", "خوا",
    "نا", "دل", "رو", "سر", "ما", "go", "in", "ter", "ma", "re", "con", "ly", "as", "to", "be",
    "چه", "جا", "زی", "فر", "مو", "ست", "ند", "گر", "یا", "او",
];

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        // Knuth's MMIX generator; its upper bits are the good ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A word of thirty thousand, some of which are said much more often than others.
    fn word(&mut self) -> String {
        let most = 1 + self.below(30_000);
        let mut rank = self.below(most);
        let mut word = String::new();
        for _ in 0..3 {
            let syllable = usize::try_from(rank % 40).unwrap_or(0);
            word.push_str(SYLLABLES[syllable]);
            rank /= 40;
        }
        word
    }

    fn text(&mut self, number: u64) -> String {
        let mut words: Vec<String> = (0..4 + self.below(9)).map(|_| self.word()).collect();
        if number.is_multiple_of(10) {
            words.push(COMMON.into());
        }
        if number.is_multiple_of(200_000) {
            words.push(RARE.into());
        }
        words.join(" ")
    }
}

/// Message of the history with this number, from 0 on.
fn historic(numbers: &mut Numbers, number: u64) -> StoredMessage {
    let nick = numbers.below(200);
    StoredMessage {
        id: time_id(BEGIN_MS + number * HISTORY_MS),
        conversation: Conversation::room(1 + number % ROOMS),
        source: format!("user{nick}!user{nick}@192.0.2.7").into(),
        account: Some(format!("user{nick}").into()),
        party: 1_000 + nick,
        send_id: number.is_multiple_of(2).then(|| SendId {
            sender: format!("user{nick}").into(),
            name: format!("{number:016x}").into(),
        }),
        text: numbers.text(number).into(),
        ..chat(0)
    }
}

/// [`CHAT_TEXT`] in a room.
fn chat(id: u64) -> StoredMessage {
    StoredMessage {
        id,
        conversation: Conversation::room(1),
        kind: Kind::Privmsg,
        source: "mina!mina@192.0.2.7".into(),
        party: 1_000,
        account: Some("mina".into()),
        bot: false,
        target: "#lobby".into(),
        least: 0,
        text: CHAT_TEXT.into(),
        tags: "+peyk/send-id=0f3m9a7cq2k1x".into(),
        send_id: Some(SendId { sender: "mina".into(), name: format!("{id:016x}").into() }),
    }
}

fn record(message: StoredMessage) -> Record {
    Record::Message(Box::new(message))
}

fn open(folder: &Path, durability: Durability) -> (SqliteStore, u64) {
    let text = Text::of(Language::English);
    let (store, kept) = SqliteStore::open(folder, durability, Retention::default(), text)
        .unwrap_or_else(|problem| panic!("{problem}"));
    (store, kept.last_id)
}

fn append(c: &mut Criterion) {
    for (name, durability) in
        [("memory", Durability::Memory), ("os", Durability::Os), ("disk", Durability::Disk)]
    {
        let folder = env::temp_dir().join(format!("peyk-bench-store-{}-{name}", process::id()));
        let (store, _) = open(&folder, durability);
        let last = Cell::new(0);
        let mut group = c.benchmark_group(format!("store/append/{name}"));
        for batch in [1_u64, 64, 1_000] {
            group.throughput(Throughput::Elements(batch));
            group.bench_function(BenchmarkId::from_parameter(batch), |b| {
                let records = || {
                    let first = last.get() + 1;
                    last.set(last.get() + batch);
                    (first..first + batch).map(|id| record(chat(id))).collect::<Vec<_>>()
                };
                let append = |records| block_on(store.append(records)).expect("there is space");
                b.iter_batched(records, append, BatchSize::PerIteration);
            });
        }
        group.finish();
        drop(store);
        let _ = fs::remove_dir_all(&folder);
    }
}

/// The folder of the history, made if it is not there.
fn history(messages: u64) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = folder.join(format!("store-history-{HISTORY_FORM}-{messages}"));
    let (store, last_id) = open(&folder, Durability::Os);
    let end = time_id(BEGIN_MS + (messages - 1) * HISTORY_MS);
    if last_id < end {
        let begun = Instant::now();
        drop(store);
        fs::remove_dir_all(&folder).expect("it is the bench's");
        let (store, _) = open(&folder, Durability::Os);
        let mut numbers = Numbers(1);
        let mut made = 0;
        while made < messages {
            let batch = made..messages.min(made + 2_000);
            made = batch.end;
            let records = batch.map(|number| record(historic(&mut numbers, number))).collect();
            block_on(store.append(records)).expect("there is space");
        }
        println!("made a history of {messages} messages in {:.1?}", begun.elapsed());
    }
    folder
}

fn page(room: u64, span: Span) -> Query {
    let filter = Filter { since: 0, ranks: 0, tags: false, events: false };
    Query::Messages { conversation: Conversation::room(room), span, filter, limit: 100 }
}

fn search(room: u64, text: &str) -> Query {
    Query::Search {
        rooms: vec![(room, 0)],
        party: None,
        direct: None,
        text: text.into(),
        from: None,
        after: 0,
        before: u64::MAX,
        ascending: false,
        limit: 50,
    }
}

fn read(store: &SqliteStore, query: Query) -> usize {
    match block_on(store.read(query)).expect("it can be read") {
        Page::Messages(messages) => black_box(messages).len(),
        Page::Targets(_) => 0,
    }
}

/// Asks so many times and prints how long the answers took.
fn percentiles(name: &str, times: u32, mut ask: impl FnMut()) {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let begun = Instant::now();
            ask();
            begun.elapsed()
        })
        .collect();
    took.sort_unstable();
    let at = |part: usize| took[(took.len() - 1) * part / 100];
    println!("store/history/{name}: p50 {:.2?}  p99 {:.2?}  max {:.2?}", at(50), at(99), at(100));
}

/// Resident memory, where the system says it.
fn print_memory(when: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    println!("store/history/memory {when}: {}", resident.unwrap_or("unknown").trim());
}

fn read_history(smoke: bool) {
    let messages = if smoke { SHORT_HISTORY } else { HISTORY };
    let times = if smoke { 20 } else { 2_000 };
    let folder = history(messages);
    print_memory("before opening");
    percentiles("open", if smoke { 2 } else { 20 }, || drop(open(&folder, Durability::Disk)));
    let (store, last_id) = open(&folder, Durability::Disk);
    print_memory("after opening");
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut numbers = Numbers(2);
            let (mut id, mut late) = (last_id, Duration::ZERO);
            let begun = Instant::now();
            for batch in 1.. {
                let records = (0..WRITER_BATCH).map(|number| {
                    id += 1;
                    record(StoredMessage { id, ..historic(&mut numbers, number + batch) })
                });
                block_on(store.append(records.collect())).expect("there is space");
                if done.load(Ordering::Relaxed) {
                    let rate = (id - last_id) as f64 / begun.elapsed().as_secs_f64();
                    return (rate, late);
                }
                let due = WRITER_INTERVAL * u32::try_from(batch).unwrap_or(u32::MAX);
                match due.checked_sub(begun.elapsed()) {
                    Some(wait) => thread::sleep(wait),
                    None => late = late.max(begun.elapsed() - due),
                }
            }
            unreachable!("it goes on until it is told to end");
        });
        let mut numbers = Numbers(3);
        let mut room = || 1 + numbers.below(ROOMS);
        percentiles("latest 100", times, || {
            assert_eq!(read(&store, page(room(), Span::Latest { after: 0 })), 100);
        });
        let mut deep = Numbers(4);
        percentiles("before, deep, 100", times, || {
            let number = messages / 100 * (10 + deep.below(80));
            let id = time_id(BEGIN_MS + number * HISTORY_MS);
            assert_eq!(read(&store, page(room(), Span::Before(id))), 100);
        });
        print_memory("after pages");
        let times = times / 10;
        percentiles("search, common word", times, || {
            read(&store, search(1 + ROOMS / 2, COMMON));
        });
        percentiles("search, rare word", times, || {
            read(&store, search(1, RARE));
        });
        percentiles("search, two words", times, || {
            read(&store, search(room(), "باباباب بادرسا"));
        });
        percentiles("search, beginning of a word", times, || {
            read(&store, search(room(), "باد"));
        });
        print_memory("after searches");
        done.store(true, Ordering::Relaxed);
        let (rate, late) = writer.join().expect("it does not panic");
        println!("store/history/written meanwhile: {rate:.0} a second, at most {late:.2?} late");
    });
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    append(&mut criterion);
    criterion.final_summary();
    let args: Vec<String> = env::args().skip(1).collect();
    let filter = args.iter().find(|arg| !arg.starts_with('-'));
    if filter.is_none_or(|filter| "store/history".contains(filter.as_str())) {
        read_history(args.iter().any(|arg| arg == "--test"));
    }
}
