//! What the engine wants kept, so that nothing is lost when the client is closed or dies.
//!
//! A shell keeps the records in whatever way it likes: each replaces the one before it of the
//! same kind about the same thing. [`Kept::apply`] does that to a [`Kept`], which is what the
//! engine wants back at its next start.

use super::command::DraftKind;
use super::ids::{MsgId, SendId};
use super::reason::Reason;
use super::timeline::Entry;

/// Something to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A message of one's own that is not confirmed: new or changed.
    Outbox(OutboxMessage),
    /// It is confirmed, or was discarded.
    OutboxGone(SendId),
    /// A conversation is shown, with what is known of it.
    Conversation(KeptConversation),
    /// It was closed, or is called something else.
    ConversationGone(Box<str>),
    /// How far a conversation was received. Comes with each message: a shell may write it
    /// now and then.
    Position {
        /// The conversation's name.
        name: Box<str>,
        /// How far.
        position: Position,
    },
    /// The host wants TLS only, on this port, until this time (IRCv3 sts).
    Sts(StsPolicy),
    /// The host does not want that any more.
    StsGone(Box<str>),
}

/// A message of one's own on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    /// What it is called.
    pub send_id: SendId,
    /// The room's or the person's name.
    pub target: Box<str>,
    /// What is said.
    pub text: Box<str>,
    /// How.
    pub kind: DraftKind,
    /// The message that it answers.
    pub reply_to: Option<MsgId>,
    /// When it was written, in milliseconds since 1970.
    pub written_ms: u64,
    /// Whether it was ever given to a connection, so that its fate may be unknown.
    pub tried: Tried,
    /// Why it failed, if it did.
    pub failed: Option<Reason>,
}

/// Whether a message was ever given to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It was not: nobody can have seen it.
    Never,
    /// It was: the server may have it.
    Yes,
}

/// A conversation that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptConversation {
    /// The room's or the person's name.
    pub name: Box<str>,
    /// What it is.
    pub kind: KeptKind,
    /// How far it was received.
    pub position: Option<Position>,
    /// Up to which time it was read, in milliseconds since 1970.
    pub read_ms: u64,
    /// The latest entries, oldest first, without a hole, if the shell has them; the engine
    /// never asks for this to be kept, since events say how the timeline grows.
    pub entries: Vec<Entry>,
}

/// What a kept conversation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptKind {
    /// A room that the person is in, and wants to be in; with its key.
    Joined(Option<Box<str>>),
    /// A room that the person has left.
    Left,
    /// A conversation with somebody.
    Direct,
}

/// How far a conversation was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The latest message that has an id.
    pub msgid: Option<MsgId>,
    /// The server's time of the latest message, in milliseconds since 1970.
    pub time_ms: u64,
}

/// A host's wish for TLS (IRCv3 sts).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StsPolicy {
    /// The host's name.
    pub host: Box<str>,
    /// The port on which it serves TLS.
    pub port: u16,
    /// Until when, in milliseconds since 1970.
    pub until_ms: u64,
}

/// What was kept, when the client starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Messages on their way, in the order in which they were written.
    pub outbox: Vec<OutboxMessage>,
    /// Conversations, in the order in which they were opened.
    pub conversations: Vec<KeptConversation>,
    /// Wishes for TLS.
    pub sts: Vec<StsPolicy>,
}

impl Kept {
    /// Takes a record in.
    pub fn apply(&mut self, record: Record) {
        match record {
            Record::Outbox(message) => {
                let known = self.outbox.iter_mut().find(|old| old.send_id == message.send_id);
                match known {
                    Some(old) => *old = message,
                    None => self.outbox.push(message),
                }
            }
            Record::OutboxGone(send_id) => self.outbox.retain(|old| old.send_id != send_id),
            Record::Conversation(mut conversation) => {
                let mut known = self.conversations.iter_mut();
                match known.find(|old| old.name == conversation.name) {
                    Some(old) => {
                        if conversation.entries.is_empty() {
                            conversation.entries = std::mem::take(&mut old.entries);
                        }
                        *old = conversation;
                    }
                    None => self.conversations.push(conversation),
                }
            }
            Record::ConversationGone(name) => self.conversations.retain(|old| old.name != name),
            Record::Position { name, position } => {
                if let Some(old) = self.conversations.iter_mut().find(|old| old.name == name) {
                    old.position = Some(position);
                }
            }
            Record::Sts(policy) => {
                self.sts.retain(|old| old.host != policy.host);
                self.sts.push(policy);
            }
            Record::StsGone(host) => self.sts.retain(|old| old.host != host),
        }
    }
}
