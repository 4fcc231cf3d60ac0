//! Accounts with the built server: client certificates, and passwords that are really hashed.

mod support;

use std::io::Read as _;

use futures_rustls::rustls::version::{TLS12, TLS13};
use support::Peykd;
use support::tls::{Identity, TlsClient, connect_as};

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
        let read = std::io::Write::write_all(stream, b"NICK mina\r\n")
            .and_then(|()| stream.read(&mut [0; 64]));
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
