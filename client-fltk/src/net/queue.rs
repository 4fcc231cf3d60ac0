//! What the window is told, and the queue in which that waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_channel::{Receiver, Sender};
use peyk_core::client::{
    AccountNews, Ban, Connection, ConversationKind, Entry, EntryId, Features, ListedRoom, Me,
    MessageReference, Older, Reason, WhoIs,
};

use crate::model::{Member, ServerId};

/// Reports that may wait: those of a few full pages for each of a hundred rooms. An engine that
/// has more to tell waits.
pub(super) const REPORTS_MAX: usize = 50_000;

/// News of one server. Conversations and entries are called what the engine calls them.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// The connection is this.
    Connection {
        /// As the engine sees it.
        connection: Box<Connection>,
        /// Milliseconds until the next attempt, if it waits for one.
        wait_ms: Option<u64>,
    },
    /// The server shows another certificate than the one that is trusted.
    CertificateChanged {
        /// SHA-256 of the trusted one.
        pinned: [u8; 32],
        /// SHA-256 of the one seen.
        seen: [u8; 32],
    },
    /// The server has no encryption, and the person has not allowed that.
    NoEncryption,
    /// The person is this.
    Me(Box<Me>),
    /// The server is this.
    Server {
        /// What it calls itself.
        name: Box<str>,
        /// What software it is.
        software: Box<str>,
        /// The message of the day.
        motd: Vec<Box<str>>,
        /// What it can do.
        features: Features,
    },
    /// A conversation is new, or is now this.
    Conversation(Box<ConversationNews>),
    /// A conversation is no more.
    Gone(u32),
    /// A room's members are these, those who may do more first.
    Members(u32, Arc<[Member]>),
    /// These people are typing in a conversation.
    Typing(u32, Vec<Box<str>>),
    /// An entry is new, and stands behind another, or first of those that the engine has.
    Put {
        /// Where.
        conversation: u32,
        /// Behind which.
        after: Option<EntryId>,
        /// The entry.
        entry: Arc<Entry>,
        /// Whether it is said now, and not read from history or from the store.
        live: bool,
    },
    /// An entry is another.
    Changed {
        /// Where.
        conversation: u32,
        /// The entry.
        entry: Arc<Entry>,
    },
    /// An entry moved behind another, or to the first place of those that the engine has.
    Moved {
        /// Where.
        conversation: u32,
        /// Which.
        entry: EntryId,
        /// Behind which.
        after: Option<EntryId>,
    },
    /// An entry is no more: it was discarded, or was a gap.
    Removed {
        /// Where.
        conversation: u32,
        /// Which.
        entry: EntryId,
    },
    /// Somebody addressed the person just now.
    Mentioned {
        /// Where.
        conversation: u32,
        /// In which entry.
        entry: EntryId,
    },
    /// Somebody said something that belongs to no conversation.
    Notice {
        /// Who.
        from: Box<str>,
        /// What.
        text: Box<str>,
    },
    /// Something that the person wanted was refused.
    Refused {
        /// Where it was wanted.
        conversation: Option<u32>,
        /// Why.
        reason: Reason,
    },
    /// Somebody invites the person to a room.
    Invited {
        /// Who.
        by: Box<str>,
        /// To which room.
        room: Box<str>,
    },
    /// An account was made, waits for a code, or was not made.
    Account(AccountNews),
    /// What is around a message or a time, without a hole; empty if the server has none.
    Around {
        /// Where.
        conversation: u32,
        /// The message or the time.
        reference: MessageReference,
        /// The entries, oldest first.
        entries: Vec<Entry>,
    },
    /// What was fetched is there.
    Fetched {
        /// Where.
        conversation: u32,
        /// What is before the oldest entry that the engine has.
        older: Older,
        /// Whether nothing was, because the engine has no room for it.
        full: bool,
    },
    /// What the server's search found, oldest first.
    Found {
        /// What was looked for.
        text: String,
        /// Where each is, by name, and what it is.
        entries: Vec<(Box<str>, Entry)>,
    },
    /// The server's rooms.
    Rooms(Vec<ListedRoom>),
    /// Who somebody is.
    WhoIs(Box<WhoIs>),
    /// Who is banned from a room.
    Bans {
        /// From which.
        conversation: u32,
        /// The bans, in the server's order.
        bans: Vec<Ban>,
    },
    /// All that was kept has been told.
    Loaded,
    /// The engine has ended.
    Ended,
}

