//! The world of a run: the server, the places, and all that befalls them.

mod agree;
mod clock;
mod env;
mod faults;
mod line;
mod store;
pub(crate) mod tls;

use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::rc::Rc;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

use peyk_core::server::Config;
use peyk_core::server::config::{Limits, Plaintext, Timeouts};
use peyk_core::server::storage::{AccountRecord, Record as Kept};
use server_smol::driver::scram_keys;
use tokio::task::JoinSet;

use env::Machine;
pub(crate) use env::PORT;
use faults::Weather;
use line::SEGMENT_BYTES_MAX;
pub(crate) use line::Switchboard;
use store::SimStore;

use crate::dice::Dice;
use crate::people::{Grave, Life, Mailbox, Order, Person, shown, views};
use crate::plan::{Deed, PLACES, Plan, Role};
use crate::record::{End, Fact, Present, Record, What};

/// The name of the server's machine.
pub(crate) const SERVER: &str = "server";

/// When every run begins, in seconds since 1970.
const EPOCH_S: u64 = 1_795_508_281;

/// How often anything moves.
const TICK_MS: u64 = 5;

/// Bytes that may be under way in one direction of a connection.
const WINDOW_BYTES: usize = 64 * SEGMENT_BYTES_MAX;

/// Within this time after the last fault everybody must agree again (guarantee G7): the server
/// finds a silent connection, the client finds one, waits its longest pause, and a few slow round
/// trips.
pub const HEAL_MAX_MS: u64 = 15_000;

/// How often it is looked at whether everybody agrees.
const LOOK_MS: u64 = 50;

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was to happen.
    pub plan: Plan,
    /// What happened.
    pub facts: Vec<Fact>,
    /// How it ended.
    pub end: End,
    /// What panicked, if anything did.
    pub panic: Option<String>,
}

/// Lets a plan happen; with `in_full`, everything is noted that somebody might want to read.
#[must_use]
pub fn run(plan: Plan, in_full: bool) -> Outcome {
    let mut world = World::new(plan, in_full);
    let panic = world.live().err().map(|error| error.to_string());
    world.end(panic)
}

/// The limits that hold in every run, for the oracle of G6.
#[must_use]
pub fn config(plan: &Plan) -> Config {
    let mut config = Config {
        plaintext: Plaintext::Anywhere,
        limits: Limits {
            sendq_bytes_max: plan.setting.sendq_bytes_max,
            recvq_bytes_max: 8 << 10,
            ..Limits::default()
        },
        timeouts: Timeouts {
            ping_interval_ms: 2_000,
            ping_timeout_ms: 2_000,
            registration_ms: 4_000,
            hint_after_ms: 500,
            ..Timeouts::default()
        },
        ..Config::default()
    };
    config.flood.unit_ms = 100;
    config.history.page_max = plan.setting.page_max.max(50);
    config
}

/// Somebody's password.
pub(crate) fn password(name: &str) -> String {
    format!("secret of {name}")
}

struct World {
    sim: turmoil::Sim<'static>,
    plan: Rc<Plan>,
    record: Record,
    machine: Machine,
    people: Vec<Person>,
    weather: Weather,
    healed_ms: u64,
    converged_ms: Option<u64>,
    missing: String,
}

impl Outcome {
    /// When the last thing happened.
    #[must_use]
    pub fn last_ms(&self) -> u64 {
        self.facts.last().map_or(0, |fact| fact.at_ms)
    }
}

