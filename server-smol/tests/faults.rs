//! What happens to people and their machines: noise, silence, stopped and killed programs.

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{ChildStdin, Command, Stdio};
use std::{mem, thread};

use futures_rustls::rustls::version::TLS13;
use support::{Client, Folder, Peykd, Process, need, tls};

/// Bytes of noise into one connection.
const NOISE_BYTES: usize = 64 << 10;

#[test]
fn noise_costs_only_the_connection_it_comes_from() {
    let server = Peykd::start();
    let mut member = server.connect();
    member.register("member");
    member.join("#lobby");
    // Noise from the first byte, and where TLS, HTTP, plain mode or IRC has begun.
    let begun: [&[u8]; 6] = [
        b"",
        b"\x16\x03\x01",
        b"GET / HTTP/1.1\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 65536\r\n\r\n",
        "نویز\n".as_bytes(),
        b"NICK noise\r\nUSER noise 0 * :noise\r\nJOIN #lobby\r\n",
    ];
    for (seed, start) in (1..).zip(begun.iter().cycle().take(4 * begun.len())) {
        let mut socket = server.socket();
        let mut reader = socket.try_clone().expect("a socket can be cloned");
        // The server may have heard enough before it has heard all: either side may fail then.
        let answering = thread::spawn(move || {
            let mut answer = Vec::new();
            let _ = reader.read_to_end(&mut answer);
        });
        let _ = socket.write_all(start).and_then(|()| socket.write_all(&noise(seed)));
        let _ = socket.shutdown(std::net::Shutdown::Write);
        answering.join().expect("the connection ends");
    }
    // All that the room was told is lines, and who came has gone, each once.
    member.send("PING fence\r\n");
    let mut told = Vec::new();
    loop {
        let line = member.line().expect("the member is served");
        if line.contains("PONG") {
            break;
        }
        told.push(line);
    }
    let count = |words: &str| told.iter().filter(|line| line.contains(words)).count();
    assert_eq!((count(" JOIN "), count(" QUIT ")), (8, 8), "{told:#?}");
}

/// Bytes that look random and are the same each time (xorshift64).
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(next).flatten().take(NOISE_BYTES).collect()
}

#[test]
fn who_begins_and_falls_silent_is_not_waited_for_for_ever() {
    let server = Peykd::start_with_file("[timeouts]\nregistration_ms = 300\n");
    let mut member = server.connect();
    member.register("member");
    let mut hello = Vec::new();
    tls::session(&TLS13).write_tls(&mut hello).expect("a vector takes all");
    let begun: [&[u8]; 6] =
        [b"", b"\x16", &hello[..hello.len() / 2], b"GET / HTT", b"PING a\r\n", b"NICK silent\r\n"];
    let silent: Vec<_> = begun
        .iter()
        .map(|bytes| {
            let mut client = server.connect();
            client.stream.get_mut().write_all(bytes).expect("the server reads");
            client
        })
        .collect();
    // Also within TLS.
    let mut inside = tls::connect(&server, &TLS13);
    inside.send("PING a\r\n");
    for mut client in silent {
        let mut rest = Vec::new();
        let end = client.stream.read_to_end(&mut rest);
        assert!(end.is_ok(), "{end:?} after {:?}", String::from_utf8_lossy(&rest));
    }
    assert!(inside.rest().contains("ERROR "));
    member.send("PING still-here\r\n");
    member.until("still-here");
}

#[test]
fn everybody_sees_the_end_of_a_killed_server_and_can_come_back() {
    need("nc", "netcat-openbsd");
    let mut server = Peykd::start();
    let mut plain = server.connect();
    plain.register("plain");
    plain.join("#lobby");
    let mut secure = tls::connect(&server, &TLS13);
    secure.register("secure");
    let before = tls::fingerprint(&secure);
    let (mut nc, mut typing) = nc(server.address, "علی");
    plain.until(":علی!");
    server.signal("KILL");
    let mut rest = Vec::new();
    plain.stream.read_to_end(&mut rest).expect("the end is read");
    // An end without close_notify is what it looks like: an error.
    assert!(secure.stream.read_to_end(&mut rest).is_err(), "nobody said goodbye");
    server.wait();
    // nc looks up when somebody types.
    writeln!(typing, "is anybody there?").expect("it reads");
    nc.wait();

    let (address, folder) = (server.address, mem::replace(&mut server.folder, Folder::new()));
    let server = Peykd::start_on(&address.to_string(), folder, &["--lang", "en"]);
    assert_eq!(server.address, address);
    let mut secure = tls::connect(&server, &TLS13);
    secure.register("secure");
    assert_eq!(tls::fingerprint(&secure), before);
}

