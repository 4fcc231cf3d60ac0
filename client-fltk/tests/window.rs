//! The real window on a real (virtual) screen: it opens in both languages, shows what it
//! should, and closes when asked to.
//!
//! Each test brings its own X server and window manager, so that none sees another's windows
//! and nothing depends on the desktop it runs on.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Far longer than anything here takes, for a machine that is busy with other things.
const DEADLINE: Duration = Duration::from_secs(30);

#[test]
fn opens_in_english_and_closes() {
    let screen = Screen::start("english");
    let mut peyk = screen.open_peyk("en");
    let window = screen.window_titled("Peyk");
    let picture = screen.wait_for_picture(&window);
    assert!(picture.corner_center() > 0.5, "the corner is where English lines end");
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn opens_mirrored_in_persian_and_closes() {
    let screen = Screen::start("persian");
    let mut peyk = screen.open_peyk("fa");
    let window = screen.window_titled("پیک");
    let picture = screen.wait_for_picture(&window);
    assert!(picture.corner_center() < 0.5, "the corner is where Persian lines end");
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn switches_language_while_open() {
    let screen = Screen::start("switch");
    let mut peyk = screen.open_peyk("en");
    let window = screen.window_titled("Peyk");
    screen.wait_for_picture(&window);
    screen.activate(&window);
    // The field for the name has the caret in a new window; the buttons in the corner come
    // before it, shade last.
    screen.tool(&["key", "shift+Tab", "shift+Tab", "space"]);
    assert_eq!(screen.window_titled("پیک"), window);
    wait_for("the page to be mirrored", || {
        screen.picture(&window).filter(|picture| picture.corner_center() < 0.5)
    });
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn escape_leaves_the_window_open() {
    let screen = Screen::start("escape");
    let mut peyk = screen.open_peyk("en");
    let window = screen.window_titled("Peyk");
    screen.wait_for_picture(&window);
    screen.activate(&window);
    // Keys arrive in order: by the time the last has switched the title, the first is done.
    screen.tool(&["key", "Escape", "shift+Tab", "shift+Tab", "space"]);
    assert_eq!(screen.window_titled("پیک"), window);
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn stops_on_sigterm_and_on_ctrl_c() {
    let screen = Screen::start("signals");
    for signal in ["TERM", "INT"] {
        let mut peyk = screen.open_peyk("en");
        screen.wait_for_picture(&screen.window_titled("Peyk"));
        let kill = format!("kill -s {signal} {}", peyk.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        assert_eq!(peyk.exit_code(), Some(0), "after SIG{signal}");
    }
}

#[test]
fn without_a_screen_it_says_so() {
    let output = peyk_command("en").env_remove("DISPLAY").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no screen"));
}

#[test]
fn a_wrong_flag_is_explained_in_the_language_asked_for() {
    let output = peyk_command("fa").arg("--speed").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("«--speed»") && said.contains("peyk --help"), "{said}");
}

#[test]
fn help_and_version_need_no_screen() {
    for (flag, expected) in [("--help", "--lang fa|en"), ("--version", env!("CARGO_PKG_VERSION"))] {
        let output = peyk_command("en").arg(flag).env_remove("DISPLAY").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{flag}");
        assert!(String::from_utf8(output.stdout).unwrap().contains(expected), "{flag}");
    }
}

/// The client, away from the desktop that the tests may be started on.
fn peyk_command(language: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peyk"));
    command.args(["--lang", language]).env_remove("WAYLAND_DISPLAY").env_remove("XDG_RUNTIME_DIR");
    command
}

/// A virtual screen with a window manager.
struct Screen {
    display: String,
    /// Where the client keeps what it keeps: no test sees another's, nor the person's own.
    profile: PathBuf,
    _server: Process,
    _manager: Process,
}

impl Screen {
    /// Starts an X server on a display that it finds free, and a window manager on it.
    fn start(name: &str) -> Self {
        let mut server = Process::start(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let display = format!(":{}", server.line(|_| true));

        // Openbox takes over the screen before it can take care of windows: one that appears
        // in between stays hidden. Its startup command runs after that.
        let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).unwrap();
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
        Self { display, profile: home.join("profile"), _server: server, _manager: manager }
    }

    fn open_peyk(&self, language: &str) -> Process {
        let mut command = peyk_command(language);
        Process::start(command.arg("--profile").arg(&self.profile).env("DISPLAY", &self.display))
    }

    /// The client's window, once it is visible and has this title.
    fn window_titled(&self, title: &str) -> String {
        wait_for(&format!("a window titled {title}"), || {
            let found = self.run("xdotool", &["search", "--onlyvisible", "--class", "^peyk$"]);
            let window = String::from_utf8(found.stdout).unwrap().lines().next()?.to_owned();
            let said = self.run("xprop", &["-id", &window, "_NET_WM_NAME"]);
            let said = String::from_utf8_lossy(&said.stdout).into_owned();
            said.contains(&format!("= \"{title}\"")).then_some(window)
        })
    }

    /// Makes the window the one that gets the keys, as a click on it does.
    fn activate(&self, window: &str) {
        self.tool(&["windowactivate", window]);
        wait_for("the window to get the keys", || {
            let active = self.run("xdotool", &["getactivewindow"]);
            (String::from_utf8(active.stdout).unwrap().trim() == window).then_some(())
        });
    }

    /// Has the window manager close the window, as the button in its frame does.
    fn close(&self, window: &str) {
        let window = format!("{:#x}", window.parse::<u32>().unwrap());
        let output = self.run("wmctrl", &["-i", "-c", &window]);
        assert!(output.status.success(), "wmctrl: {output:?}");
    }

    /// What the window shows, once it shows something.
    fn wait_for_picture(&self, window: &str) -> Picture {
        wait_for("the window to be drawn", || {
            self.picture(window).filter(|picture| picture.is_drawn())
        })
    }

    /// What the window shows now; nothing while its size is changing.
    fn picture(&self, window: &str) -> Option<Picture> {
        let ppm = self.run("import", &["-window", window, "-depth", "8", "ppm:-"]).stdout;
        Picture::from_ppm(&ppm)
    }

    fn tool(&self, arguments: &[&str]) {
        let output = self.run("xdotool", arguments);
        assert!(output.status.success(), "xdotool {arguments:?}: {output:?}");
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new(program)
            .args(arguments)
            .env("DISPLAY", &self.display)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap_or_else(|error| panic!("{program} did not start ({error}): run .ci/setup"))
    }
}

/// The pixels of a window.
struct Picture {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Reads a binary PPM with one byte a colour.
    fn from_ppm(ppm: &[u8]) -> Option<Self> {
        let mut parts = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
        let (magic, width, height, rest) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let pixels = rest.strip_prefix(b"255\n")?;
        let number = |text: &[u8]| str::from_utf8(text).ok()?.parse::<usize>().ok();
        let (width, height) = (number(width)?, number(height)?);
        let pixels: Vec<_> = pixels.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect();
        (magic == b"P6" && pixels.len() == width * height).then_some(Self { width, pixels })
    }

    /// Whether the page is there: smooth text alone has dozens of colours, and the buttons in
    /// the corner are drawn before it.
    fn is_drawn(&self) -> bool {
        let colors: BTreeSet<_> = self.pixels.iter().collect();
        colors.len() > 50 && self.corner_center().is_finite()
    }

    /// Where the middle of what is in the upper corners is: 0 at the left edge of the window, 1
    /// at the right.
    fn corner_center(&self) -> f64 {
        const STRIP_PX: usize = 52;
        let ground = self.pixels.first();
        let strip = self.pixels.iter().take(STRIP_PX * self.width).enumerate();
        let columns =
            strip.filter(|(_, pixel)| Some(*pixel) != ground).map(|(i, _)| i % self.width);
        let columns: Vec<usize> = columns.collect();
        columns.iter().sum::<usize>() as f64 / (columns.len() * self.width) as f64
    }
}

/// A program that ends with the test.
struct Process {
    child: Child,
}

impl Process {
    fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{program} did not start ({error}): run .ci/setup"));
        Self { child }
    }

    /// The first line that the program writes and that is `wanted`, waiting for it.
    fn line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        let lines = BufReader::new(self.child.stdout.as_mut().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        lines.find(|line| wanted(line)).expect("the program ended without a word")
    }

    /// The code that the program ends with, once it has ended.
    fn exit_code(&mut self) -> Option<i32> {
        wait_for("the program to end", || self.child.try_wait().unwrap()).code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks until there is an answer. A test that waits longer than the deadline has failed.
fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    const BETWEEN: Duration = Duration::from_millis(20);
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < DEADLINE, "waited in vain for {what}");
        thread::sleep(BETWEEN);
    }
}
