//! Accounts with the built server: client certificates, and passwords that are really hashed.

mod support;

use std::io::{Read as _, Write as _};

use futures_rustls::rustls::version::{TLS12, TLS13};
use support::tls::{Identity, TlsClient, connect_as};
use support::{Folder, Peykd, administer};

/// Begins to log in with the certificate.
fn begin(client: &mut TlsClient, nick: &str) {
    client.send(&format!("CAP REQ sasl\r\nNICK {nick}\r\nUSER {nick} 0 * :{nick}\r\n"));
    client.until(" ACK :sasl");
    client.send("AUTHENTICATE EXTERNAL\r\n");
}

/// Logs in with the certificate, and returns the numeric that says how it went.
fn external(client: &mut TlsClient, nick: &str) -> String {
    begin(client, nick);
    client.until(" AUTHENTICATE +");
    client.send("AUTHENTICATE +\r\n");
    client.until(" 90")
}

#[test]
fn a_name_belongs_to_the_certificate_that_used_it_first() {
    let server = Peykd::start();
    let (mina, stranger) = (Identity::new(), Identity::new());
    for version in [&TLS13, &TLS12] {
        let mut client = connect_as(server.socket(), version, Some(&mina));
        let answer = external(&mut client, "mina");
        assert!(answer.contains(" 900 mina mina!mina@127.0.0.1 mina "), "{answer}");
        client.send("CAP END\r\n");
        client.until(" 001 mina ");
        client.send("QUIT\r\n");
        client.until("ERROR ");
    }
    let mut other = connect_as(server.socket(), &TLS13, Some(&stranger));
    let answer = external(&mut other, "mina");
    assert!(answer.contains(" 904 mina "), "{answer}");
    other.send("CAP END\r\n");
    other.until(" 433 ");
}

#[test]
fn whoever_has_no_certificate_is_served_and_told() {
    let server = Peykd::start();
    let mut client = connect_as(server.socket(), &TLS13, None);
    begin(&mut client, "mina");
    client.until(" 904 mina ");
    client.send("CAP END\r\n");
    client.until(" 001 mina ");
}

#[test]
fn a_certificate_without_its_key_opens_nothing() {
    let server = Peykd::start();
    let mina = Identity::new();
    let mut client = connect_as(server.socket(), &TLS13, Some(&mina));
    external(&mut client, "mina");
    for version in [&TLS13, &TLS12] {
        let stolen = Identity::stolen_from(&mina);
        let mut thief = connect_as(server.socket(), version, Some(&stolen));
        let stream = thief.stream.get_mut();
        // In TLS 1.3 the client learns of it only after its first words.
        let read = stream.write_all(b"NICK mina\r\n").and_then(|()| stream.read(&mut [0; 64]));
        assert!(!matches!(read, Ok(count) if count > 0), "the handshake fails");
    }
}

#[test]
fn passwords_are_hashed_and_compared() {
    let server = Peykd::start();
    let mut mina = server.connect();
    mina.register("mina");
    mina.send("REGISTER * * rosewater\r\n");
    mina.until("REGISTER SUCCESS mina ");
    mina.until(" 900 mina ");
    let mut again = server.connect();
    again.send("CAP REQ sasl\r\nAUTHENTICATE PLAIN\r\n");
    again.until("AUTHENTICATE +");
    // mina, saffron; then mina, rosewater
    again.send("AUTHENTICATE AG1pbmEAc2FmZnJvbg==\r\n");
    again.until(" 904 ");
    again.send("AUTHENTICATE PLAIN\r\nAUTHENTICATE AG1pbmEAcm9zZXdhdGVy\r\n");
    again.until(" 900 * ");
    again.until(" 903 * ");
}

#[test]
fn one_address_makes_so_many_accounts_and_no_more() {
    let file = "[limits]\naccounts_per_hour_max = 1\nexempt_loopback = false\n";
    let server = Peykd::start_with_file(file);
    let (mina, omid) = (Identity::new(), Identity::new());
    let mut first = connect_as(server.socket(), &TLS13, Some(&mina));
    assert!(external(&mut first, "mina").contains(" 900 mina "));
    let mut second = connect_as(server.socket(), &TLS13, Some(&omid));
    let answer = external(&mut second, "omid");
    assert!(answer.contains(" 904 omid :Your address has made many accounts"), "{answer}");
    second.send("CAP END\r\n");
    second.until(" 001 omid ");
    second.send("REGISTER * * rosewater\r\n");
    second.until("TEMPORARILY_UNAVAILABLE omid ");
    // Whoever has one comes in as ever.
    let mut again = connect_as(server.socket(), &TLS13, Some(&mina));
    assert!(external(&mut again, "mina").contains(" 900 mina "));
}

#[test]
fn the_administrator_makes_accounts_while_no_server_runs() {
    let folder = Folder::new();
    assert_eq!(administer(&folder, &["add", "mina"], "rosewater").0, Some(0));
    assert_eq!(administer(&folder, &["add", "Mina"], "rosewater").0, Some(2));
    assert_eq!(administer(&folder, &["add", "omid"], "").0, Some(2));
    assert_eq!(administer(&folder, &["list"], ""), (Some(0), "mina\n".into()));
    let server = Peykd::start_with(folder, &["--lang", "en"]);
    let (code, said) = administer(&server.folder, &["remove", "mina"], "");
    assert_eq!(code, Some(2), "a server runs there: {said}");
    let mut client = server.connect();
    client.send("CAP REQ sasl\r\nAUTHENTICATE PLAIN\r\nAUTHENTICATE AG1pbmEAcm9zZXdhdGVy\r\n");
    client.until(" 900 * ");
}

#[test]
fn what_a_certificate_owns_outlives_the_server() {
    let mina = Identity::new();
    let mut server = Peykd::start();
    external(&mut connect_as(server.socket(), &TLS13, Some(&mina)), "mina");
    server.signal("KILL");
    server.wait();
    let folder = std::mem::replace(&mut server.folder, Folder::new());
    let server = Peykd::start_with(folder, &["--lang", "en"]);
    let mut stranger = server.connect();
    stranger.send("NICK mina\r\n");
    stranger.until(" 433 ");
    let answer = external(&mut connect_as(server.socket(), &TLS13, Some(&mina)), "mina");
    assert!(answer.contains(" 900 mina "), "{answer}");
}
