//! A batch that a client has opened (IRCv3 client-batch), with the message of several lines in
//! it (IRCv3 multiline).
//!
//! Nothing of a batch counts before its end. So whatever is wrong with one, all of it is
//! dropped, and what still comes of it is ignored.

use super::super::config::Limits;
use super::super::network::MessageKind;
use super::super::storage::{LINE_CONCAT, LINE_FEED};

/// A batch, from its opening to its end.
#[derive(Debug)]
pub(crate) struct ClientBatch {
    pub(crate) reference: Box<str>,
    pub(crate) opened_ms: u64,
    /// The label of the BATCH that opened it; the response waits for the end.
    pub(crate) label: Option<Box<str>>,
    /// Lines that came, whether or not they counted: for flood control.
    pub(crate) came: u32,
    /// None once it failed.
    pub(crate) message: Option<Several>,
}

/// A message of several lines, so far.
#[derive(Debug, Default)]
pub(crate) struct Several {
    pub(crate) target: Box<str>,
    /// Client-only tags, escaped, joined by `;`.
    pub(crate) tags: Box<str>,
    kind: Option<MessageKind>,
    /// The lines, joined as they are kept.
    text: String,
    lines: usize,
    /// As `max-bytes` counts them: lines and the line feeds between them.
    bytes: usize,
}

/// One line of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) kind: MessageKind,
    pub(crate) target: &'a str,
    pub(crate) text: &'a str,
    /// It goes on with the line before (`draft/multiline-concat`).
    pub(crate) concat: bool,
}

/// What is wrong with a message (IRCv3 multiline, "Errors").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    TooManyBytes,
    TooManyLines,
    OtherTarget,
    /// PRIVMSG and NOTICE in one.
    Mixed,
    BlankConcat,
    OnlyBlank,
    Empty,
}

impl Several {
    pub(crate) fn new(target: &str, tags: &str) -> Self {
        Self { target: target.into(), tags: tags.into(), ..Self::default() }
    }

    /// Adds a line. On the first line there is nothing for `draft/multiline-concat` to go on
    /// with, and it means nothing.
    pub(crate) fn add(&mut self, part: Part<'_>, limits: &Limits) -> Result<(), Wrong> {
        // Letters of other scripts that have case are compared as they are: a client writes the
        // same name twice.
        if !part.target.eq_ignore_ascii_case(&self.target) {
            return Err(Wrong::OtherTarget);
        }
        if self.kind.is_some_and(|kind| kind != part.kind) {
            return Err(Wrong::Mixed);
        }
        if part.concat && part.text.is_empty() {
            return Err(Wrong::BlankConcat);
        }
        if self.lines >= limits.multiline_lines_max {
            return Err(Wrong::TooManyLines);
        }
        let feed = self.lines > 0 && !part.concat;
        let bytes = self.bytes + part.text.len() + usize::from(feed);
        if bytes > limits.multiline_bytes_max {
            return Err(Wrong::TooManyBytes);
        }
        if self.lines > 0 {
            self.text.push(if feed { LINE_FEED } else { LINE_CONCAT });
        }
        self.text.push_str(part.text);
        self.kind = Some(part.kind);
        self.lines += 1;
        self.bytes = bytes;
        Ok(())
    }

    /// The message as it is sent: what it is, and its text.
    pub(crate) fn finish(&self) -> Result<(MessageKind, &str), Wrong> {
        let kind = self.kind.ok_or(Wrong::Empty)?;
        if self.text.chars().all(|c| c == LINE_FEED) {
            return Err(Wrong::OnlyBlank);
        }
        Ok((kind, &self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Part<'_> {
        Part { kind: MessageKind::Privmsg, target: "#room", text, concat: false }
    }

    fn limits(bytes: usize, lines: usize) -> Limits {
        Limits { multiline_bytes_max: bytes, multiline_lines_max: lines, ..Limits::default() }
    }

    /// Adds lines to a new message.
    fn add(parts: &[Part<'_>], limits: &Limits) -> Result<Several, Wrong> {
        let mut several = Several::new("#Room", "");
        parts.iter().try_for_each(|&part| several.add(part, limits))?;
        Ok(several)
    }

    #[test]
    fn lines_are_joined_as_they_were_sent() {
        let on = Part { concat: true, ..line("everyone?") };
        let parts = [line("hello"), line(""), line("how is "), on];
        let several = add(&parts, &limits(100, 10)).expect("it is within the limits");
        assert_eq!(several.finish(), Ok((MessageKind::Privmsg, "hello\n\nhow is \reveryone?")));
        let first = Part { concat: true, ..line("x") };
        let several = add(&[first], &limits(100, 10)).expect("it means nothing");
        assert_eq!(several.finish(), Ok((MessageKind::Privmsg, "x")));
    }

    #[test]
    fn limits_are_limits() {
        let on = Part { concat: true, ..line("c") };
        let parts = [line("ab"), on, line("")];
        for bytes in 3..=5 {
            let added = add(&parts, &limits(bytes, 3)).map(|several| several.bytes);
            assert_eq!(added, if bytes < 4 { Err(Wrong::TooManyBytes) } else { Ok(4) });
        }
        for lines in 2..=4 {
            let added = add(&parts, &limits(9, lines)).map(|several| several.lines);
            assert_eq!(added, if lines < 3 { Err(Wrong::TooManyLines) } else { Ok(3) });
        }
    }

    #[test]
    fn what_is_no_message_is_none() {
        let all = limits(100, 10);
        let wrong = |parts: &[Part<'_>]| add(parts, &all).map(|several| several.bytes);
        let notice = Part { kind: MessageKind::Notice, ..line("b") };
        assert_eq!(wrong(&[line("a"), notice]), Err(Wrong::Mixed));
        assert_eq!(wrong(&[Part { target: "#other", ..line("a") }]), Err(Wrong::OtherTarget));
        assert_eq!(wrong(&[Part { concat: true, ..line("") }]), Err(Wrong::BlankConcat));
        let finish = |parts: &[Part<'_>]| {
            add(parts, &all).and_then(|several| several.finish().map(|(kind, _)| kind))
        };
        assert_eq!(finish(&[]), Err(Wrong::Empty));
        assert_eq!(finish(&[line("")]), Err(Wrong::OnlyBlank));
        assert_eq!(finish(&[line(""), line("")]), Err(Wrong::OnlyBlank));
        assert_eq!(finish(&[line(""), line("a")]), Ok(MessageKind::Privmsg));
    }
}
