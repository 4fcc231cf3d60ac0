//! What is to happen in a run: who takes part, what they do, and what befalls them. Plain data
//! that follows from a seed and can be read.

mod draw;
mod tell;

/// The rooms there are; the first is the one that plain mode speaks in.
pub const ROOMS: [&str; 4] = ["#lobby", "#گپ", "#work", "#garden"];

/// Places on the network: people's machines are in one of them, and what befalls the network
/// befalls a place. The last is of those who do harm.
pub const PLACES: [&str; 4] = ["home", "office", "school", "alley"];

/// Everything about a run that is not the program's own doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it follows from.
    pub seed: u64,
    /// How the world is.
    pub setting: Setting,
    /// Who takes part. Others name them by their index.
    pub cast: Vec<Member>,
    /// What happens and when, in milliseconds from the beginning, in order.
    pub deeds: Vec<(u64, Deed)>,
    /// When the last of the faults has ended.
    pub heal_at_ms: u64,
}

/// How the world is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// How many of [`ROOMS`] are used.
    pub rooms: usize,
    /// How long a segment is under way, at the least and at the most.
    pub latency_ms: (u64, u64),
    /// How long a batch takes to reach the disk, at the least and at the most.
    pub write_ms: (u64, u64),
    /// The most bytes that a socket takes or gives at once; 0 for as many as there are.
    pub piece_bytes_max: usize,
    /// Whether those with our engine have accounts.
    pub accounts: bool,
    /// Whether engines speak TLS.
    pub tls: bool,
    /// Whether what is kept is kept by the real SQL, instead of by a model of it.
    pub sql: bool,
    /// Messages in one page of history.
    pub page_max: u32,
    /// Bytes that may wait for a peer.
    pub sendq_bytes_max: usize,
}

/// One who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What they are called, whatever they call themselves: their nicknames begin with it.
    pub name: &'static str,
    /// What they are.
    pub role: Role,
    /// Where they are, of [`PLACES`].
    pub place: usize,
    /// Which of [`ROOMS`] they want to be in at first.
    pub rooms: Vec<usize>,
    /// When they start.
    pub start_ms: u64,
}

/// What somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Has our client engine.
    Client,
    /// Another device, with our engine, of the member with this index.
    Device(usize),
    /// Has a simple IRC program that keeps and repeats nothing.
    Old,
    /// Speaks plain mode.
    Plain,
    /// Joins, and reads hardly anything.
    Slow,
    /// Says more than anybody may.
    Flooder,
    /// Sends bytes that are nothing.
    Garbage,
}

impl Role {
    /// Whether it only wants to do harm. Others leave none of theirs behind.
    #[must_use]
    pub fn is_hostile(self) -> bool {
        matches!(self, Self::Slow | Self::Flooder | Self::Garbage)
    }

    /// Whether it has our engine.
    #[must_use]
    pub fn is_engine(self) -> bool {
        matches!(self, Self::Client | Self::Device(_))
    }
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Somebody does something.
    Do {
        /// Who.
        who: usize,
        /// What.
        act: Act,
    },
    /// Something goes wrong.
    Strike(Fault),
}

/// What somebody does. Rooms are indices of [`ROOMS`], people of [`Plan::cast`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Says something in a room.
    Say(usize),
    /// Says something to one person.
    Whisper(usize),
    /// Joins a room.
    Join(usize),
    /// Leaves a room.
    Leave(usize),
    /// Takes another nickname.
    Rename,
    /// Makes somebody leave a room.
    Kick {
        /// The room.
        room: usize,
        /// Whom.
        whom: usize,
        /// Whether they may not come back, either.
        ban: bool,
    },
    /// Lets all who are banned from a room come back.
    Unban(usize),
    /// Goes away.
    Away,
    /// Is back.
    Back,
    /// Reads what was said before in a room.
    Read(usize),
    /// Closes the window, and opens it again after a while.
    Close {
        /// For how long.
        ms: u64,
    },
    /// The program is killed, and started again after a while.
    Crash {
        /// After how long.
        ms: u64,
        /// Whether with its machine's power: nobody is told, and what was not synced is lost.
        power: bool,
    },
}

/// Something that goes wrong, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing passes between a place and the server, and what was under way is lost.
    Partition {
        /// Which of [`PLACES`].
        place: usize,
        /// For how long.
        ms: u64,
    },
    /// Nothing passes in one direction.
    OneWay {
        /// Which of [`PLACES`].
        place: usize,
        /// Whether it is what the place says that is lost.
        to_server: bool,
        /// For how long.
        ms: u64,
    },
    /// Everything is held up, and arrives at once in the end.
    Hold {
        /// Which of [`PLACES`].
        place: usize,
        /// For how long.
        ms: u64,
    },
    /// A place's line is slow in both directions.
    Lag {
        /// Which of [`PLACES`].
        place: usize,
        /// How long a segment is under way at the most.
        latency_ms: u64,
        /// For how long.
        ms: u64,
    },
    /// What arrives at somebody is late, what they say is not.
    LateReader {
        /// Who.
        who: usize,
        /// By how much.
        by_ms: u64,
        /// For how long.
        ms: u64,
    },
    /// Somebody's connection is reset.
    Reset {
        /// Whose.
        who: usize,
    },
    /// Somebody's connection is gone on their side, and the server is not told.
    HalfOpen {
        /// Whose.
        who: usize,
    },
    /// A place loses its power: all programs in it are gone, and nobody is told.
    PlaceOff {
        /// Which of [`PLACES`].
        place: usize,
        /// For how long.
        ms: u64,
    },
    /// The server is killed; its system still closes its connections.
    Kill {
        /// For how long.
        ms: u64,
    },
    /// The server's machine loses its power.
    PowerCut {
        /// For how long.
        ms: u64,
    },
    /// The server is asked to stop, and started again.
    Stop {
        /// For how long.
        ms: u64,
    },
    /// The disk does nothing for a while.
    DiskStall {
        /// For how long.
        ms: u64,
    },
    /// Some commits fail.
    CommitsFail {
        /// How many.
        count: u32,
    },
    /// The disk is full.
    DiskFull {
        /// For how long.
        ms: u64,
    },
    /// Somebody sets the server's clock.
    ClockStep {
        /// By so much, forward or back.
        by_ms: i64,
    },
}
