//! The one call that the client makes over D-Bus: to show a notification (Desktop Notifications
//! Specification, "org.freedesktop.Notifications.Notify"), on the session's bus (D-Bus
//! Specification, "Message Protocol" and "Authentication Protocol").

use std::env;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// A bus that does not answer within this time is not there.
const ANSWER: Duration = Duration::from_secs(2);

/// Bytes of a message that are read: the bus's answers are short.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;

const METHOD_CALL: u8 = 1;
const METHOD_RETURN: u8 = 2;
const ERROR: u8 = 3;

/// A connection to the session's bus.
pub(super) struct Bus {
    stream: BufReader<UnixStream>,
    serial: u32,
    /// The notification that is shown: the next one takes its place.
    shown: u32,
}

/// Shows a notification, connecting first if need be. False if the bus is not there.
pub(super) fn notify(bus: &mut Option<Bus>, title: &str, body: &str) -> bool {
    if bus.is_none() {
        *bus = Bus::connect().ok();
    }
    bus.as_mut().is_some_and(|bus| bus.notify(title, body).is_ok())
}

impl Bus {
    fn connect() -> io::Result<Self> {
        let address = env::var("DBUS_SESSION_BUS_ADDRESS").map_err(io::Error::other)?;
        let path = socket_path(&address).ok_or(io::ErrorKind::Unsupported)?;
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.set_write_timeout(Some(ANSWER))?;
        let mut bus = Self { stream: BufReader::new(stream), serial: 0, shown: 0 };
        bus.authenticate()?;
        let hello =
            Call { path: "/org/freedesktop/DBus", of: "org.freedesktop.DBus", name: "Hello" };
        bus.call(&hello, "", &[])?;
        Ok(bus)
    }

