//! Channels: members, topic, modes and lists.

use super::super::storage::{ChannelRecord, id_time_ms};
use super::extban::{self, Matter};
use super::metadata::Pairs;
use super::{ChannelFlags, Prefix, User, UserId};
use crate::wire::{Casefolded, ChannelName, fold_mask};

/// A room.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) name: ChannelName,
    pub(crate) folded: Casefolded,
    /// The id of the stamp under which it was made: tells it from a later one of its name, and
    /// names its conversation.
    pub(crate) room: u64,
    pub(crate) topic: Option<Topic>,
    pub(crate) flags: ChannelFlags,
    pub(crate) key: Option<Box<str>>,
    pub(crate) limit: Option<u32>,
    pub(crate) bans: Vec<ListEntry>,
    pub(crate) exceptions: Vec<ListEntry>,
    pub(crate) invite_exceptions: Vec<ListEntry>,
    /// By key, in the order of the keys (IRCv3 metadata).
    pub(crate) metadata: Pairs,
    /// Whose it is, once it is registered; then it outlives its last member.
    pub(crate) registered: Option<Box<Registered>>,
    /// People were in it when the server ended, and nobody has come back since.
    pub(crate) dormant: bool,
    /// When it was last renamed since the server started.
    pub(super) renamed_ms: Option<u64>,
    /// In the order of their ids, so that a message's recipients are found in one pass.
    members: Vec<Member>,
}

/// A membership.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) user: UserId,
    pub(crate) prefix: Prefix,
    /// The id of the stamp of joining.
    pub(crate) since: u64,
}

/// What a registered channel has beside its modes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registered {
    /// The founder's account, casefolded.
    pub(crate) founder: Box<str>,
    pub(crate) at_ms: u64,
    /// Prefixes that accounts (casefolded) get when they join.
    pub(crate) access: Vec<(Box<str>, Prefix)>,
}

/// What a channel is about, who said so and when.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub(crate) text: Box<str>,
    pub(crate) by: Box<str>,
    pub(crate) at_ms: u64,
}

/// A channel's lists of masks (CHANMODES type A).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListKind {
    /// `b`
    Ban,
    /// `e`
    Exception,
    /// `I`
    InviteException,
}

impl Registered {
    /// What an account gets when it joins.
    pub(crate) fn prefix_of(&self, account: Option<&str>) -> Prefix {
        let Some(account) = account else { return Prefix::empty() };
        let listed = self.access.iter().find(|(listed, _)| **listed == *account);
        let listed = listed.map_or(Prefix::empty(), |&(_, prefix)| prefix);
        if *self.founder == *account { listed | Prefix::FOUNDER } else { listed }
    }
}

impl ListKind {
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Ban => 'b',
            Self::Exception => 'e',
            Self::InviteException => 'I',
        }
    }

    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        match letter {
            'b' => Some(Self::Ban),
            'e' => Some(Self::Exception),
            'I' => Some(Self::InviteException),
            _ => None,
        }
    }
}

/// A mask in a list, who set it and when.
#[derive(Clone, Debug)]
pub(crate) struct ListEntry {
    pub(crate) mask: Box<str>,
    /// The mask as it is compared; no two entries of a list have the same.
    pub(super) folded: Box<str>,
    pub(crate) by: Box<str>,
    pub(crate) at_ms: u64,
}

impl Channel {
    pub(super) fn new(name: ChannelName, room: u64) -> Self {
        Self {
            folded: name.folded(),
            name,
            room,
            registered: None,
            dormant: false,
            renamed_ms: None,
            topic: None,
            flags: ChannelFlags::NO_EXTERNAL | ChannelFlags::PROTECTED_TOPIC,
            key: None,
            limit: None,
            bans: Vec::new(),
            exceptions: Vec::new(),
            invite_exceptions: Vec::new(),
            metadata: Vec::new(),
            members: Vec::new(),
        }
    }

