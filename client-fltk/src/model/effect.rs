//! What the model asks of the world around it.

use std::ops::Range;

use super::ids::{ConversationId, RowId, ServerId};
use super::settings::Settings;
use crate::net::Order;
use crate::store::Job;

/// Something to be done outside of the model.
#[derive(Debug)]
pub enum Effect {
    /// Draw what has changed.
    Show(Change),
    /// Show this part of the conversation.
    Scroll(Scroll),
    /// Put the caret into a field.
    Focus(Field),
    /// Open a link with the desktop's program.
    OpenLink(String),
    /// Put a text onto the clipboard.
    Copy(String),
    /// Tell the person, who looks elsewhere.
    Notify(Notification),
    /// Take a conversation's notification back: it was read.
    Withdraw(ConversationId),
    /// Bring the window to the front.
    Raise,
    /// Make the desktop point at the window, or stop it.
    Urgent(bool),
    /// Do something on a server.
    Net(ServerId, Order),
    /// Keep or read something.
    Store(Job),
    /// Use the settings from now on, where the window itself depends on them.
    Apply(Box<Settings>),
    /// Start the server inside.
    Host,
    /// Take the window off the screen: it ends as soon as goodbye is said.
    Hide,
    /// Close the window and end.
    Quit,
}

/// What has changed on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Everything: another screen, language or shade.
    Everything,
    /// The form of the first start.
    Start,
    /// The list of conversations.
    Conversations,
    /// The name and topic above the messages.
    Headline,
    /// The list of members.
    Members,
    /// Rows of the selected conversation, to be taken in this order.
    Rows(Vec<RowChange>),
    /// The composer: its text, what it answers, its limit.
    Composer,
    /// What could complete the word that is being written.
    Completion,
    /// The quiet line above the messages, and notices.
    Connection,
    /// Who is typing.
    Typing,
    /// The panel that is open, or that none is.
    Panel,
}

/// A change of rows. Indexes are those that hold when the changes before it are done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    /// Another conversation, or nothing is as it was.
    Reset,
    /// These rows are new.
    Inserted(Range<usize>),
    /// These rows are gone.
    Removed(Range<usize>),
    /// These rows look different.
    Changed(Range<usize>),
}

/// Where to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// The newest message, and stay there.
    Newest,
    /// This row, in the middle.
    Row(RowId),
    /// This row, at the top.
    Top(RowId),
}

/// Something to write into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The composer.
    Composer,
    /// Name of the first start.
    Name,
    /// Address of the first start.
    Address,
    /// Password of the first start.
    Password,
    /// The panel's own field.
    Panel,
}

/// Something to tell the person, who looks elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Where it was said.
    pub conversation: ConversationId,
    /// Who, and where.
    pub title: String,
    /// What.
    pub body: String,
    /// What pressing it does, in a word.
    pub press: String,
}
