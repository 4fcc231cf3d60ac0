//! A real server and clients without a window, for tests.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one of many things")]
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

#[cfg(feature = "window")]
pub(crate) mod driven;
#[cfg(feature = "window")]
pub(crate) mod screen;
#[path = "../../../server-smol/tests/support/terminal.rs"]
pub(crate) mod terminal;
pub(crate) mod told;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use client_fltk::headless::Headless;
use client_fltk::l10n::for_terminal;
use client_fltk::model::{
    Asked, ComposerMessage, ConversationKind, Message, MessageState, Model, RowBody, RowId, Screen,
    StartMessage,
};
use peyk_core::client::{Delivery, Entry, EntryId, EntryKind, MsgId, Password, Sender};
use server_smol::Running;
use server_smol::config::Overrides;

/// Far longer than anything here takes, for a machine that is busy with other things.
pub(crate) const LONGEST: Duration = Duration::from_secs(30);

/// The same, as the terminals shared with the server's tests call it.
pub(crate) const DEADLINE: Duration = LONGEST;

/// Between two looks at what is not yet as it is expected.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A folder of a test's own, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Fails if a program that the test needs is not there.
pub(crate) fn need(program: &str, package: &str) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    assert!(found, "{program} is not installed: run .ci/setup, or install the package {package}");
}

/// Asks until there is an answer. A test that waits longer than the deadline has failed.
pub(crate) fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < LONGEST, "waited in vain for {what}");
        thread::sleep(LOOK_AGAIN);
    }
}

/// A process, ended with the test.
pub(crate) struct Process {
    pub(crate) child: Child,
}

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{program} did not start ({error}): run .ci/setup"));
        Self { child }
    }

    /// The first line that the program writes and that is `wanted`, waiting for it.
    pub(crate) fn line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        let lines = BufReader::new(self.child.stdout.as_mut().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        lines.find(|line| wanted(line)).expect("the program ended without a word")
    }

    /// The code that the program ends with, once it has ended.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        wait_for("the program to end", || self.child.try_wait().unwrap()).code()
    }

    /// Ends it as a crash does: at once.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
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

/// The server's configuration, in its data folder.
const CONFIGURATION: &str = "peykd.toml";

/// A real server in this process.
pub(crate) struct Server {
    running: Option<Running>,
    data: PathBuf,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts one that is configured so on a free port.
    pub(crate) fn start_with(data: &Path, configuration: &str) -> Self {
        std::fs::create_dir_all(data).unwrap();
        std::fs::write(data.join(CONFIGURATION), configuration).unwrap();
        Self::start(data)
    }

    /// Configures it otherwise, for when it is started again.
    pub(crate) fn configure(&self, configuration: &str) {
        std::fs::write(self.data.join(CONFIGURATION), configuration).unwrap();
    }

    /// Starts one on a free port.
    pub(crate) fn start(data: &Path) -> Self {
        Self::listen(data, "127.0.0.1:0".parse().unwrap())
    }

    /// Starts one here.
    pub(crate) fn listen(data: &Path, listen: SocketAddr) -> Self {
        let configuration = data.join(CONFIGURATION);
        let overrides = Overrides {
            file: configuration.is_file().then_some(configuration),
            listen: vec![listen],
            data: Some(data.to_owned()),
            ..Overrides::default()
        };
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
        person.wait("the lobby", is_in_the_lobby);
        person
    }

    /// Writes a password into the form, and goes.
    pub(crate) fn give_password(&mut self, password: &str) {
        self.tell(Message::Start(StartMessage::Password(Password::new(password))));
        self.tell(Message::Start(StartMessage::Connect));
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
            model.quiet_line(),
            lines(model)
        )
    }
}

/// Whether the lobby is shown, and who is there.
pub(crate) fn is_in_the_lobby(model: &Model) -> bool {
    model.screen() == Screen::Main && place(model) == "#lobby" && model.member_count() > 0
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
