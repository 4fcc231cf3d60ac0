//! The store's thread and its queue.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use peyk_core::client::Kept;
use rusqlite::Connection;

use super::file::{self, Database, Problem};
use super::job::{Found, Job, Page, Report};
use super::tables::{self, Opened};
use super::{JOBS_MAX, messages, records, search};
use crate::model::ServerId;

/// Jobs that are done in one transaction.
const JOBS_AT_ONCE: usize = 1_000;

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
        self.inner.queue.lock().jobs.push_back(job);
        self.inner.queue.filled.notify_one();
    }

    /// Asks for something, and waits while too much is asked for already.
    pub fn ask_patiently(&self, job: Job) {
        let queue = &self.inner.queue;
        let waits = |state: &mut State| state.jobs.len() >= JOBS_MAX;
        let state = queue.drained.wait_while(queue.lock(), waits);
        state.unwrap_or_else(PoisonError::into_inner).jobs.push_back(job);
        queue.filled.notify_one();
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

    /// The next jobs; none when all is done and nobody is left to ask for more.
    fn take(&self) -> Option<Vec<Job>> {
        let waits = |state: &mut State| state.jobs.is_empty() && !state.ended;
        let state = self.filled.wait_while(self.lock(), waits);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let count = state.jobs.len().min(JOBS_AT_ONCE);
        let jobs: Vec<_> = state.jobs.drain(..count).collect();
        self.drained.notify_all();
        (!jobs.is_empty()).then_some(jobs)
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
        }
    }

    fn transact(&mut self, jobs: Vec<Job>) -> rusqlite::Result<Vec<Answer>> {
        let transaction = self.database.conn.transaction()?;
        let mut answers = Vec::new();
        for job in jobs {
            if let Some(answer) = act(&transaction, &self.run, job)? {
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

fn act(conn: &Connection, run: &str, job: Job) -> rusqlite::Result<Option<Answer>> {
    match job {
        Job::Setting { name, value } => tables::set(conn, name, &value)?,
        Job::Server(server) => tables::put_server(conn, &server)?,
        Job::ForgetServer(server) => tables::forget_server(conn, server)?,
        Job::Pin { server, sha256 } => tables::pin(conn, server, &sha256)?,
        Job::Record { server, record } => records::put(conn, server, &record)?,
        Job::Entry { server, conversation, entry } => {
            let conversation = messages::conversation(conn, server.0, &conversation)?;
            messages::put(conn, run, conversation, &entry)?;
        }
        Job::EntryGone { server, conversation, entry } => {
            let conversation = messages::conversation(conn, server.0, &conversation)?;
            messages::remove(conn, run, conversation, entry)?;
        }
        Job::Entries { server, conversation, entries } => {
            let conversation = messages::conversation(conn, server.0, &conversation)?;
            messages::close_gaps(conn, conversation, &entries)?;
            for entry in &entries {
                messages::put(conn, run, conversation, entry)?;
            }
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
        Job::Older { id, server, conversation, before, limit } => {
            let conversation = messages::conversation(conn, server.0, &conversation)?;
            let before = before.as_ref().map(|(time_ms, msgid)| (*time_ms, msgid.as_str()));
            let (entries, end) = messages::before(conn, conversation, before, limit)?;
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
