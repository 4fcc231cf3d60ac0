//! Those who take part in a run, each with a program of their own on a machine of some place.

mod engine;
mod flooder;
mod garbage;
mod mailbox;
mod old;
mod plain;
mod slow;
mod wire;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use peyk_core::client;
use tokio::time::sleep;

use crate::dice::Dice;
use crate::oracle::Roster;
use crate::plan::{Act, Plan, ROOMS, Role};
use crate::record::{Conn, Record, Token, What};
use crate::world::Switchboard;
pub(crate) use engine::{Disk, shown, views};
pub(crate) use mailbox::Mailbox;
pub(crate) use wire::{Grave, Lines, Wire, dial};

/// What a member is told to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// What people do.
    Act(Act),
    /// The connection is reset.
    Reset,
    /// The connection is gone on this side only.
    HalfOpen,
    /// Everything arrives so much later from now on.
    Late { by_ms: u64 },
    /// Fetch all of the history.
    FetchAll,
    /// Stop for good.
    Leave,
}

impl Order {
    /// Whether it ends the connection, or all.
    fn ends_connection(&self) -> bool {
        match self {
            Self::Act(act) => matches!(act, Act::Close { .. } | Act::Crash { .. }),
            Self::Reset | Self::HalfOpen | Self::Leave => true,
            Self::Late { .. } | Self::FetchAll => false,
        }
    }
}

/// How a program's life or connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The connection is gone.
    Lost,
    /// The program ends, to be started again.
    Down { ms: u64 },
    /// For good.
    Left,
}

/// A member, with what outlives a crash of their machine.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) who: usize,
    pub(crate) plan: Rc<Plan>,
    pub(crate) record: Record,
    pub(crate) orders: Mailbox,
    pub(crate) board: Switchboard,
    /// Connections that nobody holds any more, and nobody closed.
    pub(crate) graves: Rc<RefCell<Vec<Grave>>>,
    pub(crate) nicks: Rc<RefCell<Vec<String>>>,
    pub(crate) life: Rc<Life>,
}

/// What outlives a member's crashes, and what is known of them outside.
#[derive(Default)]
pub(crate) struct Life {
    said: Cell<u32>,
    starts: Cell<u64>,
    renames: Cell<u32>,
    /// The rooms that they want to be in.
    pub(crate) rooms: RefCell<BTreeSet<usize>>,
    /// What our engine has kept.
    pub(crate) disk: Disk,
    /// The connection over which they are registered, and the nickname.
    pub(crate) present: RefCell<Option<(Conn, String)>>,
    /// Their latest connection, until it is known to be gone.
    pub(crate) conn: Cell<Option<(Conn, SocketAddr)>>,
    /// Who is where, as their connection was told.
    pub(crate) roster: RefCell<Rc<RefCell<Roster>>>,
    /// Their engine, which shows what it shows also when it has been killed.
    pub(crate) engine: RefCell<Option<Rc<RefCell<client::Client>>>>,
    /// Everything arrives so much later.
    pub(crate) late_ms: Cell<u64>,
    /// The rooms that they are in, as a simple program knows.
    pub(crate) is_in: RefCell<BTreeSet<usize>>,
    /// What a simple program has sent and does not know to be said.
    unsure: RefCell<Vec<old::Unsure>>,
    /// They have left for good.
    pub(crate) gone: Cell<bool>,
}

/// What an engine shows, for those who wait for it to be right.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Messages that are not confirmed.
    pub(crate) pending: Vec<Token>,
    /// Rooms it says the person is in, and who else is, as the engine knows.
    pub(crate) members: Vec<(usize, BTreeSet<String>)>,
    /// What it knows to be missing in its views of rooms.
    pub(crate) gaps: Vec<String>,
}

impl Person {
    /// Lives, from the moment at which the machine starts to its crash.
    pub(crate) async fn live(self) {
        let member = &self.plan.cast[self.who];
        if self.life.gone.get() {
            return;
        }
        if self.life.starts.get() == 0 {
            sleep(Duration::from_millis(member.start_ms)).await;
        }
        loop {
            self.life.starts.set(self.life.starts.get() + 1);
            self.record.note(What::Started { who: self.who });
            let dice = Dice::new(self.plan.seed, self.life.starts.get() << 8 | self.who as u64);
            let ending = match member.role {
                Role::Client | Role::Device(_) => engine::live(&self, dice).await,
                Role::Old => old::live(&self, dice).await,
                Role::Plain => plain::live(&self, dice).await,
                Role::Slow => slow::live(&self, dice).await,
                Role::Flooder => flooder::live(&self, dice).await,
                Role::Garbage => garbage::live(&self, dice).await,
            };
            *self.life.present.borrow_mut() = None;
            match ending {
                Ending::Down { ms } => sleep(Duration::from_millis(ms)).await,
                Ending::Lost => unreachable!("programs connect again"),
                Ending::Left => {
                    self.life.gone.set(true);
                    return;
                }
            }
        }
    }

