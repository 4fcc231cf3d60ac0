//! What happened in a run: who asked for what, what passed on every connection, what befell the
//! world. The oracles judge by this and by what is kept in the end.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use peyk_core::server::storage::StoredMessage;

use crate::plan::{Plan, ROOMS};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When, in milliseconds from the beginning.
    pub at_ms: u64,
    /// What.
    pub what: What,
}

/// A connection, numbered over all of a run.
pub type Conn = u32;

/// How a member names a message of theirs: it is the text's first word, and in no other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// Who said it, an index of [`Plan::cast`].
    pub who: usize,
    /// Counts what they say.
    pub number: u32,
}

/// Where something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// In a room, an index of [`ROOMS`].
    Room(usize),
    /// To somebody, an index of [`Plan::cast`].
    Person(usize),
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A deed of the plan was done.
    Deed(usize),
    /// A fault has ended.
    Over(Box<str>),
    /// A server started; counted from 1.
    ServerUp(u32),
    /// The server is gone; how.
    ServerDown(&'static str),
    /// The last fault is over.
    Healed,
    /// The clients are as they should be.
    Converged,
    /// Somebody's program (re)started.
    Started {
        /// Who.
        who: usize,
    },
    /// Somebody asked their program to say something.
    Asked {
        /// What.
        token: Token,
        /// Where.
        to: Target,
    },
    /// Somebody's program says that a message was delivered.
    Delivered {
        /// What.
        token: Token,
        /// Under which id.
        id: u64,
    },
    /// Somebody's program says that a message was refused.
    Refused {
        /// What.
        token: Token,
        /// Why.
        why: Box<str>,
    },
    /// A connection was made.
    Connected {
        /// Whose.
        who: usize,
        /// Which.
        conn: Conn,
    },
    /// A connection is gone, as its owner sees it.
    Lost {
        /// Whose.
        who: usize,
        /// Which.
        conn: Conn,
        /// Why.
        why: Box<str>,
    },
    /// A message was given to the network.
    Sent {
        /// On which connection.
        conn: Conn,
        /// What.
        token: Token,
    },
    /// A line arrived.
    Heard {
        /// On which connection.
        conn: Conn,
        /// What it says.
        heard: Heard,
    },
}

/// A line, as far as anything depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Registration is done, under this nickname.
    Welcome {
        /// The nickname.
        nick: Box<str>,
    },
    /// PRIVMSG or NOTICE of somebody.
    Message {
        /// The `msgid`, if there is one.
        id: Option<u64>,
        /// Who said it.
        nick: Box<str>,
        /// Where: a room or a nickname.
        target: Box<str>,
        /// The text.
        text: Box<str>,
        /// Of which target's history it is a part; none if it was said just now.
        page: Option<Box<str>>,
    },
    /// JOIN.
    Join {
        /// Who.
        nick: Box<str>,
        /// Where.
        room: Box<str>,
    },
    /// PART or KICK.
    Leave {
        /// Who.
        nick: Box<str>,
        /// Where.
        room: Box<str>,
    },
    /// QUIT.
    Quit {
        /// Who.
        nick: Box<str>,
    },
    /// NICK.
    Nick {
        /// From.
        old: Box<str>,
        /// To.
        new: Box<str>,
    },
    /// RPL_NAMREPLY.
    Names {
        /// Where.
        room: Box<str>,
        /// Who is there.
        nicks: Vec<Box<str>>,
    },
    /// RPL_ENDOFNAMES.
    NamesEnd {
        /// Where.
        room: Box<str>,
    },
    /// A page of history begins.
    Page {
        /// Whose.
        target: Box<str>,
    },
    /// A line of plain mode.
    Plain {
        /// All of it.
        text: Box<str>,
    },
    /// ERROR: why the server closes.
    Closing {
        /// The reason.
        why: Box<str>,
    },
    /// Anything else; only for the reader of a timeline.
    Other {
        /// The line.
        line: Box<str>,
    },
}

/// How the run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// All that is kept, oldest first.
    pub history: Vec<StoredMessage>,
    /// What each engine shows of each target.
    pub views: Vec<View>,
    /// Messages that an engine still wants to send.
    pub pending: Vec<Token>,
    /// Whose programs are connected and in which rooms they are, as they were told.
    pub present: Vec<Present>,
    /// The most of everything that there ever was.
    pub peaks: Peaks,
    /// When all was healed.
    pub healed_ms: u64,
    /// When everybody agreed again.
    pub converged_ms: Option<u64>,
    /// What was not as it should be when time was up.
    pub missing: Box<str>,
}

/// What an engine shows of a room or of somebody's direct messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Whose.
    pub who: usize,
    /// Of what.
    pub target: Target,
    /// Whether it is a room that they are in.
    pub joined: bool,
    /// Whether it reaches back to the beginning.
    pub whole: bool,
    /// Ids and texts, in the order in which they are shown.
    pub shown: Vec<(u64, Box<str>)>,
}

