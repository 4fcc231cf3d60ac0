//! A server with people at it and a clock of its own, for tests that read like conversations.
//!
//! [`transcript`] plays a script and writes down who said and read what. A line of a script is
//! one of these; what stands above a line `---` is played and checked, but not written down:
//!
//! ```text
//! # a remark
//! alice> PRIVMSG #room :hello     alice sends a line (and connects, over TLS, if she is new);
//!                                 {id1} in it is the first message id that anybody read, and
//!                                 {event1} the first id of something that happened
//! alice>> half a li               alice sends bytes: \r, \n and \xHH are understood
//! *alice bob                      both connect and register
//! alice (plain)                   alice connects without encryption, from this machine
//! alice (silent)                  the same, and says nothing, so that she may be told how
//! alice (certificate) 7           alice connects with the client certificate of this number
//! alice (sasl) PLAIN mina secret  alice logs in to mina with the password (or SCRAM-SHA-256)
//! alice64> \0mina\0secret         alice sends these bytes in AUTHENTICATE commands
//! alice (caps) server-time batch  alice asks for capabilities, and they are given
//! alice x reset                   alice's connection ends: eof, reset, tls, sendq or http
//! +1500                           so many milliseconds pass
//! stop                            the server is told to stop
//! crash                           the server is gone at once, and starts anew
//! disk full                       nothing can be kept or read, until `disk fine`
//! disk read-only                  nothing can be kept, until `disk fine`
//! disk slow                       nothing that is done is seen, until one of the above tells
//!                                 what became of the first batch of records and of the second
//! reload                          the configuration was read anew, and is as it was
//! reload failed: why              it could not be read
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::IpAddr;

use peyk_core::fuzz::MemoryStore;
use peyk_core::server::storage::{AccountRecord, Kept, Record};
use peyk_core::server::{
    Action, Answer, CloseCause, Config, ConnId, Excuse, Group, Input, Now, Outputs, Server, Task,
    Transport,
};
use peyk_core::wire::Message;

use super::sasl::{Scram, chunked, hashed, password_of};

/// The only password that is right, but for accounts, which have their own.
const PASSWORD: &[u8] = b"secret";

/// Bytes of a message id.
const MESSAGE_ID_BYTES: usize = 13;

/// One peer.
struct Client {
    name: String,
    conn: ConnId,
    /// Told by the server that the connection is to be closed.
    closing: bool,
    /// The connection is gone.
    gone: bool,
    lines: Vec<String>,
}

/// A server, its peers and their clock.
pub(crate) struct World {
    server: Server,
    store: MemoryStore,
    /// What is to be kept as soon as something can be.
    unkept: Vec<Record>,
    /// Nothing can be kept at the moment.
    failing: bool,
    /// Nothing of what is kept can be read at the moment.
    unreadable: bool,
    /// The disk takes its time: one batch of records is under way, the next gathers in `out`.
    slow: bool,
    flight: Option<Outputs>,
    out: Outputs,
    now: Now,
    clients: Vec<Client>,
    log: String,
    /// Ids that were read, with what they are called here.
    ids: Vec<(String, String)>,
    quiet: bool,
}

/// What everybody says and reads while `script` is played.
pub(crate) fn transcript(config: Config, script: &str) -> String {
    let mut world = World::new(config);
    world.play(script);
    world.log
}

/// Asserts that a script's transcript is the one kept in `snapshots`.
#[allow(unused_macros, reason = "each test uses a part of this")]
macro_rules! conversation {
    ($config:expr, $script:expr $(,)?) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!($crate::support::world::transcript($config, $script));
        })
    };
}
#[allow(unused_imports, reason = "each test uses a part of this")]
pub(crate) use conversation;

impl World {
    /// Nobody is there, at half past nine of a morning.
    pub(crate) fn new(config: Config) -> Self {
        Self::with(config, Kept::default())
    }

    /// The same, with accounts of these names. The password of each is `secret`.
    pub(crate) fn with_accounts(config: Config, names: &[&str]) -> Self {
        let accounts = (1..).zip(names).map(|(id, &name)| AccountRecord {
            id,
            name: name.into(),
            password_phc: Some(hashed(b"secret").phc),
            ..AccountRecord::default()
        });
        Self::with(config, Kept { accounts: accounts.collect(), ..Kept::default() })
    }

