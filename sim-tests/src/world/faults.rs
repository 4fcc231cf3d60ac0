//! What goes wrong, and when it is over.

use std::sync::PoisonError;
use std::time::Duration;

use server_smol::driver::Control;

use super::{SERVER, World};
use crate::people::{Grave, Order};
use crate::plan::{Fault, PLACES, Role};
use crate::record::{Conn, What};

/// How long what a machine without power still says is kept from the network.
const DARK_MS: u64 = 150;

/// How long TCP's keepalive takes to find that there is nobody at the far end. It is all that
/// finds a peer of plain mode that is gone, and turmoil has none.
const KEEPALIVE_MS: u64 = 4_000;

/// Faults that last.
#[derive(Default)]
pub(super) struct Weather {
    lasting: Vec<(u64, Lasting)>,
    server: ServerState,
}

/// A fault that lasts, as the world sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lasting {
    Partition(usize),
    OneWay(usize, bool),
    Hold(usize),
    Lag(usize),
    Late(usize),
    PlaceOff(usize),
    DiskStall,
    DiskFull,
    ServerOff,
    /// A connection has lost something that TCP would send again until it gives up.
    Keepalive(usize, Conn),
}

/// The server's process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ServerState {
    #[default]
    Up,
    /// It was asked to stop, and is off for so long then.
    Stopping(u64),
    Off,
}

impl Weather {
    fn has(&self, lasting: &Lasting) -> bool {
        self.lasting.iter().any(|(_, other)| other == lasting)
    }
}

impl World {
    /// Has a fault happen; false if it cannot, since what it befalls is not there.
    pub(super) fn strike(&mut self, fault: &Fault) -> bool {
        match *fault {
            Fault::Partition { place, ms } => {
                self.lasts(ms, Lasting::Partition(place));
                self.set_link(place);
            }
            Fault::OneWay { place, to_server, ms } => {
                self.lasts(ms, Lasting::OneWay(place, to_server));
                self.set_link(place);
            }
            Fault::Hold { place, ms } => {
                self.lasts(ms, Lasting::Hold(place));
                self.set_link(place);
            }
            Fault::Lag { place, latency_ms, ms } => {
                self.lasts(ms, Lasting::Lag(place));
                self.set_latency(place, latency_ms.max(self.plan.setting.latency_ms.0));
            }
            Fault::LateReader { who, by_ms, ms } => {
                self.lasts(ms, Lasting::Late(who));
                self.people[who].orders.tell(Order::Late { by_ms });
            }
            Fault::Reset { who } => self.people[who].orders.tell(Order::Reset),
            Fault::HalfOpen { who } => self.people[who].orders.tell(Order::HalfOpen),
            Fault::PlaceOff { place, ms } => {
                if self.weather.has(&Lasting::PlaceOff(place)) {
                    return false;
                }
                self.lasts(DARK_MS, Lasting::Partition(place));
                self.set_link(place);
                self.sim.crash(PLACES[place]);
                for person in &self.people {
                    if self.plan.cast[person.who].place == place {
                        *person.life.present.borrow_mut() = None;
                        person.dig();
                    }
                }
                self.lasts(ms.max(DARK_MS), Lasting::PlaceOff(place));
            }
            Fault::Kill { ms } => return self.server_off(ms, "killed"),
            Fault::PowerCut { ms } => {
                if self.weather.server != ServerState::Up {
                    return false;
                }
                // A machine that crashes in turmoil still closes its connections: the network
                // must not carry that.
                for place in 0..PLACES.len() {
                    self.lasts(DARK_MS, Lasting::Partition(place));
                    self.set_link(place);
                }
                return self.server_off(ms.max(DARK_MS), "without power");
            }
            Fault::Stop { ms } => {
                if self.weather.server != ServerState::Up {
                    return false;
                }
                self.weather.server = ServerState::Stopping(ms);
                let control = self.machine.control.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(control) = &*control {
                    // It runs, or has just ended by itself.
                    let _ = control.try_send(Control::Stop);
                }
            }
            Fault::DiskStall { ms } => {
                self.lasts(ms, Lasting::DiskStall);
                self.machine.store.stall(true);
            }
            Fault::CommitsFail { count } => self.machine.store.fail(count),
            Fault::DiskFull { ms } => {
                self.lasts(ms, Lasting::DiskFull);
                self.machine.store.fill(true);
            }
            Fault::ClockStep { by_ms } => self.machine.clock.step(by_ms),
        }
        true
    }

    fn lasts(&mut self, ms: u64, lasting: Lasting) {
        let until_ms = self.now_ms() + ms;
        self.weather.lasting.push((until_ms, lasting));
    }

