//! Lines from the server: told apart, and given to those who understand them. What nobody
//! understands is ignored.

use super::capability::Caps;
use super::history::Answer;
use super::reason::{Cause, Reason};
use super::session::{Asked, Stage};
use super::turn::Turn;
use super::view::ConnectionState;
use crate::time::parse_server_time;
use crate::wire::{Frame, FrameLimits, Message, ParseError};

/// Lines of a server: tags of its own and of a client, each as long as they may be, and a body
/// that is longer than any server's.
const FRAME_LIMITS: FrameLimits =
    FrameLimits { tags_bytes_max: 16 * 1024, body_bytes_max: 16 * 1024 };

/// What is known of a line beside what it says.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    /// What the label that it answers was about.
    pub(super) asked: Option<Asked>,
}

impl Turn<'_> {
    /// Bytes came over the connection.
    pub(super) fn received(&mut self, attempt: super::io::Attempt, mut bytes: &[u8]) {
        if !self.is_current(attempt) || self.connection.state == ConnectionState::Connecting {
            return;
        }
        self.heard();
        let mut framer = std::mem::take(&mut self.client.link.framer);
        while let Some(frame) = framer.next(&FRAME_LIMITS, &mut bytes) {
            match frame {
                Frame::Line(line) => self.receive_line(line),
                Frame::TooLong { .. } => {}
            }
            if !self.is_current(attempt) {
                // The rest is of a connection that was given up.
                return;
            }
        }
        self.client.link.framer = framer;
    }

    /// One line. One that is not UTF-8, of an old network, is shown with marks where it is not.
    pub(super) fn receive_line(&mut self, line: &[u8]) {
        match Message::parse(line) {
            Ok(message) => self.receive_message(&message),
            Err(ParseError::NotUtf8) => {
                let lossy = String::from_utf8_lossy(line);
                if let Ok(message) = Message::parse(lossy.as_bytes()) {
                    self.receive_message(&message);
                }
            }
            Err(ParseError::Empty | ParseError::NoCommand | ParseError::Control) => {}
        }
    }

    fn receive_message(&mut self, message: &Message<'_>) {
        if message.command.eq_ignore_ascii_case("BATCH") {
            return self.batch(message);
        }
        let label = message.tags.get("label");
        let asked = match self.gather(message) {
            Ok(()) => return,
            Err(asked) => asked,
        };
        let asked = label.and_then(|label| self.session.take_label(&label)).or(asked);
        self.receive(message, &Incoming { asked });
    }

    /// A message that came by itself, or was made of several lines.
    pub(super) fn receive(&mut self, message: &Message<'_>, incoming: &Incoming) {
        let command = message.command;
        if command.len() == 3
            && let Ok(numeric) = command.parse::<u16>()
        {
            return self.numeric(numeric, message, incoming);
        }
        match command.to_ascii_uppercase().as_str() {
            "PING" => {
                let token = message.params.last().copied().unwrap_or_default().to_owned();
                self.say_at_once(|line| line.command("PONG").trailing(&token));
            }
            "PONG" => self.ponged(message.params.last().copied().unwrap_or_default()),
            "ERROR" => {
                let words = message.params.last().copied().unwrap_or_default();
                self.session.error = Some(reason_of_error(words).into());
            }
            "ACK" => {
                // Of a message that has no echo: nothing more is said of it.
                if let (Some(Asked::Message(send_id)), false) =
                    (&incoming.asked, self.has(Caps::ECHO_MESSAGE))
                {
                    self.taken(&send_id.clone());
                }
                if let Some(Asked::History(_)) = &incoming.asked {
                    self.history_came(Answer::none(incoming.asked.clone()));
                }
            }
            "CAP" => self.cap(message),
            "AUTHENTICATE" => self.authenticate(message),
            "FAIL" => self.failed(message, incoming),
            "WARN" | "NOTE" => self.noted(message),
            "PRIVMSG" | "NOTICE" => self.said(message, incoming),
            "TAGMSG" => self.tagged(message),
            "REDACT" => self.redacted(message),
            "JOIN" => self.joined(message),
            "PART" => self.parted(message),
            "QUIT" => self.quit(message),
            "KICK" => self.kicked(message),
            "NICK" => self.nick_changed(message),
            "TOPIC" => self.topic_changed(message),
            "MODE" => self.mode_changed(message),
            "RENAME" => self.renamed(message),
            "AWAY" => self.away_changed(message),
            "ACCOUNT" => self.account_changed(message),
            "CHGHOST" => self.host_changed(message),
            "SETNAME" => self.realname_changed(message),
            "INVITE" => self.invited(message),
            "MARKREAD" => self.marked_read(message),
            "METADATA" => self.metadata_changed(message),
            "REGISTER" | "VERIFY" => self.account_made(message),
            _ => {}
        }
    }

    /// When something was said or happened, by the server's clock where it says so.
    pub(super) fn time_of(&self, message: &Message<'_>) -> u64 {
        let time = message.tags.get("time");
        time.and_then(|time| parse_server_time(&time)).unwrap_or(self.now.unix_ms)
    }

    /// WARN and NOTE: words for the person.
    fn noted(&mut self, message: &Message<'_>) {
        let words = message.params.last().copied().unwrap_or_default();
        let from = message.source.unwrap_or_default();
        self.event(super::Event::Notice { from: from.into(), text: words.into() });
    }

    /// FAIL (IRCv3 standard-replies): `FAIL command code [context...] :words`.
    fn failed(&mut self, message: &Message<'_>, incoming: &Incoming) {
        let params = message.params.as_slice();
        let [command, code, context @ ..] = params else { return };
        let (words, context) = context.split_last().map_or(("", context), |(w, c)| (*w, c));
        let reason = fail_reason(command, code, context, words);
        if self.session.stage < Stage::Welcomed && reason.cause.is_lasting() {
            let reason = Reason { about: self.host().into(), ..reason };
            return self.give_up(reason);
        }
        match command.to_ascii_uppercase().as_str() {
            "CHATHISTORY" | "SEARCH" => self.history_refused(incoming.asked.as_ref(), reason),
            "REGISTER" | "VERIFY" => {
                self.event(super::Event::Account(super::AccountNews::Failed(reason)));
            }
            _ => self.refused(incoming, context, reason),
        }
    }
}