    fn with(config: Config, kept: Kept) -> Self {
        let now = Now { monotonic_ms: 1_000, unix_ms: 1_795_508_281_000 };
        Self {
            server: Server::new(config, now, [7; 32], kept),
            store: MemoryStore::default(),
            unkept: Vec::new(),
            failing: false,
            unreadable: false,
            slow: false,
            flight: None,
            out: Outputs::new(),
            now,
            clients: Vec::new(),
            log: String::new(),
            ids: Vec::new(),
            quiet: false,
        }
    }

    /// Plays a script; the module says what it consists of.
    pub(crate) fn play(&mut self, script: &str) {
        let mut rest = script;
        if let Some((before, after)) = script.split_once("---\n") {
            self.quiet = true;
            before.lines().for_each(|line| self.perform(line.trim_start()));
            self.quiet = false;
            rest = after;
        }
        rest.lines().for_each(|line| self.perform(line.trim_start()));
    }

    fn perform(&mut self, line: &str) {
        if line.is_empty() {
        } else if line.starts_with('#') {
            self.write(line);
        } else if line == "crash" {
            self.write(line);
            self.crash();
        } else if let Some(disk) = line.strip_prefix("disk ") {
            self.write(line);
            self.failing = !["fine", "slow"].contains(&disk);
            self.unreadable = disk == "full";
            if disk == "slow" {
                self.slow = true;
            } else if self.slow {
                self.settle();
            }
        } else if line == "stop" {
            self.write(line);
            self.step(Input::Stop);
        } else if line == "reload" {
            self.write(line);
            let config = Box::new(self.server.config().clone());
            self.step(Input::Reloaded(config));
        } else if let Some(why) = line.strip_prefix("reload failed: ") {
            self.write(line);
            self.step(Input::ReloadFailed(why.into()));
        } else if let Some(names) = line.strip_prefix('*') {
            names.split(' ').for_each(|name| self.register(name));
        } else if let Some(ms) = line.strip_prefix('+') {
            self.write(&format!("{line} ms"));
            self.advance(ms.parse().expect("milliseconds"));
        } else if let Some((name, bytes)) = line.split_once(">> ") {
            self.write(line);
            let client = self.client(name);
            self.bytes(client, &unescaped(bytes));
        } else if let Some((name, text)) = line.split_once("64> ") {
            let client = self.client(name);
            self.write(&format!("# {text}"));
            self.send_base64(client, &unescaped(text));
        } else if let Some((name, text)) = line.split_once("> ") {
            let client = self.client(name);
            self.send(client, text);
        } else if let Some((name, text)) = line.split_once(" (caps) ") {
            let client = self.client(name);
            self.send(client, &format!("CAP REQ :{text}"));
        } else if let Some((name, text)) = line.split_once(" (sasl) ") {
            self.write(&format!("# {name} logs in: {text}"));
            self.log_in(name, text);
        } else if let Some((name, number)) = line.split_once(" (certificate) ") {
            self.write(line);
            let address = format!("192.0.2.{}", self.clients.len() + 1);
            let certificate = [number.parse().expect("a number of a byte"); 32];
            self.connect_with(name, &address, (Transport::Tls, false), Some(certificate));
        } else if let Some(name) = line.strip_suffix(" (plain)") {
            self.connect_from(name, "127.0.0.1", (Transport::Plain, false));
        } else if let Some(name) = line.strip_suffix(" (silent)") {
            self.write(line);
            self.connect_from(name, "127.0.0.1", (Transport::Plain, true));
        } else if let Some((name, cause)) = line.split_once(" x ") {
            self.write(line);
            let client = self.client(name);
            self.close(client, named_cause(cause));
        } else {
            panic!("a script has no such line: {line}");
        }
    }

    fn client(&mut self, name: &str) -> usize {
        let found = self.clients.iter().rposition(|client| client.name == name && !client.gone);
        found.unwrap_or_else(|| self.connect(name))
    }

    /// Somebody connects over TLS from an address of their own.
    pub(crate) fn connect(&mut self, name: &str) -> usize {
        let address = format!("192.0.2.{}", self.clients.len() + 1);
        self.connect_from(name, &address, (Transport::Tls, false))
    }

    /// Somebody connects; `silent` if they say nothing at first.
    pub(crate) fn connect_from(
        &mut self,
        name: &str,
        address: &str,
        how: (Transport, bool),
    ) -> usize {
        self.connect_with(name, address, how, None)
    }

