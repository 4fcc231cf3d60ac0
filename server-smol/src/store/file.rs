//! The database's file: locked, looked at before anything is written, and opened.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use peyk_core::text::Text;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::schema::{self, APPLICATION_ID, VERSION};
use super::search;
use crate::files::{create_folder, private};
use crate::problem::Problem;

/// The database in a data folder.
const DATABASE_FILE: &str = "peyk.db";

/// Is locked as long as a server uses the folder; there is nothing in it. The system unlocks it
/// however the server ends.
const LOCK_FILE: &str = "peyk.lock";

/// Page cache of each connection, in KiB (negative is SQLite's way to say so). What is read
/// again is in the system's page cache as well, at little more cost.
const CACHE_KIB: i32 = -2 * 1024;

/// For somebody who looks into the database with a tool, and holds a lock meanwhile.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Above this the write-ahead log is cut off once it was written back: it grows during a backup.
const LOG_BYTES_MAX: i64 = 16 * 1024 * 1024;

/// What SQLite databases begin with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Where the application's id is in a database, big-endian (SQLite, "Database File Format").
const APPLICATION_ID_AT: usize = 68;

/// Bytes of a database's header.
const HEADER_BYTES: u64 = 100;

/// The database of a data folder.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) path: PathBuf,
    text: &'static Text,
}

impl Place {
    pub(super) fn new(folder: &Path, text: &'static Text) -> Self {
        Self { folder: folder.to_owned(), path: folder.join(DATABASE_FILE), text }
    }

    /// Makes the folder if it is not there, and keeps other servers out of it as long as the
    /// file is open.
    pub(super) fn lock(&self) -> Result<File, Problem> {
        create_folder(&self.folder).map_err(|error| self.unusable(&error))?;
        let mut options = private();
        let options = options.read(true).create(true).truncate(false);
        let lock = options.open(self.folder.join(LOCK_FILE)).map_err(|e| self.unusable(&e))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(self.locked()),
            Err(TryLockError::Error(error)) => Err(self.unusable(&error)),
        }
    }

    /// The schema's version of a database that this server can use; 0 if nothing is in it. Only
    /// reads, so that what is refused stays as it is.
    pub(super) fn version(&self) -> Result<usize, Problem> {
        let mut header = Vec::new();
        match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => {
                opened
                    .and_then(|file| file.take(HEADER_BYTES).read_to_end(&mut header))
                    .map_err(|error| self.unreadable(&error.to_string()))?;
            }
        }
        if header.is_empty() {
            // SQLite would throw away a log without its database, and all that is in it.
            let log = fs::metadata(self.path.with_extension("db-wal"));
            return match log.map_or(0, |log| log.len()) {
                0 => Ok(0),
                _ => Err(self.damaged("it is empty, but its log is not")),
            };
        }
        if !header.starts_with(MAGIC) {
            return Err(self.foreign());
        }
        let application = header.get(APPLICATION_ID_AT..APPLICATION_ID_AT + 4);
        let ids = [[0; 4], APPLICATION_ID.to_be_bytes()];
        if application.is_some_and(|application| ids.iter().all(|id| id != application)) {
            return Err(self.foreign());
        }
        // The log may have a newer header than the file.
        let conn = self.open_to_read().map_err(|error| self.failed(&error))?;
        let number = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let numbers = || Ok((number("application_id")?, number("user_version")?, tables(&conn)?));
        match numbers().map_err(|error| self.failed(&error))? {
            (0, 0, 0) => Ok(0),
            (APPLICATION_ID, version, _) => match usize::try_from(version) {
                Ok(version @ 1..=VERSION) => Ok(version),
                Ok(version) if version > VERSION => Err(self.newer(version)),
                _ => Err(self.damaged("it has no version")),
            },
            _ => Err(self.foreign()),
        }
    }

    /// The connection that writes. Makes the database if there is none.
    pub(super) fn open_to_write(&self) -> Result<Connection, Problem> {
        // Passwords' hashes are in it: for its owner only, as its log will be.
        private()
            .create(true)
            .truncate(false)
            .open(&self.path)
            .map_err(|error| self.unreadable(&error.to_string()))?;
        self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|error| self.failed(&error))
    }

    /// A connection that only reads.
    pub(super) fn open_to_read(&self) -> rusqlite::Result<Connection> {
        self.connect(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn connect(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.path, flags)?;
        bound_memory(&conn)?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(conn)
    }

    /// What SQLite says about a database that cannot be used.
    pub(super) fn failed(&self, error: &rusqlite::Error) -> Problem {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                self.damaged(&error.to_string())
            }
            Some(ErrorCode::DiskFull) => {
                let path = self.path.display().to_string();
                Problem::new(self.text.say_with("store-full", &[("path", &path)]))
            }
            Some(_) => self.unreadable(&error.to_string()),
            // Not SQLite's: there is something in it that no server writes.
            None => self.damaged(&error.to_string()),
        }
    }

    fn locked(&self) -> Problem {
        let folder = self.folder.display().to_string();
        Problem::new(self.text.say_with("problem-store-locked", &[("folder", &folder)]))
    }

    fn foreign(&self) -> Problem {
        let path = self.path.display().to_string();
        Problem::new(self.text.say_with("problem-store-foreign", &[("path", &path)]))
    }

    fn unusable(&self, error: &io::Error) -> Problem {
        let (path, reason) = (self.folder.display().to_string(), error.to_string());
        let args = [("path", path.as_str()), ("reason", reason.as_str())];
        Problem::new(self.text.say_with("problem-data", &args))
    }

    fn unreadable(&self, reason: &str) -> Problem {
        let path = self.path.display().to_string();
        let args = [("path", path.as_str()), ("reason", reason)];
        Problem::new(self.text.say_with("problem-store-unusable", &args))
    }

    fn damaged(&self, reason: &str) -> Problem {
        let path = self.path.display().to_string();
        let args = [("path", path.as_str()), ("reason", reason)];
        Problem::new(self.text.say_with("problem-store-damaged", &args))
    }

    /// The file system cannot do what a write-ahead log needs: shared memory, as over a network.
    pub(super) fn without_log(&self) -> Problem {
        self.unreadable(self.text.say("store-no-log"))
    }

    fn newer(&self, version: usize) -> Problem {
        let path = self.path.display().to_string();
        let number = |version: usize| self.text.number(version.try_into().unwrap_or(u64::MAX));
        let (version, known) = (number(version), number(VERSION));
        let args = [("path", path.as_str()), ("version", &version), ("known", &known)];
        Problem::new(self.text.say_with("problem-store-newer", &args))
    }
}

/// A database in memory, with an empty schema of this server's.
pub(super) fn open_in_memory() -> rusqlite::Result<Connection> {
    let mut conn = Connection::open_in_memory()?;
    bound_memory(&conn)?;
    schema::migrate(&mut conn, 0)?;
    search::prepare(&conn)?;
    Ok(conn)
}

/// What a connection holds in memory has a limit; files are not mapped, so that it is all.
fn bound_memory(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "cache_size", CACHE_KIB)?;
    conn.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(())).or_else(no_rows)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Prepares the connection that writes a file. True if the file is as it should be.
pub(super) fn prepare_writer(conn: &Connection, synchronous: &str) -> rusqlite::Result<bool> {
    // Counts only before there is anything in the database.
    conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    conn.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES_MAX, |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", synchronous)?;
    // What is deleted is overwritten where that costs no page more.
    conn.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    Ok(mode == "wal")
}

/// A database in memory has no file that could be mapped, and says nothing about it.
fn no_rows(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

fn tables(conn: &Connection) -> rusqlite::Result<i32> {
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
}
