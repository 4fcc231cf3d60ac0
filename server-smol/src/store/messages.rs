//! Messages: kept, deleted, and read in pages.

use peyk_core::server::storage::{Conversation, Filter, Kind, SendId, Span, StoredMessage};
use rusqlite::{CachedStatement, Connection, Row, params};

use super::values::{bound, damaged, number, stored};

/// The columns that [`message`] reads.
macro_rules! columns {
    () => {
        "messages.id, messages.first, messages.second, messages.kind, messages.source, \
         messages.party, messages.account, messages.bot, messages.target, messages.least, messages.text, \
         messages.tags, messages.send_sender, messages.send_name"
    };
}
pub(super) use columns;

/// The parts of a conversation that are read each by itself: `messages.class`.
#[derive(Clone, Copy)]
pub(super) enum Class {
    Said = 0,
    Tags = 1,
    Happened = 2,
}

impl Class {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Privmsg | Kind::Notice => Self::Said,
            Kind::Tagmsg => Self::Tags,
            Kind::Join
            | Kind::Part
            | Kind::Quit
            | Kind::Kick
            | Kind::Nick
            | Kind::Topic
            | Kind::Mode
            | Kind::Redact
            | Kind::Rename => Self::Happened,
        }
    }

    pub(super) fn number(self) -> i64 {
        self as i64
    }

    /// Those that a filter lets through.
    fn wanted(filter: &Filter) -> impl Iterator<Item = Self> {
        let Filter { tags, events, .. } = *filter;
        [(Self::Said, true), (Self::Tags, tags), (Self::Happened, events)]
            .into_iter()
            .filter_map(|(class, wanted)| wanted.then_some(class))
    }
}

/// Keeps a message.
pub(super) fn insert(conn: &Connection, message: &StoredMessage) -> rusqlite::Result<()> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO messages (id, first, second, class, kind, source, party, account, bot, \
         target, least, text, tags, send_sender, send_name) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?;
    let send_id = message.send_id.as_ref();
    insert.execute(params![
        stored(message.id),
        stored(message.conversation.first),
        stored(message.conversation.second),
        Class::of(message.kind).number(),
        message.kind.number(),
        &*message.source,
        stored(message.party),
        message.account.as_deref(),
        message.bot,
        &*message.target,
        message.least,
        &*message.text,
        &*message.tags,
        send_id.map(|id| &*id.sender),
        send_id.map(|id| &*id.name),
    ])?;
    Ok(())
}

/// Deletes a message. False if it is not in that conversation.
pub(super) fn delete(
    conn: &Connection,
    conversation: Conversation,
    id: u64,
) -> rusqlite::Result<bool> {
    let mut delete =
        conn.prepare_cached("DELETE FROM messages WHERE id = ?1 AND first = ?2 AND second = ?3")?;
    let deleted =
        delete.execute([bound(id), stored(conversation.first), stored(conversation.second)])?;
    Ok(deleted > 0)
}

/// Deletes all messages of a conversation.
pub(super) fn delete_all(conn: &Connection, conversation: Conversation) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM messages WHERE first = ?1 AND second = ?2")?
        .execute([bound(conversation.first), bound(conversation.second)])?;
    Ok(())
}

/// One message.
pub(super) fn one(
    conn: &Connection,
    conversation: Conversation,
    id: u64,
) -> rusqlite::Result<Vec<StoredMessage>> {
    let mut select = conn.prepare_cached(concat!(
        "SELECT ",
        columns!(),
        " FROM messages WHERE id = ?1 AND first = ?2 AND second = ?3"
    ))?;
    let bounds = [bound(id), bound(conversation.first), bound(conversation.second)];
    select.query_map(bounds, message)?.collect()
}

