//! Delivery: what happened in the network becomes frames, and frames find their recipients.
//!
//! A frame is encoded once for each way of seeing it (the capabilities that change it), and
//! sent to all who see it that way; a line for a thousand members is not encoded a thousand
//! times. What the session that caused an effect is itself told goes into the response to its
//! labeled command, if there is one (IRCv3 labeled-response).

mod deed;
mod events;
mod kept;
mod label;
mod lines;
mod message;
mod metadata;
mod modes;
mod names;
mod plain;
mod playback;
mod read;
mod redacted;
mod renamed;
mod stamp;

use std::collections::BTreeMap;

pub(crate) use kept::send_id;
pub(crate) use label::Label;
pub(crate) use message::Outgoing;
pub(crate) use metadata::{Entry, Sheet, entries, holder_name, is_aware};
pub(crate) use modes::{channel_modes, user_modes};
pub(crate) use names::{names, names_symbol};
pub(crate) use plain::line as plain_line;
pub(crate) use playback::{Playback, shown_id};
pub(crate) use read::markread;
pub(crate) use stamp::{
    MESSAGE_ID_BYTES, date_time, parse_message_id, parse_time, timestamp, write_message_id,
    write_time,
};

use modes::mode_line;

use super::config::Config;
use super::excuse::Undo;
use super::io::{ConnId, Outputs};
use super::network::{
    Change, Effect, Network, Observe, SessionId, Stamp, UNSPECIFIED, User, UserId,
};
use super::session::{Caps, Sessions};
use crate::text::Text;
use crate::wire::{Casefolded, Line};

/// Memory that deliveries use again and again.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    recipients: Vec<SessionId>,
    variants: Vec<Variant>,
    /// For each user's index the last round in which it was counted.
    marks: Vec<u64>,
    round: u64,
    /// Who came to a channel, left one or has another prefix in one.
    moved: Vec<UserId>,
}

impl Scratch {
    /// Notes that somebody has moved.
    pub(crate) fn note_moved(&mut self, user: UserId) {
        self.moved.push(user);
    }

    /// Takes who has moved since it was asked last.
    pub(crate) fn take_moved(&mut self) -> Vec<UserId> {
        std::mem::take(&mut self.moved)
    }
}

/// One way of seeing a frame, and who sees it so.
#[derive(Debug)]
struct Variant {
    caps: Caps,
    to: Vec<ConnId>,
}

/// Observes the network during one command, and delivers.
pub(crate) struct Delivery<'a> {
    pub(crate) config: &'a Config,
    pub(crate) text: &'static Text,
    pub(crate) sessions: &'a Sessions,
    pub(crate) monitors: &'a BTreeMap<Casefolded, Vec<SessionId>>,
    pub(crate) scratch: &'a mut Scratch,
    pub(crate) out: &'a mut Outputs,
    /// The session whose command this is.
    pub(crate) own: Option<SessionId>,
    /// The response to its labeled command.
    pub(crate) label: Option<&'a mut Label>,
    /// What must be forgotten if the command's records are not kept.
    pub(crate) undo: &'a mut Vec<Undo>,
    /// The last stamp's id, for what has several.
    pub(crate) last_id: &'a mut u64,
    /// The id that readers are shown of what happens, if that is kept and can be read later. The
    /// lines of one change of modes count up from it.
    pub(crate) shown_id: Option<u64>,
    /// Nobody's leaving is kept: the server ends.
    pub(crate) stopping: bool,
}

