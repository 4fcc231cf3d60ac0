//! What plain mode reads: `name: text`, and a sentence when somebody goes.

use super::super::network::{MessageKind, User};
use super::super::storage::LINE_FEED;
use super::message::Outgoing;
use crate::text::Text;

/// `name: text` for each line of a message. What no person would read (CTCP but ACTION, tags
/// alone, blank lines) is left out.
pub(super) fn message(
    buf: &mut Vec<u8>,
    text: &Text,
    sender: &User,
    message: &Outgoing<'_>,
    private: bool,
) {
    if message.kind == MessageKind::Tagmsg {
        return;
    }
    for said in message.text.split(LINE_FEED).filter(|said| !said.is_empty()) {
        message_line(buf, text, &sender.nick, said, private);
    }
}

fn message_line(buf: &mut Vec<u8>, text: &Text, name: &str, said: &str, private: bool) {
    if let Some(ctcp) = said.strip_prefix('\u{1}') {
        if let Some(action) = ctcp.strip_prefix("ACTION ") {
            line(buf, &["* ", name, " ", action.trim_end_matches('\u{1}')]);
        }
    } else if private {
        let name = text.say_with("plain-private-name", &[("name", name)]);
        line(buf, &[&name, ": ", said]);
    } else {
        line(buf, &[name, ": ", said]);
    }
}

/// `[name] left the chat`.
pub(super) fn left(buf: &mut Vec<u8>, text: &Text, user: &User) {
    line(buf, &[&text.say_with("plain-left", &[("name", &user.nick)])]);
}

/// Somebody goes by another name now.
pub(super) fn renamed(buf: &mut Vec<u8>, text: &Text, old: &str, new: &str) {
    line(buf, &[&text.say_with("plain-renamed", &[("old", old), ("new", new)])]);
}

/// Plain mode knows one room only; the invitation is told all the same.
pub(super) fn invited(buf: &mut Vec<u8>, text: &Text, by: &User, channel: &str) {
    let args = [("name", &*by.nick), ("channel", channel)];
    line(buf, &[&text.say_with("plain-invited", &args)]);
}

/// Appends one line; what could end it early is left out.
pub(crate) fn line(buf: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        buf.extend(part.bytes().filter(|byte| !matches!(byte, 0 | b'\r' | b'\n')));
    }
    buf.push(b'\n');
}
