//! The real window on a real (virtual) screen: it opens in both languages, shows what it
//! should, and closes when asked to.
//!
//! Each test brings its own X server and window manager, so that none sees another's windows
//! and nothing depends on the desktop it runs on.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::collections::BTreeSet;
use std::process::{Command, Output};

use support::screen::Screen;
use support::{Process, Server, folder, wait_for};

#[test]
fn opens_in_english_and_closes() {
    let screen = Screen::start("english");
    let mut peyk = open_peyk(&screen, "en");
    let window = screen.window_titled("Peyk");
    let picture = wait_for_picture(&screen, &window);
    assert!(picture.corner_center() > 0.5, "the corner is where English lines end");
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn opens_mirrored_in_persian_and_closes() {
    let screen = Screen::start("persian");
    let mut peyk = open_peyk(&screen, "fa");
    let window = screen.window_titled("پیک");
    let picture = wait_for_picture(&screen, &window);
    assert!(picture.corner_center() < 0.5, "the corner is where Persian lines end");
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn switches_language_while_open() {
    let screen = Screen::start("switch");
    let mut peyk = open_peyk(&screen, "en");
    let window = screen.window_titled("Peyk");
    wait_for_picture(&screen, &window);
    screen.activate(&window);
    // The field for the name has the caret in a new window; the buttons in the corner come
    // before it, shade last.
    screen.tool(&["key", "shift+Tab", "shift+Tab", "space"]);
    assert_eq!(screen.window_titled("پیک"), window);
    wait_for("the page to be mirrored", || {
        picture(&screen, &window).filter(|picture| picture.corner_center() < 0.5)
    });
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn escape_leaves_the_window_open() {
    let screen = Screen::start("escape");
    let mut peyk = open_peyk(&screen, "en");
    let window = screen.window_titled("Peyk");
    wait_for_picture(&screen, &window);
    screen.activate(&window);
    // Keys arrive in order: by the time the last has switched the title, the first is done.
    screen.tool(&["key", "Escape", "shift+Tab", "shift+Tab", "space"]);
    assert_eq!(screen.window_titled("پیک"), window);
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn what_comes_before_there_is_a_window_is_taken_in() {
    let server = Server::start(&folder("window-server"));
    let screen = Screen::start("connects");
    // Nobody drives it: no command wakes it by chance.
    let mut command = screen.peyk("en");
    command.args(["--connect", &server.address.to_string(), "--nick", "sara"]);
    let mut peyk = Process::start(&mut command);
    let window = screen.window_titled("#lobby \u{2014} Peyk");
    screen.close(&window);
    assert_eq!(peyk.exit_code(), Some(0));
}

#[test]
fn stops_on_sigterm_and_on_ctrl_c() {
    let screen = Screen::start("signals");
    for signal in ["TERM", "INT"] {
        let mut peyk = open_peyk(&screen, "en");
        wait_for_picture(&screen, &screen.window_titled("Peyk"));
        let kill = format!("kill -s {signal} {}", peyk.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        assert_eq!(peyk.exit_code(), Some(0), "after SIG{signal}");
    }
}

#[test]
fn without_a_screen_it_says_so() {
    let output = peyk(&["--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no screen"));
}

#[test]
fn a_wrong_flag_is_explained_in_the_language_asked_for() {
    let output = peyk(&["--lang", "fa", "--speed"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("«--speed»") && said.contains("peyk --help"), "{said}");
}

#[test]
fn help_and_version_need_no_screen() {
    for (flag, expected) in [("--help", "--lang fa|en"), ("--version", env!("CARGO_PKG_VERSION"))] {
        let output = peyk(&["--lang", "en", flag]);
        assert_eq!(output.status.code(), Some(0), "{flag}");
        assert!(String::from_utf8(output.stdout).unwrap().contains(expected), "{flag}");
    }
}

/// Runs the client where there is no screen.
fn peyk(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peyk"));
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"] {
        command.env_remove(name);
    }
    command.args(arguments).output().unwrap()
}

/// Opens the client on a screen.
fn open_peyk(screen: &Screen, language: &str) -> Process {
    Process::start(&mut screen.peyk(language))
}

/// What the window shows, once it shows something.
fn wait_for_picture(screen: &Screen, window: &str) -> Picture {
    wait_for("the window to be drawn", || {
        picture(screen, window).filter(|picture| picture.is_drawn())
    })
}

/// What the window shows now; nothing while its size is changing.
fn picture(screen: &Screen, window: &str) -> Option<Picture> {
    let ppm = screen.run("import", &["-window", window, "-depth", "8", "ppm:-"]).stdout;
    Picture::from_ppm(&ppm)
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
