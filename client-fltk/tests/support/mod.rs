//! A real server and clients without a window, for tests.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one of many things")]
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use client_fltk::headless::Headless;
use client_fltk::l10n::for_terminal;
use client_fltk::model::{
    Asked, ComposerMessage, ConversationKind, Message, MessageState, Model, RowBody, RowId, Screen,
};
use peyk_core::client::{Delivery, Entry, EntryId, EntryKind, MsgId, Sender};
use server_smol::Running;
use server_smol::config::Overrides;

/// Far longer than anything here takes, for a machine that is busy with other things.
pub(crate) const LONGEST: Duration = Duration::from_secs(30);

/// A folder of a test's own, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A process, ended with the test.
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What somebody called sara said.
pub(crate) fn entry(number: u64, text: &str) -> Entry {
    Entry {
        id: EntryId(number),
        msgid: Some(MsgId::new(&format!("id{number}"))),
        time_ms: 1_000 * number,
        sender: Sender { nick: "sara".into(), account: None, bot: false },
        own: false,
        kind: EntryKind::Message,
        text: text.into(),
        reply_to: None,
        reactions: Vec::new(),
        redacted: None,
        delivery: Delivery::Confirmed,
        send_id: None,
        mention: false,
    }
}

/// A real server in this process.
pub(crate) struct Server {
    running: Option<Running>,
    data: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts one on a free port.
    pub(crate) fn start(data: &Path) -> Self {
        Self::listen(data, "127.0.0.1:0".parse().unwrap())
    }

    fn listen(data: &Path, listen: SocketAddr) -> Self {
        let overrides =
            Overrides { listen: vec![listen], data: Some(data.to_owned()), ..Overrides::default() };
        let running = Running::start(overrides).unwrap();
        let address = running.addresses()[0];
        Self { running: Some(running), data: data.to_owned(), address }
    }

    /// Stops it. Its data stays.
    pub(crate) fn stop(&mut self) {
        self.running = None;
    }

    /// Starts it again where it was.
    pub(crate) fn start_again(&mut self) {
        self.running = Some(Self::listen(&self.data, self.address).running.take().unwrap());
    }
}

/// Somebody with a client.
pub(crate) struct Person {
    pub(crate) client: Headless,
    name: String,
}

impl Person {
    /// Opens a profile for the first time, and goes to a server.
    pub(crate) fn go(profile: &Path, name: &str, address: &str) -> Self {
        let asked = Asked {
            connect: Some(address.to_owned()),
            nick: Some(name.to_owned()),
            ..Asked::default()
        };
        Self::open(profile, name, &asked)
    }

    /// Opens a profile.
    pub(crate) fn open(profile: &Path, name: &str, asked: &Asked) -> Self {
        let client = Headless::open(profile, asked).unwrap();
        Self { client, name: name.to_owned() }
    }

    /// Goes to a server, and is in the lobby.
    pub(crate) fn arrive(profile: &Path, name: &str, server: &Server) -> Self {
        let mut person = Self::go(profile, name, &server.address.to_string());
        person.wait("the lobby", |model| {
            model.screen() == Screen::Main && place(model) == "#lobby" && model.member_count() > 0
        });
        person
    }

    /// Waits until the model is as wanted.
    pub(crate) fn wait(&mut self, what: &str, is: impl FnMut(&Model) -> bool) {
        let came = self.client.wait(LONGEST, is);
        assert!(came, "{} waited in vain for {what}; sees:\n{}", self.name, self.sees());
    }

    pub(crate) fn tell(&mut self, message: Message) {
        self.client.tell(message);
    }

    /// Writes into the composer and sends it.
    pub(crate) fn say(&mut self, text: &str) {
        self.write(text);
        self.tell(Message::Composer(ComposerMessage::Send));
    }

    /// Writes into the composer.
    pub(crate) fn write(&mut self, text: &str) {
        let edited = ComposerMessage::Edited { text: text.to_owned(), caret: text.len() };
        self.tell(Message::Composer(edited));
    }

    /// Waits until a line can be read.
    pub(crate) fn wait_line(&mut self, line: &str) {
        self.wait(line, |model| lines(model).iter().any(|it| it == line));
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        lines(self.client.model())
    }

    /// The row in which something was said.
    pub(crate) fn row(&self, text: &str) -> RowId {
        let rows = self.client.model().rows();
        (0..rows.len())
            .find(|&index| match rows.get(index).unwrap().body {
                RowBody::Bubble(bubble) => bubble.text == text,
                _ => false,
            })
            .and_then(|index| rows.id(index))
            .unwrap_or_else(|| panic!("{text} is not there:\n{}", self.sees()))
    }

    /// Shows the conversation of this name.
    pub(crate) fn select(&mut self, name: &str) {
        let id = self
            .client
            .model()
            .conversations()
            .iter()
            .find(|item| item.name == name)
            .map(|item| item.id);
        let id = id.unwrap_or_else(|| panic!("no conversation {name}:\n{}", self.sees()));
        self.tell(Message::Select(id));
    }

    /// Everything, for a test that fails.
    pub(crate) fn sees(&self) -> String {
        let model = self.client.model();
        let conversations: Vec<_> = model
            .conversations()
            .iter()
            .map(|item| format!("{} {} {:?}", item.name, item.badge, item.presence))
            .collect();
        let notices: Vec<_> = model.notices().iter().map(|notice| &notice.text).collect();
        format!(
            "{:?} in {}\nform: {:?}\nnotices: {notices:?}\nline: {:?}\n{conversations:#?}\n{:#?}",
            model.screen(),
            place(model),
            model.start(),
            model.connection(),
            lines(model)
        )
    }
}

/// The name of the selected conversation.
pub(crate) fn place(model: &Model) -> String {
    let items = model.conversations();
    let selected = items.iter().find(|item| item.selected);
    selected
        .filter(|item| item.kind != ConversationKind::Server)
        .map_or_else(String::new, |item| item.name.to_owned())
}

/// What can be read in the selected conversation.
pub(crate) fn lines(model: &Model) -> Vec<String> {
    let rows = model.rows();
    let line = |index| {
        let line = match rows.get(index)?.body {
            RowBody::Day { label } | RowBody::Unread { label } | RowBody::Gap { label, .. } => {
                format!("-- {label}")
            }
            RowBody::Header(_) => return None,
            RowBody::System { text, .. } => format!("* {text}"),
            RowBody::Bubble(bubble) => {
                let state = match bubble.state {
                    MessageState::Confirmed => "",
                    MessageState::Pending => " (pending)",
                    MessageState::Failed { .. } => " (failed)",
                };
                let quote = bubble.quote.map_or_else(String::new, |it| format!("[{}] ", it.text));
                let reactions: Vec<_> = bubble
                    .reactions
                    .iter()
                    .map(|reaction| format!(" {}{}", reaction.emoji, reaction.count))
                    .collect();
                let reactions = reactions.concat();
                format!("{}: {quote}{}{reactions}{state}", bubble.nick, bubble.text)
            }
        };
        Some(for_terminal(&line))
    };
    (0..rows.len()).filter_map(line).collect()
}
