//! Full-text search (FTS5).
//!
//! A message that was said to everybody in its conversation is indexed under its words, its
//! sender's nickname and its conversation, so that all conditions are decided by the index, and
//! a word in a hundred thousand messages elsewhere does not slow down a search here. There is
//! one namespace of tokens: those that are no words begin with a character for private use, which
//! no word has. Words are made by [`fold`]; what a person types never reaches the syntax of FTS5.

use std::fmt::Write as _;

use peyk_core::server::storage::{Conversation, StoredMessage};
use peyk_core::wire::casefold;
use rusqlite::{Connection, params};

use super::fold::{JOINT, PARTS_MAX, fold};
use super::messages::{self, columns, message};
use super::values::bound;

/// Begins the token of a room.
const ROOM: char = '\u{E000}';

/// Begins the token of a party to direct messages. Both have one: together they name a
/// conversation, each by itself all the conversations of a party.
const PARTY: char = '\u{E001}';

/// Begins the token of a sender's casefolded nickname.
const NICK: char = '\u{E002}';

/// Is added to ASCII characters of a nickname that would divide a token.
const PRIVATE: u32 = 0xE100;

/// Words of a question: more are not looked for.
const WORDS_MAX: usize = 16;

/// Characters that the last word must have to stand for words that begin with it. A shorter
/// beginning is one of too many words.
const BEGINNING_CHARS_MIN: usize = 3;

/// Words that a beginning stands for. Each is a list that is walked beside the others, so that
/// the first few messages are found without reading the rest; FTS5's own prefixes read and merge
/// all the lists before that, which takes seconds with a long history.
const BEGINNING_WORDS_MAX: usize = 64;

/// Words that are looked at to choose those said most.
const BEGINNING_WORDS_SEEN: u32 = 512;

/// Messages that are not in the index and are searched all the same: as many as may wait to be
/// put there, and those of a while after which the disk is still full.
const REST_MAX: usize = 32 * 1024;

/// Prepares a connection for [`find`].
pub(super) fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'row')")
}

/// An index: the one that is kept, or one for what could not be put there.
#[derive(Clone, Copy)]
struct Index {
    insert: &'static str,
    ascending: &'static str,
    descending: &'static str,
    words: &'static str,
}

macro_rules! select_found {
    ($table:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM ",
            $table,
            " AS found CROSS JOIN messages ON messages.id = found.rowid WHERE ",
            $table,
            " MATCH ?1 AND found.rowid > ?2 AND found.rowid < ?3 ORDER BY found.rowid ",
            $order
        )
    };
}

macro_rules! index {
    ($table:literal, $words:literal) => {
        Index {
            insert: concat!("INSERT INTO ", $table, " (rowid, words) VALUES (?1, ?2)"),
            ascending: select_found!($table, "ASC"),
            descending: select_found!($table, "DESC"),
            words: concat!(
                "SELECT term FROM (SELECT term, doc FROM ",
                $words,
                " WHERE term >= ?1 AND term < ?2 LIMIT ?3) ORDER BY doc DESC LIMIT ?4"
            ),
        }
    };
}

const KEPT: Index = index!("search", "temp.words");

const REST: Index = index!("rest", "temp.rest_words");

/// Indexes a message, if it can be searched for.
pub(super) fn index(conn: &Connection, message: &StoredMessage) -> rusqlite::Result<()> {
    index_in(conn, KEPT, message)
}

fn index_in(conn: &Connection, index: Index, message: &StoredMessage) -> rusqlite::Result<()> {
    if !is_indexed(message) {
        return Ok(());
    }
    conn.prepare_cached(index.insert)?.execute(params![bound(message.id), tokens(message)])?;
    Ok(())
}

/// Indexes what is not in the index that is kept, because the disk is full, for one search and in
/// memory. False if there is nothing.
fn index_rest(conn: &Connection) -> rusqlite::Result<bool> {
    let mut select = conn.prepare_cached("SELECT last_id FROM indexed")?;
    let rest = messages::above(conn, select.query_row([], |row| row.get(0))?, REST_MAX)?;
    if rest.is_empty() {
        return Ok(false);
    }
    conn.execute_batch(
        "CREATE VIRTUAL TABLE temp.rest USING fts5(words, content = '', detail = 'none', \
         tokenize = 'ascii'); \
         CREATE VIRTUAL TABLE temp.rest_words USING fts5vocab('temp', 'rest', 'row')",
    )?;
    rest.iter().try_for_each(|message| index_in(conn, REST, message))?;
    Ok(true)
}

