//! Accounts, with what belongs to them.

use std::collections::BTreeMap;

use peyk_core::server::storage::{AccountRecord, AlwaysOn, ScramKeys};
use rusqlite::{Connection, Row, params};

use super::values::{bound, number, stored};

/// Writes an account as it is now. Its read markers stay.
pub(super) fn put(conn: &Connection, account: &AccountRecord) -> rusqlite::Result<()> {
    let id = stored(account.id);
    let scram = account.scram.as_ref();
    // Not REPLACE, which would delete the account first, and what refers to it with it.
    conn.prepare_cached(
        "INSERT INTO accounts (id, name, password_phc, scram_salt, scram_iterations, \
         scram_stored_key, scram_server_key, email, verify_code, always_on, seen_ms) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (id) DO UPDATE SET \
         name = excluded.name, password_phc = excluded.password_phc, \
         scram_salt = excluded.scram_salt, scram_iterations = excluded.scram_iterations, \
         scram_stored_key = excluded.scram_stored_key, \
         scram_server_key = excluded.scram_server_key, email = excluded.email, \
         verify_code = excluded.verify_code, always_on = excluded.always_on, \
         seen_ms = excluded.seen_ms",
    )?
    .execute(params![
        id,
        &*account.name,
        account.password_phc.as_deref(),
        scram.map(|keys| keys.salt),
        scram.map(|keys| keys.iterations),
        scram.map(|keys| keys.stored_key),
        scram.map(|keys| keys.server_key),
        account.email.as_deref(),
        account.verify_code.as_deref(),
        account.always_on.number(),
        bound(account.seen_ms),
    ])?;
    for delete in [
        "DELETE FROM certificates WHERE account = ?1",
        "DELETE FROM account_channels WHERE account = ?1",
        "DELETE FROM account_metadata WHERE account = ?1",
    ] {
        conn.prepare_cached(delete)?.execute([id])?;
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO certificates (account, place, fingerprint) VALUES (?1, ?2, ?3)",
    )?;
    for (place, fingerprint) in (0_i64..).zip(&account.certificates) {
        insert.execute(params![id, place, &**fingerprint])?;
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO account_channels (account, place, channel, prefixes) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (place, (channel, prefixes)) in (0_i64..).zip(&account.channels) {
        insert.execute(params![id, place, &**channel, prefixes])?;
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO account_metadata (account, place, key, value) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (place, (key, value)) in (0_i64..).zip(&account.metadata) {
        insert.execute(params![id, place, &**key, &**value])?;
    }
    Ok(())
}

/// Deletes an account and everything that refers to it.
pub(super) fn delete(conn: &Connection, id: u64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM accounts WHERE id = ?1")?.execute([bound(id)])?;
    Ok(())
}

/// Writes how far an account has read, or forgets it (0). Of an account that is no more, nothing
/// is kept.
pub(super) fn mark_read(
    conn: &Connection,
    account: u64,
    target: &str,
    read_ms: u64,
) -> rusqlite::Result<()> {
    if read_ms == 0 {
        let delete = "DELETE FROM read_markers WHERE account = ?1 AND target = ?2";
        conn.prepare_cached(delete)?.execute(params![bound(account), target])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO read_markers (account, target, read_ms) SELECT id, ?2, ?3 FROM accounts \
         WHERE id = ?1 ON CONFLICT (account, target) DO UPDATE SET read_ms = excluded.read_ms",
    )?
    .execute(params![bound(account), target, bound(read_ms)])?;
    Ok(())
}

/// All accounts, in the order of their ids.
pub(super) fn all(conn: &Connection) -> rusqlite::Result<Vec<AccountRecord>> {
    let mut certificates = by_owner(
        conn,
        "SELECT account AS owner, fingerprint FROM certificates ORDER BY account, place",
        |row| row.get("fingerprint"),
    )?;
    let mut channels = by_owner(
        conn,
        "SELECT account AS owner, channel, prefixes FROM account_channels \
         ORDER BY account, place",
        |row| Ok((row.get("channel")?, row.get("prefixes")?)),
    )?;
    let mut metadata = by_owner(
        conn,
        "SELECT account AS owner, key, value FROM account_metadata ORDER BY account, place",
        |row| Ok((row.get("key")?, row.get("value")?)),
    )?;
    let mut select = conn.prepare("SELECT * FROM accounts ORDER BY id")?;
    let rows = select.query_map([], |row| {
        let id = number(row, "id")?;
        Ok(AccountRecord {
            id,
            name: row.get("name")?,
            password_phc: row.get("password_phc")?,
            scram: scram(row)?,
            certificates: certificates.remove(&id).unwrap_or_default(),
            email: row.get("email")?,
            verify_code: row.get("verify_code")?,
            always_on: AlwaysOn::of_number(row.get("always_on")?),
            channels: channels.remove(&id).unwrap_or_default(),
            metadata: metadata.remove(&id).unwrap_or_default(),
            seen_ms: number(row, "seen_ms")?,
        })
    })?;
    rows.collect()
}

/// All read markers: account, target, time.
pub(super) fn read_markers(conn: &Connection) -> rusqlite::Result<Vec<(u64, Box<str>, u64)>> {
    let mut select = conn.prepare("SELECT account, target, read_ms FROM read_markers")?;
    let rows = select.query_map([], |row| {
        Ok((number(row, "account")?, row.get("target")?, number(row, "read_ms")?))
    })?;
    rows.collect()
}

/// What the rows of a query say, by their column `owner`, in the query's order.
pub(super) fn by_owner<T>(
    conn: &Connection,
    query: &str,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<BTreeMap<u64, Vec<T>>> {
    let mut owners: BTreeMap<u64, Vec<T>> = BTreeMap::new();
    let mut select = conn.prepare(query)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        owners.entry(number(row, "owner")?).or_default().push(read(row)?);
    }
    Ok(owners)
}

fn scram(row: &Row<'_>) -> rusqlite::Result<Option<ScramKeys>> {
    let Some(salt) = row.get("scram_salt")? else { return Ok(None) };
    Ok(Some(ScramKeys {
        salt,
        iterations: row.get("scram_iterations")?,
        stored_key: row.get("scram_stored_key")?,
        server_key: row.get("scram_server_key")?,
    }))
}
