//! The lists beside the messages, as the view draws them.

use super::action::Action;
use super::ids::{ConversationId, ServerId};

/// A line of the list of conversations: a server's heading, or a conversation under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationItem<'a> {
    /// The conversation. For a heading, that of the server's own words.
    pub id: ConversationId,
    /// Whose it is.
    pub server: ServerId,
    /// What it is.
    pub kind: ConversationKind,
    /// The room's, person's or server's name.
    pub name: &'a str,
    /// The name of its server, where there is more than one; else empty.
    pub server_name: &'a str,
    /// Messages that were not read; none in a muted conversation's badge but they count.
    pub unread: u32,
    /// The badge: the number in the reader's digits, "99+", or nothing.
    pub badge: String,
    /// How many of the unread mention the reader. In a conversation with a person all do.
    pub mentions: u32,
    /// Whether it is shown now.
    pub selected: bool,
    /// Whether it is muted.
    pub muted: bool,
    /// Whether something is written there and not sent.
    pub draft: bool,
    /// Whether somebody is typing there.
    pub typing: bool,
    /// A person's presence, or the server's connection.
    pub presence: Presence,
    /// Which colour the person has; 0 for others.
    pub color: u8,
}

/// What a conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConversationKind {
    /// A server: its own words, and the heading above what is on it.
    Server,
    /// A room (channel).
    Room,
    /// A person.
    Person,
}

/// Whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// There; of a room: the reader is in it; of a server: connected.
    Here,
    /// There, but away; of a server: connecting.
    Away,
    /// Not there.
    Gone,
    /// Not known.
    Unknown,
}

/// A line of the list of members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberItem<'a> {
    /// The nickname.
    pub nick: &'a str,
    /// The membership prefix: `@` channel operator, `+` voice, and others; or none.
    pub prefix: Option<char>,
    /// Whether they are there.
    pub presence: Presence,
    /// Which colour the person has.
    pub color: u8,
    /// Whether it is the reader.
    pub own: bool,
    /// Whether it is a program.
    pub bot: bool,
    /// Whether they are typing in this room.
    pub typing: bool,
}

/// What stands above the messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline<'a> {
    /// The room's, person's or server's name.
    pub name: &'a str,
    /// What it is.
    pub kind: ConversationKind,
    /// The topic of a room, what is known of a person, the server's address.
    pub topic: String,
    /// How many, in words and the reader's digits; empty where there are none.
    pub members: String,
    /// Whether the topic can be changed by the reader.
    pub topic_editable: bool,
    /// Whether it is muted.
    pub muted: bool,
    /// Whether the connection is encrypted and the server the one that was trusted.
    pub secure: bool,
}

/// The quiet line above the messages: why nothing new comes to them.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietLine {
    /// The sentence; that of a countdown has the seconds that are left.
    pub text: String,
    /// What can be done about it.
    pub action: Option<Action>,
}