    /// As the user that the socket says: SASL EXTERNAL without an identity of our own.
    fn authenticate(&mut self) -> io::Result<()> {
        let user = rustix::process::getuid().as_raw().to_string();
        let hex: String = user.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.stream.get_mut().write_all(format!("\0AUTH EXTERNAL {hex}\r\n").as_bytes())?;
        let mut answer = String::new();
        self.stream.read_line(&mut answer)?;
        if !answer.starts_with("OK ") {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.stream.get_mut().write_all(b"BEGIN\r\n")
    }

    fn notify(&mut self, title: &str, body: &str) -> io::Result<()> {
        const NAME: &str = "org.freedesktop.Notifications";
        let call = Call { path: "/org/freedesktop/Notifications", of: NAME, name: "Notify" };
        let mut arguments = Bytes::default();
        arguments.string("Peyk");
        arguments.number(self.shown);
        arguments.string("peyk");
        arguments.string(title);
        // The body may have markup; what people write has none.
        arguments.string(&body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        // No actions, no hints, and it stays as long as the desktop likes.
        arguments.number(0);
        arguments.number(0);
        arguments.align(8);
        arguments.number(u32::MAX);
        let answer = self.call(&call, "susssasa{sv}i", &arguments.0)?;
        if let Some(id) = answer.first_chunk() {
            self.shown = u32::from_le_bytes(*id);
        }
        Ok(())
    }

    /// Calls a method, and returns the body of its answer.
    fn call(&mut self, call: &Call<'_>, signature: &str, body: &[u8]) -> io::Result<Vec<u8>> {
        self.serial += 1;
        let serial = self.serial;
        self.stream.get_mut().write_all(&call.message(serial, signature, body))?;
        loop {
            let message = self.read()?;
            if message.answers == Some(serial) {
                return match message.kind {
                    METHOD_RETURN => Ok(message.body),
                    _ => Err(io::Error::other("the desktop refuses")),
                };
            }
        }
    }

    fn read(&mut self) -> io::Result<Answer> {
        let mut start = [0; 16];
        self.stream.read_exact(&mut start)?;
        let number = |at: usize| {
            let bytes = [start[at], start[at + 1], start[at + 2], start[at + 3]];
            let number = if start[0] == b'l' {
                u32::from_le_bytes(bytes)
            } else {
                u32::from_be_bytes(bytes)
            };
            usize::try_from(number).unwrap_or(usize::MAX)
        };
        let (body, fields) = (number(4), number(12));
        if body.max(fields) > MESSAGE_BYTES_MAX {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut header = vec![0; fields.next_multiple_of(8)];
        self.stream.read_exact(&mut header)?;
        let mut bytes = vec![0; body];
        self.stream.read_exact(&mut bytes)?;
        let kind = start[1];
        let is_answer = start[0] == b'l' && (kind == METHOD_RETURN || kind == ERROR);
        let answers = is_answer.then(|| reply_serial(&header[..fields])).flatten();
        Ok(Answer { kind, answers, body: bytes })
    }
}

struct Answer {
    kind: u8,
    /// The serial of the call that it answers.
    answers: Option<u32>,
    body: Vec<u8>,
}

struct Call<'a> {
    path: &'a str,
    /// Both the interface and the name of who offers it.
    of: &'a str,
    name: &'a str,
}

impl Call<'_> {
    fn message(&self, serial: u32, signature: &str, body: &[u8]) -> Vec<u8> {
        let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let mut fields = Bytes::default();
        for (code, kind, value) in [
            (1, "o", self.path),
            (2, "s", self.of),
            (3, "s", self.name),
            (6, "s", self.of),
            (8, "g", signature),
        ] {
            if value.is_empty() {
                continue;
            }
            fields.align(8);
            fields.0.push(code);
            fields.signature(kind);
            if kind == "g" { fields.signature(value) } else { fields.string(value) }
        }
        let mut message = Bytes(vec![b'l', METHOD_CALL, 0, 1]);
        message.number(length(body.len()));
        message.number(serial);
        message.number(length(fields.0.len()));
        message.0.append(&mut fields.0);
        message.align(8);
        message.0.extend_from_slice(body);
        message.0
    }
}

/// Values as D-Bus writes them, little-endian.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn align(&mut self, to: usize) {
        self.0.resize(self.0.len().next_multiple_of(to), 0);
    }

    fn number(&mut self, number: u32) {
        self.align(4);
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn string(&mut self, text: &str) {
        // A NUL would end it.
        let text = text.replace('\0', "");
        self.number(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(0);
    }

    fn signature(&mut self, signature: &str) {
        self.0.push(u8::try_from(signature.len()).unwrap_or(u8::MAX));
        self.0.extend_from_slice(signature.as_bytes());
        self.0.push(0);
    }
}

/// The serial that an answer's header names (field 5, a number).
fn reply_serial(fields: &[u8]) -> Option<u32> {
    let mut at = 0;
    while at + 4 <= fields.len() {
        let (code, kind) = (fields[at], *fields.get(at + 2)?);
        let value = at + 4;
        let end = match kind {
            b'u' => value + 4,
            b'g' => value + 2 + usize::from(*fields.get(value)?),
            _ => {
                let bytes = fields.get(value..value + 4)?.first_chunk()?;
                value + 5 + usize::try_from(u32::from_le_bytes(*bytes)).ok()?
            }
        };
        if code == 5 {
            return fields.get(value..value + 4)?.first_chunk().map(|it| u32::from_le_bytes(*it));
        }
        at = end.next_multiple_of(8);
    }
    None
}

/// The socket of a bus's address, `unix:path=/run/user/1000/bus,guid=...`.
fn socket_path(address: &str) -> Option<String> {
    address.split(';').find_map(|one| {
        let values = one.strip_prefix("unix:")?;
        let path = values.split(',').find_map(|value| value.strip_prefix("path="));
        path.map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bus_is_found_where_the_session_says() {
        let path = |address| socket_path(address);
        assert_eq!(path("unix:path=/run/user/1000/bus,guid=0f"), Some("/run/user/1000/bus".into()));
        assert_eq!(path("tcp:host=a;unix:path=/tmp/b"), Some("/tmp/b".into()));
        assert_eq!(path("unix:abstract=/tmp/b"), None);
    }

    #[test]
    fn a_call_is_laid_out_as_the_bus_wants_it() {
        let call = Call { path: "/a", of: "b.c", name: "D" };
        let message = call.message(7, "u", &[1, 0, 0, 0]);
        assert_eq!(&message[..12], [b'l', 1, 0, 1, 4, 0, 0, 0, 7, 0, 0, 0]);
        assert_eq!(&message[16..24], [1, 1, b'o', 0, 2, 0, 0, 0]);
        assert_eq!(message.len() % 4, 0);
        assert_eq!(&message[message.len() - 4..], [1, 0, 0, 0]);
    }

    #[test]
    fn an_answer_names_its_call() {
        let mut fields = Bytes::default();
        fields.0.push(6);
        fields.signature("s");
        fields.string(":1.42");
        fields.align(8);
        fields.0.push(5);
        fields.signature("u");
        fields.number(9);
        assert_eq!(reply_serial(&fields.0), Some(9));
        assert_eq!(reply_serial(&fields.0[..12]), None);
        assert_eq!(reply_serial(&[]), None);
    }
}
