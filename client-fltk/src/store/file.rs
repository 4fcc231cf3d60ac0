//! The database's file: locked, looked at, opened, and brought to the schema of this client.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use server_smol::files::{create_folder, private};

use crate::l10n::{Language, Text};

/// The database in a profile folder.
pub const DATABASE_FILE: &str = "client.db";

/// Is locked as long as a client uses the folder; there is nothing in it.
const LOCK_FILE: &str = "client.lock";

/// `application_id` of a client's database: `Peyc` in ASCII.
const APPLICATION_ID: i32 = 0x5065_7963;

/// What was added to the schema, in order. The first has number 1. Those that were released stay
/// as they are.
const MIGRATIONS: [&str; 2] = [include_str!("schema.sql"), include_str!("version_2.sql")];

/// For somebody who looks into the database with a tool, and holds a lock meanwhile.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Page cache in KiB (negative is SQLite's way to say so).
const CACHE_KIB: i32 = -1024;

/// Why a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Another client uses it.
    Locked(PathBuf),
    /// It was written by a newer client.
    Newer(PathBuf),
    /// It is no database of a client, or damaged.
    Damaged(PathBuf, String),
    /// The system refuses.
    Unusable(PathBuf, String),
}

impl Problem {
    /// A sentence that says what to do.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let text = Text::of(language);
        match self {
            Self::Locked(path) => {
                text.say_with("problem-profile-locked", &[("path", &path.display().to_string())])
            }
            Self::Newer(path) => {
                text.say_with("problem-profile-newer", &[("path", &path.display().to_string())])
            }
            Self::Damaged(path, reason) => text.say_with(
                "problem-profile-damaged",
                &[("path", &path.display().to_string()), ("reason", reason)],
            ),
            Self::Unusable(path, reason) => text.say_with(
                "problem-profile-unusable",
                &[("path", &path.display().to_string()), ("reason", reason)],
            ),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Language::English))
    }
}

impl std::error::Error for Problem {}

/// An open database, and the lock on its folder.
pub(super) struct Database {
    pub(super) conn: Connection,
    _lock: File,
}

/// Opens the database of a profile, and makes folder and database if they are not there.
pub(super) fn open(profile: &Path) -> Result<Database, Problem> {
    let unusable =
        |error: &dyn fmt::Display| Problem::Unusable(profile.to_owned(), error.to_string());
    create_folder(profile).map_err(|error| unusable(&error))?;
    let lock = lock(profile)?;
    let path = profile.join(DATABASE_FILE);
    private()
        .read(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| unusable(&error))?;
    let damaged = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            Problem::Damaged(path.clone(), error.to_string())
        }
        _ => unusable(&error),
    };
    let mut conn = Connection::open(&path).map_err(damaged)?;
    conn.busy_timeout(BUSY_TIMEOUT).map_err(damaged)?;
    let number = |conn: &Connection, name| conn.pragma_query_value(None, name, |row| row.get(0));
    let application: i32 = number(&conn, "application_id").map_err(damaged)?;
    let version: i32 = number(&conn, "user_version").map_err(damaged)?;
    let version = match (application, usize::try_from(version)) {
        (0, Ok(0)) => 0,
        (APPLICATION_ID, Ok(version)) if version <= MIGRATIONS.len() => version,
        (APPLICATION_ID, Ok(_)) => return Err(Problem::Newer(path)),
        _ => return Err(Problem::Damaged(path.clone(), "it is another program's".to_owned())),
    };
    prepare(&mut conn, version).map_err(damaged)?;
    Ok(Database { conn, _lock: lock })
}

fn prepare(conn: &mut Connection, from: usize) -> rusqlite::Result<()> {
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "normal")?;
    conn.pragma_update(None, "cache_size", CACHE_KIB)?;
    for (migration, number) in MIGRATIONS.iter().zip(1..).skip(from) {
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    super::search::prepare(conn)
}

fn lock(profile: &Path) -> Result<File, Problem> {
    let unusable = |error: io::Error| Problem::Unusable(profile.to_owned(), error.to_string());
    let lock = private()
        .read(true)
        .create(true)
        .truncate(false)
        .open(profile.join(LOCK_FILE))
        .map_err(unusable)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Problem::Locked(profile.to_owned())),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}