/// What a FAIL means.
fn fail_reason(command: &str, code: &str, context: &[&str], words: &str) -> Reason {
    let cause = match code {
        "INVALID_TARGET" | "UNKNOWN_MSGID" if command == "REDACT" => Cause::NoSuchMessage,
        "REDACT_FORBIDDEN" => Cause::NoRights,
        "REDACT_WINDOW_EXPIRED" => Cause::TooLateToRedact,
        "MULTILINE_MAX_BYTES" | "MULTILINE_MAX_LINES" => Cause::TooLong,
        "ACCOUNT_EXISTS" => Cause::AccountExists,
        "WEAK_PASSWORD" | "UNACCEPTABLE_PASSWORD" => Cause::WeakPassword,
        "INVALID_CODE" => Cause::WrongCode,
        "ACCOUNT_REQUIRED" => Cause::NeedsAccount,
        "TRY_AGAIN_LATER" | "TEMPORARILY_UNAVAILABLE" | "RATE_LIMITED" => Cause::TryLater,
        _ => Cause::Refused,
    };
    let about = context.first().copied().unwrap_or_default();
    Reason::said(cause, about, code, words)
}

/// Why the server ends the connection: most say `Closing link: host (why)`, or `[why]`.
fn reason_of_error(words: &str) -> &str {
    let (open, close) = match words.chars().next_back() {
        Some(')') => ('(', ')'),
        Some(']') => ('[', ']'),
        _ => return words,
    };
    let mut depth = 0;
    for (at, c) in words.char_indices().rev() {
        depth += i32::from(c == close) - i32::from(c == open);
        if depth == 0 {
            let why = words[at + 1..words.len() - 1].trim();
            let is_after_host = words[..at].trim_end().contains(':');
            return if is_after_host && !why.is_empty() { why } else { words };
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_error_only_the_reason_is_told() {
        for (words, why) in [
            ("Closing link: 127.0.0.1 (The server is full.)", "The server is full."),
            ("Closing Link: host (Quit: bye (really))", "Quit: bye (really)"),
            ("Closing link: (a@10.0.0.1) [Ping timeout]", "Ping timeout"),
            ("Bad password?", "Bad password?"),
            ("Too many connections (try later)", "Too many connections (try later)"),
            ("Closing link: host ()", "Closing link: host ()"),
            (")", ")"),
            ("", ""),
        ] {
            assert_eq!(reason_of_error(words), why);
        }
    }
}
