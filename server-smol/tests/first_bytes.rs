//! One port, one protocol: the first bytes decide.

mod support;

use std::io::{Read as _, Write as _};

use futures_rustls::rustls::version::{TLS12, TLS13};
use support::{Client, Folder, Peykd, tls};

#[test]
fn both_versions_of_tls_are_served_with_the_certificate_that_was_printed() {
    let server = Peykd::start();
    for (version, nick) in [(&TLS12, "twelve"), (&TLS13, "thirteen")] {
        let mut client = tls::connect(&server, version);
        client.register(nick);
        let fingerprint = tls::fingerprint(&client);
        assert!(server.log().contains(&fingerprint), "{fingerprint} in {}", server.log());
        client.send("QUIT :bye\r\n");
        // The end is a clean one: rustls calls an end without close_notify an error.
        assert!(client.rest().contains("ERROR "));
    }
}

#[test]
fn the_certificate_is_kept_for_its_owner_only() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let named = data.to_str().expect("a plain name");
    // Two servers in one folder are one too many: the first has ended when the second starts.
    drop(Peykd::start_with(Folder::new(), &["--lang", "en", "--data", named]));
    let before = std::fs::read(data.join("identity.pem")).expect("it is kept");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path| std::fs::metadata(path).expect("it is there").permissions().mode();
        assert_eq!(mode(data.join("identity.pem")) & 0o777, 0o600);
        assert_eq!(mode(data.clone()) & 0o777, 0o700);
    }
    let again = Peykd::start_with(Folder::new(), &["--lang", "en", "--data", named]);
    let mut client = tls::connect(&again, &TLS13);
    client.register("ali");
    assert_eq!(std::fs::read(data.join("identity.pem")).expect("it is kept"), before);
}

#[test]
fn irc_is_understood_byte_by_byte() {
    let server = Peykd::start();
    let mut client = server.connect();
    for byte in b"NICK ali\r\nUSER ali 0 * :Ali\r\n" {
        let socket = client.stream.get_mut();
        socket.write_all(&[*byte]).expect("the server reads");
    }
    client.until(" 001 ");
}

#[test]
fn the_page_is_served_plain_and_over_tls() {
    let server = Peykd::start();
    let request = "GET / HTTP/1.1\r\nHost: peyk\r\n\r\n";
    let mut plain = server.connect();
    plain.send(request);
    let mut secure = tls::connect(&server, &TLS13);
    secure.send(request);
    for answer in [plain.rest(), secure.rest()] {
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("Connection: close\r\n"));
        assert!(answer.contains("dir=\"rtl\"") && answer.contains("dir=\"ltr\""));
        assert!(answer.contains(&tls::fingerprint(&secure)));
        assert!(answer.contains(&server.address.port().to_string()));
    }
}

#[test]
fn http_is_understood_byte_by_byte_and_refused_politely() {
    let server = Peykd::start();
    let ask = |request: &str| {
        let mut client = server.connect();
        for byte in request.as_bytes() {
            client.stream.get_mut().write_all(&[*byte]).expect("the server reads");
        }
        client.rest()
    };
    assert!(ask("HEAD / HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"), "a head has no body");
    assert!(ask("GET /nothing HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
    assert!(ask("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
    assert!(ask("GET / HTTP/x\r\n\r\n").starts_with("HTTP/1.1 400 "));
    let long = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(8 << 10));
    assert!(ask(&long).starts_with("HTTP/1.1 431 "));
}

#[test]
fn who_says_nothing_is_told_how_to_begin() {
    let server = Peykd::start_with_file("[timeouts]\nhint_after_ms = 50\n");
    let mut client = server.connect();
    let hint = client.line().expect("a hint");
    assert!(hint.contains("NOTICE"), "{hint}");
    client.register("ali");
    let mut secure = tls::connect(&server, &TLS13);
    assert!(secure.line().expect("a hint").contains("NOTICE"));
}

#[test]
fn who_begins_and_stops_is_heard_all_the_same() {
    let server = Peykd::start_with_file("[timeouts]\nhint_after_ms = 50\n");
    // Could become POST or PASS or PING: the rest comes only after the server has given up.
    let mut client = server.connect();
    client.send("P");
    // Whoever came later is told; so the first one's time is over too.
    server.connect().until("NOTICE");
    client.send("ING here\r\nNICK ali\r\nUSER a 0 * :a\r\n");
    client.until(" 001 ");
}

#[test]
fn garbage_inside_tls_closes_one_connection_only() {
    let server = Peykd::start();
    let mut bad = server.socket();
    bad.write_all(b"\x16\x03\x01\x00\x05hello").expect("the server reads");
    let mut answer = Vec::new();
    // An alert or nothing; the end either way.
    let _ = bad.read_to_end(&mut answer);
    let mut good = server.connect();
    good.register("ali");
}

#[test]
fn the_answers_to_a_closed_pipe_are_still_given() {
    let server = Peykd::start();
    let mut client = server.connect();
    client.send("NICK ali\r\nUSER ali 0 * :Ali\r\nPING last-words\r\n");
    client.half_close();
    assert!(client.rest().contains("last-words"));
}

#[test]
fn a_connection_cut_within_a_handshake_is_forgotten() {
    let server = Peykd::start();
    for length in [1, 5, 40] {
        let mut socket = server.socket();
        let hello = [&b"\x16\x03\x01\x00\xf0"[..], &[1; 240]].concat();
        socket.write_all(&hello[..length]).expect("the server reads");
    }
    let mut client: Client<_> = server.connect();
    client.register("ali");
}
