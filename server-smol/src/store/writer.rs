//! The thread that writes: it owns the connection that does, and does one thing after another.

use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use async_channel::Sender;
use peyk_core::server::storage::Record;
use rusqlite::{Connection, TransactionBehavior};

use super::backlog::Backlog;
use super::conversations::{self, Latest};
use super::failure::Blame;
use super::reader::Question;
use super::retention::{Retention, Sweep};
use super::{accounts, channels, kept, messages, search};
use crate::driver::StoreError;

/// Something for the writer to do.
pub(super) enum Job {
    /// Keep all of the records, or none.
    Append { records: Vec<Record>, answer: Sender<Result<(), StoreError>> },
    /// Answer from the writer's own connection: the one there is to a database in memory.
    Read(Question),
    /// Forget other messages than before.
    Retain(Retention),
    /// Index all that was kept, for a search.
    Index { answer: Sender<()> },
}

/// Works until nobody can ask for anything more.
pub(super) fn work(
    conn: Connection,
    jobs: &Receiver<Job>,
    blame: &Blame,
    retention: Retention,
    backlog: Backlog,
) {
    let sweep = Sweep::new(retention, Instant::now());
    let mut writer = Writer { conn, blame, sweep, backlog };
    loop {
        match jobs.try_recv() {
            Ok(job) => writer.job(job),
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                let Some(wait) = writer.idle() else { continue };
                match jobs.recv_timeout(wait) {
                    Ok(job) => writer.job(job),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        }
    }
}

struct Writer<'b> {
    conn: Connection,
    blame: &'b Blame,
    sweep: Sweep,
    backlog: Backlog,
}

impl Writer<'_> {
    /// Does a little of what nobody waits for; or says how long there is nothing to do.
    fn idle(&mut self) -> Option<Duration> {
        let now = Instant::now();
        let indexing = self.backlog.wait(now);
        if indexing.is_some_and(|wait| wait.is_zero()) {
            self.backlog.step(&mut self.conn, self.blame);
            return None;
        }
        let Some(wait) = self.sweep.wait(now) else {
            self.sweep.step(&mut self.conn, self.blame);
            return None;
        };
        Some(indexing.map_or(wait, |indexing| indexing.min(wait)))
    }

    fn job(&mut self, job: Job) {
        match job {
            Job::Append { records, answer } => {
                let done = append(&mut self.conn, &records);
                match done {
                    Ok(()) => self.backlog.note(&records, Instant::now()),
                    Err(_) => self.backlog.leave_space(Instant::now()),
                }
                // An answer that nobody waits for any more is nobody's loss.
                let _ = answer.try_send(done.map_err(|error| self.blame.failure(&error)));
            }
            Job::Read(question) => {
                if question.is_search() {
                    self.backlog.finish(&mut self.conn, self.blame);
                }
                question.settle(&self.conn, self.blame);
            }
            Job::Index { answer } => {
                self.backlog.finish(&mut self.conn, self.blame);
                let _ = answer.try_send(());
            }
            Job::Retain(retention) => self.sweep = Sweep::new(retention, Instant::now()),
        }
        let now = Instant::now();
        if self.backlog.is_overdue(now) {
            self.backlog.step(&mut self.conn, self.blame);
        }
        if self.sweep.is_overdue(now) {
            self.sweep.step(&mut self.conn, self.blame);
        }
    }
}

/// Keeps all records in one transaction. If that fails, it is rolled back as it is dropped.
pub(super) fn append(conn: &mut Connection, records: &[Record]) -> rusqlite::Result<()> {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use peyk_core::server::storage::{Conversation, Kind, StoredMessage};
    use peyk_core::text::{Language, Text};
    use rusqlite::ErrorCode;

    use super::*;
    use crate::store::file;

    fn records(ids: std::ops::Range<u64>) -> Vec<Record> {
        let message = |id| StoredMessage {
            id,
            conversation: Conversation::room(7),
            kind: Kind::Privmsg,
            source: "mina!mina@192.0.2.7".into(),
            party: 5,
            account: None,
            bot: false,
            target: "#lobby".into(),
            least: 0,
            text: "سلام دنیا ".repeat(50).into(),
            tags: Box::default(),
            send_id: None,
        };
        ids.map(|id| Record::Message(Box::new(message(id)))).collect()
    }

    #[test]
    fn without_space_nothing_is_kept_until_there_is_some() {
        let mut conn = file::open_in_memory().expect("memory is there");
        let limit = |conn: &Connection, pages: u32| {
            conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
                .expect("it can be set");
        };
        limit(&conn, 100);
        append(&mut conn, &records(1..50)).expect("there is space for this");
        for _ in 0..3 {
            let error = append(&mut conn, &records(50..1_000)).expect_err("there is no space");
            assert_eq!(error.sqlite_error_code(), Some(ErrorCode::DiskFull));
            let rows: i64 = conn
                .query_row("SELECT count(*) FROM messages", [], |row| row.get(0))
                .expect("it is there");
            assert_eq!(rows, 49);
        }
        append(&mut conn, &records(50..60)).expect("there is space for less");
        limit(&conn, 100_000);
        append(&mut conn, &records(60..1_000)).expect("there is space again");
        let blame = Blame::new(Path::new(":memory:"), Text::of(Language::English));
        let mut backlog = Backlog::of(&conn, Instant::now()).expect("it can be read");
        backlog.finish(&mut conn, &blame);
        let found: i64 = conn
            .query_row("SELECT count(*) FROM search WHERE search MATCH 'دنیا'", [], |row| {
                row.get(0)
            })
            .expect("it can be searched");
        assert_eq!(found, 999);
    }
}
