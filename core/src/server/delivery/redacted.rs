//! Redactions on their way to those who could read the message (IRCv3 message-redaction).

use super::super::network::{Audience, Network, Stamp, UserId};
use super::super::session::Caps;
use super::Delivery;
use super::deed::untold;
use super::stamp::{MESSAGE_ID_BYTES, write_message_id};

impl Delivery<'_> {
    /// Those with the capability learn that a message is gone: its readers and, on all their
    /// devices, those who wrote and redacted it. The session that asked for it wants to hear of
    /// it only if it asked for echoes.
    pub(super) fn redacted(
        &mut self,
        network: &Network,
        stamp: Stamp,
        (by, audience): (UserId, Audience),
        target: &str,
        (id, reason): (u64, Option<&str>),
    ) {
        self.nobody();
        match audience {
            Audience::User(user) => {
                self.add(network, by);
                if user != by {
                    self.add(network, user);
                }
            }
            Audience::Channel(channel, least) => {
                for member in network.channel(channel).members() {
                    if member.user == by || member.prefix.rank() >= least.rank() {
                        self.add(network, member.user);
                    }
                }
            }
        }
        let own = self.own.filter(|&own| !self.sessions.caps(own).contains(Caps::ECHO_MESSAGE));
        self.scratch.recipients.retain(|&id| Some(id) != own);
        self.keep(|caps| caps.contains(Caps::MESSAGE_REDACTION));
        let mut msgid = [0; MESSAGE_ID_BYTES];
        let msgid = write_message_id(&mut msgid, id);
        self.send_deed(self.deed(stamp, network.user(by)), untold, |line| {
            let line = line.command("REDACT").param(target).param(msgid);
            match reason {
                Some(reason) => line.trailing(reason),
                None => line,
            }
        });
    }
}
