//! One line as a message: tags, source, command and parameters, borrowed from the line.
//!
//! Implements Modern IRC, "Message Format", and IRCv3 message-tags, "Format" and "Escaping
//! values". Parsing allocates nothing; unescaping a tag's value does only if it holds escapes.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// Parameters of a message at the most (Modern IRC, "Parameters").
pub const PARAMS_MAX: usize = 15;

/// One message, borrowed from its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// The tags; empty if there were none.
    pub tags: Tags<'a>,
    /// Who it comes from, without the colon; clients send none.
    pub source: Option<&'a str>,
    /// The command as it was written, or three digits; never empty.
    pub command: &'a str,
    /// The parameters.
    pub params: Params<'a>,
}

/// Why a line is not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// There is nothing but spaces in it.
    Empty,
    /// It is not UTF-8 (`FAIL * INVALID_UTF8`).
    NotUtf8,
    /// There are tags or a source, and no command behind them (a second source is none).
    NoCommand,
    /// There is a NUL, CR or LF inside.
    Control,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the line is empty",
            Self::NotUtf8 => "the line is not UTF-8",
            Self::NoCommand => "the line has no command",
            Self::Control => "the line has a NUL, CR or LF inside",
        })
    }
}

impl std::error::Error for ParseError {}

impl<'a> Message<'a> {
    /// Parses one line without its line end. Spaces before the command, and more than one
    /// between parameters, are tolerated.
    ///
    /// # Errors
    /// [`ParseError`] says what is missing or forbidden; a server answers `NotUtf8` with
    /// `FAIL * INVALID_UTF8` and drops the others.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        if memchr::memchr3(0, b'\r', b'\n', line).is_some() {
            return Err(ParseError::Control);
        }
        let line = std::str::from_utf8(line).map_err(|_| ParseError::NotUtf8)?;
        let mut rest = line.trim_start_matches(' ');
        if rest.is_empty() {
            return Err(ParseError::Empty);
        }
        let mut tags = Tags::default();
        if let Some(tagged) = rest.strip_prefix('@') {
            let word;
            (word, rest) = split_word(tagged);
            tags = Tags(word);
        }
        let mut source = None;
        if let Some(sourced) = rest.strip_prefix(':') {
            let word;
            (word, rest) = split_word(sourced);
            source = Some(word).filter(|word| !word.is_empty());
        }
        let (command, rest) = split_word(rest);
        if command.is_empty() || command.starts_with(['@', ':']) {
            return Err(ParseError::NoCommand);
        }
        Ok(Self { tags, source, command, params: Params::parse(rest) })
    }
}

/// The text before the first space, and what follows the spaces.
fn split_word(text: &str) -> (&str, &str) {
    match memchr::memchr(b' ', text.as_bytes()) {
        Some(at) => (&text[..at], text[at + 1..].trim_start_matches(' ')),
        None => (text, ""),
    }
}

/// Up to [`PARAMS_MAX`] parameters; dereferences to a slice of them.
#[derive(Clone, Copy)]
pub struct Params<'a> {
    list: [&'a str; PARAMS_MAX],
    len: usize,
}

impl<'a> Params<'a> {
    /// These parameters; those behind the last allowed are left out.
    #[must_use]
    pub fn of(list: &[&'a str]) -> Self {
        let mut params = Self { len: list.len().min(PARAMS_MAX), ..Self::default() };
        params.list[..params.len].copy_from_slice(&list[..params.len]);
        params
    }

    /// The parameter at `index`, living as long as the line.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a str> {
        self.as_slice().get(index).copied()
    }

    /// All parameters.
    #[must_use]
    pub fn as_slice(&self) -> &[&'a str] {
        &self.list[..self.len]
    }

    /// The last parameter allowed takes the rest of the line, with or without its colon.
    fn parse(mut rest: &'a str) -> Self {
        let mut params = Self::default();
        while !rest.is_empty() {
            let last = params.len == PARAMS_MAX - 1;
            let param = if let Some(trailing) = rest.strip_prefix(':') {
                rest = "";
                trailing
            } else if last {
                std::mem::take(&mut rest).trim_end_matches(' ')
            } else {
                let word;
                (word, rest) = split_word(rest);
                word
            };
            params.list[params.len] = param;
            params.len += 1;
        }
        params
    }
}

impl Default for Params<'_> {
    fn default() -> Self {
        Self { list: [""; PARAMS_MAX], len: 0 }
    }
}

impl<'a> Deref for Params<'a> {
    type Target = [&'a str];

    fn deref(&self) -> &Self::Target {
        self.as_slice()
    }
}

impl fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl PartialEq for Params<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Params<'_> {}

/// The tags of a message as they were written, without the `@`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tags<'a>(&'a str);

impl<'a> Tags<'a> {
    /// Tags as they are written between the `@` and the space.
    #[must_use]
    pub fn of_raw(raw: &'a str) -> Self {
        Self(raw)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text between the `@` and the space.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.0
    }

    /// Keys with their values as written (escaped); `None` for a tag without `=`.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> + use<'a> {
        self.items().map(|item| match item.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (item, None),
        })
    }

    /// The value of a tag, unescaped; empty for a tag without one. The last of several counts.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self.iter().filter(|(name, _)| *name == key).last()?;
        Some(unescape_tag(value.unwrap_or_default()))
    }

    /// The client-only tags (those that begin with `+`) as written, `+key=value` or `+key`.
    pub fn client_only(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.items().filter(|item| item.len() > 1 && item.starts_with('+'))
    }

    fn items(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.split(';').filter(|item| !item.is_empty() && !item.starts_with('='))
    }
}

/// A tag's value as it was meant (IRCv3 message-tags, "Escaping values"): a backslash before
/// any other character is dropped, and so is one at the end.
#[must_use]
pub fn unescape_tag(value: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', value.as_bytes()) else {
        return Cow::Borrowed(value);
    };
    let mut plain = String::with_capacity(value.len());
    plain.push_str(&value[..first]);
    let mut chars = value[first..].chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some(':') => plain.push(';'),
            Some('s') => plain.push(' '),
            Some('r') => plain.push('\r'),
            Some('n') => plain.push('\n'),
            Some(other) => plain.push(other),
            None => {}
        }
    }
    Cow::Owned(plain)
}

/// Appends a tag's value so that it can stand in a line; a NUL, which has no escape, is dropped.
pub fn escape_tag_into(value: &str, out: &mut Vec<u8>) {
    for byte in value.bytes() {
        match byte {
            b';' => out.extend_from_slice(b"\\:"),
            b' ' => out.extend_from_slice(b"\\s"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0 => {}
            _ => out.push(byte),
        }
    }
}

/// A source or `nick!user@host`, taken apart (Modern IRC, "Source").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    /// The nickname, or the name of a server.
    pub nick: &'a str,
    /// The username, between `!` and `@`.
    pub user: Option<&'a str>,
    /// The hostname, behind the `@`.
    pub host: Option<&'a str>,
}

impl<'a> Source<'a> {
    /// Takes a source apart; whatever is not there is `None`.
    #[must_use]
    pub fn parse(source: &'a str) -> Self {
        let (front, host) = match source.split_once('@') {
            Some((front, host)) => (front, Some(host)),
            None => (source, None),
        };
        match front.split_once('!') {
            Some((nick, user)) => Self { nick, user: Some(user), host },
            None => Self { nick: front, user: None, host },
        }
    }
}
