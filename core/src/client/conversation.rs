//! Conversations: opened, found by their names, renamed, closed.

use std::collections::BTreeMap;

use super::Client;
use super::command::Typing;
use super::event::Event;
use super::history::Reference;
use super::ids::ConversationId;
use super::reason::{Cause, Reason};
use super::record::{KeptConversation, KeptKind, Position, Record};
use super::timeline::{Timeline, TimelineLimits};
use super::turn::Turn;
use super::view::{Conversation, ConversationKind, Member, Membership, Older};

/// What the engine does in a conversation at the moment.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// Whether what was missed before this connection is here.
    pub(super) caught_up: CaughtUp,
    /// The first page came once: what is before the oldest entry was received earlier, or is
    /// for the person to ask for.
    pub(super) rooted: bool,
    /// Until when everything that anybody said directly was received, when it was not known yet.
    pub(super) since_ms: Option<u64>,
    /// Some of it could not be had.
    pub(super) missed: bool,
    /// Something may be missing that was asked for, over this connection or an earlier one, and
    /// has not come.
    pub(super) behind: bool,
    /// The key that the room was joined with.
    pub(super) key: Option<Box<str>>,
    /// Up to where nothing is missing: by earlier runs, and by this one when it was caught up
    /// with last.
    pub(super) received: Option<Position>,
    /// Where the next older page ends.
    pub(super) older_from: Option<Reference>,
    /// Members of a NAMES that is coming in.
    pub(super) naming: BTreeMap<Box<str>, Member>,
    /// What others were last told of one's own writing, and when.
    pub(super) told_typing: Option<(Typing, u64)>,
    /// The position is to be kept.
    pub(super) moved: bool,
}

/// Whether what was missed before this connection is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum CaughtUp {
    /// Not yet.
    #[default]
    No,
    /// All of it: what is not here was not said.
    Fully,
    /// Not all of it, or nobody knows.
    Partly,
}

impl Client {
    /// What names that are one have in common.
    pub(super) fn fold(&self, name: &str) -> Box<str> {
        self.session.isupport.folding.fold(name)
    }

    pub(super) fn find(&self, name: &str) -> Option<ConversationId> {
        self.names.get(&self.fold(name)).copied()
    }

    /// Whether a nickname is one's own.
    pub(super) fn is_me(&self, nick: &str) -> bool {
        self.fold(nick) == self.fold(&self.me.nick)
    }

    pub(super) fn get(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: ConversationId) -> Option<&mut Conversation> {
        self.conversations.get_mut(&id)
    }

    /// A new conversation, or the one of that name. None if there are too many.
    pub(super) fn insert(&mut self, name: &str, kind: ConversationKind) -> Option<ConversationId> {
        if let Some(id) = self.find(name) {
            return Some(id);
        }
        if self.conversations.len() >= self.config.limits.conversations_max {
            return None;
        }
        self.last_conversation += 1;
        let id = ConversationId(self.last_conversation);
        let limits = TimelineLimits {
            entries_max: self.config.limits.timeline_entries_max,
            bytes_max: self.config.limits.timeline_bytes_max,
            reactions_max: self.config.limits.reactions_max,
            annotations_max: self.config.limits.annotations_max,
        };
        let conversation = Conversation {
            id,
            name: name.into(),
            kind,
            timeline: Timeline::new(limits),
            members: BTreeMap::new(),
            topic: None,
            modes: "".into(),
            read_ms: 0,
            typing: BTreeMap::new(),
            older: Older::Unknown,
            work: Work::default(),
        };
        self.conversations.insert(id, conversation);
        self.names.insert(self.fold(name), id);
        Some(id)
    }

    /// Names are compared otherwise from now on.
    pub(super) fn refold(&mut self) {
        let folding = self.session.isupport.folding;
        self.names.clear();
        for conversation in self.conversations.values_mut() {
            self.names.insert(folding.fold(&conversation.name), conversation.id);
            let members = std::mem::take(&mut conversation.members);
            conversation.members =
                members.into_values().map(|member| (folding.fold(&member.nick), member)).collect();
        }
    }