impl World {
    fn new(plan: Plan, in_full: bool) -> Self {
        let (least, most) = plan.setting.latency_ms;
        // turmoil counts a window in segments, however small they are.
        let segment_bytes = match plan.setting.piece_bytes_max {
            0 => SEGMENT_BYTES_MAX,
            piece_bytes => piece_bytes,
        };
        let mut sim = turmoil::Builder::new()
            .rng_seed(plan.seed)
            .epoch(SystemTime::UNIX_EPOCH + Duration::from_secs(EPOCH_S))
            .tick_duration(Duration::from_millis(TICK_MS))
            .simulation_duration(Duration::from_secs(3600))
            .min_message_latency(Duration::from_millis(least))
            .max_message_latency(Duration::from_millis(most))
            .tcp_capacity(WINDOW_BYTES / segment_bytes)
            .build();
        let plan = Rc::new(plan);
        let record = Record::new(in_full);
        let machine = Machine {
            config: config(&plan),
            store: SimStore::new(
                Dice::new(plan.seed, u64::MAX),
                plan.setting.write_ms,
                plan.setting.sql,
            ),
            clock: clock::WallClock::default(),
            board: Switchboard::default(),
            piece_bytes_max: plan.setting.piece_bytes_max,
            tls: plan.setting.tls,
            peaks: Arc::default(),
            control: Arc::default(),
        };
        if plan.setting.accounts {
            machine.store.prepare(&accounts(&plan));
        }
        host_server(&mut sim, &plan, &record, &machine);
        let people = people(&plan, &record, &machine.board);
        for (place, &name) in PLACES.iter().enumerate() {
            let here: Vec<_> = people
                .iter()
                .filter(|person| plan.cast[person.who].place == place)
                .cloned()
                .collect();
            sim.host(name, move || live_together(here.clone()));
        }
        Self {
            sim,
            weather: Weather::default(),
            plan,
            record,
            machine,
            people,
            healed_ms: 0,
            converged_ms: None,
            missing: String::new(),
        }
    }

    fn now_ms(&self) -> u64 {
        crate::millis(self.sim.elapsed())
    }

    fn step(&mut self) -> turmoil::Result {
        self.sim.step()?;
        self.record.set_time(self.now_ms());
        Ok(())
    }

    /// Everything, from the beginning to the end.
    fn live(&mut self) -> turmoil::Result {
        let plan = Rc::clone(&self.plan);
        let mut deeds = plan.deeds.iter().enumerate().peekable();
        while self.now_ms() < plan.heal_at_ms {
            while let Some((index, (_, deed))) =
                deeds.next_if(|(_, (at_ms, _))| *at_ms <= self.now_ms())
            {
                self.do_deed(index, deed);
            }
            self.mend_what_is_over(false);
            self.step()?;
        }
        while !self.mend_what_is_over(true) {
            self.step()?;
        }
        self.healed_ms = self.now_ms();
        self.record.note(What::Healed);
        for person in &self.people {
            if plan.cast[person.who].role.is_hostile() {
                person.orders.tell(Order::Leave);
            }
        }
        if !self.until(Self::agrees, HEAL_MAX_MS)? {
            return Ok(());
        }
        self.converged_ms = Some(self.now_ms());
        self.record.note(What::Converged);
        self.last_words();
        if !self.until(Self::shows_all, self.reading_max_ms())? {
            return Ok(());
        }
        self.farewell();
        // What is still under way arrives.
        self.until(Self::shows_all, self.reading_max_ms())?;
        Ok(())
    }

    /// How long it may take to read everything that was ever said: a round trip for each page,
    /// beside what healing takes.
    fn reading_max_ms(&self) -> u64 {
        let setting = &self.plan.setting;
        let pages = self.machine.store.messages().len() / setting.page_max.max(1) as usize;
        let trip_ms = 2 * setting.latency_ms.1 + LOOK_MS;
        HEAL_MAX_MS + trip_ms * u64::try_from(pages).unwrap_or(u64::MAX)
    }

    /// Lets time pass until something is so, at the most so long.
    fn until(
        &mut self,
        is_so: fn(&Self) -> Result<(), String>,
        most_ms: u64,
    ) -> turmoil::Result<bool> {
        let until_ms = self.now_ms() + most_ms;
        loop {
            match is_so(self) {
                Ok(()) => {
                    self.missing.clear();
                    return Ok(true);
                }
                Err(missing) => self.missing = missing,
            }
            if self.now_ms() >= until_ms {
                return Ok(false);
            }
            self.mend_what_is_over(true);
            for _ in 0..LOOK_MS / TICK_MS {
                self.step()?;
            }
        }
    }

    fn do_deed(&mut self, index: usize, deed: &Deed) {
        let done = match deed {
            Deed::Do { who, act } => {
                self.people[*who].orders.tell(Order::Act(act.clone()));
                true
            }
            Deed::Strike(fault) => self.strike(fault),
        };
        if done {
            self.record.note(What::Deed(index));
        }
    }