impl Observe for Delivery<'_> {
    fn effect(&mut self, network: &Network, stamp: Stamp, effect: &Effect<'_>) {
        self.keep_effect(network, stamp, effect);
        self.note_moves(network, effect);
        match *effect {
            Effect::ChannelChanged { .. }
            | Effect::ChannelGone { .. }
            | Effect::ChannelRegistered { .. }
            | Effect::AccountChanged { .. }
            | Effect::AccountGone { .. }
            | Effect::MarkerMoved { .. } => {}
            Effect::Account { user, before, .. } => self.account(network, stamp, user, before),
            Effect::Online { user } => self.online(network, stamp, user),
            Effect::Offline { user } => self.offline(network, stamp, user),
            Effect::Quit { user, reason } => self.quit(network, stamp, user, reason),
            Effect::Nick { user, old_source, old_nick } => {
                self.nick(network, stamp, user, (old_source, old_nick));
            }
            Effect::Joined { user, channel } => self.joined(network, stamp, user, channel),
            Effect::Parted { user, channel, reason } => {
                self.parted(network, stamp, user, (channel, reason));
            }
            Effect::Kicked { by, user, channel, reason } => {
                self.kicked(network, stamp, (by, user), (channel, reason));
            }
            Effect::TopicChanged { by, channel, text } => {
                self.topic(network, stamp, by, (channel, text));
            }
            Effect::ChannelModes { by, channel, changes } => {
                self.channel_modes(network, stamp, by, (channel, changes));
            }
            Effect::UserModes { user, set, unset } => {
                self.user_modes(network, stamp, user, (set, unset));
            }
            Effect::Message { from, kind, audience, target, text, tags } => {
                let message = Outgoing { from, kind, target, text, tags };
                self.message(network, stamp, &message, audience);
            }
            Effect::Renamed { by, channel, name, reason } => {
                self.renamed(network, stamp, (by, reason), (channel, name));
            }
            Effect::Redacted { by, audience, target, message, reason } => {
                self.redacted(network, stamp, (by, audience), target, (message.id, reason));
            }
            Effect::Invited { by, user, channel } => {
                self.invited(network, stamp, (by, user), channel);
            }
            Effect::Metadata { holder, key, value, is_answered } => {
                self.metadata(network, stamp, (holder, is_answered), (key, value));
            }
            Effect::Read { user, target, read_ms } => {
                self.read(network, stamp, user, (target, read_ms));
            }
            Effect::Away { user } => self.away(network, stamp, user),
            Effect::Realname { user } => self.realname(network, stamp, user),
            Effect::Hostname { user, old_source } => {
                self.hostname(network, stamp, user, old_source);
            }
            Effect::Wallops { by, text } => self.wallops(network, stamp, by, text),
        }
    }
}

