//! The built server on a disk that is full or fails: who speaks is told and keeps the words, who
//! reads reads on, nothing is kept by half, and all goes on without a restart when the disk does.

#![cfg(unix)]

mod support;

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use support::disk::Disk;
use support::history::{batch, whole};
use support::{Client, Folder, Peykd, refusal};

/// What a message sent by [`Sender`] is filled with: two messages take more than a page of the
/// database.
const FILLER_REPEATS: usize = 25;

/// Enough to fill whatever the tests leave free, and to end should that not happen.
const MESSAGES_MAX: usize = 20_000;

/// Everybody may speak fast.
const CONFIGURATION: &str = "[flood]\nenabled = false\n";

/// What becomes of a message.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Echoed,
    /// The FAIL.
    Refused(String),
}

/// Somebody who says numbered messages, and again what was refused.
struct Sender {
    client: Client<TcpStream>,
    next: usize,
}

impl Sender {
    fn new(server: &Peykd) -> Self {
        let mut client = enter(server, "sender", "echo-message standard-replies");
        client.send("PING ready\r\n");
        client.until(" PONG ");
        Self { client, next: 0 }
    }

    /// Says the next message, or says it again if it was refused.
    fn say(&mut self) -> Fate {
        let Self { client, next } = self;
        let filler = "سلام دنیا ".repeat(FILLER_REPEATS);
        client.send(&format!("@+peyk/send-id=n{next} PRIVMSG #lobby :{next} {filler}\r\n"));
        let line = client.line().expect("the server answers");
        if line.contains(" FAIL ") {
            return Fate::Refused(line);
        }
        assert!(line.contains(&format!(" PRIVMSG #lobby :{next} ")), "{line}");
        *next += 1;
        Fate::Echoed
    }

    /// Says messages until one is refused, and returns the FAIL.
    fn say_until_refused(&mut self) -> String {
        for _ in 0..MESSAGES_MAX {
            if let Fate::Refused(line) = self.say() {
                return line;
            }
        }
        panic!("there was space for {MESSAGES_MAX} messages");
    }
}

/// Somebody in the room, with these capabilities beside those that all have.
fn enter(server: &Peykd, nick: &str, caps: &str) -> Client<TcpStream> {
    let mut client = server.connect();
    client.send(&format!(
        "CAP REQ :message-tags batch draft/chathistory soju.im/search {caps}\r\nCAP END\r\n"
    ));
    client.register(nick);
    client.join("#lobby");
    client
}

/// The numbers of all messages in the room, oldest first.
fn history(client: &mut Client<TcpStream>) -> Vec<usize> {
    whole(client, "#lobby").iter().map(|line| number(line)).collect()
}

/// The numbers of the latest messages with a word, oldest first.
fn search(client: &mut Client<TcpStream>, word: &str) -> Vec<usize> {
    client.send(&format!("SEARCH text={word}\r\n"));
    batch(client).iter().map(|line| number(line)).collect()
}

/// The number of a sender's message.
fn number(line: &str) -> usize {
    let text = line.split_once(" PRIVMSG #lobby :").expect("it is a message").1;
    let number = text.split(' ').next().and_then(|word| word.parse().ok());
    number.expect("messages begin with their number")
}

/// All that a reader is shown until now, of what others say.
fn shown(client: &mut Client<TcpStream>) -> Vec<usize> {
    client.send("PING fence\r\n");
    let mut shown = Vec::new();
    loop {
        let line = client.line().expect("the server answers");
        if line.contains(" PONG ") {
            return shown;
        }
        shown.push(number(&line));
    }
}

