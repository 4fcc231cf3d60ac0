//! The network: who is there, in which channels, with which modes.
//!
//! [`Network::apply`] is a deterministic state machine of its own. It knows users and sessions,
//! not connections; time and ids come in the [`Stamp`]; what it decides does not depend on who
//! asks it to. What follows from a command is reported to an [`Observe`]r effect by effect,
//! *while the state is as the effect found it*: a departing user is still a member when the
//! departure is told, so the observer can see who must hear of it.
//!
//! Invariants (checked by [`Network::check`]): every member of a channel is a user who lists
//! that channel, and the other way round; a channel without members is one that is kept; every user has a session and a
//! unique nickname.

mod absent;
mod accounts;
mod apply;
mod channel;
mod command;
mod extban;
mod load;
mod markers;
mod metadata;
mod modes;
mod user;
mod whowas;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use accounts::{ACCOUNTS_MAX, Accounts};
pub(crate) use apply::UNSPECIFIED;
pub(crate) use channel::{Channel, ListEntry, ListKind, Member, Registered, Topic};
pub(crate) use command::{
    Audience, CannotRedact, CannotRename, CannotSend, CannotSet, Command, Device, Effect,
    MessageKind, NewUser, Observe, Redactable, Refusal, Rename, Stamp, Target,
};
pub(crate) use extban::{ACCOUNT_LETTER, EXTBAN_LETTERS, EXTBAN_PREFIX, listed_mask};
pub(crate) use metadata::{
    Holder, METADATA_KEY_BYTES_MAX, METADATA_KEYS_MAX, METADATA_VALUE_BYTES_MAX, Pairs, put,
    value_of,
};
pub(crate) use modes::{Change, ChannelFlags, Prefix, Rank, UserModes};
pub(crate) use user::{SessionId, User, UserId};
pub(crate) use whowas::Whowas;

use crate::wire::{Casefolded, Skeleton, channel_casefold, skeleton};

/// Index of a channel. Valid until the channel is gone; reused after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChannelId(pub(super) u32);

/// Everything that is known of users and channels.
#[derive(Debug)]
pub(crate) struct Network {
    users: Slots<User>,
    pub(crate) accounts: Accounts,
    nicknames: BTreeMap<Casefolded, UserId>,
    /// What each nickname looks like.
    skeletons: BTreeSet<(Skeleton, UserId)>,
    channels: Slots<Channel>,
    channel_names: BTreeMap<Casefolded, ChannelId>,
    whowas: Whowas,
    limits: Limits,
}

/// The limits that the network itself keeps; see [`super::config::Limits`] for the reasons.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) channels_max: usize,
    pub(crate) channels_per_user_max: usize,
    pub(crate) list_entries_max: usize,
    pub(crate) whowas_max: usize,
    /// How long authors may take back what they said; 0 for never.
    pub(crate) redact_window_ms: u64,
    /// Whether accounts that have not said stay while no device is connected.
    pub(crate) always_on: bool,
}

impl From<&super::config::Config> for Limits {
    fn from(config: &super::config::Config) -> Self {
        let limits = &config.limits;
        Self {
            always_on: config.accounts.always_on,
            redact_window_ms: u64::from(config.history.redact_window_minutes) * 60_000,
            channels_max: limits.channels_max,
            channels_per_user_max: limits.channels_per_user_max,
            list_entries_max: limits.list_entries_max,
            whowas_max: limits.whowas_max,
        }
    }
}

