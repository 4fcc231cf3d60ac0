//! Sessions: one for each connection, from its first byte to its last.
//!
//! A session knows how its peer speaks (which capabilities, plain mode or IRC) and how fast it
//! may; who its user is, and what the user may do, is the network's business.

mod address;
mod batch;
mod capability;
mod flood;
mod newcomers;

use std::net::IpAddr;

pub(crate) use address::Addresses;
pub(crate) use batch::{ClientBatch, Part, Several, Wrong};
pub(crate) use capability::{Caps, METADATA_SUBS_MAX};
pub(crate) use flood::{Allowance, RecvQueue};
pub(crate) use newcomers::Newcomers;

use super::commands::{Applicant, HistoryQuestion, NickServQuestion, RedactQuestion};
use super::delivery::Label;
use super::io::{ConnId, Transport};
use super::network::{Pairs, SessionId, UserId};
use super::sasl::Exchange;
use crate::wire::{Casefolded, Framer, Nickname};

/// What a session is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Connected; the shell does not know yet what it speaks.
    Accepted,
    /// It will chat; its first line decides whether in IRC or in plain mode.
    Opening,
    /// It speaks IRC.
    Irc,
    /// It speaks lines of text.
    Plain,
    /// It was told why, and is being closed: nothing it says counts any more.
    Closing,
}

/// A question to the shell that the session waits for; its lines wait with it.
#[derive(Debug)]
pub(crate) struct OpenQuestion {
    /// Tells the answer from that to an earlier question.
    pub(crate) ticket: u32,
    pub(crate) question: Question,
    /// The command that asked, once it has been carried out so far.
    pub(crate) asked_by: Option<AskedBy>,
}

/// A command whose response goes on when its question is answered.
#[derive(Debug)]
pub(crate) struct AskedBy {
    pub(crate) command: &'static str,
    /// Its first parameter.
    pub(crate) target: Box<str>,
    /// What its response holds already.
    pub(crate) label: Option<Label>,
}

/// What waits until the server's password is known to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ForTheAdmitted {
    /// Talking, and being welcomed.
    Registration,
    /// The account that a new certificate makes, of this name or, without one, of the nickname.
    Account(Box<str>),
}

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether PASS gave the server's password.
    ServerPassword(ForTheAdmitted),
    /// Whether OPER gave the right password, for this name.
    Operator(Box<str>),
    /// What somebody told NickServ.
    NickServ(NickServQuestion),
    /// Whether SASL PLAIN gave the right password of an account; none if there is no such
    /// account.
    AccountPassword(Option<u64>),
    /// What is kept of the password of an account to be made.
    Register(Applicant),
    /// What was said before.
    History(HistoryQuestion),
    /// Whether a message to be redacted is there, and whose it is.
    Redact(RedactQuestion),
    /// Which messages have some words.
    Search,
}

/// What a peer has said of itself before it is registered.
#[derive(Debug, Default)]
pub(crate) struct Registration {
    pub(crate) nick: Option<Nickname>,
    pub(crate) username: Option<Box<str>>,
    pub(crate) realname: Option<Box<str>>,
    pub(crate) password: Option<Box<str>>,
    /// The password was right, or none is needed.
    pub(crate) admitted: bool,
    /// The account it logged in to (SASL).
    pub(crate) account: Option<u64>,
    /// What METADATA said of it.
    pub(crate) metadata: Pairs,
    /// What AWAY said: nobody is at this session, or its user is away with this message.
    pub(crate) away: Option<Box<str>>,
    /// Between CAP LS or CAP REQ and CAP END: registration waits.
    pub(crate) negotiating: bool,
}

/// One connection's session.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) conn: ConnId,
    pub(crate) address: IpAddr,
    pub(crate) transport: Transport,
    /// SHA-256 fingerprint of the client certificate, as accounts have it.
    pub(crate) certificate: Option<Box<str>>,
    pub(crate) stage: Stage,
    pub(crate) framer: Framer,
    pub(crate) user: Option<UserId>,
    /// Until registered.
    pub(crate) registration: Option<Box<Registration>>,
    /// The client asked for `CAP LS 302` or above.
    pub(crate) cap_302: bool,
    /// It was silent and was told how to begin: a person, who is greeted.
    pub(crate) was_hinted: bool,
    pub(crate) accepted_ms: u64,
    pub(crate) received_ms: u64,
    /// When the unanswered PING was sent.
    pub(crate) pinged_ms: Option<u64>,
    pub(crate) allowance: Allowance,
    /// Lines that wait, for flood control or for an answer.
    pub(crate) waiting: Option<Box<RecvQueue>>,
    pub(crate) question: Option<Box<OpenQuestion>>,
    /// The batch that the client has opened.
    pub(crate) batch: Option<Box<ClientBatch>>,
    /// The SASL exchange that is under way.
    pub(crate) exchange: Option<Box<Exchange>>,
    /// Wrong passwords and codes so far.
    pub(crate) login_failures: u8,
    pub(crate) monitored: Vec<Casefolded>,
    /// Keys of metadata that it wants to know of, in the order in which it said so.
    pub(crate) subscriptions: Vec<Box<str>>,
    /// The deadline armed for this session, on the monotonic clock.
    pub(crate) armed_ms: Option<u64>,
}

