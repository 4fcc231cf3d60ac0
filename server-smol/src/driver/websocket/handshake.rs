//! From HTTP to WebSocket (RFC 6455, section 4.2; IRCv3 websocket).

use base64ct::{Base64, Encoding as _};
use httparse::Request;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use super::Kind;

/// What a server that understands the protocol adds to the client's key.
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The only version there is.
const VERSION: &str = "13";

/// Bytes of a client's key.
const KEY_BYTES: usize = 16;

/// An upgrade that is granted.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Upgrade {
    pub(in super::super) kind: Kind,
    /// The whole response.
    pub(in super::super) response: Vec<u8>,
}

/// What is wrong with a request for an upgrade.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Refused {
    Malformed,
    OtherVersion,
}

/// Whether a request's head asks for WebSocket, and whether it gets it. None if it asks for
/// something else.
pub(in super::super) fn upgrade(request: &Request<'_, '_>) -> Option<Result<Upgrade, Refused>> {
    if !listed(request, "Upgrade").any(|word| word.eq_ignore_ascii_case("websocket")) {
        return None;
    }
    let is_upgrade = listed(request, "Connection").any(|word| word.eq_ignore_ascii_case("upgrade"));
    if request.method != Some("GET") || request.version != Some(1) || !is_upgrade {
        return Some(Err(Refused::Malformed));
    }
    if listed(request, "Sec-WebSocket-Version").next() != Some(VERSION) {
        return Some(Err(Refused::OtherVersion));
    }
    let key = listed(request, "Sec-WebSocket-Key").next().unwrap_or_default();
    if !Base64::decode_vec(key).is_ok_and(|key| key.len() == KEY_BYTES) {
        return Some(Err(Refused::Malformed));
    }
    let agreed = listed(request, "Sec-WebSocket-Protocol").find_map(|name| match name {
        "binary.ircv3.net" => Some((name, Kind::Binary)),
        "text.ircv3.net" => Some((name, Kind::Text)),
        _ => None,
    });
    let protocol = agreed.map(|(name, _)| format!("Sec-WebSocket-Protocol: {name}\r\n"));
    let protocol = protocol.unwrap_or_default();
    let accept = accept(key);
    let response = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n{protocol}\r\n"
    );
    let kind = agreed.map_or(Kind::Text, |(_, kind)| kind);
    Some(Ok(Upgrade { kind, response: response.into_bytes() }))
}

fn accept(key: &str) -> String {
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, format!("{key}{GUID}").as_bytes());
    Base64::encode_string(hash.as_ref())
}

/// The items of all headers of a name.
fn listed<'r>(request: &'r Request<'_, '_>, name: &'r str) -> impl Iterator<Item = &'r str> {
    let headers = request.headers.iter().filter(move |h| h.name.eq_ignore_ascii_case(name));
    let values = headers.filter_map(|header| std::str::from_utf8(header.value).ok());
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const ASKS: &str = "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n";

    fn asked(line: &str, headers: &[&str]) -> Option<Result<Upgrade, Refused>> {
        let head = format!("{line}\r\n{}\r\n", headers.concat());
        let mut parsed = [httparse::EMPTY_HEADER; 16];
        let mut request = Request::new(&mut parsed);
        request.parse(head.as_bytes()).expect("the head is sound");
        upgrade(&request)
    }

    #[test]
    fn the_client_chooses_what_messages_are() {
        let protocols = |names: &str| {
            let names = format!("Sec-WebSocket-Protocol: {names}\r\n");
            let version = "Sec-WebSocket-Version: 13\r\n";
            let upgrade = asked("GET / HTTP/1.1", &[ASKS, KEY, version, &names]);
            let upgrade = upgrade.expect("it asks for it").expect("it gets it");
            (upgrade.kind, String::from_utf8(upgrade.response).expect("it is text"))
        };
        let (kind, response) = protocols("text.ircv3.net, binary.ircv3.net");
        assert_eq!(kind, Kind::Text);
        // The example of RFC 6455, section 1.3.
        assert!(response.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        assert!(response.ends_with("Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n"));
        let (kind, response) = protocols("chat,binary.ircv3.net,text.ircv3.net");
        assert_eq!(kind, Kind::Binary);
        assert!(response.ends_with("Sec-WebSocket-Protocol: binary.ircv3.net\r\n\r\n"));
        let (kind, response) = protocols("chat");
        assert_eq!(kind, Kind::Text);
        assert!(!response.contains("Sec-WebSocket-Protocol"));
    }

    #[test]
    fn what_is_wrong_is_refused_and_what_is_other_is_left() {
        let version = "Sec-WebSocket-Version: 13\r\n";
        assert_eq!(asked("GET / HTTP/1.1", &[KEY, version]), None);
        assert_eq!(asked("GET / HTTP/1.1", &["Upgrade: h2c\r\n", KEY]), None);
        let refused = |line, headers: &[&str]| asked(line, headers).expect("it asks").err();
        let malformed = Some(Refused::Malformed);
        assert_eq!(refused("HEAD / HTTP/1.1", &[ASKS, KEY, version]), malformed);
        assert_eq!(refused("GET / HTTP/1.0", &[ASKS, KEY, version]), malformed);
        assert_eq!(refused("GET / HTTP/1.1", &["Upgrade: websocket\r\n", KEY, version]), malformed);
        assert_eq!(refused("GET / HTTP/1.1", &[ASKS, version]), malformed);
        let short = "Sec-WebSocket-Key: c2hvcnQ=\r\n";
        assert_eq!(refused("GET / HTTP/1.1", &[ASKS, short, version]), malformed);
        let older = "Sec-WebSocket-Version: 8\r\n";
        assert_eq!(refused("GET / HTTP/1.1", &[ASKS, KEY, older]), Some(Refused::OtherVersion));
    }
}
