//! Messages as lines: one, a batch of several, or several messages where the server knows no
//! batches (IRCv3 multiline, "Splitting long lines").

use super::Client;
use super::capability::{Caps, value_number};
use super::command::DraftKind;
use super::ids::MsgId;
use super::record::OutboxMessage;
use super::session::Asked;
use super::turn::Turn;
use crate::wire::Line;

/// Bytes that a server puts before a text at the most, if one's own name is not known: marks,
/// username and hostname.
const USER_HOST_BYTES: usize = 80;

/// Bytes that are left free, for what a server may add.
const SPARE_BYTES: usize = 16;

/// Bytes of a text that always fit, whatever a server and its names are.
const PIECE_BYTES_MIN: usize = 64;

/// Bytes and lines of a message of several lines, where the server does not say.
const LINES_BYTES: usize = 4_096;
const LINES_COUNT: usize = 24;

/// Lines of a batch that count as one line for what a server takes at once.
const LINES_WEIGHT: usize = 8;

/// A line of a message, and whether it goes on with the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'t> {
    text: &'t str,
    concat: bool,
}

impl Client {
    /// Bytes of text that fit into one line to a target.
    fn text_bytes_max(&self, message: &OutboxMessage) -> usize {
        let user_host = self.me.user_host.as_ref().map_or(USER_HOST_BYTES, |known| known.len());
        let action = if message.kind == DraftKind::Action { "\u{1}ACTION \u{1}".len() } else { 0 };
        // `:nick!user@host PRIVMSG target :text` and CR LF.
        let around = 1 + self.me.nick.len() + 1 + user_host + " PRIVMSG ".len();
        let around = around + message.target.len() + " :".len() + 2 + action + SPARE_BYTES;
        self.session.isupport.line_bytes_max().saturating_sub(around).max(PIECE_BYTES_MIN)
    }

    /// Bytes and lines that a message of several lines may have; none if there are no such.
    fn lines_max(&self) -> Option<(usize, usize)> {
        if !self.session.caps.contains(Caps::LINES) {
            return None;
        }
        let offered = &self.session.offered;
        let value = offered.get("draft/multiline").or_else(|| offered.get("multiline"));
        let value = value.map_or("", |value| value);
        let bytes_max = value_number(value, "max-bytes").unwrap_or(LINES_BYTES);
        let lines_max = value_number(value, "max-lines").unwrap_or(LINES_COUNT);
        Some((bytes_max.max(PIECE_BYTES_MIN), lines_max.max(1)))
    }

    /// The messages that a message must be sent as; itself, if it can be.
    pub(super) fn parts(&self, message: &OutboxMessage) -> Vec<String> {
        let piece_bytes_max = self.text_bytes_max(message);
        if message.kind == DraftKind::Action {
            let one_line = message.text.replace('\n', " ");
            let pieces = pieces(&one_line, piece_bytes_max);
            return pieces.iter().map(|piece| piece.text.to_owned()).collect();
        }
        let pieces = pieces(&message.text, piece_bytes_max);
        let Some((bytes_max, lines_max)) = self.lines_max() else {
            let said = pieces.iter().filter(|piece| !piece.text.trim().is_empty());
            return said.map(|piece| piece.text.to_owned()).collect();
        };
        let mut parts: Vec<String> = Vec::new();
        let mut lines = 0;
        for piece in pieces {
            let bytes = parts.last().map_or(0, String::len) + 1 + piece.text.len();
            match parts.last_mut().filter(|_| lines < lines_max && bytes <= bytes_max) {
                Some(part) => {
                    if !piece.concat {
                        part.push('\n');
                    }
                    part.push_str(piece.text);
                    lines += 1;
                }
                None => {
                    parts.push(piece.text.into());
                    lines = 1;
                }
            }
        }
        parts.retain(|part| !part.trim().is_empty());
        parts
    }
}