/// A message is gone, or is not: whether it was indexed does not matter.
pub(super) fn forget(conn: &Connection, id: u64) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([bound(id)])?;
    Ok(())
}

/// All messages of a conversation are about to go.
pub(super) fn forget_all(conn: &Connection, conversation: Conversation) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "DELETE FROM search WHERE rowid IN \
         (SELECT id FROM messages WHERE first = ?1 AND second = ?2)",
    )?
    .execute([bound(conversation.first), bound(conversation.second)])?;
    Ok(())
}

/// What was said to a part of a room is not found: a search does not know its reader's rank.
fn is_indexed(message: &StoredMessage) -> bool {
    message.kind.is_said() && message.least == 0 && !message.text.is_empty()
}

/// All tokens of a message.
fn tokens(message: &StoredMessage) -> String {
    let Conversation { first, second } = message.conversation;
    // What the protocol writes around an action is not among its words.
    let text = message.text.strip_prefix("\u{1}ACTION").unwrap_or(&message.text);
    let mut tokens = String::with_capacity(2 * text.len() + 64);
    push_id_token(&mut tokens, if second == 0 { ROOM } else { PARTY }, first);
    if second != 0 && second != first {
        tokens.push(' ');
        push_id_token(&mut tokens, PARTY, second);
    }
    tokens.push(' ');
    let nick = message.source.split('!').next().unwrap_or_default();
    match casefold(nick) {
        Ok(folded) => push_nick_token(&mut tokens, &folded),
        Err(_) => push_nick_token(&mut tokens, &nick.to_lowercase()),
    }
    for word in fold(text).split(' ') {
        push_forms(&mut tokens, word);
    }
    tokens
}

/// A word, or a compound as a whole, in its parts, and in what adjoining parts make.
fn push_forms(tokens: &mut String, word: &str) {
    if !word.contains(JOINT) {
        tokens.push(' ');
        tokens.push_str(word);
        return;
    }
    let parts: Vec<&str> = word.split(JOINT).collect();
    for from in 0..parts.len() {
        for to in from + 1..=parts.len() {
            tokens.push(' ');
            tokens.extend(parts[from..to].iter().copied());
        }
    }
}

fn push_id_token(tokens: &mut String, kind: char, id: u64) {
    // Writing to a string does not fail.
    let _ = write!(tokens, "{kind}{id:x}");
}

fn id_token(kind: char, id: u64) -> String {
    let mut token = String::new();
    push_id_token(&mut token, kind, id);
    token
}

fn push_nick_token(tokens: &mut String, folded: &str) {
    tokens.push(NICK);
    tokens.extend(folded.chars().map(|c| {
        let divides = c.is_ascii() && !c.is_ascii_alphanumeric();
        let private = char::from_u32(PRIVATE + u32::from(c)).filter(|_| divides);
        private.unwrap_or(c)
    }));
}

fn nick_token(folded: &str) -> String {
    let mut token = String::new();
    push_nick_token(&mut token, folded);
    token
}

/// The question of [`Query::Search`](peyk_core::server::storage::Query::Search).
pub(super) struct Asked<'q> {
    pub(super) rooms: &'q [(u64, u64)],
    pub(super) party: Option<u64>,
    pub(super) direct: Option<Conversation>,
    pub(super) text: &'q str,
    pub(super) from: Option<&'q str>,
    pub(super) after: u64,
    pub(super) before: u64,
    pub(super) ascending: bool,
    pub(super) limit: u32,
}

/// The first or the latest messages that a question finds, oldest first.
pub(super) fn find(conn: &Connection, asked: &Asked<'_>) -> rusqlite::Result<Vec<StoredMessage>> {
    if !index_rest(conn)? {
        return find_in(conn, KEPT, asked, asked.limit);
    }
    // All that is not in the index is newer than what is.
    let [first, second] = if asked.ascending { [KEPT, REST] } else { [REST, KEPT] };
    let mut found = find_in(conn, first, asked, asked.limit)?;
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let mut more = find_in(conn, second, asked, asked.limit.saturating_sub(count))?;
    conn.flush_prepared_statement_cache();
    conn.execute_batch("DROP TABLE temp.rest_words; DROP TABLE temp.rest")?;
    if !asked.ascending {
        std::mem::swap(&mut found, &mut more);
    }
    found.append(&mut more);
    Ok(found)
}

