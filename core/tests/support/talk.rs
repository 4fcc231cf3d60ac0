//! An engine and a server that says what a script says, for transcripts. A line of a script is
//! one of these; what stands above a line `---` is played, but not written down:
//!
//! ```text
//! # a remark
//! connect                    the person wants to be connected; the connection is made at once
//! connect (plain)            the same, without TLS
//! connect (certificate)      the same, and a client certificate is shown
//! < :a!b@c PRIVMSG #a :hello the server sends a line
//! +1500                      so many milliseconds pass
//! lost                       the connection is reset
//! closed                     the server closes the connection
//! refused                    the next attempt to connect fails
//! restart                    the program starts anew with what was kept
//! show #a                    the timeline is written down
//! people #a                  the members are written down
//! join #a [key]              ... and so on with what the person wants; see `perform`
//! ```

use std::fmt::Write as _;

use peyk_core::client::{
    Action, Attempt, Client, ClientCertificate, CloseCause, Command, Config, ConnectError,
    Delivery, Draft, DraftKind, EntryKind, Event, FetchPage, Input, Kept, Login, MessageReference,
    MsgId, Outputs, Password, Presence, Record, Search, Security, ServerAddress, TlsFacts, Trust,
    Typing,
};
use peyk_core::text::{Language, Text};
use peyk_core::time::Now;

/// One engine, and what is written down.
struct Talk {
    client: Client,
    config: Config,
    kept: Kept,
    now: Now,
    attempt: Option<Attempt>,
    dialed: Option<Attempt>,
    log: String,
    quiet: bool,
    runs: u8,
    /// Names of messages, which are counted.
    send_ids: Vec<String>,
}

/// A person called mina at a server without TLS on this machine.
pub(crate) fn config() -> Config {
    let host = "irc.test".to_owned();
    Config::new("mina", ServerAddress { host, port: 6667, security: Security::Plain })
}

/// Plays a script and compares what is said with what was said before.
macro_rules! assert_talk {
    ($config:expr, $script:expr $(,)?) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(crate::support::talk::talk($config, $script));
        })
    };
}
pub(crate) use assert_talk;

/// What a server with many extensions says at first.
pub(crate) const NEW: &str = "
    connect
    < :irc.test CAP * LS :batch cap-notify draft/chathistory draft/event-playback draft/message-redaction draft/multiline=max-bytes=4096,max-lines=10 draft/read-marker echo-message extended-join labeled-response message-tags multi-prefix server-time soju.im/search standard-replies
    < :irc.test CAP * ACK :batch cap-notify draft/chathistory draft/event-playback draft/message-redaction draft/multiline draft/read-marker echo-message extended-join labeled-response message-tags multi-prefix server-time soju.im/search standard-replies
    < :irc.test 001 mina :Welcome
    < :irc.test 004 mina irc.test peyk-0 abc klo
    < :irc.test 005 mina CHANTYPES=# CASEMAPPING=ascii PREFIX=(qov)~@+ CHATHISTORY=50 MONITOR=100 NETWORK=Test soju.im/FILEHOST=https://irc.test/up :are supported
    < :irc.test 376 mina :End of MOTD
    < @label=p1 :irc.test BATCH +t draft/chathistory-targets
    < :irc.test BATCH -t
";

/// A script whose beginning is not written down.
pub(crate) fn after(first: &str, script: &str) -> String {
    format!("{first}---\n{script}")
}

/// What is said while `script` is played.
pub(crate) fn talk(config: Config, script: &str) -> String {
    let mut talk = Talk {
        client: Client::new(config.clone(), Kept::default(), [3; 32]),
        config,
        kept: Kept::default(),
        now: Now { monotonic_ms: 1_000, unix_ms: 1_795_508_281_000 },
        attempt: None,
        dialed: None,
        log: String::new(),
        quiet: false,
        runs: 3,
        send_ids: Vec::new(),
    };
    let mut rest = script;
    if let Some((before, after)) = script.split_once("---\n") {
        talk.quiet = true;
        before.lines().for_each(|line| talk.line(line.trim_start()));
        talk.quiet = false;
        rest = after;
    }
    rest.lines().for_each(|line| talk.line(line.trim_start()));
    talk.log
}

impl Talk {
    fn write(&mut self, line: &str) {
        if !self.quiet {
            let line = line.replace('\u{1}', "^A");
            let line = self.with_short_ids(line);
            writeln!(self.log, "{line}").expect("a string can be written to");
        }
    }

    /// Messages' names are long and not for reading: they are counted.
    fn with_short_ids(&mut self, mut line: String) -> String {
        for (at, id) in self.send_ids.iter().enumerate().rev() {
            line = line.replace(id.as_str(), &format!("send{}", at + 1));
        }
        line
    }

