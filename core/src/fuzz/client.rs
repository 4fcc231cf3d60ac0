//! The client's engine, fuzzed: bytes as a schedule of what a hostile server says, what the
//! person wants, and what becomes of connections.

use crate::client::config::Limits;
use crate::client::{
    Action, Attempt, Client, ClientCertificate, CloseCause, Command, Config, ConnectError,
    ConversationId, Draft, DraftKind, EntryId, FetchPage, Input, Kept, Login, MessageReference,
    MsgId, Outputs, Password, Room, Search, Security, SendId, ServerAddress, TlsFacts, Trust,
    Typing,
};
use crate::time::Now;

/// Bytes and actions of output for one input at the most.
const OUTPUT_BYTES_MAX: usize = 1 << 20;
const ACTIONS_MAX: usize = 50_000;

/// What a line is made of; a byte of the schedule names one, any other is a byte as it is.
const FRAGMENTS: [&str; 96] = [
    "\r\n",
    "\r\n",
    "\r\n",
    " ",
    " ",
    " :",
    ":irc.test ",
    ":mina!m@h ",
    ":omid!o@h ",
    ":irc.test 001 mina :Welcome\r\n",
    ":irc.test 005 mina CHATHISTORY=3 MONITOR=9 WHOX UTF8MAPPING=rfc8265 :are\r\n",
    ":irc.test 376 mina :End\r\n",
    "CAP * LS :batch draft/chathistory server-time message-tags echo-message\r\n",
    "CAP * LS * :labeled-response draft/multiline=max-bytes=99,max-lines=2 sasl\r\n",
    "CAP * ACK :batch draft/chathistory server-time message-tags\r\n",
    "CAP * ACK :echo-message labeled-response draft/multiline sasl\r\n",
    "CAP * ACK :draft/read-marker draft/message-redaction soju.im/search draft/metadata-2\r\n",
    "CAP * DEL :batch echo-message\r\n",
    "CAP * NEW :sasl draft/read-marker sts=port=1\r\n",
    ":mina!m@h JOIN #a\r\n",
    ":mina!m@h JOIN #b\r\n",
    ":mina!m@h PART #a\r\n",
    ":omid!o@h JOIN #a\r\n",
    "@batch=1;time=2026-11-24T08:18:01.000Z;msgid=m1 ",
    "@batch=1;time=2026-11-24T08:18:02.000Z;msgid=m2 ",
    "@time=2026-11-24T08:18:03.000Z;msgid=m3 ",
    "@msgid=m4;+draft/reply=m1;+draft/react=x ",
    "@+typing=active ",
    "@label=p1 ",
    "@label=p2 ",
    "@label=p3 ",
    "@label=p4;+peyk/send-id=x ",
    "@batch=2 ",
    "BATCH +1 chathistory #a\r\n",
    "BATCH +1 draft/chathistory-targets\r\n",
    "BATCH +2 draft/multiline #a\r\n",
    "BATCH +2 labeled-response\r\n",
    "BATCH -1\r\n",
    "BATCH -2\r\n",
    "PRIVMSG #a :hello mina\r\n",
    "PRIVMSG mina :x\r\n",
    "PRIVMSG ",
    "NOTICE ",
    "TAGMSG #a\r\n",
    "REDACT #a m1\r\n",
    "NICK ",
    "NICK omid\r\n",
    "NICK mina\r\n",
    "QUIT :x\r\n",
    "KICK #a mina\r\n",
    "KICK #a omid :x\r\n",
    "MODE #a +ov-k mina omid x\r\n",
    "MODE mina +i\r\n",
    "TOPIC #a :x\r\n",
    "RENAME #a #b :x\r\n",
    "RENAME #a omid\r\n",
    "AWAY :x\r\n",
    "ACCOUNT x\r\n",
    "CHGHOST a b\r\n",
    "INVITE mina #c\r\n",
    "MARKREAD #a timestamp=2026-11-24T08:18:02.000Z\r\n",
    "CHATHISTORY TARGETS omid 2026-11-24T08:18:02.000Z\r\n",
    "FAIL CHATHISTORY X :x\r\n",
    "FAIL * X #a :x\r\n",
    "ERROR :x\r\n",
    "PING :x\r\n",
    "PONG x :peyk-lag\r\n",
    "PONG x :peyk-sent-1\r\n",
    "PONG x :peyk-sent-2\r\n",
    "ACK\r\n",
    "AUTHENTICATE +\r\n",
    "AUTHENTICATE cj14LHM9QUFBQSxpPTQwOTY=\r\n",
    ":irc.test 903 mina :x\r\n",
    ":irc.test 904 mina :x\r\n",
    ":irc.test 433 * mina :x\r\n",
    ":irc.test 401 mina omid :x\r\n",
    ":irc.test 404 mina #a :x\r\n",
    ":irc.test 473 mina #a :x\r\n",
    ":irc.test 353 mina = #a :@mina +omid x!y@z\r\n",
    ":irc.test 366 mina #a :x\r\n",
    ":irc.test 354 mina 152 #a u h omid G@ acc :x\r\n",
    ":irc.test 311 mina omid u h * :x\r\n",
    ":irc.test 318 mina omid :x\r\n",
    ":irc.test 322 mina #a 3 :x\r\n",
    ":irc.test 323 mina :x\r\n",
    ":irc.test 332 mina #a :x\r\n",
    ":irc.test 730 mina :omid,x!y@z\r\n",
    ":irc.test 005 mina -CHATHISTORY CASEMAPPING=ascii CHANTYPES= :are\r\n",
    ":irc.test 900 mina x acc :x\r\n",
    "METADATA omid avatar * :x\r\n",
    "#a",
    "#b",
    "mina",
    "omid",
    "\u{1}ACTION x\u{1}",
    "علی",
];

