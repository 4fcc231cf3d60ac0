//! Users: people and bots, each with a nickname and at least one session.

use std::net::IpAddr;

use super::markers::ReadMarkers;
use super::metadata::Pairs;
use super::{ChannelId, UserModes};
use crate::wire::{Casefolded, Nickname, fold_mask};

/// Index of a user. Valid until the user is gone; reused after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UserId(pub(super) u32);

impl UserId {
    /// The index, for tables beside the network's.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One of a user's devices, as the session stage numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SessionId(pub(crate) u32);

/// A person or a bot.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) nick: Nickname,
    pub(crate) folded: Casefolded,
    pub(crate) username: Box<str>,
    pub(crate) hostname: Box<str>,
    pub(crate) realname: Box<str>,
    /// `nick!user@host`: the source of all that this user says.
    pub(crate) source: Box<str>,
    /// The source as masks are compared with it.
    pub(crate) folded_source: Box<str>,
    pub(crate) address: IpAddr,
    pub(crate) account: Option<Box<str>>,
    /// Whose direct messages these are: the account's id or, without one, the id of the stamp of
    /// registration.
    pub(crate) party: u64,
    pub(crate) away: Option<Box<str>>,
    /// Away because no device is connected, or nobody is at one, and back with the first.
    pub(crate) absent: bool,
    /// Those of the sessions that nobody is at.
    pub(crate) unattended: Vec<SessionId>,
    pub(crate) modes: UserModes,
    /// The name under which OPER was given, for operators.
    pub(crate) oper: Option<Box<str>>,
    /// In the order of joining.
    pub(crate) channels: Vec<ChannelId>,
    pub(crate) sessions: Vec<SessionId>,
    /// Channels invited to and not joined since, by [`Channel::room`](super::Channel::room) (a
    /// channel's id is reused).
    pub(crate) invites: Vec<u64>,
    /// Of one without an account.
    pub(crate) metadata: Pairs,
    /// Of one without an account.
    pub(crate) read_markers: ReadMarkers,
    pub(crate) signed_on_ms: u64,
    /// When the user last said something, on the clock of stamps.
    pub(crate) spoke_ms: u64,
}

impl User {
    /// Makes the sources anew after a change of one of their parts.
    pub(super) fn rename_source(&mut self) {
        self.source = format!("{}!{}@{}", &*self.nick, self.username, self.hostname).into();
        self.folded_source = fold_mask(&self.source).into();
    }

    pub(crate) fn is_bot(&self) -> bool {
        self.modes.contains(UserModes::BOT)
    }

    pub(crate) fn is_operator(&self) -> bool {
        self.modes.contains(UserModes::OPERATOR)
    }
}