impl Turn<'_> {
    /// Sends a message that can be sent as one.
    pub(super) fn encode(&mut self, message: &OutboxMessage, reply_to: Option<&MsgId>) {
        let command = if message.kind == DraftKind::Notice { "NOTICE" } else { "PRIVMSG" };
        let text = match message.kind {
            DraftKind::Action => format!("\u{1}ACTION {}\u{1}", message.text.replace('\n', " ")),
            DraftKind::Message | DraftKind::Notice => message.text.to_string(),
        };
        let piece_bytes_max = self.text_bytes_max(message);
        let pieces = match message.kind {
            DraftKind::Action => vec![Piece { text: &text, concat: false }],
            DraftKind::Message | DraftKind::Notice => pieces(&text, piece_bytes_max),
        };
        let label = self.session.label(Asked::Message(message.send_id.clone()));
        let tagged = self.has(Caps::MESSAGE_TAGS);
        let mut bytes = Vec::new();
        let mut line = Line::new(&mut bytes, usize::MAX);
        if let Some(label) = &label {
            line = line.tag("label", Some(label));
        }
        if tagged {
            line = line.tag("+peyk/send-id", Some(message.send_id.as_str()));
            if let Some(reply_to) = reply_to {
                line = reply_tags(line, reply_to);
            }
        }
        if let [only] = &pieces[..] {
            line.command(command).param(&message.target).trailing(only.text).end();
            return self.send_lines(bytes, 1);
        }
        self.session.last_label += 1;
        let reference = format!("m{}", self.session.last_label);
        let opening = line.command("BATCH").param(&format!("+{reference}"));
        opening.param("draft/multiline").param(&message.target).end();
        for piece in &pieces {
            let mut line = Line::new(&mut bytes, usize::MAX).tag("batch", Some(&reference));
            if piece.concat {
                line = line.tag("draft/multiline-concat", None);
            }
            line.command(command).param(&message.target).trailing(piece.text).end();
        }
        let closing = Line::new(&mut bytes, usize::MAX).command("BATCH");
        closing.param(&format!("-{reference}")).end();
        self.send_lines(bytes, 1 + (pieces.len() / LINES_WEIGHT) as u64);
    }
}

/// The tags that name the message that is answered, as programs old and new look for them.
pub(super) fn reply_tags<'b>(line: Line<'b>, msgid: &MsgId) -> Line<'b> {
    line.tag("+draft/reply", Some(msgid.as_str())).tag("+reply", Some(msgid.as_str()))
}

/// A text's lines, those that are too long in pieces. A piece ends behind a space, if there is
/// one.
fn pieces(text: &str, bytes_max: usize) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    for line in text.split('\n') {
        let (mut rest, mut concat) = (line, false);
        while rest.len() > bytes_max {
            let fits = &rest[..rest.floor_char_boundary(bytes_max)];
            let at = fits.rfind(' ').map_or(fits.len(), |space| space + 1);
            let (piece, after) = rest.split_at(at);
            found.push(Piece { text: piece, concat });
            (rest, concat) = (after, true);
        }
        if !(concat && rest.is_empty()) {
            found.push(Piece { text: rest, concat });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, bytes_max: usize) -> Vec<(&str, bool)> {
        pieces(text, bytes_max).into_iter().map(|piece| (piece.text, piece.concat)).collect()
    }

    #[test]
    fn long_lines_are_cut_behind_spaces() {
        assert_eq!(texts("ab cd", 5), [("ab cd", false)]);
        assert_eq!(texts("ab cde", 5), [("ab ", false), ("cde", true)]);
        assert_eq!(texts("abcdef", 5), [("abcde", false), ("f", true)]);
        assert_eq!(texts("a\n\nb", 5), [("a", false), ("", false), ("b", false)]);
        assert_eq!(texts("سلام", 5), [("سل", false), ("ام", true)]);
    }

    #[test]
    fn pieces_make_the_text_again() {
        let text = "one two three\nfour  five\n\nsixseveneightnine سلام دنیا";
        for bytes_max in 4..40 {
            let mut again = String::new();
            for (index, piece) in pieces(text, bytes_max).iter().enumerate() {
                assert!(piece.text.len() <= bytes_max);
                if index > 0 && !piece.concat {
                    again.push('\n');
                }
                again.push_str(piece.text);
            }
            assert_eq!(again, text);
        }
    }
}