impl Delivery<'_> {
    fn note_moves(&mut self, network: &Network, effect: &Effect<'_>) {
        match *effect {
            // What an account's user was in before it logged in.
            Effect::Account { user, .. }
            | Effect::Joined { user, .. }
            | Effect::Parted { user, .. }
            | Effect::Kicked { user, .. } => self.scratch.moved.push(user),
            Effect::ChannelModes { changes, .. } => {
                for change in changes {
                    if let Change::Prefix(_, _, user) = change {
                        self.scratch.moved.push(*user);
                    }
                }
            }
            // Channels are kept by their names.
            Effect::Renamed { channel, .. } => {
                let members = network.channel(channel).members().iter();
                self.scratch.moved.extend(members.map(|member| member.user));
            }
            Effect::AccountChanged { .. }
            | Effect::AccountGone { .. }
            | Effect::Redacted { .. }
            | Effect::Away { .. }
            | Effect::ChannelChanged { .. }
            | Effect::ChannelGone { .. }
            | Effect::ChannelRegistered { .. }
            | Effect::Hostname { .. }
            | Effect::Invited { .. }
            | Effect::MarkerMoved { .. }
            | Effect::Message { .. }
            | Effect::Metadata { .. }
            | Effect::Nick { .. }
            | Effect::Offline { .. }
            | Effect::Online { .. }
            | Effect::Quit { .. }
            | Effect::Read { .. }
            | Effect::Realname { .. }
            | Effect::TopicChanged { .. }
            | Effect::UserModes { .. }
            | Effect::Wallops { .. } => {}
        }
    }

    /// Begins a new list of recipients.
    fn nobody(&mut self) -> &mut Self {
        self.scratch.recipients.clear();
        self
    }

    /// Adds the sessions of a user.
    fn add(&mut self, network: &Network, user: UserId) {
        match self.sessions.home(user) {
            Some(only) => self.scratch.recipients.push(only),
            None => self.scratch.recipients.extend_from_slice(&network.user(user).sessions),
        }
    }

    /// Adds everybody who shares a channel with `user`, once, without `user`.
    fn add_peers(&mut self, network: &Network, user: UserId) {
        self.scratch.round += 1;
        let round = self.scratch.round;
        self.mark(user, round);
        for &channel in &network.user(user).channels {
            for member in network.channel(channel).members() {
                if self.mark(member.user, round) {
                    self.add(network, member.user);
                }
            }
        }
    }

    /// Adds, after [`Delivery::add_peers`], those who only watch the user's nickname and with one
    /// of these capabilities want to know more of it than that it is there.
    fn add_watchers(&mut self, network: &Network, user: UserId, wanted: Caps) {
        let watchers = self.monitors.get(&network.user(user).folded);
        for &watcher in watchers.into_iter().flatten() {
            let Some(reader) = self.sessions.at(watcher).user else { continue };
            let is_peer = self.scratch.marks.get(reader.index()) == Some(&self.scratch.round);
            if !is_peer && self.sessions.caps(watcher).intersects(wanted) {
                self.scratch.recipients.push(watcher);
            }
        }
    }

    /// Whether the user was not marked in this round before.
    fn mark(&mut self, user: UserId, round: u64) -> bool {
        let index = user.index();
        if index >= self.scratch.marks.len() {
            self.scratch.marks.resize(index + 1, 0);
        }
        std::mem::replace(&mut self.scratch.marks[index], round) != round
    }

    /// Keeps the recipients whose capabilities please `wanted`.
    fn keep(&mut self, wanted: impl Fn(Caps) -> bool) {
        let sessions = self.sessions;
        self.scratch.recipients.retain(|&id| wanted(sessions.caps(id)));
    }

    /// Encodes one frame for each way in which the recipients see it, by those capabilities of
    /// theirs that are `relevant`, and sends it to them. `encode` appends a frame of whole
    /// lines, or nothing for those who are not told.
    fn send(&mut self, relevant: Caps, mut encode: impl FnMut(Caps, &mut Vec<u8>)) {
        let relevant = relevant | Caps::PLAIN;
        for &id in &self.scratch.recipients {
            let (conn, caps) = self.sessions.route(id);
            let caps = caps & relevant;
            if self.own == Some(id)
                && let Some(label) = self.label.as_deref_mut()
            {
                label.append(|buf| encode(caps, buf));
                continue;
            }
            match self.scratch.variants.iter_mut().find(|v| v.caps == caps) {
                Some(variant) => variant.to.push(conn),
                None => self.scratch.variants.push(Variant { caps, to: vec![conn] }),
            }
        }
        for variant in &mut self.scratch.variants {
            if variant.to.is_empty() {
                continue;
            }
            let arena = self.out.arena();
            let start = arena.len();
            encode(variant.caps, arena);
            let frame = start..arena.len();
            if !frame.is_empty() {
                self.out.send_many(frame, &variant.to);
            }
            variant.to.clear();
        }
        // Ways of seeing come and go; those of the moment are kept with their memory.
        if self.scratch.variants.len() > VARIANTS_KEPT {
            self.scratch.variants.clear();
        }
    }

    /// Sends one ordinary line from the server to the recipients: at most a `time` tag varies.
    /// Plain mode is not told.
    fn send_line(
        &mut self,
        stamp: Stamp,
        source: &str,
        build: impl for<'b> Fn(Line<'b>) -> Line<'b>,
    ) {
        let line_bytes_max = self.config.limits.line_bytes_max;
        self.send(Caps::SERVER_TIME, |caps, buf| {
            if !caps.contains(Caps::PLAIN) {
                build(begin(buf, line_bytes_max, caps, stamp).source(source)).end();
            }
        });
    }

    /// The same for a line from a user, with the tags that tell of it.
    fn send_line_by(
        &mut self,
        stamp: Stamp,
        by: &User,
        build: impl for<'b> Fn(Line<'b>) -> Line<'b>,
    ) {
        self.send_line_by_former(stamp, (by, &by.source), build);
    }

    /// The same with the source that the user had before.
    fn send_line_by_former(
        &mut self,
        stamp: Stamp,
        (by, source): (&User, &str),
        build: impl for<'b> Fn(Line<'b>) -> Line<'b>,
    ) {
        let line_bytes_max = self.config.limits.line_bytes_max;
        self.send(tags_of(by), |caps, buf| {
            if !caps.contains(Caps::PLAIN) {
                build(begin_by(buf, line_bytes_max, caps, (stamp, by)).source(source)).end();
            }
        });
    }
}