    fn server_off(&mut self, ms: u64, how: &'static str) -> bool {
        if self.weather.server != ServerState::Up {
            return false;
        }
        self.sim.crash(SERVER);
        self.record.note(What::ServerDown(how));
        self.weather.server = ServerState::Off;
        self.lasts(ms, Lasting::ServerOff);
        true
    }

    /// Ends what is over. With `all`, what does not end by itself ends as well. True if nothing
    /// is wrong any more.
    pub(super) fn mend_what_is_over(&mut self, all: bool) -> bool {
        if all {
            self.machine.store.mend();
        }
        self.keepalive();
        let now_ms = self.now_ms();
        if let ServerState::Stopping(ms) = self.weather.server
            && !self.sim.is_host_running(SERVER)
        {
            self.record.note(What::ServerDown("stopped"));
            self.weather.server = ServerState::Off;
            self.lasts(ms, Lasting::ServerOff);
        }
        let over: Vec<_> =
            self.weather.lasting.extract_if(.., |(until_ms, _)| *until_ms <= now_ms).collect();
        for (_, lasting) in over {
            self.mend(&lasting);
        }
        let is_keepalive = |lasting: &Lasting| matches!(lasting, Lasting::Keepalive(..));
        let all_over = self.weather.lasting.iter().all(|(_, lasting)| is_keepalive(lasting));
        all_over && self.weather.server == ServerState::Up
    }

    fn mend(&mut self, lasting: &Lasting) {
        if self.weather.has(lasting) {
            // Another like it has not ended.
            return;
        }
        self.record.note(What::Over(format!("{lasting:?}").into()));
        match *lasting {
            Lasting::Partition(place) | Lasting::OneWay(place, _) => {
                // Also of connections that were made meanwhile: turmoil lets that pass.
                self.lose(place);
                self.set_link(place);
            }
            Lasting::Hold(place) => self.set_link(place),
            Lasting::Lag(place) => self.set_latency(place, self.plan.setting.latency_ms.1),
            Lasting::Late(who) => self.people[who].orders.tell(Order::Late { by_ms: 0 }),
            Lasting::PlaceOff(place) => self.sim.bounce(PLACES[place]),
            Lasting::Keepalive(who, conn) => self.give_up(who, conn),
            Lasting::DiskStall => self.machine.store.stall(false),
            Lasting::DiskFull => self.machine.store.fill(false),
            Lasting::ServerOff => {
                self.sim.bounce(SERVER);
                self.weather.server = ServerState::Up;
            }
        }
    }

    /// What was under way to a place, or from it, is lost: TCP would send it again, turmoil's
    /// does not. Where no PING finds that, give the connection up as TCP would in the end.
    fn lose(&mut self, place: usize) {
        for index in 0..self.people.len() {
            let member = &self.plan.cast[index];
            if member.place == place
                && matches!(member.role, Role::Plain | Role::Garbage)
                && let Some((conn, _)) = self.people[index].life.conn.get()
            {
                self.lasts(KEEPALIVE_MS, Lasting::Keepalive(index, conn));
            }
        }
    }

    /// Resets a connection that is still the same.
    fn give_up(&self, who: usize, conn: Conn) {
        if self.people[who].life.conn.get().is_some_and(|(open, _)| open == conn) {
            self.people[who].orders.tell(Order::Reset);
        }
    }

    /// Finds connections at whose far end there is nobody.
    fn keepalive(&self) {
        let Some(person) = self.people.first() else { return };
        let now_ms = self.now_ms();
        let gone = |grave: &mut Grave| grave.since_ms + KEEPALIVE_MS <= now_ms;
        for grave in person.graves.borrow_mut().extract_if(.., gone) {
            self.machine.board.tear(grave.far);
        }
    }

    fn set_latency(&self, place: usize, latency_ms: u64) {
        let latency = Duration::from_millis(latency_ms);
        self.sim.set_link_max_message_latency(SERVER, PLACES[place], latency);
    }

    /// Sets a place's link to what the worst of its faults makes of it.
    fn set_link(&mut self, place: usize) {
        let name = PLACES[place];
        let weather = &self.weather;
        if weather.has(&Lasting::Partition(place)) {
            self.sim.partition(SERVER, name);
            self.lose(place);
            return;
        }
        self.sim.release(SERVER, name);
        if weather.has(&Lasting::Hold(place)) {
            self.sim.hold(SERVER, name);
            return;
        }
        let (from, to) = (
            weather.has(&Lasting::OneWay(place, true)),
            weather.has(&Lasting::OneWay(place, false)),
        );
        if from {
            self.sim.partition_oneway(name, SERVER);
        }
        if to {
            self.sim.partition_oneway(SERVER, name);
        }
        if from || to {
            self.lose(place);
        }
    }
}
