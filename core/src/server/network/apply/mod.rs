//! `apply`: one command, its checks, its effects and its change of state.

mod accounts;
mod channels;
mod messages;
mod presence;
mod redact;
mod registrations;
mod rename;

pub(crate) use presence::UNSPECIFIED;

use super::command::{Command, Effect, NewUser, Observe, Refusal, Stamp};
use super::markers::ReadMarkers;
use super::{ChannelId, Network, User, UserId, UserModes};
use crate::wire::{Nickname, skeleton};

impl Network {
    /// Carries out one command: reports what follows to `see`, in order.
    ///
    /// # Errors
    ///
    /// The reason for which nothing was done. The state is then as before.
    pub(crate) fn apply(
        &mut self,
        stamp: Stamp,
        command: Command<'_>,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        match command {
            Command::Register(new) => self.register(stamp, new, see),
            Command::Nick { user, nick } => self.rename(stamp, user, nick, see),
            Command::Quit { user, session, reason, absence } => {
                self.detach(stamp, (user, session), (reason, absence), see);
                Ok(())
            }
            Command::Return { user, device } => self.come_back(stamp, user, device, see),
            Command::Attach { user, session, attended } => {
                self.attach(stamp, (user, session), attended, see)
            }
            Command::PutAccount(record) => self.put_account(stamp, record, see),
            Command::DropAccount { id } => self.drop_account(stamp, id, see),
            Command::RegisterChannel { user, channel } => {
                self.register_channel(stamp, user, channel, see)
            }
            Command::ClaimPrefix { user, channel } => self.claim_prefix(stamp, user, channel, see),
            Command::UnregisterChannel { user, channel } => {
                self.unregister_channel(stamp, user, channel, see)
            }
            Command::TransferChannel { user, channel, account } => {
                self.transfer_channel(stamp, user, (channel, account), see)
            }
            Command::ChannelAccess { user, channel, account, prefix } => {
                self.set_access(stamp, user, (channel, account, prefix), see)
            }
            Command::Login { user, account } => self.log_in(stamp, user, account, see),
            Command::Logout { user } => self.log_out(stamp, user, see),
            Command::Join { user, channel, key } => self.join(stamp, user, channel, key, see),
            Command::Part { user, channel, reason } => self.part(stamp, user, channel, reason, see),
            Command::Kick { user, channel, target, reason } => {
                self.kick(stamp, user, (channel, target), reason, see)
            }
            Command::Topic { user, channel, text } => {
                self.set_topic(stamp, user, channel, text, see)
            }
            Command::ChannelModes { user, channel, changes } => {
                self.set_channel_modes(stamp, user, channel, changes, see)
            }
            Command::UserModes { user, set, unset } => {
                self.set_user_modes(stamp, user, (set, unset), see)
            }
            Command::Message { user, kind, target, text, tags } => {
                self.message(stamp, user, (kind, target), (text, tags), see)
            }
            Command::Invite { user, target, channel } => {
                self.invite(stamp, user, target, channel, see)
            }
            Command::Rename { user, channel, to, reason } => {
                self.rename_channel(stamp, user, (channel, to), reason, see)
            }
            Command::Redact { user, target, message, reason } => {
                self.redact(stamp, user, (target, message), reason, see)
            }
            Command::Metadata { user, holder, key, value } => {
                self.set_metadata(stamp, user, (holder, key, value), see)
            }
            Command::MarkRead { user, target, shown, read_ms } => {
                self.mark_read(stamp, user, (target, shown), read_ms, see)
            }
            Command::Away { user, session, message } => {
                self.set_away(stamp, (user, session), message, see);
                Ok(())
            }
            Command::Unattended { user, session } => {
                self.leave_unattended(stamp, (user, session), see);
                Ok(())
            }
            Command::Setname { user, realname } => {
                self.users.at_mut(user.0).realname = realname.into();
                see.effect(self, stamp, &Effect::Realname { user });
                Ok(())
            }
            Command::Chghost { user, hostname } => {
                let entry = self.users.at_mut(user.0);
                entry.hostname = hostname.into();
                let old_source = entry.source.clone();
                entry.rename_source();
                see.effect(self, stamp, &Effect::Hostname { user, old_source: &old_source });
                Ok(())
            }
            Command::Oper { user, name } => {
                let entry = self.users.at_mut(user.0);
                entry.oper = Some(name.into());
                entry.modes |= UserModes::OPERATOR;
                let set = UserModes::OPERATOR;
                let unset = UserModes::empty();
                see.effect(self, stamp, &Effect::UserModes { user, set, unset });
                Ok(())
            }
            Command::Wallops { user, text } => {
                see.effect(self, stamp, &Effect::Wallops { by: user, text });
                Ok(())
            }
        }
    }

    fn register(
        &mut self,
        stamp: Stamp,
        new: NewUser<'_>,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let folded = new.nick.folded();
        if !self.nick_is_free_for(&folded, new.account) {
            return Err(Refusal::NicknameInUse((*new.nick).into()));
        }
        let account = new.account.and_then(|id| self.accounts.get(id));
        let account = account.map(|account| account.record.name.clone());
        let id = UserId(self.users.insert(User {
            source: Box::default(),
            folded_source: Box::default(),
            folded: folded.clone(),
            username: new.username.into(),
            hostname: new.hostname.into(),
            realname: new.realname.into(),
            nick: new.nick,
            address: new.address,
            party: new.account.filter(|_| account.is_some()).unwrap_or(stamp.id),
            account,
            away: None,
            absent: false,
            unattended: Vec::new(),
            modes: UserModes::empty(),
            oper: None,
            channels: Vec::new(),
            sessions: vec![new.session],
            invites: Vec::new(),
            metadata: Vec::new(),
            read_markers: ReadMarkers::default(),
            signed_on_ms: stamp.unix_ms,
            spoke_ms: stamp.unix_ms,
        }));
        self.users.at_mut(id.0).rename_source();
        self.skeletons.insert((skeleton(&folded), id));
        self.nicknames.insert(folded, id);
        see.effect(self, stamp, &Effect::Online { user: id });
        Ok(())
    }

    fn rename(
        &mut self,
        stamp: Stamp,
        user: UserId,
        nick: Nickname,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let folded = nick.folded();
        if *nick == *self.user(user).nick {
            return Err(Refusal::Nothing);
        }
        if !self.nick_is_free(&folded, Some(user)) {
            return Err(Refusal::NicknameInUse((*nick).into()));
        }
        if let Some(channel) = self.silenced_in(user) {
            let channel = (*self.channel(channel).name).into();
            return Err(Refusal::BanNickChange((*nick).into(), channel));
        }
        let differs = folded != self.user(user).folded;
        if differs {
            see.effect(self, stamp, &Effect::Offline { user });
            let old = self.user(user);
            let old_skeleton = skeleton(&old.folded);
            let old_folded = old.folded.clone();
            self.whowas.remember(self.users.at(user.0), stamp.unix_ms, self.limits.whowas_max);
            self.skeletons.remove(&(old_skeleton, user));
            self.nicknames.remove(&old_folded);
            self.skeletons.insert((skeleton(&folded), user));
            self.nicknames.insert(folded.clone(), user);
        }
        let entry = self.users.at_mut(user.0);
        let old_nick = std::mem::replace(&mut entry.nick, nick);
        entry.folded = folded;
        let old_source = entry.source.clone();
        entry.rename_source();
        let effect = Effect::Nick { user, old_source: &old_source, old_nick: &old_nick };
        see.effect(self, stamp, &effect);
        if differs {
            see.effect(self, stamp, &Effect::Online { user });
        }
        Ok(())
    }

    /// A channel in which the user is banned and has no prefix that would let it speak.
    fn silenced_in(&self, user: UserId) -> Option<ChannelId> {
        let entry = self.user(user);
        entry.channels.iter().copied().find(|&id| {
            let channel = self.channel(id);
            let prefixed = channel.member(user).is_some_and(|member| !member.prefix.is_empty());
            !prefixed && channel.silences(entry)
        })
    }

    fn quit(&mut self, stamp: Stamp, user: UserId, reason: &str, see: &mut dyn Observe) {
        see.effect(self, stamp, &Effect::Quit { user, reason });
        see.effect(self, stamp, &Effect::Offline { user });
        let gone = self.users.remove(user.0);
        self.nicknames.remove(&gone.folded);
        self.skeletons.remove(&(skeleton(&gone.folded), user));
        for &channel in &gone.channels {
            self.drop_member(stamp, channel, user, see);
        }
        self.whowas.remember(&gone, stamp.unix_ms, self.limits.whowas_max);
    }

    /// Takes a user from a channel's members; an empty channel is gone, unless it is registered.
    fn drop_member(&mut self, stamp: Stamp, id: ChannelId, user: UserId, see: &mut dyn Observe) {
        let channel = self.channels.at_mut(id.0);
        channel.remove(user);
        self.forget_if_empty(stamp, id, see);
    }

    /// A channel that nobody is in, and nobody has registered, is gone.
    fn forget_if_empty(&mut self, stamp: Stamp, id: ChannelId, see: &mut dyn Observe) {
        let channel = self.channel(id);
        if channel.members().is_empty() && channel.registered.is_none() {
            see.effect(self, stamp, &Effect::ChannelGone { channel: id });
            let gone = self.channels.remove(id.0);
            self.channel_names.remove(&gone.folded);
        }
    }

    fn set_user_modes(
        &mut self,
        stamp: Stamp,
        user: UserId,
        (set, unset): (UserModes, UserModes),
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let entry = self.users.at_mut(user.0);
        // Nobody makes themselves an operator; anybody may cease to be one.
        let set = (set - entry.modes) - UserModes::OPERATOR;
        let unset = unset & entry.modes;
        if set.is_empty() && unset.is_empty() {
            return Err(Refusal::Nothing);
        }
        entry.modes = (entry.modes | set) - unset;
        if unset.contains(UserModes::OPERATOR) {
            entry.oper = None;
        }
        see.effect(self, stamp, &Effect::UserModes { user, set, unset });
        Ok(())
    }
}
