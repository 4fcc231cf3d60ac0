//! The store's SQL without its threads and its file, for simulations: what it does happens when
//! it is called, and follows from the calls before.

use std::path::Path;

use peyk_core::server::storage::{Kept, Page, Query, Record};
use peyk_core::text::Text;
use rusqlite::Connection;

use super::failure::Blame;
use super::{file, kept, reader, writer};
use crate::driver::StoreError;

/// A store in memory that nobody shares.
#[derive(Debug)]
pub struct InlineStore {
    conn: Connection,
    blame: Blame,
}

impl InlineStore {
    /// An empty one.
    ///
    /// # Errors
    ///
    /// There is no memory for it.
    pub fn new(text: &'static Text) -> Result<Self, StoreError> {
        let blame = Blame::new(Path::new(":memory:"), text);
        let conn = file::open_in_memory().map_err(|error| blame.failure(&error))?;
        Ok(Self { conn, blame })
    }

    /// Keeps all of the records, or none.
    ///
    /// # Errors
    ///
    /// None was kept: there is no space ([`InlineStore::set_full`]), or SQLite failed.
    pub fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        writer::append(&mut self.conn, records).map_err(|error| self.blame.failure(&error))
    }

    /// Answers a question. Nothing is indexed between two calls: a search does so for itself.
    ///
    /// # Errors
    ///
    /// SQLite failed.
    pub fn read(&self, query: &Query) -> Result<Page, StoreError> {
        reader::answer(&self.conn, query).map_err(|error| self.blame.failure(&error))
    }

    /// What a server that starts now is given.
    ///
    /// # Errors
    ///
    /// SQLite failed.
    pub fn kept(&self) -> Result<Kept, StoreError> {
        kept::kept(&self.conn).map_err(|error| self.blame.failure(&error))
    }

    /// Has the database grow no larger than it is, or as large as it wants: a disk that is full.
    ///
    /// # Errors
    ///
    /// SQLite failed.
    pub fn set_full(&self, full: bool) -> Result<(), StoreError> {
        // The limit is never below what is used already.
        let pages = if full { 1 } else { u32::MAX >> 1 };
        self.conn
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
            .map_err(|error| self.blame.failure(&error))
    }
}
