//! Joining, leaving, and the rules of a channel.

use super::super::command::{Effect, Observe, Refusal, Stamp};
use super::super::{
    Change, Channel, ChannelFlags, ChannelId, ListEntry, ListKind, Member, Network, Prefix, Rank,
    Topic, UserId,
};
use crate::wire::{ChannelName, fold_mask};

/// Invitations a user can hold; the oldest gives way.
const INVITES_PER_USER_MAX: usize = 32;

impl Network {
    pub(super) fn join(
        &mut self,
        stamp: Stamp,
        user: UserId,
        name: ChannelName,
        key: Option<&str>,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let existing = self.find_channel(&name);
        if existing.is_some_and(|id| self.channel(id).member(user).is_some()) {
            return Err(Refusal::Nothing);
        }
        if self.user(user).channels.len() >= self.limits.channels_per_user_max {
            return Err(Refusal::TooManyChannels((*name).into()));
        }
        let id = match existing {
            Some(id) => {
                self.may_join(user, self.channel(id), key)?;
                id
            }
            None => {
                if self.channels.len() >= self.limits.channels_max {
                    self.forget_dormant(stamp, see);
                }
                if self.channels.len() >= self.limits.channels_max {
                    return Err(Refusal::ServerFull((*name).into()));
                }
                let channel = Channel::new(name, stamp.id);
                let folded = channel.folded.clone();
                let id = ChannelId(self.channels.insert(channel));
                self.channel_names.insert(folded, id);
                id
            }
        };
        let prefix = self.prefix_of_newcomer(user, self.channel(id));
        self.channels.at_mut(id.0).add(Member { user, prefix, since: stamp.id });
        let channel = self.channels.at_mut(id.0);
        channel.dormant = false;
        let room = channel.room;
        let entry = self.users.at_mut(user.0);
        entry.channels.push(id);
        entry.invites.retain(|&invite| invite != room);
        if existing.is_none() {
            see.effect(self, stamp, &Effect::ChannelChanged { channel: id, before: None });
        }
        see.effect(self, stamp, &Effect::Joined { user, channel: id });
        Ok(())
    }

    /// The first in a channel is its operator; in a registered one it is who is listed.
    fn prefix_of_newcomer(&self, user: UserId, channel: &Channel) -> Prefix {
        match &channel.registered {
            Some(registered) => registered.prefix_of(self.account_of(user).as_deref()),
            None if channel.members().is_empty() => Prefix::OPERATOR,
            None => Prefix::empty(),
        }
    }

    /// Modern IRC, "JOIN message": an invitation overrides the ban, the key, the limit and
    /// invite-only. So does a prefix in a registered channel, which could else be closed to its
    /// own founder.
    fn may_join(&self, user: UserId, channel: &Channel, key: Option<&str>) -> Result<(), Refusal> {
        let entry = self.user(user);
        let account = self.account_of(user);
        let listed = channel.registered.as_deref().map(|r| r.prefix_of(account.as_deref()));
        if entry.invites.contains(&channel.room) || listed.is_some_and(|prefix| !prefix.is_empty())
        {
            return Ok(());
        }
        let name = || (*channel.name).into();
        if channel.bans(entry) {
            return Err(Refusal::Banned(name()));
        }
        if channel.flags.contains(ChannelFlags::INVITE_ONLY)
            && !channel.lists(ListKind::InviteException, entry)
        {
            return Err(Refusal::InviteOnly(name()));
        }
        if channel.key.is_some() && channel.key.as_deref() != key {
            return Err(Refusal::BadKey(name()));
        }
        if channel.limit.is_some_and(|limit| channel.members().len() >= limit as usize) {
            return Err(Refusal::ChannelIsFull(name()));
        }
        Ok(())
    }

    /// The channel of a name.
    pub(super) fn existing(&self, name: &str) -> Result<ChannelId, Refusal> {
        self.find_channel(name).ok_or_else(|| Refusal::NoSuchChannel(name.into()))
    }

