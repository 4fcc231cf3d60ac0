//! A message of several lines on its way to its readers, live or played back (IRCv3 multiline).
//!
//! Who has negotiated it gets a batch with the lines as their sender made them, others a message
//! for each line that is not blank. A line that does not fit with the source it is shown with is
//! cut between words where it can be, so nothing of it is lost.

use super::super::session::Caps;
use super::super::storage::{LINE_CONCAT, LINE_FEED};
use super::kept::SEND_ID_TAG;
use super::stamp::{MESSAGE_ID_BYTES, write_message_id};
use crate::wire::{Line, Tags};

/// Bytes of a line's text at the least, however long source and target are.
const ROOM_BYTES_MIN: usize = 64;

/// Bytes of client-only tags that each message of a fallback repeats; longer ones only the first
/// has. They are short, and might otherwise be sent as often as there are lines.
const TAGS_REPEATED_BYTES_MAX: usize = 256;

/// Whether a text has several lines, or parts of one.
pub(super) fn are_several(text: &str) -> bool {
    memchr::memchr2(LINE_FEED as u8, LINE_CONCAT as u8, text.as_bytes()).is_some()
}

/// A message, as one who reads it sees it.
pub(super) struct Lines<'a> {
    pub(super) caps: Caps,
    pub(super) line_bytes_max: usize,
    /// The batch that the message is in.
    pub(super) batch: Option<&'a str>,
    /// The message's id; its batch is called the same, which no two open batches are.
    pub(super) id: u64,
    pub(super) source: &'a str,
    pub(super) command: &'a str,
    pub(super) target: &'a str,
    pub(super) text: &'a str,
}

impl Lines<'_> {
    /// Appends the lines. `begin` begins a line with its tags and its source: the first one
    /// (with all that the message carries), or one that follows.
    pub(super) fn encode(
        &self,
        buf: &mut Vec<u8>,
        begin: impl for<'b> Fn(&'b mut Vec<u8>, bool) -> Line<'b>,
    ) {
        if self.caps.contains(Caps::LINES) {
            self.encode_batch(buf, begin);
            return;
        }
        let mut first = true;
        for Piece { text, .. } in self.pieces().filter(|piece| !piece.text.is_empty()) {
            let line = begin(buf, first).command(self.command);
            line.param(self.target).trailing(text).end();
            first = false;
        }
    }

    fn encode_batch(
        &self,
        buf: &mut Vec<u8>,
        begin: impl for<'b> Fn(&'b mut Vec<u8>, bool) -> Line<'b>,
    ) {
        let mut id = [0; MESSAGE_ID_BYTES];
        let reference = write_message_id(&mut id, self.id);
        let line = begin(buf, true).command("BATCH").param(&format!("+{reference}"));
        line.param("draft/multiline").param(self.target).end();
        for Piece { text, continues } in self.pieces() {
            let mut line = Line::new(buf, self.line_bytes_max).tag("batch", Some(reference));
            if continues {
                line = line.tag("draft/multiline-concat", None);
            }
            let line = line.source(self.source).command(self.command);
            line.param(self.target).trailing(text).end();
        }
        let mut line = Line::new(buf, self.line_bytes_max);
        if let Some(batch) = self.batch {
            line = line.tag("batch", Some(batch));
        }
        line.source(self.source).command("BATCH").param(&format!("-{reference}")).end();
    }

    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let rest = ": ".len() + self.source.len() + self.command.len() + self.target.len();
        let rest = rest + "  :\r\n".len();
        pieces(self.text, self.line_bytes_max.saturating_sub(rest).max(ROOM_BYTES_MIN))
    }
}

/// What one line has of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'a> {
    text: &'a str,
    /// It goes on with the piece before.
    continues: bool,
}

/// A text's lines and their parts, none longer than `room`. A space at which one is cut stays
/// at the end of the first part (IRCv3 multiline, "Splitting long lines").
fn pieces(text: &str, room: usize) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = Some((text, false));
    std::iter::from_fn(move || {
        let (text, continues) = rest.take()?;
        let end = text.find([LINE_FEED, LINE_CONCAT]).unwrap_or(text.len());
        if end > room {
            let limit = text.floor_char_boundary(room);
            let space = text[..limit].rfind(' ').filter(|&at| at > 0).map(|at| at + 1);
            let (piece, later) = text.split_at(space.unwrap_or(limit));
            rest = Some((later, true));
            return Some(Piece { text: piece, continues });
        }
        let (piece, later) = text.split_at(end);
        let mut later_chars = later.chars();
        if let Some(join) = later_chars.next() {
            rest = Some((later_chars.as_str(), join == LINE_CONCAT));
        }
        Some(Piece { text: piece, continues })
    })
}

/// Those client-only tags that every message of a fallback carries: not the sender's name for
/// the message, of which there is one.
pub(super) fn repeated_tags(tags: &str) -> String {
    let tags = Tags::of_raw(tags).client_only();
    let tags = tags.filter(|tag| tag.split('=').next() != Some(SEND_ID_TAG));
    let tags = tags.collect::<Vec<_>>().join(";");
    if tags.len() > TAGS_REPEATED_BYTES_MAX { String::new() } else { tags }
}

/// Bytes that a message may take on its way at the most, roughly: for limits on many of them.
pub(super) fn bytes_max(text: &str, (tags, source, target): (&str, &str, &str)) -> usize {
    let each = LINE_OVERHEAD_BYTES + source.len() + target.len();
    if !are_several(text) {
        return each + tags.len() + text.len();
    }
    let each = each + tags.len().min(TAGS_REPEATED_BYTES_MAX);
    let joins = memchr::memchr2_iter(LINE_FEED as u8, LINE_CONCAT as u8, text.as_bytes()).count();
    let cuts = text.len() / CUT_BYTES;
    let batch = 2;
    (1 + joins + cuts + batch) * each + tags.len() + text.len()
}

/// Bytes of a line besides source, target and text: server's tags, command and separators.
const LINE_OVERHEAD_BYTES: usize = 120;

/// Of this many bytes is each of the parts into which long lines are cut, or more as a rule.
const CUT_BYTES: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, room: usize) -> Vec<(&str, bool)> {
        pieces(text, room).map(|piece| (piece.text, piece.continues)).collect()
    }

    #[test]
    fn lines_and_parts_are_as_they_were_sent() {
        assert_eq!(
            all("hello\n\nhow is \reveryone?", 64),
            [("hello", false), ("", false), ("how is ", false), ("everyone?", true)]
        );
        assert_eq!(all("a\n", 64), [("a", false), ("", false)]);
        assert_eq!(all("", 64), [("", false)]);
    }

    #[test]
    fn long_lines_are_cut_between_words_and_nothing_is_lost() {
        assert_eq!(all("one two three", 13), [("one two three", false)]);
        assert_eq!(all("one two three", 12), [("one two ", false), ("three", true)]);
        assert_eq!(all("abcdef\ng", 5), [("abcde", false), ("f", true), ("g", false)]);
        assert_eq!(all("سلام", 3), [("س", false), ("ل", true), ("ا", true), ("م", true)]);
        assert_eq!(all("ab cd\ref", 3), [("ab ", false), ("cd", true), ("ef", true)]);
    }

    #[test]
    fn names_of_messages_and_long_tags_are_not_repeated() {
        assert_eq!(repeated_tags("+draft/reply=x;+peyk/send-id=1;+a"), "+draft/reply=x;+a");
        assert_eq!(repeated_tags(&format!("+a={}", "x".repeat(253))).len(), 256);
        assert_eq!(repeated_tags(&format!("+a={}", "x".repeat(254))), "");
    }
}
