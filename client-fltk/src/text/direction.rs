//! Which way a text runs, by what most of it is written in.
//!
//! The first strong letter, which Unicode's own rule goes by, is a poor guide in a chat: many
//! Persian messages begin with an English word, a name or a link. So the majority decides, and
//! links and @names, which are written the same in every language, have no vote.

use crate::l10n::Language;
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

    /// The direction of a text: that of most of its letters. A text without letters (or with
    /// as many of the one as of the other) runs as `otherwise` does.
    pub(crate) fn of_text(text: &str, otherwise: Self) -> Self {
        let mut balance = 0_i64;
        let mut start = 0;
        for found in links::find(text) {
            balance += weigh(&text[start..found.start]);
            start = found.end;
        }
        balance += weigh(&text[start..]);
        match balance {
            0 => otherwise,
            1.. => Self::RightToLeft,
            _ => Self::LeftToRight,
        }
    }
}

/// How many more letters of the text are written from right to left than from left to right.
fn weigh(text: &str) -> i64 {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .map(|c| if is_right_to_left(c) { 1 } else { -1 })
        .sum()
}

/// Whether a letter belongs to a script that is written from right to left (the blocks that
/// Unicode sets aside for them).
fn is_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::{Direction::*, *};

    #[test]
    fn the_majority_of_letters_decides() {
        let of = |text| Direction::of_text(text, LeftToRight);
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