    /// The channel of a name, if `user` is its member.
    pub(super) fn joined(&self, user: UserId, name: &str) -> Result<(ChannelId, Rank), Refusal> {
        let id = self.existing(name)?;
        match self.channel(id).member(user) {
            Some(member) => Ok((id, member.prefix.rank())),
            None => Err(Refusal::NotOnChannel((*self.channel(id).name).into())),
        }
    }

    pub(super) fn part(
        &mut self,
        stamp: Stamp,
        user: UserId,
        channel: &str,
        reason: Option<&str>,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let (channel, _) = self.joined(user, channel)?;
        see.effect(self, stamp, &Effect::Parted { user, channel, reason });
        self.leave(stamp, user, channel, see);
        Ok(())
    }

    fn leave(&mut self, stamp: Stamp, user: UserId, channel: ChannelId, see: &mut dyn Observe) {
        self.users.at_mut(user.0).channels.retain(|&id| id != channel);
        self.drop_member(stamp, channel, user, see);
    }

    pub(super) fn kick(
        &mut self,
        stamp: Stamp,
        by: UserId,
        (channel, target): (&str, &str),
        reason: &str,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let (id, rank) = self.joined(by, channel)?;
        let channel = self.channel(id);
        if rank < Rank::HalfOperator {
            return Err(channel.needs(Rank::HalfOperator));
        }
        let user = self.find_user(target).ok_or_else(|| Refusal::NoSuchNick(target.into()))?;
        let Some(member) = channel.member(user) else {
            let nick = (*self.user(user).nick).into();
            return Err(Refusal::UserNotInChannel(nick, (*channel.name).into()));
        };
        let target_rank = member.prefix.rank();
        if !rank.may_act_on(target_rank) {
            return Err(channel.needs(target_rank));
        }
        see.effect(self, stamp, &Effect::Kicked { by, user, channel: id, reason });
        self.leave(stamp, user, id, see);
        Ok(())
    }

    pub(super) fn set_topic(
        &mut self,
        stamp: Stamp,
        by: UserId,
        channel: &str,
        text: &str,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let (id, rank) = self.joined(by, channel)?;
        let channel = self.channel(id);
        if channel.flags.contains(ChannelFlags::PROTECTED_TOPIC) && rank < Rank::HalfOperator {
            return Err(channel.needs(Rank::HalfOperator));
        }
        let before = channel.record();
        let by_source = self.user(by).source.clone();
        self.channels.at_mut(id.0).topic = (!text.is_empty()).then(|| Topic {
            text: text.into(),
            by: by_source,
            at_ms: stamp.unix_ms,
        });
        see.effect(self, stamp, &Effect::TopicChanged { by, channel: id, text });
        let effect = Effect::ChannelChanged { channel: id, before: Some(&before) };
        see.effect(self, stamp, &effect);
        Ok(())
    }

    pub(super) fn invite(
        &mut self,
        stamp: Stamp,
        by: UserId,
        target: &str,
        channel: &str,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let (id, rank) = self.joined(by, channel)?;
        let channel = self.channel(id);
        let user = self.find_user(target).ok_or_else(|| Refusal::NoSuchNick(target.into()))?;
        if channel.flags.contains(ChannelFlags::INVITE_ONLY) && rank < Rank::HalfOperator {
            return Err(channel.needs(Rank::HalfOperator));
        }
        if channel.member(user).is_some() {
            let nick = (*self.user(user).nick).into();
            return Err(Refusal::UserOnChannel(nick, (*channel.name).into()));
        }
        // Only who may let people in overrides what keeps them out.
        if rank >= Rank::HalfOperator {
            let room = channel.room;
            let invites = &mut self.users.at_mut(user.0).invites;
            invites.retain(|&invite| invite != room);
            if invites.len() >= INVITES_PER_USER_MAX {
                invites.remove(0);
            }
            invites.push(room);
        }
        see.effect(self, stamp, &Effect::Invited { by, user, channel: id });
        Ok(())
    }