    /// What a connection is closed for, and whether the server hears of it.
    pub(crate) fn end(&self, wire: Wire, order: &Order) -> Ending {
        let why = match order {
            Order::Act(Act::Close { ms } | Act::Crash { ms, power: false }) => {
                self.lost(&wire, "closed");
                return Ending::Down { ms: *ms };
            }
            Order::Act(Act::Crash { ms, power: true }) => {
                self.lost(&wire, "no power");
                wire.bury(self);
                return Ending::Down { ms: *ms };
            }
            Order::Leave => {
                self.lost(&wire, "left");
                return Ending::Left;
            }
            Order::Reset => {
                wire.tear(&self.board);
                "reset"
            }
            Order::HalfOpen => {
                self.lost(&wire, "half open");
                wire.bury(self);
                return Ending::Lost;
            }
            Order::Act(_) | Order::Late { .. } | Order::FetchAll => {
                unreachable!("that ends no connection")
            }
        };
        self.lost(&wire, why);
        Ending::Lost
    }

    /// Notes that a connection is gone.
    pub(crate) fn lost(&self, wire: &Wire, why: &str) {
        *self.life.present.borrow_mut() = None;
        self.dig();
        self.record.note(What::Lost { who: self.who, conn: wire.conn, why: why.into() });
    }

    /// Their connection is closed on this side, and the server may not hear of it. Where no PING
    /// finds that, TCP's keepalive must.
    pub(crate) fn dig(&self) {
        let unasked = matches!(self.plan.cast[self.who].role, Role::Plain | Role::Garbage);
        if let Some((_, far)) = self.life.conn.take()
            && unasked
        {
            self.graves.borrow_mut().push(Grave::closed(far, self.record.now_ms()));
        }
    }

    /// What an order means for whoever has no connection: nothing, or the end.
    pub(crate) fn while_away(&self, order: &Order) -> Option<Ending> {
        match order {
            Order::Act(Act::Close { ms } | Act::Crash { ms, .. }) => Some(Ending::Down { ms: *ms }),
            Order::Leave => Some(Ending::Left),
            Order::Late { by_ms } => {
                self.life.late_ms.set(*by_ms);
                None
            }
            Order::Act(Act::Join(room)) => {
                self.life.rooms.borrow_mut().insert(*room);
                None
            }
            Order::Act(Act::Leave(room)) => {
                self.life.rooms.borrow_mut().remove(room);
                None
            }
            Order::Act(_) | Order::Reset | Order::HalfOpen | Order::FetchAll => None,
        }
    }

    /// The next message of theirs.
    pub(crate) fn next_token(&self) -> Token {
        self.life.said.set(self.life.said.get() + 1);
        Token { who: self.who, number: self.life.said.get() }
    }

    /// Another nickname of theirs.
    pub(crate) fn next_nick(&self) -> String {
        let device = u32::from(self.plan.is_device(self.who)) * 50;
        self.life.renames.set(self.life.renames.get() + 1);
        format!("{}{}", self.plan.cast[self.who].name, device + self.life.renames.get())
    }

    /// The nickname that somebody was last known to have.
    pub(crate) fn nick_of(&self, who: usize) -> String {
        self.nicks.borrow()[self.plan.person(who)].clone()
    }

    /// Notes that they are registered, under this nickname.
    pub(crate) fn is_called(&self, conn: Conn, nick: &str) {
        let mut present = self.life.present.borrow_mut();
        if present.as_ref().is_none_or(|(old_conn, old)| *old_conn != conn || old != nick) {
            self.nicks.borrow_mut()[self.plan.person(self.who)] = nick.to_owned();
            *present = Some((conn, nick.to_owned()));
        }
    }
}

/// The room of a name.
pub(crate) fn room_of(name: &str) -> Option<usize> {
    ROOMS.iter().position(|room| *room == name)
}

/// What everybody says.
pub(crate) const WORDS: &str = "سلام به همه";

/// What our engine's disk keeps; see [`Disk`].
pub(crate) type Kept = client::Kept;

/// Connects, has `chat` use the connection, and does so again after a pause for as long as
/// connections are only lost.
async fn reconnect(
    person: &Person,
    mut dice: Dice,
    (least_ms, most_ms): (u64, u64),
    chat: impl AsyncFn(&Person, Wire, &mut Dice) -> Ending,
) -> Ending {
    loop {
        if let Some(wire) = dial(person).await {
            match chat(person, wire, &mut dice).await {
                Ending::Lost => {}
                ending => return ending,
            }
        }
        if let Some(ending) = pause(person, dice.between(least_ms, most_ms)).await {
            return ending;
        }
    }
}

/// Waits, and says whether an order ends the program meanwhile.
async fn pause(person: &Person, ms: u64) -> Option<Ending> {
    let pause = sleep(Duration::from_millis(ms));
    tokio::pin!(pause);
    loop {
        tokio::select! {
            biased;
            () = &mut pause => return None,
            order = person.orders.next() => {
                if let Some(ending) = person.while_away(&order) {
                    return Some(ending);
                }
            }
        }
    }
}
