//! Plain mode: `nc host 5000`, or a script of ten lines, can chat.
//!
//! The first line is the name, every later line goes to the default room, `exit` or the end of
//! file leaves. What it reads is in `delivery::plain`.

use std::borrow::Cow;

use super::delivery::plain_line;
use super::io::Task;
use super::network::{Command, MessageKind, Refusal, Target};
use super::session::{ForTheAdmitted, Question, Stage};
use super::turn::Turn;
use crate::wire::{ChannelName, Nickname};

/// Bytes of one message: what fits into an IRC line with the longest source and target.
const MESSAGE_BYTES_MAX: usize = 350;

/// A line somebody wrote.
pub(super) fn line(turn: &mut Turn<'_>, line: &[u8]) {
    let Ok(line) = std::str::from_utf8(line) else { return tell(turn, "plain-not-utf8") };
    let line = &*sayable(line.trim());
    if line.is_empty() {
        return;
    }
    if line.eq_ignore_ascii_case("exit") {
        let reason = turn.say("quit-exit");
        turn.server.close_session(turn.now, turn.id, reason, turn.out);
        return;
    }
    let registration = turn.session().registration.as_deref();
    match (turn.registered(), registration.map(|registration| registration.admitted)) {
        (Some(_), _) => speak(turn, line),
        (None, Some(true)) => begin(turn, line),
        (None, _) => {
            // The server has a password: it is the first thing to say.
            let phc = turn.server.config.password_phc.clone().unwrap_or_default();
            let waiting = ForTheAdmitted::Registration;
            turn.ask(Question::ServerPassword(waiting), Task::verify(&phc, line));
        }
    }
}

/// A line without what no line of the protocol can carry: what is kept is what is shown.
fn sayable(line: &str) -> Cow<'_, str> {
    let never = ['\0', '\r'];
    if line.contains(never) { line.replace(never, "").into() } else { line.into() }
}

/// The first line is the name; spaces in it become `_`.
fn begin(turn: &mut Turn<'_>, line: &str) {
    let limits = &turn.server.config.limits;
    let name = line.split_whitespace().collect::<Vec<_>>().join("_");
    let Ok(nick) = Nickname::parse(&name, limits.nick_bytes_max) else {
        return tell_with(turn, "plain-bad-name", &[("name", &name)]);
    };
    match super::commands::register(turn, nick, "plain", &name) {
        Ok(()) => {}
        Err(_) => return tell_with(turn, "plain-name-taken", &[("name", &name)]),
    }
    let config = &turn.server.config;
    let room = config.default_channel.clone();
    let Ok(channel) = ChannelName::parse(&room, config.limits.channel_bytes_max) else {
        let reason = turn.say("close-no-room");
        turn.server.close_session(turn.now, turn.id, reason, turn.out);
        return;
    };
    let user = turn.me();
    if turn.apply(Command::Join { user, channel, key: None }).is_err() {
        let reason = turn.say("close-room-closed");
        turn.server.close_session(turn.now, turn.id, reason, turn.out);
    } else if turn.session().was_hinted {
        tell_with(turn, "plain-welcome", &[("name", &name), ("room", &room)]);
    }
}

/// Says something in the default room; a long line as several messages.
fn speak(turn: &mut Turn<'_>, line: &str) {
    let room = turn.server.config.default_channel.clone();
    let user = turn.me();
    for text in pieces(line, MESSAGE_BYTES_MAX) {
        let target = Target::Channel(&room);
        let kind = MessageKind::Privmsg;
        let said = turn.apply(Command::Message { user, kind, target, text, tags: "" });
        match said {
            Ok(()) => {}
            Err(Refusal::CannotSend(..)) => return tell(turn, "plain-cannot-speak"),
            Err(_) => return tell(turn, "plain-not-in-room"),
        }
    }
}

/// Cuts a text into pieces of at most `bytes_max`, at spaces where there are some.
fn pieces(text: &str, bytes_max: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if rest.len() <= bytes_max {
            return Some(std::mem::take(&mut rest));
        }
        let limit = rest.floor_char_boundary(bytes_max);
        let cut = rest[..limit].rfind(' ').filter(|&at| at > 0).unwrap_or(limit);
        let (piece, later) = rest.split_at(cut);
        rest = later.trim_start();
        Some(piece)
    })
}

/// A sentence for the session alone.
pub(super) fn tell(turn: &mut Turn<'_>, key: &str) {
    tell_with(turn, key, &[]);
}

fn tell_with(turn: &mut Turn<'_>, key: &str, args: &[(&str, &str)]) {
    let text = turn.say_with(key, args);
    let conn = turn.session().conn;
    let start = turn.out.arena().len();
    plain_line(turn.out.arena(), &["*** ", &text]);
    turn.out.send_one(start, conn);
}

/// Whether the server's password was right.
pub(super) fn admitted(turn: &mut Turn<'_>, matches: bool) {
    debug_assert_eq!(turn.session().stage, Stage::Plain, "IRC asks with PASS");
    if matches {
        if let Some(registration) = turn.session_mut().registration.as_deref_mut() {
            registration.admitted = true;
        }
        tell(turn, "plain-admitted");
    } else {
        let reason = turn.say("close-bad-password");
        turn.server.close_session(turn.now, turn.id, reason, turn.out);
    }
}

#[cfg(test)]
mod tests {
    use super::{pieces, sayable};

    #[test]
    fn what_no_line_can_carry_is_left_out() {
        assert_eq!(sayable("one\rtwo\0three"), "onetwothree");
        assert_eq!(sayable("\u{1}ACTION waves\u{1}"), "\u{1}ACTION waves\u{1}");
    }

    #[test]
    fn long_lines_are_cut_between_words() {
        let all = |text, max| pieces(text, max).collect::<Vec<_>>();
        assert_eq!(all("one two three", 13), ["one two three"]);
        assert_eq!(all("one two three", 12), ["one two", "three"]);
        assert_eq!(all("abcdef", 5), ["abcde", "f"]);
        assert_eq!(all("سلام", 3), ["س", "ل", "ا", "م"]);
        assert_eq!(all("", 3), Vec::<&str>::new());
    }
}