    fn connect_with(
        &mut self,
        name: &str,
        address: &str,
        (transport, silent): (Transport, bool),
        certificate: Option<[u8; 32]>,
    ) -> usize {
        let address: IpAddr = address.parse().expect("an address");
        let index = self.clients.len();
        let slot = u32::try_from(index).expect("few clients");
        let conn = ConnId { slot, generation: 3 };
        let name = name.to_owned();
        self.clients.push(Client { name, conn, closing: false, gone: false, lines: Vec::new() });
        self.step(Input::Accepted { conn, address });
        if !self.clients[index].closing {
            self.step(Input::Opened { conn, transport, certificate, silent });
        }
        index
    }

    /// Somebody connects and registers, unseen.
    pub(crate) fn register(&mut self, name: &str) {
        let was_quiet = std::mem::replace(&mut self.quiet, true);
        let client = self.client(name);
        self.bytes(client, format!("NICK {name}\r\nUSER {name} 0 * :{name}\r\n").as_bytes());
        self.quiet = was_quiet;
    }

    /// A client sends a line.
    pub(crate) fn send(&mut self, client: usize, line: &str) {
        let name = self.clients[client].name.clone();
        self.write(&format!("{name}> {line}"));
        let line = self.with_whole_ids(line);
        self.bytes(client, format!("{line}\r\n").as_bytes());
    }

    /// A client sends a message of SASL.
    fn send_base64(&mut self, client: usize, message: &[u8]) {
        for chunk in chunked(message) {
            self.send(client, &format!("AUTHENTICATE {chunk}"));
        }
    }

    /// A client logs in: a mechanism, a name and a password, each a word.
    fn log_in(&mut self, name: &str, words: &str) {
        let client = self.client(name);
        let words: Vec<_> = words.split(' ').collect();
        let &[mechanism, account, password] = &words[..] else { panic!("three words: {words:?}") };
        self.send(client, &format!("AUTHENTICATE {mechanism}"));
        if mechanism == "PLAIN" {
            return self.send_base64(client, format!("\0{account}\0{password}").as_bytes());
        }
        let scram = Scram::new(account, password);
        self.send_base64(client, scram.first().as_bytes());
        let Some(answer) = self.last_authenticate(client) else { return };
        let last = scram.last(&answer);
        self.send_base64(client, last.message.as_bytes());
        if let Some(answer) = self.last_authenticate(client).filter(|last| last.starts_with("v=")) {
            assert_eq!(answer, last.expected, "the server knows the password, too");
            self.send(client, "AUTHENTICATE +");
        }
    }

    /// The message in the last line that a client read, if that was AUTHENTICATE.
    fn last_authenticate(&self, client: usize) -> Option<String> {
        let line = self.clients[client].lines.last()?;
        let (_, base64) = line.split_once(" AUTHENTICATE ")?;
        Some(super::sasl::decoded(base64))
    }

    /// A client sends bytes.
    pub(crate) fn bytes(&mut self, client: usize, bytes: &[u8]) {
        let conn = self.clients[client].conn;
        assert!(!self.clients[client].gone, "{} is gone", self.clients[client].name);
        self.step(Input::Received { conn, bytes });
    }

    /// A client's connection ends.
    pub(crate) fn close(&mut self, client: usize, cause: CloseCause) {
        let conn = self.clients[client].conn;
        // The shell answers the core's own closing once; this is news of its own.
        assert!(!std::mem::replace(&mut self.clients[client].gone, true), "closed twice");
        self.step(Input::Closed { conn, cause });
    }

    /// The configuration is read anew.
    pub(crate) fn reload(&mut self, config: Config) {
        self.write("# the configuration is read anew");
        self.step(Input::Reloaded(Box::new(config)));
    }

    /// Time passes, and what becomes due on the way is done.
    pub(crate) fn advance(&mut self, ms: u64) {
        let end = self.now.monotonic_ms + ms;
        while let Some(due) = self.server.next_deadline_ms().filter(|&due| due <= end) {
            self.pass(due.saturating_sub(self.now.monotonic_ms));
            self.step(Input::Deadline);
            let next = self.server.next_deadline_ms();
            assert!(
                next.is_none_or(|next| next > self.now.monotonic_ms),
                "a deadline was done and is still due"
            );
        }
        self.pass(end - self.now.monotonic_ms);
    }

    fn pass(&mut self, ms: u64) {
        self.now.monotonic_ms += ms;
        self.now.unix_ms += ms;
    }

    /// What everybody said and read so far.
    pub(crate) fn log(&self) -> &str {
        &self.log
    }

    /// What a client has read so far.
    pub(crate) fn lines(&self, client: usize) -> &[String] {
        &self.clients[client].lines
    }

