//! The response to a labeled command (IRCv3 labeled-response).

use crate::wire::{Message, escape_tag_into};

/// Collects the lines that a labeled command's own session is sent, so that in the end they
/// can be marked as its response: alone, as a batch, or by an ACK where there are none.
#[derive(Debug)]
pub(crate) struct Label {
    label: String,
    lines: Vec<u8>,
}

impl Label {
    pub(crate) fn new(label: &str) -> Self {
        Self { label: label.into(), lines: Vec::new() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.label
    }

    pub(crate) fn append(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        encode(&mut self.lines);
    }

    pub(crate) fn lines(&mut self) -> &mut Vec<u8> {
        &mut self.lines
    }

    /// Appends the response to `out`. `batch` names the batch, if there is more than one line;
    /// the client has negotiated it with the capability.
    pub(crate) fn finish(self, server: &str, batch: &str, out: &mut Vec<u8>) {
        let mut label = b"label=".to_vec();
        escape_tag_into(&self.label, &mut label);
        let count = memchr::memchr_iter(b'\n', &self.lines).count();
        match count {
            0 => {
                let ack = format!(":{server} ACK\r\n");
                with_tag(&label, ack.as_bytes(), out);
            }
            1 => with_tag(&label, &self.lines, out),
            // "An existing type applicable to the entire response" (IRCv3 labeled-response), as
            // IRCv3 multiline wants it of an echo.
            _ if is_one_message(&self.lines) => with_tag(&label, &self.lines, out),
            _ => {
                let begin = format!(":{server} BATCH +{batch} labeled-response\r\n");
                with_tag(&label, begin.as_bytes(), out);
                let tag = format!("batch={batch}");
                for line in self.lines.split_inclusive(|&byte| byte == b'\n') {
                    if in_inner_batch(line) {
                        out.extend_from_slice(line);
                    } else {
                        with_tag(tag.as_bytes(), line, out);
                    }
                }
                out.extend_from_slice(format!(":{server} BATCH -{batch}\r\n").as_bytes());
            }
        }
    }
}

/// Appends a line with one tag more.
fn with_tag(tag: &[u8], line: &[u8], out: &mut Vec<u8>) {
    out.push(b'@');
    out.extend_from_slice(tag);
    match line.split_first() {
        Some((b'@', rest)) => {
            out.push(b';');
            out.extend_from_slice(rest);
        }
        _ => {
            out.push(b' ');
            out.extend_from_slice(line);
        }
    }
}

/// Whether lines are one message of several lines, from the opening of its batch to the end.
fn is_one_message(lines: &[u8]) -> bool {
    let first = lines.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let Ok(first) = Message::parse(first) else { return false };
    let reference = first.params.get(0).and_then(|param| param.strip_prefix('+'));
    let is_message = first.command == "BATCH" && first.params.get(1) == Some("draft/multiline");
    is_message
        && reference
            .is_some_and(|reference| lines.ends_with(format!(" BATCH -{reference}\r\n").as_bytes()))
}

/// Whether a line belongs to a batch within the response already.
fn in_inner_batch(line: &[u8]) -> bool {
    let Some(tags) = line.strip_prefix(b"@") else { return false };
    let end = memchr::memchr(b' ', tags).unwrap_or(tags.len());
    tags[..end].split(|&byte| byte == b';').any(|tag| tag.starts_with(b"batch="))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finish(lines: &str) -> String {
        let mut label = Label::new("a b");
        label.append(|buf| buf.extend_from_slice(lines.as_bytes()));
        let mut out = Vec::new();
        label.finish("srv", "1", &mut out);
        String::from_utf8(out).expect("what went in was UTF-8")
    }

    #[test]
    fn nothing_is_acknowledged() {
        assert_eq!(finish(""), "@label=a\\sb :srv ACK\r\n");
    }

    #[test]
    fn one_line_carries_the_label() {
        assert_eq!(finish(":x PONG\r\n"), "@label=a\\sb :x PONG\r\n");
        assert_eq!(finish("@time=1 :x PONG\r\n"), "@label=a\\sb;time=1 :x PONG\r\n");
    }

    #[test]
    fn a_message_of_several_lines_is_its_own_batch() {
        let lines = ":x BATCH +9 draft/multiline #a\r\n@batch=9 :x PRIVMSG #a :b\r\n";
        assert_eq!(
            finish(&format!("@t=1 {lines}:x BATCH -9\r\n")),
            format!("@label=a\\sb;t=1 {lines}:x BATCH -9\r\n")
        );
        let more = finish(&format!("{lines}:x BATCH -9\r\n:x 301 y\r\n"));
        assert!(more.starts_with("@label=a\\sb :srv BATCH +1 labeled-response\r\n"), "{more}");
        assert!(more.contains("\r\n@batch=1 :x BATCH -9\r\n@batch=1 :x 301 y\r\n"), "{more}");
    }

    #[test]
    fn several_are_a_batch() {
        assert_eq!(
            finish(":x A\r\n@batch=9;t=1 :x B\r\n@t=2 :x C\r\n"),
            "@label=a\\sb :srv BATCH +1 labeled-response\r\n@batch=1 :x A\r\n\
             @batch=9;t=1 :x B\r\n@batch=1;t=2 :x C\r\n:srv BATCH -1\r\n"
        );
    }
}
