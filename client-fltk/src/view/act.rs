//! What pressing something does, and where something can be written.

use crate::model::{ConversationId, Message, RowId};

/// What pressing something does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// Nothing: the place only keeps what is under it from being pressed.
    Nothing,
    /// The model is told.
    Send(Message),
    /// A menu opens.
    Menu(MenuOf),
    /// The emoji open: for the composer, or to be put under a row.
    Emoji(Option<RowId>),
    /// An emoji is taken.
    TakeEmoji(String),
    /// Another group of emoji is shown.
    EmojiGroup(usize),
    /// A field is written into.
    Field(FieldId),
    /// The list of members appears, or disappears.
    ToggleMembers,
    /// A link is opened; one that acts at once only after a question.
    OpenLink(String),
    /// A link is opened, the question having been answered.
    LinkApproved(String),
    /// What is above the rest goes away, then the model is told.
    CloseAndSend(Message),
    /// What is above the rest goes away.
    CloseTop,
    /// A conversation is chosen from the switcher.
    Switch(ConversationId),
    /// A month opens, to choose a day from.
    Date,
    /// Another month is shown, so many further on.
    Month(i32),
    /// The newest message is shown.
    Newest,
    /// The part of the text that is selected is copied.
    CopySelection,
    /// The field's edit menu does this.
    Edit(EditAct),
}

/// What a field's menu does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EditAct {
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    SelectAll,
}

/// What a menu is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum MenuOf {
    Row(RowId),
    Conversation(ConversationId),
    Member(String),
    /// A link, and the row that it is in.
    Link(String, Option<RowId>),
    New,
    /// The field that is written into.
    Edit,
}

/// Something that can be written into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum FieldId {
    Composer,
    StartName,
    StartAddress,
    StartPassword,
    /// The open panel's own field.
    Panel,
    SettingName,
    SettingDownloads,
    /// What the switcher looks for.
    Switcher,
    /// What the emoji are searched for.
    Emoji,
}
