//! The server's state machine, fuzzed: bytes as a schedule of what several peers do.

use std::net::IpAddr;

use super::store::MemoryStore;
use crate::server::config::{Flood, Limits, Operator, Sts, Timeouts};
use crate::server::storage::{Kept, Page, Record, ScramKeys};
use crate::server::{
    Action, Answer, CloseCause, Config, ConnId, Hashed, Input, Now, Outputs, Server, Task,
    Transport,
};
use crate::text::Language;

/// Connections at a time.
const SLOTS: usize = 6;

/// Bytes of output for one input at the most: every line to everybody, several times over.
const OUTPUT_BYTES_MAX: usize = 4 << 20;

/// What a line is made of; a byte of the schedule names one, any other is a byte as it is.
const FRAGMENTS: [&str; 128] = [
    "\r\n",
    "\r\n",
    "\r\n",
    "\r\n",
    " ",
    " ",
    " ",
    " :",
    ",",
    ",",
    "\n",
    "\0",
    "NICK ",
    "USER ",
    "JOIN ",
    "PART ",
    "QUIT",
    "QUIT :",
    "PRIVMSG ",
    "PRIVMSG ",
    "NOTICE ",
    "TAGMSG ",
    "MODE ",
    "MODE ",
    "KICK ",
    "INVITE ",
    "TOPIC ",
    "NAMES ",
    "LIST ",
    "METADATA * SET a ",
    "CAP LS 302",
    "CAP REQ :",
    "CAP END",
    "RENAME #a #b",
    "CAP ",
    "PASS ",
    "PING ",
    "PONG ",
    "OPER ",
    "AWAY ",
    "AWAY",
    "WHO ",
    "WHOIS ",
    "MARKREAD ",
    "MONITOR + ",
    "METADATA * SUB a ",
    "timestamp=2026-11-24T08:18:01.123Z",
    "AUTHENTICATE *",
    "SETNAME ",
    "biwsbj1hLHI9eA==",
    "AGEAc2VjcmV0",
    "KILL ",
    "WALLOPS ",
    "REHASH",
    "AUTHENTICATE SCRAM-SHA-256",
    "REGISTER * * ",
    "VERIFY ",
    "BATCH +1 draft/multiline #a\r\n",
    "AUTHENTICATE EXTERNAL",
    "AUTHENTICATE ",
    "BATCH -1",
    "@batch=1 PRIVMSG #a :x\r\n",
    "@batch=1;draft/multiline-concat PRIVMSG ",
    "AUTHENTICATE PLAIN",
    "a",
    "b",
    "c",
    "d",
    "A",
    "B",
    "а",
    "علی",
    "علي",
    "\u{200c}",
    "#a",
    "#a",
    "#b",
    "#c",
    "#A",
    "#علی",
    "#lobby",
    "@#a",
    "+#a",
    "text=x;in=",
    // The first message of two who come one after the other at once.
    "1k86a47l80404",
    "0 * :",
    "*",
    "?",
    "!",
    "@",
    "~m:",
    ":",
    ";",
    "=",
    "+",
    "-",
    "+o ",
    "-o ",
    "+v ",
    "+h ",
    "+q ",
    "+b ",
    "+e ",
    "+I ",
    "+k ",
    "-k ",
    "+l 2 ",
    "-l",
    "+i",
    "+m-n",
    "+s",
    "+B",
    "*!*@*",
    "~a:a",
    "@label=1 ",
    "@label=\\: ",
    "@+typing=active ",
    "labeled-response batch ",
    "echo-message ",
    "message-tags draft/message-redaction draft/read-marker ",
    "server-time draft/extended-isupport soju.im/search ",
    "away-notify extended-join extended-monitor account-notify draft/metadata-3 ",
    "invite-notify setname draft/pre-away account-tag ",
    "batch draft/multiline",
    "secret",
    "\u{1}ACTION x\u{1}",
    "sasl ",
    "x",
];

/// A connection, as the shell knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shell {
    Free,
    Accepted,
    Opened,
}

/// The server, fuzzed: whatever several peers do, in whatever order, its invariants hold, what
/// it wants done can be done, and it keeps nothing of those who are gone.
///
/// The first byte chooses a configuration. Each byte behind it is a thing that happens (a peer
/// connects, shows what it speaks, sends bytes, goes; time passes; a password was compared;
/// the configuration was read anew), to the peer that its upper bits name.
///
/// # Panics
/// If any of this does not hold.
pub fn step(data: &[u8]) {
    let Some((&choice, schedule)) = data.split_first() else { return };
    let mut world = World::new(config(choice));
    let mut rest = schedule.iter().copied();
    while let Some(byte) = rest.next() {
        world.perform(byte, &mut rest);
    }
    world.end();
}