impl Network {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            users: Slots::default(),
            accounts: Accounts::default(),
            nicknames: BTreeMap::new(),
            skeletons: BTreeSet::new(),
            channels: Slots::default(),
            channel_names: BTreeMap::new(),
            whowas: Whowas::default(),
            limits,
        }
    }

    /// Whoever stayed goes on staying: that is settled at the start.
    pub(crate) fn limit(&mut self, limits: Limits) {
        self.limits = Limits { always_on: self.limits.always_on, ..limits };
        self.whowas.trim(limits.whowas_max);
    }

    pub(crate) fn user(&self, id: UserId) -> &User {
        self.users.at(id.0)
    }

    pub(crate) fn channel(&self, id: ChannelId) -> &Channel {
        self.channels.at(id.0)
    }

    /// The sessions of a user, if it is there.
    pub(crate) fn sessions_of(&self, user: UserId) -> Option<&[SessionId]> {
        self.users.find(user.0).map(|user| &*user.sessions)
    }

    /// The user of a nickname, however it is cased.
    pub(crate) fn find_user(&self, nick: &str) -> Option<UserId> {
        let folded = crate::wire::casefold(nick).ok()?;
        self.nicknames.get(&folded).copied()
    }

    /// The user of a casefolded nickname.
    pub(crate) fn find_folded(&self, folded: &Casefolded) -> Option<UserId> {
        self.nicknames.get(folded).copied()
    }

    /// The channel of a name, however it is cased.
    pub(crate) fn find_channel(&self, name: &str) -> Option<ChannelId> {
        let folded = channel_casefold(name).ok()?;
        self.channel_names.get(&folded).copied()
    }

    /// The users of a party: of an account perhaps several.
    pub(crate) fn users_of_party(&self, party: u64) -> impl Iterator<Item = UserId> {
        self.users().filter(move |(_, user)| user.party == party).map(|(id, _)| id)
    }

    /// The nickname of a party, if it is here.
    pub(crate) fn nick_of_party(&self, party: u64) -> Option<&str> {
        let user = self.users().find(|(_, user)| user.party == party);
        user.map(|(_, user)| &*user.nick)
    }

    /// All users, in the order of their casefolded nicknames.
    pub(crate) fn users(&self) -> impl Iterator<Item = (UserId, &User)> {
        self.nicknames.values().map(|&id| (id, self.user(id)))
    }

    /// All channels, in the order of their casefolded names.
    pub(crate) fn channels(&self) -> impl Iterator<Item = (ChannelId, &Channel)> {
        self.channel_names.values().map(|&id| (id, self.channel(id)))
    }

    pub(crate) fn user_count(&self) -> usize {
        self.nicknames.len()
    }

    pub(crate) fn channel_count(&self) -> usize {
        self.channel_names.len()
    }

    pub(crate) fn whowas(&self) -> &Whowas {
        &self.whowas
    }

    /// The channels that a user is invited to, in the order of their casefolded names.
    pub(crate) fn invitations(&self, user: UserId) -> Vec<ChannelId> {
        let invites = &self.user(user).invites;
        let channels = self.channels().filter(|(_, channel)| invites.contains(&channel.room));
        channels.map(|(id, _)| id).collect()
    }

    /// Whether `viewer` may know that `channel` exists and who is in it.
    pub(crate) fn may_see(&self, viewer: UserId, channel: &Channel) -> bool {
        !channel.flags.contains(ChannelFlags::SECRET) || channel.member(viewer).is_some()
    }

    /// Whether the two share a channel, or are the same.
    pub(crate) fn share_channel(&self, a: UserId, b: UserId) -> bool {
        a == b || self.user(a).channels.iter().any(|&id| self.channel(id).member(b).is_some())
    }

    /// Whether a nickname is free for `user` (or for somebody new): not in use, and not one
    /// that looks like another in use (UTS 39 confusables), nor the name of somebody's account. Among ASCII names `l` and `1` are
    /// told apart, as IRC always did; it is letters of other scripts that deceive.
    pub(crate) fn nick_is_free(&self, folded: &Casefolded, user: Option<UserId>) -> bool {
        let own = user.map(|id| self.user(id)).filter(|user| user.account.is_some());
        !self.accounts.reserve(folded, own.map(|user| user.party)) && self.is_unused(folded, user)
    }

    /// The same for somebody new, who has logged in to an account or not.
    pub(crate) fn nick_is_free_for(&self, folded: &Casefolded, account: Option<u64>) -> bool {
        !self.accounts.reserve(folded, account) && self.is_unused(folded, None)
    }

    fn is_unused(&self, folded: &Casefolded, user: Option<UserId>) -> bool {
        if is_service(folded) {
            return false;
        }
        if self.nicknames.get(folded).is_some_and(|&id| Some(id) != user) {
            return false;
        }
        let looks = skeleton(folded);
        let alike = self.skeletons.range((looks.clone(), UserId(0))..);
        alike.take_while(|(other, _)| *other == looks).all(|&(_, id)| {
            Some(id) == user || folded.is_ascii() && self.user(id).folded.is_ascii()
        })
    }

    /// Panics if an invariant of the module's description does not hold. For tests and fuzzing;
    /// takes time in proportion to all memberships.
    pub(crate) fn check(&self) {
        for (id, user) in self.users() {
            let stays = self.accounts.get(user.party).is_some_and(|a| self.stays(&a.record));
            assert!(!user.sessions.is_empty() || stays, "{} has no session", user.nick);
            assert!(
                user.unattended.iter().all(|session| user.sessions.contains(session)),
                "{} knows of a session that is gone",
                user.nick
            );
            assert!(!user.absent || user.away.is_some(), "{} is absent and there", user.nick);
            if user.account.is_some() {
                assert!(self.accounts.get(user.party).is_some(), "{} has no account", user.nick);
            }
            assert_eq!(self.nicknames.get(&user.folded), Some(&id), "{} is not listed", user.nick);
            for &channel in &user.channels {
                assert!(
                    self.channel(channel).member(id).is_some(),
                    "{} lists {} but is no member",
                    user.nick,
                    self.channel(channel).name
                );
            }
        }
        assert_eq!(self.users.len(), self.nicknames.len(), "users without a nickname");
        assert_eq!(self.users.len(), self.skeletons.len(), "users without a skeleton");
        assert_eq!(self.channels.len(), self.channel_names.len(), "channels without a name");
        for (id, channel) in self.channels() {
            assert_eq!(channel.folded, channel.name.folded(), "a channel's name is not its own");
            assert_eq!(self.channel_names.get(&channel.folded), Some(&id), "a name is another's");
            assert!(
                !channel.members().is_empty() || channel.registered.is_some() || channel.dormant,
                "{} is empty",
                channel.name
            );
            assert!(channel.members().is_sorted_by_key(|member| member.user), "members unsorted");
            for member in channel.members() {
                assert!(
                    self.user(member.user).channels.contains(&id),
                    "{} has {} but not the other way round",
                    channel.name,
                    self.user(member.user).nick
                );
            }
        }
    }
}

