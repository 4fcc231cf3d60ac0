//! The store's thread and its queue.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use peyk_core::client::{Kept, Record};
use rusqlite::Connection;

use super::file::{self, Database, Problem};
use super::job::{Found, Job, Page, Report};
use super::tables::{self, Opened};
use super::{JOBS_MAX, messages, records, search};
use crate::model::ServerId;

/// Jobs that are done in one transaction.
const JOBS_AT_ONCE: usize = 4_000;

/// What nobody waits for is gathered for so long: a transaction costs as much as a hundred of
/// the messages in it. What a crash takes within that time, the server tells again; what the
/// person wrote, it cannot, so that is kept at once.
const GATHERING: Duration = Duration::from_millis(200);

/// After so long without a job the store gives back the memory that only a busy one needs.
const REST: Duration = Duration::from_millis(500);

/// Jobs that there is room for even at rest.
const JOBS_AT_REST: usize = 64;

/// The store. Clones share it; it ends, with everything kept, when the last is dropped.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    filled: Condvar,
    drained: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// Whether somebody waits for one of them.
    hurried: bool,
    ended: bool,
}

impl Store {
    /// Opens the store of a profile, and makes it if it is not there. `run` is another text at
    /// each start; `report` is called on the store's thread.
    ///
    /// # Errors
    ///
    /// [`Problem`]: another client uses the profile, it cannot be read, or the system refuses.
    pub fn open(
        profile: &Path,
        run: String,
        report: impl Fn(Report) + Send + 'static,
    ) -> Result<(Self, Opened), Problem> {
        let database = file::open(profile)?;
        let unusable = |error: &dyn std::fmt::Display| {
            Problem::Unusable(profile.to_owned(), error.to_string())
        };
        let opened = tables::opened(&database.conn).map_err(|error| unusable(&error))?;
        let queue = Arc::new(Queue::default());
        let worker = Worker { database, run, report: Box::new(report), failed: false };
        let thread = thread::Builder::new().name("store".to_owned()).spawn({
            let queue = Arc::clone(&queue);
            move || worker.work(&queue)
        });
        let thread = Some(thread.map_err(|error| unusable(&error))?);
        Ok((Self { inner: Arc::new(Inner { queue, thread }) }, opened))
    }

    /// Asks for something, without waiting.
    pub fn ask(&self, job: Job) {
        self.inner.queue.put(self.inner.queue.lock(), job);
    }

    /// Asks for something, and waits while too much is asked for already.
    pub fn ask_patiently(&self, job: Job) {
        let queue = &self.inner.queue;
        let waits = |state: &mut State| state.jobs.len() >= JOBS_MAX;
        let state = queue.drained.wait_while(queue.lock(), waits);
        queue.put(state.unwrap_or_else(PoisonError::into_inner), job);
    }

    /// Waits until everything that was asked for is kept.
    pub fn flush(&self) {
        let (answer, answered) = sync_channel(1);
        self.ask(Job::Flush(answer));
        // Without an answer the thread is gone, and nothing more is kept.
        let _ = answered.recv();
    }

    /// What the engine of a server wants back at its start.
    #[must_use]
    pub fn kept(&self, server: ServerId) -> Kept {
        let (answer, answered) = sync_channel(1);
        self.ask(Job::Kept { server, answer });
        answered.recv().unwrap_or_default()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.queue.lock().ended = true;
        self.queue.filled.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed there.
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        // What is in it is whole between any two statements.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, mut state: MutexGuard<'_, State>, job: Job) {
        state.hurried |= job.is_waited_for();
        state.jobs.push_back(job);
        // The thread is woken for the first, and for what it does not gather any longer.
        let wakes = state.hurried || matches!(state.jobs.len(), 1 | JOBS_AT_ONCE);
        drop(state);
        if wakes {
            self.filled.notify_one();
        }
    }

    /// The next jobs; none when all is done and nobody is left to ask for more.
    fn take(&self) -> Option<Vec<Job>> {
        let waits = |state: &mut State| state.jobs.is_empty() && !state.ended;
        let state = self.filled.wait_while(self.lock(), waits);
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let gathers =
            |state: &mut State| !state.hurried && !state.ended && state.jobs.len() < JOBS_AT_ONCE;
        let gathered = self.filled.wait_timeout_while(state, GATHERING, gathers);
        let (mut state, _) = gathered.unwrap_or_else(PoisonError::into_inner);
        let count = state.jobs.len().min(JOBS_AT_ONCE);
        // Whatever is left is at the front of a queue that goes on without a pause.
        state.hurried &= count < state.jobs.len();
        let jobs: Vec<_> = state.jobs.drain(..count).collect();
        self.drained.notify_all();
        (!jobs.is_empty()).then_some(jobs)
    }

