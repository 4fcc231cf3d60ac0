//! Channels that belong to somebody: registered, they outlive their last member and the server,
//! and know whom to give which prefix.

use super::super::command::{Effect, Observe, Refusal, Stamp};
use super::super::{Change, Channel, ChannelId, Network, Prefix, Rank, Registered, UserId};

/// Channels that one account may register.
const CHANNELS_PER_ACCOUNT_MAX: usize = 50;

impl Network {
    /// A channel operator's account becomes the channel's founder.
    pub(super) fn register_channel(
        &mut self,
        stamp: Stamp,
        user: UserId,
        name: &str,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let (id, rank) = self.joined(user, name)?;
        let channel = self.channel(id);
        let shown: Box<str> = (*channel.name).into();
        if channel.registered.is_some() {
            return Err(Refusal::ChannelRegistered(shown));
        }
        if rank < Rank::Operator {
            return Err(channel.needs(Rank::Operator));
        }
        let Some(founder) = self.account_of(user) else { return Err(Refusal::NotLoggedIn) };
        self.may_own_another(&founder, &shown)?;
        let registered = Registered { founder, at_ms: stamp.unix_ms, access: Vec::new() };
        self.channels.at_mut(id.0).registered = Some(Box::new(registered));
        see.effect(self, stamp, &Effect::ChannelRegistered { channel: id, before: None });
        self.give(stamp, user, id, (user, Prefix::FOUNDER), see);
        Ok(())
    }

    fn may_own_another(&self, account: &str, shown: &str) -> Result<(), Refusal> {
        let owned = self.channels().filter(|(_, channel)| channel.is_founded_by(account));
        if owned.count() >= CHANNELS_PER_ACCOUNT_MAX {
            return Err(Refusal::TooManyChannels(shown.into()));
        }
        Ok(())
    }

    /// The founder gives the channel to another account, and stays its operator.
    pub(super) fn transfer_channel(
        &mut self,
        stamp: Stamp,
        user: UserId,
        (name, account): (&str, &str),
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let id = self.founded(user, name)?;
        let found = self.accounts.find(account);
        let found = found.ok_or_else(|| Refusal::NoSuchAccount(account.into()))?;
        let founder: Box<str> = found.folded.to_string().into();
        let channel = self.channel(id);
        if channel.is_founded_by(&founder) {
            return Err(Refusal::Nothing);
        }
        self.may_own_another(&founder, &channel.name)?;
        let shown: Box<str> = (*channel.name).into();
        let registered = self.channels.at_mut(id.0).registered.as_deref_mut();
        let registered = registered.ok_or(Refusal::ChannelNotRegistered(shown))?;
        let before = registered.clone();
        registered.access.retain(|(listed, _)| *listed != founder);
        let former = std::mem::replace(&mut registered.founder, founder.clone());
        registered.give(former, Prefix::OPERATOR);
        let effect = Effect::ChannelRegistered { channel: id, before: Some(&before) };
        see.effect(self, stamp, &effect);
        self.give_account(stamp, user, id, (&founder, Prefix::FOUNDER), see);
        Ok(())
    }

    /// A member takes the prefixes that its account has in the channel.
    pub(super) fn claim_prefix(
        &mut self,
        stamp: Stamp,
        user: UserId,
        name: &str,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let (id, _) = self.joined(user, name)?;
        let channel = self.channel(id);
        let shown: Box<str> = (*channel.name).into();
        let Some(registered) = channel.registered.as_deref() else {
            return Err(Refusal::ChannelNotRegistered(shown));
        };
        let account = self.account_of(user).ok_or(Refusal::NotLoggedIn)?;
        let prefixes = registered.prefix_of(Some(&account));
        if prefixes.is_empty() {
            return Err(channel.needs(Rank::Operator));
        }
        self.give(stamp, user, id, (user, prefixes), see);
        Ok(())
    }

