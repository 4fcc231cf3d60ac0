//! A window that takes commands (`peyk --drive`).

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Instant;

use super::{LONGEST, LOOK_AGAIN, Process};

/// The window.
pub(crate) struct Window {
    pub(crate) process: Process,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Window {
    /// Opens it, and waits until it is drawn.
    pub(crate) fn open(command: &mut Command) -> Self {
        command.arg("--drive").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Process::start(command);
        let commands = process.child.stdin.take().unwrap();
        let answers = BufReader::new(process.child.stdout.take().unwrap());
        let mut window = Self { process, commands, answers };
        assert!(window.line().contains("ready"));
        window
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line
    }

    /// Does something, and returns the answer.
    pub(crate) fn command(&mut self, command: &str) -> String {
        writeln!(self.commands, "{command}").unwrap();
        let answer = self.line();
        assert!(answer.contains("\"ok\":true"), "{command}: {answer}");
        answer
    }

    /// Writes a message and sends it.
    pub(crate) fn say(&mut self, text: &str) {
        self.command(&format!("type {text}"));
        self.command("press Enter");
    }

    /// What is on the screen.
    pub(crate) fn dump(&mut self) -> String {
        self.command("dump")
    }

    /// Waits until what is on the screen has this in it.
    pub(crate) fn wait(&mut self, what: &str) {
        self.wait_until(what, |dump| dump.contains(what));
    }

    /// Waits until what is on the screen is as wanted.
    pub(crate) fn wait_until(&mut self, what: &str, is: impl Fn(&str) -> bool) {
        let until = Instant::now() + LONGEST;
        loop {
            let dump = self.dump();
            if is(&dump) {
                return;
            }
            assert!(Instant::now() < until, "{what} is not in {dump}");
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Closes it, and returns its exit code.
    pub(crate) fn close(mut self) -> Option<i32> {
        self.command("quit");
        self.process.exit_code()
    }
}
