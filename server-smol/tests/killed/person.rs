//! Somebody with a program that chats, reads history, and sends again what it is not sure of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use futures_rustls::rustls::version::TLS13;

use super::chance::Chance;
use super::chat::{Heard, Hearing, Line, Shown, pair};
use super::support::DEADLINE;
use super::support::tls::{self, Identity};

/// Where people meet. The first is where plain mode speaks.
pub(crate) const ROOMS: [&str; 3] = ["#lobby", "#باغ", "#work"];

/// Those who talk to each other alone, too.
const WITH_DIRECT: [&str; 3] = ["mina", "sara", "reza"];

/// Messages of one answer.
const PAGE: usize = 500;

/// Capabilities that everybody here has.
const CAPS: &str = "message-tags server-time batch sasl draft/chathistory";

/// How somebody proves who they are.
pub(crate) enum Proof {
    /// `\0nick\0password` in Base64.
    Password(&'static str),
    Certificate(Identity),
    /// A guest proves nothing.
    None,
}

/// What somebody does beside reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Reads only.
    Reads,
    /// Sends, and knows of what was kept by its echo.
    HearsEchoes,
    /// Sends, and knows of what was kept by the answer to a PING that comes after it.
    Pings,
}

/// One message that somebody sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) target: String,
    pub(crate) text: String,
    command: &'static str,
}

impl Said {
    /// The lines that send it.
    fn lines(&self) -> String {
        let Self { name, target, text, command } = self;
        let mut lines = String::new();
        let several = text.contains('\n');
        if several {
            let _ = write!(lines, "@+peyk/send-id={name} BATCH +b draft/multiline {target}\r\n");
        }
        let tag = if several { "batch=b".to_owned() } else { format!("+peyk/send-id={name}") };
        for line in text.split('\n') {
            let _ = write!(lines, "@{tag} {command} {target} :{line}\r\n");
        }
        lines + if several { "BATCH -b\r\n" } else { "" }
    }
}

/// Somebody, over all lives of the server.
pub(crate) struct Person {
    /// Nickname and account.
    pub(crate) nick: &'static str,
    pub(crate) proof: Proof,
    pub(crate) manner: Manner,
    pub(crate) multiline: bool,
    /// How many messages it has begun to send.
    count: u64,
    /// What may have been kept or not, in the order in which it was said.
    unsure: Vec<Said>,
    /// All that was said in this life of the server, and in earlier ones but for `unsure`.
    pub(crate) said: Vec<Said>,
    /// Names of what the server said was kept, in this life of the server.
    pub(crate) confirmed: BTreeSet<String>,
    /// What was shown in this life of the server; the last may be a part.
    pub(crate) live: Vec<Shown>,
    /// How often something was sent again, in all.
    pub(crate) sent_again: u64,
}

impl Person {
    pub(crate) fn new(nick: &'static str, proof: Proof, manner: Manner, multiline: bool) -> Self {
        Self {
            nick,
            proof,
            manner,
            multiline,
            count: 0,
            unsure: Vec::new(),
            said: Vec::new(),
            confirmed: BTreeSet::new(),
            live: Vec::new(),
            sent_again: 0,
        }
    }

    fn has_direct(&self) -> bool {
        WITH_DIRECT.contains(&self.nick)
    }

    /// Whether it is shown its own messages.
    pub(crate) fn sees_own(&self) -> bool {
        // Another device of a sender's is shown what that sends.
        self.manner != Manner::Pings
    }

    /// The conversations that it may read, and what each is called in its requests.
    pub(crate) fn conversations(&self) -> Vec<(String, &'static str)> {
        let rooms = ROOMS.iter().map(|&room| (room.to_owned(), room));
        let others = WITH_DIRECT.iter().filter(|&&other| self.has_direct() && other != self.nick);
        rooms.chain(others.map(|&other| (pair(self.nick, other), other))).collect()
    }
}

/// New messages of each conversation.
pub(crate) type Pages = BTreeMap<String, Vec<Shown>>;

/// A person's connection.
pub(crate) struct Connected<'p> {
    pub(crate) person: &'p mut Person,
    stream: BufReader<Box<dyn Duplex>>,
    hearing: Hearing,
    line: Vec<u8>,
    pings: u64,
}

pub(crate) trait Duplex: Read + Write {}

impl<S: Read + Write> Duplex for S {}

