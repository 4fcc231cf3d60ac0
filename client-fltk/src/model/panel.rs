//! The panels over or beside the messages, as the view draws them.

use super::action::Action;
use super::ids::{ConversationId, RowId, ServerId};

/// A panel that is open.
#[derive(Clone, Debug)]
pub enum Panel {
    /// The settings; see [`super::settings::Settings`].
    Settings,
    /// Search.
    Search(SearchPanel),
    /// Rooms of a server.
    Channels(ChannelsPanel),
    /// What is known about a connection.
    Security(SecurityPanel),
    /// A question with one field.
    Prompt(Prompt),
    /// Who somebody is.
    Person(PersonPanel),
    /// Who is banned from a room.
    Bans(BansPanel),
}

/// Search over what was said.
#[derive(Clone, Debug, Default)]
pub struct SearchPanel {
    /// What is looked for.
    pub text: String,
    /// What was found, the newest first.
    pub hits: Vec<SearchHit>,
    /// Which of it is shown among the messages, or chosen.
    pub shown: Option<usize>,
    /// Whether servers were asked, too.
    pub asked: bool,
    /// A sentence: how many, that nothing was found, or that the server still looks.
    pub state: String,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// Where it was said.
    pub conversation: ConversationId,
    /// The name of where it was said.
    pub place: String,
    /// Who said it.
    pub nick: String,
    /// When, in the reader's calendar and digits.
    pub date: String,
    /// What, on one line.
    pub text: String,
    /// Its place in time, milliseconds since 1970.
    pub time_ms: i64,
    /// Its id.
    pub msgid: String,
}

/// Rooms of a server.
#[derive(Clone, Debug)]
pub struct ChannelsPanel {
    /// Whose.
    pub server: ServerId,
    /// What the names and topics are to contain.
    pub filter: String,
    /// The rooms that fit, those with the most people first.
    pub items: Vec<ChannelItem>,
    /// Which of them is chosen.
    pub chosen: usize,
    /// Whether more are on their way.
    pub fetching: bool,
    /// A sentence: how many.
    pub state: String,
}

/// A room in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelItem {
    /// Its name.
    pub name: String,
    /// Its topic.
    pub topic: String,
    /// People in it.
    pub members: u32,
    /// The same in the reader's digits.
    pub members_label: String,
    /// Whether the reader is in it.
    pub joined: bool,
}

/// What is known about a connection.
#[derive(Clone, Debug)]
pub struct SecurityPanel {
    /// Whose.
    pub server: ServerId,
    /// What to judge by: name and value of each fact, in order.
    pub facts: Vec<Fact>,
    /// A sentence that says what it means.
    pub verdict: String,
    /// Whether all is well.
    pub fine: bool,
}

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What it says.
    pub value: String,
    /// Whether the value is for machines: from left to right in letters of one width.
    pub code: bool,
}

/// A question with one field.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The question.
    pub title: String,
    /// What is written.
    pub text: String,
    /// What explains it, or what is wrong.
    pub hint: String,
    /// What stands on the button.
    pub done: String,
    /// What is done with it.
    pub purpose: PromptPurpose,
}

/// What is done with the answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptPurpose {
    /// Join or create a room.
    Room(ServerId),
    /// Write to a person.
    Person(ServerId),
    /// Change a topic.
    Topic(ConversationId),
    /// Invite somebody.
    Invite(ConversationId),
    /// Show the first message of a day.
    Date(ConversationId),
    /// Be called something else.
    Nick(ServerId),
    /// React with something.
    Reaction(RowId),
}

/// Who somebody is.
#[derive(Clone, Debug)]
pub struct PersonPanel {
    /// Where.
    pub server: ServerId,
    /// The nickname.
    pub nick: String,
    /// What is known.
    pub facts: Vec<Fact>,
    /// What can be done.
    pub actions: Vec<Action>,
}

/// Who is banned from a room.
#[derive(Clone, Debug)]
pub struct BansPanel {
    /// From which.
    pub conversation: ConversationId,
    /// The bans, in the server's order.
    pub items: Vec<BanItem>,
    /// Whether the reader is an operator, and so may take a ban back.
    pub may_lift: bool,
    /// A sentence: what the list means, or that it is on its way or empty.
    pub state: String,
    /// A sentence that says why what was wanted here was refused; empty if it was not.
    pub refused: String,
}

/// A ban in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanItem {
    /// Whom it keeps out, as the server has it.
    pub mask: String,
    /// Who set it and when, in the reader's calendar and digits; empty if nobody knows.
    pub set: String,
}