    /// What is to be kept of a conversation.
    fn kept(&self, id: ConversationId) -> Option<KeptConversation> {
        let conversation = self.get(id)?;
        let kind = match conversation.kind {
            ConversationKind::Room(Membership::Left) => KeptKind::Left,
            ConversationKind::Room(Membership::Joined | Membership::Joining) => {
                KeptKind::Joined(conversation.work.key.clone())
            }
            ConversationKind::Direct => KeptKind::Direct,
        };
        Some(KeptConversation {
            name: conversation.name.clone(),
            kind,
            position: conversation.position(),
            read_ms: conversation.read_ms,
            entries: Vec::new(),
        })
    }
}

impl Conversation {
    /// How far it was received. What comes while something before it is missing does not count:
    /// a program that starts anew then must ask for what is before.
    fn position(&self) -> Option<Position> {
        if self.work.caught_up == CaughtUp::No {
            return self.work.received.clone();
        }
        let Some(latest) = self.timeline.latest() else { return self.work.received.clone() };
        let named = self.timeline.reference_before(usize::MAX, false);
        let msgid = named.and_then(|entry| entry.msgid.clone());
        Some(Position { msgid, time_ms: latest.time_ms })
    }

    pub(super) fn is_joined(&self) -> bool {
        self.kind == ConversationKind::Room(Membership::Joined)
    }
}

impl Turn<'_> {
    /// Opens a conversation, or finds it. None if there are too many, which is told.
    pub(super) fn open(&mut self, name: &str, kind: ConversationKind) -> Option<ConversationId> {
        if let Some(id) = self.find(name) {
            return Some(id);
        }
        let name = cut(name, self.config.limits.word_bytes_max).to_owned();
        let Some(id) = self.client.insert(&name, kind) else {
            self.refuse(None, Reason::about(Cause::TooManyConversations, &name));
            return None;
        };
        self.event(Event::Opened(id));
        self.keep_conversation(id);
        Some(id)
    }

    pub(super) fn keep_conversation(&mut self, id: ConversationId) {
        if let Some(kept) = self.kept(id) {
            self.keep(Record::Conversation(kept));
        }
    }

    /// A conversation is called something else.
    pub(super) fn rename_conversation(&mut self, id: ConversationId, name: &str) {
        let Some(old) = self.get(id).map(|conversation| conversation.name.clone()) else { return };
        let name = cut(name, self.config.limits.word_bytes_max).to_owned();
        let (old_folded, folded) = (self.fold(&old), self.fold(&name));
        if self.names.get(&folded).is_some_and(|&taken| taken != id) {
            return;
        }
        self.names.remove(&old_folded);
        self.client.names.insert(folded, id);
        if let Some(conversation) = self.get_mut(id) {
            conversation.name = name.as_str().into();
        }
        self.keep(Record::ConversationGone(old));
        self.keep_conversation(id);
        self.outbox_renamed(id, &name);
        self.event(Event::Conversation(id));
    }

    /// Forgets a conversation, and what was not sent there.
    pub(super) fn forget(&mut self, id: ConversationId) {
        let Some(conversation) = self.client.conversations.remove(&id) else { return };
        let folded = self.fold(&conversation.name);
        self.names.remove(&folded);
        self.outbox_forget(id);
        self.session.bans.remove(&id);
        self.keep(Record::ConversationGone(conversation.name));
        self.event(Event::Closed(id));
    }

    /// Nobody is in any room any more: the connection is gone.
    pub(super) fn leave_everything(&mut self) {
        let ids: Vec<_> = self.conversations.keys().copied().collect();
        for id in ids {
            let Some(conversation) = self.get_mut(id) else { continue };
            if conversation.is_joined() {
                conversation.kind = ConversationKind::Room(Membership::Joining);
            }
            conversation.members.clear();
            conversation.typing.clear();
            conversation.work.naming.clear();
            conversation.work.told_typing = None;
            self.event(Event::Conversation(id));
        }
    }

    /// Keeps how far conversations were received, once a step.
    pub(super) fn keep_positions(&mut self) {
        let moved = self.client.conversations.values_mut();
        let moved: Vec<_> = moved
            .filter_map(|conversation| {
                let known = conversation.work.caught_up != CaughtUp::No;
                if !known || !std::mem::take(&mut conversation.work.moved) {
                    return None;
                }
                conversation.work.received = conversation.position();
                Some((conversation.name.clone(), conversation.work.received.clone()?))
            })
            .collect();
        for (name, position) in moved {
            self.keep(Record::Position { name, position });
        }
    }
}

/// At most so many bytes of a text, whole characters.
pub(super) fn cut(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}