#[test]
fn a_stopped_reader_is_cut_off_and_its_leave_announced_once() {
    need("nc", "netcat-openbsd");
    let file = "[flood]\nenabled = false\n[limits]\nsendq_bytes_max = 65536\n";
    let server = Peykd::start_with_file(file);
    let mut irc = server.connect();
    irc.register("irc");
    irc.join("#lobby");
    let mut secure = tls::connect(&server, &TLS13);
    secure.register("secure");
    secure.join("#lobby");
    let mut plain = server.connect();
    plain.send("plain\n");
    secure.until(":plain!");
    let (stopped, _stdin) = nc(server.address, "علی");
    secure.until(":علی!");
    stopped.signal("STOP");

    let mut sender = server.connect();
    sender.send("CAP REQ echo-message\r\nCAP END\r\n");
    sender.register("sender");
    sender.join("#lobby");
    let filler = "پیک".repeat(60);
    let mut heard: [Heard; 4] = Default::default();
    let mut said = 0;
    // Until the kernel's buffers and the queue of the one that does not read are full.
    while heard.iter().all(|heard| heard.leaves.is_empty()) {
        assert!(said < 100_000, "the stopped one is never cut off");
        let burst = (said..said + 50).map(|line| format!("PRIVMSG #lobby :{line} {filler}\r\n"));
        sender.send(&burst.collect::<String>());
        said += 50;
        hear_all(&mut heard, said, (&mut sender, &mut irc, &mut secure, &mut plain));
    }
    drop(stopped);
    // What was announced twice would come before what is said now.
    sender.send(&format!("PRIVMSG #lobby :{said} the last\r\n"));
    hear_all(&mut heard, said + 1, (&mut sender, &mut irc, &mut secure, &mut plain));
    let [sender, irc, secure, plain] = heard;
    for Heard { leaves, .. } in [sender, irc, secure] {
        assert!(
            matches!(&leaves[..], [quit] if quit.ends_with("QUIT :SendQ exceeded")),
            "{leaves:?}"
        );
    }
    assert_eq!(plain.leaves, ["[علی] left the chat"]);
}

/// What one member of the room has heard: lines in order, and who left.
#[derive(Default)]
struct Heard {
    lines: usize,
    leaves: Vec<String>,
}

/// Everybody hears on, until all have heard so many lines.
fn hear_all(
    heard: &mut [Heard; 4],
    lines: usize,
    (sender, irc, secure, plain): (
        &mut Client<TcpStream>,
        &mut Client<TcpStream>,
        &mut tls::TlsClient,
        &mut Client<TcpStream>,
    ),
) {
    let [by_sender, by_irc, by_secure, by_plain] = heard;
    hear(sender, by_sender, lines);
    hear(irc, by_irc, lines);
    hear(secure, by_secure, lines);
    hear(plain, by_plain, lines);
}

fn hear<S: Read + Write>(client: &mut Client<S>, heard: &mut Heard, lines: usize) {
    while heard.lines < lines {
        let line = client.line().expect("who reads is served");
        if let Some((_, text)) = line.split_once("#lobby :").or(line.split_once("sender: ")) {
            assert!(text.starts_with(&format!("{} ", heard.lines)), "not {}: {line}", heard.lines);
            heard.lines += 1;
        } else if line.contains(" QUIT ") || line.contains("left the chat") {
            heard.leaves.push(line);
        }
    }
}

/// A plain chat of `nc`, which reads as long as it runs, and what keeps its input open.
fn nc(server: SocketAddr, name: &str) -> (Process, ChildStdin) {
    let child = Command::new("nc")
        .args([server.ip().to_string(), server.port().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let mut nc = Process(child.expect("nc can be run"));
    let mut stdin = nc.0.stdin.take().expect("it is piped");
    writeln!(stdin, "{name}").expect("it reads");
    (nc, stdin)
}