    fn line(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        self.write(line);
        if line.starts_with('#') {
        } else if let Some(said) = line.strip_prefix("< ") {
            let attempt = self.attempt.expect("there is a connection");
            let mut said = said.replace("^A", "\u{1}");
            for (at, id) in self.send_ids.iter().enumerate() {
                said = said.replace(&format!("send{}", at + 1), id);
            }
            let bytes = format!("{said}\r\n").into_bytes();
            self.step(Input::Received { attempt, bytes: &bytes });
        } else if let Some(ms) = line.strip_prefix('+') {
            self.pass(ms.parse().expect("milliseconds"));
        } else if line == "lost" || line == "closed" {
            let attempt = self.attempt.take().expect("there is a connection");
            let lost = line == "lost";
            let cause = if lost { CloseCause::Reset } else { CloseCause::EndOfFile };
            self.step(Input::Closed { attempt, cause });
        } else if line == "refused" {
            let attempt = self.dialed.take().expect("it is being connected");
            self.step(Input::ConnectFailed { attempt, why: ConnectError::Refused });
        } else if line == "made" || line.starts_with("made (") {
            self.made(line);
        } else if let Some(how) = line.strip_prefix("connect") {
            self.step(Input::Do(Command::Connect));
            self.made(how);
        } else if line == "restart" {
            self.runs += 1;
            let seed = [self.runs; 32];
            self.client = Client::new(self.config.clone(), self.kept.clone(), seed);
            self.attempt = None;
        } else if let Some(name) = line.strip_prefix("show ") {
            self.show(name);
        } else if let Some(name) = line.strip_prefix("people ") {
            self.people(name);
        } else {
            self.perform(line);
        }
    }

    /// The connection is made.
    fn made(&mut self, how: &str) {
        let Some(attempt) = self.dialed.take() else { return };
        self.attempt = Some(attempt);
        let certificate = if how.contains("certificate") {
            ClientCertificate::Shown
        } else {
            ClientCertificate::None
        };
        let tls = (!how.contains("plain")).then(|| TlsFacts {
            certificate_sha256: [1; 32],
            trust: Trust::Pinned,
            version: "TLS 1.3".into(),
            client_certificate: certificate,
        });
        self.step(Input::Connected { attempt, tls });
    }

