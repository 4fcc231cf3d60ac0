//! A server that is killed while many people talk loses nothing that anybody was shown, keeps
//! nothing twice, and changes no order (guarantees G1, G3, and the server's half of G2).
//!
//! The built server is put under load over real connections (TLS, without it, plain mode; two
//! devices under one name; direct messages and messages of several lines; with echoes and
//! without), killed at a moment left to chance, also while it opens or people log in, and started
//! again on the same folder. Then everybody reads from history what is new, and all of it is held
//! against what each had been shown (see [`ledger`]); who is not sure that something was kept sends
//! it again under the same `+peyk/send-id`.
//!
//! A run has eight kills. For a long one, say how many:
//!
//! ```text
//! PEYK_KILLS=300 cargo test --release -p server-smol --test killed -- --nocapture
//! ```
//!
//! What is said, and when to kill, follows from a seed that is printed, and that `PEYK_SEED` sets.
//! The machine's own timing decides the rest, so a failure may take several runs to come again.

mod chance;
mod chat;
mod ledger;
mod person;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, SystemTime};

use chance::Chance;
use ledger::{Ledger, Testimony};
use person::{Connected, Manner, Pages, Person, Proof};
use rusqlite::Connection;
use support::tls::Identity;
use support::{DEADLINE, Folder, Peykd, Process, add_account, command};

/// Kills of a run if nothing else is said.
const KILLS: u64 = 8;

/// Says how many kills.
const KILLS_VARIABLE: &str = "PEYK_KILLS";

/// Sets the seed.
const SEED_VARIABLE: &str = "PEYK_SEED";

/// People talk as fast as they are answered, and nobody who is slow is cut off.
const CONFIGURATION: &str =
    "[flood]\nenabled = false\n[limits]\nsendq_bytes_max = 33554432\nrecvq_bytes_max = 33554432\n";

#[test]
fn nothing_is_lost_that_waited_for_the_disk() {
    survive("disk");
}

#[test]
fn nothing_is_lost_that_the_system_was_to_write() {
    survive("os");
}

/// Half of the kills, with one durability.
fn survive(durability: &'static str) {
    let kills = variable(KILLS_VARIABLE).unwrap_or(KILLS).div_ceil(2);
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seed = variable(SEED_VARIABLE).unwrap_or(u64::from(clock.subsec_nanos()));
    println!("{durability}: {SEED_VARIABLE}={seed} {KILLS_VARIABLE}={}", 2 * kills);
    let mut world = World::new(durability, seed);
    for _ in 0..kills {
        world.life_to_be_killed();
    }
    world.last_life();
    world.check_all();
    let World { ledger, people, early, .. } = world;
    println!(
        "{durability}: {kills} kills ({early} before anybody talked), {} messages, shown {} times; \
         {} sent again, of which {} had been kept",
        ledger.messages(),
        ledger.showings,
        people.iter().map(|person| person.sent_again).sum::<u64>(),
        ledger.recognised,
    );
    assert!(ledger.messages() > 0 && ledger.showings > ledger.messages() as u64);
}

fn variable(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is a number, and not {value:?}")))
}

/// What outlives the server.
struct World {
    durability: &'static str,
    chance: Chance,
    folder: Option<Folder>,
    people: Vec<Person>,
    ledger: Ledger,
    /// What was said in the last life, which is checked when the next can be asked.
    testimonies: Vec<Testimony>,
    plain: Vec<String>,
    early: u64,
}

/// What a person's thread tells of.
enum Told {
    /// Everything is read that is new.
    Ready(Pages),
    /// Nothing is unsure any more.
    Settled,
    /// The connection ended although the server was there.
    Failed(String),
}

/// How a life goes on once everybody is there.
#[derive(Clone)]
enum Go {
    Talk(Chance),
    /// Only say again what was not sure.
    Settle(Chance),
}

