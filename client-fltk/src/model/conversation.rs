//! A conversation and what is known of it.

use std::sync::Arc;

use super::effect::RowChange;
use super::ids::{ConversationId, ServerId};
use super::item::{ConversationKind, Presence};
use super::timeline::{
    DayOf, ENTRIES_AT_REST, ENTRIES_MAX, Entry, FETCHING, MENTIONED, NO_KEY, Timeline,
};

/// A member of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The nickname.
    pub nick: Box<str>,
    /// The highest membership prefix.
    pub prefix: Option<char>,
    /// Whether they are there.
    pub presence: Presence,
    /// Whether it is a program.
    pub bot: bool,
}

/// A conversation.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) id: ConversationId,
    pub(super) server: ServerId,
    pub(super) kind: ConversationKind,
    pub(super) name: String,
    /// What the engine calls it, while it knows it.
    pub(super) key: Option<u32>,
    pub(super) topic: String,
    pub(super) joined: bool,
    /// Whether it is a room that the reader has left, or was made to leave.
    pub(super) left: bool,
    pub(super) presence: Presence,
    pub(super) members: Arc<[Member]>,
    pub(super) typing: Vec<Box<str>>,
    pub(super) unread: u32,
    pub(super) mentions: u32,
    /// The entry from which on the reader wants it to count as unread, until they come back.
    pub(super) kept_unread: Option<u32>,
    /// Whether all that was below the line above what is new is read.
    pub(super) line_passed: bool,
    pub(super) muted: bool,
    /// Whether the desktop was told of something that was not read since.
    pub(super) notified: bool,
    pub(super) timeline: Timeline,
    /// The first gap that the engine is about to close.
    pub(super) gap: Option<u32>,
    /// The gap that was seen and asked about last, and the entries beside it then.
    pub(super) gap_asked: Option<(u32, [Option<u32>; 2])>,
    /// Whether a gap was closed, and how far the reader has read is told next.
    pub(super) settling: bool,
    /// Whether entries are in it that the engine does not have.
    pub(super) has_pages: bool,
    /// Up to which time the reader has read. The engine learns of it a little later.
    pub(super) read_ms: i64,
    pub(super) older: Older,
    /// Whether the store has more behind a gap. The server is asked first: it may close it.
    pub(super) beyond_gap: bool,
    /// Whether the engine has no room for what is older, and only gives it to look at.
    pub(super) engine_is_full: bool,
    /// Whether the end of the newest entry can be seen.
    pub(super) at_end: bool,
    /// The last entry that can be seen, where that is not the newest.
    pub(super) seen_to: Option<u32>,
    pub(super) draft: Draft,
}

/// Where what was said before comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Older {
    /// The store may have more.
    Store,
    /// The store was asked.
    StoreAsked,
    /// The server may have more.
    Server,
    /// The server was asked.
    ServerAsked,
    /// There is nothing before it.
    Nothing,
}

/// What is being written in a conversation.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) caret: usize,
    pub(super) revision: u32,
    /// The entry that is being answered.
    pub(super) quote: Option<u32>,
    /// How many lines back the person has gone through what was sent; 0 is the draft itself.
    pub(super) recalled: usize,
    /// Whether it has changed since it was kept.
    pub(super) unkept: bool,
}

impl Conversation {
    pub(super) fn new(
        id: ConversationId,
        server: ServerId,
        kind: ConversationKind,
        name: &str,
    ) -> Self {
        Self {
            id,
            server,
            kind,
            name: name.to_owned(),
            key: None,
            topic: String::new(),
            joined: false,
            left: false,
            presence: Presence::Unknown,
            members: Arc::new([]),
            typing: Vec::new(),
            unread: 0,
            mentions: 0,
            kept_unread: None,
            line_passed: false,
            muted: false,
            notified: false,
            timeline: Timeline::new(),
            gap: None,
            gap_asked: None,
            settling: false,
            has_pages: false,
            read_ms: 0,
            older: Older::Store,
            beyond_gap: false,
            engine_is_full: false,
            at_end: true,
            seen_to: None,
            draft: Draft::default(),
        }
    }

    /// Whether what is said there is said to the reader alone.
    pub(super) fn is_direct(&self) -> bool {
        self.kind == ConversationKind::Person
    }

    /// Counts what others said that is not read: after the time up to which it is, or from where on
    /// the reader wants to come back to it, which the server does not know.
    pub(super) fn count_unread(&mut self) {
        let is_direct = self.is_direct();
        let count = |(unread, mentions): (u32, u32), entry: &Entry| {
            (unread + 1, mentions + u32::from(entry.is(MENTIONED) || is_direct))
        };
        let timeline = &self.timeline;
        let from = self.kept_unread.and_then(|from| timeline.place_of(from));
        let (unread, mentions) = match from {
            Some(from) => {
                let news = timeline.iter().skip(from).filter(|entry| entry.is_news());
                let (unread, mentions) = news.fold((0, 0), count);
                // What is marked is one's own at times.
                (unread.max(1), mentions)
            }
            None => {
                let news = timeline.news_since(self.read_ms).map(|(_, entry)| entry);
                news.fold((0, 0), count)
            }
        };
        (self.unread, self.mentions) = (unread, mentions);
    }

    /// Looks for what the engine is about to close.
    pub(super) fn find_gap(&mut self) {
        let is_closing = |entry: &&Entry| entry.key != NO_KEY && entry.is(FETCHING);
        self.gap = self.timeline.iter().find(is_closing).map(|entry| entry.id);
    }

    /// The place before which nothing is missing that is about to come.
    pub(super) fn complete_to(&self) -> usize {
        if self.settling {
            return 0;
        }
        let gap = self.gap.and_then(|gap| self.timeline.place_of(gap));
        gap.unwrap_or_else(|| self.timeline.len())
    }

    /// The place before which everything was seen.
    pub(super) fn seen_to(&self) -> usize {
        if self.at_end {
            return self.timeline.len();
        }
        let last = self.seen_to.and_then(|last| self.timeline.place_of(last));
        last.map_or(0, |last| last + 1)
    }

    /// Lets the oldest entries go that are too many. They are in the store.
    pub(super) fn trim(&mut self, day_of: DayOf<'_>, changes: &mut Vec<RowChange>) {
        // Whoever has scrolled back must not be carried forward.
        let entries_max = if self.at_end { ENTRIES_AT_REST } else { ENTRIES_MAX };
        if self.timeline.trim(entries_max, day_of, changes) {
            self.older = Older::Store;
        }
    }
}
