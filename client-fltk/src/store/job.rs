//! What is asked of the store, and what it answers.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use peyk_core::client::{Entry, EntryId, Kept, MsgId, Record};

use super::tables::KeptServer;
use crate::model::{ConversationId, ServerId};

/// Something for the store to do.
#[derive(Debug)]
pub enum Job {
    /// Keep a setting under its name.
    Setting {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// Keep a server: new, or changed.
    Server(KeptServer),
    /// Forget a server and all that was said there.
    ForgetServer(ServerId),
    /// Trust this certificate of a server from now on, or whichever it shows next.
    Pin {
        /// Whose.
        server: ServerId,
        /// Its SHA-256, if it has one.
        sha256: Option<[u8; 32]>,
    },
    /// Keep what the engine wants kept.
    Record {
        /// Of which server.
        server: ServerId,
        /// What.
        record: Record,
    },
    /// Keep an entry: new, or changed.
    Entry {
        /// Of which server.
        server: ServerId,
        /// The conversation's name.
        conversation: Box<str>,
        /// The entry.
        entry: Arc<Entry>,
        /// The one behind it, if that is of the same time.
        next: Option<Neighbor>,
    },
    /// An entry is no more: a gap that was closed.
    EntryGone {
        /// Of which server.
        server: ServerId,
        /// The conversation's name.
        conversation: Box<str>,
        /// The entry.
        entry: EntryId,
    },
    /// Keep a page of history, which has no hole.
    Entries {
        /// Of which server.
        server: ServerId,
        /// The conversation's name.
        conversation: Box<str>,
        /// The entries, oldest first.
        entries: Vec<Entry>,
    },
    /// Keep what is being written.
    Draft {
        /// On which server.
        server: ServerId,
        /// The conversation's name.
        conversation: String,
        /// The text.
        text: String,
    },
    /// Keep whether a conversation is muted.
    Muted {
        /// On which server.
        server: ServerId,
        /// The conversation's name.
        conversation: String,
        /// Whether it is.
        muted: bool,
    },
    /// What the engine wants back at its start.
    Kept {
        /// Of which server.
        server: ServerId,
        /// Where to answer.
        answer: SyncSender<Kept>,
    },
    /// Answer when all before this is kept.
    Flush(SyncSender<()>),
    /// Read what was said before a message; answered by [`Report::Page`].
    Older {
        /// As the window calls it.
        id: ConversationId,
        /// On which server.
        server: ServerId,
        /// The conversation's name.
        conversation: String,
        /// The time of the message, and its id if it has one.
        before: Option<(i64, String)>,
        /// Entries to read at most.
        limit: usize,
        /// Whether to go on beyond gaps, which are then among the entries.
        beyond_gaps: bool,
    },
    /// Read what was said from a time on, with some before it; answered by [`Report::Around`].
    Around {
        /// As the window calls it.
        id: ConversationId,
        /// On which server.
        server: ServerId,
        /// The conversation's name.
        conversation: String,
        /// The time.
        time_ms: i64,
        /// The time down to which entries are at hand already.
        until: (i64, String),
        /// Entries to read at most.
        limit: usize,
    },
    /// Search; answered by [`Report::Found`].
    Search {
        /// What for.
        text: String,
        /// Messages to find at most.
        limit: usize,
    },
}

/// What is next to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbor {
    /// As the engine calls it.
    pub id: EntryId,
    /// As the server calls it.
    pub msgid: Option<MsgId>,
}

impl Neighbor {
    /// This entry.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        Self { id: entry.id, msgid: entry.msgid.clone() }
    }
}

impl Job {
    /// Whether somebody waits for the answer, or what is to be kept is nowhere else.
    pub(super) fn is_waited_for(&self) -> bool {
        match self {
            Self::Kept { .. }
            | Self::Flush(_)
            | Self::Older { .. }
            | Self::Around { .. }
            | Self::Search { .. }
            | Self::Record { record: Record::Outbox(_), .. } => true,
            Self::Setting { .. }
            | Self::Server(_)
            | Self::ForgetServer(_)
            | Self::Pin { .. }
            | Self::Record { .. }
            | Self::Entry { .. }
            | Self::EntryGone { .. }
            | Self::Entries { .. }
            | Self::Draft { .. }
            | Self::Muted { .. } => false,
        }
    }
}

/// What the store has to say to the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// What was said before a message.
    Page(Page),
    /// What was said from a time on up to what is at hand.
    Around {
        /// The entries.
        page: Page,
        /// The time that was asked for.
        time_ms: i64,
    },
    /// What a search found, the newest first.
    Found {
        /// What was searched for.
        text: String,
        /// What was found.
        found: Vec<Found>,
    },
    /// Something could not be kept or read, in the system's words.
    Failed(String),
}

/// What was said before a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// As the window calls it.
    pub id: ConversationId,
    /// The entries, oldest first. Their ids mean nothing.
    pub entries: Vec<Entry>,
    /// What is before them.
    pub end: PageEnd,
}

/// What is before a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEnd {
    /// More.
    More,
    /// Something is missing here.
    Gap,
    /// Nothing that the store knows.
    Start,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// On which server.
    pub server: ServerId,
    /// The conversation's name.
    pub conversation: Box<str>,
    /// The message.
    pub entry: Entry,
}