impl World {
    fn new(durability: &'static str, seed: u64) -> Self {
        let folder = Folder::new();
        folder.file("peykd.toml", CONFIGURATION);
        for nick in ["mina", "omid"] {
            add_account(&folder, nick);
        }
        // In Base64: mina or omid, and rosewater.
        let (mina, omid) = ("AG1pbmEAcm9zZXdhdGVy", "AG9taWQAcm9zZXdhdGVy");
        let own = || Proof::Certificate(Identity::new());
        let people = vec![
            Person::new("mina", Proof::Password(mina), Manner::HearsEchoes, true),
            // A second device.
            Person::new("mina", Proof::Password(mina), Manner::Reads, true),
            Person::new("omid", Proof::Password(omid), Manner::Pings, false),
            Person::new("sara", own(), Manner::HearsEchoes, true),
            Person::new("reza", own(), Manner::HearsEchoes, false),
            Person::new("laleh", own(), Manner::Reads, true),
            Person::new("robot", Proof::None, Manner::Reads, false),
        ];
        Self {
            durability,
            chance: Chance::new(seed),
            folder: Some(folder),
            people,
            ledger: Ledger::default(),
            testimonies: Vec::new(),
            plain: Vec::new(),
            early: 0,
        }
    }

    fn arguments(&self) -> Vec<String> {
        let folder = self.folder.as_ref().expect("no server has it").path();
        let file = folder.join("peykd.toml").display().to_string();
        ["--lang", "en", "--durability", self.durability, "--config", &file]
            .map(str::to_owned)
            .to_vec()
    }

    fn start(&mut self) -> Peykd {
        let arguments = self.arguments();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let folder = self.folder.take().expect("no server has it");
        Peykd::start_with(folder, &arguments)
    }

    /// A moment within so many milliseconds; an early one as often as a late one of twice its
    /// length.
    fn wait_for_a_moment(&mut self, doublings: u64) {
        let most = 1_000_u64 << self.chance.below(doublings + 1);
        thread::sleep(Duration::from_micros(self.chance.below(most)));
    }

    fn life_to_be_killed(&mut self) {
        if self.chance.one_in(6) {
            self.kill_while_it_opens();
        }
        let early = self.chance.one_in(8);
        let server = self.start();
        let go = self.chance.fork();
        let known = self.ledger.known();
        let mut people = std::mem::take(&mut self.people);
        let folder = with_people(&mut people, server.address, &known, |told, killed, gos| {
            // Dropped if something is wrong, so that nobody's connection goes on.
            let server = server;
            let mut plain = None;
            if early {
                self.early += 1;
                self.wait_for_a_moment(7);
            } else {
                self.all_are_there(told, gos.len());
                plain = Some(listen_in_plain(server.address));
                for (index, sender) in (0_u64..).zip(gos) {
                    let mut chance = go.clone();
                    (0..=index).for_each(|_| chance = chance.fork());
                    sender.send(Go::Talk(chance)).expect("all wait for it");
                }
                self.wait_for_a_moment(9);
            }
            killed.store(true, Ordering::SeqCst);
            let folder = server.kill();
            if let Some(plain) = plain {
                self.plain = plain.join().expect("who listens does not fail");
            }
            folder
        });
        self.folder = Some(folder);
        self.hear(people, early);
    }

    /// Takes in what everybody has found in history and holds it against what all had been shown.
    fn all_are_there(&mut self, told: &Receiver<Told>, count: usize) {
        let mut found = Vec::new();
        while found.len() < count {
            match told.recv_timeout(DEADLINE).expect("everybody comes, or tells why not") {
                Told::Ready(pages) => found.push(pages),
                Told::Failed(why) => panic!("{why}"),
                Told::Settled => panic!("nobody was asked to"),
            }
        }
        self.ledger.learn(&found);
        for testimony in std::mem::take(&mut self.testimonies) {
            self.ledger.check(&testimony);
        }
        self.ledger.check_plain(&std::mem::take(&mut self.plain));
        self.ledger.begin();
    }

    /// The life has ended: remembers what everybody heard in it.
    fn hear(&mut self, mut people: Vec<Person>, early: bool) {
        for person in &mut people {
            self.ledger.said(&person.said);
            if !early {
                self.testimonies.push(Testimony::of(person));
            }
        }
        self.people = people;
    }

    /// A life that sees nobody.
    fn kill_while_it_opens(&mut self) {
        let folder = self.folder.as_ref().expect("no server has it").path();
        let mut command = command(["--listen", "127.0.0.1:0", "--data"]);
        command.arg(folder.join("data")).args(self.arguments());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = Process(child.expect("peykd can be started"));
        self.wait_for_a_moment(6);
        drop(process);
    }

