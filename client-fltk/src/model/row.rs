//! The rows of a conversation, as the view draws them.
//!
//! Rows are made when they are asked for, from what [`super::timeline`] keeps: a view asks only
//! for those that it shows, and remembers their layout by [`RowId`] and [`Row::revision`].

use std::borrow::Cow;
use std::ops::Range;

use super::ids::{RowId, RowKind};

/// One row.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its name.
    pub id: RowId,
    /// Counts how often the row has changed: another number needs another layout.
    pub revision: u32,
    /// What is in it.
    pub body: RowBody<'a>,
}

/// What is in a row.
#[derive(Clone, Debug)]
pub enum RowBody<'a> {
    /// A day begins.
    Day {
        /// The day in the reader's calendar, or "Today".
        label: String,
    },
    /// What follows was not read yet.
    Unread {
        /// "New messages".
        label: String,
    },
    /// Somebody begins to speak: the name above a group of bubbles.
    Header(Header<'a>),
    /// What somebody said.
    Bubble(Box<Bubble<'a>>),
    /// Something happened: somebody came or left, the topic changed, a server's notice.
    System {
        /// The sentence.
        text: Cow<'a, str>,
        /// What of it can be pressed or looks different.
        spans: Vec<Span>,
        /// The time in the reader's digits.
        time: String,
    },
    /// Messages are missing here.
    Gap {
        /// A sentence: that they are being fetched, or how they can be.
        label: String,
        /// Whether pressing it fetches them now.
        pressable: bool,
    },
}

/// The name above a group of bubbles.
#[derive(Clone, Debug)]
pub struct Header<'a> {
    /// The nickname.
    pub nick: &'a str,
    /// Which colour the person has, from 0 to [`PERSON_COLORS`].
    pub color: u8,
    /// The time in the reader's digits.
    pub time: String,
    /// Whether it is the reader.
    pub own: bool,
    /// Whether it is a program.
    pub bot: bool,
}

/// Different colours that people can have.
pub const PERSON_COLORS: u8 = 16;

/// What somebody said.
#[derive(Clone, Debug)]
pub struct Bubble<'a> {
    /// The text as it is read: without codes for colours, line ends as `\n`.
    pub text: Cow<'a, str>,
    /// How parts of the text look and what pressing them does; in order, without overlap. What
    /// lies between them is plain.
    pub spans: Vec<Span>,
    /// Who said it.
    pub nick: &'a str,
    /// Which colour that person has, from 0 to [`PERSON_COLORS`].
    pub color: u8,
    /// The time in the reader's digits, and on hovering the date with it.
    pub time: String,
    /// The date and time in full.
    pub date: String,
    /// Whether the reader said it.
    pub own: bool,
    /// Whether the reader is mentioned.
    pub mentioned: bool,
    /// What it is beside a message.
    pub manner: Manner,
    /// What it answers.
    pub quote: Option<Quote<'a>>,
    /// What people put under it; the most frequent first.
    pub reactions: Vec<Reaction<'a>>,
    /// How far it has come.
    pub state: MessageState,
    /// If it is long: whether only its beginning shows. The text is whole in either case; a
    /// collapsed bubble shows [`LINES_COLLAPSED`] lines of it and "show more".
    pub collapsed: Option<bool>,
    /// Whether its writer took it back; the text then says so.
    pub redacted: bool,
    /// Whether it is the first bubble of its group.
    pub first: bool,
    /// Whether it is the last bubble of its group.
    pub last: bool,
    /// Whether a search or a jump has led here.
    pub found: bool,
}

/// Lines that a collapsed bubble shows.
pub const LINES_COLLAPSED: usize = 12;

/// What a message is beside a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// A message.
    Plain,
    /// What somebody does (`/me`).
    Action,
    /// A notice: from a program or the server, not to be answered.
    Notice,
}

/// How far a message of the reader's has come. What others said is always confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// The server has it.
    Confirmed,
    /// It is on its way, or waits for the connection.
    Pending,
    /// The server refused it.
    Failed {
        /// Why.
        reason: String,
    },
}

/// What a message answers.
#[derive(Clone, Debug)]
pub struct Quote<'a> {
    /// The row of what is answered, if it is here.
    pub row: Option<RowId>,
    /// Who said it; empty if it is not known here.
    pub nick: &'a str,
    /// Which colour that person has.
    pub color: u8,
    /// Its beginning, on one line.
    pub text: String,
}

/// What people put under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction<'a> {
    /// The emoji, or a short word.
    pub emoji: &'a str,
    /// How many people, in the reader's digits.
    pub count: String,
    /// Whether the reader is one of them.
    pub own: bool,
    /// Who, for hovering.
    pub nicks: String,
}

/// A part of a text that looks different or can be pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: SpanKind,
}

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// A link; what is written is where it leads.
    Link,
    /// Somebody's name.
    Mention {
        /// Whether it is the reader's.
        own: bool,
    },
    /// A room's name.
    Room,
    /// What a machine reads, on its own line or within one.
    Code,
    /// Letters with a style.
    Styled {
        /// Heavier strokes.
        bold: bool,
        /// Slanted.
        italic: bool,
        /// A line under it.
        underline: bool,
        /// A line through it.
        strike: bool,
    },
    /// What a search looked for.
    Found,
}

/// How long a row is, to guess its height before it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// What the row is.
    pub kind: RowKind,
    /// Characters of its text, roughly.
    pub chars: u32,
    /// Lines that its writer made.
    pub lines: u16,
    /// Whether something stands under it or above it in the bubble: a quote, reactions, a state.
    pub extras: u8,
}
