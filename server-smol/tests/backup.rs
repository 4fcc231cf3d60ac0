//! `peykd backup` while people talk: the copy, served by another server, has all that anybody was
//! told before it was asked for, and nothing by half.

mod support;

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use futures_rustls::rustls::version::TLS13;
use support::history::{text, whole};
use support::tls::{Identity, connect_as};
use support::{Client, DEADLINE, Folder, Peykd, run};

const CAPS: &str = "CAP REQ :message-tags batch draft/chathistory echo-message sasl\r\n";

const ROOMS: [&str; 3] = ["#lobby", "#باغ", "#work"];

/// One for each room.
const TALKERS: [&str; 3] = ["omid", "sara", "reza"];

/// Messages that a sender waits for at a time.
const WINDOW: usize = 8;

/// Copies that are made.
const BACKUPS: usize = 4;

/// Messages of each sender before the next copy is begun.
const BETWEEN: usize = 100;

/// Talks in a room until it is over, and counts what was echoed.
fn talk(server: SocketAddr, (nick, room): (&str, &str), echoed: &AtomicUsize, over: &AtomicBool) {
    let socket = std::net::TcpStream::connect(server).expect("the server listens");
    socket.set_nodelay(true).expect("it can be set");
    let mut client = Client::new(socket);
    client.send(&format!("{CAPS}CAP END\r\n"));
    client.register(nick);
    client.join(room);
    let mut sent = 0;
    while !over.load(Ordering::SeqCst) {
        let count = echoed.load(Ordering::SeqCst);
        while sent < count + WINDOW {
            client.send(&format!("PRIVMSG {room} :{sent} سلام\r\n"));
            sent += 1;
        }
        client.until(&format!(" :{count} "));
        echoed.store(count + 1, Ordering::SeqCst);
    }
}

/// Copies the server's database, and returns what had been echoed just before.
fn back_up(server: &Peykd, to: &Path, echoed: &[AtomicUsize]) -> Vec<usize> {
    let before = echoed.iter().map(|count| count.load(Ordering::SeqCst)).collect();
    let data = server.folder.path().join("data");
    let words = ["--lang".as_ref(), "en".as_ref(), "--data".as_ref(), data.as_os_str()];
    let output = run(words.into_iter().chain(["backup".as_ref(), to.as_os_str()]));
    let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is UTF-8");
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains(&to.display().to_string()), "{said}");
    before
}

/// Another server serves the copy: each room has everything from the first message on, up to one
/// that is not before the last that had been echoed.
fn check(copy: &Path, echoed: &[usize], mina: &Identity) {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("data")).expect("a folder can be made");
    fs::copy(copy, folder.path().join("data/peyk.db")).expect("it can be copied");
    let server = Peykd::start_with(folder, &["--lang", "en"]);
    let mut client = connect_as(server.socket(), &TLS13, Some(mina));
    client.send(&format!("{CAPS}NICK mina\r\nUSER mina 0 * :mina\r\nAUTHENTICATE EXTERNAL\r\n"));
    client.until(" AUTHENTICATE +");
    client.send("AUTHENTICATE +\r\n");
    client.until(" 903 ");
    client.send("CAP END\r\n");
    client.until(" 422 ");
    for (room, echoed) in ROOMS.iter().zip(echoed) {
        client.join(room);
        let all = whole(&mut client, room);
        let counted = all.iter().zip(0..).all(|(line, n)| text(line) == format!("{n} سلام"));
        assert!(counted, "{all:#?}");
        assert!(all.len() >= *echoed, "{} of {echoed} are there", all.len());
    }
    // Nobody else can have taken the name since.
    let mut stranger = server.connect();
    stranger.send("NICK mina\r\n");
    stranger.until(" 433 ");
}

#[test]
fn a_backup_made_while_people_talk_can_be_served() {
    let server = Peykd::start_with_file("[flood]\nenabled = false\n");
    let mina = Identity::new();
    let mut owner = connect_as(server.socket(), &TLS13, Some(&mina));
    owner.send("CAP REQ sasl\r\nNICK mina\r\nUSER mina 0 * :mina\r\nAUTHENTICATE EXTERNAL\r\n");
    owner.until(" AUTHENTICATE +");
    owner.send("AUTHENTICATE +\r\n");
    owner.until(" 903 ");

    let echoed: [AtomicUsize; ROOMS.len()] = Default::default();
    let over = AtomicBool::new(false);
    let copies = Folder::new();
    let mut made = Vec::new();
    thread::scope(|scope| {
        for ((nick, room), echoed) in TALKERS.iter().zip(ROOMS).zip(&echoed) {
            let (over, address) = (&over, server.address);
            scope.spawn(move || talk(address, (nick, room), echoed, over));
        }
        // However this ends, nobody talks for ever.
        let _over = Over(&over);
        for number in 0..BACKUPS {
            let start = Instant::now();
            while echoed.iter().any(|count| count.load(Ordering::SeqCst) < number * BETWEEN) {
                assert!(start.elapsed() < DEADLINE, "nobody talks: {echoed:?}");
                thread::yield_now();
            }
            let to = copies.path().join(format!("{number}.db"));
            let before = back_up(&server, &to, &echoed);
            made.push((to, before));
        }
    });
    for (copy, echoed) in made {
        check(&copy, &echoed, &mina);
    }
}

/// Says that it is over as it is dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
