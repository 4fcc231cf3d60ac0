//! A channel's new name on its way to the members (IRCv3 channel-rename).

use super::super::network::{ChannelId, Network, Stamp, UserId};
use super::super::numerics::{RPL_ENDOFNAMES, RPL_NAMREPLY, RPL_TOPIC, RPL_TOPICWHOTIME};
use super::super::session::Caps;
use super::deed::untold;
use super::names::{NAMES_CAPS, names, names_symbol};
use super::{Delivery, account_or_star, begin, markread};
use crate::wire::{ChannelName, Line};

/// A channel's change of name.
#[derive(Clone, Copy)]
struct Change<'a> {
    stamp: Stamp,
    channel: ChannelId,
    name: &'a ChannelName,
    reason: &'a str,
}

impl Delivery<'_> {
    /// Members with the capability see the new name. For the others one channel ends and another
    /// begins, unless only the case of the name changes: then they need not know.
    pub(super) fn renamed(
        &mut self,
        network: &Network,
        stamp: Stamp,
        (by, reason): (UserId, &str),
        (channel, name): (ChannelId, &ChannelName),
    ) {
        self.nobody().add_members(network, channel);
        self.keep(|caps| caps.contains(Caps::CHANNEL_RENAME));
        let old = network.channel(channel);
        self.send_deed(self.deed(stamp, network.user(by)), untold, |line| {
            line.command("RENAME").param(&old.name).param(name).trailing(reason)
        });
        if name.folded() == old.folded {
            return;
        }
        let change = Change { stamp, channel, name, reason };
        let mut listed = Vec::new();
        for member in old.members() {
            self.nobody().add(network, member.user);
            self.keep(|caps| !caps.intersects(Caps::CHANNEL_RENAME | Caps::PLAIN));
            self.move_over(network, member.user, change, &mut listed);
        }
    }

    /// Tells sessions of one user that it has left the channel of the old name and joined that
    /// of the new one, with all that follows a JOIN. `listed` has the names for each way of
    /// seeing them that has been met.
    fn move_over(
        &mut self,
        network: &Network,
        id: UserId,
        change: Change<'_>,
        listed: &mut Vec<(Caps, Vec<String>)>,
    ) {
        let Change { stamp, channel, name, reason } = change;
        let (user, channel) = (network.user(id), network.channel(channel));
        let end = self.text.say("end-of-names");
        let (server, line_bytes_max) =
            (&*self.config.server_name, self.config.limits.line_bytes_max);
        let read_ms = network.read_markers(id).get(&name.folded());
        let relevant = Caps::SERVER_TIME | Caps::EXTENDED_JOIN | Caps::READ_MARKER | NAMES_CAPS;
        self.send(relevant, |caps, buf| {
            let reader = Reader { nick: &user.nick, server, line_bytes_max, caps, stamp };
            let line = reader.line(buf, &user.source).command("PART").param(&channel.name);
            if reason.is_empty() {
                line.end()
            } else {
                line.trailing(reason).end()
            };
            let line = reader.line(buf, &user.source).command("JOIN").param(name);
            if caps.contains(Caps::EXTENDED_JOIN) {
                line.param(account_or_star(user)).trailing(&user.realname).end();
            } else {
                line.end();
            }
            if let Some(topic) = &channel.topic {
                reader.numeric(buf, RPL_TOPIC).param(name).trailing(&topic.text).end();
                let line = reader.numeric(buf, RPL_TOPICWHOTIME).param(name).param(&topic.by);
                line.param_display(topic.at_ms / 1000).end();
            }
            if caps.contains(Caps::READ_MARKER) {
                markread(reader.line(buf, server), name, read_ms).end();
            }
            let caps = caps & NAMES_CAPS;
            let known = listed.iter().position(|(known, _)| *known == caps);
            let at = known.unwrap_or_else(|| {
                listed.push((caps, names(network, channel, true, caps)));
                listed.len() - 1
            });
            for names in &listed[at].1 {
                let line = reader.numeric(buf, RPL_NAMREPLY).param(names_symbol(channel));
                line.param(name).trailing(names).end();
            }
            reader.numeric(buf, RPL_ENDOFNAMES).param(name).trailing(end).end();
        });
    }
}

/// One session's way of being told.
struct Reader<'a> {
    nick: &'a str,
    server: &'a str,
    line_bytes_max: usize,
    caps: Caps,
    stamp: Stamp,
}

impl Reader<'_> {
    fn line<'b>(&self, buf: &'b mut Vec<u8>, source: &str) -> Line<'b> {
        begin(buf, self.line_bytes_max, self.caps, self.stamp).source(source)
    }

    fn numeric<'b>(&self, buf: &'b mut Vec<u8>, numeric: u16) -> Line<'b> {
        self.line(buf, self.server).numeric(numeric).param(self.nick)
    }
}