    /// The channel as it is kept.
    pub(crate) fn record(&self) -> ChannelRecord {
        let registered = self.registered.as_deref();
        let lists = [ListKind::Ban, ListKind::Exception, ListKind::InviteException];
        let masks = lists.into_iter().flat_map(|kind| {
            let entries = self.list(kind).iter();
            entries.map(move |e| (kind.letter(), e.mask.clone(), e.by.clone(), e.at_ms))
        });
        let access = registered.into_iter().flat_map(|registered| &registered.access);
        let access = access.flat_map(|(account, prefixes)| {
            let letters = Prefix::LETTERS.iter().filter(|(.., prefix)| prefixes.contains(*prefix));
            letters.map(|&(letter, ..)| (account.clone(), letter))
        });
        ChannelRecord {
            id: self.room,
            name: (*self.name).into(),
            founder: registered.map(|registered| registered.founder.clone()).unwrap_or_default(),
            registered_ms: registered.map_or(0, |registered| registered.at_ms),
            topic: self.topic.as_ref().map(|t| (t.text.clone(), t.by.clone(), t.at_ms)),
            flags: self.flags.letters().into(),
            key: self.key.clone(),
            limit: self.limit,
            masks: masks.collect(),
            access: access.collect(),
            metadata: self.metadata.clone(),
        }
    }

    /// Makes topic, modes, lists and metadata those of a record.
    pub(super) fn restore(&mut self, record: &ChannelRecord) {
        let topic = record.topic.clone();
        self.topic = topic.map(|(text, by, at_ms)| Topic { text, by, at_ms });
        self.flags = record.flags.chars().filter_map(ChannelFlags::of_letter).collect();
        self.key = record.key.clone();
        self.limit = record.limit;
        self.metadata = record.metadata.clone();
        self.metadata.sort_unstable();
        for kind in [ListKind::Ban, ListKind::Exception, ListKind::InviteException] {
            let entries = record.masks.iter().filter(|(letter, ..)| *letter == kind.letter());
            *self.list_mut(kind) = entries
                .map(|(_, mask, by, at_ms)| ListEntry {
                    mask: mask.clone(),
                    folded: fold_mask(mask).into(),
                    by: by.clone(),
                    at_ms: *at_ms,
                })
                .collect();
        }
    }

    /// When it was made, in milliseconds since 1970.
    pub(crate) fn created_ms(&self) -> u64 {
        id_time_ms(self.room)
    }

    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    pub(crate) fn member(&self, user: UserId) -> Option<&Member> {
        let index = self.members.binary_search_by_key(&user, |member| member.user).ok()?;
        Some(&self.members[index])
    }

    pub(super) fn member_mut(&mut self, user: UserId) -> Option<&mut Member> {
        let index = self.members.binary_search_by_key(&user, |member| member.user).ok()?;
        Some(&mut self.members[index])
    }

    pub(super) fn add(&mut self, member: Member) {
        if let Err(index) = self.members.binary_search_by_key(&member.user, |other| other.user) {
            self.members.insert(index, member);
        }
    }

    pub(super) fn remove(&mut self, user: UserId) {
        if let Ok(index) = self.members.binary_search_by_key(&user, |member| member.user) {
            self.members.remove(index);
        }
        if self.members.len() < self.members.capacity() / 4 {
            self.members.shrink_to(self.members.len() * 2);
        }
    }

    pub(crate) fn list(&self, kind: ListKind) -> &Vec<ListEntry> {
        match kind {
            ListKind::Ban => &self.bans,
            ListKind::Exception => &self.exceptions,
            ListKind::InviteException => &self.invite_exceptions,
        }
    }

    pub(super) fn list_mut(&mut self, kind: ListKind) -> &mut Vec<ListEntry> {
        match kind {
            ListKind::Ban => &mut self.bans,
            ListKind::Exception => &mut self.exceptions,
            ListKind::InviteException => &mut self.invite_exceptions,
        }
    }

    /// Whether a ban matches the user and no exception does.
    pub(crate) fn bans(&self, user: &User) -> bool {
        self.bars(Matter::Presence, user)
    }

    /// Whether a ban, or one of those that only silence, matches the user and no exception does.
    pub(crate) fn silences(&self, user: &User) -> bool {
        self.bars(Matter::Speech, user)
    }

    fn bars(&self, matter: Matter, user: &User) -> bool {
        self.lists_for(ListKind::Ban, matter, user)
            && !self.lists_for(ListKind::Exception, matter, user)
    }

    /// Whether one of a list's masks matches the user.
    pub(crate) fn lists(&self, kind: ListKind, user: &User) -> bool {
        self.lists_for(kind, Matter::Presence, user)
    }

    fn lists_for(&self, kind: ListKind, matter: Matter, user: &User) -> bool {
        let list = self.list(kind);
        if list.is_empty() {
            return false;
        }
        let masks = list.iter().map(|entry| &*entry.folded);
        extban::any_matches(masks, matter, &user.folded_source, user.account.as_deref())
    }
}