    /// The founder gives the channel up; it goes on for as long as somebody is in it.
    pub(super) fn unregister_channel(
        &mut self,
        stamp: Stamp,
        user: UserId,
        name: &str,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let id = self.founded(user, name)?;
        let before = self.channels.at_mut(id.0).registered.take();
        let effect = Effect::ChannelRegistered { channel: id, before: before.as_deref() };
        see.effect(self, stamp, &effect);
        self.forget_if_empty(stamp, id, see);
        Ok(())
    }

    /// The founder says which prefix an account gets when it joins; empty for none.
    pub(super) fn set_access(
        &mut self,
        stamp: Stamp,
        user: UserId,
        (name, account, prefix): (&str, &str, Prefix),
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let id = self.founded(user, name)?;
        let found = self.accounts.find(account);
        let account = match found {
            Some(account) => account.folded.to_string().into_boxed_str(),
            // Whose account is gone can still be taken from the list.
            None if prefix.is_empty() => account.into(),
            None => return Err(Refusal::NoSuchAccount(account.into())),
        };
        let entries_max = self.limits.list_entries_max;
        let channel = self.channels.at_mut(id.0);
        let shown: Box<str> = (*channel.name).into();
        let Some(registered) = channel.registered.as_deref_mut() else {
            return Err(Refusal::ChannelNotRegistered(shown));
        };
        let before = registered.clone();
        registered.access.retain(|(listed, _)| *listed != account);
        if !prefix.is_empty() {
            if registered.access.len() >= entries_max {
                return Err(Refusal::ListIsFull(shown, 'q', account));
            }
            registered.access.push((account.clone(), prefix));
        }
        let effect = Effect::ChannelRegistered { channel: id, before: Some(&before) };
        see.effect(self, stamp, &effect);
        self.give_account(stamp, user, id, (&account, prefix), see);
        Ok(())
    }

    /// Gives prefixes to those of an account who are there.
    fn give_account(
        &mut self,
        stamp: Stamp,
        by: UserId,
        id: ChannelId,
        (account, prefix): (&str, Prefix),
        see: &mut dyn Observe,
    ) {
        let present: Vec<_> = self.channel(id).members().iter().map(|m| m.user).collect();
        for member in present {
            if self.account_of(member).as_deref() == Some(account) {
                self.give(stamp, by, id, (member, prefix), see);
            }
        }
    }

    /// Gives a member single prefixes that it does not have.
    fn give(
        &mut self,
        stamp: Stamp,
        by: UserId,
        id: ChannelId,
        (user, prefixes): (UserId, Prefix),
        see: &mut dyn Observe,
    ) {
        let Some(member) = self.channels.at_mut(id.0).member_mut(user) else { return };
        let new = prefixes - member.prefix;
        member.prefix |= new;
        let changes: Vec<_> = new.iter().map(|prefix| Change::Prefix(true, prefix, user)).collect();
        if !changes.is_empty() {
            see.effect(self, stamp, &Effect::ChannelModes { by, channel: id, changes: &changes });
        }
    }

    /// The registered channel of a name, if the user is its founder, or an IRC operator.
    fn founded(&self, user: UserId, name: &str) -> Result<ChannelId, Refusal> {
        let id = self.existing(name)?;
        let channel = self.channel(id);
        if channel.registered.is_none() {
            return Err(Refusal::ChannelNotRegistered((*channel.name).into()));
        }
        let own = self.account_of(user).is_some_and(|account| channel.is_founded_by(&account));
        if own || self.user(user).is_operator() {
            return Ok(id);
        }
        Err(channel.needs(Rank::Founder))
    }

    /// The casefolded name of the account that a user is logged in to.
    pub(crate) fn account_of(&self, user: UserId) -> Option<Box<str>> {
        let user = self.user(user);
        user.account.as_ref()?;
        self.accounts.get(user.party).map(|account| account.folded.to_string().into())
    }
}

impl Channel {
    /// Whether an account (casefolded) registered this channel.
    pub(crate) fn is_founded_by(&self, account: &str) -> bool {
        self.registered.as_ref().is_some_and(|registered| *registered.founder == *account)
    }
}
