//! When something was last said in each conversation, so that a list of them reads no messages.
//!
//! It counts what was said to everybody in it: who joined is not news, and when operators last
//! talked among themselves is not for all.

use std::collections::BTreeMap;

use peyk_core::server::storage::{Conversation, KeptTarget, StoredMessage};
use peyk_core::wire::casefold;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::messages::Class;
use super::values::{bound, number, stored};

/// The latest messages of a transaction, written once for each conversation at its end.
#[derive(Default)]
pub(super) struct Latest<'r>(BTreeMap<Conversation, &'r StoredMessage>);

impl<'r> Latest<'r> {
    /// A message was kept.
    pub(super) fn note(&mut self, message: &'r StoredMessage) {
        if message.kind.is_said() && message.least == 0 {
            let latest = self.0.entry(message.conversation).or_insert(message);
            if latest.id < message.id {
                *latest = message;
            }
        }
    }

    /// Writes what was noted, and begins anew.
    pub(super) fn write(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        while let Some((conversation, message)) = self.0.pop_first() {
            let (first_nick, second_nick) = nicks(message);
            let mut insert = conn.prepare_cached(
                "INSERT INTO conversations (first, second, latest, first_nick, second_nick) \
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (first, second) DO UPDATE SET \
                 latest = excluded.latest, first_nick = excluded.first_nick, \
                 second_nick = excluded.second_nick WHERE latest < excluded.latest",
            )?;
            insert.execute(params![
                stored(conversation.first),
                stored(conversation.second),
                stored(message.id),
                first_nick,
                second_nick,
            ])?;
        }
        Ok(())
    }
}

/// A message of this id is gone: if it was the latest, another one is.
pub(super) fn deleted(
    conn: &Connection,
    conversation: Conversation,
    id: u64,
) -> rusqlite::Result<()> {
    let mut update = conn.prepare_cached(
        "UPDATE conversations SET latest = coalesce((SELECT id FROM messages \
         INDEXED BY messages_by_conversation WHERE first = ?1 AND second = ?2 AND class = ?3 \
         AND least = 0 ORDER BY id DESC LIMIT 1), 0) \
         WHERE first = ?1 AND second = ?2 AND latest = ?4",
    )?;
    let (first, second) = (bound(conversation.first), bound(conversation.second));
    let updated = update.execute([first, second, Class::Said.number(), bound(id)])?;
    if updated > 0 {
        conn.prepare_cached(
            "DELETE FROM conversations WHERE first = ?1 AND second = ?2 AND latest = 0",
        )?
        .execute([first, second])?;
    }
    Ok(())
}

/// Nothing is left of a conversation.
pub(super) fn forget(conn: &Connection, conversation: Conversation) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM conversations WHERE first = ?1 AND second = ?2")?
        .execute([bound(conversation.first), bound(conversation.second)])?;
    Ok(())
}

/// The question of [`Query::Targets`](peyk_core::server::storage::Query::Targets).
pub(super) struct Asked<'q> {
    pub(super) rooms: &'q [(u64, u64)],
    pub(super) party: u64,
    pub(super) after: u64,
    pub(super) before: u64,
    pub(super) ascending: bool,
    pub(super) limit: u32,
}

/// A party's conversations, in the order asked for.
pub(super) fn targets(conn: &Connection, asked: &Asked<'_>) -> rusqlite::Result<Vec<KeptTarget>> {
    let mut targets = directs(conn, asked)?;
    let mut latest =
        conn.prepare_cached("SELECT latest FROM conversations WHERE first = ?1 AND second = 0")?;
    for &(room, since) in asked.rooms {
        let latest = latest.query_row([bound(room)], |row| number(row, "latest")).optional()?;
        if let Some(latest) = latest
            && latest >= since
            && latest > asked.after
            && latest < asked.before
        {
            let conversation = Conversation::room(room);
            targets.push(KeptTarget { conversation, nick: Box::default(), latest });
        }
    }
    targets.sort_unstable_by_key(|target| target.latest);
    if !asked.ascending {
        targets.reverse();
    }
    targets.truncate(usize::try_from(asked.limit).unwrap_or(usize::MAX));
    Ok(targets)
}

/// A party's direct conversations: not more of them than are asked for.
fn directs(conn: &Connection, asked: &Asked<'_>) -> rusqlite::Result<Vec<KeptTarget>> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM (SELECT first, second, latest, second_nick AS nick FROM conversations \
         WHERE first = ?1 AND second > 0 AND latest > ?2 AND latest < ?3 \
         UNION ALL SELECT first, second, latest, first_nick AS nick FROM conversations \
         WHERE second = ?1 AND second > 0 AND first <> ?1 AND latest > ?2 AND latest < ?3) \
         ORDER BY iif(?4, latest, -latest) LIMIT ?5",
    )?;
    let rows = select.query_map(
        params![
            bound(asked.party),
            bound(asked.after),
            bound(asked.before),
            asked.ascending,
            asked.limit
        ],
        |row| {
            let (first, second) = (number(row, "first")?, number(row, "second")?);
            Ok(KeptTarget {
                conversation: Conversation { first, second },
                nick: row.get("nick")?,
                latest: number(row, "latest")?,
            })
        },
    )?;
    rows.collect()
}

/// The latest of a party's direct conversations with somebody who was called by a nickname, given
/// casefolded.
pub(super) fn with_nick(
    conn: &Connection,
    party: u64,
    nick: &str,
) -> rusqlite::Result<Option<KeptTarget>> {
    let (after, before, limit) = (0, u64::MAX, u32::MAX);
    let asked = Asked { rooms: &[], party, after, before, ascending: false, limit };
    let found = directs(conn, &asked)?.into_iter();
    let named = |target: &KeptTarget| casefold(&target.nick).is_ok_and(|folded| *folded == *nick);
    Ok(found.into_iter().find(named))
}

/// The nicknames of a conversation's parties as a message tells them; none for a room.
fn nicks(message: &StoredMessage) -> (&str, &str) {
    let Conversation { first, second } = message.conversation;
    let sender = message.source.split('!').next().unwrap_or_default();
    let receiver = &*message.target;
    if second == 0 {
        ("", "")
    } else if message.party == first {
        (sender, receiver)
    } else {
        (receiver, sender)
    }
}
