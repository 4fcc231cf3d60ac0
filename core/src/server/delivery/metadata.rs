//! Metadata on its way to those who have subscribed to its keys (IRCv3 metadata). There are two
//! drafts: the merged one (`draft/metadata-2`) tells of it with METADATA, its successor
//! (`draft/metadata-3`) with the numerics that answer questions.

use super::super::network::{Holder, Network, SessionId, Stamp};
use super::super::numerics::{RPL_KEYNOTSET, RPL_KEYVALUE};
use super::super::session::Caps;
use super::stamp::{MESSAGE_ID_BYTES, write_message_id};
use super::{Delivery, begin};
use crate::wire::Line;

/// Stands for the reader of a numeric that is sent to many.
const EVERYBODY: &str = "*";

/// A key of somebody's or something's, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) target: Box<str>,
    pub(crate) key: Box<str>,
    pub(crate) value: Box<str>,
}

/// What somebody or something is called.
pub(crate) fn holder_name(network: &Network, holder: Holder) -> &str {
    match holder {
        Holder::User(id) => &network.user(id).nick,
        Holder::Channel(id) => &network.channel(id).name,
    }
}

/// What is said about a holder under the keys that are wanted.
pub(crate) fn entries(
    network: &Network,
    holder: Holder,
    wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = Entry> {
    let target = holder_name(network, holder);
    let pairs = network.metadata(holder).iter().filter(move |(key, _)| wanted(key));
    pairs.map(|(key, value)| Entry {
        target: target.into(),
        key: key.clone(),
        value: value.clone(),
    })
}

/// Whether a session is told of metadata.
pub(crate) fn is_aware(caps: Caps) -> bool {
    caps.contains(Caps::BATCH) && caps.intersects(Caps::METADATA)
}

/// How one session is told of metadata.
pub(crate) struct Sheet<'a> {
    pub(crate) caps: Caps,
    pub(crate) line_bytes_max: usize,
    pub(crate) server: &'a str,
    pub(crate) nick: &'a str,
    pub(crate) stamp: Stamp,
}

impl Sheet<'_> {
    /// Appends a `metadata` batch about `target`; `id` names it.
    pub(crate) fn batch(&self, buf: &mut Vec<u8>, id: u64, target: &str, entries: &[Entry]) {
        let mut text = [0; MESSAGE_ID_BYTES];
        let reference = write_message_id(&mut text, id);
        let line = begin(buf, self.line_bytes_max, self.caps, self.stamp).source(self.server);
        let line = line.command("BATCH").param(&format!("+{reference}"));
        line.param("metadata").param(target).end();
        for entry in entries {
            self.entry(buf, Some(reference), entry);
        }
        let line = begin(buf, self.line_bytes_max, self.caps, self.stamp).source(self.server);
        line.command("BATCH").param(&format!("-{reference}")).end();
    }

    /// Appends a line about an entry, in a batch if there is one.
    pub(crate) fn entry(&self, buf: &mut Vec<u8>, batch: Option<&str>, entry: &Entry) {
        let mut line = begin(buf, self.line_bytes_max, self.caps, self.stamp);
        if let Some(batch) = batch {
            line = line.tag("batch", Some(batch));
        }
        let line = line.source(self.server);
        if self.caps.contains(Caps::METADATA_3) {
            let line = line.numeric(RPL_KEYVALUE).param(self.nick).param(&entry.target);
            line.param(&entry.key).param("*").trailing(&entry.value).end();
        } else {
            let line = line.command("METADATA").param(&entry.target);
            line.param(&entry.key).param("*").trailing(&entry.value).end();
        }
    }
}

impl Delivery<'_> {
    /// A key has a new value, or none any more: those who see the user or the channel and have
    /// subscribed to the key learn of it; the session that changed it has its answer.
    pub(super) fn metadata(
        &mut self,
        network: &Network,
        stamp: Stamp,
        (holder, is_answered): (Holder, bool),
        (key, value): (&str, Option<&str>),
    ) {
        self.nobody();
        match holder {
            Holder::Channel(id) => self.add_members(network, id),
            Holder::User(id) => {
                self.add_peers(network, id);
                self.add_watchers(network, id, Caps::METADATA);
                self.add(network, id);
            }
        }
        let own = self.own.filter(|_| is_answered);
        let sessions = self.sessions;
        self.scratch.recipients.retain(|&id| {
            let subscribed = || sessions.at(id).subscriptions.iter().any(|known| **known == *key);
            Some(id) != own && is_aware(sessions.caps(id)) && subscribed()
        });
        let target = holder_name(network, holder);
        let (server, not_set) = (&self.config.server_name, self.text.say("key-not-set"));
        let line_bytes_max = self.config.limits.line_bytes_max;
        self.send(Caps::SERVER_TIME | Caps::METADATA, |caps, buf| {
            let line = begin(buf, line_bytes_max, caps, stamp).source(server);
            match (value, caps.contains(Caps::METADATA_3)) {
                (Some(value), true) => {
                    let line = line.numeric(RPL_KEYVALUE).param(EVERYBODY).param(target);
                    line.param(key).param("*").trailing(value).end();
                }
                (None, true) => {
                    let line = line.numeric(RPL_KEYNOTSET).param(EVERYBODY).param(target);
                    line.param(key).trailing(not_set).end();
                }
                (value, false) => {
                    let line = line.command("METADATA").param(target).param(key).param("*");
                    value.into_iter().fold(line, Line::trailing).end();
                }
            }
        });
    }

    /// Tells a session that watches for somebody who is there now what it wants to know of them.
    pub(super) fn send_metadata(
        &mut self,
        network: &Network,
        stamp: Stamp,
        (watcher, nick): (SessionId, &str),
        holder: Holder,
    ) {
        let (conn, caps) = self.sessions.route(watcher);
        let subscriptions = &self.sessions.at(watcher).subscriptions;
        if !is_aware(caps) || subscriptions.is_empty() && !caps.contains(Caps::METADATA_3) {
            return;
        }
        *self.last_id += 1;
        let wanted = |key: &str| subscriptions.iter().any(|known| **known == *key);
        let entries: Vec<_> = entries(network, holder, wanted).collect();
        let line_bytes_max = self.config.limits.line_bytes_max;
        let server = &*self.config.server_name;
        let sheet = Sheet { caps, line_bytes_max, server, nick, stamp };
        let start = self.out.arena().len();
        sheet.batch(self.out.arena(), *self.last_id, holder_name(network, holder), &entries);
        self.out.send_one(start, conn);
    }
}