fn find_in(
    conn: &Connection,
    index: Index,
    asked: &Asked<'_>,
    limit: u32,
) -> rusqlite::Result<Vec<StoredMessage>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let expression = expression(asked, |beginning| words(conn, index, beginning))?;
    let Some(expression) = expression.filter(|_| limit > 0) else { return Ok(Vec::new()) };
    let order = if asked.ascending { index.ascending } else { index.descending };
    let mut select = conn.prepare_cached(order)?;
    let mut rows = select.query(params![expression, bound(asked.after), bound(asked.before)])?;
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let message = message(row)?;
        if asked.allows(&message) {
            found.push(message);
        }
    }
    if !asked.ascending {
        found.reverse();
    }
    Ok(found)
}

impl Asked<'_> {
    /// What the index does not decide: from when on a room may be read.
    fn allows(&self, message: &StoredMessage) -> bool {
        let conversation = message.conversation;
        match self.direct {
            Some(direct) => conversation == direct,
            None if conversation.second != 0 => true,
            None => self
                .rooms
                .iter()
                .any(|&(room, since)| room == conversation.first && message.id >= since),
        }
    }
}

/// Words that begin so, those that were said most.
fn words(conn: &Connection, index: Index, beginning: &str) -> rusqlite::Result<Vec<String>> {
    let mut select = conn.prepare_cached(index.words)?;
    let end = format!("{beginning}{}", char::MAX);
    let most = i64::try_from(BEGINNING_WORDS_MAX).unwrap_or(i64::MAX);
    let words = select
        .query_map(params![beginning, end, BEGINNING_WORDS_SEEN, most], |row| row.get("term"))?;
    words.collect()
}

/// The question in the syntax of FTS5; none if nothing can be found. All tokens are quoted, and
/// no token has a quotation mark in it. `words` says what begins with the last word.
fn expression(
    asked: &Asked<'_>,
    mut words: impl FnMut(&str) -> rusqlite::Result<Vec<String>>,
) -> rusqlite::Result<Option<String>> {
    let mut expression = match asked.direct {
        Some(Conversation { first, second }) => {
            let (first, second) = (id_token(PARTY, first), id_token(PARTY, second));
            format!("\"{first}\" AND \"{second}\"")
        }
        None => {
            let rooms = asked.rooms.iter().map(|&(room, _)| id_token(ROOM, room));
            let party = asked.party.map(|party| id_token(PARTY, party));
            let places: Vec<_> = rooms.chain(party).collect();
            if places.is_empty() {
                return Ok(None);
            }
            any_of(&places)
        }
    };
    if let Some(from) = asked.from {
        let _ = write!(expression, " AND \"{}\"", nick_token(from));
    }
    let folded = fold(asked.text);
    if folded.is_empty() {
        // Without any words, everything; of signs that are no words, nothing.
        return Ok(asked.text.trim().is_empty().then_some(expression));
    }
    let mut rest = folded.split(' ').take(WORDS_MAX).peekable();
    while let Some(word) = rest.next() {
        let is_last = rest.peek().is_none();
        let condition = condition(word, |token| {
            if !is_last || token.chars().count() < BEGINNING_CHARS_MIN {
                return Ok(vec![token.to_owned()]);
            }
            let mut words = words(token)?;
            words.retain(|word| word != token);
            words.insert(0, token.to_owned());
            Ok(words)
        })?;
        let _ = write!(expression, " AND {condition}");
    }
    Ok(Some(expression))
}

/// A word must be there; of a compound the whole, or all its parts. `ends` says what may stand
/// for the whole and for the last part.
fn condition(
    word: &str,
    mut ends: impl FnMut(&str) -> rusqlite::Result<Vec<String>>,
) -> rusqlite::Result<String> {
    let parts: Vec<&str> = word.split(JOINT).collect();
    debug_assert!(parts.len() <= PARTS_MAX, "a compound has few parts");
    let whole = any_of(&ends(&parts.concat())?);
    let [all_but_last @ .., last] = &*parts else { return Ok(whole) };
    if all_but_last.is_empty() {
        return Ok(whole);
    }
    let mut apart: String = all_but_last.iter().map(|part| format!("\"{part}\" AND ")).collect();
    apart.push_str(&any_of(&ends(last)?));
    Ok(format!("({whole} OR ({apart}))"))
}

