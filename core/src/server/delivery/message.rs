//! PRIVMSG, NOTICE and TAGMSG on their way to their readers.

use super::super::network::{Audience, MessageKind, Network, Stamp, User, UserId};
use super::super::session::Caps;
use super::lines::{self, Lines};
use super::stamp::{MESSAGE_ID_BYTES, write_message_id};
use super::{Delivery, begin_by, plain, tags_of};
use crate::mutants::Mutant;
use crate::wire::Line;

/// A message as it is sent.
pub(crate) struct Outgoing<'a> {
    pub(crate) from: UserId,
    pub(crate) kind: MessageKind,
    pub(crate) target: &'a str,
    pub(crate) text: &'a str,
    /// Client-only tags, escaped, joined by `;`.
    pub(crate) tags: &'a str,
}

impl Delivery<'_> {
    /// A message goes to its audience, and back to the session that sent it if that asked for
    /// an echo.
    pub(super) fn message(
        &mut self,
        network: &Network,
        stamp: Stamp,
        message: &Outgoing<'_>,
        audience: Audience,
    ) {
        self.nobody();
        match audience {
            Audience::User(user) if user == message.from => {
                // Reader and sender are one, and so see the message once as each: only the
                // echo is the response to what was sent.
                self.scratch.recipients.extend(self.own);
                let label = self.label.take();
                self.post(network, stamp, message, true);
                self.label = label;
                self.nobody();
            }
            Audience::User(user) => self.add(network, user),
            Audience::Channel(channel, least) => {
                for member in network.channel(channel).members() {
                    if member.user != message.from
                        && (least.is_empty() || member.prefix.rank() >= least.rank())
                    {
                        self.add(network, member.user);
                    }
                }
            }
        }
        if Mutant::LeaksToOutsiders.strikes(stamp.unix_ms) {
            self.nobody();
            let others = network.users().filter(|(user, _)| *user != message.from);
            others.for_each(|(user, _)| self.add(network, user));
        }
        self.add_other_devices(network, message.from);
        self.echo();
        self.post(network, stamp, message, matches!(audience, Audience::User(_)));
    }

    /// The echo of a message that was sent before, to its sender alone.
    pub(crate) fn echo_again(&mut self, network: &Network, stamp: Stamp, message: &Outgoing<'_>) {
        self.nobody().echo();
        self.post(network, stamp, message, !message.target.contains('#'));
    }

    /// Sends a message to the recipients.
    fn post(&mut self, network: &Network, stamp: Stamp, message: &Outgoing<'_>, private: bool) {
        if lines::are_several(message.text) {
            return self.post_several(network, stamp, message, private);
        }
        if message.kind == MessageKind::Tagmsg {
            self.keep(|caps| caps.contains(Caps::MESSAGE_TAGS));
        }
        let sender = network.user(message.from);
        let line_bytes_max = self.config.limits.line_bytes_max;
        let text = self.text;
        self.send(tags_of(sender) | Caps::MESSAGE_TAGS, |caps, buf| {
            if caps.contains(Caps::PLAIN) {
                plain::message(buf, text, sender, message, private);
                return;
            }
            let line = first_line(buf, (line_bytes_max, caps), (stamp, sender), message.tags);
            let line = line.source(&sender.source).command(message.kind.command());
            let line = line.param(message.target);
            let line = match message.kind {
                MessageKind::Tagmsg => line,
                MessageKind::Privmsg | MessageKind::Notice => line.trailing(message.text),
            };
            line.end();
        });
    }

    /// Adds the sender's sessions but the sending one: each device sees what was said on another.
    fn add_other_devices(&mut self, network: &Network, from: UserId) {
        if self.sessions.home(from).is_some() {
            return;
        }
        let own = self.own;
        let others = network.user(from).sessions.iter().filter(|&&id| Some(id) != own);
        self.scratch.recipients.extend(others);
    }

    /// Sends a message of several lines to the recipients.
    fn post_several(
        &mut self,
        network: &Network,
        stamp: Stamp,
        message: &Outgoing<'_>,
        private: bool,
    ) {
        let sender = network.user(message.from);
        let line_bytes_max = self.config.limits.line_bytes_max;
        let text = self.text;
        let repeated_tags = lines::repeated_tags(message.tags);
        self.send(tags_of(sender) | Caps::MESSAGE_TAGS | Caps::LINES, |caps, buf| {
            if caps.contains(Caps::PLAIN) {
                plain::message(buf, text, sender, message, private);
                return;
            }
            let lines = Lines {
                caps,
                line_bytes_max,
                batch: None,
                id: stamp.id,
                source: &sender.source,
                command: message.kind.command(),
                target: message.target,
                text: message.text,
            };
            lines.encode(buf, |buf, is_first| {
                let line = if is_first {
                    first_line(buf, (line_bytes_max, caps), (stamp, sender), message.tags)
                } else {
                    let line = begin_by(buf, line_bytes_max, caps, (stamp, sender));
                    let tagged = caps.contains(Caps::MESSAGE_TAGS);
                    if tagged { line.raw_tags(&repeated_tags) } else { line }
                };
                line.source(&sender.source)
            });
        });
    }

    /// Adds the sending session, if it negotiated `echo-message`.
    fn echo(&mut self) {
        if let Some(own) = self.own
            && self.sessions.caps(own).contains(Caps::ECHO_MESSAGE)
        {
            self.scratch.recipients.push(own);
        }
    }
}

/// Starts the first line of a message, which carries its id and its tags.
fn first_line<'b>(
    buf: &'b mut Vec<u8>,
    (line_bytes_max, caps): (usize, Caps),
    (stamp, sender): (Stamp, &User),
    tags: &str,
) -> Line<'b> {
    let line = begin_by(buf, line_bytes_max, caps, (stamp, sender));
    if !caps.contains(Caps::MESSAGE_TAGS) {
        return line;
    }
    let mut id = [0; MESSAGE_ID_BYTES];
    line.tag("msgid", Some(write_message_id(&mut id, stamp.id))).raw_tags(tags)
}