/// What a conversation is.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationNews {
    /// What the engine calls it.
    pub id: u32,
    /// The room's or the person's name.
    pub name: Box<str>,
    /// What it is.
    pub kind: ConversationKind,
    /// The topic.
    pub topic: Box<str>,
    /// Up to which time it was read.
    pub read_ms: u64,
    /// Messages of others that were not read.
    pub unread: usize,
    /// How many of those speak of the person.
    pub mentions: usize,
    /// What is before the oldest entry that the engine has.
    pub older: Older,
}

impl Report {
    /// What newer news of the same replaces.
    fn state(&self) -> Option<StateKey> {
        match self {
            Self::Connection { .. } => Some(StateKey::Connection),
            Self::Me(_) => Some(StateKey::Me),
            Self::Server { .. } => Some(StateKey::Server),
            Self::Conversation(news) => Some(StateKey::Conversation(news.id)),
            Self::Members(id, _) => Some(StateKey::Members(*id)),
            Self::Typing(id, _) => Some(StateKey::Typing(*id)),
            Self::CertificateChanged { .. }
            | Self::NoEncryption
            | Self::Gone(_)
            | Self::Put { .. }
            | Self::Changed { .. }
            | Self::Moved { .. }
            | Self::Removed { .. }
            | Self::Mentioned { .. }
            | Self::Notice { .. }
            | Self::Refused { .. }
            | Self::Invited { .. }
            | Self::Account(_)
            | Self::Around { .. }
            | Self::Fetched { .. }
            | Self::Found { .. }
            | Self::Rooms(_)
            | Self::WhoIs(_)
            | Self::Bans { .. }
            | Self::Loaded
            | Self::Ended => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum StateKey {
    Connection,
    Me,
    Server,
    Conversation(u32),
    Members(u32),
    Typing(u32),
}

/// Reports that wait for the window.
pub struct Reports {
    state: Mutex<State>,
    wake: Box<dyn Fn() + Send + Sync>,
    taken: (Sender<()>, Receiver<()>),
}

#[derive(Default)]
struct State {
    waiting: Vec<(ServerId, Report)>,
    // Only looked up: its order is never seen.
    states: HashMap<(ServerId, StateKey), usize>,
}

impl Reports {
    pub(super) fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let taken = async_channel::bounded(1);
        Self { state: Mutex::default(), wake: Box::new(wake), taken }
    }

    /// Has something told.
    pub(super) fn tell(&self, server: ServerId, report: Report) {
        let mut state = self.lock();
        if let Some(key) = report.state() {
            let index = state.waiting.len();
            if let Some(index) = state.states.insert((server, key), index) {
                state.states.insert((server, key), index);
                state.waiting[index].1 = report;
                return;
            }
        } else if matches!(report, Report::Gone(_) | Report::Ended) {
            // What is told of a conversation after it was closed is another's.
            state.states.retain(|(of, _), _| *of != server);
        }
        state.waiting.push((server, report));
        let is_first = state.waiting.len() == 1;
        drop(state);
        if is_first {
            (self.wake)();
        }
    }

    /// Takes what waits.
    pub(super) fn take(&self) -> Vec<(ServerId, Report)> {
        let mut state = self.lock();
        state.states.clear();
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        // A full channel says the same already.
        let _ = self.taken.0.try_send(());
        waiting
    }

    /// Waits until there is room.
    pub(super) async fn room(&self) {
        while self.lock().waiting.len() >= REPORTS_MAX {
            // The other end is in this very struct, so that it cannot be closed.
            let _ = self.taken.1.recv().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What is in it is whole between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn newer_news_of_a_state_replaces_older_in_its_place() {
        let woken = Arc::new(AtomicUsize::new(0));
        let reports = Reports::new({
            let woken = Arc::clone(&woken);
            move || {
                woken.fetch_add(1, Ordering::Relaxed);
            }
        });
        let (one, other) = (ServerId(1), ServerId(2));
        let notice = |text: &str| Report::Notice { from: "".into(), text: text.into() };
        reports.tell(one, Report::Typing(1, vec!["sara".into()]));
        reports.tell(one, notice("a"));
        reports.tell(other, Report::Typing(1, vec!["other".into()]));
        reports.tell(one, Report::Typing(1, Vec::new()));
        reports.tell(one, notice("a"));
        assert_eq!(
            reports.take(),
            [
                (one, Report::Typing(1, Vec::new())),
                (one, notice("a")),
                (other, Report::Typing(1, vec!["other".into()])),
                (one, notice("a")),
            ]
        );
        assert_eq!(woken.load(Ordering::Relaxed), 1);
        reports.tell(one, Report::Typing(1, Vec::new()));
        assert_eq!(reports.take().len(), 1);
        assert_eq!(woken.load(Ordering::Relaxed), 2);
    }
}