impl<'p> Connected<'p> {
    /// Connects, logs in, joins the rooms and reads what is new in all conversations, of which
    /// the last message known is given.
    ///
    /// # Errors
    ///
    /// The connection's: the server is no more.
    pub(crate) fn connect(
        person: &'p mut Person,
        socket: TcpStream,
        known: &BTreeMap<String, String>,
    ) -> io::Result<(Self, Pages)> {
        let stream: Box<dyn Duplex> = match &person.proof {
            Proof::Certificate(identity) => {
                Box::new(tls::connect_as(socket, &TLS13, Some(identity)).stream.into_inner())
            }
            Proof::Password(_) | Proof::None => Box::new(socket),
        };
        person.live.clear();
        person.confirmed.clear();
        person.said.clone_from(&person.unsure);
        let stream = BufReader::new(stream);
        let hearing = Hearing::default();
        let mut connected = Self { person, stream, hearing, line: Vec::new(), pings: 0 };
        connected.log_in()?;
        let pages = connected.read_history(known)?;
        Ok((connected, pages))
    }

    fn log_in(&mut self) -> io::Result<()> {
        let mut caps = CAPS.to_owned();
        caps.push_str(if self.person.multiline { " draft/multiline" } else { "" });
        caps.push_str(if self.person.manner == Manner::HearsEchoes { " echo-message" } else { "" });
        let nick = self.person.nick;
        self.send(&format!("CAP REQ :{caps}\r\nNICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n"))?;
        self.until("CAP", "ACK")?;
        let (mechanism, proof) = match self.person.proof {
            Proof::Password(password) => ("PLAIN", password),
            Proof::Certificate(_) => ("EXTERNAL", "+"),
            Proof::None => ("", ""),
        };
        if !proof.is_empty() {
            self.send(&format!("AUTHENTICATE {mechanism}\r\n"))?;
            self.until("AUTHENTICATE", "")?;
            self.send(&format!("AUTHENTICATE {proof}\r\n"))?;
            self.until("903", "")?;
        }
        self.send(&format!("CAP END\r\nJOIN {}\r\nPING joined\r\n", ROOMS.join(",")))?;
        self.until("PONG", "joined")
    }

