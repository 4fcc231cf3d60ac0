//! Answers to questions, and the threads that read them from a file.

use std::io;
use std::thread::{self, JoinHandle};

use async_channel::Sender;
use peyk_core::server::storage::{Page, Query};
use rusqlite::Connection;

use super::failure::Blame;
use super::{conversations, messages, search};
use crate::driver::StoreError;

/// Connections that read at a time. One long search leaves another for everybody else; each
/// costs its page cache.
pub(super) const READERS: usize = 2;

/// Answers a question, all of it from one moment.
pub(super) fn answer(conn: &Connection, query: &Query) -> rusqlite::Result<Page> {
    let moment = conn.unchecked_transaction()?;
    let page = match *query {
        Query::Messages { conversation, span, ref filter, limit } => {
            Page::Messages(messages::page(&moment, conversation, span, filter, limit)?)
        }
        Query::Targets { ref rooms, party, after, before, ascending, limit } => {
            let asked = conversations::Asked { rooms, party, after, before, ascending, limit };
            Page::Targets(conversations::targets(&moment, &asked)?)
        }
        Query::Correspondent { party, ref nick } => {
            let found = conversations::with_nick(&moment, party, nick)?;
            Page::Targets(found.into_iter().collect())
        }
        Query::Search {
            ref rooms,
            party,
            direct,
            ref text,
            ref from,
            after,
            before,
            ascending,
            limit,
        } => {
            let from = from.as_deref();
            let asked =
                search::Asked { rooms, party, direct, text, from, after, before, ascending, limit };
            Page::Messages(search::find(&moment, &asked)?)
        }
        Query::Message { conversation, id } => {
            Page::Messages(messages::one(&moment, conversation, id)?)
        }
    };
    moment.commit()?;
    Ok(page)
}

/// A question, and where the answer goes.
pub(super) struct Question {
    pub(super) query: Query,
    pub(super) answer: Sender<Result<Page, StoreError>>,
}

impl Question {
    /// Whether all that was kept must be indexed for it.
    pub(super) fn is_search(&self) -> bool {
        matches!(self.query, Query::Search { .. })
    }

    /// Answers, unless nobody waits any more.
    pub(super) fn settle(self, conn: &Connection, blame: &Blame) {
        if !self.answer.is_closed() {
            let page = answer(conn, &self.query).map_err(|error| blame.failure(&error));
            // It may be nobody's any more.
            let _ = self.answer.try_send(page);
        }
    }
}

/// Threads that read, each from a connection of its own. Not the threads for slow work: their
/// number grows with the work, and each that ever read would keep memory for it.
pub(super) struct Readers {
    questions: Sender<Question>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(super) fn start(connections: Vec<Connection>, blame: &Blame) -> io::Result<Self> {
        let (questions, asked) = async_channel::unbounded::<Question>();
        let mut readers = Self { questions, threads: Vec::new() };
        for conn in connections {
            let (asked, blame) = (asked.clone(), blame.clone());
            let thread = thread::Builder::new().name("peykd-read".into()).spawn(move || {
                while let Ok(question) = asked.recv_blocking() {
                    question.settle(&conn, &blame);
                }
            })?;
            readers.threads.push(thread);
        }
        Ok(readers)
    }

    /// Asks whichever reader is free first. If all have ended, the answer's sender is dropped.
    pub(super) fn ask(&self, question: Question) {
        let _ = self.questions.try_send(question);
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.questions.close();
        for thread in self.threads.drain(..) {
            // A panic there has been printed there.
            let _ = thread.join();
        }
    }
}