/// The oldest messages of all conversations above an id.
pub(super) fn above(
    conn: &Connection,
    id: i64,
    limit: usize,
) -> rusqlite::Result<Vec<StoredMessage>> {
    let mut select = conn.prepare_cached(concat!(
        "SELECT ",
        columns!(),
        " FROM messages WHERE id > ?1 ORDER BY id LIMIT ?2"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    select.query_map([id, limit], message)?.collect()
}

/// A page of a conversation, oldest first.
pub(super) fn page(
    conn: &Connection,
    conversation: Conversation,
    span: Span,
    filter: &Filter,
    limit: u32,
) -> rusqlite::Result<Vec<StoredMessage>> {
    let pages = Pages { conn, conversation, filter };
    let all = Ids { lowest: filter.since, end: u64::MAX };
    match span {
        Span::Latest { after } => pages.newest(all.above(after), limit),
        Span::Before(id) => pages.newest(all.below(id), limit),
        Span::After(id) => pages.oldest(all.above(id), limit),
        Span::Around(id) => {
            let mut page = pages.newest(all.below(id), limit / 2)?;
            let before = u32::try_from(page.len()).unwrap_or(u32::MAX);
            page.append(&mut pages.oldest(all.from(id), limit.saturating_sub(before))?);
            Ok(page)
        }
        Span::Between(from, to) if from <= to => pages.oldest(all.above(from).below(to), limit),
        Span::Between(from, to) => pages.newest(all.above(to).below(from), limit),
    }
}

/// Ids from `lowest` on, below `end`.
#[derive(Clone, Copy)]
struct Ids {
    lowest: u64,
    end: u64,
}

impl Ids {
    fn from(self, id: u64) -> Self {
        Self { lowest: self.lowest.max(id), ..self }
    }

    fn above(self, id: u64) -> Self {
        self.from(id.saturating_add(1))
    }

    fn below(self, id: u64) -> Self {
        Self { end: self.end.min(id), ..self }
    }
}

macro_rules! select_page {
    ($order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM messages INDEXED BY messages_by_conversation \
             WHERE first = ?1 AND second = ?2 AND class = ?3 AND id >= ?4 AND id < ?5 \
             AND (least = 0 OR least & ?6 <> 0) ORDER BY id ",
            $order,
            " LIMIT ?7"
        )
    };
}

/// What all reads for a page have in common.
struct Pages<'a> {
    conn: &'a Connection,
    conversation: Conversation,
    filter: &'a Filter,
}

impl Pages<'_> {
    fn newest(&self, ids: Ids, limit: u32) -> rusqlite::Result<Vec<StoredMessage>> {
        let select = self.conn.prepare_cached(select_page!("DESC"))?;
        let mut page = self.all_classes(select, ids, limit)?;
        let kept = usize::try_from(limit).unwrap_or(usize::MAX);
        page.drain(..page.len().saturating_sub(kept));
        Ok(page)
    }

    fn oldest(&self, ids: Ids, limit: u32) -> rusqlite::Result<Vec<StoredMessage>> {
        let select = self.conn.prepare_cached(select_page!("ASC"))?;
        let mut page = self.all_classes(select, ids, limit)?;
        page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(page)
    }

    /// Up to a page of each class, oldest first: what is asked for is at one end of it.
    fn all_classes(
        &self,
        mut select: CachedStatement<'_>,
        ids: Ids,
        limit: u32,
    ) -> rusqlite::Result<Vec<StoredMessage>> {
        let mut page = Vec::new();
        for class in Class::wanted(self.filter) {
            let rows = select.query_map(
                params![
                    bound(self.conversation.first),
                    bound(self.conversation.second),
                    class.number(),
                    bound(ids.lowest),
                    bound(ids.end),
                    self.filter.ranks,
                    limit,
                ],
                message,
            )?;
            for row in rows {
                page.push(row?);
            }
        }
        page.sort_unstable_by_key(|message| message.id);
        Ok(page)
    }
}

/// A message of a row of [`columns`].
pub(super) fn message(row: &Row<'_>) -> rusqlite::Result<StoredMessage> {
    let kind = row.get("kind")?;
    let send_id = match (row.get("send_sender")?, row.get("send_name")?) {
        (Some(sender), Some(name)) => Some(SendId { sender, name }),
        _ => None,
    };
    Ok(StoredMessage {
        id: number(row, "id")?,
        conversation: Conversation { first: number(row, "first")?, second: number(row, "second")? },
        kind: Kind::of_number(kind).ok_or_else(|| damaged("kind", kind.to_string()))?,
        source: row.get("source")?,
        party: number(row, "party")?,
        account: row.get("account")?,
        bot: row.get("bot")?,
        target: row.get("target")?,
        least: row.get("least")?,
        text: row.get("text")?,
        tags: row.get("tags")?,
        send_id,
    })
}
