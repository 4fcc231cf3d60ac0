//! Forgetting what is older than it should be, little by little, and giving its space back.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use peyk_core::server::storage::time_id;
use rusqlite::{Connection, TransactionBehavior, params};

use super::failure::Blame;
use super::kept::remember_last_id;
use super::values::bound;

/// How often messages are looked for that have become too old.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Messages deleted in a transaction: an append waits for one, a few milliseconds.
const CHUNK: u32 = 256;

/// Between chunks while there are appends, so that a sweep takes a part of the writer only.
const CHUNK_INTERVAL: Duration = Duration::from_millis(50);

/// Pages given back at a time: they are moved and so written.
const VACUUM_PAGES: u32 = 64;

/// One page in so many may be free: new messages need some, and to give back what is soon needed
/// again is work for nothing.
const FREE_PART: u64 = 8;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// How long messages are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Messages older than so many days are forgotten. None: never.
    pub keep_days: Option<u32>,
}

/// What a sweep does next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Delete messages with ids below this.
    Messages(i64),
    /// Give pages back.
    Pages,
    /// Nothing until it is time again.
    Rest,
}

/// The writer's work on what is too old.
pub(super) struct Sweep {
    retention: Retention,
    stage: Stage,
    /// When the next step is due.
    due: Instant,
}

impl Sweep {
    pub(super) fn new(retention: Retention, now: Instant) -> Self {
        Self { retention, stage: Stage::Rest, due: now }
    }

    /// How long there is nothing to do, if there is anything else to wait for.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        if self.retention.keep_days.is_none() {
            return Some(SWEEP_INTERVAL);
        }
        if self.stage != Stage::Rest {
            return None;
        }
        Some(self.due.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
    }

    /// Whether something is to be done even though there is other work.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        self.retention.keep_days.is_some() && self.due <= now
    }

    /// Does a little. What fails is tried again the next time.
    pub(super) fn step(&mut self, conn: &mut Connection, blame: &Blame) {
        let next = self.advance(conn).unwrap_or_else(|error| {
            tracing::warn!("{}", blame.failure(&error));
            Stage::Rest
        });
        let pause = if next == Stage::Rest { SWEEP_INTERVAL } else { CHUNK_INTERVAL };
        self.stage = next;
        self.due = Instant::now() + pause;
    }

    fn advance(&self, conn: &mut Connection) -> rusqlite::Result<Stage> {
        match self.stage {
            Stage::Rest => Ok(self.oldest_kept().map_or(Stage::Rest, Stage::Messages)),
            Stage::Messages(end) => {
                let more = delete_below(conn, end)?;
                Ok(if more { self.stage } else { Stage::Pages })
            }
            Stage::Pages => Ok(if give_back(conn)? { self.stage } else { Stage::Rest }),
        }
    }

    /// Ids below this are too old.
    fn oldest_kept(&self) -> Option<i64> {
        let keep_ms = u64::from(self.retention.keep_days?) * DAY_MS;
        // A clock from before 1970 deletes nothing.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now_ms = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        Some(bound(time_id(now_ms.saturating_sub(keep_ms))))
    }
}

/// Deletes a few messages below an id. True if there may be more.
fn delete_below(conn: &mut Connection, end: i64) -> rusqlite::Result<bool> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    remember_last_id(&transaction)?;
    transaction
        .prepare_cached(
            "DELETE FROM search WHERE rowid IN \
             (SELECT id FROM messages WHERE id < ?1 ORDER BY id LIMIT ?2)",
        )?
        .execute(params![end, CHUNK])?;
    let deleted = transaction
        .prepare_cached(
            "DELETE FROM messages WHERE id IN \
             (SELECT id FROM messages WHERE id < ?1 ORDER BY id LIMIT ?2)",
        )?
        .execute(params![end, CHUNK])?;
    let more = u32::try_from(deleted).is_ok_and(|deleted| deleted == CHUNK);
    if !more {
        transaction
            .prepare_cached("DELETE FROM conversations WHERE latest < ?1")?
            .execute([end])?;
    }
    transaction.commit()?;
    Ok(more)
}

/// Gives a few pages back to the file system. True if there are more.
fn give_back(conn: &Connection) -> rusqlite::Result<bool> {
    let pages = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (free, all) = (pages("freelist_count")?, pages("page_count")?);
    if free.unsigned_abs() <= all.unsigned_abs() / FREE_PART {
        return Ok(false);
    }
    // Each row is a page: they are given back as they are read.
    let mut vacuum = conn.prepare(&format!("PRAGMA incremental_vacuum({VACUUM_PAGES})"))?;
    let mut rows = vacuum.query([])?;
    while rows.next()?.is_some() {}
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    #[test]
    fn space_is_given_back_little_by_little() {
        let mut conn = Connection::open_in_memory().expect("memory is there");
        conn.pragma_update(None, "auto_vacuum", "INCREMENTAL").expect("it is still empty");
        schema::migrate(&mut conn, 0).expect("all migrations are sound");
        conn.execute_batch(
            "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 3000)
             INSERT INTO messages SELECT id, 7, 0, 0, 0, 'a!a@a', 1, NULL, 0, '#a', 0,
             hex(zeroblob(500)), '', NULL, NULL FROM n",
        )
        .expect("there is space");
        let pages = |conn: &Connection| -> i64 {
            conn.pragma_query_value(None, "page_count", |row| row.get(0)).expect("it has pages")
        };
        let before = pages(&conn);
        let mut chunks = 1;
        while delete_below(&mut conn, 2_901).expect("they can be deleted") {
            chunks += 1;
        }
        assert_eq!(chunks, 2_900 / CHUNK + 1);
        while give_back(&conn).expect("it can be given back") {
            let all = pages(&conn);
            assert!(all >= before - i64::from(VACUUM_PAGES) * 100, "at the most so many at once");
        }
        assert!(pages(&conn) < before / 10, "{} of {before} pages are left", pages(&conn));
    }
}