/// The engine, fuzzed: whatever a server says, whenever it does, and whatever the person wants
/// meanwhile, its invariants hold, it does not ask for the impossible, and nothing grows without
/// a bound.
///
/// The first byte chooses a configuration. Each byte behind it is a thing that happens.
///
/// # Panics
/// If any of this does not hold.
pub fn client(data: &[u8]) {
    let Some((&choice, schedule)) = data.split_first() else { return };
    let mut world = World::new(choice);
    let mut rest = schedule.iter().copied();
    while let Some(byte) = rest.next() {
        world.perform(byte, &mut rest);
    }
    world.end();
}

fn config(choice: u8) -> Config {
    let security = if choice & 1 == 0 { Security::Plain } else { Security::Tls };
    let address = ServerAddress { host: "irc.test".into(), port: 1, security };
    let mut config = Config::new("mina", address);
    config.rooms = vec![Room { name: "#a".into(), key: None }];
    config.login = match choice >> 1 & 3 {
        0 | 1 => Login::None,
        2 => Login::Certificate,
        _ => Login::Password { account: "a".into(), password: Password::new("b") },
    };
    config.limits = Limits {
        timeline_entries_max: 8,
        timeline_bytes_max: 4_000,
        conversations_max: 4,
        members_max: 4,
        outbox_max: 6,
        text_bytes_max: 600,
        page_messages: 3,
        resume_pages_max: 2,
        targets_max: 3,
        batches_max: 3,
        batch_bytes_max: 2_000,
        batch_lines_max: 6,
        list_entries_max: 3,
        reactions_max: 2,
        annotations_max: 3,
        word_bytes_max: 40,
        burst_lines: 3,
        unconfirmed_max: 2,
    };
    config
}

/// An engine with its shell.
struct World {
    client: Client,
    config: Config,
    kept: Kept,
    now: Now,
    /// Attempts that were asked for and are not over, as far as the shell knows.
    dialed: Option<Attempt>,
    connected: Option<Attempt>,
    runs: u8,
}

impl World {
    fn new(choice: u8) -> Self {
        let config = config(choice);
        let mut world = Self {
            client: Client::new(config.clone(), Kept::default(), [1; 32]),
            config,
            kept: Kept::default(),
            now: Now { monotonic_ms: 5_000, unix_ms: 1_795_508_281_000 },
            dialed: None,
            connected: None,
            runs: 1,
        };
        world.step(Input::Do(Command::Connect));
        world.connect();
        world
    }

    fn perform(&mut self, byte: u8, rest: &mut impl Iterator<Item = u8>) {
        match byte & 7 {
            0 => {
                let square = u64::from(rest.next().unwrap_or_default()).pow(2);
                self.pass(square);
            }
            1 => match byte >> 3 {
                0..=3 => self.close(),
                4..=7 => self.connect(),
                8..=9 => self.restart(),
                _ => {
                    if let Some(attempt) = self.dialed.take() {
                        let why = ConnectError::TimedOut;
                        self.step(Input::ConnectFailed { attempt, why });
                    }
                }
            },
            2 | 3 => {
                let command = command(byte >> 3, rest.next().unwrap_or_default());
                self.step(Input::Do(command));
            }
            _ => {
                let count = usize::from(byte >> 3) % 16 + 1;
                let mut bytes = Vec::new();
                for byte in rest.take(count) {
                    match FRAGMENTS.get(usize::from(byte)) {
                        Some(fragment) => bytes.extend_from_slice(fragment.as_bytes()),
                        None => bytes.push(byte),
                    }
                }
                // News of an old connection is harmless.
                let attempt = self.connected.unwrap_or_default();
                self.step(Input::Received { attempt, bytes: &bytes });
            }
        }
    }

    fn connect(&mut self) {
        let Some(attempt) = self.dialed.take() else { return };
        self.connected = Some(attempt);
        let tls = (self.config.server.security == Security::Tls).then(|| TlsFacts {
            certificate_sha256: [0; 32],
            trust: Trust::FirstUse,
            version: "".into(),
            client_certificate: ClientCertificate::Shown,
        });
        self.step(Input::Connected { attempt, tls });
    }

    fn close(&mut self) {
        if let Some(attempt) = self.connected.take() {
            self.step(Input::Closed { attempt, cause: CloseCause::EndOfFile });
        }
    }

