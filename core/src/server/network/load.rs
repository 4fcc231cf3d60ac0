//! Channels that were kept come back when the server starts.
//!
//! A registered one is there as it was. One that people were merely in is dormant: whoever was
//! in it finds it again by its name, with its history, until somebody has come back and the last
//! has left. A dormant channel that only the invited may join would be closed to everybody, and
//! open to nobody's history: it does not come back.

use std::collections::BTreeSet;

use super::super::storage::{AccountRecord, ChannelRecord};
use super::{
    Channel, ChannelFlags, ChannelId, Effect, Network, Observe, Prefix, Registered, Stamp, UserId,
};
use crate::wire::ChannelName;

impl Network {
    /// Puts kept channels back; accounts are there already. Returns the rooms of those that do
    /// not come back, and those that are no longer as they were kept.
    pub(crate) fn load_channels(
        &mut self,
        records: Vec<ChannelRecord>,
    ) -> (Vec<u64>, Vec<ChannelId>) {
        let always_on = self.accounts.iter().filter(|account| self.stays(&account.record));
        let held = always_on.flat_map(|account| account.record.channels.iter());
        let held: BTreeSet<_> = held.map(|(name, _)| name.clone()).collect();
        // Of two with one name the later counts: they come in the order of their ids.
        let (mut gone, mut changed) = (Vec::new(), Vec::new());
        for mut record in records.into_iter().rev() {
            let (room, is_held) = (record.id, held.contains(&record.name));
            let differs = self.forget_strangers(&mut record);
            match self.load_channel(record, is_held) {
                None => gone.push(room),
                Some(id) if differs => changed.push(id),
                Some(_) => {}
            }
        }
        (gone, changed)
    }

    /// Takes accounts that are no more (removed while no server ran) out of a channel's record:
    /// whoever has their names next is somebody else. Whether there were any.
    fn forget_strangers(&self, record: &mut ChannelRecord) -> bool {
        let is_known = |account: &str| self.accounts.find(account).is_some();
        let listed = record.access.len();
        record.access.retain(|(account, _)| is_known(account));
        let mut differs = record.access.len() != listed;
        if !record.founder.is_empty() && !is_known(&record.founder) {
            record.founder = Box::default();
            differs = true;
        }
        differs
    }

    /// Puts a kept channel back; `is_held` if somebody who is always on is in it. None if it
    /// does not come back.
    fn load_channel(&mut self, record: ChannelRecord, is_held: bool) -> Option<ChannelId> {
        let name = ChannelName::parse(&record.name, usize::MAX).ok()?;
        let mut channel = Channel::new(name, record.id);
        channel.restore(&record);
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
        let invite_only = channel.flags.contains(ChannelFlags::INVITE_ONLY);
        let closed = channel.dormant && invite_only && !is_held;
        if closed || self.channel_names.contains_key(&channel.folded) {
            return None;
        }
        let folded = channel.folded.clone();
        let id = ChannelId(self.channels.insert(channel));
        self.channel_names.insert(folded, id);
        Some(id)
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
            if let Some(account) = self.accounts.get_mut(id) {
                account.read_markers.mark(&target, read_ms);
            }
        }
    }

    /// The channel of a room.
    fn channel_of_room(&mut self, room: u64) -> Option<&mut Channel> {
        let found = self.channels().find(|(_, channel)| channel.room == room);
        let (id, _) = found?;
        Some(self.channels.at_mut(id.0))
    }

    /// Has a user be of the party and the account that it was of before, unless it has become of
    /// another since.
    pub(crate) fn restore_login(
        &mut self,
        user: UserId,
        party: u64,
        before: (u64, Option<Box<str>>),
    ) {
        if self.users.find(user.0).is_some_and(|entry| entry.party == party) {
            let entry = self.users.at_mut(user.0);
            (entry.party, entry.account) = before;
        }
    }

    /// Puts back what a channel was, if it is still there. Returns its members if it is called
    /// by its former name again.
    pub(crate) fn restore_channel(&mut self, before: &ChannelRecord) -> Vec<UserId> {
        let found = self.channels().find(|(_, channel)| channel.room == before.id);
        let Some((id, _)) = found else { return Vec::new() };
        self.channels.at_mut(id.0).restore(before);
        if !self.call_again(id, &before.name) {
            return Vec::new();
        }
        self.channel(id).members().iter().map(|member| member.user).collect()
    }

    /// Puts a member's prefix back, if the membership still lasts.
    pub(crate) fn restore_prefix(
        &mut self,
        room: u64,
        (user, since): (UserId, u64),
        (prefix, was_there): (Prefix, bool),
    ) {
        let channel = self.channel_of_room(room);
        let member = channel.and_then(|channel| channel.member_mut(user));
        if let Some(member) = member.filter(|member| member.since == since) {
            member.prefix.set(prefix, was_there);
        }
    }

    /// Puts back whose a channel was, if it is still there.
    pub(crate) fn restore_registered(&mut self, room: u64, before: Option<Box<Registered>>) {
        let Some(channel) = self.channel_of_room(room) else { return };
        channel.registered = before;
        // Nobody is in it to see it end; it ends with the next to leave.
        channel.dormant |= channel.members().is_empty() && channel.registered.is_none();
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
