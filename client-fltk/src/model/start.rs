//! The form of the first start, and of one more server: a name, and where to go.

use super::action::Notice;

/// The form, as the view draws it.
#[derive(Clone, Debug, Default)]
pub struct StartForm {
    /// What is written as the name.
    pub name: String,
    /// What is written as the address.
    pub address: String,
    /// What is written as the password; nothing if none is asked for.
    pub password: Option<String>,
    /// Servers that were used before, the last first.
    pub recent: Vec<RecentServer>,
    /// Whether it is trying to connect.
    pub busy: bool,
    /// What is in the way, and the ways on.
    pub notice: Option<Notice>,
    /// Whether it can be closed without connecting, as there are servers already.
    pub can_close: bool,
}

/// A server that was used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentServer {
    /// What it calls itself, or its address.
    pub name: String,
    /// Its address, as it was written.
    pub address: String,
    /// The name used there.
    pub nick: String,
}