/// A program that is connected at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Whose.
    pub who: usize,
    /// Its connection.
    pub conn: Conn,
    /// Its nickname.
    pub nick: Box<str>,
}

/// The most of everything that there ever was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peaks {
    /// Bytes waiting for one peer.
    pub sendq_bytes: usize,
    /// Bytes waiting for the hub.
    pub inbox_bytes: usize,
    /// Bytes of output waiting for the disk.
    pub held_bytes: usize,
    /// Connections at a time.
    pub connections: usize,
}

/// Everything that happened so far; shared by all who note it.
#[derive(Clone, Debug)]
pub struct Record {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    facts: RefCell<Vec<Fact>>,
    at_ms: Cell<u64>,
    conns: Cell<Conn>,
    /// Whether lines that nothing depends on are noted, too.
    in_full: bool,
}

impl Record {
    /// An empty one; `in_full` if somebody will read it.
    #[must_use]
    pub fn new(in_full: bool) -> Self {
        let inner =
            Inner { facts: RefCell::default(), at_ms: Cell::new(0), conns: Cell::new(0), in_full };
        Self { inner: Rc::new(inner) }
    }

    /// Says what time it is, from now on.
    pub fn set_time(&self, at_ms: u64) {
        self.inner.at_ms.set(at_ms);
    }

    /// The present moment.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        turmoil::sim_elapsed().map_or(self.inner.at_ms.get(), crate::millis)
    }

    /// Notes something.
    pub fn note(&self, what: What) {
        self.inner.facts.borrow_mut().push(Fact { at_ms: self.now_ms(), what });
    }

    /// Whether everything is noted.
    #[must_use]
    pub fn is_in_full(&self) -> bool {
        self.inner.in_full
    }

    /// The number of a new connection.
    #[must_use]
    pub fn next_conn(&self) -> Conn {
        self.inner.conns.set(self.inner.conns.get() + 1);
        self.inner.conns.get()
    }

    /// All that was noted.
    #[must_use]
    pub fn take(&self) -> Vec<Fact> {
        self.inner.facts.take()
    }
}

impl Token {
    /// The text of a message with this token.
    #[must_use]
    pub fn text(self, plan: &Plan, words: &str) -> String {
        format!("{}:{} {words}", plan.name_of(self.who), self.number)
    }

    /// The token in a text.
    #[must_use]
    pub fn find(plan: &Plan, text: &str) -> Option<Self> {
        let word = text.split(' ').next()?;
        let (name, number) = word.split_once(':')?;
        let who = (0..plan.cast.len()).find(|&who| {
            let base = plan.cast[who].name;
            name.strip_prefix(base).is_some_and(|rest| {
                if plan.is_device(who) { rest == "/2" } else { rest.is_empty() }
            })
        })?;
        Some(Self { who, number: number.parse().ok()? })
    }

    /// The token as it is written.
    #[must_use]
    pub fn name(self, plan: &Plan) -> String {
        format!("{}:{}", plan.name_of(self.who), self.number)
    }
}

impl Target {
    /// What it is called in a timeline.
    #[must_use]
    pub fn name(self, plan: &Plan) -> String {
        match self {
            Self::Room(room) => ROOMS[room].to_owned(),
            Self::Person(who) => plan.name_of(who),
        }
    }
}

impl Plan {
    /// Whether a member is another's second device.
    #[must_use]
    pub fn is_device(&self, who: usize) -> bool {
        matches!(self.cast[who].role, crate::plan::Role::Device(_))
    }

    /// The person behind a member: a second device's owner.
    #[must_use]
    pub fn person(&self, who: usize) -> usize {
        match self.cast[who].role {
            crate::plan::Role::Device(of) => of,
            _ => who,
        }
    }

    /// Whose nickname it is: everybody's begin with their name.
    #[must_use]
    pub fn person_of_nick(&self, nick: &str) -> Option<usize> {
        (0..self.cast.len())
            .find(|&who| !self.is_device(who) && nick.starts_with(self.cast[who].name))
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Welcome { nick } => write!(f, "welcome, {nick}"),
            Self::Message { id, nick, target, text, page } => {
                let page = page.as_ref().map_or("", |_| "history ");
                let id = id.map(|id| format!(" [{id:x}]")).unwrap_or_default();
                write!(f, "{page}{target} <{nick}> {text}{id}")
            }
            Self::Join { nick, room } => write!(f, "{nick} joined {room}"),
            Self::Leave { nick, room } => write!(f, "{nick} left {room}"),
            Self::Quit { nick } => write!(f, "{nick} quit"),
            Self::Nick { old, new } => write!(f, "{old} is now {new}"),
            Self::Names { room, nicks } => write!(f, "in {room}: {}", nicks.join(" ")),
            Self::NamesEnd { room } => write!(f, "that is all in {room}"),
            Self::Page { target } => write!(f, "a page of {target}"),
            Self::Plain { text } => write!(f, "{text}"),
            Self::Closing { why } => write!(f, "closing: {why}"),
            Self::Other { line } => f.write_str(line),
        }
    }
}
