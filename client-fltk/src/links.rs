//! Links and @names in a text.
//!
//! Only what is unmistakable is found: something with a scheme, `www.` and `mailto:`, and an
//! `@` that begins a word. What closes a sentence behind a link does not belong to it.

/// Something in a text that can be pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The first byte.
    pub(crate) start: usize,
    /// The byte behind the last.
    pub(crate) end: usize,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An address that a browser or another program opens.
    Link,
    /// An `@` and somebody's name.
    Name,
}

/// The links and @names of a text, in order, none overlapping another.
pub(crate) fn find(text: &str) -> impl Iterator<Item = Found> {
    // Most messages have neither, and are passed over without being looked at word by word.
    let worth_looking = text.contains(':') || text.contains('@') || text.contains("www.");
    worth_looking
        .then(|| words(text))
        .into_iter()
        .flatten()
        .filter_map(|(start, word)| in_word(start, word))
}

/// Schemes of links that are opened without asking: they lead to another page, file listing or
/// mail being written, and to nothing that acts at once.
#[cfg_attr(not(feature = "window"), allow(dead_code, reason = "only a window opens links"))]
const SCHEMES_SAFE: [&str; 3] = ["http", "https", "mailto"];

/// Whether a link is of the ordinary kinds; others are asked about before they are opened.
#[cfg_attr(not(feature = "window"), allow(dead_code, reason = "only a window opens links"))]
pub(crate) fn is_ordinary(link: &str) -> bool {
    match link.split_once(':') {
        Some((scheme, _)) => SCHEMES_SAFE.iter().any(|safe| scheme.eq_ignore_ascii_case(safe)),
        None => link.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")),
    }
}

/// The words of a text, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    text.split(|c: char| c.is_whitespace() || is_direction_mark(c)).filter_map(move |word| {
        let start = rest;
        let separator = text[start + word.len()..].chars().next().map_or(0, char::len_utf8);
        rest = start + word.len() + separator;
        (!word.is_empty()).then_some((start, word))
    })
}

fn in_word(start: usize, word: &str) -> Option<Found> {
    let opening = word.len() - word.trim_start_matches(OPENING).len();
    let candidate = &word[opening..];
    let (length, kind) = if let Some(length) = link_bytes(candidate) {
        (length, Kind::Link)
    } else {
        (name_bytes(candidate)?, Kind::Name)
    };
    let start = start + opening;
    Some(Found { start, end: start + length, kind })
}

const OPENING: &[char] = &['(', '[', '{', '<', '«', '"', '\'', '“', '‘'];

/// How many bytes of the word are a link, if it begins with one.
fn link_bytes(word: &str) -> Option<usize> {
    let rest_at = match word.find("://") {
        Some(colon) if is_scheme(&word[..colon]) => colon + 3,
        _ if word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) => 4,
        _ if word.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:")) => 7,
        _ => return None,
    };
    let end = word.find(['<', '>', '"', '«', '»', '“', '”']).unwrap_or(word.len());
    let trimmed = without_closing(&word[..end]).len();
    (trimmed > rest_at).then_some(trimmed)
}

/// A link without the punctuation of the sentence around it. A bracket stays if it closes one
/// inside the link.
fn without_closing(mut link: &str) -> &str {
    loop {
        let Some(last) = link.chars().next_back() else { return link };
        let closes = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\'' | '،' | '؛' | '؟' | '’' => true,
            ')' => link.matches(')').count() > link.matches('(').count(),
            ']' => link.matches(']').count() > link.matches('[').count(),
            '}' => link.matches('}').count() > link.matches('{').count(),
            _ => false,
        };
        if !closes {
            return link;
        }
        link = &link[..link.len() - last.len_utf8()];
    }
}

/// RFC 3986, "Scheme"; one letter alone is the name of a drive.
fn is_scheme(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// How many bytes of the word are an @name, if it begins with one.
fn name_bytes(word: &str) -> Option<usize> {
    let name = word.strip_prefix('@')?;
    let belongs =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\u{200C}' | '[' | ']' | '|');
    let length = name.find(|c| !belongs(c)).unwrap_or(name.len());
    let length = name[..length].trim_end_matches(['-', '\u{200C}', '[', ']', '|']).len();
    (length > 0).then_some(length + 1)
}

/// Marks that steer the direction and are not seen, and so separate words as spaces do.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).map(|found| &text[found.start..found.end]).collect()
    }

    #[test]
    fn links_end_where_the_sentence_goes_on() {
        assert_eq!(found("see https://example.org/a."), ["https://example.org/a"]);
        assert_eq!(found("(https://example.org/a_(b))"), ["https://example.org/a_(b)"]);
        assert_eq!(
            found("پس https://fa.wikipedia.org/wiki/Rust، را"),
            ["https://fa.wikipedia.org/wiki/Rust"]
        );
        assert_eq!(found("«www.example.org»"), ["www.example.org"]);
        assert_eq!(
            found("write mailto:a@b.c, or irc://host/room!"),
            ["mailto:a@b.c", "irc://host/room"]
        );
        assert_eq!(found("https://ویکی.ایران/کتاب"), ["https://ویکی.ایران/کتاب"]);
    }

    #[test]
    fn names_begin_a_word() {
        assert_eq!(found("@sara: hi, (@رضا) and a@b"), ["@sara", "@رضا"]);
        assert_eq!(found("@ @- 5 @ noon"), Vec::<&str>::new());
    }

    #[test]
    fn what_only_looks_like_a_link_is_none() {
        for text in ["a:b", "12:30", "://", "https://", "C://x", "www.", "mailto:", "1a://b"] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn links_that_act_at_once_are_asked_about() {
        assert!(is_ordinary("HTTPS://example.org") && is_ordinary("www.example.org"));
        for odd in ["file:///etc/passwd", "ssh://host", "javascript://x", "irc://host"] {
            assert!(!is_ordinary(odd), "{odd}");
        }
    }
}