/// All sessions, by the slot of their connection.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    slots: Vec<Option<Box<Session>>>,
    routes: Vec<Route>,
    /// For each user's index the slot of its only session, or [`SEVERAL`].
    homes: Vec<u32>,
    count: usize,
}

/// Where and how to send to a session; what a delivery needs and no more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    pub(crate) generation: u32,
    pub(crate) caps: Caps,
}

impl Route {
    const NONE: Self = Self { generation: 0, caps: Caps::empty() };
}

const SEVERAL: u32 = u32::MAX;

impl Sessions {
    pub(crate) fn open(&mut self, conn: ConnId, address: IpAddr, now_ms: u64) -> SessionId {
        let index = conn.slot as usize;
        if index >= self.slots.len() {
            self.slots.resize_with(index + 1, || None);
            self.routes.resize(index + 1, Route::NONE);
        }
        assert!(self.slots[index].is_none(), "a slot is opened once until it is closed");
        self.slots[index] = Some(Box::new(Session {
            conn,
            address,
            transport: Transport::Plain,
            certificate: None,
            stage: Stage::Accepted,
            framer: Framer::default(),
            user: None,
            registration: None,
            cap_302: false,
            was_hinted: false,
            accepted_ms: now_ms,
            received_ms: now_ms,
            pinged_ms: None,
            allowance: Allowance::default(),
            waiting: None,
            question: None,
            batch: None,
            exchange: None,
            login_failures: 0,
            monitored: Vec::new(),
            subscriptions: Vec::new(),
            armed_ms: None,
        }));
        self.routes[index] = Route { generation: conn.generation, caps: Caps::empty() };
        self.count += 1;
        SessionId(conn.slot)
    }

    pub(crate) fn close(&mut self, id: SessionId) {
        if self.slots[id.0 as usize].take().is_some() {
            self.count -= 1;
        }
    }

    /// The session of a connection, unless it is gone or its slot has a successor.
    pub(crate) fn of(&self, conn: ConnId) -> Option<SessionId> {
        let session = self.slots.get(conn.slot as usize)?.as_ref()?;
        (session.conn == conn).then_some(SessionId(conn.slot))
    }

    pub(crate) fn find(&self, id: SessionId) -> Option<&Session> {
        self.slots.get(id.0 as usize)?.as_deref()
    }

    pub(crate) fn at(&self, id: SessionId) -> &Session {
        self.find(id).expect("a session id is held no longer than its session")
    }

    pub(crate) fn at_mut(&mut self, id: SessionId) -> &mut Session {
        let slot = self.slots.get_mut(id.0 as usize).and_then(Option::as_deref_mut);
        slot.expect("a session id is held no longer than its session")
    }

    pub(crate) fn caps(&self, id: SessionId) -> Caps {
        self.routes[id.0 as usize].caps
    }

    pub(crate) fn set_caps(&mut self, id: SessionId, caps: Caps) {
        self.routes[id.0 as usize].caps = caps;
    }

    /// Where to send, and how.
    pub(crate) fn route(&self, id: SessionId) -> (ConnId, Caps) {
        let route = self.routes[id.0 as usize];
        (ConnId { slot: id.0, generation: route.generation }, route.caps)
    }

    /// Notes the sessions of a user, for [`Sessions::home`].
    pub(crate) fn settle(&mut self, user: UserId, sessions: &[SessionId]) {
        let index = user.index();
        if index >= self.homes.len() {
            self.homes.resize(index + 1, SEVERAL);
        }
        self.homes[index] = match sessions {
            [only] => only.0,
            _ => SEVERAL,
        };
    }

    /// The only session of a user, if it has one only.
    pub(crate) fn home(&self, user: UserId) -> Option<SessionId> {
        match self.homes.get(user.index()) {
            None | Some(&SEVERAL) => None,
            Some(&slot) => Some(SessionId(slot)),
        }
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = SessionId> {
        let open = self.slots.iter().enumerate().filter(|(_, slot)| slot.is_some());
        open.map(|(index, _)| SessionId(u32::try_from(index).expect("slots are indexed by a u32")))
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }
}
