//! Coming, going and changing: everything that is told but messages and modes.

use super::super::network::{
    ChannelId, Holder, Network, Rank, SessionId, Stamp, User, UserId, UserModes,
};
use super::super::numerics::{RPL_LOGGEDOUT, RPL_MONOFFLINE, RPL_MONONLINE};
use super::super::session::Caps;
use super::deed::{Deed, untold};
use super::{
    Delivery, account_or_star, away_message, begin, begin_by, plain, sender_tags, tags_for, tags_of,
};
use crate::mutants::Mutant;

impl Delivery<'_> {
    /// A departure: those who shared a channel hear of it, each once.
    pub(super) fn quit(&mut self, network: &Network, stamp: Stamp, user: UserId, reason: &str) {
        if Mutant::ForgetsLeave.strikes(stamp.unix_ms) {
            return;
        }
        self.nobody().add_peers(network, user);
        let (gone, text) = (network.user(user), self.text);
        let told = |buf: &mut Vec<u8>| plain::left(buf, text, gone);
        self.send_deed(self.deed(stamp, gone), told, |l| l.command("QUIT").trailing(reason));
    }

    pub(super) fn nick(
        &mut self,
        network: &Network,
        stamp: Stamp,
        user: UserId,
        (old_source, old_nick): (&str, &str),
    ) {
        self.nobody().add_peers(network, user);
        self.add(network, user);
        let (user, text) = (network.user(user), self.text);
        let deed = Deed { source: old_source, ..self.deed(stamp, user) };
        let told = |buf: &mut Vec<u8>| plain::renamed(buf, text, old_nick, &user.nick);
        self.send_deed(deed, told, |l| l.command("NICK").param(&user.nick));
    }

    /// Somebody joined: the members see it, the newcomer among them; those with `away-notify`
    /// also learn whether the newcomer is away.
    pub(super) fn joined(
        &mut self,
        network: &Network,
        stamp: Stamp,
        user: UserId,
        channel: ChannelId,
    ) {
        self.nobody().add_members(network, channel);
        self.send_join(network, stamp, (user, channel));
        let newcomer = network.user(user);
        if newcomer.away.is_some() {
            let own = self.own;
            self.scratch.recipients.retain(|&id| Some(id) != own);
            self.keep(|caps| caps.contains(Caps::AWAY_NOTIFY));
            self.send_away(stamp, newcomer);
        }
    }

    /// The sending session alone sees its user join.
    pub(crate) fn show_join(
        &mut self,
        network: &Network,
        stamp: Stamp,
        joined: (UserId, ChannelId),
    ) {
        self.nobody();
        self.scratch.recipients.extend(self.own);
        self.send_join(network, stamp, joined);
    }

    fn send_join(&mut self, network: &Network, stamp: Stamp, (user, channel): (UserId, ChannelId)) {
        let (newcomer, channel) = (network.user(user), network.channel(channel));
        let line_bytes_max = self.config.limits.line_bytes_max;
        let deed = self.deed(stamp, newcomer);
        self.send(deed.tags() | Caps::EXTENDED_JOIN, |caps, buf| {
            if caps.contains(Caps::PLAIN) {
                return;
            }
            let line = deed.begin(buf, line_bytes_max, caps);
            let line = line.command("JOIN").param(&channel.name);
            if caps.contains(Caps::EXTENDED_JOIN) {
                line.param(account_or_star(newcomer)).trailing(&newcomer.realname).end();
            } else {
                line.end();
            }
        });
    }

    pub(super) fn parted(
        &mut self,
        network: &Network,
        stamp: Stamp,
        user: UserId,
        (channel, reason): (ChannelId, Option<&str>),
    ) {
        self.nobody().add_members(network, channel);
        let (gone, channel) = (network.user(user), network.channel(channel));
        let text = self.text;
        let told = |buf: &mut Vec<u8>| plain::left(buf, text, gone);
        self.send_deed(self.deed(stamp, gone), told, |line| {
            let line = line.command("PART").param(&channel.name);
            match reason {
                Some(reason) => line.trailing(reason),
                None => line,
            }
        });
    }

    pub(super) fn kicked(
        &mut self,
        network: &Network,
        stamp: Stamp,
        (by, user): (UserId, UserId),
        (channel, reason): (ChannelId, &str),
    ) {
        self.nobody().add_members(network, channel);
        let (gone, channel) = (network.user(user), network.channel(channel));
        let text = self.text;
        let told = |buf: &mut Vec<u8>| plain::left(buf, text, gone);
        self.send_deed(self.deed(stamp, network.user(by)), told, |line| {
            line.command("KICK").param(&channel.name).param(&gone.nick).trailing(reason)
        });
    }

    pub(super) fn topic(
        &mut self,
        network: &Network,
        stamp: Stamp,
        by: UserId,
        (channel, text): (ChannelId, &str),
    ) {
        self.nobody().add_members(network, channel);
        let channel = network.channel(channel);
        self.send_deed(self.deed(stamp, network.user(by)), untold, |line| {
            line.command("TOPIC").param(&channel.name).trailing(text)
        });
    }

    /// An invitation: the invited sees it, and so do those members who could have made it and
    /// have `invite-notify`.
    pub(super) fn invited(
        &mut self,
        network: &Network,
        stamp: Stamp,
        (by, user): (UserId, UserId),
        channel: ChannelId,
    ) {
        let channel = network.channel(channel);
        self.nobody();
        for member in channel.members() {
            if member.prefix.rank() >= Rank::HalfOperator && member.user != by {
                self.add(network, member.user);
            }
        }
        self.keep(|caps| caps.contains(Caps::INVITE_NOTIFY));
        self.add(network, user);
        let (by, invited) = (network.user(by), network.user(user));
        let (text, line_bytes_max) = (self.text, self.config.limits.line_bytes_max);
        self.send(tags_of(by), |caps, buf| {
            if caps.contains(Caps::PLAIN) {
                plain::invited(buf, text, by, &channel.name);
                return;
            }
            let line = begin_by(buf, line_bytes_max, caps, (stamp, by)).source(&by.source);
            line.command("INVITE").param(&invited.nick).param(&channel.name).end();
        });
    }

    pub(super) fn away(&mut self, network: &Network, stamp: Stamp, user: UserId) {
        self.nobody().add_peers(network, user);
        self.add_watchers(network, user, Caps::EXTENDED_MONITOR);
        self.keep(|caps| caps.contains(Caps::AWAY_NOTIFY));
        self.send_away(stamp, network.user(user));
    }

    fn send_away(&mut self, stamp: Stamp, user: &User) {
        let (text, line_bytes_max) = (self.text, self.config.limits.line_bytes_max);
        self.send(tags_of(user) | Caps::PRE_AWAY, |caps, buf| {
            if caps.contains(Caps::PLAIN) {
                return;
            }
            let line = begin_by(buf, line_bytes_max, caps, (stamp, user)).source(&user.source);
            let line = line.command("AWAY");
            match away_message(user, caps, text) {
                Some(message) => line.trailing(message).end(),
                None => line.end(),
            };
        });
    }

    /// Somebody logged in or out (IRCv3 account-notify). The tag still names the account that it
    /// was said under (IRCv3 account-tag, "Description"). Who is logged out is told (IRCv3
    /// sasl-3.1); who logs in has asked for it.
    pub(super) fn account(
        &mut self,
        network: &Network,
        stamp: Stamp,
        user: UserId,
        before: Option<&str>,
    ) {
        self.nobody().add_peers(network, user);
        self.add(network, user);
        self.add_watchers(network, user, Caps::EXTENDED_MONITOR);
        self.keep(|caps| caps.contains(Caps::ACCOUNT_NOTIFY));
        let user = network.user(user);
        let (bot, line_bytes_max) = (user.is_bot(), self.config.limits.line_bytes_max);
        self.send(tags_for(before, bot), |caps, buf| {
            if !caps.contains(Caps::PLAIN) {
                let line = begin(buf, line_bytes_max, caps, stamp);
                let line = sender_tags(line, caps, before, bot).source(&user.source);
                line.command("ACCOUNT").param(account_or_star(user)).end();
            }
        });
        if user.account.is_none() {
            self.nobody().scratch.recipients.extend(&user.sessions);
            let (server, text) = (&self.config.server_name, self.text.say("logged-out"));
            self.send_line(stamp, server, |l| {
                l.numeric(RPL_LOGGEDOUT).param(&user.nick).param(&user.source).trailing(text)
            });
        }
    }

    pub(super) fn realname(&mut self, network: &Network, stamp: Stamp, user: UserId) {
        self.nobody().add_peers(network, user);
        self.add(network, user);
        self.add_watchers(network, user, Caps::EXTENDED_MONITOR);
        self.keep(|caps| caps.contains(Caps::SETNAME));
        let user = network.user(user);
        self.send_line_by(stamp, user, |l| l.command("SETNAME").trailing(&user.realname));
    }

    pub(super) fn hostname(
        &mut self,
        network: &Network,
        stamp: Stamp,
        user: UserId,
        old_source: &str,
    ) {
        self.nobody().add_peers(network, user);
        self.add(network, user);
        self.add_watchers(network, user, Caps::EXTENDED_MONITOR);
        self.keep(|caps| caps.contains(Caps::CHGHOST));
        let user = network.user(user);
        self.send_line_by_former(stamp, (user, old_source), |l| {
            l.command("CHGHOST").param(&user.username).param(&user.hostname)
        });
    }

    pub(super) fn wallops(&mut self, network: &Network, stamp: Stamp, by: UserId, text: &str) {
        self.nobody();
        for (id, user) in network.users() {
            if user.modes.contains(UserModes::WALLOPS) {
                self.add(network, id);
            }
        }
        self.send_line_by(stamp, network.user(by), |l| l.command("WALLOPS").trailing(text));
    }

    /// Those who monitor the nickname learn that it is there (IRCv3 monitor).
    pub(super) fn online(&mut self, network: &Network, stamp: Stamp, id: UserId) {
        let user = network.user(id);
        let watchers = self.monitors.get(&user.folded);
        self.tell_watchers(network, stamp, watchers, RPL_MONONLINE, &user.source);
        for &watcher in watchers.into_iter().flatten() {
            let Some(reader) = self.sessions.at(watcher).user else { continue };
            let reader = (watcher, &*network.user(reader).nick);
            self.send_metadata(network, stamp, reader, Holder::User(id));
        }
    }

    /// Those who monitor the nickname learn that it is gone.
    pub(super) fn offline(&mut self, network: &Network, stamp: Stamp, user: UserId) {
        let user = network.user(user);
        let watchers = self.monitors.get(&user.folded);
        self.tell_watchers(network, stamp, watchers, RPL_MONOFFLINE, &user.nick);
    }

    fn tell_watchers(
        &mut self,
        network: &Network,
        stamp: Stamp,
        watchers: Option<&Vec<SessionId>>,
        numeric: u16,
        who: &str,
    ) {
        let server = &self.config.server_name;
        for &watcher in watchers.into_iter().flatten() {
            let Some(reader) = self.sessions.at(watcher).user else { continue };
            self.nobody().scratch.recipients.push(watcher);
            let nick = &*network.user(reader).nick;
            self.send_line(stamp, server, |l| l.numeric(numeric).param(nick).trailing(who));
        }
    }

    pub(super) fn add_members(&mut self, network: &Network, channel: ChannelId) {
        for member in network.channel(channel).members() {
            self.add(network, member.user);
        }
    }
}
