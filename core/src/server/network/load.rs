//! Channels that were kept come back when the server starts.
//!
//! A registered one is there as it was. One that people were merely in is dormant: whoever was
//! in it finds it again by its name, with its history, until somebody has come back and the last
//! has left. A dormant channel that only the invited may join would be closed to everybody, and
//! open to nobody's history: it does not come back.

use super::super::storage::{AccountRecord, ChannelRecord};
use super::{
    Channel, ChannelFlags, ChannelId, Effect, ListEntry, ListKind, Network, Observe, Prefix,
    Registered, Stamp, Topic,
};
use crate::wire::{ChannelName, fold_mask};

impl Network {
    /// Puts a kept channel back. False if it does not come back.
    pub(crate) fn load_channel(&mut self, record: ChannelRecord) -> bool {
        let Ok(name) = ChannelName::parse(&record.name, usize::MAX) else { return false };
        let mut channel = Channel::new(name, record.id);
        channel.flags = record.flags.chars().filter_map(ChannelFlags::of_letter).collect();
        channel.topic = record.topic.map(|(text, by, at_ms)| Topic { text, by, at_ms });
        channel.key = record.key;
        channel.limit = record.limit;
        for (letter, mask, by, at_ms) in record.masks {
            if let Some(kind) = ListKind::of_letter(letter) {
                let folded = fold_mask(&mask).into();
                channel.list_mut(kind).push(ListEntry { mask, folded, by, at_ms });
            }
        }
        if record.founder.is_empty() {
            channel.dormant = true;
        } else {
            let mut registered = Registered {
                founder: record.founder,
                at_ms: record.registered_ms,
                access: Vec::new(),
            };
            for (account, letter) in record.access {
                let prefix = Prefix::of_letter(letter).unwrap_or(Prefix::empty());
                registered.give(account, prefix);
            }
            channel.registered = Some(Box::new(registered));
        }
        let closed = channel.dormant && channel.flags.contains(ChannelFlags::INVITE_ONLY);
        // Of two with one name the later counts: records come in the order of their ids.
        if closed || self.channel_names.contains_key(&channel.folded) {
            return false;
        }
        let folded = channel.folded.clone();
        let id = ChannelId(self.channels.insert(channel));
        self.channel_names.insert(folded, id);
        true
    }

    /// Puts kept accounts and their read markers back.
    pub(crate) fn load_accounts(
        &mut self,
        accounts: Vec<AccountRecord>,
        read_markers: Vec<(u64, Box<str>, u64)>,
    ) {
        for record in accounts {
            // A name that is none any more has no place here; it stays in the store.
            let _ = self.accounts.put(record);
        }
        for (id, target, read_ms) in read_markers {
            self.accounts.mark_read(id, &target, read_ms);
        }
    }

    /// Makes room for a new channel: the oldest dormant one gives way, if there is one.
    pub(super) fn forget_dormant(&mut self, stamp: Stamp, see: &mut dyn Observe) {
        let dormant = self.channels().filter(|(_, channel)| channel.dormant);
        if let Some((id, _)) = dormant.min_by_key(|(_, channel)| channel.room) {
            see.effect(self, stamp, &Effect::ChannelGone { channel: id });
            let gone = self.channels.remove(id.0);
            self.channel_names.remove(&gone.folded);
        }
    }
}

impl Registered {
    /// Adds a prefix to what an account gets when it joins.
    pub(crate) fn give(&mut self, account: Box<str>, prefix: Prefix) {
        match self.access.iter_mut().find(|(listed, _)| *listed == account) {
            Some((_, prefixes)) => *prefixes |= prefix,
            None => self.access.push((account, prefix)),
        }
    }
}