    /// Whether the server closed a client's connection.
    pub(crate) fn is_closed(&self, client: usize) -> bool {
        self.clients[client].closing
    }

    fn write(&mut self, line: &str) {
        if !self.quiet {
            writeln!(self.log, "{}", line.replace('\u{1}', "^A"))
                .expect("a string can be written to");
        }
    }

    fn step(&mut self, input: Input<'_>) {
        let mut out = std::mem::take(&mut self.out);
        self.server.step(self.now, input, &mut out);
        self.server.check();
        if !self.slow {
            self.carry_out(out);
        } else if self.flight.is_none() && !out.records().is_empty() {
            self.flight = Some(out);
        } else {
            self.out = out;
        }
    }

    /// The disk has come to an end with what it was keeping.
    fn settle(&mut self) {
        self.slow = false;
        let Some(mut flight) = self.flight.take() else { return };
        let mut gathered = std::mem::take(&mut self.out);
        let mut excuses = self.keep_and_do(&mut flight);
        if self.failing {
            self.unkept.extend(gathered.lasting_records().cloned());
            gathered.take_records();
            excuses.extend(self.do_without_groups(&mut gathered));
            self.step(Input::NotKept(excuses));
        } else {
            self.carry_out(gathered);
        }
    }

    fn carry_out(&mut self, mut out: Outputs) {
        let excuses = self.keep_and_do(&mut out);
        out.clear();
        self.out = out;
        if !excuses.is_empty() {
            self.step(Input::NotKept(excuses));
        }
    }

    /// Does what is wanted, as far as it could be kept; returns the excuses if it could not.
    fn keep_and_do(&mut self, out: &mut Outputs) -> Vec<Excuse> {
        if self.failing && !out.records().is_empty() {
            self.unkept.extend(out.lasting_records().cloned());
            return self.do_without_groups(out);
        }
        if !self.failing {
            self.store.append(&std::mem::take(&mut self.unkept));
        }
        self.store.append(out.records());
        self.act(out, &[]);
        Vec::new()
    }

    /// Leaves out what depends on records; returns the excuses.
    fn do_without_groups(&mut self, out: &mut Outputs) -> Vec<Excuse> {
        let groups = out.take_groups();
        self.act(out, &groups);
        groups.into_iter().map(|group| group.excuse).collect()
    }

    fn act(&mut self, out: &Outputs, left_out: &[Group]) {
        let mut closed = Vec::new();
        let mut asked = Vec::new();
        for (index, action) in out.actions().iter().enumerate() {
            if left_out.iter().any(|group| group.actions.contains(&index)) {
                continue;
            }
            match action {
                Action::Send { frame, to } => self.read(out, (frame, to)),
                Action::Close { conn } => {
                    let client = self.open(*conn);
                    client.closing = true;
                    let name = client.name.clone();
                    self.write(&format!("{name} closed by the server"));
                    closed.push(*conn);
                }
                Action::Ask { conn, ticket, task } => asked.push((*conn, *ticket, task.clone())),
                Action::Reload => self.write("the server wants its configuration read anew"),
            }
        }
        for (conn, ticket, task) in asked {
            let answer = self.answer(task);
            self.step(Input::Answered { conn, ticket, answer });
        }
        for conn in closed {
            let index = conn.slot as usize;
            if !std::mem::replace(&mut self.clients[index].gone, true) {
                self.step(Input::Closed { conn, cause: CloseCause::EndOfFile });
            }
        }
    }

    fn answer(&self, task: Task) -> Answer {
        match task {
            Task::Verify { phc, password } => {
                let right = password_of(&phc).unwrap_or(PASSWORD);
                Answer::Matches(*password == *right)
            }
            Task::Hash { password } => Answer::Hashed(Some(Box::new(hashed(&password)))),
            Task::Read(query) => Answer::Page((!self.unreadable).then(|| self.store.read(&query))),
        }
    }

    /// The server ends without a word, and starts anew with what was kept.
    fn crash(&mut self) {
        let kept = self.store.kept();
        let config = self.server.config().clone();
        self.clients.iter_mut().for_each(|client| client.gone = true);
        self.server = Server::new(config, self.now, [8; 32], kept);
    }

    /// A client that may be sent something.
    fn open(&mut self, conn: ConnId) -> &mut Client {
        let client = &mut self.clients[conn.slot as usize];
        assert_eq!(client.conn, conn, "a connection of that generation");
        assert!(!client.gone, "{} is gone and is sent something", client.name);
        assert!(!client.closing, "{} is being closed and is sent something", client.name);
        client
    }

