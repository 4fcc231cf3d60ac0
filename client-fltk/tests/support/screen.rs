//! A virtual screen with a window manager, and what a person does there: type on a keyboard,
//! close windows, look.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{Process, folder, wait_for};

/// A screen.
pub(crate) struct Screen {
    display: String,
    home: PathBuf,
    _server: Process,
    _manager: Process,
}

impl Screen {
    /// Starts an X server on a display that it finds free, and a window manager on it. Nothing
    /// depends on the desktop that the test runs on, and no test sees another's windows.
    pub(crate) fn start(name: &str) -> Self {
        let mut server = Process::start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let display = format!(":{}", server.line(|_| true));

        // Openbox takes over the screen before it can take care of windows: one that appears
        // in between stays hidden. Its startup command runs after that.
        let home = folder(&format!("screen-{name}"));
        let mut manager = Process::start(
            Command::new("openbox")
                .args(["--sm-disable", "--startup", "echo ready"])
                .env("DISPLAY", &display)
                .env("HOME", &home)
                .env_remove("XDG_CONFIG_HOME")
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        manager.line(|line| line == "ready");
        Self { display, home, _server: server, _manager: manager }
    }

    /// A program on this screen, which knows nothing of the desktop that the test runs on.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.display).env("HOME", &self.home).env("LC_ALL", "C.UTF-8");
        for name in ["WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        command
    }

    /// The client, with a profile of its own.
    pub(crate) fn peyk(&self, language: &str) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_peyk"));
        command.args(["--lang", language, "--profile"]).arg(self.profile());
        command
    }

    /// Where the client of this screen keeps what it keeps.
    pub(crate) fn profile(&self) -> PathBuf {
        self.home.join("profile")
    }

    /// A folder for what is of this screen alone.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The client's window, once it is visible and its title is as wanted.
    pub(crate) fn window(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        wait_for(&format!("a window titled {what}"), || {
            let found = self.run("xdotool", &["search", "--onlyvisible", "--class", "^peyk$"]);
            let window = String::from_utf8(found.stdout).unwrap().lines().next()?.to_owned();
            is(&self.title(&window)?).then_some(window)
        })
    }

    /// The client's window, once it is visible and has this title.
    pub(crate) fn window_titled(&self, title: &str) -> String {
        self.window(title, |said| said == title)
    }

    fn title(&self, window: &str) -> Option<String> {
        let said = self.run("xprop", &["-id", window, "_NET_WM_NAME"]);
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        Some(said.split_once("= \"")?.1.trim_end().strip_suffix('"')?.to_owned())
    }

    /// Whether the window manager is asked to point at the window.
    pub(crate) fn is_urgent(&self, window: &str) -> bool {
        let said = self.run("xprop", &["-id", window, "WM_HINTS"]);
        String::from_utf8_lossy(&said.stdout).contains("urgency hint bit is set")
    }

    /// Makes the window the one that gets the keys, as a click on it does.
    pub(crate) fn activate(&self, window: &str) {
        self.tool(&["windowactivate", window]);
        self.wait_active(window);
    }

    /// Waits until the window is the one that gets the keys.
    pub(crate) fn wait_active(&self, window: &str) {
        wait_for("the window to get the keys", || {
            let active = self.run("xdotool", &["getactivewindow"]);
            (String::from_utf8(active.stdout).unwrap().trim() == window).then_some(())
        });
    }

    /// Has the window manager close the window, as the button in its frame does.
    pub(crate) fn close(&self, window: &str) {
        let window = format!("{:#x}", window.parse::<u32>().unwrap());
        let output = self.run("wmctrl", &["-i", "-c", &window]);
        assert!(output.status.success(), "wmctrl: {output:?}");
    }

    /// Chooses the layout of the keyboard.
    pub(crate) fn keyboard(&self, layout: &str) {
        let output = self.run("setxkbmap", &["-layout", layout]);
        assert!(output.status.success(), "setxkbmap: {output:?}");
    }

    /// Has xdotool do something: type, press keys, click.
    pub(crate) fn tool(&self, arguments: &[&str]) {
        let output = self.run("xdotool", arguments);
        assert!(output.status.success(), "xdotool {arguments:?}: {output:?}");
    }

    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program)
            .args(arguments)
            .output()
            .unwrap_or_else(|error| panic!("{program} did not start ({error}): run .ci/setup"))
    }
}
