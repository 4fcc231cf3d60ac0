//! A plan in words.

use std::fmt;

use super::{Act, Deed, Fault, Member, PLACES, Plan, ROOMS, Role, Setting};

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = self.latency_ms;
        write!(f, "{} rooms, latency {least} to {most} ms", self.rooms)?;
        let (least, most) = self.write_ms;
        write!(f, ", disk {least} to {most} ms, pages of {}", self.page_max)?;
        write!(f, ", SendQ {} KiB", self.sendq_bytes_max >> 10)?;
        if self.piece_bytes_max > 0 {
            write!(f, ", reads and writes of at most {} bytes", self.piece_bytes_max)?;
        }
        if self.accounts {
            f.write_str(", accounts")?;
        }
        if self.tls {
            f.write_str(", TLS")?;
        }
        if self.sql {
            f.write_str(", real SQL")?;
        }
        Ok(())
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "engine",
            Self::Device(_) => "second device",
            Self::Old => "simple IRC program",
            Self::Plain => "plain mode",
            Self::Slow => "slow reader",
            Self::Flooder => "flooder",
            Self::Garbage => "sends garbage",
        })
    }
}

impl Plan {
    /// What a member is called in a timeline: a second device has its own name.
    #[must_use]
    pub fn name_of(&self, who: usize) -> String {
        match self.cast[who].role {
            Role::Device(_) => format!("{}/2", self.cast[who].name),
            Role::Client | Role::Old | Role::Plain => self.cast[who].name.to_owned(),
            Role::Slow | Role::Flooder | Role::Garbage => self.cast[who].name.to_owned(),
        }
    }

    /// A deed in words.
    #[must_use]
    pub fn tell(&self, deed: &Deed) -> String {
        match deed {
            Deed::Do { who, act } => format!("{} {}", self.name_of(*who), self.tell_act(act)),
            Deed::Strike(fault) => format!("! {}", self.tell_fault(fault)),
        }
    }

    fn tell_act(&self, act: &Act) -> String {
        match act {
            Act::Say(room) => format!("says something in {}", ROOMS[*room]),
            Act::Whisper(to) => format!("says something to {}", self.name_of(*to)),
            Act::Join(room) => format!("joins {}", ROOMS[*room]),
            Act::Leave(room) => format!("leaves {}", ROOMS[*room]),
            Act::Rename => "takes another nickname".to_owned(),
            Act::Kick { room, whom, ban } => {
                let how = if *ban { "bans" } else { "kicks" };
                format!("{how} {} from {}", self.name_of(*whom), ROOMS[*room])
            }
            Act::Unban(room) => format!("lifts the bans of {}", ROOMS[*room]),
            Act::Away => "goes away".to_owned(),
            Act::Back => "is back".to_owned(),
            Act::Read(room) => format!("reads what was said before in {}", ROOMS[*room]),
            Act::Close { ms } => format!("closes the window for {ms} ms"),
            Act::Crash { ms, power: false } => format!("crashes, for {ms} ms"),
            Act::Crash { ms, power: true } => format!("loses power, for {ms} ms"),
        }
    }

    fn tell_fault(&self, fault: &Fault) -> String {
        match fault {
            Fault::Partition { place, ms } => format!("{} is cut off, {ms} ms", PLACES[*place]),
            Fault::OneWay { place, to_server, ms } => {
                let direction = if *to_server { "from" } else { "to" };
                format!("nothing passes {direction} {}, {ms} ms", PLACES[*place])
            }
            Fault::Hold { place, ms } => format!("{} is held up, {ms} ms", PLACES[*place]),
            Fault::Lag { place, latency_ms, ms } => {
                format!("{} has {latency_ms} ms of latency, {ms} ms", PLACES[*place])
            }
            Fault::LateReader { who, by_ms, ms } => {
                format!("{} hears everything {by_ms} ms late, {ms} ms", self.name_of(*who))
            }
            Fault::Reset { who } => format!("{}'s connection is reset", self.name_of(*who)),
            Fault::HalfOpen { who } => format!("{}'s connection half opens", self.name_of(*who)),
            Fault::PlaceOff { place, ms } => format!("{} loses power, {ms} ms", PLACES[*place]),
            Fault::Kill { ms } => format!("the server is killed, {ms} ms"),
            Fault::PowerCut { ms } => format!("the server loses power, {ms} ms"),
            Fault::Stop { ms } => format!("the server is stopped, {ms} ms"),
            Fault::DiskStall { ms } => format!("the disk stalls, {ms} ms"),
            Fault::CommitsFail { count } => format!("{count} commits fail"),
            Fault::DiskFull { ms } => format!("the disk is full, {ms} ms"),
            Fault::ClockStep { by_ms } => format!("the server's clock is set by {by_ms} ms"),
        }
    }
}

impl Member {
    /// Who they are, in words.
    #[must_use]
    pub fn tell(&self) -> String {
        let rooms: Vec<_> = self.rooms.iter().map(|&room| ROOMS[room]).collect();
        let (name, role, place) = (self.name, self.role, PLACES[self.place]);
        format!("{name} ({role}, {place}, from {} ms) {}", self.start_ms, rooms.join(" "))
    }
}

impl Deed {
    /// What kind of deed it is, to count.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Do { act, .. } => match act {
                Act::Say(_) => "messages to rooms",
                Act::Whisper(_) => "direct messages",
                Act::Join(_) => "joins",
                Act::Leave(_) => "leaves",
                Act::Rename => "renames",
                Act::Kick { .. } => "kicks",
                Act::Unban(_) => "bans lifted",
                Act::Away => "away",
                Act::Back => "back",
                Act::Read(_) => "history read",
                Act::Close { .. } => "windows closed",
                Act::Crash { .. } => "client crashes",
            },
            Self::Strike(fault) => match fault {
                Fault::Partition { .. } => "partitions",
                Fault::OneWay { .. } => "one-way partitions",
                Fault::Hold { .. } => "hold and release",
                Fault::Lag { .. } => "lag",
                Fault::LateReader { .. } => "one-way delay",
                Fault::Reset { .. } => "resets",
                Fault::HalfOpen { .. } => "half-open connections",
                Fault::PlaceOff { .. } => "machines without power",
                Fault::Kill { .. } => "server kills",
                Fault::PowerCut { .. } => "server power cuts",
                Fault::Stop { .. } => "server stops",
                Fault::DiskStall { .. } => "disk stalls",
                Fault::CommitsFail { .. } => "failed commits",
                Fault::DiskFull { .. } => "full disks",
                Fault::ClockStep { .. } => "clock steps",
            },
        }
    }
}