/// Whether a nickname, however it is cased, is one of the server's own.
pub(crate) fn is_service(nick: &str) -> bool {
    ["ChanServ", "NickServ"].iter().any(|service| service.eq_ignore_ascii_case(nick))
}

/// A vector with holes that are filled again, last hole first; so the same history gives the
/// same indices.
#[derive(Debug)]
struct Slots<T> {
    entries: Vec<Option<Box<T>>>,
    free: Vec<u32>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slots<T> {
    fn insert(&mut self, value: T) -> u32 {
        if let Some(index) = self.free.pop() {
            self.entries[index as usize] = Some(Box::new(value));
            return index;
        }
        let index = u32::try_from(self.entries.len()).expect("limits keep tables below 2^32");
        self.entries.push(Some(Box::new(value)));
        index
    }

    fn remove(&mut self, index: u32) -> T {
        let value = self.entries[index as usize].take().expect("an id is valid while it is held");
        self.free.push(index);
        *value
    }

    fn find(&self, index: u32) -> Option<&T> {
        self.entries.get(index as usize)?.as_deref()
    }

    fn at(&self, index: u32) -> &T {
        self.entries[index as usize].as_ref().expect("an id is valid while it is held")
    }

    fn at_mut(&mut self, index: u32) -> &mut T {
        self.entries[index as usize].as_mut().expect("an id is valid while it is held")
    }

    fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.entries.iter_mut().filter_map(|entry| entry.as_deref_mut())
    }
}
