//! Sentences with a way on, and the menus of things.

use super::message::Message;

/// Something that can be pressed: a button or a menu's item.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What stands on it.
    pub label: String,
    /// What the view sends when it is pressed.
    pub message: Message,
    /// Whether it is one of these.
    pub weight: ActionWeight,
}

/// How an action looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionWeight {
    /// As all others.
    Plain,
    /// What most people want.
    Main,
    /// What cannot be taken back.
    Danger,
}

impl Action {
    /// An action as all others.
    #[must_use]
    pub fn plain(label: String, message: Message) -> Self {
        Self { label, message, weight: ActionWeight::Plain }
    }

    /// What most people want.
    #[must_use]
    pub fn main(label: String, message: Message) -> Self {
        Self { label, message, weight: ActionWeight::Main }
    }

    /// What cannot be taken back.
    #[must_use]
    pub fn danger(label: String, message: Message) -> Self {
        Self { label, message, weight: ActionWeight::Danger }
    }
}

/// A sentence with a way on: shown in place, above the composer or in the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether something is wrong.
    pub wrong: bool,
    /// The ways on.
    pub actions: Vec<Action>,
}
