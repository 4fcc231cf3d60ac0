//! Channels are called by other names (IRCv3 channel-rename).

use super::super::command::{CannotRename, Effect, Observe, Refusal, Rename, Stamp};
use super::super::{Channel, ChannelId, Network, Prefix, Rank, UserId};
use crate::wire::ChannelName;

/// Time between two renamings of a channel: each makes all members without the capability part
/// and join, and read all names anew.
const RENAME_INTERVAL_MS: u64 = 60_000;

impl Network {
    /// A channel gets another name and stays what it is in all else: its members, modes, lists,
    /// topic and history.
    pub(super) fn rename_channel(
        &mut self,
        stamp: Stamp,
        by: UserId,
        (channel, to): (&str, Rename<'_>),
        reason: &str,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let (id, rank) = self.joined(by, channel)?;
        let channel = self.channel(id);
        self.may_rename(by, rank, channel)?;
        let refuse =
            |why| Err(Refusal::CannotRename((*channel.name).into(), to.written.into(), why));
        let Some(name) = to.name else { return refuse(CannotRename::Invalid) };
        if *name == *channel.name {
            return Err(Refusal::Nothing);
        }
        let (old, new) = (channel.folded.clone(), name.folded());
        if old != new {
            if to.fixed {
                return refuse(CannotRename::Fixed);
            }
            if self.channel_names.contains_key(&new) {
                return refuse(CannotRename::InUse);
            }
            let since_ms = channel.renamed_ms.map(|at_ms| stamp.unix_ms.saturating_sub(at_ms));
            if since_ms.is_some_and(|since_ms| since_ms < RENAME_INTERVAL_MS) {
                return refuse(CannotRename::Recently);
            }
        }
        let before = channel.record();
        if old != new {
            // Before those are told who join anew: they are told what they have read.
            self.move_markers(stamp, (&old, &new), see);
        }
        see.effect(self, stamp, &Effect::Renamed { by, channel: id, name: &name, reason });
        self.call(id, name);
        if old != new {
            self.channels.at_mut(id.0).renamed_ms = Some(stamp.unix_ms);
        }
        see.effect(self, stamp, &Effect::ChannelChanged { channel: id, before: Some(&before) });
        Ok(())
    }

    /// Gives a channel a name that is its own or nobody's.
    fn call(&mut self, id: ChannelId, name: ChannelName) {
        let channel = self.channels.at_mut(id.0);
        let (old, new) = (channel.folded.clone(), name.folded());
        channel.name = name;
        channel.folded = new.clone();
        self.channel_names.remove(&old);
        self.channel_names.insert(new, id);
    }

    /// Gives a channel the name back that it had, unless another has that by now. Whether it is
    /// called otherwise than before.
    pub(in super::super) fn call_again(&mut self, id: ChannelId, name: &str) -> bool {
        let Ok(name) = ChannelName::parse(name, usize::MAX) else { return false };
        let channel = self.channel(id);
        let taken = self.channel_names.get(&name.folded()).is_some_and(|&other| other != id);
        if taken || *name == *channel.name {
            return false;
        }
        // It may be tried anew at once.
        if name.folded() != channel.folded {
            self.channels.at_mut(id.0).renamed_ms = None;
        }
        self.call(id, name);
        true
    }

    /// A registered channel is called what its founder wants, any other what its operators want.
    fn may_rename(&self, by: UserId, rank: Rank, channel: &Channel) -> Result<(), Refusal> {
        let account = self.account_of(by);
        let needed = match channel.registered.as_deref() {
            Some(registered)
                if registered.prefix_of(account.as_deref()).contains(Prefix::FOUNDER) =>
            {
                return Ok(());
            }
            Some(_) => Rank::Founder,
            None => Rank::Operator,
        };
        if rank < needed { Err(channel.needs(needed)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::config::Config;
    use super::super::super::super::storage::{AccountRecord, ChannelRecord};
    use super::super::super::{Command, NewUser, SessionId};
    use super::*;
    use crate::wire::Nickname;

    struct Unseen;

    impl Observe for Unseen {
        fn effect(&mut self, _: &Network, _: Stamp, _: &Effect<'_>) {}
    }

    const STAMP: Stamp = Stamp { unix_ms: 1_795_508_281_000, id: 9 };

    /// A channel that mina has registered and in which omid is an operator, with both in it.
    fn registered() -> Network {
        let mut network = Network::new((&Config::default()).into());
        let record = ChannelRecord {
            id: 1,
            name: "#room".into(),
            founder: "mina".into(),
            registered_ms: 1,
            topic: None,
            flags: "nt".into(),
            key: None,
            limit: None,
            masks: Vec::new(),
            access: vec![("omid".into(), 'o')],
            metadata: Vec::new(),
        };
        for (id, name) in [(1, "mina"), (2, "omid")] {
            let account = AccountRecord { id, name: name.into(), ..AccountRecord::default() };
            network.accounts.put(account).expect("the name is one");
        }
        network.load_channels(vec![record]);
        for (session, nick) in [(0, "mina"), (1, "omid")] {
            let new = NewUser {
                session: SessionId(session),
                nick: Nickname::parse(nick, 64).expect("a nickname"),
                username: nick,
                hostname: "h",
                realname: nick,
                address: "127.0.0.1".parse().expect("an address"),
                account: Some(u64::from(session) + 1),
            };
            network.apply(STAMP, Command::Register(new), &mut Unseen).expect("both are new");
            let user = network.find_user(nick).expect("just registered");
            let channel = ChannelName::parse("#room", 64).expect("a channel");
            let join = Command::Join { user, channel, key: None };
            network.apply(STAMP, join, &mut Unseen).expect("the door is open");
        }
        network
    }

    fn rename(network: &mut Network, nick: &str, channel: &str) -> Result<(), Refusal> {
        let user = network.find_user(nick).expect("is here");
        let written = "#den";
        let name = ChannelName::parse(written, 64).ok();
        let to = Rename { written, name, fixed: false };
        network.apply(STAMP, Command::Rename { user, channel, to, reason: "" }, &mut Unseen)
    }

    #[test]
    fn a_registered_channel_is_its_founders_to_rename() {
        let mut network = registered();
        let refused = rename(&mut network, "omid", "#room");
        assert_eq!(refused, Err(Refusal::PrivilegesNeeded("#room".into(), Rank::Founder)));
        // Also without the prefix, which anybody may give up.
        let mina = network.find_user("mina").expect("is here");
        let id = network.find_channel("#room").expect("is there");
        network.channels.at_mut(id.0).member_mut(mina).expect("is in it").prefix = Prefix::empty();
        assert_eq!(rename(&mut network, "mina", "#room"), Ok(()));
        assert_eq!((network.find_channel("#room"), network.find_channel("#den")), (None, Some(id)));
        network.check();
    }
}