    /// Waits a little for more jobs; returns whether none came, and the queue is as small again as
    /// it was at first.
    fn is_at_rest(&self) -> bool {
        let waits = |state: &mut State| state.jobs.is_empty() && !state.ended;
        let waited = self.filled.wait_timeout_while(self.lock(), REST, waits);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let rests = state.jobs.is_empty() && !state.ended;
        if rests {
            state.jobs.shrink_to(JOBS_AT_REST);
        }
        rests
    }
}

struct Worker {
    database: Database,
    run: String,
    report: Box<dyn Fn(Report) + Send>,
    failed: bool,
}

/// What is said once the transaction has succeeded.
enum Answer {
    Flushed(SyncSender<()>),
    Kept(SyncSender<Kept>, Kept),
    Report(Report),
}

impl Worker {
    fn work(mut self, queue: &Queue) {
        while let Some(jobs) = queue.take() {
            match self.transact(jobs) {
                Ok(answers) => {
                    self.failed = false;
                    for answer in answers {
                        self.answer(answer);
                    }
                }
                Err(error) => {
                    // Once for each time that it begins to fail.
                    if !std::mem::replace(&mut self.failed, true) {
                        (self.report)(Report::Failed(error.to_string()));
                    }
                }
            }
            if queue.is_at_rest() {
                // Pages that it has in vain are no reason to tell anybody.
                let _ = self.database.conn.execute_batch("PRAGMA shrink_memory");
            }
        }
    }

    fn transact(&mut self, jobs: Vec<Job>) -> rusqlite::Result<Vec<Answer>> {
        let transaction = self.database.conn.transaction()?;
        let mut answers = Vec::new();
        let mut places = Places::default();
        for job in without_passed(jobs) {
            if let Some(answer) = act(&transaction, &self.run, &mut places, job)? {
                answers.push(answer);
            }
        }
        transaction.commit()?;
        Ok(answers)
    }

    fn answer(&self, answer: Answer) {
        // Who asked and is gone needs no answer.
        match answer {
            Answer::Flushed(to) => drop(to.try_send(())),
            Answer::Kept(to, kept) => drop(to.try_send(kept)),
            Answer::Report(report) => (self.report)(report),
        }
    }
}

/// Leaves out positions that later ones in the same transaction have passed: a busy room has one
/// for each message.
fn without_passed(mut jobs: Vec<Job>) -> Vec<Job> {
    let mut passed = HashSet::new();
    let mut is_kept = |job: &Job| {
        let Job::Record { server, record } = job else { return true };
        if let Record::Position { name, .. } = record {
            return passed.insert((*server, name.clone()));
        }
        if matches!(record, Record::Conversation(_) | Record::ConversationGone(_)) {
            passed.clear();
        }
        true
    };
    let mut kept: Vec<bool> = jobs.iter().rev().map(&mut is_kept).collect();
    jobs.retain(|_| kept.pop().unwrap_or(true));
    jobs
}

/// Rows of conversations that were found in this transaction. Rows are only ever added, except
/// when a server is forgotten.
#[derive(Default)]
struct Places(HashMap<(ServerId, Box<str>), i64>);

impl Places {
    fn row(
        &mut self,
        conn: &Connection,
        server: ServerId,
        name: Box<str>,
    ) -> rusqlite::Result<i64> {
        let key = (server, name);
        if let Some(row) = self.0.get(&key) {
            return Ok(*row);
        }
        let row = messages::conversation(conn, server.0, &key.1)?;
        self.0.insert(key, row);
        Ok(row)
    }
}