fn config(choice: u8) -> Config {
    Config {
        password_phc: (choice & 1 != 0).then(|| "$argon2id$".into()),
        language: if choice & 2 != 0 { Language::Persian } else { Language::English },
        motd: vec!["x".into(); usize::from(choice >> 2 & 1)],
        operators: vec![Operator { name: "a".into(), password_phc: "$argon2id$".into() }],
        limits: Limits {
            channels_per_user_max: 3,
            channels_max: 4,
            list_entries_max: 2,
            targets_max: 3,
            monitor_max: 3,
            multiline_bytes_max: 600,
            multiline_lines_max: 5,
            modes_max: 3,
            whowas_max: 2,
            nick_bytes_max: 16,
            channel_bytes_max: 16,
            recvq_bytes_max: 256,
            connections_max: 5,
            connections_per_address_max: usize::from(choice >> 3 & 1) * 2,
            ..Limits::default()
        },
        timeouts: Timeouts::default(),
        flood: Flood {
            enabled: choice & 0x10 == 0,
            burst_units: u32::from(choice >> 5) * 8,
            unit_ms: 100,
        },
        ..Config::default()
    }
}

/// A server with its shell.
struct World {
    server: Server,
    out: Outputs,
    now: Now,
    slots: [(Shell, u32); SLOTS],
    /// Those that the server asked to close.
    closing: Vec<ConnId>,
    /// Questions; what is read for them is read at once, and may be old when it is answered.
    asked: Vec<(ConnId, u32, Task, Option<Page>)>,
    store: MemoryStore,
    /// What is to be kept as soon as something can be.
    unkept: Vec<Record>,
    /// Nothing can be kept at the moment.
    failing: bool,
}

