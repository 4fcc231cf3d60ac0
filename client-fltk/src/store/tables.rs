//! Settings, servers, and the state of conversations.

use peyk_core::client::Password;
use rusqlite::{Connection, params};

use super::messages::conversation;
use crate::model::ServerId;

/// A server that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptServer {
    /// As the client calls it.
    pub id: ServerId,
    /// Hostname or IP address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether the person allowed it to be without encryption.
    pub plain: bool,
    /// The nickname used there.
    pub nick: String,
    /// What it calls itself; empty if that is not known.
    pub name: String,
    /// The certificate that is trusted.
    pub pinned: Option<[u8; 32]>,
    /// The server's own password. Passwords are kept as they are, in a file that only the person
    /// can read: they are needed whenever the connection is made anew.
    pub server_password: Option<Password>,
    /// The password of the account used there.
    pub password: Option<Password>,
    /// Whether it is connected to at start.
    pub connected: bool,
    /// When it was used last, milliseconds since 1970.
    pub used_ms: i64,
}

/// What the window wants to know of a conversation at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptConversationState {
    /// On which server.
    pub server: ServerId,
    /// Its name.
    pub name: String,
    /// Whether it is muted.
    pub muted: bool,
    /// What is being written there.
    pub draft: String,
}

/// What was kept, when the client starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Settings, by name.
    pub settings: Vec<(String, String)>,
    /// Servers, the last used first.
    pub servers: Vec<KeptServer>,
    /// Conversations that are muted or have a draft.
    pub conversations: Vec<KeptConversationState>,
}

/// Reads what the client starts with.
pub(super) fn opened(conn: &Connection) -> rusqlite::Result<Opened> {
    let mut select = conn.prepare("SELECT name, value FROM settings ORDER BY name")?;
    let settings = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let settings = settings.collect::<rusqlite::Result<_>>()?;
    let mut select = conn.prepare("SELECT * FROM servers ORDER BY used_ms DESC, id")?;
    let servers = select.query_map([], |row| {
        let pinned: Option<Vec<u8>> = row.get("pinned")?;
        let password = |column| -> rusqlite::Result<_> {
            let text: Option<String> = row.get(column)?;
            Ok(text.map(Password::new))
        };
        Ok(KeptServer {
            id: ServerId(row.get("id")?),
            host: row.get("host")?,
            port: row.get("port")?,
            plain: row.get("plain")?,
            nick: row.get("nick")?,
            name: row.get("name")?,
            pinned: pinned.and_then(|pinned| pinned.try_into().ok()),
            server_password: password("server_password")?,
            password: password("password")?,
            connected: row.get("connected")?,
            used_ms: row.get("used_ms")?,
        })
    })?;
    let servers = servers.collect::<rusqlite::Result<_>>()?;
    let mut select = conn.prepare(
        "SELECT server, name, muted, draft FROM conversations WHERE muted OR draft != ''",
    )?;
    let conversations = select.query_map([], |row| {
        Ok(KeptConversationState {
            server: ServerId(row.get("server")?),
            name: row.get("name")?,
            muted: row.get("muted")?,
            draft: row.get("draft")?,
        })
    })?;
    let conversations = conversations.collect::<rusqlite::Result<_>>()?;
    Ok(Opened { settings, servers, conversations })
}

pub(super) fn set(conn: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)")?
        .execute(params![name, value])?;
    Ok(())
}

/// Keeps a server. What was pinned stays unless something is pinned now.
pub(super) fn put_server(conn: &Connection, server: &KeptServer) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO servers (id, host, port, plain, nick, name, pinned, password, connected, \
         used_ms, server_password) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
         ON CONFLICT (id) DO UPDATE SET host = ?2, port = ?3, plain = ?4, nick = ?5, name = ?6, \
         pinned = coalesce(?7, pinned), password = ?8, connected = ?9, used_ms = ?10, \
         server_password = ?11",
    )?
    .execute(params![
        server.id.0,
        server.host,
        server.port,
        server.plain,
        server.nick,
        server.name,
        server.pinned.map(Vec::from),
        server.password.as_ref().map(Password::as_str),
        server.connected,
        server.used_ms,
        server.server_password.as_ref().map(Password::as_str),
    ])?;
    Ok(())
}

pub(super) fn pin(
    conn: &Connection,
    server: ServerId,
    sha256: Option<[u8; 32]>,
) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE servers SET pinned = ?2 WHERE id = ?1")?
        .execute(params![server.0, sha256.map(Vec::from)])?;
    Ok(())
}

pub(super) fn forget_server(conn: &Connection, server: ServerId) -> rusqlite::Result<()> {
    const OF_SERVER: &str = "SELECT id FROM conversations WHERE server = ?1";
    for delete in [
        &format!(
            "DELETE FROM search WHERE rowid IN \
             (SELECT id FROM messages WHERE conversation IN ({OF_SERVER}))"
        ),
        &format!("DELETE FROM messages WHERE conversation IN ({OF_SERVER})"),
        "DELETE FROM conversations WHERE server = ?1",
        "DELETE FROM outbox WHERE server = ?1",
        "DELETE FROM sts WHERE server = ?1",
        "DELETE FROM servers WHERE id = ?1",
    ] {
        conn.execute(delete, [server.0])?;
    }
    Ok(())
}

pub(super) fn set_draft(
    conn: &Connection,
    server: ServerId,
    name: &str,
    draft: &str,
) -> rusqlite::Result<()> {
    let id = conversation(conn, server.0, name)?;
    conn.prepare_cached("UPDATE conversations SET draft = ?2 WHERE id = ?1")?
        .execute(params![id, draft])?;
    Ok(())
}

pub(super) fn set_muted(
    conn: &Connection,
    server: ServerId,
    name: &str,
    muted: bool,
) -> rusqlite::Result<()> {
    let id = conversation(conn, server.0, name)?;
    conn.prepare_cached("UPDATE conversations SET muted = ?2 WHERE id = ?1")?
        .execute(params![id, muted])?;
    Ok(())
}