    /// Makes the changes that the user's rank allows, one after the other, and reports those
    /// that changed something together.
    ///
    /// # Errors
    ///
    /// The first refusal, after the changes that were allowed have been made.
    pub(super) fn set_channel_modes(
        &mut self,
        stamp: Stamp,
        by: UserId,
        id: ChannelId,
        changes: Vec<Change<'_>>,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let Some(member) = self.channel(id).member(by) else {
            return Err(Refusal::NotOnChannel((*self.channel(id).name).into()));
        };
        let mut rank = member.prefix.rank();
        let before = self.channel(id).record();
        let mut refused = None;
        let mut made = Vec::with_capacity(changes.len());
        for change in changes {
            match self.change(stamp, (by, rank), id, &change) {
                Ok(true) => made.push(change),
                Ok(false) => {}
                Err(refusal) => {
                    refused.get_or_insert(refusal);
                }
            }
            // Somebody may have taken a prefix from themselves.
            rank = self.channel(id).member(by).map_or(Rank::None, |m| m.prefix.rank());
        }
        if !made.is_empty() {
            let effect = Effect::ChannelModes { by, channel: id, changes: &made };
            see.effect(self, stamp, &effect);
            if made.iter().any(|change| !matches!(change, Change::Prefix(..))) {
                let effect = Effect::ChannelChanged { channel: id, before: Some(&before) };
                see.effect(self, stamp, &effect);
            }
        }
        refused.map_or(Ok(()), Err)
    }

    /// One change; whether it changed anything.
    fn change(
        &mut self,
        stamp: Stamp,
        (by, rank): (UserId, Rank),
        id: ChannelId,
        change: &Change<'_>,
    ) -> Result<bool, Refusal> {
        if let Change::Prefix(give, prefix, user) = *change {
            return self.change_prefix((by, rank), id, (give, prefix, user));
        }
        if rank < Rank::HalfOperator {
            return Err(self.channel(id).needs(Rank::HalfOperator));
        }
        let by = self.user(by).source.clone();
        let entries_max = self.limits.list_entries_max;
        let channel = self.channels.at_mut(id.0);
        Ok(match change {
            Change::Flag(on, flag) => {
                let before = channel.flags;
                channel.flags.set(*flag, *on);
                channel.flags != before
            }
            Change::Key(key) => {
                let key = key.map(Into::into);
                let differs = channel.key != key;
                channel.key = key;
                differs
            }
            Change::Limit(limit) => std::mem::replace(&mut channel.limit, *limit) != *limit,
            Change::List(true, kind, mask) => {
                let name = (*channel.name).into();
                let list = channel.list_mut(*kind);
                let folded = fold_mask(mask).into();
                if list.iter().any(|entry| entry.folded == folded) {
                    return Ok(false);
                }
                if list.len() >= entries_max {
                    return Err(Refusal::ListIsFull(name, kind.letter(), mask.clone()));
                }
                list.push(ListEntry { mask: mask.clone(), folded, by, at_ms: stamp.unix_ms });
                true
            }
            Change::List(false, kind, mask) => {
                let list = channel.list_mut(*kind);
                let before = list.len();
                let folded = fold_mask(mask);
                list.retain(|entry| *entry.folded != *folded);
                list.len() != before
            }
            Change::Prefix(..) => unreachable!("handled above"),
        })
    }

    fn change_prefix(
        &mut self,
        (by, rank): (UserId, Rank),
        id: ChannelId,
        (give, prefix, user): (bool, Prefix, UserId),
    ) -> Result<bool, Refusal> {
        let channel = self.channel(id);
        let Some(member) = channel.member(user) else {
            let nick = (*self.user(user).nick).into();
            return Err(Refusal::UserNotInChannel(nick, (*channel.name).into()));
        };
        let target_rank = member.prefix.rank();
        // Everybody may give up what they have.
        let gives_up = !give && user == by;
        if !gives_up {
            if rank < prefix.giver() {
                return Err(channel.needs(prefix.giver()));
            }
            if !give && !rank.may_act_on(target_rank) {
                return Err(channel.needs(target_rank));
            }
        }
        let member = self.channels.at_mut(id.0).member_mut(user).expect("found above");
        let before = member.prefix;
        member.prefix.set(prefix, give);
        Ok(member.prefix != before)
    }
}