    fn restart(&mut self) {
        self.runs = self.runs.wrapping_add(1);
        self.dialed = None;
        self.connected = None;
        self.client = Client::new(self.config.clone(), self.kept.clone(), [self.runs; 32]);
        self.client.check();
        self.step(Input::Do(Command::Connect));
    }

    fn pass(&mut self, ms: u64) {
        let end_ms = self.now.monotonic_ms + ms;
        while let Some(due_ms) = self.client.next_deadline_ms().filter(|&due| due <= end_ms) {
            let by_ms = due_ms.saturating_sub(self.now.monotonic_ms);
            self.advance(by_ms);
            self.step(Input::Deadline);
            let next_ms = self.client.next_deadline_ms();
            let now_ms = self.now.monotonic_ms;
            assert!(next_ms.is_none_or(|next_ms| next_ms > now_ms), "done, and still due");
        }
        self.advance(end_ms - self.now.monotonic_ms);
    }

    fn advance(&mut self, ms: u64) {
        self.now.monotonic_ms += ms;
        self.now.unix_ms += ms;
    }

    fn step(&mut self, input: Input<'_>) {
        let mut out = Outputs::new();
        self.client.step(self.now, input, &mut out);
        self.client.check();
        assert!(out.actions().len() <= ACTIONS_MAX, "one input causes a bounded output");
        let mut sent = 0;
        for action in out.actions() {
            match action {
                Action::Connect { attempt, .. } => {
                    self.dialed = Some(*attempt);
                    self.connected = None;
                }
                Action::Send { attempt, bytes } => {
                    assert_eq!(Some(*attempt), self.connected, "there is such a connection");
                    let bytes = out.bytes(bytes);
                    assert!(bytes.ends_with(b"\r\n"), "whole lines");
                    sent += bytes.len();
                }
                Action::Close { attempt } => {
                    if self.connected == Some(*attempt) {
                        self.connected = None;
                    }
                }
                Action::Keep(record) => self.kept.apply(record.clone()),
                Action::Event(_) => {}
            }
        }
        assert!(sent <= OUTPUT_BYTES_MAX, "one input causes a bounded output");
        assert!(self.kept.outbox.len() <= self.config.limits.outbox_max * 64);
    }

    /// The person leaves, and nothing goes on.
    fn end(&mut self) {
        self.step(Input::Do(Command::Disconnect));
        assert!(self.connected.is_none() || self.dialed.is_none());
        self.pass(120_000);
        assert_eq!(self.client.next_deadline_ms(), None, "nothing waits");
    }
}

fn command(choice: u8, byte: u8) -> Command {
    let conversation = ConversationId(u32::from(byte % 5));
    let msgid = MsgId::new(["m1", "m2", "m3", "x"][usize::from(byte >> 3 & 3)]);
    let nick = ["omid", "mina", "#a", ""][usize::from(byte >> 5 & 3)].to_owned();
    let text = match byte >> 5 & 3 {
        0 => "x".to_owned(),
        1 => "one\n\ntwo\nthree four\n".to_owned(),
        2 => "word ".repeat(100),
        _ => " \u{1}\0\r\n".to_owned(),
    };
    match choice & 31 {
        0 => Command::Connect,
        1 => Command::Disconnect,
        2..=6 => {
            let kind =
                [DraftKind::Message, DraftKind::Action, DraftKind::Notice][usize::from(byte) % 3];
            Command::Send(Draft { conversation, text, kind, reply_to: Some(msgid) })
        }
        7 => Command::Retry(SendId::new("x")),
        8 => Command::Discard(SendId::new("x")),
        9 => Command::React { conversation, msgid, reaction: text },
        10 => Command::Redact { conversation, msgid, reason: text },
        11 => Command::Typing { conversation, typing: Typing::Active },
        12 => Command::Typing { conversation, typing: Typing::Done },
        13 => Command::Join { room: nick, key: Some(text) },
        14 => Command::Part { conversation, reason: text },
        15 => Command::OpenDirect { nick },
        16 => Command::Close { conversation },
        17 => Command::Topic { conversation, topic: text },
        18 => Command::Kick { conversation, nick, reason: text },
        19 => Command::Nick(nick),
        20 => Command::Away(text),
        21 => Command::Back,
        22 => Command::Read { conversation, entry: EntryId(u64::from(byte)) },
        23 => Command::Fetch { conversation, page: FetchPage::Older },
        24 => Command::Fetch { conversation, page: FetchPage::Gap(EntryId(u64::from(byte))) },
        25 => {
            let reference = match byte {
                0..128 => MessageReference::Msgid(msgid),
                128.. => MessageReference::Timestamp(u64::from(byte) << 32),
            };
            Command::Fetch { conversation, page: FetchPage::Around(reference) }
        }
        26 => Command::Search(Search { text, ..Search::default() }),
        27 => Command::WhoIs { nick },
        28 if byte < 128 => Command::Mode { conversation, changes: text },
        28 => Command::ListBans { conversation },
        29 => Command::SetMetadata { conversation: None, key: nick, value: Some(text) },
        30 => Command::LogIn(Login::Certificate),
        _ => Command::Raw(text),
    }
}
