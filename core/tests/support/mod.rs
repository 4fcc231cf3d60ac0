//! What several tests share: reading the project's own source, and [`world`], a server with
//! people at it.

#![allow(
    clippy::disallowed_methods,
    reason = "these tests read files; the core itself does not, which is what they check"
)]
#![allow(dead_code, unused_macros, unused_imports, reason = "each test uses a part of this")]

pub(crate) mod net;
pub(crate) mod sasl;
pub(crate) mod talk;
pub(crate) mod world;

use std::fs;
use std::path::{Path, PathBuf};

/// The text of one source file.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// Every Rust file below a folder of the workspace, in the order of their paths.
pub(crate) fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut found = Vec::new();
    collect(&root, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!found.is_empty(), "there is source in {}", root.display());
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("source is UTF-8");
            found.push(Source { path, text });
        }
    }
}

/// A piece of Rust source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A word: identifier, keyword or number.
    Word(String),
    /// The inside of a string literal, as written.
    Text(String),
    /// Any other visible character.
    Mark(char),
}

/// A token and the line it begins in, counted from one.
pub(crate) type Placed = (usize, Token);

/// Source without its comments and character literals. Enough of Rust's grammar for checks:
/// strings, raw strings and lifetimes are told apart, nothing is resolved.
pub(crate) fn tokens(source: &str) -> Vec<Placed> {
    let chars: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(&c) = chars.get(at) {
        let start = at;
        let mut token = None;
        if chars[at..].starts_with(&['/', '/']) {
            at = end_of(&chars, at, |c| c == '\n');
        } else if chars[at..].starts_with(&['/', '*']) {
            at += 2;
            while at < chars.len() && !chars[at..].starts_with(&['*', '/']) {
                at += 1;
            }
            at = (at + 2).min(chars.len());
        } else if let Some(hashes) = raw_string(&chars[at..]) {
            let close: String = format!("\"{}", "#".repeat(hashes));
            let text_start = at + hashes + 2;
            at = text_start;
            while at < chars.len()
                && !chars[at..].iter().copied().take(hashes + 1).eq(close.chars())
            {
                at += 1;
            }
            token = Some(Token::Text(chars[text_start..at].iter().collect()));
            at = (at + hashes + 1).min(chars.len());
        } else if c == '"' {
            at += 1;
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            let end = at.min(chars.len());
            token = Some(Token::Text(chars[start + 1..end].iter().collect()));
            at = (at + 1).min(chars.len());
        } else if c == '\'' && chars.get(at + 1) == Some(&'\\') {
            at = end_of(&chars, at + 3, |c| c == '\'') + 1;
        } else if c == '\'' && chars.get(at + 2) == Some(&'\'') {
            at += 3;
        } else if c.is_alphanumeric() || c == '_' {
            at = end_of(&chars, at, |c| !c.is_alphanumeric() && c != '_');
            token = Some(Token::Word(chars[start..at].iter().collect()));
        } else {
            at += 1;
            token = (!c.is_whitespace()).then_some(Token::Mark(c));
        }
        at = at.min(chars.len());
        found.extend(token.map(|token| (line, token)));
        line += chars[start..at].iter().filter(|&&c| c == '\n').count();
    }
    found
}

fn end_of(chars: &[char], from: usize, end: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|&at| end(chars[at])).unwrap_or(chars.len())
}

/// The number of hashes, if a raw string begins here.
fn raw_string(chars: &[char]) -> Option<usize> {
    let rest = chars.strip_prefix(&['r'])?;
    let hashes = rest.iter().take_while(|&&c| c == '#').count();
    (rest.get(hashes) == Some(&'"')).then_some(hashes)
}
