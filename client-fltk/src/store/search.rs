//! Full-text search over what was said, with words folded as the server folds them.

use rusqlite::{Connection, params};
use server_smol::store::fold::{JOINT, fold};

/// Words of a question: more are not looked for.
const WORDS_MAX: usize = 16;

/// Characters that the last word must have to stand for words that begin with it.
const BEGINNING_CHARS_MIN: usize = 2;

/// Words that a beginning stands for.
const BEGINNING_WORDS_MAX: i64 = 64;

/// Prepares a connection.
pub(super) fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'row')")
}

/// Indexes a message that is new.
pub(super) fn index(conn: &Connection, id: i64, text: &str) -> rusqlite::Result<()> {
    let words = tokens(text);
    if !words.is_empty() {
        conn.prepare_cached("INSERT INTO search (rowid, words) VALUES (?1, ?2)")?
            .execute(params![id, words])?;
    }
    Ok(())
}

/// Indexes a message whose text is another.
pub(super) fn index_anew(conn: &Connection, id: i64, text: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([id])?;
    index(conn, id, text)
}

/// Ids of messages with all words of a text, the newest first.
pub(super) fn find(conn: &Connection, text: &str, limit: usize) -> rusqlite::Result<Vec<i64>> {
    let Some(question) = question(conn, text)? else { return Ok(Vec::new()) };
    let mut select = conn.prepare_cached(
        "SELECT messages.id FROM search CROSS JOIN messages ON messages.id = search.rowid \
         WHERE search MATCH ?1 ORDER BY time_ms DESC, tie DESC, id DESC LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    select.query_map(params![question, limit], |row| row.get(0))?.collect()
}

/// The words of a text, compounds as a whole and in their parts.
fn tokens(text: &str) -> String {
    let mut tokens = String::with_capacity(2 * text.len());
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        let parts: Vec<&str> = word.split(JOINT).collect();
        for from in 0..parts.len() {
            for to in from + 1..=parts.len() {
                tokens.push(' ');
                tokens.extend(parts[from..to].iter().copied());
            }
        }
    }
    tokens
}

/// The question in the syntax of FTS5, all tokens quoted; none if there is no word in it.
fn question(conn: &Connection, text: &str) -> rusqlite::Result<Option<String>> {
    let folded = fold(text);
    let mut conditions = Vec::new();
    let mut words = folded.split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX).peekable();
    while let Some(word) = words.next() {
        let is_last = words.peek().is_none();
        let parts: Vec<&str> = word.split(JOINT).collect();
        let whole = parts.concat();
        let mut ways = vec![format!("\"{whole}\"")];
        if is_last && whole.chars().count() >= BEGINNING_CHARS_MIN {
            ways.extend(beginning(conn, &whole)?.iter().map(|word| format!("\"{word}\"")));
        }
        if parts.len() > 1 {
            let parts: Vec<_> = parts.iter().map(|part| format!("\"{part}\"")).collect();
            ways.push(format!("({})", parts.join(" AND ")));
        }
        conditions.push(format!("({})", ways.join(" OR ")));
    }
    Ok((!conditions.is_empty()).then(|| conditions.join(" AND ")))
}

/// Words that begin so, those that were said most.
fn beginning(conn: &Connection, beginning: &str) -> rusqlite::Result<Vec<String>> {
    let mut select = conn.prepare_cached(
        "SELECT term FROM temp.words WHERE term > ?1 AND term < ?2 ORDER BY doc DESC LIMIT ?3",
    )?;
    let end = format!("{beginning}{}", char::MAX);
    select.query_map(params![beginning, end, BEGINNING_WORDS_MAX], |row| row.get(0))?.collect()
}
