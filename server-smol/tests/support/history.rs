//! What clients read from history. They have negotiated `batch`, `message-tags` and
//! `draft/chathistory`.

use std::io::{Read, Write};

use super::Client;

/// All that history has of a target, oldest first, as lines.
pub(crate) fn whole<S: Read + Write>(client: &mut Client<S>, target: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut from = "timestamp=1970-01-01T00:00:00.000Z".to_owned();
    loop {
        client.send(&format!("CHATHISTORY AFTER {target} {from} 500\r\n"));
        let page = batch(client);
        let Some(last) = page.last() else { return all };
        from = format!("msgid={}", tag(last, "msgid"));
        all.extend(page);
    }
}

/// The latest page that history has of a target, oldest first, as lines.
pub(crate) fn latest<S: Read + Write>(client: &mut Client<S>, target: &str) -> Vec<String> {
    client.send(&format!("CHATHISTORY LATEST {target} * 500\r\n"));
    batch(client)
}

/// The lines of the next batch, and of those within it.
pub(crate) fn batch<S: Read + Write>(client: &mut Client<S>) -> Vec<String> {
    let begin = client.until(" BATCH +");
    let reference = begin.split_once(" BATCH +").and_then(|(_, rest)| rest.split(' ').next());
    let end = format!(" BATCH -{}", reference.expect("a batch has a reference"));
    let mut lines = Vec::new();
    loop {
        let line = client.line().expect("the server answers");
        if line.ends_with(&end) {
            return lines;
        }
        lines.push(line);
    }
}

/// A tag's value.
pub(crate) fn tag<'a>(line: &'a str, name: &str) -> &'a str {
    let tags = line.strip_prefix('@').and_then(|line| line.split_once(' ')).expect("it has tags").0;
    let tag = tags.split(';').find_map(|tag| tag.strip_prefix(name)?.strip_prefix('='));
    tag.expect("it has this tag")
}

/// What somebody says in a line.
pub(crate) fn text(line: &str) -> &str {
    let mut words = line.splitn(2, " PRIVMSG ").skip(1);
    let said = words.next().and_then(|rest| rest.split_once(" :"));
    said.expect("something is said").1
}
