//! People chat from inside browsers (IRCv3 websocket).

mod support;

use std::io::{Read, Write};

use futures_rustls::rustls::version::TLS13;
use support::{Client, Peykd, tls};

/// The mask of all frames here.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// A browser's end of a WebSocket.
struct Socket<S: Read + Write>(Client<S>);

impl<S: Read + Write> Socket<S> {
    /// Asks for WebSocket, and says its first lines without waiting for the answer.
    fn open(mut client: Client<S>, protocols: &str, first: &[&str]) -> Self {
        let head = format!(
            "GET /any/path HTTP/1.1\r\nHost: peyk\r\nOrigin: https://app.example\r\n\
             Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             {protocols}\r\n"
        );
        let mut bytes = head.into_bytes();
        first.iter().for_each(|line| masked(TEXT, line.as_bytes(), &mut bytes));
        client.stream.get_mut().write_all(&bytes).expect("the server reads");
        let mut socket = Self(client);
        assert!(socket.0.line().expect("an answer").starts_with("HTTP/1.1 101 "));
        socket.0.until("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        if !protocols.is_empty() {
            socket.0.until("Sec-WebSocket-Protocol: ");
        }
        while !socket.0.line().expect("the rest of the head").is_empty() {}
        socket
    }

    fn send(&mut self, first: u8, payload: &[u8]) {
        let mut bytes = Vec::new();
        masked(first, payload, &mut bytes);
        self.0.stream.get_mut().write_all(&bytes).expect("the server reads");
    }

    /// The next frame: its first byte and its payload.
    fn frame(&mut self) -> (u8, Vec<u8>) {
        let [first, short] = self.bytes(2)[..] else { unreachable!("two were asked for") };
        let length = match short {
            126 => usize::from(u16::from_be_bytes([self.bytes(1)[0], self.bytes(1)[0]])),
            short => usize::from(short),
        };
        (first, self.bytes(length))
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.0.stream.read_exact(&mut bytes).expect("the server goes on");
        bytes
    }

    /// Reads messages until one has these words; each is of this type.
    fn until(&mut self, first: u8, words: &str) -> String {
        loop {
            let (found, payload) = self.frame();
            let line = String::from_utf8(payload).expect("all that the server says is text");
            assert_eq!(found, first, "{line}");
            assert!(!line.contains(['\r', '\n']), "{line:?}");
            if line.contains(words) {
                return line;
            }
        }
    }
}

fn masked(first: u8, payload: &[u8], out: &mut Vec<u8>) {
    out.push(first);
    match u8::try_from(payload.len()) {
        Ok(short @ ..126) => out.push(0x80 | short),
        _ => {
            out.push(0x80 | 126);
            let length = u16::try_from(payload.len()).expect("it is short");
            out.extend_from_slice(&length.to_be_bytes());
        }
    }
    out.extend_from_slice(&MASK);
    out.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

const REGISTER: [&str; 2] = ["NICK narges", "USER n 0 * :نرگس"];

#[test]
fn who_is_inside_a_browser_chats_with_everybody() {
    let server = Peykd::start();
    let mut plain = server.connect();
    plain.register("ali");
    plain.send("JOIN #room\r\n");
    plain.until(" 366 ");
    // Those who ask for nothing get text.
    for (protocols, kind) in [
        ("Sec-WebSocket-Protocol: text.ircv3.net\r\n", TEXT),
        ("Sec-WebSocket-Protocol: binary.ircv3.net, text.ircv3.net\r\n", BINARY),
        ("", TEXT),
    ] {
        let mut web = Socket::open(server.connect(), protocols, &REGISTER);
        web.until(kind, " 001 narges ");
        web.send(kind, b"JOIN #room");
        web.until(kind, " 366 ");
        web.send(kind, "PRIVMSG #room :سلام از مرورگر".as_bytes());
        plain.until("PRIVMSG #room :سلام از مرورگر");
        let long = "x".repeat(400);
        plain.send(&format!("PRIVMSG #room :{long}\r\n"));
        web.until(kind, &long);
        web.send(PING, b"there?");
        let mut found = web.frame();
        while found.0 == kind {
            found = web.frame();
        }
        assert_eq!(found, (PONG, b"there?".to_vec()));
        web.send(CLOSE, b"\x03\xe8");
        assert_eq!(web.frame(), (CLOSE, b"\x03\xe8".to_vec()));
        plain.until("QUIT");
    }
}

#[test]
fn browsers_come_over_tls_and_are_sent_away_with_a_goodbye() {
    let server = Peykd::start();
    let mut web = Socket::open(tls::connect(&server, &TLS13), "", &REGISTER);
    web.until(TEXT, " 001 narges ");
    web.send(TEXT, b"QUIT :bye");
    web.until(TEXT, "ERROR ");
    assert_eq!(web.frame(), (CLOSE, b"\x03\xe8".to_vec()));
}

#[test]
fn what_is_too_long_or_wrong_is_told() {
    let server = Peykd::start();
    let mut web = Socket::open(server.connect(), "", &REGISTER);
    web.until(TEXT, " 001 narges ");
    web.send(TEXT, format!("PRIVMSG narges :{}", "x".repeat(600)).as_bytes());
    web.until(TEXT, " 417 ");
    web.send(BINARY, b"PRIVMSG narges :caf\xe9");
    web.until(TEXT, "INVALID_UTF8");
    // The end of an unmasked frame is the end.
    web.0.stream.get_mut().write_all(b"\x81\x01x").expect("the server reads");
    loop {
        match web.frame() {
            (TEXT, _) => {}
            (first, payload) => {
                assert_eq!((first, &payload[..]), (CLOSE, &b"\x03\xea"[..]));
                break;
            }
        }
    }
    let mut refused = server.connect();
    refused.send(
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    let answer = refused.rest();
    assert!(answer.starts_with("HTTP/1.1 426 "), "{answer}");
    assert!(answer.contains("Sec-WebSocket-Version: 13\r\n"), "{answer}");
}
