//! One message appended to a buffer as a line, without an allocation of its own.
//!
//! What a peer once wrote may be handed to any of these functions: nothing that could end the
//! line, or begin another part of it, gets into the wrong place. So no peer can inject a line
//! or a parameter, whatever the caller forgot to check.
//!
//! Implements Modern IRC, "Message Format", and IRCv3 message-tags, "Escaping values".

use std::fmt::Display;
use std::io::Write;
use std::ops::Range;

use super::message::escape_tag_into;

/// Builds one line: tags, then the source, then the command, then parameters, then
/// [`Line::end`].
///
/// ```
/// use peyk_core::wire::Line;
/// let mut buf = Vec::new();
/// Line::new(&mut buf, 512).source("mina").command("PRIVMSG").param("#lobby").trailing("سلام").end();
/// assert_eq!(buf, ":mina PRIVMSG #lobby :سلام\r\n".as_bytes());
/// ```
#[derive(Debug)]
#[must_use = "a line is complete after `end`"]
pub struct Line<'b> {
    buf: &'b mut Vec<u8>,
    start: usize,
    /// Where the body begins, once the tags are done.
    body: Option<usize>,
    line_bytes_max: usize,
}

impl<'b> Line<'b> {
    /// Starts a line at the end of `buf`. `line_bytes_max` is for the body, CR LF included;
    /// `usize::MAX` does not truncate.
    #[inline]
    pub fn new(buf: &'b mut Vec<u8>, line_bytes_max: usize) -> Self {
        let start = buf.len();
        Self { buf, start, body: None, line_bytes_max }
    }

    /// Adds a tag; `value` is escaped. An empty value is written like none.
    #[inline]
    pub fn tag(mut self, key: &str, value: Option<&str>) -> Self {
        self.open_tag();
        push_clean(self.buf, key, b"\0\r\n ;=");
        if let Some(value) = value
            && !value.is_empty()
        {
            self.buf.push(b'=');
            escape_tag_into(value, self.buf);
        }
        self
    }

    /// Adds tags that are written and escaped already, `key=value` or `key=value;key2`.
    #[inline]
    pub fn raw_tags(mut self, raw: &str) -> Self {
        if !raw.is_empty() {
            self.open_tag();
            push_clean(self.buf, raw, b"\0\r\n ");
        }
        self
    }

    /// Sets the source, without a colon.
    #[inline]
    pub fn source(mut self, source: &str) -> Self {
        self.open_body();
        self.buf.push(b':');
        push_clean(self.buf, source, b"\0\r\n ");
        self.buf.push(b' ');
        self
    }

    /// Sets the source to `nick!user@host`.
    #[inline]
    pub fn source_nuh(mut self, nick: &str, user: &str, host: &str) -> Self {
        self.open_body();
        self.buf.push(b':');
        push_clean(self.buf, nick, b"\0\r\n ");
        self.buf.push(b'!');
        push_clean(self.buf, user, b"\0\r\n ");
        self.buf.push(b'@');
        push_clean(self.buf, host, b"\0\r\n ");
        self.buf.push(b' ');
        self
    }

    /// Sets the command.
    #[inline]
    pub fn command(mut self, command: &str) -> Self {
        debug_assert!(!command.is_empty(), "a command has a name");
        self.open_body();
        push_clean(self.buf, command, b"\0\r\n ");
        self
    }

    /// Sets the command to a numeric of three digits.
    #[inline]
    pub fn numeric(mut self, numeric: u16) -> Self {
        debug_assert!(numeric < 1000, "numerics have three digits");
        self.open_body();
        for unit in [100, 10, 1] {
            self.buf.push(b"0123456789"[usize::from(numeric / unit % 10)]);
        }
        self
    }

    /// Adds a parameter that is one word. So that it stays one, an empty one is written `*`,
    /// spaces, NUL, CR and LF in it are written `_`, and `0` is put before a colon at its
    /// beginning (as is the custom for IPv6 addresses: `::1` is `0::1`).
    #[inline]
    pub fn param(mut self, param: &str) -> Self {
        let start = self.open_param();
        self.buf.extend_from_slice(param.as_bytes());
        self.close_param(start);
        self
    }

    /// Adds a parameter that is one word from whatever can be shown; cleaned like
    /// [`Line::param`].
    #[inline]
    pub fn param_display(mut self, param: impl Display) -> Self {
        let start = self.open_param();
        let written = write!(self.buf, "{param}");
        debug_assert!(written.is_ok(), "a buffer in memory takes everything");
        self.close_param(start);
        self
    }

    /// Adds the last parameter, which may be empty and hold spaces; always with its colon. NUL,
    /// CR and LF in it are dropped.
    #[inline]
    pub fn trailing(mut self, text: &str) -> Self {
        self.open_body();
        self.buf.extend_from_slice(b" :");
        let mut rest = text.as_bytes();
        while let Some(at) = memchr::memchr3(0, b'\r', b'\n', rest) {
            self.buf.extend_from_slice(&rest[..at]);
            rest = &rest[at + 1..];
        }
        self.buf.extend_from_slice(rest);
        self
    }

    /// Ends the line: cuts the body at the end of a character so that it fits with its CR LF,
    /// and returns where the line, tags and CR LF included, is in the buffer.
    #[inline]
    pub fn end(mut self) -> Range<usize> {
        let body = self.open_body();
        let room = self.line_bytes_max.saturating_sub(2);
        if self.buf.len() - body > room {
            let mut cut = body + room;
            // Bytes 10xxxxxx continue a character of UTF-8.
            while cut > body && self.buf[cut] & 0xC0 == 0x80 {
                cut -= 1;
            }
            self.buf.truncate(cut);
        }
        self.buf.extend_from_slice(b"\r\n");
        self.start..self.buf.len()
    }

    fn open_tag(&mut self) {
        debug_assert!(self.body.is_none(), "tags come before the source and the command");
        self.buf.push(if self.buf.len() == self.start { b'@' } else { b';' });
    }

    /// Where the body begins; ends the tags first, if there are any.
    fn open_body(&mut self) -> usize {
        *self.body.get_or_insert_with(|| {
            if self.buf.len() > self.start {
                self.buf.push(b' ');
            }
            self.buf.len()
        })
    }

    fn open_param(&mut self) -> usize {
        debug_assert!(self.body.is_some(), "parameters come behind the command");
        self.buf.push(b' ');
        self.buf.len()
    }

    fn close_param(&mut self, start: usize) {
        match self.buf.get(start) {
            None => self.buf.push(b'*'),
            Some(b':') => self.buf.insert(start, b'0'),
            Some(_) => {}
        }
        for byte in &mut self.buf[start..] {
            if matches!(byte, 0 | b'\r' | b'\n' | b' ') {
                *byte = b'_';
            }
        }
    }
}

/// Appends `text` with each of the bytes `forbidden` (all ASCII) replaced by `_`.
#[inline]
fn push_clean(buf: &mut Vec<u8>, text: &str, forbidden: &[u8]) {
    let start = buf.len();
    buf.extend_from_slice(text.as_bytes());
    for byte in &mut buf[start..] {
        if forbidden.contains(byte) {
            *byte = b'_';
        }
    }
}
