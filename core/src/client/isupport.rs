//! What a server says of itself in RPL_ISUPPORT (Modern IRC, "Feature Advertisement").

use std::collections::BTreeMap;

use crate::wire::{casefold, channel_casefold};

/// Tokens that are kept of one server: it has some forty.
const TOKENS_MAX: usize = 200;

/// Bytes of a line without its tags, where a server does not say.
const LINE_BYTES: usize = 512;

/// Bytes of a line that are made use of at the most.
const LINE_BYTES_MAX: usize = 8_192;

/// How a server compares names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Folding {
    /// A to Z.
    Ascii,
    /// The same, and `[]\^` are `{}|~`: what servers do that say nothing.
    #[default]
    Rfc1459,
    /// The same, without `^` and `~`.
    Rfc1459Strict,
    /// As people would: PRECIS (RFC 8265).
    Precis,
}

impl Folding {
    /// What two names have in common if they are one.
    pub(super) fn fold(self, name: &str) -> Box<str> {
        let ascii = |c: char| c.to_ascii_lowercase();
        let rfc = |c: char| match c {
            '[' => '{',
            ']' => '}',
            '\\' => '|',
            _ => c.to_ascii_lowercase(),
        };
        match self {
            Self::Ascii => name.chars().map(ascii).collect(),
            Self::Rfc1459Strict => name.chars().map(rfc).collect(),
            Self::Rfc1459 => name.chars().map(|c| if c == '^' { '~' } else { rfc(c) }).collect(),
            Self::Precis => {
                let folded =
                    if name.starts_with('#') { channel_casefold(name) } else { casefold(name) };
                folded.map_or_else(|_| name.to_lowercase().into(), |folded| (*folded).into())
            }
        }
    }
}

/// What a server says of itself.
#[derive(Debug, Default)]
pub(super) struct Isupport {
    tokens: BTreeMap<Box<str>, Box<str>>,
    pub(super) folding: Folding,
}

impl Isupport {
    /// Takes a token in: `NAME=value`, `NAME` or `-NAME`.
    pub(super) fn apply(&mut self, token: &str) {
        if let Some(gone) = token.strip_prefix('-') {
            self.tokens.remove(gone);
        } else {
            let (name, value) = token.split_once('=').unwrap_or((token, ""));
            if self.tokens.len() < TOKENS_MAX || self.tokens.contains_key(name) {
                self.tokens.insert(name.into(), unescaped(value).into());
            }
        }
        let precis = |value: &str| value.eq_ignore_ascii_case("rfc8265");
        self.folding = match self.get("CASEMAPPING") {
            _ if self.get("UTF8MAPPING").is_some_and(precis) => Folding::Precis,
            Some("ascii") => Folding::Ascii,
            Some("rfc1459-strict" | "strict-rfc1459") => Folding::Rfc1459Strict,
            Some("rfc7613" | "rfc8265" | "precis") => Folding::Precis,
            Some(_) | None => Folding::Rfc1459,
        };
    }

