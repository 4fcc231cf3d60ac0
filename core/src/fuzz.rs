//! What must hold for any bytes at all: bodies for fuzzers, also run by the tests on a corpus
//! and on made-up bytes. Each asserts, so that a panic is a finding.

mod client;
mod step;
mod store;

pub use client::client;
pub use step::step;
pub use store::MemoryStore;

use crate::wire::{Frame, FrameLimits, Framer, Line, Message, Part};

/// A frame that outlives the framer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Owned {
    Line(Vec<u8>),
    TooLong(Part, Vec<u8>),
}

/// The framer: any chunking finds the same lines as the whole, lines are within their limits
/// and without line ends, and what is kept is bounded.
///
/// The first two bytes choose limits, the third the sizes of chunks, the rest is the stream.
///
/// # Panics
/// If any of this does not hold.
pub fn framer(data: &[u8]) {
    let [tags, body, chunk, stream @ ..] = data else { return };
    let limits = FrameLimits {
        tags_bytes_max: usize::from(*tags),
        body_bytes_max: usize::from(*body).max(3),
    };
    let (whole, rest) = frames(&limits, [stream]);
    let size = usize::from(*chunk) % 17 + 1;
    assert_eq!((whole, rest), frames(&limits, stream.chunks(size)), "chunks of {size}");
    assert_eq!(frames(&limits, [stream]), frames(&limits, stream.chunks(1)), "single bytes");
}

fn frames<'s>(
    limits: &FrameLimits,
    chunks: impl IntoIterator<Item = &'s [u8]>,
) -> (Vec<Owned>, Option<Vec<u8>>) {
    let mut framer = Framer::default();
    let mut found = Vec::new();
    for mut input in chunks {
        while let Some(frame) = framer.next(limits, &mut input) {
            found.push(match frame {
                Frame::Line(line) => {
                    check_line(line, limits);
                    Owned::Line(line.to_vec())
                }
                Frame::TooLong { part, tags } => {
                    assert!(tags.len() <= limits.tags_bytes_max, "tags within their limit");
                    Owned::TooLong(part, tags.to_vec())
                }
            });
        }
        assert!(input.is_empty(), "`None` means that the input was taken");
        assert!(framer.buffered_bytes() <= limits.tags_bytes_max + limits.body_bytes_max);
    }
    let rest = framer.finish().map(<[u8]>::to_vec);
    if let Some(rest) = &rest {
        check_line(rest, limits);
    }
    assert_eq!(framer.buffered_bytes(), 0, "nothing is left behind the end");
    (found, rest)
}

fn check_line(line: &[u8], limits: &FrameLimits) {
    assert!(!line.is_empty() && !line.contains(&b'\n') && !line.ends_with(b"\r"));
    let tags_bytes = match line {
        [b'@', ..] => line.iter().position(|&b| b == b' ').map_or(line.len(), |at| at + 1),
        _ => 0,
    };
    assert!(tags_bytes <= limits.tags_bytes_max);
    let body_bytes = line.len() - tags_bytes;
    assert!(body_bytes == 0 || body_bytes + 2 <= limits.body_bytes_max);
}

/// The parser and the encoder: a line that is a message, encoded anew, is the same message; its
/// parts, put anywhere in another line, do not break out of their places.
///
/// # Panics
/// If any of this does not hold.
pub fn parser(data: &[u8]) {
    let Ok(message) = Message::parse(data) else { return };
    let mut buf = Vec::new();
    let mut line = Line::new(&mut buf, usize::MAX).raw_tags(message.tags.raw());
    if let Some(source) = message.source {
        line = line.source(source);
    }
    line = line.command(message.command);
    if let Some((last, middle)) = message.params.split_last() {
        for param in middle {
            line = line.param(param);
        }
        line = line.trailing(last);
    }
    line.end();
    let encoded = buf.strip_suffix(b"\r\n").expect("`end` ends lines with CR LF");
    assert_eq!(Message::parse(encoded), Ok(message), "encoded as {:?}", buf.escape_ascii());
    for (key, _) in message.tags.iter() {
        let value = message.tags.get(key).expect("a key that is there has a value");
        injection(key, &value);
    }
    for param in message.params.iter() {
        injection(message.command, param);
    }
}

/// One line comes out, with as many parts as went in, whatever the parts are; and one that is
/// too long is cut to its limit.
fn injection(one: &str, other: &str) {
    const LINE_BYTES_MAX: usize = 64;
    let mut buf = b"before\r\n".to_vec();
    let line = Line::new(&mut buf, usize::MAX).tag("t", Some(other)).source_nuh(one, other, one);
    let range = line.numeric(1).param(one).param_display(other).trailing(other).end();
    assert!(buf.starts_with(b"before\r\n") && range == (8..buf.len()));
    let line = buf[range].strip_suffix(b"\r\n").expect("`end` ends lines with CR LF");
    let message = Message::parse(line).expect("what was encoded is a message");
    assert_eq!(message.tags.iter().count(), 1);
    let value = message.tags.get("t").expect("the tag was put in");
    assert_eq!(value, other.replace('\0', ""));
    assert_eq!((message.command, message.params.len()), ("001", 3));

    buf.clear();
    let line = Line::new(&mut buf, LINE_BYTES_MAX).raw_tags("t").command("X");
    line.param(one).trailing(other).end();
    let body = buf.strip_prefix(b"@t ").expect("the tags stay whole");
    assert!(body.len() <= LINE_BYTES_MAX && body.ends_with(b"\r\n"));
    Message::parse(&buf[..buf.len() - 2]).expect("what is cut is still a message");
}
