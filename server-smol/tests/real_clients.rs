//! irssi, WeeChat, `nc` and two short scripts in one room over one port, as people use them.

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use support::clients::{Login, irssi, weechat};
use support::terminal::{Screen, Terminal, Terminals};
use support::{Peykd, Process, need};

/// What WeeChat says so that the scripts answer, and so that one of them ends.
const EVERYBODY: &str = "everybody?";
const PLAIN_SCRIPT_ENDS: &str = "good night, script";
const IRC_SCRIPT_ENDS: &str = "good night, robot";

/// The promise of plain mode: ten lines of a script can chat.
const PLAIN_SCRIPT: &str = r#"
import socket, sys
chat = socket.create_connection((sys.argv[1], int(sys.argv[2])))
chat.sendall("پایتون\n".encode())
for line in chat.makefile(encoding="utf-8"):
    print(line, end="", flush=True)
    if line.endswith(": everybody?\n"):
        chat.sendall("درود از پایتون\nhello from python\n".encode())
    if line.endswith(": good night, script\n"):
        break
"#;

/// The same in IRC.
const IRC_SCRIPT: &str = r#"
import socket, sys
chat = socket.create_connection((sys.argv[1], int(sys.argv[2])))
chat.sendall(b"NICK robot\r\nUSER robot 0 * :Robot\r\nJOIN #lobby\r\n")
for line in chat.makefile(encoding="utf-8", newline="\r\n"):
    print(line, end="", flush=True)
    if line.endswith(":everybody?\r\n"):
        for text in "من ربات هستم", "hello from the robot":
            chat.sendall(f"PRIVMSG #lobby :{text}\r\n".encode())
    if line.endswith(":good night, robot\r\n"):
        break
"#;

#[test]
fn programs_of_every_kind_meet_in_one_room() {
    for (program, package) in
        [("irssi", "irssi"), ("weechat", "weechat-curses"), ("nc", "netcat-openbsd")]
    {
        need(program, package);
    }
    let server = Peykd::start();
    let terminals = Terminals::new(server.folder.path());
    let weechat = weechat(&server, &terminals, ("weechat", "wee"), Login::No);
    let irssi = irssi(&server, &terminals, ("irssi", "iris"), Login::No);
    weechat.until(&["iris", "has joined #lobby"]);
    let nc = nc(&server, &terminals);
    weechat.until(&["علی", "has joined #lobby"]);
    let mut plain = Script::run(&server, "plain", PLAIN_SCRIPT);
    weechat.until(&["پایتون", "has joined #lobby"]);
    let mut robot = Script::run(&server, "robot", IRC_SCRIPT);
    weechat.until(&["robot", "has joined #lobby"]);

    let everybody: [(&str, &dyn Screen); 5] =
        [("iris", &irssi), ("wee", &weechat), ("علی", &nc), ("پایتون", &plain), ("robot", &robot)];
    let read_by_the_others = |name: &str, texts: &[&str]| {
        for (_, reader) in everybody.iter().filter(|(reader, _)| *reader != name) {
            for text in texts {
                reader.until(&[name, text]);
                assert_eq!(reader.count(&[name, text]), 1, "{:#?}", reader.lines());
            }
        }
    };
    for (name, terminal, texts) in [
        ("iris", &irssi, ["سلام بچه‌ها، خوبید؟", "hello from irssi"]),
        ("علی", &nc, ["درود، من علی هستم", "hello from nc"]),
        ("wee", &weechat, ["من هم هستم", EVERYBODY]),
    ] {
        texts.iter().for_each(|text| terminal.enter(text));
        read_by_the_others(name, &texts);
    }
    read_by_the_others("پایتون", &["درود از پایتون", "hello from python"]);
    read_by_the_others("robot", &["من ربات هستم", "hello from the robot"]);

    irssi.enter("/quit شب خوش");
    irssi.until_ended();
    read_to_leave("iris", "شب خوش", &weechat, &[&nc, &plain], &[&robot]);
    // The window is closed; nc says nothing.
    nc.close();
    read_to_leave("علی", "Connection closed", &weechat, &[&plain], &[&robot]);
    weechat.enter(IRC_SCRIPT_ENDS);
    assert!(robot.process.wait().success());
    read_to_leave("robot", "Connection closed", &weechat, &[&plain], &[]);
    weechat.enter(PLAIN_SCRIPT_ENDS);
    assert!(plain.process.wait().success());
    read_to_leave("پایتون", "Connection closed", &weechat, &[], &[]);
    weechat.enter("/quit");
    weechat.until_ended();
}

/// Everybody who is still there reads once that somebody left. What came twice would come before
/// what WeeChat says and does after that.
fn read_to_leave(
    name: &str,
    why: &str,
    weechat: &Terminal<'_>,
    plain: &[&dyn Screen],
    irc: &[&dyn Screen],
) {
    let left = format!("[{name}] left the chat");
    let quit = format!(":{name}!");
    let left = plain.iter().map(|reader| (*reader, vec![left.as_str()]));
    let quit = irc.iter().map(|reader| (*reader, vec![quit.as_str(), " QUIT ", why]));
    let weechat_reads: (&dyn Screen, _) = (weechat, vec![name, "has quit", why]);
    let readers: Vec<_> = left.chain(quit).chain([weechat_reads]).collect();
    readers.iter().for_each(|(reader, words)| reader.until(words));
    let after = format!("after {name} left");
    weechat.enter(&after);
    weechat.enter(&format!("/topic {after}"));
    weechat.until(&["has changed topic", &after]);
    plain.iter().chain(irc).for_each(|reader| reader.until(&["wee", &after]));
    for (reader, words) in readers {
        assert_eq!(reader.count(&words), 1, "{words:?} in {:#?}", reader.lines());
    }
}

/// nc, with a Persian name.
fn nc<'a>(server: &Peykd, terminals: &'a Terminals) -> Terminal<'a> {
    let (host, port) = (server.address.ip().to_string(), server.address.port().to_string());
    let nc = terminals.open("nc", ["nc", &host, &port]);
    nc.enter("علی");
    nc
}

/// A script of Python whose output is read like a screen.
struct Script {
    process: Process,
    output: PathBuf,
}

impl Script {
    fn run(server: &Peykd, name: &str, script: &str) -> Self {
        need("python3", "python3");
        let output = server.folder.path().join(name);
        let stdout = fs::File::create(&output).expect("a file can be made");
        let child = Command::new("python3")
            .args(["-X", "utf8", "-c", script])
            .args([server.address.ip().to_string(), server.address.port().to_string()])
            .stdin(Stdio::null())
            .stdout(stdout)
            .spawn();
        Self { process: Process(child.expect("python3 can be run")), output }
    }
}

impl Screen for Script {
    fn lines(&self) -> Vec<String> {
        let output = fs::read(&self.output).expect("the file is there");
        String::from_utf8_lossy(&output).lines().map(str::to_owned).collect()
    }
}