fn act(
    conn: &Connection,
    run: &str,
    places: &mut Places,
    job: Job,
) -> rusqlite::Result<Option<Answer>> {
    match job {
        Job::Setting { name, value } => tables::set(conn, name, &value)?,
        Job::Server(server) => tables::put_server(conn, &server)?,
        Job::ForgetServer(server) => {
            places.0.clear();
            tables::forget_server(conn, server)?;
        }
        Job::Pin { server, sha256 } => tables::pin(conn, server, sha256)?,
        Job::Record { server, record } => records::put(conn, server, &record)?,
        Job::Entry { server, conversation, entry, next } => {
            let conversation = places.row(conn, server, conversation)?;
            messages::put(conn, run, conversation, &entry, next.as_ref())?;
        }
        Job::EntryGone { server, conversation, entry } => {
            let conversation = places.row(conn, server, conversation)?;
            messages::remove(conn, run, conversation, entry)?;
        }
        Job::Entries { server, conversation, entries } => {
            let conversation = places.row(conn, server, conversation)?;
            messages::put_page(conn, run, conversation, &entries)?;
        }
        Job::Draft { server, conversation, text } => {
            tables::set_draft(conn, server, &conversation, &text)?;
        }
        Job::Muted { server, conversation, muted } => {
            tables::set_muted(conn, server, &conversation, muted)?;
        }
        Job::Kept { server, answer } => {
            return Ok(Some(Answer::Kept(answer, records::kept(conn, server)?)));
        }
        Job::Flush(answer) => return Ok(Some(Answer::Flushed(answer))),
        Job::Older { id, server, conversation, before, limit, beyond_gaps } => {
            let conversation = messages::conversation(conn, server.0, &conversation)?;
            let before = before.as_ref().map(|(time_ms, msgid)| (*time_ms, msgid.as_str()));
            let stops_at_gap = !beyond_gaps;
            let (entries, end) =
                messages::entries_before(conn, conversation, before, limit, stops_at_gap)?;
            return Ok(Some(Answer::Report(Report::Page(Page { id, entries, end }))));
        }
        Job::Around { id, server, conversation, time_ms, until, limit } => {
            let conversation = messages::conversation(conn, server.0, &conversation)?;
            let until = (until.0, until.1.as_str());
            let (entries, end) = messages::between(conn, conversation, time_ms, until, limit)?;
            let page = Page { id, entries, end };
            return Ok(Some(Answer::Report(Report::Around { page, time_ms })));
        }
        Job::Search { text, limit } => {
            let mut found = Vec::new();
            for id in search::find(conn, &text, limit)? {
                if let Some((server, conversation, entry)) = messages::by_id(conn, id)? {
                    found.push(Found { server: ServerId(server), conversation, entry });
                }
            }
            return Ok(Some(Answer::Report(Report::Found { text, found })));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use peyk_core::client::Position;

    use super::*;

    const SERVER: ServerId = ServerId(1);

    fn position(name: &str, time_ms: u64) -> Job {
        let position = Position { msgid: None, time_ms };
        Job::Record { server: SERVER, record: Record::Position { name: name.into(), position } }
    }

    fn gone(name: &str) -> Job {
        Job::Record { server: SERVER, record: Record::ConversationGone(name.into()) }
    }

    fn times(jobs: &[Job]) -> Vec<u64> {
        let time = |job: &Job| {
            let Job::Record { record: Record::Position { position, .. }, .. } = job else {
                return 0;
            };
            position.time_ms
        };
        jobs.iter().map(time).collect()
    }

    #[test]
    fn only_the_last_position_is_kept_of_those_that_come_at_once() {
        let jobs = vec![position("#a", 1), position("#b", 2), position("#a", 3), position("#a", 4)];
        assert_eq!(times(&without_passed(jobs)), [2, 4]);
        // A room that is closed and opened again has a position of its own each time.
        let jobs = vec![position("#a", 1), gone("#a"), position("#a", 3)];
        assert_eq!(times(&without_passed(jobs)), [1, 0, 3]);
    }

    #[test]
    fn what_somebody_waits_for_is_not_gathered() {
        let queue = Queue::default();
        queue.put(queue.lock(), position("#a", 1));
        assert!(!queue.lock().hurried);
        queue.put(queue.lock(), Job::Search { text: "a".to_owned(), limit: 1 });
        assert!(queue.lock().hurried);
        assert_eq!(queue.take().map(|jobs| jobs.len()), Some(2));
        assert!(!queue.lock().hurried);
        (0..1_000).for_each(|_| queue.put(queue.lock(), position("#a", 1)));
        assert!(!queue.is_at_rest());
        assert_eq!(queue.take().map(|jobs| jobs.len()), Some(1_000));
        assert!(queue.is_at_rest() && queue.lock().jobs.capacity() < 1_000);
        queue.lock().ended = true;
        assert!(!queue.is_at_rest() && queue.take().is_none());
    }
}
