//! Who is always on: stays in its channels while no device is connected, also over the end of
//! the server.

use std::net::{IpAddr, Ipv4Addr};

use super::super::storage::{AccountRecord, AlwaysOn};
use super::command::{Device, Effect, Observe, Refusal, Stamp};
use super::markers::ReadMarkers;
use super::{Channel, ChannelId, Member, Network, Prefix, User, UserId, UserModes};
use crate::wire::{ChannelName, Nickname, skeleton};

/// The hostname of those who have not connected since the server started.
const NO_HOST: &str = "away.invalid";

impl Network {
    /// Whether an account stays while no device of its is connected.
    pub(crate) fn stays(&self, account: &AccountRecord) -> bool {
        self.stay(account.always_on)
    }

    /// Whether those stay who have this setting.
    pub(crate) fn stay(&self, setting: AlwaysOn) -> bool {
        setting.stays(self.limits.always_on)
    }

    /// The record of a user's account, if it is always on and the channels in it are not those
    /// that the user is in.
    pub(crate) fn memberships_to_keep(&self, user: UserId) -> Option<AccountRecord> {
        let entry = self.users.find(user.0)?;
        entry.account.as_ref()?;
        let account = self.accounts.get(entry.party)?;
        if !self.stays(&account.record) {
            return None;
        }
        let channels = entry.channels.iter().map(|&id| {
            let channel = self.channel(id);
            let prefix = channel.member(user).map_or(Prefix::empty(), |member| member.prefix);
            ((*channel.name).into(), prefix.bits())
        });
        let channels: Vec<_> = channels.collect();
        (channels != account.record.channels)
            .then(|| AccountRecord { channels, ..account.record.clone() })
    }

    /// A user who was brought back when the server started comes: it is as the device says.
    ///
    /// # Errors
    ///
    /// [`Refusal::Nothing`] if the user has come before.
    pub(super) fn come_back(
        &mut self,
        stamp: Stamp,
        user: UserId,
        device: Device<'_>,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let entry = self.users.at_mut(user.0);
        if &*entry.hostname != NO_HOST {
            return Err(Refusal::Nothing);
        }
        let old_source = entry.source.clone();
        entry.username = device.username.into();
        entry.hostname = device.hostname.into();
        entry.address = device.address;
        entry.rename_source();
        see.effect(self, stamp, &Effect::Hostname { user, old_source: &old_source });
        self.users.at_mut(user.0).realname = device.realname.into();
        see.effect(self, stamp, &Effect::Realname { user });
        Ok(())
    }

    /// Brings everybody back who is always on, with their channels, when the server starts.
    pub(crate) fn restore_absent(&mut self, unix_ms: u64, last_id: &mut u64, absence: &str) {
        let always_on = self.accounts.iter().filter(|account| self.stays(&account.record));
        let records: Vec<_> = always_on.map(|account| account.record.clone()).collect();
        for record in records {
            self.restore((unix_ms, last_id), &record, absence);
        }
    }

    fn restore(
        &mut self,
        (unix_ms, last_id): (u64, &mut u64),
        record: &AccountRecord,
        absence: &str,
    ) {
        let Ok(nick) = Nickname::parse(&record.name, usize::MAX) else { return };
        let folded = nick.folded();
        let id = UserId(self.users.insert(User {
            source: Box::default(),
            folded_source: Box::default(),
            folded: folded.clone(),
            username: "peyk".into(),
            hostname: NO_HOST.into(),
            realname: record.name.clone(),
            nick,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            account: Some(record.name.clone()),
            party: record.id,
            away: Some(absence.into()),
            absent: true,
            unattended: Vec::new(),
            modes: UserModes::empty(),
            oper: None,
            channels: Vec::new(),
            sessions: Vec::new(),
            invites: Vec::new(),
            metadata: Vec::new(),
            read_markers: ReadMarkers::default(),
            signed_on_ms: unix_ms,
            spoke_ms: unix_ms,
        }));
        self.users.at_mut(id.0).rename_source();
        self.skeletons.insert((skeleton(&folded), id));
        self.nicknames.insert(folded, id);
        for (name, bits) in &record.channels {
            let prefix = Prefix::from_bits_truncate(*bits);
            *last_id += 1;
            self.restore_member(*last_id, (id, prefix), name);
        }
    }

    fn restore_member(&mut self, stamp_id: u64, (user, prefix): (UserId, Prefix), name: &str) {
        let Ok(name) = ChannelName::parse(name, usize::MAX) else { return };
        let folded = name.folded();
        let existing = self.channel_names.get(&folded).copied();
        let id = existing.unwrap_or_else(|| {
            let id = ChannelId(self.channels.insert(Channel::new(name, stamp_id)));
            self.channel_names.insert(folded, id);
            id
        });
        let channel = self.channels.at_mut(id.0);
        channel.dormant = false;
        channel.add(Member { user, prefix, since: stamp_id });
        self.users.at_mut(user.0).channels.push(id);
    }
}
