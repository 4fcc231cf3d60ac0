//! What was kept and is not yet indexed for search.
//!
//! To index a message by itself costs several times what it costs to keep it, and nobody waits
//! for it: messages are indexed many at a time, when there is nothing else to do, when too many
//! wait, or when somebody searches. How far the index goes is kept with it, so a server that died
//! goes on from there.

use std::time::{Duration, Instant};

use peyk_core::server::storage::Record;
use rusqlite::{Connection, TransactionBehavior};

use super::failure::Blame;
use super::values::bound;
use super::{messages, search};

/// How long fewer messages than a chunk wait, while nobody searches.
const INDEX_INTERVAL: Duration = Duration::from_secs(5);

/// Messages indexed in a transaction: an append waits for one, a few milliseconds.
const CHUNK: usize = 256;

/// As many may wait while one append follows the other: a search waits for them to be indexed,
/// a fraction of a second.
const WAITING_MAX: usize = 16 * 1024;

/// The writer's work on what is not yet indexed.
pub(super) struct Backlog {
    /// The highest id that is indexed.
    indexed: i64,
    /// The highest id that is kept.
    kept: i64,
    /// Messages since the last was indexed. More than there are, if some were deleted.
    waiting: usize,
    /// When the next step is due, if anything waits.
    due: Instant,
    /// Not before this: the last step failed.
    retry: Option<Instant>,
}

impl Backlog {
    /// What a server left when it ended.
    pub(super) fn of(conn: &Connection, now: Instant) -> rusqlite::Result<Self> {
        let (indexed, kept) = conn.query_row(
            "SELECT last_id, coalesce((SELECT max(id) FROM messages), 0) FROM indexed",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Self { indexed, kept, waiting: 0, due: now, retry: None })
    }

    /// These were kept.
    pub(super) fn note(&mut self, records: &[Record], now: Instant) {
        if !self.is_behind() {
            self.due = now + INDEX_INTERVAL;
        }
        for record in records {
            if let Record::Message(message) = record {
                self.kept = self.kept.max(bound(message.id));
                self.waiting += 1;
            }
        }
    }

    /// Something could not be kept: what space there is belongs to messages, for a while.
    pub(super) fn leave_space(&mut self, now: Instant) {
        self.due = now + INDEX_INTERVAL;
        self.retry = Some(self.due);
    }

    /// Whether there was no space a moment ago.
    fn has_to_wait(&self, now: Instant) -> bool {
        self.retry.is_some_and(|retry| retry > now)
    }

    fn is_behind(&self) -> bool {
        self.indexed < self.kept
    }

    /// How long there is nothing to do; none if nothing waits.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        let due = if self.waiting >= CHUNK { self.retry } else { Some(self.due) };
        let wait = || due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now));
        self.is_behind().then(wait)
    }

    /// Whether something is to be done even though there is other work.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        self.waiting >= WAITING_MAX && !self.has_to_wait(now)
    }

    /// Indexes some of what waits. What fails is tried again after a while.
    pub(super) fn step(&mut self, conn: &mut Connection, blame: &Blame) {
        self.retry = None;
        if let Err(error) = self.advance(conn) {
            tracing::warn!("{}", blame.failure(&error));
            self.leave_space(Instant::now());
        }
    }

    /// Indexes all that waits, for a search. If that fails, the search does so for itself.
    pub(super) fn finish(&mut self, conn: &mut Connection, blame: &Blame) {
        while self.is_behind() && !self.has_to_wait(Instant::now()) {
            self.step(conn, blame);
        }
    }

    fn advance(&mut self, conn: &mut Connection) -> rusqlite::Result<()> {
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let chunk = messages::above(&transaction, self.indexed, CHUNK)?;
        for message in &chunk {
            search::index(&transaction, message)?;
        }
        let is_last = chunk.len() < CHUNK;
        // The highest may have been deleted meanwhile.
        let last = chunk.last().map_or(self.kept, |message| bound(message.id));
        let indexed = if is_last { self.kept.max(last) } else { last };
        transaction.prepare_cached("UPDATE indexed SET last_id = ?1")?.execute([indexed])?;
        transaction.commit()?;
        self.indexed = indexed;
        self.waiting = if is_last { 0 } else { self.waiting.saturating_sub(chunk.len()) };
        Ok(())
    }
}
