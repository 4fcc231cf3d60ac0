//! What the server keeps, in SQLite: accounts, channels, messages, and the words in them.
//!
//! One thread writes, and makes one transaction of what it is given at once; two read meanwhile,
//! each with a connection of its own. The database is `peyk.db` in the data folder with a
//! write-ahead log beside it, or in memory.
//!
//! - A folder is locked: a second server is refused. A database that another program or a newer
//!   server wrote, or that is damaged, is refused and stays as it is.
//! - What fails is rolled back, and can be tried again: when the disk has space again, the next
//!   append works.
//! - Each connection has a page cache of 2 MiB and no file is mapped, so the memory for the
//!   largest history is that for the smallest.

mod accounts;
mod backlog;
mod backup;
mod channels;
mod conversations;
mod failure;
mod file;
pub mod fold;
mod inline;
mod kept;
mod messages;
mod reader;
mod retention;
mod schema;
mod search;
mod values;
mod writer;

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use peyk_core::server::storage::{Kept, Page, Query, Record};
use peyk_core::text::Text;
use rusqlite::Connection;

pub use inline::InlineStore;
pub use retention::Retention;

use crate::driver::{Store, StoreError};
use crate::problem::Problem;
use backlog::Backlog;
use failure::Blame;
use file::Place;
use reader::{Question, READERS, Readers};
use writer::Job;

/// What a message survives once it was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A power cut: every append waits for the disk (SQLite's `synchronous=FULL`).
    #[default]
    Disk,
    /// The end of the server however it comes, `kill -9` too; the system writes to the disk when
    /// it sees fit. A power cut can take back the last seconds, and damages nothing
    /// (`synchronous=NORMAL`).
    Os,
    /// Nothing: all is in memory, and nothing in the data folder is read, written or locked.
    Memory,
}

/// A store in SQLite. A clone is another handle on the same one.
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

struct Inner {
    /// To the writer. None only while it ends.
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    /// None for a database in memory, which only its own connection can read.
    readers: Option<Readers>,
    blame: Blame,
    /// Locks the folder until the writer has ended.
    _lock: Option<File>,
}

impl SqliteStore {
    /// Opens the store of a data folder, makes it if there is none, and reads what was kept.
    /// Sentences are in the language of `text`.
    ///
    /// # Errors
    ///
    /// A sentence that says what to do: the folder cannot be used or another server uses it, or
    /// its database is another program's, of a newer server, or damaged.
    pub fn open(
        folder: &Path,
        durability: Durability,
        retention: Retention,
        text: &'static Text,
    ) -> Result<(Self, Kept), Problem> {
        let place = Place::new(folder, text);
        let synchronous = match durability {
            Durability::Disk => "FULL",
            Durability::Os => "NORMAL",
            Durability::Memory => return Self::in_memory(&place, retention, text),
        };
        let failed = |error: rusqlite::Error| place.failed(&error);
        let lock = place.lock()?;
        let version = place.version()?;
        // Before anything may be written: whether what is there can be read.
        let kept = if version == schema::VERSION {
            Some(place.open_to_read().and_then(|conn| kept::kept(&conn)).map_err(failed)?)
        } else {
            None
        };
        let mut conn = place.open_to_write()?;
        if !file::prepare_writer(&conn, synchronous).map_err(failed)? {
            return Err(place.without_log());
        }
        schema::migrate(&mut conn, version).map_err(failed)?;
        let kept = kept.map_or_else(|| kept::kept(&conn).map_err(failed), Ok)?;
        let reader = || {
            let conn = place.open_to_read()?;
            search::prepare(&conn)?;
            Ok(conn)
        };
        let readers = (0..READERS).map(|_| reader());
        let readers = readers.collect::<rusqlite::Result<Vec<_>>>().map_err(failed)?;
        let blame = Blame::new(&place.path, text);
        let readers = Readers::start(readers, &blame);
        let readers = readers.map_err(|error| Problem::new(error.to_string()))?;
        Ok((Self::start(conn, Some(readers), blame, retention, Some(lock))?, kept))
    }

    fn in_memory(
        place: &Place,
        retention: Retention,
        text: &'static Text,
    ) -> Result<(Self, Kept), Problem> {
        let conn = file::open_in_memory().map_err(|error| place.failed(&error))?;
        let blame = Blame::new(Path::new(":memory:"), text);
        Ok((Self::start(conn, None, blame, retention, None)?, Kept::default()))
    }

    fn start(
        conn: Connection,
        readers: Option<Readers>,
        blame: Blame,
        retention: Retention,
        lock: Option<File>,
    ) -> Result<Self, Problem> {
        let backlog = Backlog::of(&conn, Instant::now());
        let backlog = backlog.map_err(|error| Problem::new(blame.failure(&error).to_string()))?;
        let (jobs, queued) = mpsc::channel();
        let to_blame = blame.clone();
        let writer = thread::Builder::new()
            .name("peykd-store".into())
            .spawn(move || writer::work(conn, &queued, &to_blame, retention, backlog))
            .map_err(|error| Problem::new(error.to_string()))?;
        let (jobs, writer) = (Some(jobs), Some(writer));
        Ok(Self { inner: Arc::new(Inner { jobs, writer, readers, blame, _lock: lock }) })
    }

    /// Copies the database of a data folder to a file, as it is at one moment, also while a
    /// server uses it. The copy is `peyk.db` of another data folder.
    ///
    /// # Errors
    ///
    /// A sentence: there is no database in the folder that this server can use, `to` already
    /// exists, or it cannot be written.
    pub fn backup(folder: &Path, to: &Path, text: &'static Text) -> Result<(), Problem> {
        backup::backup(&Place::new(folder, text), to, text)
    }

    /// Forgets what is older than this from now on, beginning at once.
    pub fn set_retention(&self, retention: Retention) {
        // A writer that has ended has said so with its panic, and says so to every append.
        let _ = self.inner.send(Job::Retain(retention));
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

impl Store for SqliteStore {
    async fn append(&self, records: Vec<Record>) -> Result<(), StoreError> {
        let (answer, answered) = async_channel::bounded(1);
        self.inner.send(Job::Append { records, answer })?;
        answered.recv().await.unwrap_or_else(|_| Err(self.inner.blame.thread_gone()))
    }

    async fn read(&self, query: Query) -> Result<Page, StoreError> {
        let (answer, answered) = async_channel::bounded(1);
        let question = Question { query, answer };
        match &self.inner.readers {
            Some(readers) => {
                if question.is_search() {
                    let (answer, indexed) = async_channel::bounded(1);
                    self.inner.send(Job::Index { answer })?;
                    // A writer that is gone indexes nothing more.
                    let _ = indexed.recv().await;
                }
                readers.ask(question);
            }
            None => self.inner.send(Job::Read(question))?,
        }
        answered.recv().await.unwrap_or_else(|_| Err(self.inner.blame.thread_gone()))
    }
}

impl Inner {
    fn send(&self, job: Job) -> Result<(), StoreError> {
        match &self.jobs {
            Some(jobs) if jobs.send(job).is_ok() => Ok(()),
            Some(_) | None => Err(self.blame.thread_gone()),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The writer is the last to close the database, and so writes the log back.
        self.readers = None;
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // A panic there has been printed there.
            let _ = writer.join();
        }
    }
}