    /// Everybody says something once more, and reads all there is to read.
    fn last_words(&self) {
        for person in &self.people {
            let role = self.plan.cast[person.who].role;
            if person.life.gone.get() || role.is_hostile() {
                continue;
            }
            let room = if role == Role::Plain { 0 } else { person.who % self.plan.setting.rooms };
            person.orders.tell(Order::Act(crate::plan::Act::Say(room)));
            person.orders.tell(Order::FetchAll);
        }
    }

    /// Every other one leaves.
    fn farewell(&self) {
        for person in self.people.iter().skip(1).step_by(2) {
            person.orders.tell(Order::Leave);
        }
    }

    fn end(self, panic: Option<String>) -> Outcome {
        let peaks = *self.machine.peaks.lock().unwrap_or_else(PoisonError::into_inner);
        let present = self.people.iter().filter_map(|person| {
            let (conn, nick) = person.life.present.borrow().clone()?;
            Some(Present { who: person.who, conn, nick: nick.into() })
        });
        let present = present.collect();
        let end = End {
            history: self.machine.store.messages(),
            pending: self.people.iter().flat_map(|person| shown(person).pending).collect(),
            views: self.people.iter().flat_map(views).collect(),
            present,
            peaks,
            healed_ms: self.healed_ms,
            converged_ms: self.converged_ms,
            missing: self.missing.into(),
        };
        let facts = self.record.take();
        // The world is gone before its plan is given away.
        drop((self.sim, self.people, self.record));
        Outcome { plan: Rc::unwrap_or_clone(self.plan), facts, end, panic }
    }
}

fn host_server(sim: &mut turmoil::Sim<'static>, plan: &Plan, record: &Record, machine: &Machine) {
    let starts = Cell::new(0);
    let seed = plan.seed;
    let (record, machine) = (record.clone(), machine.clone());
    sim.host(SERVER, move || {
        starts.set(starts.get() + 1);
        record.note(What::ServerUp(starts.get()));
        env::run(machine.clone(), seed ^ u64::from(starts.get()) << 32)
    });
}

/// The people of one place, until its power goes.
async fn live_together(people: Vec<Person>) -> turmoil::Result {
    let mut lives = JoinSet::new();
    for person in people {
        lives.spawn_local(person.live());
    }
    while let Some(life) = lives.join_next().await {
        life?;
    }
    std::future::pending().await
}

fn people(plan: &Rc<Plan>, record: &Record, board: &Switchboard) -> Vec<Person> {
    let graves: Rc<RefCell<Vec<Grave>>> = Rc::default();
    let nicks = plan.cast.iter().map(|member| member.name.to_owned()).collect();
    let nicks = Rc::new(RefCell::new(nicks));
    (0..plan.cast.len())
        .map(|who| {
            let life = Life::default();
            life.rooms.borrow_mut().extend(plan.cast[who].rooms.iter().copied());
            Person {
                who,
                plan: Rc::clone(plan),
                record: record.clone(),
                orders: Mailbox::default(),
                board: board.clone(),
                graves: Rc::clone(&graves),
                nicks: Rc::clone(&nicks),
                life: Rc::new(life),
            }
        })
        .collect()
}

/// Rounds of PBKDF2: the fewest that clients accept. How slow a password is to guess is not what
/// is tested here.
const SCRAM_ITERATIONS: NonZeroU32 = NonZeroU32::new(4096).expect("it is not zero");

/// The accounts of those with our engine.
fn accounts(plan: &Plan) -> Vec<Kept> {
    let owners = (0..plan.cast.len()).filter(|&who| plan.cast[who].role == Role::Client);
    let account = |who: usize| {
        let name = plan.cast[who].name;
        let salt = [u8::try_from(who).expect("a few people"); 16];
        let certificates =
            if plan.setting.tls { vec![tls::fingerprint(who).into()] } else { Vec::new() };
        Kept::Account(Box::new(AccountRecord {
            id: 1 + who as u64,
            name: name.into(),
            scram: (!plan.setting.tls)
                .then(|| scram_keys(password(name).as_bytes(), salt, SCRAM_ITERATIONS)),
            certificates,
            ..AccountRecord::default()
        }))
    };
    owners.map(account).collect()
}