    /// A life in which everything that was not sure is said again, and that ends as it should.
    fn last_life(&mut self) {
        let server = self.start();
        let go = self.chance.fork();
        let known = self.ledger.known();
        let mut people = std::mem::take(&mut self.people);
        let folder = with_people(&mut people, server.address, &known, |told, killed, gos| {
            let server = server;
            self.all_are_there(told, gos.len());
            for sender in gos {
                sender.send(Go::Settle(go.clone())).expect("all wait for it");
            }
            for _ in gos {
                match told.recv_timeout(DEADLINE).expect("everybody settles, or tells why not") {
                    Told::Settled => {}
                    Told::Failed(why) => panic!("{why}"),
                    Told::Ready(_) => panic!("all were there"),
                }
            }
            killed.store(true, Ordering::SeqCst);
            server.end()
        });
        self.folder = Some(folder);
        self.hear(people, false);
    }

    /// Reads all of the history, twice: what is new as ever, and everything from the beginning.
    fn check_all(&mut self) {
        for anew in [false, true] {
            let server = self.start();
            let known = if anew { BTreeMap::new() } else { self.ledger.known() };
            let mut people = std::mem::take(&mut self.people);
            let folder = with_people(&mut people, server.address, &known, |told, killed, gos| {
                let server = server;
                if anew {
                    let found = gos.iter().map(|_| match told.recv_timeout(DEADLINE) {
                        Ok(Told::Ready(pages)) => pages,
                        Ok(Told::Failed(why)) => panic!("{why}"),
                        Ok(Told::Settled) | Err(_) => panic!("everybody comes"),
                    });
                    self.ledger.check_all(&found.collect::<Vec<_>>());
                } else {
                    self.all_are_there(told, gos.len());
                }
                killed.store(true, Ordering::SeqCst);
                server.end()
            });
            self.people = people;
            self.folder = Some(folder);
        }
        self.ledger.check_complete();
        let folder = self.folder.as_ref().expect("no server has it").path();
        let database = Connection::open(folder.join("data/peyk.db")).expect("it is a database");
        let sound: String = database
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("it can be checked");
        assert_eq!(sound, "ok");
    }
}

/// Has everybody connect, each on a thread, and does something meanwhile that ends the server.
fn with_people<T>(
    people: &mut [Person],
    server: SocketAddr,
    known: &BTreeMap<String, String>,
    meanwhile: impl FnOnce(&Receiver<Told>, &AtomicBool, &[Sender<Go>]) -> T,
) -> T {
    let killed = AtomicBool::new(false);
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        let mut gos = Vec::new();
        for person in people {
            let (sender, go) = mpsc::channel();
            gos.push(sender);
            let (tell, killed) = (tell.clone(), &killed);
            scope.spawn(move || live(person, server, known, (&tell, &go, killed)));
        }
        // Dropped before the threads are waited for: who waits for a word that does not come
        // goes, too.
        let gos = gos;
        meanwhile(&told, &killed, &gos)
    })
}

/// A person's part in one life of the server.
fn live(
    person: &mut Person,
    server: SocketAddr,
    known: &BTreeMap<String, String>,
    (tell, go, killed): (&Sender<Told>, &Receiver<Go>, &AtomicBool),
) {
    let nick = person.nick;
    let tell = |told| {
        // Nobody listens any more once something else is wrong.
        let _ = tell.send(told);
    };
    let failed = |why: &str| {
        if !killed.load(Ordering::SeqCst) {
            tell(Told::Failed(format!("{nick}: {why}")));
        }
    };
    let connected = person::socket(server).and_then(|it| Connected::connect(person, it, known));
    let (connected, pages) = match connected {
        Ok(connected) => connected,
        Err(error) => return failed(&error.to_string()),
    };
    tell(Told::Ready(pages));
    let settled = || tell(Told::Settled);
    match go.recv() {
        Ok(Go::Talk(chance)) => connected.talk(chance, false, settled),
        Ok(Go::Settle(chance)) => connected.talk(chance, true, settled),
        Err(_) => return,
    }
    failed("the connection ended");
}

/// Somebody in plain mode, until the server is no more: the lines that others said.
fn listen_in_plain(server: SocketAddr) -> thread::JoinHandle<Vec<String>> {
    let socket = person::socket(server).expect("the server listens");
    thread::spawn(move || {
        let mut lines = Vec::new();
        // It may be killed at once.
        if (&socket).write_all("نیما\n".as_bytes()).is_err() {
            return lines;
        }
        let mut reader = BufReader::new(socket);
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok() && line.ends_with('\n') {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        lines
    })
}
