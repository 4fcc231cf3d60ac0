//! What people say about themselves and their channels, by key (IRCv3 metadata). Accounts and
//! channels keep it; of others it is known for as long as they are here.

use super::command::{CannotSet, Effect, Observe, Refusal, Stamp};
use super::{ChannelFlags, ChannelId, Network, Rank, UserId};

/// Keys of one user or channel: as many as anybody has use for; with the longest values some five
/// kilobytes.
pub(crate) const METADATA_KEYS_MAX: usize = 16;

/// Bytes of a key.
pub(crate) const METADATA_KEY_BYTES_MAX: usize = 48;

/// Bytes of a value: fits with the longest names of server, reader, target and key into a line.
pub(crate) const METADATA_VALUE_BYTES_MAX: usize = 256;

/// Keys with their values, in the order of the keys.
pub(crate) type Pairs = Vec<(Box<str>, Box<str>)>;

/// Who has metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    User(UserId),
    Channel(ChannelId),
}

/// The value of a key.
pub(crate) fn value_of<'p>(pairs: &'p [(Box<str>, Box<str>)], key: &str) -> Option<&'p str> {
    let found = pairs.binary_search_by(|(known, _)| (**known).cmp(key)).ok()?;
    Some(&pairs[found].1)
}

/// Gives a key a value, or takes it away.
pub(crate) fn put(pairs: &mut Pairs, key: &str, value: Option<&str>) {
    let place = pairs.binary_search_by(|(known, _)| (**known).cmp(key));
    match (place, value) {
        (Ok(at), Some(value)) => pairs[at].1 = value.into(),
        (Ok(at), None) => drop(pairs.remove(at)),
        (Err(at), Some(value)) => pairs.insert(at, (key.into(), value.into())),
        (Err(_), None) => {}
    }
}

impl Network {
    /// All that is said about somebody or something.
    pub(crate) fn metadata(&self, holder: Holder) -> &[(Box<str>, Box<str>)] {
        match holder {
            Holder::Channel(id) => &self.channel(id).metadata,
            Holder::User(id) => {
                let user = self.user(id);
                let account = user.account.as_ref().and_then(|_| self.accounts.get(user.party));
                account.map_or(&user.metadata, |account| &account.record.metadata)
            }
        }
    }

    /// Whether `viewer` may read it: of everybody, and of the channels that one is in or may walk
    /// into.
    pub(crate) fn may_read_metadata(&self, viewer: UserId, holder: Holder) -> bool {
        let Holder::Channel(id) = holder else { return true };
        let channel = self.channel(id);
        let closed = ChannelFlags::SECRET | ChannelFlags::INVITE_ONLY;
        channel.member(viewer).is_some()
            || self.user(viewer).is_operator()
            || !channel.flags.intersects(closed) && channel.key.is_none()
    }

    /// Whether `by` may change it: one's own, that of a channel that one operates and, for IRC
    /// operators, everybody's.
    pub(crate) fn may_set_metadata(&self, by: UserId, holder: Holder) -> bool {
        let own = match holder {
            Holder::User(id) => id == by,
            Holder::Channel(id) => {
                let member = self.channel(id).member(by);
                member.is_some_and(|member| member.prefix.rank() >= Rank::Operator)
            }
        };
        own || self.user(by).is_operator()
    }

    /// Gives a key a value, or takes it away.
    ///
    /// # Errors
    ///
    /// [`Refusal::CannotSet`]; [`Refusal::Nothing`] if it has that value.
    pub(super) fn set_metadata(
        &mut self,
        stamp: Stamp,
        by: UserId,
        (holder, key, value): (Holder, &str, Option<&str>),
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        if !self.may_set_metadata(by, holder) {
            return Err(Refusal::CannotSet(CannotSet::Forbidden));
        }
        let pairs = self.metadata(holder);
        match (value_of(pairs, key), value) {
            (None, None) => return Err(Refusal::CannotSet(CannotSet::NotSet)),
            (None, Some(_)) if pairs.len() >= METADATA_KEYS_MAX => {
                return Err(Refusal::CannotSet(CannotSet::Full));
            }
            (before, now) if before == now => return Err(Refusal::Nothing),
            (_, _) => {}
        }
        let mut holders = vec![holder];
        match holder {
            Holder::Channel(id) => {
                let before = self.channel(id).record();
                put(&mut self.channels.at_mut(id.0).metadata, key, value);
                let effect = Effect::ChannelChanged { channel: id, before: Some(&before) };
                see.effect(self, stamp, &effect);
            }
            Holder::User(id) => {
                let user = self.users.at_mut(id.0);
                let account = user.account.as_ref().and_then(|_| self.accounts.get(user.party));
                match account.map(|account| account.record.clone()) {
                    None => put(&mut user.metadata, key, value),
                    Some(mut record) => {
                        let party = user.party;
                        put(&mut record.metadata, key, value);
                        self.put_account(stamp, record, see)?;
                        holders = self.users_of_party(party).map(Holder::User).collect();
                    }
                }
            }
        }
        for holder in holders {
            let effect = Effect::Metadata { holder, key, value, is_answered: true };
            see.effect(self, stamp, &effect);
        }
        Ok(())
    }

    /// Reports what is said about a user now in another way than before.
    pub(super) fn tell_metadata(
        &self,
        stamp: Stamp,
        user: UserId,
        before: &[(Box<str>, Box<str>)],
        see: &mut dyn Observe,
    ) {
        let holder = Holder::User(user);
        let now = self.metadata(holder).to_vec();
        let gone = before.iter().filter(|(key, _)| value_of(&now, key).is_none());
        let gone = gone.map(|(key, _)| (&**key, None));
        let new = now.iter().filter(|(key, value)| value_of(before, key) != Some(value));
        let new = new.map(|(key, value)| (&**key, Some(&**value)));
        for (key, value) in gone.chain(new) {
            let effect = Effect::Metadata { holder, key, value, is_answered: false };
            see.effect(self, stamp, &effect);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_by_their_keys() {
        let mut pairs = Pairs::new();
        for key in ["url", "avatar", "color"] {
            put(&mut pairs, key, Some("x"));
        }
        put(&mut pairs, "color", Some("y"));
        put(&mut pairs, "avatar", None);
        put(&mut pairs, "status", None);
        let shown: Vec<_> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(shown, ["color=y", "url=x"]);
        assert_eq!((value_of(&pairs, "url"), value_of(&pairs, "avatar")), (Some("x"), None));
    }
}