impl World {
    fn new(config: Config) -> Self {
        let now = Now { monotonic_ms: 5_000, unix_ms: 1_795_508_281_000 };
        Self {
            server: Server::new(config, now, [1; 32], Kept::default()),
            store: MemoryStore::default(),
            unkept: Vec::new(),
            failing: false,
            out: Outputs::new(),
            now,
            slots: [(Shell::Free, 0); SLOTS],
            closing: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn perform(&mut self, byte: u8, rest: &mut impl Iterator<Item = u8>) {
        let slot = usize::from(byte >> 4) % SLOTS;
        match byte & 15 {
            0 => self.close(slot, rest.next().unwrap_or_default()),
            1 => self.pass(u64::from(rest.next().unwrap_or_default()).pow(2)),
            2 => self.verify(byte & 0x10 != 0),
            3 => {
                let mut config = self.server.config().clone();
                config.language = Language::English;
                config.limits.nick_bytes_max = 12;
                config.limits.multiline_lines_max = 4;
                config.icon = Some("https://x/".into());
                config.sts = Some(Sts { port: 1, duration_s: 2, preload: true });
                self.step(Input::Reloaded(Box::new(config)));
            }
            4 if byte & 0x10 == 0 => self.failing = !self.failing,
            4 => self.step(Input::ReloadFailed("x\r\ny".into())),
            5 if byte == 0xf5 => self.step(Input::Stop),
            5 => self.accept(slot, rest.next().unwrap_or_default()),
            6 => {
                let name = ["a", "b", "c", "d", "e", "f"][slot];
                let line = format!("PASS secret\r\nNICK {name}\r\nUSER {name} 0 * :x\r\n");
                self.send(slot, line.as_bytes());
                self.verify(true);
                self.send(slot, b"JOIN #a\r\n");
            }
            _ => {
                let count = rest.next().unwrap_or_default() % 24;
                let mut bytes = Vec::new();
                for byte in rest.take(count.into()) {
                    match FRAGMENTS.get(usize::from(byte)) {
                        Some(fragment) => bytes.extend_from_slice(fragment.as_bytes()),
                        // Long enough, a few times over, for every limit.
                        None if byte == 0xfe => bytes.extend_from_slice(&[b'x'; 400]),
                        None => bytes.push(byte),
                    }
                }
                if byte & 1 == 0 {
                    bytes.extend_from_slice(b"\r\n");
                }
                self.send(slot, &bytes);
            }
        }
    }

    fn conn(&self, slot: usize) -> ConnId {
        let index = u32::try_from(slot).expect("few slots");
        ConnId { slot: index, generation: self.slots[slot].1 }
    }

    /// A peer connects, unless the slot is taken; then it shows that it wants to chat.
    fn accept(&mut self, slot: usize, how: u8) {
        let conn = self.conn(slot);
        if self.slots[slot].0 == Shell::Free {
            self.slots[slot].0 = Shell::Accepted;
            let address = match how & 3 {
                0 => "127.0.0.1",
                1 => "::1",
                2 => "2001:db8::1",
                _ => "192.0.2.1",
            };
            let address: IpAddr = address.parse().expect("an address");
            self.step(Input::Accepted { conn, address });
            if how & 4 != 0 {
                return;
            }
        }
        if self.slots[slot].0 == Shell::Accepted {
            self.slots[slot].0 = Shell::Opened;
            let transport = if how & 8 == 0 { Transport::Tls } else { Transport::Plain };
            let certificate = (how & 32 != 0).then_some([how >> 6; 32]);
            self.step(Input::Opened { conn, transport, certificate, silent: how & 16 != 0 });
        }
    }

    fn send(&mut self, slot: usize, bytes: &[u8]) {
        if self.slots[slot].0 != Shell::Opened {
            self.accept(slot, 3);
            self.accept(slot, 3);
        }
        // The shell may hear of a peer that it is closing, too.
        let conn = self.conn(slot);
        self.step(Input::Received { conn, bytes });
    }

    fn close(&mut self, slot: usize, why: u8) {
        if self.slots[slot].0 == Shell::Free {
            return;
        }
        let cause = match why % 5 {
            0 => CloseCause::EndOfFile,
            1 => CloseCause::Reset,
            2 => CloseCause::Tls,
            3 => CloseCause::SendQueueFull,
            _ => CloseCause::Http,
        };
        let conn = self.conn(slot);
        self.step(Input::Closed { conn, cause });
        self.closing.retain(|&closing| closing != conn);
        self.slots[slot] = (Shell::Free, conn.generation + 1);
    }

    fn verify(&mut self, matches: bool) {
        // An answer may come when the one who asked is gone.
        if let Some((conn, ticket, task, page)) = self.asked.pop() {
            let answer = match task {
                Task::Verify { .. } => Answer::Matches(matches),
                Task::Hash { .. } => Answer::Hashed(matches.then(|| Box::new(hashed()))),
                Task::Read(_) => Answer::Page(page.filter(|_| matches)),
            };
            self.step(Input::Answered { conn, ticket, answer });
        }
    }

    fn pass(&mut self, ms: u64) {
        self.now.monotonic_ms += ms;
        self.now.unix_ms += ms;
        if self.server.next_deadline_ms().is_some_and(|due| due <= self.now.monotonic_ms) {
            self.step(Input::Deadline);
            let next = self.server.next_deadline_ms();
            let later = next.is_none_or(|next| next > self.now.monotonic_ms);
            assert!(later, "what was due is done");
        }
    }

    fn step(&mut self, input: Input<'_>) {
        self.out.clear();
        self.server.step(self.now, input, &mut self.out);
        self.server.check();
        let mut out = std::mem::take(&mut self.out);
        assert!(out.bytes().len() <= OUTPUT_BYTES_MAX, "{} bytes of output", out.bytes().len());
        let failing = self.failing;
        if failing {
            self.unkept.extend(out.lasting_records().cloned());
        } else {
            self.store.append(&std::mem::take(&mut self.unkept));
            self.store.append(out.records());
        }
        let mut groups = out.take_groups();
        let left_out = |index: usize| groups.iter().any(|group| group.actions.contains(&index));
        for (index, action) in out.actions().iter().enumerate() {
            if self.failing && left_out(index) {
                continue;
            }
            match action {
                Action::Send { frame, to } => {
                    let frame = out.frame(frame);
                    assert!(frame.ends_with(b"\n"), "frames are whole lines");
                    assert!(std::str::from_utf8(frame).is_ok(), "frames are UTF-8");
                    let mut recipients = out.recipients(to).to_vec();
                    recipients.iter().for_each(|&conn| self.expect_open(conn));
                    let count = recipients.len();
                    recipients.sort_unstable();
                    recipients.dedup();
                    assert!(count > 0 && recipients.len() == count, "each one once");
                }
                Action::Close { conn } => {
                    self.expect_open(*conn);
                    self.closing.push(*conn);
                }
                Action::Ask { conn, ticket, task } => {
                    self.expect_open(*conn);
                    let page = match task {
                        Task::Read(query) => Some(self.store.read(query)),
                        Task::Verify { .. } | Task::Hash { .. } => None,
                    };
                    self.asked.push((*conn, *ticket, task.clone(), page));
                }
                Action::Reload => {}
            }
        }
        self.out = out;
        let excuses: Vec<_> = groups.drain(..).map(|group| group.excuse).collect();
        if failing && !excuses.is_empty() {
            self.step(Input::NotKept(excuses));
        }
    }

    /// What is sent goes to those who are there and are not being closed.
    fn expect_open(&self, conn: ConnId) {
        let (shell, generation) = self.slots[conn.slot as usize];
        assert!(shell != Shell::Free && generation == conn.generation, "{conn:?} is gone");
        assert!(!self.closing.contains(&conn), "{conn:?} is being closed");
    }

    /// Everybody goes; nothing is left behind.
    fn end(mut self) {
        for slot in 0..SLOTS {
            self.close(slot, 0);
        }
        assert_eq!(self.server.next_deadline_ms(), None, "nobody is there to wait for");
        while !self.asked.is_empty() {
            self.verify(true);
        }
    }
}

/// What might be kept of some password.
fn hashed() -> Hashed {
    let scram =
        ScramKeys { salt: [1; 16], iterations: 4096, stored_key: [2; 32], server_key: [3; 32] };
    Hashed { phc: "$argon2id$x".into(), scram }
}
