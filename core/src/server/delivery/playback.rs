//! Kept messages on their way to somebody who asks for them (IRCv3 chathistory, "Returned
//! message notes"): as they were, with the time and the id they had.

use super::super::session::Caps;
use super::super::storage::{Kind, StoredMessage, id_time_ms};
use super::lines::{self, Lines};
use super::sender_tags;
use super::stamp::{
    MESSAGE_ID_BYTES, TIME_TAG_BYTES, parse_message_id, write_message_id, write_time,
};
use crate::wire::Line;

/// The id that readers are shown of a kept message.
pub(crate) fn shown_id(message: &StoredMessage) -> u64 {
    let shared = matches!(message.kind, Kind::Quit | Kind::Nick);
    let shown = shared.then(|| parse_message_id(&message.target)).flatten();
    shown.unwrap_or(message.id)
}

/// How one session is played kept messages.
pub(crate) struct Playback<'a> {
    pub(crate) caps: Caps,
    pub(crate) line_bytes_max: usize,
    /// The batch they are in, if the session knows batches.
    pub(crate) batch: Option<&'a str>,
}

impl Playback<'_> {
    /// Bytes that a message takes in an answer at the most, roughly.
    pub(crate) fn bytes_max(message: &StoredMessage) -> usize {
        lines::bytes_max(&message.text, (&message.tags, &message.source, &message.target))
    }

    /// Appends the lines of a message; `target` is what its target is called now.
    pub(crate) fn message(&self, buf: &mut Vec<u8>, message: &StoredMessage, target: &str) {
        let mut words = message.text.split(' ');
        match message.kind {
            Kind::Privmsg | Kind::Notice => {
                let command = if message.kind == Kind::Notice { "NOTICE" } else { "PRIVMSG" };
                if lines::are_several(&message.text) {
                    return self.several(buf, message, (command, target));
                }
                let line = self.begin(buf, message).command(command).param(target);
                line.trailing(&message.text).end();
            }
            Kind::Tagmsg => {
                self.begin(buf, message).command("TAGMSG").param(target).end();
            }
            Kind::Join => {
                let line = self.begin(buf, message).command("JOIN").param(target);
                if self.caps.contains(Caps::EXTENDED_JOIN) {
                    let account = message.account.as_deref().unwrap_or("*");
                    line.param(account).trailing(&message.text).end();
                } else {
                    line.end();
                }
            }
            Kind::Part => {
                let line = self.begin(buf, message).command("PART").param(target);
                if message.text.is_empty() {
                    line.end()
                } else {
                    line.trailing(&message.text).end()
                };
            }
            Kind::Quit => {
                self.begin(buf, message).command("QUIT").trailing(&message.text).end();
            }
            Kind::Kick => {
                let (nick, reason) = message.text.split_once(' ').unwrap_or((&message.text, ""));
                let line = self.begin(buf, message).command("KICK").param(target);
                line.param(nick).trailing(reason).end();
            }
            Kind::Nick => {
                self.begin(buf, message).command("NICK").param(&message.text).end();
            }
            Kind::Topic => {
                let line = self.begin(buf, message).command("TOPIC").param(target);
                line.trailing(&message.text).end();
            }
            Kind::Mode => {
                let line = self.begin(buf, message).command("MODE").param(target);
                words.fold(line, Line::param).end();
            }
            // Others do not know these commands, and are not sent them.
            Kind::Redact if !self.caps.contains(Caps::MESSAGE_REDACTION) => {}
            Kind::Rename if !self.caps.contains(Caps::CHANNEL_RENAME) => {}
            Kind::Redact => {
                let id = words.next().unwrap_or_default();
                let line = self.begin(buf, message).command("REDACT").param(target);
                match message.text.split_once(' ') {
                    Some((_, reason)) => line.param(id).trailing(reason).end(),
                    None => line.param(id).end(),
                };
            }
            Kind::Rename => {
                let (name, reason) = message.text.split_once(' ').unwrap_or((&message.text, ""));
                let line = self.begin(buf, message).command("RENAME").param(&message.target);
                line.param(name).trailing(reason).end();
            }
        }
    }

    /// A message of several lines: a batch within the batch, or line by line.
    fn several(&self, buf: &mut Vec<u8>, message: &StoredMessage, (command, target): (&str, &str)) {
        let lines = Lines {
            caps: self.caps,
            line_bytes_max: self.line_bytes_max,
            batch: self.batch,
            id: message.id,
            source: &message.source,
            command,
            target,
            text: &message.text,
        };
        let repeated_tags = lines::repeated_tags(&message.tags);
        lines.encode(buf, |buf, is_first| {
            if is_first {
                return self.begin(buf, message);
            }
            let line = self.begin_plainly(buf, message);
            let tagged = self.caps.contains(Caps::MESSAGE_TAGS);
            let line = if tagged { line.raw_tags(&repeated_tags) } else { line };
            line.source(&message.source)
        });
    }

    /// A line with the tags and the source of a kept message.
    fn begin<'b>(&self, buf: &'b mut Vec<u8>, message: &StoredMessage) -> Line<'b> {
        let mut line = self.begin_plainly(buf, message);
        if self.caps.contains(Caps::MESSAGE_TAGS) {
            let mut id = [0; MESSAGE_ID_BYTES];
            line = line.tag("msgid", Some(write_message_id(&mut id, shown_id(message))));
            line = line.raw_tags(&message.tags);
        }
        line.source(&message.source)
    }

    /// A line with those tags of a kept message that each of its lines has.
    fn begin_plainly<'b>(&self, buf: &'b mut Vec<u8>, message: &StoredMessage) -> Line<'b> {
        let mut line = Line::new(buf, self.line_bytes_max);
        if let Some(batch) = self.batch {
            line = line.tag("batch", Some(batch));
        }
        if self.caps.contains(Caps::SERVER_TIME) {
            let mut tag = [0; TIME_TAG_BYTES];
            line = line.raw_tags(write_time(&mut tag, id_time_ms(message.id)));
        }
        sender_tags(line, self.caps, message.account.as_deref(), message.bot)
    }
}
