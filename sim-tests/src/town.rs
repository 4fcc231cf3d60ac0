//! One server, some people, and what a test does to them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::thread;
use std::time::{Duration, SystemTime};

use peyk_core::server::Config;
use peyk_core::server::config::{Plaintext, Timeouts};
use tokio::sync::mpsc::{self, UnboundedSender};

use crate::env::{self, millis};
use crate::person::{Person, View};
use crate::store::SimStore;
use crate::trace::Trace;

/// The name of the server's machine.
pub(crate) const SERVER: &str = "server";

/// The room that everybody is in.
pub(crate) const ROOM: &str = "#lobby";

/// When every town begins, in seconds since 1970.
const EPOCH_S: u64 = 1_795_508_281;

const TICK: Duration = Duration::from_millis(5);

/// Segments that may wait at one end of a connection.
const TCP_CAPACITY: usize = 4096;

/// A simulated town. If a test fails in it, it says its seed.
pub struct Town {
    sim: turmoil::Sim<'static>,
    people: BTreeMap<&'static str, (Rc<RefCell<View>>, UnboundedSender<String>)>,
    trace: Trace,
    seed: u64,
    random: u64,
}

impl Town {
    /// A town in which everything follows from `seed`; `names` are of its people, who connect
    /// at once.
    #[must_use]
    pub fn new(seed: u64, names: &[&'static str]) -> Self {
        let mut sim = turmoil::Builder::new()
            .rng_seed(seed)
            .epoch(SystemTime::UNIX_EPOCH + Duration::from_secs(EPOCH_S))
            .tick_duration(TICK)
            .simulation_duration(Duration::from_secs(3600))
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(Duration::from_millis(120))
            .tcp_capacity(TCP_CAPACITY)
            .build();
        let starts = RefCell::new(seed);
        let store = SimStore::default();
        sim.host(SERVER, move || {
            *starts.borrow_mut() += 1;
            env::run(config(), *starts.borrow(), store.clone())
        });
        let trace = Trace::default();
        let mut people = BTreeMap::new();
        for &name in names {
            let view = Rc::<RefCell<View>>::default();
            let (speak, words) = mpsc::unbounded_channel();
            let person = Person { name, view: Rc::clone(&view), trace: trace.clone(), words };
            sim.client(name, person.live());
            people.insert(name, (view, speak));
        }
        Self { sim, people, trace, seed, random: seed }
    }

    /// What somebody has seen.
    ///
    /// # Panics
    ///
    /// If nobody has that name.
    #[must_use]
    pub fn view(&self, name: &str) -> View {
        self.people[name].0.borrow().clone()
    }

    /// Has somebody say something in the room, as soon as they are in it.
    ///
    /// # Panics
    ///
    /// If nobody has that name.
    pub fn say(&self, name: &str, words: &str) {
        self.people[name].1.send(words.to_owned()).expect("people live as long as the town");
    }

    /// A number below `limit`, which follows from the seed.
    pub fn random(&mut self, limit: u64) -> u64 {
        // SplitMix64.
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// Lets time pass.
    ///
    /// # Panics
    ///
    /// If the server or a client panics.
    pub fn pass_ms(&mut self, ms: u64) {
        let until = self.sim.elapsed() + Duration::from_millis(ms);
        while self.sim.elapsed() < until {
            self.sim.step().expect("nothing in the town fails");
        }
    }

    /// Lets time pass until `happened`, which takes `max_ms` at the most.
    ///
    /// # Panics
    ///
    /// If it takes longer.
    pub fn until(&mut self, what: &str, max_ms: u64, happened: impl Fn(&Self) -> bool) {
        let began = self.sim.elapsed();
        while !happened(self) {
            let passed = millis(self.sim.elapsed() - began);
            assert!(passed <= max_ms, "after {passed} ms it is still not so that {what}");
            self.sim.step().expect("nothing in the town fails");
        }
    }

    /// Whether everybody is in the room and sees everybody there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let all: BTreeSet<_> = self.people.keys().map(|&name| name.to_owned()).collect();
        self.people.values().all(|(view, _)| {
            let view = view.borrow();
            view.is_in && view.members == all
        })
    }

    /// Cuts somebody's cable: nothing arrives any more, and nobody is told.
    pub fn cut(&self, name: &str) {
        self.note(name, "| cut off");
        self.sim.partition(SERVER, name);
    }

    /// Mends somebody's cable. What was lost stays lost.
    pub fn mend(&self, name: &str) {
        self.note(name, "| mended");
        self.sim.repair(SERVER, name);
    }

    /// Takes the power from the server: it is gone, and says goodbye to nobody.
    pub fn power_off(&mut self) {
        self.note(SERVER, "| power off");
        // A machine that crashes in turmoil still closes its connections: the network must not
        // carry that.
        self.people.keys().for_each(|&name| self.sim.partition(SERVER, name));
        self.sim.crash(SERVER);
        self.pass_ms(200);
        self.people.keys().for_each(|&name| self.sim.repair(SERVER, name));
    }

    /// Gives the server its power back.
    pub fn power_on(&mut self) {
        self.note(SERVER, "| power on");
        self.sim.bounce(SERVER);
    }

    /// Every line that anybody sent or received, each with its moment.
    #[must_use]
    pub fn trace(&self) -> String {
        self.trace.text()
    }

    fn note(&self, who: &str, what: &str) {
        self.trace.note_at(millis(self.sim.elapsed()), who, what);
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        if thread::panicking() {
            let trace = self.trace();
            let lines: Vec<_> = trace.lines().collect();
            let last = &lines[lines.len().saturating_sub(60)..];
            eprintln!("{}\nThis town's seed: {}", last.join("\n"), self.seed);
        }
    }
}

/// The server's configuration: as it ships, but impatient.
fn config() -> Config {
    Config {
        plaintext: Plaintext::Anywhere,
        timeouts: Timeouts {
            ping_interval_ms: 2_000,
            ping_timeout_ms: 2_000,
            ..Timeouts::default()
        },
        ..Config::default()
    }
}
