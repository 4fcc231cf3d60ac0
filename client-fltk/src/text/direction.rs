//! Which way a text runs, by what it is written in.
//!
//! The first strong letter alone, which Unicode's own rule goes by, is a poor guide in a chat:
//! many Persian messages begin with an English word, a name or a link. So does the majority alone:
//! a Persian sentence may be mostly English names. A text that begins in a script from right to
//! left, or is mostly written in one, runs so; links and @names, which are written the same in
//! every language, and a name that is addressed at the beginning have no vote.

use crate::l10n::{Language, is_right_to_left};
use crate::links;

/// Which way a text, or the layout of a window, runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// The direction a language is written in.
    pub(crate) fn of(language: Language) -> Self {
        match language {
            Language::English => Self::LeftToRight,
            Language::Persian => Self::RightToLeft,
        }
    }

    /// The direction of a text. One without letters runs as `otherwise` does, and so does one
    /// that begins from left to right and has as many letters of the other direction.
    pub(crate) fn of_text(text: &str, otherwise: Self) -> Self {
        let mut votes = Votes::default();
        let mut start = addressed_bytes(text);
        for found in links::find(text) {
            votes.count(text.get(start..found.start).unwrap_or_default());
            start = start.max(found.end);
        }
        votes.count(&text[start..]);
        match (votes.first, votes.balance) {
            (Some(true), _) | (_, 1..) => Self::RightToLeft,
            (_, 0) => otherwise,
            (_, _) => Self::LeftToRight,
        }
    }
}

/// The letters of a text.
#[derive(Default)]
struct Votes {
    /// Whether the first is written from right to left.
    first: Option<bool>,
    /// How many more are written from right to left than from left to right.
    balance: i64,
}

impl Votes {
    fn count(&mut self, text: &str) {
        for letter in text.chars().filter(|c| c.is_alphabetic()) {
            let is_right_to_left = is_right_to_left(letter);
            self.first.get_or_insert(is_right_to_left);
            self.balance += if is_right_to_left { 1 } else { -1 };
        }
    }
}

/// How many bytes at the beginning name who is addressed: a word with a colon behind it.
fn addressed_bytes(text: &str) -> usize {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let is_name = word.len() < text.len() && word.ends_with(':');
    if is_name { word.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{Direction::*, *};

    #[test]
    fn the_beginning_and_the_majority_decide() {
        let of = |text| Direction::of_text(text, LeftToRight);
        assert_eq!(of("برنامهٔ (Visual Studio Code) را نصب کن"), RightToLeft);
        assert_eq!(of("باشه، see you!"), RightToLeft);
        assert_eq!(of("«سلام» means hello"), RightToLeft);
        assert_eq!(of("سارا: did you see it?"), LeftToRight);
        assert_eq!(of("سارا: did you see https://example.org/a?"), LeftToRight);
        assert_eq!(of("@سارا: did you see it?"), LeftToRight);
        assert_eq!(of("sara: سلام hello"), RightToLeft);
        assert_eq!(of("rust چطور است؟ این پیام فارسی است"), RightToLeft);
        assert_eq!(of("the word کتاب means book"), LeftToRight);
        assert_eq!(of("سلام"), RightToLeft);
        assert_eq!(of("hello"), LeftToRight);
        assert_eq!(of("שלום"), RightToLeft);
    }

    #[test]
    fn links_and_names_have_no_vote() {
        let of = |text| Direction::of_text(text, LeftToRight);
        assert_eq!(of("ببین https://example.org/a/very/long/path?lang=en"), RightToLeft);
        assert_eq!(of("@christopher سلام"), RightToLeft);
        assert_eq!(of("see https://fa.wikipedia.org/wiki/گفتگوی_اینترنتی_بلند now"), LeftToRight);
    }

    #[test]
    fn what_has_no_letters_runs_like_what_is_around_it() {
        for text in ["", "123", "۱۲۳", "😀 👍🏽", "…", "\u{200C}", "https://example.org", "ab سل"]
        {
            assert_eq!(Direction::of_text(text, LeftToRight), LeftToRight, "{text:?}");
            assert_eq!(Direction::of_text(text, RightToLeft), RightToLeft, "{text:?}");
        }
    }
}
