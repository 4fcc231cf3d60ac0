//! How `peykd` stops, and how it reads its configuration anew.

mod support;

use std::fs;
use std::time::Instant;

use support::{DEADLINE, Peykd, hash};

#[test]
fn both_signals_end_it_gracefully() {
    for signal in ["TERM", "INT"] {
        let mut server = Peykd::start();
        let mut client = server.connect();
        client.register("ali");
        server.signal(signal);
        assert!(client.rest().contains("ERROR "), "people are told");
        let (status, rest) = server.wait();
        assert_eq!(status.code(), Some(0));
        assert_eq!(rest, "", "nothing but the ready line is on stdout");
    }
}

#[test]
fn a_peer_that_does_not_close_holds_the_stop_up_for_seconds_only() {
    let mut server = Peykd::start();
    let mut registered = server.connect();
    registered.register("ali");
    let _silent = server.socket();
    let start = Instant::now();
    server.signal("TERM");
    let (status, _) = server.wait();
    assert_eq!(status.code(), Some(0));
    assert!(start.elapsed() < DEADLINE / 3, "{:?}", start.elapsed());
}

#[test]
fn a_hangup_reads_the_file_anew_and_keeps_who_is_there() {
    let server = Peykd::start_with_file("network = \"Before\"\nmotd = \"old\"\n");
    let mut early = server.connect();
    early.send("NICK early\r\nUSER e 0 * :e\r\n");
    early.until(" 376 ");
    server.folder.file("peykd.toml", "network = \"After\"\nmotd = \"new words\"\n");
    server.signal("HUP");
    server.wait_for_log("read anew");
    let mut late = server.connect();
    late.send("NICK late\r\nUSER l 0 * :l\r\n");
    late.until("new words");
    early.send("PING still-there\r\n");
    early.until("still-there");
}

#[test]
fn a_bad_file_at_hangup_keeps_the_old_configuration() {
    let server = Peykd::start_with_file("motd = \"old words\"\n");
    server.folder.file("peykd.toml", "motd = [\n");
    server.signal("HUP");
    server.wait_for_log("peykd.toml, line");
    let mut client = server.connect();
    client.send("NICK ali\r\nUSER a 0 * :a\r\n");
    client.until("old words");
}

#[test]
fn a_hangup_takes_a_new_certificate() {
    let server = Peykd::start();
    let version = &futures_rustls::rustls::version::TLS13;
    let mut before = support::tls::connect(&server, version);
    before.send("PING a\r\nNICK before\r\n");
    before.line().expect("the server answers");
    let identity = server.folder.path().join("data/identity.pem");
    fs::remove_file(identity).expect("it is there");
    server.signal("HUP");
    server.wait_for_log("read anew");
    let mut after = support::tls::connect(&server, version);
    after.send("PING a\r\nNICK after\r\n");
    after.line().expect("the server answers");
    assert_ne!(support::tls::fingerprint(&before), support::tls::fingerprint(&after));
}

#[test]
fn an_operator_says_when_the_file_is_read_anew() {
    let operator = format!("[[operators]]\nname = \"boss\"\npassword = '{}'\n", hash("secret"));
    let server = Peykd::start_with_file(&format!("motd = \"old words\"\n{operator}"));
    let mut boss = server.connect();
    boss.send("NICK boss\r\nUSER b 0 * :b\r\nOPER boss secret\r\n");
    boss.until(" 381 ");
    let mut other = server.connect();
    other.send("NICK other\r\nUSER o 0 * :o\r\n");
    other.until(" 376 ");

    let changed = format!("motd = \"new words\"\n{operator}[limits]\nnick_bytes_max = 10\n");
    server.folder.file("peykd.toml", &changed);
    other.send("REHASH\r\n");
    other.until(" 481 ");
    other.send("MOTD\r\n");
    other.until("old words");
    boss.send("REHASH\r\n");
    boss.until(" 382 ");
    assert!(boss.until("NOTICE").contains("read anew"), "the operator is told how it went");
    // A message of the day and a limit, for those who were there already.
    assert!(other.until(" 005 ").contains("NICKLEN=10"));
    other.send("MOTD\r\n");
    other.until("new words");
    other.send("NICK eleven-long\r\n");
    other.until(" 432 ");

    server.folder.file("peykd.toml", "motd = [\n");
    boss.send("REHASH\r\n");
    assert!(boss.until("NOTICE").contains("peykd.toml, line"), "the operator is told why not");
    other.send("MOTD\r\n");
    other.until("new words");
}