    fn read(
        &mut self,
        out: &Outputs,
        (frame, to): (&std::ops::Range<usize>, &std::ops::Range<usize>),
    ) {
        let bytes = out.frame(frame);
        let recipients = out.recipients(to);
        let unique: BTreeSet<_> = recipients.iter().collect();
        assert!(!recipients.is_empty() && unique.len() == recipients.len(), "each one once");
        let text = std::str::from_utf8(bytes).expect("frames are UTF-8");
        let whole = text.strip_suffix('\n').expect("frames are whole lines");
        for &conn in recipients {
            let client = self.open(conn);
            let name = client.name.clone();
            for line in whole.split('\n') {
                // Plain mode ends lines with LF alone.
                let shown = line.strip_suffix('\r').unwrap_or(line);
                if line.ends_with('\r') {
                    check_line(shown);
                }
                let shown = self.with_short_ids(shown);
                self.write(format!("{name}< {shown}").trim_end());
                self.clients[conn.slot as usize].lines.push(shown);
            }
        }
    }

    /// Message ids are long and differ with every step added to a script: they are counted.
    fn with_short_ids(&mut self, line: &str) -> String {
        let mut line = line.replace(concat!("peyk-", env!("CARGO_PKG_VERSION")), "peyk-VERSION");
        let tags = line.strip_prefix('@').and_then(|line| line.split(' ').next());
        let tags = tags.map_or(0, str::len);
        if let Some(at) = line.find("msgid=").filter(|&at| at < tags) {
            let start = at + "msgid=".len();
            let end = line[start..].find([';', ' ']).map_or(line.len(), |end| start + end);
            let id = line[start..end].to_owned();
            let command = Message::parse(line.as_bytes()).map_or("", |message| message.command);
            let said = ["PRIVMSG", "NOTICE", "TAGMSG", "BATCH"].contains(&command);
            let name = if said { "id" } else { "event" };
            line.replace_range(start..end, &self.short_id(id, name));
        }
        for known in ["BATCH +", "BATCH -", "@batch=", ";batch="] {
            if let Some(at) = line.find(known) {
                let start = at + known.len();
                let end = line[start..].find([';', ' ']).map_or(line.len(), |end| start + end);
                let id = line[start..end].to_owned();
                line.replace_range(start..end, &self.short_id(id, "id"));
            }
        }
        // What is redacted is named in a parameter.
        let ids = self.ids.iter().filter(|(id, _)| id.len() == MESSAGE_ID_BYTES);
        ids.fold(line, |line, (id, short)| line.replace(id.as_str(), short))
    }

    /// The other way round: a line with the ids that it names.
    fn with_whole_ids(&self, line: &str) -> String {
        let ids = self.ids.iter();
        ids.fold(line.to_owned(), |line, (id, short)| line.replace(&format!("{{{short}}}"), id))
    }

    fn short_id(&mut self, id: String, name: &str) -> String {
        if let Some((_, short)) = self.ids.iter().find(|(known, _)| *known == id) {
            return short.clone();
        }
        let alike = |short: &str| short.trim_start_matches(name).parse::<usize>().is_ok();
        let count = self.ids.iter().filter(|(_, short)| alike(short)).count();
        let short = format!("{name}{}", count + 1);
        self.ids.push((id, short.clone()));
        short
    }
}

/// What holds for each line to an IRC client.
fn check_line(line: &str) {
    let message = Message::parse(line.as_bytes()).expect("a line is a message");
    let body = line
        .strip_prefix('@')
        .map_or(line, |rest| rest.split_once(' ').expect("tags are followed by a message").1);
    assert!(body.len() + 2 <= 512, "a line of {} bytes: {line}", body.len() + 2);
    let tags = line.len() - body.len();
    assert!(tags <= 8191, "tags of {tags} bytes");
    assert!(!message.command.is_empty());
}

fn named_cause(name: &str) -> CloseCause {
    match name {
        "eof" => CloseCause::EndOfFile,
        "reset" => CloseCause::Reset,
        "tls" => CloseCause::Tls,
        "sendq" => CloseCause::SendQueueFull,
        "http" => CloseCause::Http,
        _ => panic!("no such cause: {name}"),
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'\\', [b'r', after @ ..]) => {
                bytes.push(b'\r');
                rest = after;
            }
            (b'\\', [b'n', after @ ..]) => {
                bytes.push(b'\n');
                rest = after;
            }
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).expect("hex digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("hex digits"));
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}
