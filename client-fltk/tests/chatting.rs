//! The real window on a virtual screen, at a real server: from the first start to the chat with
//! somebody in plain mode, in another window and in WeeChat, through a crash of the server, and
//! back to the desktop.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::driven::Window;
use support::screen::Screen;
use support::terminal::{Screen as _, Terminal, Terminals};
use support::{LONGEST, Process, Server, folder, need};

#[test]
fn from_the_first_start_to_goodbye() {
    let data = folder("chatting-plain");
    let mut server = Server::start(&data);
    let screen = Screen::start("chatting-plain");

    // A name and an address are all that is asked for.
    let mut window = Window::open(&mut screen.peyk("en"));
    window.wait("\"screen\":\"Start\"");
    window.command("click field-StartName");
    window.command("type sara");
    window.command("click field-StartAddress");
    window.command(&format!("type {}", server.address));
    window.command("press Enter");
    window.wait("\"conversation\":\"#lobby\"");

    // Somebody with nothing but nc: the first line is the name.
    let mut plain = TcpStream::connect(server.address).unwrap();
    plain.set_read_timeout(Some(LONGEST)).unwrap();
    let mut lines = BufReader::new(plain.try_clone().unwrap()).lines().map(Result::unwrap);
    plain.write_all("رضا\n".as_bytes()).unwrap();
    window.wait("\"member-رضا\"");
    window.say("سلام رضا");
    assert!(lines.any(|line| line == "sara: سلام رضا"));
    plain.write_all("سلام سارا، hello\n".as_bytes()).unwrap();
    window.wait("سلام سارا، hello");

    // Gone and back, without a word lost.
    server.stop();
    window.wait("No connection.");
    window.say("meanwhile");
    window.wait("\"meanwhile\"");
    server.start_again();
    window.wait("\"connection\":\"\"");
    let mut plain = TcpStream::connect(server.address).unwrap();
    plain.set_read_timeout(Some(LONGEST)).unwrap();
    let mut lines = BufReader::new(plain.try_clone().unwrap()).lines().map(Result::unwrap);
    plain.write_all("رضا\n".as_bytes()).unwrap();
    window.wait("\"member-رضا\"");

    // Closing says goodbye, and a draft waits for the next time.
    window.command("type a draft");
    assert_eq!(window.close(), Some(0));
    assert!(lines.any(|line| line == "[sara] left the chat" || line.contains("[sara]")));
    let mut window = Window::open(&mut screen.peyk("en"));
    window.wait("\"composer\":\"a draft\"");
    window.wait("\"meanwhile\"");
    assert_eq!(window.close(), Some(0));
}

/// What is said in a language, and what the window says in it.
struct Words {
    language: &'static str,
    /// The title of a window without a conversation, and the end of one with.
    title: &'static str,
    /// The layout of the keyboard for names, and the keys of one.
    layout: &'static str,
    name: Typed,
    typed: Typed,
    typed_offline: Typed,
    answer: &'static str,
    no_connection: &'static str,
    /// The ten digits.
    digits: &'static str,
    /// What others read when the window was closed.
    farewell: &'static str,
}

/// Keys by their codes, with what they write on the layout.
struct Typed {
    keys: &'static [&'static str],
    text: &'static str,
}

#[test]
fn two_windows_and_weechat_in_english() {
    two_windows_and_weechat(&Words {
        language: "en",
        title: "Peyk",
        layout: "us",
        name: Typed { keys: &["39", "38", "27", "38"], text: "sara" },
        typed: Typed {
            keys: &["43", "26", "46", "46", "32", "65", "25", "26", "26", "shift+10"],
            text: "hello wee!",
        },
        typed_offline: Typed { keys: &["39", "28", "31", "46", "46"], text: "still" },
        answer: "yes, hello",
        no_connection: "No connection. Next try in ",
        digits: "0123456789",
        farewell: "Peyk",
    });
}

#[test]
fn two_windows_and_weechat_in_persian() {
    two_windows_and_weechat(&Words {
        language: "fa",
        title: "پیک",
        layout: "ir",
        name: Typed { keys: &["39", "43", "55", "43"], text: "سارا" },
        typed: Typed {
            // With a half-space, which is on Shift and the space bar.
            keys: &["39", "42", "43", "46", "65", "46", "40", "shift+65", "55", "59", "46"],
            text: "سلام می\u{200c}روم",
        },
        typed_offline: Typed { keys: &["39", "42", "43", "46"], text: "سلام" },
        answer: "سلام، خوش آمدی (welcome)!",
        no_connection: "اتصال قطع است. تلاش بعدی ",
        digits: "۰۱۲۳۴۵۶۷۸۹",
        farewell: "پیک",
    });
}