/// The disk cannot be written until `heal` is called; whatever happens is as it should be.
fn check(server: Peykd, heal: impl FnOnce()) {
    let mut reader = enter(&server, "reader", "");
    let mut sender = Sender::new(&server);
    // The sender's JOIN.
    reader.until(" JOIN ");
    let mut plain = server.connect();
    plain.send("plain\n");
    reader.until(":plain!");
    sender.client.until(":plain!");

    let refused = sender.say_until_refused();
    assert!(refused.contains(" FAIL PRIVMSG TEMPORARILY_UNAVAILABLE #lobby :"), "{refused}");
    let kept = sender.next;
    assert!(kept > 0, "there was space for something");
    let all: Vec<_> = (0..kept).collect();
    server.wait_for_log("peyk.db");
    // It goes on failing, and nobody is shown what was refused, under its name or another's.
    for _ in 0..3 {
        assert!(matches!(sender.say(), Fate::Refused(_)));
    }
    // Longer than what was refused by far: a short line may still have its place.
    plain.send(&format!("{}\n", "is anybody there? ".repeat(400)));
    plain.until("could not be kept");
    assert_eq!(shown(&mut reader), all);

    // Reading goes on, also for who comes only now.
    assert_eq!(history(&mut reader), all);
    assert_eq!(search(&mut reader, "دنیا"), all[kept.saturating_sub(500)..]);
    let mut late = enter(&server, "late", "");
    assert_eq!(history(&mut late), all);
    reader.until(":late!");
    sender.client.until(":late!");
    // A room is made while it cannot be kept that there is one.
    late.join("#late");

    // It is written again, without a restart; what was refused comes once.
    heal();
    assert_eq!(sender.say(), Fate::Echoed);
    assert_eq!(sender.say(), Fate::Echoed);
    assert_eq!(shown(&mut reader), [kept, kept + 1]);
    let all: Vec<_> = (0..kept + 2).collect();
    assert_eq!(history(&mut reader), all);
    late.send("CAP REQ echo-message\r\nPRIVMSG #late :kept\r\n");
    late.until(" PRIVMSG #late :kept");

    let folder = server.kill();
    let server = Peykd::start_with(folder, &["--lang", "en"]);
    let mut later = enter(&server, "later", "");
    assert_eq!(history(&mut later), all, "after a restart");
    later.join("#late");
    later.send("CHATHISTORY LATEST #late * 9\r\n");
    let [line] = &*batch(&mut later) else { panic!("what was said in that room is lost") };
    assert!(line.ends_with(" PRIVMSG #late :kept"), "{line}");
    server.end();
}

#[test]
fn a_full_disk_is_told_of_and_recovered_from() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.path().join("data"), "12m") else { return };
    let (filler, more) = (disk.fill("filler", 1), disk.fill("more", 5));
    let file = folder.file("peykd.toml", CONFIGURATION);
    let args = ["--lang", "en", "--config", file.to_str().expect("a plain name")];
    let server = Peykd::start_with(folder, &args);
    check(server, || {
        fs::remove_file(filler).expect("it is there");
        // For the log and the database that it is written back to.
        fs::remove_file(more).expect("it is there");
    });
}

#[test]
fn a_disk_that_refuses_to_write_is_told_of_and_recovered_from() {
    let folder = Folder::new();
    let file = folder.file("peykd.toml", CONFIGURATION);
    // The system refuses to make files any longer. Its signal for that would end the program.
    let server = Peykd::start_by(folder, |command| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -S -f 3000; exec \"$0\" \"$@\""]);
        shell.arg(command.get_program()).args(command.get_args());
        shell.args(["--lang", "en", "--config"]).arg(&file);
        shell
    });
    let pid = server.id().to_string();
    check(server, || {
        let raised = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status();
        assert!(raised.expect("prlimit can be run").success());
    });
}

/// Starting there is refused in one sentence with these words, in both languages.
fn refused(data: &Path, words: [&str; 2]) {
    for (language, word) in ["en", "fa"].into_iter().zip(words) {
        let data = data.to_str().expect("a plain name");
        let sentence = refusal(["--lang", language, "--listen", "127.0.0.1:0", "--data", data]);
        assert!(sentence.contains(data) && sentence.contains(word), "{sentence}");
    }
}

#[test]
fn a_disk_that_is_full_at_the_start_is_said_so() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.path().join("data"), "64k") else { return };
    let filler = disk.path().join("filler");
    fs::write(&filler, vec![0; 60 << 10]).expect("there is space for this");
    refused(disk.path(), ["full", "پر"]);
    fs::remove_file(filler).expect("it is there");
}

#[test]
fn a_folder_that_can_only_be_read_is_said_so() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.path().join("data"), "4m") else { return };
    let folder = Peykd::start_with(folder, &["--lang", "en"]).end();
    disk.make_read_only();
    refused(disk.path(), ["--data", "--data"]);
    drop(disk);
    drop(folder);
}