    /// A token's value; empty for one without.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.tokens.get(name).map(|value| &**value)
    }

    /// A token's value, if it is a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// What rooms' names begin with.
    pub(super) fn room_prefixes(&self) -> &str {
        self.get("CHANTYPES").unwrap_or("#&")
    }

    /// Whether a name is a room's.
    pub(super) fn is_room(&self, name: &str) -> bool {
        name.starts_with(|c| self.room_prefixes().contains(c))
    }

    /// Letters and symbols of membership prefixes, highest first.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = (char, char)> {
        let prefix = self.get("PREFIX").unwrap_or("(ov)@+");
        let (letters, symbols) =
            prefix.strip_prefix('(').and_then(|rest| rest.split_once(')')).unwrap_or_default();
        letters.chars().zip(symbols.chars())
    }

    /// A message's target without a prefix before a room's name (STATUSMSG).
    pub(super) fn plain_target<'t>(&self, target: &'t str) -> &'t str {
        let symbols = self.get("STATUSMSG").unwrap_or_default();
        let plain = target.trim_start_matches(|c| symbols.contains(c));
        if self.is_room(plain) { plain } else { target }
    }

    /// Whether a mode of a room comes with a parameter.
    pub(super) fn mode_takes_parameter(&self, letter: char, adding: bool) -> bool {
        let modes = self.get("CHANMODES").unwrap_or("beI,k,l,");
        let group = modes.split(',').position(|group| group.contains(letter));
        match group {
            Some(0 | 1) => true,
            Some(2) => adding,
            Some(_) => false,
            None => self.prefixes().any(|(prefix, _)| prefix == letter),
        }
    }

    /// Whether a mode of a room is a list of masks.
    pub(super) fn is_list_mode(&self, letter: char) -> bool {
        let modes = self.get("CHANMODES").unwrap_or("beI,k,l,");
        modes.split(',').next().is_some_and(|lists| lists.contains(letter))
    }

    /// Bytes of a line without its tags.
    pub(super) fn line_bytes_max(&self) -> usize {
        self.number("LINELEN").unwrap_or(LINE_BYTES).clamp(LINE_BYTES, LINE_BYTES_MAX)
    }

    /// How a message is named in questions for history.
    pub(super) fn names_by_msgid(&self) -> bool {
        self.get("MSGREFTYPES").is_none_or(|types| types.split(',').any(|kind| kind == "msgid"))
    }

    /// Where files can be uploaded to.
    pub(super) fn file_host(&self) -> Option<&str> {
        let host = self.get("soju.im/FILEHOST").or_else(|| self.get("draft/FILEHOST"))?;
        let is_url = host.starts_with("https://") || host.starts_with("http://");
        is_url.then_some(host)
    }
}

/// A value with its escapes (`\x20`) undone.
fn unescaped(value: &str) -> String {
    let mut plain = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("\\x") {
        plain.push_str(before);
        let digits = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match digits.filter(u8::is_ascii) {
            Some(byte) => {
                plain.push(char::from(byte));
                rest = &after[2..];
            }
            None => {
                plain.push_str("\\x");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_and_go() {
        let mut isupport = Isupport::default();
        assert!(isupport.is_room("#a") && isupport.is_room("&a") && !isupport.is_room("mina"));
        for token in ["CHANTYPES=#", "NETWORK=a\\x20b\\xzz", "PREFIX=(qov)~@+", "STATUSMSG=@+"] {
            isupport.apply(token);
        }
        assert_eq!(isupport.get("NETWORK"), Some("a b\\xzz"));
        assert!(!isupport.is_room("&a"));
        assert_eq!(isupport.prefixes().collect::<Vec<_>>(), [('q', '~'), ('o', '@'), ('v', '+')]);
        assert_eq!(isupport.plain_target("@#a"), "#a");
        assert_eq!(isupport.plain_target("@mina"), "@mina");
        isupport.apply("-CHANTYPES");
        assert!(isupport.is_room("&a"));
        isupport.apply("soju.im/FILEHOST=https://a/u");
        assert_eq!(isupport.file_host(), Some("https://a/u"));
        isupport.apply("soju.im/FILEHOST=file:///etc/passwd");
        assert_eq!(isupport.file_host(), None);
    }

    #[test]
    fn names_are_compared_as_the_server_does() {
        let mut isupport = Isupport::default();
        assert_eq!(&*isupport.folding.fold("Mina[^]"), "mina{~}");
        isupport.apply("CASEMAPPING=rfc1459-strict");
        assert_eq!(&*isupport.folding.fold("Mina[^]"), "mina{^}");
        isupport.apply("CASEMAPPING=ascii");
        assert_eq!(&*isupport.folding.fold("Mina[É]"), "mina[É]");
        isupport.apply("UTF8MAPPING=rfc8265");
        assert_eq!(isupport.folding.fold("علي"), isupport.folding.fold("علی"));
        assert_eq!(&*isupport.folding.fold("#A b"), "#a b");
    }

    #[test]
    fn modes_know_their_parameters() {
        let mut isupport = Isupport::default();
        isupport.apply("CHANMODES=beI,k,l,imnt");
        assert!(isupport.mode_takes_parameter('b', false));
        assert!(isupport.mode_takes_parameter('k', false));
        assert!(isupport.mode_takes_parameter('l', true));
        assert!(!isupport.mode_takes_parameter('l', false));
        assert!(!isupport.mode_takes_parameter('n', true));
        assert!(isupport.mode_takes_parameter('o', true));
        assert!(isupport.is_list_mode('e') && !isupport.is_list_mode('k'));
    }
}
