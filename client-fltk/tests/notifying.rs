//! The real window and the real desktop around it: a bus, a service that shows notifications
//! (dunst), a window manager.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on is a test that fails")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use support::driven::Window;
use support::screen::Screen;
use support::{Person, Process, Server, folder, need, wait_for};

/// A bus for one session, which starts nothing by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A session's bus, and what shows notifications on it.
struct Desktop<'a> {
    screen: &'a Screen,
    address: String,
    shown: PathBuf,
    _bus: Process,
    service: Option<Process>,
}

impl<'a> Desktop<'a> {
    fn start(screen: &'a Screen) -> Self {
        need("dbus-daemon", "dbus");
        need("dunst", "dunst");
        let configuration = screen.home().join("bus.conf");
        fs::write(&configuration, BUS).unwrap();
        let mut daemon = screen.command("dbus-daemon");
        daemon.arg("--config-file").arg(configuration).args(["--nofork", "--print-address"]);
        let mut bus = Process::start(daemon.stdout(Stdio::piped()).stderr(Stdio::null()));
        let address = bus.line(|line| line.contains("unix:"));
        let shown = screen.home().join("shown");
        let mut desktop = Self { screen, address, shown, _bus: bus, service: None };
        desktop.start_service();
        desktop
    }

    /// A program of this session.
    fn command(&self, program: &str) -> Command {
        let mut command = self.screen.command(program);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command
    }

    /// Sara's window in this session, in the lobby.
    fn open_peyk(&self, language: &str, server: &Server) -> Window {
        let mut peyk = self.screen.peyk(language);
        peyk.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        peyk.args(["--connect", &server.address.to_string(), "--nick", "sara"]);
        let mut window = Window::open(&mut peyk);
        window.wait("\"conversation\":\"#lobby\"");
        window
    }

    fn start_service(&mut self) {
        let output = fs::File::create(&self.shown).unwrap();
        let mut dunst = self.command("dunst");
        // Nobody's configuration but the one that texts are read as markup, and shown for long.
        let configuration = self.screen.home().join("dunstrc");
        fs::write(&configuration, "[global]\nmarkup = full\nidle_threshold = 0\n").unwrap();
        dunst.arg("-conf").arg(configuration).arg("-print");
        self.service = Some(Process::start(dunst.stdout(output).stderr(Stdio::null())));
        wait_for("notifications to be shown", || self.control(&["is-paused"]).then_some(()));
    }

    /// The service is gone, as after a crash.
    fn stop_service(&mut self) {
        self.service = None;
    }

    /// Tells the service what the person does.
    fn control(&self, arguments: &[&str]) -> bool {
        let mut command = self.command("dunstctl");
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap().success()
    }

    /// How many notifications are shown now.
    fn displayed(&self) -> usize {
        let output = self.command("dunstctl").args(["count", "displayed"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }

    /// What was shown so far, in the service's words.
    fn shown(&self) -> String {
        fs::read_to_string(&self.shown).unwrap()
    }

    /// Waits until a notification was shown that has all of this in it.
    fn wait_shown(&self, words: &[&str]) {
        wait_for(&format!("{words:?} to be shown; shown is {}", self.shown.display()), || {
            let shown = self.shown();
            words.iter().all(|word| shown.contains(word)).then_some(())
        });
    }
}

#[test]
fn pressing_a_notification_leads_to_where_it_came_from() {
    let data = folder("notifying");
    let server = Server::start(&data.join("server"));
    let screen = Screen::start("notifying");
    let mut desktop = Desktop::start(&screen);
    let mut sara = desktop.open_peyk("fa", &server);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    sara.wait("\"member-reza\"");
    let window = screen.window("#lobby", |title| title.starts_with("#lobby"));

    // She looks elsewhere, and is told what is said to her, and that the window waits.
    screen.tool(&["windowminimize", &window]);
    reza.say("/msg sara سلام <سارا> & بقیه");
    reza.wait_line("reza: سلام <سارا> & بقیه");
    desktop.wait_shown(&["reza", "سلام &lt;سارا&gt; &amp; بقیه", "باز کن"]);
    wait_for("the window to be urgent", || screen.is_urgent(&window).then_some(()));

    // Pressing it brings the window back, with what was said.
    assert!(desktop.control(&["action"]));
    screen.window("reza", |title| title.starts_with("reza"));
    screen.wait_active(&window);
    sara.wait("\"conversation\":\"reza\"");
    wait_for("the window to be at rest", || (!screen.is_urgent(&window)).then_some(()));

    // The service may go and come.
    screen.tool(&["windowminimize", &window]);
    desktop.stop_service();
    desktop.start_service();
    reza.select("#lobby");
    reza.say("sara: در اتاق");
    desktop.wait_shown(&["#lobby", "sara: در اتاق"]);
    assert!(desktop.control(&["action"]));
    screen.wait_active(&window);
    sara.wait("\"conversation\":\"#lobby\"");

    // What was read without it needs it no longer; what was not read does.
    screen.tool(&["windowminimize", &window]);
    reza.say("sara: دوباره");
    reza.say("/msg sara تنها");
    reza.wait_line("reza: تنها");
    wait_for("both to be shown", || (desktop.displayed() == 2).then_some(()));
    screen.tool(&["windowactivate", &window]);
    wait_for("one to be taken back", || (desktop.displayed() == 1).then_some(()));
    assert_eq!(sara.close(), Some(0));
}

#[test]
fn who_does_not_want_to_be_told_is_not() {
    let data = folder("notifying-not");
    let server = Server::start(&data.join("server"));
    let screen = Screen::start("notifying-not");
    let desktop = Desktop::start(&screen);
    let mut sara = desktop.open_peyk("en", &server);
    let mut reza = Person::arrive(&data.join("reza"), "reza", &server);
    let window = screen.window("#lobby", |title| title.starts_with("#lobby"));

    // The room is muted; that something is said in private is told, but not what: somebody may
    // look over the shoulder.
    sara.say("/mute");
    sara.command("click settings");
    sara.wait("\"toggle-preview\"");
    sara.command("click toggle-preview");
    sara.command("press Escape");
    screen.tool(&["windowminimize", &window]);
    reza.say("sara: in a muted room");
    reza.say("/msg sara a secret");
    reza.wait_line("reza: a secret");
    desktop.wait_shown(&["reza", "New message"]);
    let shown = desktop.shown();
    assert!(!shown.contains("muted room") && !shown.contains("secret"), "{shown}");
    assert_eq!(sara.close(), Some(0));
}