/// Memory for this many ways of seeing is kept: more than clients of one kind need.
const VARIANTS_KEPT: usize = 16;

/// Starts a line that carries the time for those who want it (IRCv3 server-time).
pub(crate) fn begin(
    buf: &mut Vec<u8>,
    line_bytes_max: usize,
    caps: Caps,
    stamp: Stamp,
) -> Line<'_> {
    let line = Line::new(buf, line_bytes_max);
    if !caps.contains(Caps::SERVER_TIME) {
        return line;
    }
    let mut tag = [0; stamp::TIME_TAG_BYTES];
    line.raw_tags(write_time(&mut tag, stamp.unix_ms))
}

/// Starts a line that somebody says or does: with the time and what tags tell of them.
fn begin_by<'b>(
    buf: &'b mut Vec<u8>,
    line_bytes_max: usize,
    caps: Caps,
    (stamp, by): (Stamp, &User),
) -> Line<'b> {
    let line = begin(buf, line_bytes_max, caps, stamp);
    sender_tags(line, caps, by.account.as_deref(), by.is_bot())
}

/// What tags tell of who said something (IRCv3 account-tag and bot-mode).
fn sender_tags<'b>(mut line: Line<'b>, caps: Caps, account: Option<&str>, bot: bool) -> Line<'b> {
    if account.is_some() && caps.contains(Caps::ACCOUNT_TAG) {
        line = line.tag("account", account);
    }
    if bot && caps.contains(Caps::MESSAGE_TAGS) {
        line = line.tag("bot", None);
    }
    line
}

/// The capabilities on which the tags of [`begin_by`] depend: none that make no difference for
/// this user, so that fewer frames are encoded.
fn tags_of(by: &User) -> Caps {
    tags_for(by.account.as_deref(), by.is_bot())
}

/// The capabilities on which [`sender_tags`] and the time depend.
fn tags_for(account: Option<&str>, bot: bool) -> Caps {
    let account = if account.is_some() { Caps::ACCOUNT_TAG } else { Caps::empty() };
    let bot = if bot { Caps::MESSAGE_TAGS } else { Caps::empty() };
    Caps::SERVER_TIME | account | bot
}

/// A user's away message. That of somebody who is away for an unspecified reason is a sentence
/// to those who would not understand it (IRCv3 pre-away).
pub(crate) fn away_message<'a>(user: &'a User, caps: Caps, text: &'a Text) -> Option<&'a str> {
    let message = user.away.as_deref()?;
    let understood = message != UNSPECIFIED || caps.contains(Caps::PRE_AWAY);
    Some(if understood { message } else { text.say("away-unspecified") })
}

/// A user's account as `extended-join` and WHOX show it.
pub(crate) fn account_or_star(user: &User) -> &str {
    user.account.as_deref().unwrap_or("*")
}
