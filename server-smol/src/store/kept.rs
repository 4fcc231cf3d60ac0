//! What was kept when the server starts, and which ids were given.

use peyk_core::server::storage::{Kept, SendId};
use rusqlite::{Connection, OptionalExtension as _};

use super::values::{bound, number};
use super::{accounts, channels};

/// Ids of senders' own that are remembered over a restart. A message is sent again within
/// minutes, when a connection is back; this is an hour of a very busy server.
const SEND_IDS_MAX: u32 = 16_384;

/// Everything a server needs in memory. Reads no messages.
pub(super) fn kept(conn: &Connection) -> rusqlite::Result<Kept> {
    let mut select = conn.prepare(
        "SELECT id, send_sender, send_name FROM messages INDEXED BY messages_by_send_id \
         WHERE send_sender IS NOT NULL ORDER BY id DESC LIMIT ?1",
    )?;
    let rows = select.query_map([SEND_IDS_MAX], |row| {
        let send_id = SendId { sender: row.get("send_sender")?, name: row.get("send_name")? };
        Ok((send_id, number(row, "id")?))
    })?;
    let mut send_ids = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    send_ids.reverse();
    Ok(Kept {
        last_id: last_id(conn)?,
        accounts: accounts::all(conn)?,
        read_markers: accounts::read_markers(conn)?,
        channels: channels::all(conn)?,
        send_ids,
        salt_secret: secret(conn, "salts")?,
    })
}

/// A secret, if it is there and as long as all are.
fn secret(conn: &Connection, name: &str) -> rusqlite::Result<Option<[u8; 32]>> {
    let mut select = conn.prepare("SELECT secret FROM secrets WHERE name = ?1")?;
    select.query_row([name], |row| row.get("secret")).optional()
}

/// Remembers the highest id. Called before anything is deleted: it may be that one's.
pub(super) fn remember_last_id(conn: &Connection) -> rusqlite::Result<()> {
    let last_id = bound(last_id(conn)?);
    conn.prepare_cached("UPDATE forgotten SET last_id = ?1 WHERE last_id < ?1")?
        .execute([last_id])?;
    Ok(())
}

/// The highest id of all that is or was kept.
fn last_id(conn: &Connection) -> rusqlite::Result<u64> {
    // A maximum of a table each, so that each is a look at the end of an index.
    let mut select = conn.prepare_cached(
        "SELECT max(coalesce((SELECT max(id) FROM messages), 0), \
         coalesce((SELECT max(id) FROM accounts), 0), \
         coalesce((SELECT max(id) FROM channels), 0), \
         (SELECT last_id FROM forgotten)) AS last_id",
    )?;
    select.query_row([], |row| number(row, "last_id"))
}
