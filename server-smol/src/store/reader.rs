//! Answers to questions, and the connections that read them from a file.

use async_channel::{Receiver, Sender};
use peyk_core::server::storage::{Page, Query};
use rusqlite::Connection;

use super::{conversations, messages, search};

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

/// The connections that are free.
pub(super) struct Readers {
    free: Receiver<Connection>,
    back: Sender<Connection>,
}

impl Readers {
    pub(super) fn new(connections: impl IntoIterator<Item = Connection>) -> Self {
        let (back, free) = async_channel::unbounded();
        for conn in connections {
            // The other end is in this function.
            let _ = back.try_send(conn);
        }
        Self { free, back }
    }

    /// Answers a question on a thread for slow work.
    pub(super) async fn read(&self, query: Query) -> rusqlite::Result<Page> {
        let lent = Lent { conn: self.free.recv().await.ok(), back: self.back.clone() };
        blocking::unblock(move || {
            let conn = lent.conn.as_ref().expect("this holds a sender, so the channel is open");
            answer(conn, &query)
        })
        .await
    }
}

/// A connection that goes back when it was used, or when nobody waits for the answer any more.
struct Lent {
    conn: Option<Connection>,
    back: Sender<Connection>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            // Fails if the store is no more; then the connection is not needed either.
            let _ = self.back.try_send(conn);
        }
    }
}
