//! A simulated disk that keeps the real store's contract: what was acknowledged outlives a crash,
//! what was under way did or did not reach it, whole or not at all. It can stall, fail and be
//! full.
//!
//! What is kept is kept by a model, and in some runs by the real store's SQL as well; then the
//! SQL answers, and must answer what the model would.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use peyk_core::fuzz::MemoryStore;
use peyk_core::server::storage::{Kept, Page, Query, Record, StoredMessage};
use peyk_core::text::{Language, Text};
use server_smol::driver::{Store, StoreError};
use server_smol::store::InlineStore;
use tokio::time::sleep;

use crate::dice::Dice;

/// How long a page takes to be read.
const READ_MS: u64 = 2;

/// How often a disk that stalls is looked at.
const STALL_STEP_MS: u64 = 20;

/// A disk; clones are handles on the same one, which outlives its machine's crashes.
#[derive(Clone)]
pub(crate) struct SimStore {
    disk: Arc<Mutex<Disk>>,
}

struct Disk {
    model: MemoryStore,
    sql: Option<InlineStore>,
    dice: Dice,
    write_ms: (u64, u64),
    stalled: bool,
    full: bool,
    failures: u32,
}

impl SimStore {
    pub(crate) fn new(dice: Dice, write_ms: (u64, u64), sql: bool) -> Self {
        let sql = sql.then(|| {
            InlineStore::new(Text::of(Language::English)).expect("there is memory for a database")
        });
        let model = MemoryStore::default();
        let disk = Disk { model, sql, dice, write_ms, stalled: false, full: false, failures: 0 };
        Self { disk: Arc::new(Mutex::new(disk)) }
    }

    /// What a server that starts now finds.
    pub(crate) fn kept(&self) -> Kept {
        self.with(|disk| {
            let kept = disk.model.kept();
            let Some(sql) = &disk.sql else { return kept };
            let found = sql.kept().expect("a database in memory can be read");
            assert_eq!(found.send_ids, kept.send_ids, "SQL keeps what the model keeps");
            assert_eq!(found.accounts, kept.accounts, "SQL keeps what the model keeps");
            assert!(found.last_id >= kept.last_id, "SQL keeps the highest id");
            found
        })
    }

    /// All messages, oldest first.
    pub(crate) fn messages(&self) -> Vec<StoredMessage> {
        self.with(|disk| disk.model.messages().cloned().collect())
    }

    /// Keeps records before the server first starts.
    pub(crate) fn prepare(&self, records: &[Record]) {
        self.with(|disk| disk.append(records)).expect("the disk is new");
    }

    /// Whether the disk does nothing for the moment.
    pub(crate) fn stall(&self, stalled: bool) {
        self.with(|disk| disk.stalled = stalled);
    }

    /// Whether nothing more fits.
    pub(crate) fn fill(&self, full: bool) {
        self.with(|disk| {
            disk.full = full;
            if let Some(sql) = &disk.sql {
                sql.set_full(full).expect("it can be limited");
            }
        });
    }

    /// Has so many commits fail.
    pub(crate) fn fail(&self, count: u32) {
        self.with(|disk| disk.failures += count);
    }

    /// Nothing fails any more.
    pub(crate) fn mend(&self) {
        self.with(|disk| disk.failures = 0);
    }

    fn with<T>(&self, act: impl FnOnce(&mut Disk) -> T) -> T {
        act(&mut self.disk.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn until_it_works(&self) {
        while self.with(|disk| disk.stalled) {
            sleep(Duration::from_millis(STALL_STEP_MS)).await;
        }
    }
}

impl Disk {
    fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        if self.failures > 0 {
            self.failures -= 1;
            return Err(StoreError("the commit failed".to_owned()));
        }
        match &mut self.sql {
            // What fits into pages that it has already is kept.
            Some(sql) => sql.append(records)?,
            None if self.full => return Err(StoreError("the disk is full".to_owned())),
            None => {}
        }
        self.model.append(records);
        Ok(())
    }
}

impl Store for SimStore {
    async fn append(&self, records: Vec<Record>) -> Result<(), StoreError> {
        let write_ms = self.with(|disk| {
            let (least, most) = disk.write_ms;
            disk.dice.between(least, most)
        });
        self.until_it_works().await;
        // A crash before half of that finds nothing on the disk, after it everything.
        sleep(Duration::from_millis(write_ms / 2)).await;
        self.with(|disk| disk.append(&records))?;
        sleep(Duration::from_millis(write_ms - write_ms / 2)).await;
        Ok(())
    }

    async fn read(&self, query: Query) -> Result<Page, StoreError> {
        self.until_it_works().await;
        sleep(Duration::from_millis(READ_MS)).await;
        self.with(|disk| {
            let page = disk.model.read(&query);
            let Some(sql) = &disk.sql else { return Ok(page) };
            let found = sql.read(&query)?;
            assert_eq!(found, page, "SQL finds what the model finds for {query:?}");
            Ok(found)
        })
    }
}
