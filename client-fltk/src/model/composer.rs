//! What is being written, as the view draws it.

use std::ops::Range;

use super::row::Quote;

/// The composer of the selected conversation.
#[derive(Clone, Debug)]
pub struct Composer<'a> {
    /// The text.
    pub text: &'a str,
    /// Byte where the caret belongs, when the model changes the text.
    pub caret: usize,
    /// Counts how often the model has changed the text: the view takes text and caret over when
    /// this number is another.
    pub revision: u32,
    /// What stands in it while it is empty.
    pub placeholder: String,
    /// What is being answered.
    pub quote: Option<Quote<'a>>,
    /// Whether anything may be written here.
    pub enabled: bool,
    /// Bytes that are left, when there are few; negative when it is too long.
    pub bytes_left: Option<i64>,
    /// The same in the reader's digits.
    pub left_label: String,
}

/// What could complete the word that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Bytes of the composer's text that would be replaced.
    pub range: Range<usize>,
    /// What could stand there, the best first.
    pub items: Vec<CompletionItem>,
    /// Which of them is chosen.
    pub chosen: usize,
    /// Whether the chosen one stands in the text already, where others may take its place.
    pub inserted: bool,
}

/// A completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionItem {
    /// What is put into the text.
    pub insert: String,
    /// What is shown.
    pub label: String,
    /// What explains it.
    pub hint: String,
}
