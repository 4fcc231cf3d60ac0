//! What the client keeps in its profile folder: settings, servers, drafts, messages on their way,
//! and what was said, with full-text search. One SQLite database, one thread that alone uses it.
//!
//! What is asked of it is done in order, as much at once as there is. Who writes waits when
//! [`JOBS_MAX`] jobs wait already, except the window, which never waits.
//!
//! The folder is locked against a second client. A database that is damaged, foreign or of a
//! newer client is refused with a sentence, and left as it is.

mod file;
mod job;
mod messages;
mod records;
mod search;
mod tables;
mod thread;

pub use file::{DATABASE_FILE, Problem};
pub use job::{Found, Job, Neighbor, Page, PageEnd, Report};
pub use tables::{KeptConversationState, KeptServer, Opened};
pub use thread::Store;

/// Jobs that may wait: a few pages of history for each of a hundred rooms.
pub const JOBS_MAX: usize = 20_000;
