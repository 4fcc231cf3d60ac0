//! The real window on a virtual screen, driven by commands, at a real server in this process:
//! from the first start to the chat with somebody in plain mode and back to the desktop.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use support::{LONGEST, Process, Server, folder};

/// A window that takes commands.
struct Window {
    process: Process,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Window {
    fn open(display: &str, profile: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_peyk"))
            .args(["--lang", "en", "--drive", "--profile"])
            .arg(profile)
            .args(arguments)
            .env("DISPLAY", display)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XDG_RUNTIME_DIR")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let commands = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut window = Self { process: Process(child), commands, answers };
        assert!(window.line().contains("ready"));
        window
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line
    }

    fn command(&mut self, command: &str) -> String {
        writeln!(self.commands, "{command}").unwrap();
        let answer = self.line();
        assert!(answer.contains("\"ok\":true"), "{command}: {answer}");
        answer
    }

    /// Waits until what is on the screen has this in it.
    fn wait(&mut self, what: &str) {
        let until = Instant::now() + LONGEST;
        loop {
            let dump = self.command("dump");
            if dump.contains(what) {
                return;
            }
            assert!(Instant::now() < until, "{what} is not in {dump}");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    /// Closes it, and returns its exit code.
    fn close(mut self) -> Option<i32> {
        self.command("quit");
        self.process.0.wait().unwrap().code()
    }
}

/// Starts an X server on a display that it finds free.
fn screen() -> (Process, String) {
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut number).unwrap();
    (Process(child), format!(":{}", number.trim()))
}

#[test]
fn from_the_first_start_to_goodbye() {
    let data = folder("window");
    let mut server = Server::start(&data.join("server"));
    let (_screen, display) = screen();
    let profile = data.join("profile");

    // A name and an address are all that is asked for.
    let mut window = Window::open(&display, &profile, &[]);
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
    window.command("type سلام رضا");
    window.command("press Enter");
    assert!(lines.any(|line| line == "sara: سلام رضا"));
    plain.write_all("سلام سارا، hello\n".as_bytes()).unwrap();
    window.wait("سلام سارا، hello");

    // Gone and back, without a word lost.
    server.stop();
    window.wait("No connection.");
    window.command("type meanwhile");
    window.command("press Enter");
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
    let mut window = Window::open(&display, &profile, &[]);
    window.wait("\"composer\":\"a draft\"");
    window.wait("\"meanwhile\"");
    assert_eq!(window.close(), Some(0));
}
