//! The thread that writes: it owns the connection that does, and does one thing after another.

use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Instant;

use async_channel::Sender;
use peyk_core::server::storage::{Page, Query, Record};
use rusqlite::{Connection, TransactionBehavior};

use super::conversations::{self, Latest};
use super::failure::Blame;
use super::retention::{Retention, Sweep};
use super::{accounts, channels, kept, messages, reader, search};
use crate::driver::StoreError;

/// Something for the writer to do.
pub(super) enum Job {
    /// Keep all of the records, or none.
    Append { records: Vec<Record>, answer: Sender<Result<(), StoreError>> },
    /// Answer from the writer's own connection: the one there is to a database in memory.
    Read { query: Query, answer: Sender<Result<Page, StoreError>> },
    /// Forget other messages than before.
    Retain(Retention),
}

/// Works until nobody can ask for anything more.
pub(super) fn work(
    mut conn: Connection,
    jobs: &Receiver<Job>,
    blame: &Blame,
    retention: Retention,
) {
    let mut sweep = Sweep::new(retention, Instant::now());
    loop {
        let job = match jobs.try_recv() {
            Ok(job) => job,
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                let Some(wait) = sweep.wait(Instant::now()) else {
                    sweep.step(&mut conn, blame);
                    continue;
                };
                match jobs.recv_timeout(wait) {
                    Ok(job) => job,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        // An answer that nobody waits for any more is nobody's loss.
        match job {
            Job::Append { records, answer } => {
                let done = append(&mut conn, &records).map_err(|error| blame.failure(&error));
                let _ = answer.try_send(done);
            }
            Job::Read { query, answer } => {
                let page = reader::answer(&conn, &query).map_err(|error| blame.failure(&error));
                let _ = answer.try_send(page);
            }
            Job::Retain(retention) => sweep = Sweep::new(retention, Instant::now()),
        }
        if sweep.is_overdue(Instant::now()) {
            sweep.step(&mut conn, blame);
        }
    }
}

/// Keeps all records in one transaction. If that fails, it is rolled back as it is dropped.
fn append(conn: &mut Connection, records: &[Record]) -> rusqlite::Result<()> {
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut latest = Latest::default();
    for record in records {
        keep(&transaction, record, &mut latest)?;
    }
    latest.write(&transaction)?;
    transaction.commit()
}

fn keep<'r>(
    conn: &Connection,
    record: &'r Record,
    latest: &mut Latest<'r>,
) -> rusqlite::Result<()> {
    match record {
        Record::Message(message) => {
            messages::insert(conn, message)?;
            search::index(conn, message)?;
            latest.note(message);
            Ok(())
        }
        &Record::Redacted { conversation, id } => {
            latest.write(conn)?;
            kept::remember_last_id(conn)?;
            if messages::delete(conn, conversation, id)? {
                search::forget(conn, id)?;
                conversations::deleted(conn, conversation, id)?;
            }
            Ok(())
        }
        Record::Account(account) => accounts::put(conn, account),
        &Record::AccountGone { id } => {
            kept::remember_last_id(conn)?;
            accounts::delete(conn, id)
        }
        Record::Channel(channel) => channels::put(conn, channel),
        &Record::ChannelGone { id } => {
            kept::remember_last_id(conn)?;
            channels::delete(conn, id)
        }
        Record::ReadMarker { account, target, read_ms } => {
            accounts::mark_read(conn, *account, target, *read_ms)
        }
        &Record::Forgotten { conversation } => {
            latest.write(conn)?;
            kept::remember_last_id(conn)?;
            search::forget_all(conn, conversation)?;
            messages::delete_all(conn, conversation)?;
            conversations::forget(conn, conversation)
        }
    }
}
