//! People chat through the built server: in order, over both transports, beside peers that stall.

mod support;

use std::io::Read as _;

use futures_rustls::rustls::version::TLS13;
use server_smol::Running;
use server_smol::config::Overrides;
use support::{Folder, Peykd, tls};

/// No flood control, so that a test's bursts are not slowed.
const FAST: &str = "[flood]\nenabled = false\n";

#[test]
fn plain_and_tls_meet_in_one_room() {
    let server = Peykd::start();
    let mut ali = server.connect();
    ali.register("ali");
    ali.join("#lobby");
    let mut sara = tls::connect(&server, &TLS13);
    sara.register("sara");
    sara.join("#lobby");
    ali.until("JOIN");
    ali.send("PRIVMSG #lobby :سلام\r\n");
    assert!(sara.until("PRIVMSG").ends_with("#lobby :سلام"));
    sara.send("PRIVMSG #lobby :hello\r\n");
    assert!(ali.until("PRIVMSG").ends_with("#lobby :hello"));
    // A closed window, without a goodbye.
    drop(sara);
    assert!(ali.until("QUIT").starts_with(":sara!"));
}

#[test]
fn a_room_reads_every_line_in_order() {
    const LINES: usize = 2_000;
    let server = Peykd::start_with_file(FAST);
    let mut readers: Vec<_> = (0..20)
        .map(|number| {
            let mut client = server.connect();
            client.register(&format!("reader-{number}"));
            client.join("#room");
            client
        })
        .collect();
    let mut secure = tls::connect(&server, &TLS13);
    secure.register("secure");
    secure.join("#room");
    let mut sender = server.connect();
    sender.register("sender");
    sender.join("#room");
    let burst: String = (0..LINES).map(|line| format!("PRIVMSG #room :line {line}\r\n")).collect();
    sender.send(&burst);
    for reader in &mut readers {
        for line in 0..LINES {
            assert!(reader.until("PRIVMSG").ends_with(&format!(":line {line}")));
        }
    }
    for line in 0..LINES {
        assert!(secure.until("PRIVMSG").ends_with(&format!(":line {line}")));
    }
}

#[test]
fn a_peer_that_does_not_read_is_cut_off_and_holds_nobody_up() {
    let server = Peykd::start_with_file(&format!("{FAST}[limits]\nsendq_bytes_max = 65536\n"));
    let mut stuck = server.connect();
    stuck.register("stuck");
    stuck.join("#room");
    let mut reader = server.connect();
    reader.register("reader");
    reader.join("#room");
    let mut sender = server.connect();
    sender.register("sender");
    sender.join("#room");
    let filler = "x".repeat(400);
    let mut sent = 0;
    // Until the kernel's buffers and the queue of the one that does not read are full.
    let last = 'cut: loop {
        let burst: String = (0..50).map(|_| format!("PRIVMSG #room :{filler}\r\n")).collect();
        sender.send(&burst);
        sent += 50;
        assert!(sent < 100_000, "the stuck one is never cut off");
        let mut read = 0;
        while read < 50 {
            let line = reader.line().expect("the reader is served");
            if line.contains(" QUIT ") {
                break 'cut line;
            }
            read += usize::from(line.contains("PRIVMSG"));
        }
    };
    assert!(last.starts_with(":stuck!"), "{last}");
    // What it had been sent and did not read may still come, and then the end.
    let mut rest = Vec::new();
    let _ = stuck.stream.get_mut().read_to_end(&mut rest);
}

#[test]
fn a_server_can_be_embedded() {
    let folder = Folder::new();
    let server = Running::start(Overrides {
        listen: vec![([127, 0, 0, 1], 0).into()],
        data: Some(folder.path().join("data")),
        ..Overrides::default()
    })
    .expect("it starts");
    let address = server.addresses()[0];
    let socket = std::net::TcpStream::connect(address).expect("it listens");
    socket.set_read_timeout(Some(support::DEADLINE)).expect("it can be set");
    let mut client = support::Client::new(socket);
    client.register("ali");
    server.stop();
    assert!(client.rest().contains("ERROR "));
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody listens any more");
}