/// One of these tokens must be there.
fn any_of(tokens: &[String]) -> String {
    match tokens {
        [token] => format!("\"{token}\""),
        _ => format!("(\"{}\")", tokens.join("\" OR \"")),
    }
}

#[cfg(test)]
mod tests {
    use peyk_core::server::storage::Kind;

    use super::*;
    use crate::store::file;

    fn asked(text: &str) -> Asked<'_> {
        Asked {
            rooms: &[(10, 0), (11, 0)],
            party: Some(255),
            direct: None,
            text,
            from: None,
            after: 0,
            before: u64::MAX,
            ascending: false,
            limit: 10,
        }
    }

    /// The conditions for what is typed, where these words were said.
    fn conditions(text: &str, said: &[&str]) -> Option<String> {
        let place = "(\"\u{E000}a\" OR \"\u{E000}b\" OR \"\u{E001}ff\")";
        let words = |beginning: &str| {
            let words = said.iter().filter(|word| word.starts_with(beginning));
            Ok(words.map(|&word| word.to_owned()).collect())
        };
        let expression = expression(&asked(text), words).expect("nothing fails here")?;
        let conditions = expression.strip_prefix(place).expect("first comes the place");
        Some(conditions.to_owned())
    }

    #[test]
    fn questions_become_conditions() {
        let said = ["help", "hello", "hell", "there", "روم", "رومی", "میرومه"];
        for (text, expected) in [
            ("", ""),
            ("  ", ""),
            ("Hel", r#" AND ("hel" OR "help" OR "hello" OR "hell")"#),
            ("hell", r#" AND ("hell" OR "hello")"#),
            ("hello", r#" AND "hello""#),
            ("he", r#" AND "he""#),
            ("hell there", r#" AND "hell" AND "there""#),
            ("می\u{200C}روم", r#" AND (("میروم" OR "میرومه") OR ("می" AND ("روم" OR "رومی")))"#),
            (
                "a\" OR NEAR(b) -c* {d}:e^",
                r#" AND "a" AND "or" AND "near" AND "b" AND "c" AND "d" AND "e""#,
            ),
        ] {
            assert_eq!(conditions(text, &said).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(conditions("?!", &said), None);
        let nowhere = Asked { rooms: &[], party: None, ..asked("hello") };
        assert_eq!(expression(&nowhere, |_| Ok(Vec::new())), Ok(None));
    }

    #[test]
    fn what_could_not_be_indexed_is_found_all_the_same() {
        let conn = file::open_in_memory().expect("memory is there");
        for id in 1..=6 {
            let message = StoredMessage {
                id,
                conversation: Conversation::room(10),
                kind: Kind::Privmsg,
                source: "mina!m@h".into(),
                party: 255,
                account: None,
                bot: false,
                target: "#a".into(),
                least: 0,
                text: if id % 2 == 0 { "hello there" } else { "hello" }.into(),
                tags: Box::default(),
                send_id: None,
            };
            messages::insert(&conn, &message).expect("there is space");
            if id <= 3 {
                index(&conn, &message).expect("there is space");
            }
        }
        conn.execute("UPDATE indexed SET last_id = 3", []).expect("there is space");
        let found = |text: &str, ascending, limit| {
            let asked = Asked { ascending, limit, ..asked(text) };
            let found = find(&conn, &asked).expect("it can be read");
            found.iter().map(|message| message.id).collect::<Vec<_>>()
        };
        assert_eq!(found("hello", false, 9), [1, 2, 3, 4, 5, 6]);
        assert_eq!(found("hel", false, 4), [3, 4, 5, 6]);
        assert_eq!(found("hel", true, 4), [1, 2, 3, 4]);
        assert_eq!(found("hello", false, 2), [5, 6]);
        assert_eq!(found("hello", true, 2), [1, 2]);
        assert_eq!(found("ther", true, 9), [2, 4, 6]);
    }

    #[test]
    fn nicknames_are_single_tokens() {
        assert_eq!(nick_token("ali_[x]"), "\u{E002}ali\u{E15F}\u{E15B}x\u{E15D}");
        assert_eq!(nick_token("علی"), "\u{E002}علی");
    }
}
