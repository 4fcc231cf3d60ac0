//! What the engine wants kept, and wants back at its next start.

use peyk_core::client::{
    Cause, DraftKind, Kept, KeptConversation, KeptKind, MsgId, OutboxMessage, Position, Reason,
    Record, SendId, StsPolicy, Tried,
};
use rusqlite::{Connection, params};

use super::messages::{conversation, latest};
use crate::model::ServerId;

/// Entries of each conversation that the engine begins with: some screens full.
const ENTRIES_AT_START: usize = 200;

const JOINED: i64 = 0;
const LEFT: i64 = 1;
const DIRECT: i64 = 2;

pub(super) fn put(conn: &Connection, server: ServerId, record: &Record) -> rusqlite::Result<()> {
    match record {
        Record::Outbox(message) => put_outbox(conn, server, message),
        Record::OutboxGone(send_id) => {
            conn.prepare_cached("DELETE FROM outbox WHERE server = ?1 AND send_id = ?2")?
                .execute(params![server.0, send_id.as_str()])?;
            Ok(())
        }
        Record::Conversation(kept) => put_conversation(conn, server, kept),
        Record::ConversationGone(name) => {
            conn.prepare_cached(
                "UPDATE conversations SET kind = NULL, draft = '' WHERE server = ?1 AND name = ?2",
            )?
            .execute(params![server.0, name])?;
            Ok(())
        }
        Record::Position { name, position } => {
            let id = conversation(conn, server.0, name)?;
            put_position(conn, id, position)
        }
        Record::Sts(policy) => {
            conn.prepare_cached(
                "INSERT OR REPLACE INTO sts (server, host, port, until_ms) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                server.0,
                policy.host,
                policy.port,
                bound(policy.until_ms)
            ])?;
            Ok(())
        }
        Record::StsGone(host) => {
            conn.prepare_cached("DELETE FROM sts WHERE server = ?1 AND host = ?2")?
                .execute(params![server.0, host])?;
            Ok(())
        }
    }
}

fn put_outbox(
    conn: &Connection,
    server: ServerId,
    message: &OutboxMessage,
) -> rusqlite::Result<()> {
    let kind = match message.kind {
        DraftKind::Message => 0,
        DraftKind::Action => 1,
        DraftKind::Notice => 2,
    };
    let failed = message
        .failed
        .as_ref()
        .map(|reason| format!("{}\n{}\n{}", reason.about, reason.code, reason.words));
    conn.prepare_cached(
        "INSERT INTO outbox (server, send_id, target, text, kind, reply_to, written_ms, tried, \
         failed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
         ON CONFLICT (server, send_id) DO UPDATE SET target = ?3, tried = ?8, failed = ?9",
    )?
    .execute(params![
        server.0,
        message.send_id.as_str(),
        message.target,
        message.text,
        kind,
        message.reply_to.as_ref().map(MsgId::as_str),
        bound(message.written_ms),
        message.tried == Tried::Yes,
        failed,
    ])?;
    Ok(())
}

fn put_conversation(
    conn: &Connection,
    server: ServerId,
    kept: &KeptConversation,
) -> rusqlite::Result<()> {
    let id = conversation(conn, server.0, &kept.name)?;
    let (kind, key) = match &kept.kind {
        KeptKind::Joined(key) => (JOINED, key.as_deref()),
        KeptKind::Left => (LEFT, None),
        KeptKind::Direct => (DIRECT, None),
    };
    conn.prepare_cached(
        "UPDATE conversations SET kind = ?2, key = ?3, read_ms = ?4 WHERE id = ?1",
    )?
    .execute(params![id, kind, key, bound(kept.read_ms)])?;
    match &kept.position {
        Some(position) => put_position(conn, id, position),
        None => Ok(()),
    }
}

fn put_position(conn: &Connection, id: i64, position: &Position) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "UPDATE conversations SET position_msgid = ?2, position_ms = ?3 WHERE id = ?1",
    )?
    .execute(params![
        id,
        position.msgid.as_ref().map(MsgId::as_str),
        bound(position.time_ms)
    ])?;
    Ok(())
}

/// What the engine wants back.
pub(super) fn kept(conn: &Connection, server: ServerId) -> rusqlite::Result<Kept> {
    Ok(Kept {
        outbox: outbox(conn, server)?,
        conversations: conversations(conn, server)?,
        sts: sts(conn, server)?,
    })
}

fn outbox(conn: &Connection, server: ServerId) -> rusqlite::Result<Vec<OutboxMessage>> {
    let mut select = conn.prepare("SELECT * FROM outbox WHERE server = ?1 ORDER BY id")?;
    let outbox = select.query_map([server.0], |row| {
        let reply_to: Option<String> = row.get("reply_to")?;
        let failed: Option<String> = row.get("failed")?;
        let send_id: String = row.get("send_id")?;
        Ok(OutboxMessage {
            send_id: SendId::new(&send_id),
            target: row.get("target")?,
            text: row.get("text")?,
            kind: match row.get("kind")? {
                1_i64 => DraftKind::Action,
                2 => DraftKind::Notice,
                _ => DraftKind::Message,
            },
            reply_to: reply_to.map(|msgid| MsgId::new(&msgid)),
            written_ms: row.get::<_, i64>("written_ms")?.unsigned_abs(),
            tried: if row.get("tried")? { Tried::Yes } else { Tried::Never },
            failed: failed.map(|failed| {
                let mut parts = failed.splitn(3, '\n');
                let mut part = || parts.next().unwrap_or_default().into();
                Reason { cause: Cause::Refused, about: part(), code: part(), words: part() }
            }),
        })
    })?;
    outbox.collect()
}

fn conversations(conn: &Connection, server: ServerId) -> rusqlite::Result<Vec<KeptConversation>> {
    let mut select = conn.prepare(
        "SELECT * FROM conversations WHERE server = ?1 AND kind IS NOT NULL ORDER BY id",
    )?;
    let rows = select.query_map([server.0], |row| {
        let msgid: Option<String> = row.get("position_msgid")?;
        let time_ms: Option<i64> = row.get("position_ms")?;
        let id: i64 = row.get("id")?;
        let kept = KeptConversation {
            name: row.get("name")?,
            kind: match row.get("kind")? {
                LEFT => KeptKind::Left,
                DIRECT => KeptKind::Direct,
                _ => KeptKind::Joined(row.get("key")?),
            },
            position: time_ms.map(|time_ms| Position {
                msgid: msgid.map(|msgid| MsgId::new(&msgid)),
                time_ms: time_ms.unsigned_abs(),
            }),
            read_ms: row.get::<_, i64>("read_ms")?.unsigned_abs(),
            entries: Vec::new(),
        };
        Ok((id, kept))
    })?;
    let mut conversations = Vec::new();
    for row in rows {
        let (id, mut kept) = row?;
        kept.entries = latest(conn, id, ENTRIES_AT_START)?;
        conversations.push(kept);
    }
    Ok(conversations)
}

fn sts(conn: &Connection, server: ServerId) -> rusqlite::Result<Vec<StsPolicy>> {
    let mut select = conn.prepare("SELECT * FROM sts WHERE server = ?1 ORDER BY host")?;
    let sts = select.query_map([server.0], |row| {
        Ok(StsPolicy {
            host: row.get("host")?,
            port: row.get("port")?,
            until_ms: row.get::<_, i64>("until_ms")?.unsigned_abs(),
        })
    })?;
    sts.collect()
}

fn bound(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
