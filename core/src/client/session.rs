//! What is known over one connection, and forgotten with it.

use std::collections::{BTreeMap, VecDeque};

use super::batch::Batch;
use super::capability::Caps;
use super::event::{Ban, ListedRoom, WhoIs};
use super::history::Histories;
use super::ids::{ConversationId, MsgId, SendId};
use super::isupport::Isupport;
use super::queue::SendQueue;
use super::sasl::Sasl;
use super::view::Features;

/// How far the registration of the connection has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// The server was asked for its capabilities.
    #[default]
    Hello,
    /// Capabilities were asked for.
    Negotiating,
    /// Logging in.
    LoggingIn,
    /// Nickname and all that were given; the server has not welcomed anybody yet.
    Introduced,
    /// Welcomed; what a server says first is still coming.
    Welcomed,
    /// All was said.
    Online,
}

/// One connection.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) stage: Stage,
    pub(super) caps: Caps,
    /// What the server offers, with values.
    pub(super) offered: BTreeMap<Box<str>, Box<str>>,
    /// Requests for capabilities without an answer.
    pub(super) cap_requests: u32,
    pub(super) isupport: Isupport,
    pub(super) sasl: Option<Sasl>,
    /// When the server welcomed one, by its own clock, or when the latest was said before that
    /// was heard of, if that is later: then its clock was set back, and its messages have the
    /// time of the latest until it has caught up.
    pub(super) welcomed_ms: u64,
    /// How far the server's clock was ahead of this machine's then.
    pub(super) ahead_ms: i64,
    /// Whether NICK and USER were sent.
    pub(super) introduced: bool,
    /// The nickname that was asked for last.
    pub(super) asked_nick: String,
    /// The nickname that was wanted before the person asked for another, until that is answered.
    pub(super) nick_before: Option<String>,
    /// The person wants another nickname than this connection asked for.
    pub(super) renamed: bool,
    /// Something else was given to log in with while logging in.
    pub(super) login_waits: bool,
    /// What was given to log in was refused.
    pub(super) login_refused: bool,
    /// How many nicknames were refused.
    pub(super) nicks_refused: usize,
    pub(super) batches: BTreeMap<Box<str>, Batch>,
    /// What labeled commands were about.
    pub(super) labels: BTreeMap<u64, Asked>,
    pub(super) last_label: u64,
    pub(super) queue: SendQueue,
    pub(super) histories: Histories,
    /// People whose WHOIS is coming in, by casefolded nickname.
    pub(super) whois: BTreeMap<Box<str>, WhoIs>,
    /// Rooms of a LIST that is coming in.
    pub(super) rooms: Vec<ListedRoom>,
    /// Bans that are coming in, of the rooms whose bans were asked for.
    pub(super) bans: BTreeMap<ConversationId, Vec<Ban>>,
    /// ERROR's text, if there was one.
    pub(super) error: Option<Box<str>>,
    /// A motd that is coming in.
    pub(super) motd: Vec<Box<str>>,
    /// When to ask for the wanted nickname again.
    pub(super) nick_retry_ms: Option<u64>,
    /// When not to wait any longer for the answer to CAP LS.
    pub(super) hello_until_ms: Option<u64>,
    /// Without `echo-message`: PINGs whose PONG confirms what was sent before, oldest first.
    pub(super) fences: VecDeque<(u64, SendId)>,
    pub(super) last_fence: u64,
}

/// What a labeled command was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A message of the outbox.
    Message(SendId),
    /// A question for history, by its number.
    History(u64),
    /// Something in a conversation: a topic, a kick.
    In(ConversationId),
    /// A reaction or redaction there.
    About(ConversationId, MsgId),
    /// Something else that the person wanted.
    Other,
}

/// Labels that may be unanswered: those of servers that forget some.
const LABELS_MAX: usize = 1_000;

impl Session {
    /// A new label for what is asked now; none if the server knows none.
    pub(super) fn label(&mut self, asked: Asked) -> Option<String> {
        if !self.caps.contains(Caps::LABELS) {
            return None;
        }
        self.last_label += 1;
        self.labels.insert(self.last_label, asked);
        if self.labels.len() > LABELS_MAX {
            self.labels.pop_first();
        }
        Some(format!("p{}", self.last_label))
    }

    /// What a label was about; known once.
    pub(super) fn take_label(&mut self, label: &str) -> Option<Asked> {
        let number: u64 = label.strip_prefix('p')?.parse().ok()?;
        self.labels.remove(&number)
    }

    /// What the server can do for people.
    pub(super) fn features(&self) -> Features {
        let has = |caps| self.caps.contains(caps);
        Features {
            history: self.has_history(),
            search: has(Caps::SEARCH | Caps::BATCH),
            tags: has(Caps::MESSAGE_TAGS),
            redaction: has(Caps::MESSAGE_REDACTION),
            multiline: has(Caps::LINES),
            read_markers: has(Caps::READ_MARKER),
            accounts: has(Caps::SASL),
            account_registration: has(Caps::ACCOUNT_REGISTRATION),
            metadata: has(Caps::METADATA),
            echo: has(Caps::ECHO_MESSAGE),
        }
    }

    /// What must always hold.
    pub(super) fn check(&self) {
        assert!(self.labels.len() <= LABELS_MAX);
        self.queue.check();
        self.histories.check();
    }

    /// Whether history can be asked for.
    pub(super) fn has_history(&self) -> bool {
        self.caps.contains(Caps::HISTORY)
    }
}
