//! Names for things that stay the same while what they name changes its place.

/// A server that the client knows, connected or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u32);

/// A conversation: a room, a person, or a server's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationId(pub u32);

/// A row of a conversation. It keeps its name while rows come and go around it, and no other
/// row of that conversation ever gets it while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(u64);

/// What a row is, without its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// A day begins.
    Day,
    /// What follows was not read yet.
    Unread,
    /// Somebody begins to speak.
    Header,
    /// What somebody said.
    Bubble,
    /// Something happened.
    System,
    /// Messages are missing here.
    Gap,
}

const KINDS: [RowKind; 6] = [
    RowKind::Day,
    RowKind::Unread,
    RowKind::Header,
    RowKind::Bubble,
    RowKind::System,
    RowKind::Gap,
];

impl RowId {
    /// The row of a kind that belongs to an entry.
    pub(super) fn new(entry: u32, kind: RowKind) -> Self {
        Self(u64::from(entry) << 3 | kind as u64)
    }

    /// What the row is.
    ///
    /// # Panics
    ///
    /// Never: a row's name is made of one of the kinds.
    #[must_use]
    pub fn kind(self) -> RowKind {
        KINDS[usize::try_from(self.0 & 7).expect("it is below 8")]
    }

    /// The entry that the row belongs to.
    pub(super) fn entry(self) -> u32 {
        u32::try_from(self.0 >> 3).expect("it was made of 32 bits")
    }

    /// A number for the name, to index by.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}
