//! Channels, with what belongs to them.

use peyk_core::server::storage::ChannelRecord;
use rusqlite::{Connection, Row, params};

use super::accounts::by_owner;
use super::values::{bound, damaged, number, stored};

/// Writes a channel as it is now.
pub(super) fn put(conn: &Connection, channel: &ChannelRecord) -> rusqlite::Result<()> {
    let id = stored(channel.id);
    let topic = channel.topic.as_ref();
    conn.prepare_cached(
        "INSERT INTO channels (id, name, founder, registered_ms, topic, topic_by, topic_ms, \
         flags, key, members_max) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, founder = excluded.founder, \
         registered_ms = excluded.registered_ms, topic = excluded.topic, \
         topic_by = excluded.topic_by, topic_ms = excluded.topic_ms, flags = excluded.flags, \
         key = excluded.key, members_max = excluded.members_max",
    )?
    .execute(params![
        id,
        &*channel.name,
        &*channel.founder,
        bound(channel.registered_ms),
        topic.map(|(text, ..)| &**text),
        topic.map(|(_, by, _)| &**by),
        topic.map(|&(.., at_ms)| bound(at_ms)),
        &*channel.flags,
        channel.key.as_deref(),
        channel.limit,
    ])?;
    for delete in [
        "DELETE FROM channel_masks WHERE channel = ?1",
        "DELETE FROM channel_access WHERE channel = ?1",
        "DELETE FROM channel_metadata WHERE channel = ?1",
    ] {
        conn.prepare_cached(delete)?.execute([id])?;
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO channel_masks (channel, place, letter, mask, set_by, set_ms) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (place, (letter, mask, set_by, set_ms)) in (0_i64..).zip(&channel.masks) {
        let letter = letter.to_string();
        insert.execute(params![id, place, letter, &**mask, &**set_by, bound(*set_ms)])?;
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO channel_access (channel, place, account, letter) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (place, (account, letter)) in (0_i64..).zip(&channel.access) {
        insert.execute(params![id, place, &**account, letter.to_string()])?;
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO channel_metadata (channel, place, key, value) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (place, (key, value)) in (0_i64..).zip(&channel.metadata) {
        insert.execute(params![id, place, &**key, &**value])?;
    }
    Ok(())
}

/// Deletes a channel and everything that refers to it. Its messages stay.
pub(super) fn delete(conn: &Connection, id: u64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM channels WHERE id = ?1")?.execute([bound(id)])?;
    Ok(())
}

/// All channels, in the order of their ids.
pub(super) fn all(conn: &Connection) -> rusqlite::Result<Vec<ChannelRecord>> {
    let mut masks = by_owner(
        conn,
        "SELECT channel AS owner, letter, mask, set_by, set_ms FROM channel_masks \
         ORDER BY channel, place",
        |row| Ok((letter(row)?, row.get("mask")?, row.get("set_by")?, number(row, "set_ms")?)),
    )?;
    let mut access = by_owner(
        conn,
        "SELECT channel AS owner, account, letter FROM channel_access ORDER BY channel, place",
        |row| Ok((row.get("account")?, letter(row)?)),
    )?;
    let mut metadata = by_owner(
        conn,
        "SELECT channel AS owner, key, value FROM channel_metadata ORDER BY channel, place",
        |row| Ok((row.get("key")?, row.get("value")?)),
    )?;
    let mut select = conn.prepare("SELECT * FROM channels ORDER BY id")?;
    let rows = select.query_map([], |row| {
        let id = number(row, "id")?;
        let topic = match row.get("topic")? {
            Some(text) => Some((text, row.get("topic_by")?, number(row, "topic_ms")?)),
            None => None,
        };
        Ok(ChannelRecord {
            id,
            name: row.get("name")?,
            founder: row.get("founder")?,
            registered_ms: number(row, "registered_ms")?,
            topic,
            flags: row.get("flags")?,
            key: row.get("key")?,
            limit: row.get("members_max")?,
            masks: masks.remove(&id).unwrap_or_default(),
            access: access.remove(&id).unwrap_or_default(),
            metadata: metadata.remove(&id).unwrap_or_default(),
        })
    })?;
    rows.collect()
}

fn letter(row: &Row<'_>) -> rusqlite::Result<char> {
    let letter: String = row.get("letter")?;
    letter.chars().next().ok_or_else(|| damaged("letter", "empty"))
}