/// Somebody at the keyboard of one window, somebody in another window, and somebody in WeeChat.
fn two_windows_and_weechat(words: &Words) {
    let name = |part: &str| format!("chatting-{}-{part}", words.language);
    let mut server = ServerProcess::start(folder(&name("server")));
    let (one, two) = (Screen::start(&name("one")), Screen::start(&name("two")));
    let (own, typed, offline) = (words.name.text, words.typed.text, words.typed_offline.text);

    // The first start: the caret is where the name goes, then Tab, the address, Enter.
    let mut sara = Window::open(&mut one.peyk(words.language));
    let window = one.window_titled(words.title);
    one.activate(&window);
    one.keyboard(words.layout);
    press(&one, words.name.keys);
    one.keyboard("us");
    one.tool(&["key", "Tab"]);
    one.tool(&["type", &server.address.to_string()]);
    one.tool(&["key", "Return"]);
    sara.wait("\"conversation\":\"#lobby\"");
    one.window("#lobby", |title| title.contains("#lobby") && title.ends_with(words.title));

    // Another window, told where to go on the command line.
    let mut there = two.peyk(words.language);
    there.args(["--connect", &server.address.to_string(), "--nick", "reza"]);
    let mut reza = Window::open(&mut there);
    reza.wait("\"conversation\":\"#lobby\"");
    let terminals = Terminals::new(one.home());
    let wee = weechat(&terminals, one.home(), server.address);
    for window in [&mut sara, &mut reza] {
        window.wait("\"member-wee\"");
        window.wait("\"member-reza\"");
        window.wait(&format!("\"member-{own}\""));
    }

    // Letter for letter, from the keyboard to the others.
    one.keyboard(words.layout);
    press(&one, words.typed.keys);
    sara.wait(&format!("\"composer\":\"{typed}\""));
    one.tool(&["key", "Return"]);
    reza.wait(&format!("\"{typed}\""));
    wee.until(&[own, typed.split('\u{200c}').next().unwrap()]);
    reza.say(words.answer);
    sara.wait(&format!("\"{}\"", words.answer));
    wee.until(&["reza", words.answer]);
    wee.enter("سلام and hello");
    sara.wait("\"سلام and hello\"");
    reza.wait("\"سلام and hello\"");

    // The server crashes. A quiet line counts down, and writing goes on.
    server.kill();
    for window in [&mut sara, &mut reza] {
        window.wait_until(words.no_connection, |dump| {
            let after = dump.split_once(words.no_connection).map(|(_, after)| after);
            // What is put into a sentence is isolated in it.
            let number = after.and_then(|after| after.strip_prefix('\u{2068}'));
            number.is_some_and(|number| number.starts_with(|c| words.digits.contains(c)))
        });
    }
    press(&one, words.typed_offline.keys);
    sara.wait(&format!("\"composer\":\"{offline}\""));
    one.tool(&["key", "Return"]);
    sara.wait("\"composer\":\"\"");
    sara.wait(&format!("\"{offline}\""));
    server.start_again();
    for window in [&mut sara, &mut reza] {
        window.wait("\"connection\":\"\"");
        window.wait(&format!("\"{offline}\""));
    }
    wee.until_count(&["wee", "has joined #lobby"], 2);
    wee.enter("back");
    for window in [&mut sara, &mut reza] {
        window.wait("\"back\"");
        let dump = window.dump();
        for text in [typed, words.answer, "سلام and hello", offline, "back"] {
            let quoted = format!("\"{text}\"");
            assert_eq!(dump.matches(&quoted).count(), 1, "{text} in {dump}");
        }
    }

    // The others read it when the window is closed.
    one.close(&window);
    assert_eq!(sara.process.exit_code(), Some(0));
    wee.until(&[own, "has quit", words.farewell]);
    reza.wait_until("that somebody has left", |dump| {
        !dump.contains(&format!("\"member-{own}\"")) && dump.matches(own).count() > 1
    });
    assert_eq!(reza.close(), Some(0));
}

/// Presses keys one after the other.
fn press(screen: &Screen, keys: &[&str]) {
    screen.tool(&[&["key"], keys].concat());
}

/// WeeChat in the lobby, without TLS.
fn weechat<'a>(terminals: &'a Terminals, home: &Path, address: SocketAddr) -> Terminal<'a> {
    need("weechat", "weechat-curses");
    let home = home.join("weechat").display().to_string();
    let mut commands = vec![format!("/server add peyk {}/{}", address.ip(), address.port())];
    // The options are called ssl before WeeChat 4 and tls since.
    for (option, value) in [
        ("ssl", "off"),
        ("tls", "off"),
        ("nicks", "wee"),
        ("autojoin", "#lobby"),
        ("autoreconnect_delay", "1"),
    ] {
        commands.push(format!("/set irc.server.peyk.{option} {value}"));
    }
    let rest = [
        // Names beside the lines would look like part of them.
        "/bar hide nicklist",
        "/bar hide buflist",
        "/set logger.file.auto_log off",
        "/connect peyk",
    ];
    commands.extend(rest.map(String::from));
    let weechat = terminals.open("weechat", ["weechat", "-d", &home, "-r", &commands.join(";")]);
    weechat.until(&["Channel created on"]);
    weechat
}

/// A server in a process of its own, which can be killed: this program again, running [`serve`]
/// alone.
struct ServerProcess {
    process: Process,
    data: PathBuf,
    address: SocketAddr,
}

/// Says to [`serve`] where the server's data is, and what to listen on.
const SERVE: (&str, &str) = ("PEYK_TEST_SERVE_DATA", "PEYK_TEST_SERVE_LISTEN");

impl ServerProcess {
    fn start(data: PathBuf) -> Self {
        Self::listen(data, "127.0.0.1:0")
    }

    fn listen(data: PathBuf, address: &str) -> Self {
        let mut process = Process::start(
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "serve", "--nocapture"])
                .env(SERVE.0, &data)
                .env(SERVE.1, address)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped()),
        );
        let line = process.line(|line| line.contains("listening on "));
        let address = line.split_once("listening on ").unwrap().1.parse().unwrap();
        Self { process, data, address }
    }

    /// Ends it without a word.
    fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again on what it has kept, where it was.
    fn start_again(&mut self) {
        *self = Self::listen(self.data.clone(), &self.address.to_string());
    }
}

/// Nothing to test: the server of a [`ServerProcess`], for as long as that lasts.
#[test]
fn serve() {
    let Some(data) = std::env::var_os(SERVE.0) else { return };
    let server = Server::listen(Path::new(&data), std::env::var(SERVE.1).unwrap().parse().unwrap());
    println!("listening on {}", server.address);
    // Until whoever has started it ends.
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}
