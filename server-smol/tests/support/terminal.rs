//! Programs in tmux's terminals, used as a person uses them: keys go in, and the screen is read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use super::{DEADLINE, need};

/// Between two looks at a screen that does not show yet what is expected. Each look starts a
/// program, which without a pause would keep a processor from those that are looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Wide and high enough that no line of a test is wrapped, and none scrolls away.
const SIZE: [&str; 4] = ["-x", "180", "-y", "100"];

/// Something whose lines a person reads.
pub(crate) trait Screen {
    /// What is there now.
    fn lines(&self) -> Vec<String>;

    /// Waits for a line that has all these `words`.
    fn until(&self, words: &[&str]) {
        self.until_count(words, 1);
    }

    /// Waits for so many such lines, or more.
    fn until_count(&self, words: &[&str], count: usize) {
        let start = Instant::now();
        while self.count(words) < count {
            let lines = self.lines();
            assert!(start.elapsed() < DEADLINE, "no {count} of {words:?} but {lines:#?}");
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// How many lines have all these `words`.
    fn count(&self, words: &[&str]) -> usize {
        let has_all = |line: &&String| words.iter().all(|word| line.contains(word));
        self.lines().iter().filter(has_all).count()
    }
}

/// A tmux server of its own, without anybody's configuration.
pub(crate) struct Terminals {
    socket: PathBuf,
}

impl Terminals {
    /// Terminals whose socket is in `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        need("tmux", "tmux");
        Self { socket: folder.join("tmux") }
    }

    /// Runs a program in a terminal of its own. The terminal is gone when the program ends.
    pub(crate) fn open<S: AsRef<OsStr>>(
        &self,
        name: &'static str,
        program: impl IntoIterator<Item = S>,
    ) -> Terminal<'_> {
        let session = ["new-session", "-d", "-s", name].into_iter().chain(SIZE);
        let program: Vec<_> = program.into_iter().collect();
        let args = session.map(OsStr::new).chain(program.iter().map(AsRef::as_ref));
        let output = self.tmux(args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Terminal { terminals: self, name }
    }

    fn tmux<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        let mut tmux = Command::new("tmux");
        tmux.args(["-u", "-f", "/dev/null", "-S"]).arg(&self.socket).args(args);
        // Nothing of the terminal that the tests may run in.
        tmux.env_remove("TMUX").env_remove("LC_ALL").env_remove("LC_CTYPE");
        tmux.env("LANG", "C.UTF-8").env("TERM", "xterm-256color");
        tmux.output().expect("tmux can be run")
    }
}

impl Drop for Terminals {
    fn drop(&mut self) {
        self.tmux(["kill-server"]);
    }
}

/// One terminal.
pub(crate) struct Terminal<'a> {
    terminals: &'a Terminals,
    name: &'static str,
}

impl Terminal<'_> {
    /// Types a line and presses Enter.
    pub(crate) fn enter(&self, line: &str) {
        for keys in [&["-l", "--", line][..], &["Enter"][..]] {
            let args = ["send-keys", "-t", self.name].into_iter().chain(keys.iter().copied());
            let output = self.terminals.tmux(args);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }

    /// Closes the window, whatever runs in it.
    pub(crate) fn close(&self) {
        self.terminals.tmux(["kill-session", "-t", self.name]);
    }

    /// Waits until the program has ended by itself.
    pub(crate) fn until_ended(&self) {
        let start = Instant::now();
        while self.terminals.tmux(["has-session", "-t", self.name]).status.success() {
            assert!(start.elapsed() < DEADLINE, "{} does not end: {:#?}", self.name, self.lines());
            thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Screen for Terminal<'_> {
    fn lines(&self) -> Vec<String> {
        let output = self.terminals.tmux(["capture-pane", "-p", "-t", self.name]);
        let screen = String::from_utf8(output.stdout).expect("the screen is UTF-8");
        let lines = screen.lines().map(str::trim_end).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }
}
