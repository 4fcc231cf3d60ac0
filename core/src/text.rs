//! Every sentence a person reads.

/// A language the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English (`en`).
    English,
    /// Persian (`fa`).
    Persian,
}
