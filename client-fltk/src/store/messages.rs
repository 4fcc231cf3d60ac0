//! What was said, as rows of the database.

use peyk_core::client::{
    Delivery, Entry, EntryId, EntryKind, Gap, MsgId, Reaction, Redaction, Sender,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::job::{Neighbor, PageEnd};
use super::search;

const OWN: i64 = 1;
const MENTION: i64 = 2;
const BOT: i64 = 4;
const REDACTED: i64 = 8;

/// The number of a gap's kind.
const GAP: i64 = 11;

/// The row of a conversation, made if it is not there.
pub(super) fn conversation(conn: &Connection, server: u32, name: &str) -> rusqlite::Result<i64> {
    let mut select =
        conn.prepare_cached("SELECT id FROM conversations WHERE server = ?1 AND name = ?2")?;
    if let Some(id) = select.query_row(params![server, name], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    conn.prepare_cached("INSERT INTO conversations (server, name) VALUES (?1, ?2)")?
        .execute(params![server, name])?;
    Ok(conn.last_insert_rowid())
}

/// What a message is called in the database.
fn key(run: &str, entry: &Entry) -> String {
    key_of(run, &Neighbor::of(entry))
}

fn key_of(run: &str, entry: &Neighbor) -> String {
    match &entry.msgid {
        Some(msgid) => msgid.as_str().to_owned(),
        None => own_key(run, entry.id),
    }
}

fn own_key(run: &str, id: EntryId) -> String {
    // No server's id begins so: spaces cannot be in them.
    format!(" {run} {}", id.0)
}

/// Keeps an entry, new or changed. What is not confirmed is in the outbox and not here. A new one
/// comes directly before `next`, if that is of the same time, and else behind all of that time.
pub(super) fn put(
    conn: &Connection,
    run: &str,
    conversation: i64,
    entry: &Entry,
    next: Option<&Neighbor>,
) -> rusqlite::Result<()> {
    if entry.delivery != Delivery::Confirmed {
        return Ok(());
    }
    let key = key(run, entry);
    if entry.msgid.is_some() && entry.own {
        // It may have been confirmed before its id was known.
        conn.prepare_cached(
            "UPDATE OR IGNORE messages SET key = ?1, has_msgid = 1 \
             WHERE conversation = ?2 AND key = ?3",
        )?
        .execute(params![key, conversation, own_key(run, entry.id)])?;
    }
    let (kind, other) = kind_number(&entry.kind);
    let flags = if entry.own { OWN } else { 0 }
        + if entry.mention { MENTION } else { 0 }
        + if entry.sender.bot { BOT } else { 0 }
        + if entry.redacted.is_some() { REDACTED } else { 0 };
    let is_new =
        conn.prepare_cached(
            "INSERT INTO messages (conversation, time_ms, key, has_msgid, kind, nick, account, \
             flags, text, other, reply_to, reactions) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
             ON CONFLICT (conversation, key) DO NOTHING",
        )?
        .execute(params![
            conversation,
            bound(entry.time_ms),
            key,
            entry.msgid.is_some(),
            kind,
            entry.sender.nick,
            entry.sender.account,
            flags,
            entry.text,
            other,
            entry.reply_to.as_ref().map(MsgId::as_str),
            reactions_text(&entry.reactions),
        ])? == 1;
    if is_new {
        let id = conn.last_insert_rowid();
        if let Some(next) = next {
            put_before(conn, conversation, id, bound(entry.time_ms), &key_of(run, next))?;
        }
        if entry.kind.is_said() {
            search::index(conn, id, &entry.text)?;
        }
        return Ok(());
    }
    let (id, text): (i64, Box<str>) = conn
        .prepare_cached("SELECT id, text FROM messages WHERE conversation = ?1 AND key = ?2")?
        .query_row(params![conversation, key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    conn.prepare_cached(
        "UPDATE messages SET time_ms = ?2, flags = ?3, text = ?4, reactions = ?5 WHERE id = ?1",
    )?
    .execute(params![
        id,
        bound(entry.time_ms),
        flags,
        entry.text,
        reactions_text(&entry.reactions)
    ])?;
    if entry.kind.is_said() && text != entry.text {
        search::index_anew(conn, id, &entry.text)?;
    }
    Ok(())
}

/// Puts the newest row directly before another of the same time.
fn put_before(
    conn: &Connection,
    conversation: i64,
    id: i64,
    time_ms: i64,
    next: &str,
) -> rusqlite::Result<()> {
    let Some(next) = place(conn, conversation, next)?.filter(|next| next.0 == time_ms) else {
        return Ok(());
    };
    // Room for it, behind all that are before the other.
    conn.prepare_cached(
        "UPDATE messages SET tie = tie - 1 \
         WHERE conversation = ?1 AND time_ms = ?2 AND (tie, id) < (?3, ?4)",
    )?
    .execute(params![conversation, time_ms, next.1, next.2])?;
    conn.prepare_cached("UPDATE messages SET tie = ?2 WHERE id = ?1")?
        .execute(params![id, next.1 - 1])?;
    Ok(())
}

/// Takes an entry of this run without an id out: a gap that was closed.
pub(super) fn remove(
    conn: &Connection,
    run: &str,
    conversation: i64,
    entry: EntryId,
) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM messages WHERE conversation = ?1 AND key = ?2")?
        .execute(params![conversation, own_key(run, entry)])?;
    Ok(())
}

/// Keeps a page of history, oldest first, which has no hole. Gaps in it are closed; where it has
/// not met what is kept before or behind it, there are gaps.
pub(super) fn put_page(
    conn: &Connection,
    run: &str,
    conversation: i64,
    entries: &[Entry],
) -> rusqlite::Result<()> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
    let (first, last) = ((key(run, first), first), (key(run, last), last));
    let is_new = |key: &str| place(conn, conversation, key).map(|place| place.is_none());
    let (first_is_new, last_is_new) = (is_new(&first.0)?, is_new(&last.0)?);
    // No key of an entry begins with two spaces.
    let gaps = [format!("  before {}", first.0), format!("  after {}", last.0)];
    // From the end on, so that each has its next one there.
    let mut next = None;
    for entry in entries.iter().rev() {
        put(conn, run, conversation, entry, next.as_ref())?;
        next = Some(Neighbor::of(entry));
    }
    if first_is_new {
        put_gap(conn, conversation, &gaps[0], first.1.time_ms)?;
        let id = conn.last_insert_rowid();
        put_before(conn, conversation, id, bound(first.1.time_ms), &first.0)?;
    }
    if last_is_new {
        put_gap(conn, conversation, &gaps[1], last.1.time_ms)?;
    }
    let (Some(from), Some(to)) =
        (place(conn, conversation, &first.0)?, place(conn, conversation, &last.0)?)
    else {
        return Ok(());
    };
    conn.prepare_cached(
        "DELETE FROM messages WHERE conversation = ?1 AND kind = ?2 \
         AND (time_ms, tie, id) > (?3, ?4, ?5) AND (time_ms, tie, id) < (?6, ?7, ?8)",
    )?
    .execute(params![conversation, GAP, from.0, from.1, from.2, to.0, to.1, to.2])?;
    // A gap divides one message from another.
    conn.prepare_cached(
        "DELETE FROM messages AS gap WHERE gap.conversation = ?1 AND gap.kind = ?2 \
         AND gap.key IN (?3, ?4) AND (\
           coalesce((SELECT kind FROM messages WHERE conversation = ?1 \
             AND (time_ms, tie, id) < (gap.time_ms, gap.tie, gap.id) \
             ORDER BY time_ms DESC, tie DESC, id DESC LIMIT 1), ?2) = ?2 \
           OR coalesce((SELECT kind FROM messages WHERE conversation = ?1 \
             AND (time_ms, tie, id) > (gap.time_ms, gap.tie, gap.id) \
             ORDER BY time_ms, tie, id LIMIT 1), ?2) = ?2)",
    )?
    .execute(params![conversation, GAP, gaps[0], gaps[1]])?;
    Ok(())
}

/// Where something is among what is kept: time, place among those of that time, number.
fn place(
    conn: &Connection,
    conversation: i64,
    key: &str,
) -> rusqlite::Result<Option<(i64, i64, i64)>> {
    conn.prepare_cached(
        "SELECT time_ms, tie, id FROM messages WHERE conversation = ?1 AND key = ?2",
    )?
    .query_row(params![conversation, key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    .optional()
}

/// Puts a gap behind all of its time.
fn put_gap(conn: &Connection, conversation: i64, key: &str, time_ms: u64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO messages (conversation, time_ms, key, has_msgid, kind, nick, \
         flags, text, other, reactions) VALUES (?1, ?2, ?3, 0, ?4, '', 0, '', '', '')",
    )?
    .execute(params![conversation, bound(time_ms), key, GAP])?;
    Ok(())
}

/// Entries before a message, oldest first, down to a gap or with the gaps among them.
pub(super) fn entries_before(
    conn: &Connection,
    conversation: i64,
    before: Option<(i64, &str)>,
    limit: usize,
    stops_at_gap: bool,
) -> rusqlite::Result<(Vec<Entry>, PageEnd)> {
    let (time_ms, key) = before.unwrap_or((i64::MAX, ""));
    let mut select = conn.prepare_cached(
        "SELECT * FROM messages WHERE conversation = ?1 AND (time_ms < ?2 OR time_ms = ?2 \
         AND (tie, id) < (SELECT tie, id FROM messages WHERE conversation = ?1 AND key = ?3)) \
         ORDER BY time_ms DESC, tie DESC, id DESC",
    )?;
    let mut rows = select.query(params![conversation, time_ms, key])?;
    collect(&mut rows, limit, stops_at_gap)
}

/// The latest entries without a hole, oldest first, for the engine to begin with. A gap at the
/// very end says only that the client was closed.
pub(super) fn latest(
    conn: &Connection,
    conversation: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Entry>> {
    // Whoever has a long history must not wait until all of it was read.
    let last = conn
        .prepare_cached(
            "SELECT time_ms, tie, id FROM messages WHERE conversation = ?1 AND kind != ?2 \
             ORDER BY time_ms DESC, tie DESC, id DESC LIMIT 1",
        )?
        .query_row(params![conversation, GAP], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (time_ms, tie, id): (i64, i64, i64) = last.unwrap_or((i64::MIN, 0, 0));
    conn.prepare_cached(
        "DELETE FROM messages WHERE conversation = ?1 AND kind = ?2 \
         AND (time_ms, tie, id) > (?3, ?4, ?5)",
    )?
    .execute(params![conversation, GAP, time_ms, tie, id])?;
    let (mut entries, end) = entries_before(conn, conversation, None, limit, true)?;
    if end == PageEnd::Gap && !entries.is_empty() {
        entries.remove(0);
    }
    Ok(entries)
}

/// Entries from a time on (and a few before it) up to a message that is at hand, with the gaps
/// among them.
pub(super) fn between(
    conn: &Connection,
    conversation: i64,
    from_ms: i64,
    until: (i64, &str),
    limit: usize,
) -> rusqlite::Result<(Vec<Entry>, PageEnd)> {
    let (mut entries, mut end) = entries_before(conn, conversation, Some(until), limit, false)?;
    let earlier = entries.iter().filter(|entry| bound(entry.time_ms) < from_ms).count();
    // Some of what was said before, so that the place does not look like the beginning.
    const CONTEXT: usize = 20;
    if earlier > CONTEXT {
        entries.drain(..earlier - CONTEXT);
        end = PageEnd::More;
    }
    Ok((entries, end))
}

/// A message, and where it was said.
pub(super) fn by_id(
    conn: &Connection,
    id: i64,
) -> rusqlite::Result<Option<(u32, Box<str>, Entry)>> {
    conn.prepare_cached(
        "SELECT messages.*, conversations.server AS server, conversations.name AS place \
         FROM messages JOIN conversations ON conversations.id = messages.conversation \
         WHERE messages.id = ?1",
    )?
    .query_row([id], |row| Ok((row.get("server")?, row.get("place")?, entry(row)?)))
    .optional()
}

fn collect(
    rows: &mut rusqlite::Rows<'_>,
    limit: usize,
    stops_at_gap: bool,
) -> rusqlite::Result<(Vec<Entry>, PageEnd)> {
    let mut entries = Vec::new();
    let mut end = PageEnd::Start;
    while let Some(row) = rows.next()? {
        if entries.len() >= limit {
            end = PageEnd::More;
            break;
        }
        let entry = entry(row)?;
        let is_gap = matches!(entry.kind, EntryKind::Gap(_));
        entries.push(entry);
        if is_gap && stops_at_gap {
            end = PageEnd::Gap;
            break;
        }
    }
    entries.reverse();
    Ok((entries, end))
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let flags: i64 = row.get("flags")?;
    let key: Box<str> = row.get("key")?;
    let has_msgid: bool = row.get("has_msgid")?;
    let id: i64 = row.get("id")?;
    let reactions: String = row.get("reactions")?;
    let reply_to: Option<Box<str>> = row.get("reply_to")?;
    let redacted = flags & REDACTED != 0;
    Ok(Entry {
        id: EntryId(id.unsigned_abs()),
        msgid: has_msgid.then(|| MsgId::new(&key)),
        time_ms: row.get::<_, i64>("time_ms")?.unsigned_abs(),
        sender: Sender {
            nick: row.get("nick")?,
            account: row.get("account")?,
            bot: flags & BOT != 0,
        },
        own: flags & OWN != 0,
        kind: kind(row.get("kind")?, row.get("other")?),
        text: row.get("text")?,
        reply_to: reply_to.map(|msgid| MsgId::new(&msgid)),
        reactions: reactions_of(&reactions),
        redacted: redacted.then(|| Redaction { by: "".into(), reason: "".into() }),
        delivery: Delivery::Confirmed,
        send_id: None,
        mention: flags & MENTION != 0,
    })
}

fn kind_number(kind: &EntryKind) -> (i64, &str) {
    match kind {
        EntryKind::Message => (0, ""),
        EntryKind::Action => (1, ""),
        EntryKind::Notice => (2, ""),
        EntryKind::Join => (3, ""),
        EntryKind::Part => (4, ""),
        EntryKind::Quit => (5, ""),
        EntryKind::Kick(other) => (6, other),
        EntryKind::Nick(other) => (7, other),
        EntryKind::Topic => (8, ""),
        EntryKind::Mode => (9, ""),
        EntryKind::Rename(other) => (10, other),
        EntryKind::Gap(_) => (GAP, ""),
    }
}

fn kind(number: i64, other: Box<str>) -> EntryKind {
    match number {
        1 => EntryKind::Action,
        2 => EntryKind::Notice,
        3 => EntryKind::Join,
        4 => EntryKind::Part,
        5 => EntryKind::Quit,
        6 => EntryKind::Kick(other),
        7 => EntryKind::Nick(other),
        8 => EntryKind::Topic,
        9 => EntryKind::Mode,
        10 => EntryKind::Rename(other),
        GAP => EntryKind::Gap(Gap::Unknown),
        _ => EntryKind::Message,
    }
}

fn reactions_text(reactions: &[Reaction]) -> String {
    let line = |reaction: &Reaction| {
        let own = if reaction.own { "1" } else { "0" };
        format!("{own}\t{}\t{}", reaction.text, reaction.nicks.join("\t"))
    };
    reactions.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn reactions_of(text: &str) -> Vec<Reaction> {
    let reaction = |line: &str| {
        let mut parts = line.split('\t');
        let own = parts.next()? == "1";
        let text = parts.next()?.into();
        Some(Reaction { text, nicks: parts.map(Into::into).collect(), own })
    };
    text.lines().filter_map(reaction).collect()
}

fn bound(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
