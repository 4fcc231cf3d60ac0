//! A simulated disk that keeps the real store's contract: what was acknowledged outlives a crash,
//! what was under way did or did not reach it, whole or not at all.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use peyk_core::fuzz::MemoryStore;
use peyk_core::server::storage::{Kept, Page, Query, Record};
use server_smol::driver::{Store, StoreError};
use tokio::time::sleep;

/// How long a batch takes to reach the disk at the least and at the most.
const WRITE_MS: (u64, u64) = (1, 12);

/// How long a page takes to be read.
const READ_MS: u64 = 2;

/// A disk; clones are handles on the same one, which outlives its machine's crashes.
#[derive(Clone, Default)]
pub(crate) struct SimStore {
    disk: Arc<Mutex<Disk>>,
}

#[derive(Default)]
struct Disk {
    kept: MemoryStore,
    writes: u64,
}

impl SimStore {
    /// What a server that starts now finds.
    pub(crate) fn kept(&self) -> Kept {
        self.with(|disk| disk.kept.kept())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Disk) -> T) -> T {
        act(&mut self.disk.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for SimStore {
    async fn append(&self, records: Vec<Record>) -> Result<(), StoreError> {
        let (least, most) = WRITE_MS;
        let turn = self.with(|disk| {
            disk.writes += 1;
            disk.writes
        });
        // Writes differ, in the same way in every run.
        let write_ms = least + turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % (most - least + 1);
        // A crash before half of that finds nothing on the disk, after it everything.
        sleep(Duration::from_millis(write_ms / 2)).await;
        self.with(|disk| disk.kept.append(&records));
        sleep(Duration::from_millis(write_ms - write_ms / 2)).await;
        Ok(())
    }

    async fn read(&self, query: Query) -> Result<Page, StoreError> {
        sleep(Duration::from_millis(READ_MS)).await;
        Ok(self.with(|disk| disk.kept.read(&query)))
    }
}