    fn send(&mut self, lines: &str) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(lines.as_bytes())?;
        stream.flush()
    }

    /// The next whole line, which may complete a message.
    fn hear(&mut self) -> io::Result<(String, Heard)> {
        self.line.clear();
        self.stream.read_until(b'\n', &mut self.line)?;
        // What has no end may have been cut.
        let Some(line) = self.line.strip_suffix(b"\r\n") else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let line = std::str::from_utf8(line).expect("the server speaks UTF-8").to_owned();
        let parsed = Line::parse(&line);
        let heard = self.hearing.hear(&parsed);
        // A conversation that nobody has begun yet has no target.
        let bad = ["FAIL", "904", "433", "404"].contains(&parsed.command)
            && parsed.param(1) != "INVALID_TARGET";
        assert!(!bad, "{} is told {line}", self.person.nick);
        Ok((line, heard))
    }

    fn until(&mut self, command: &str, param: &str) -> io::Result<()> {
        loop {
            let (line, _) = self.hear()?;
            let line = Line::parse(&line);
            if line.command == command && (param.is_empty() || line.params.contains(&param)) {
                return Ok(());
            }
        }
    }

    fn read_history(&mut self, known: &BTreeMap<String, String>) -> io::Result<Pages> {
        let mut pages = Pages::new();
        for (conversation, target) in self.person.conversations() {
            let mut after = known.get(&conversation).cloned();
            let known = after.is_some();
            let news = pages.entry(conversation).or_default();
            loop {
                let page = self.page(target, after.as_deref(), known)?;
                let Some(last) = page.last() else { break };
                after = Some(last.id.clone());
                news.extend(page);
            }
        }
        Ok(pages)
    }

    fn page(&mut self, target: &str, after: Option<&str>, known: bool) -> io::Result<Vec<Shown>> {
        let from = after
            .map_or("timestamp=1970-01-01T00:00:00.000Z".to_owned(), |id| format!("msgid={id}"));
        self.send(&format!("CHATHISTORY AFTER {target} {from} {PAGE}\r\n"))?;
        loop {
            match self.hear()? {
                (_, Heard::Page(page)) => return Ok(page),
                (line, _) if !known && Line::parse(&line).command == "FAIL" => {
                    return Ok(Vec::new());
                }
                _ => {}
            }
        }
    }

    /// Talks and listens until the server is no more. Who only `settles` says nothing new, and
    /// calls `settled` once nothing is unsure.
    pub(crate) fn talk(mut self, chance: Chance, settles: bool, settled: impl FnOnce()) {
        let mut settled = Some(settled);
        let ended = self.talk_on(chance, settles, &mut settled);
        assert!(ended.is_err(), "nobody stops by themselves");
        self.person.live = self.hearing.finish();
    }

    fn talk_on(
        &mut self,
        mut chance: Chance,
        settles: bool,
        settled: &mut Option<impl FnOnce()>,
    ) -> io::Result<()> {
        let again: String = self.person.unsure.iter().map(Said::lines).collect();
        self.person.sent_again += self.person.unsure.len() as u64;
        self.send(&again)?;
        self.ping()?;
        loop {
            let window = usize::try_from(1 + chance.below(8)).expect("it is small");
            while !settles
                && self.person.manner != Manner::Reads
                && self.person.unsure.len() < window
            {
                let said = self.person.say(&mut chance);
                self.send(&said.lines())?;
                self.ping()?;
            }
            if self.person.unsure.is_empty()
                && settles
                && let Some(settled) = settled.take()
            {
                settled();
            }
            let (line, heard) = self.hear()?;
            match heard {
                Heard::Message => {
                    let shown = self.hearing.live.last().expect("it was just said");
                    if shown.from == self.person.nick {
                        let name = shown.name().to_owned();
                        self.person.confirm(|said| said.name == name);
                    }
                }
                Heard::Page(_) => panic!("nobody asked for history"),
                Heard::Nothing => {
                    let line = Line::parse(&line);
                    if line.command == "PONG" {
                        let answered = line.params.last().and_then(|token| token.parse().ok());
                        self.pinged(answered.expect("a PONG has the token"));
                    }
                }
            }
        }
    }

    /// Asks to be told when what was sent so far was kept, for who hears no echoes.
    fn ping(&mut self) -> io::Result<()> {
        if self.person.manner != Manner::Pings {
            return Ok(());
        }
        self.pings = self.person.count;
        let token = self.pings;
        self.send(&format!("PING {token}\r\n"))
    }

    /// What was said before this many messages had been begun was kept.
    fn pinged(&mut self, count: u64) {
        self.person.confirm(|said| number(&said.name) < count);
    }
}

impl Person {
    /// Thinks of something to say.
    fn say(&mut self, chance: &mut Chance) -> Said {
        let name = format!("{}-{}", self.nick, self.count);
        self.count += 1;
        let direct = self.has_direct() && self.manner == Manner::HearsEchoes && chance.one_in(4);
        let target = if direct {
            let others: Vec<_> =
                WITH_DIRECT.into_iter().filter(|other| *other != self.nick).collect();
            *chance.pick(&others)
        } else {
            *chance.pick(&ROOMS)
        };
        let lines = if self.multiline && chance.one_in(4) { 2 + chance.below(4) } else { 1 };
        let words = |chance: &mut Chance| {
            let words = 1 + usize::try_from(chance.below(20)).expect("it is small");
            "سلام hello ".repeat(words).trim_end().to_owned()
        };
        let mut text = format!("{name} {}", words(chance));
        for _ in 1..lines {
            text.push('\n');
            text.push_str(&words(chance));
        }
        let command = if chance.one_in(6) { "NOTICE" } else { "PRIVMSG" };
        let said = Said { name, target: target.to_owned(), text, command };
        self.unsure.push(said.clone());
        self.said.push(said.clone());
        said
    }

    fn confirm(&mut self, kept: impl Fn(&Said) -> bool) {
        for said in self.unsure.extract_if(.., |said| kept(said)) {
            self.confirmed.insert(said.name);
        }
    }
}

/// How many messages its sender began before this one.
fn number(name: &str) -> u64 {
    let number = name.rsplit_once('-').and_then(|(_, number)| number.parse().ok());
    number.expect("names end with a number")
}

/// Connects to a server that may be about to end.
///
/// # Errors
///
/// The system's.
pub(crate) fn socket(server: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpStream::connect(server)?;
    socket.set_read_timeout(Some(DEADLINE))?;
    socket.set_nodelay(true)?;
    Ok(socket)
}