    /// A word for the command, a conversation or a name, and the rest.
    fn perform(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (first, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let found = self.client.conversation_named(first).map(|found| found.id());
        let id = || found.unwrap_or_else(|| panic!("there is a conversation {first}"));
        let (second, third) = text.split_once(' ').unwrap_or((text, ""));
        let text = text.replace("\\n", "\n");
        let draft = |kind, reply_to: Option<&str>, text: &str| {
            let reply_to = reply_to.map(MsgId::new);
            Command::Send(Draft { conversation: id(), text: text.into(), kind, reply_to })
        };
        let entry_of = |send: &str| {
            let number: usize = send.strip_prefix("send").expect("send1").parse().expect("1");
            peyk_core::client::SendId::new(&self.send_ids[number - 1])
        };
        let command = match word {
            "join" => {
                let key = (!text.is_empty()).then(|| text.clone());
                Command::Join { room: first.into(), key }
            }
            "part" => Command::Part { conversation: id(), reason: text },
            "open" => Command::OpenDirect { nick: first.into() },
            "close" => Command::Close { conversation: id() },
            "say" => draft(DraftKind::Message, None, &text),
            "act" => draft(DraftKind::Action, None, &text),
            "notice" => draft(DraftKind::Notice, None, &text),
            "answer" => draft(DraftKind::Message, Some(second), third),
            "retry" => Command::Retry(entry_of(first)),
            "discard" => Command::Discard(entry_of(first)),
            "react" | "unreact" | "redact" => {
                let (conversation, msgid) = (id(), MsgId::new(second));
                match word {
                    "react" => Command::React { conversation, msgid, reaction: third.into() },
                    "unreact" => Command::Unreact { conversation, msgid, reaction: third.into() },
                    _ => Command::Redact { conversation, msgid, reason: third.into() },
                }
            }
            "type" => {
                let typing = match second {
                    "active" => Typing::Active,
                    "paused" => Typing::Paused,
                    _ => Typing::Done,
                };
                Command::Typing { conversation: id(), typing }
            }
            "topic" => Command::Topic { conversation: id(), topic: text },
            "invite" => Command::Invite { conversation: id(), nick: second.into() },
            "kick" => {
                Command::Kick { conversation: id(), nick: second.into(), reason: third.into() }
            }
            "ban" => Command::Ban { conversation: id(), mask: text },
            "unban" => Command::Unban { conversation: id(), mask: text },
            "bans" => Command::ListBans { conversation: id() },
            "mode" => Command::Mode { conversation: id(), changes: text },
            "nick" => Command::Nick(first.into()),
            "away" => Command::Away(rest.into()),
            "back" => Command::Back,
            "read" => {
                let found = self.client.conversation(id()).expect("it is there");
                let entry = found.timeline().message(&MsgId::new(second)).expect("it is there").id;
                Command::Read { conversation: id(), entry }
            }
            "older" => Command::Fetch { conversation: id(), page: FetchPage::Older },
            "gap" => {
                let found = self.client.conversation(id()).expect("it is there");
                let mut entries = found.timeline().entries();
                let gap = entries.find(|entry| matches!(entry.kind, EntryKind::Gap(_)));
                let page = FetchPage::Gap(gap.expect("there is a gap").id);
                Command::Fetch { conversation: id(), page }
            }
            "around" => {
                let reference = match second.strip_prefix("at=") {
                    Some(time) => MessageReference::Timestamp(time.parse().expect("milliseconds")),
                    None => MessageReference::Msgid(MsgId::new(second)),
                };
                let page = FetchPage::Around(reference);
                Command::Fetch { conversation: id(), page }
            }
            "search" => Command::Search(Search { text: rest.into(), ..Search::default() }),
            "list" => Command::ListRooms { mask: rest.into() },
            "whois" => Command::WhoIs { nick: first.into() },
            "register" => {
                let (account, email) = (String::new(), String::new());
                Command::Register { account, email, password: Password::new(first) }
            }
            "verify" => Command::Verify { account: first.into(), code: second.into() },
            "login" => Command::LogIn(Login::Password {
                account: first.into(),
                password: Password::new(second),
            }),
            "pass" => Command::ServerPassword(Password::new(first)),
            "set" => Command::SetMetadata {
                conversation: found,
                key: second.into(),
                value: (!third.is_empty()).then(|| third.into()),
            },
            "raw" => Command::Raw(rest.into()),
            "disconnect" => Command::Disconnect,
            _ => panic!("a script has no such line: {line}"),
        };
        self.step(Input::Do(command));
    }

    fn pass(&mut self, ms: u64) {
        let end_ms = self.now.monotonic_ms + ms;
        while let Some(due_ms) = self.client.next_deadline_ms().filter(|&due| due <= end_ms) {
            self.advance_to(due_ms);
            self.step(Input::Deadline);
            let next_ms = self.client.next_deadline_ms();
            assert!(
                next_ms.is_none_or(|next_ms| next_ms > self.now.monotonic_ms),
                "a deadline was done and is still due"
            );
        }
        self.advance_to(end_ms);
    }

    fn advance_to(&mut self, ms: u64) {
        let by_ms = ms.saturating_sub(self.now.monotonic_ms);
        self.now.monotonic_ms += by_ms;
        self.now.unix_ms += by_ms;
    }

    fn step(&mut self, input: Input<'_>) {
        let mut out = Outputs::new();
        self.client.step(self.now, input, &mut out);
        self.client.check();
        for action in out.actions() {
            match action {
                Action::Connect { attempt, host, port, security } => {
                    self.dialed = Some(*attempt);
                    self.write(&format!("* connects to {host}:{port} ({security:?})"));
                }
                Action::Send { attempt, bytes } => {
                    assert_eq!(Some(*attempt), self.attempt, "there is such a connection");
                    let text = String::from_utf8_lossy(out.bytes(bytes)).into_owned();
                    let text = text.strip_suffix("\r\n").expect("whole lines").to_owned();
                    text.split("\r\n").for_each(|line| self.write(&format!("> {line}")));
                }
                Action::Close { .. } => {
                    self.attempt = None;
                    self.write("* closes the connection");
                }
                Action::Keep(record) => {
                    if let Record::Outbox(message) = record {
                        let id = message.send_id.as_str();
                        if !self.send_ids.iter().any(|known| known == id) {
                            self.send_ids.push(id.to_owned());
                        }
                    }
                    self.kept.apply(record.clone());
                }
                Action::Event(event) => self.event(event),
            }
        }
    }

    fn event(&mut self, event: &Event) {
        let text = Text::of(Language::English);
        let name = |id| {
            let found = self.client.conversation(id);
            found.map_or("?".to_owned(), |found| found.name().to_owned())
        };
        let line = match event {
            // Seen in what is shown.
            Event::Timeline { .. }
            | Event::Conversation(_)
            | Event::Members(_)
            | Event::Server
            | Event::Me => return,
            Event::Connection => {
                let connection = self.client.connection();
                let why = connection.why.as_ref().map(|why| why.sentence(text));
                format!("{:?}{}", connection.state, why.map_or(String::new(), |w| format!(": {w}")))
            }
            Event::Opened(id) => format!("opened {}", name(*id)),
            Event::Closed(_) => "closed a conversation".into(),
            Event::Typing(id) => {
                let found = self.client.conversation(*id).expect("it is there");
                format!("writing in {}: {:?}", name(*id), found.typing().collect::<Vec<_>>())
            }
            Event::Mentioned { conversation, .. } => {
                format!("mentioned in {}", name(*conversation))
            }
            Event::Refused { conversation, reason } => {
                let place = conversation.map_or("-".to_owned(), name);
                format!("refused ({place}): {}", reason.sentence(text))
            }
            Event::Fetched { conversation, more } => {
                format!("fetched in {}: more {more:?}", name(*conversation))
            }
            Event::Around { entries, .. } => {
                let texts: Vec<_> = entries.iter().map(|entry| &*entry.text).collect();
                format!("around: {texts:?}")
            }
            Event::Found { entries, .. } => {
                let found = entries.iter().map(|(place, entry)| format!("{place}: {}", entry.text));
                format!("found {:?}", found.collect::<Vec<_>>())
            }
            Event::Account(peyk_core::client::AccountNews::Failed(reason)) => {
                format!("account: {}", reason.sentence(text))
            }
            Event::Bans { conversation, bans } => {
                let bans = bans.iter().map(|ban| {
                    let by = ban.by.as_deref().unwrap_or("?");
                    format!("{} by {by} at {:?}", ban.mask, ban.set_ms)
                });
                format!("banned from {}: {:?}", name(*conversation), bans.collect::<Vec<_>>())
            }
            Event::Notice { .. }
            | Event::Invited { .. }
            | Event::Account(_)
            | Event::Rooms(_)
            | Event::WhoIs(_)
            | Event::Metadata { .. } => format!("{event:?}"),
        };
        self.write(&format!("* {line}"));
    }

    fn show(&mut self, name: &str) {
        let found = self.client.conversation_named(name).expect("it is there");
        let topic = found.topic().map_or("", |topic| &topic.text);
        let mut lines = vec![format!(
            "  {} {:?} {} topic={topic:?} unread={} mentions={} older={:?}",
            found.name(),
            found.kind(),
            found.modes(),
            found.unread(),
            found.mentions(),
            found.older(),
        )];
        for entry in found.timeline().entries() {
            let mut line = format!("  | {} {:?}", entry.sender.nick, entry.kind);
            if !entry.text.is_empty() {
                write!(line, " {:?}", entry.text).expect("a string can be written to");
            }
            if let Some(msgid) = &entry.msgid {
                write!(line, " [{msgid}]").expect("a string can be written to");
            }
            if let Some(reply_to) = &entry.reply_to {
                write!(line, " answers {reply_to}").expect("a string can be written to");
            }
            for reaction in &entry.reactions {
                write!(line, " {}{:?}", reaction.text, reaction.nicks).expect("writable");
            }
            if let Some(redaction) = &entry.redacted {
                write!(line, " taken back by {}", redaction.by).expect("writable");
            }
            match &entry.delivery {
                Delivery::Confirmed => {}
                Delivery::Pending => line.push_str(" (pending)"),
                Delivery::Failed(reason) => {
                    let why = reason.sentence(Text::of(Language::English));
                    write!(line, " (failed: {why})").expect("writable");
                }
            }
            if entry.mention {
                line.push_str(" (mention)");
            }
            lines.push(line);
        }
        lines.iter().for_each(|line| self.write(line));
    }

    fn people(&mut self, name: &str) {
        let found = self.client.conversation_named(name).expect("it is there");
        let lines: Vec<_> = found
            .members()
            .map(|member| {
                let presence = match &member.presence {
                    Presence::Here => String::new(),
                    other @ (Presence::Away(_) | Presence::Offline | Presence::Unknown) => {
                        format!(" {other:?}")
                    }
                };
                let account = member.account.as_ref().map(|name| format!(" ={name}"));
                let user_host = member.user_host.as_ref().map(|known| format!("!{known}"));
                format!(
                    "  {}{}{}{}{presence}{}",
                    member.prefixes,
                    member.nick,
                    user_host.unwrap_or_default(),
                    account.unwrap_or_default(),
                    if member.bot { " (bot)" } else { "" },
                )
            })
            .collect();
        lines.iter().for_each(|line| self.write(line));
    }
}
