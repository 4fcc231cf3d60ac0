//! Where a text may be divided: between what readers see as one letter, and between words
//! (Unicode Standard Annex 29). The half-space belongs to the word that it is in.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// The nearest boundary between letters after `byte`; the end of the text if there is none.
pub(crate) fn next_boundary(text: &str, byte: usize) -> usize {
    let next = GraphemeCursor::new(byte, text.len(), true).next_boundary(text, 0);
    next.ok().flatten().unwrap_or(text.len())
}

/// The nearest boundary between letters before `byte`; 0 if there is none.
pub(crate) fn previous_boundary(text: &str, byte: usize) -> usize {
    let previous = GraphemeCursor::new(byte, text.len(), true).prev_boundary(text, 0);
    previous.ok().flatten().unwrap_or(0)
}

/// `byte` if it is a boundary between letters, or else the nearest one before it.
pub(crate) fn floor_boundary(text: &str, byte: usize) -> usize {
    let byte = text.floor_char_boundary(byte.min(text.len()));
    let boundary = GraphemeCursor::new(byte, text.len(), true).is_boundary(text, 0);
    if boundary.unwrap_or(true) { byte } else { previous_boundary(text, byte) }
}

/// Every boundary between letters in `range`, both ends included.
pub(crate) fn boundaries(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    let (start, end) = (range.start, range.end);
    text[range].grapheme_indices(true).map(move |(at, _)| start + at).chain([end])
}

/// Where the backspace key deletes from: it takes back the last thing typed, so a half-space
/// or a vowel mark alone, but an emoji as a whole however many parts it has.
pub(crate) fn backspace_start(text: &str, byte: usize) -> usize {
    let start = previous_boundary(text, byte);
    let letter = &text[start..byte];
    let last = letter.chars().next_back().map_or(0, char::len_utf8);
    if letter.chars().any(is_pictographic) || letter.starts_with('\r') {
        start
    } else {
        byte - last
    }
}

/// Parts of emoji: pictures, flags' letters, skin tones, the joiner and the mark that asks for
/// a picture.
fn is_pictographic(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2190}'..='\u{21FF}'
        | '\u{2300}'..='\u{23FF}' | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}' | '\u{20E3}')
}

/// Whether a text is nothing but emoji, and at most `letters_max` of them.
pub(crate) fn is_emoji_only(text: &str, letters_max: usize) -> bool {
    let mut letters = 0;
    for letter in text.graphemes(true) {
        if letter.trim().is_empty() {
            continue;
        }
        letters += 1;
        let picture = letter.chars().any(|c| matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}'));
        if !picture || letters > letters_max {
            return false;
        }
    }
    letters > 0
}

/// The end of the word at or after `byte`.
pub(crate) fn word_end(text: &str, byte: usize) -> usize {
    let ends = text.unicode_word_indices().map(|(start, word)| start + word.len());
    ends.into_iter().find(|end| *end > byte).unwrap_or(text.len())
}

/// The start of the word at or before `byte`.
pub(crate) fn word_start(text: &str, byte: usize) -> usize {
    let starts = text[..byte].unicode_word_indices().map(|(start, _)| start);
    starts.into_iter().next_back().unwrap_or(0)
}

/// The word around `byte`, or what is between two words if it is there.
pub(crate) fn word_at(text: &str, byte: usize) -> Range<usize> {
    let mut words = text.split_word_bound_indices();
    let word = words.find(|(start, word)| byte < start + word.len());
    word.map_or(text.len()..text.len(), |(start, word)| start..start + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_what_readers_see() {
        let text = "a👍🏽é\u{301}می\u{200C}روم👨‍👩‍👧🇮🇷";
        let stops: Vec<&str> = text.graphemes(true).collect();
        let mut byte = 0;
        for letter in &stops {
            let next = next_boundary(text, byte);
            assert_eq!(&text[byte..next], *letter);
            assert_eq!(previous_boundary(text, next), byte);
            byte = next;
        }
        assert_eq!(next_boundary(text, text.len()), text.len());
        assert_eq!(previous_boundary(text, 0), 0);
        assert_eq!(floor_boundary(text, 3), 1, "inside the thumb");
    }

    #[test]
    fn backspace_takes_back_the_last_thing_typed() {
        let left = |text: &'static str| &text[..backspace_start(text, text.len())];
        assert_eq!(left("می\u{200C}"), "می");
        assert_eq!(left("سلامُ"), "سلام");
        assert_eq!(left("ok👍🏽"), "ok");
        assert_eq!(left("👨‍👩‍👧"), "");
        assert_eq!(left("a🇮🇷"), "a");
        assert_eq!(left("❤️"), "");
        assert_eq!(left("1️⃣"), "");
        assert_eq!(left(""), "");
    }

    #[test]
    fn a_half_space_does_not_end_a_word() {
        let text = "او می\u{200C}رود، خب";
        let word = "می\u{200C}رود";
        let start = text.find(word).expect("it is there");
        assert_eq!(&text[word_at(text, start + 5)], word);
        assert_eq!(word_end(text, start), start + word.len());
        assert_eq!(word_start(text, start + word.len()), start);
        assert_eq!(word_start(text, start), 0);
        assert_eq!(word_end(text, text.len()), text.len());
        assert_eq!(word_at(text, text.len()), text.len()..text.len());
    }

    #[test]
    fn emoji_alone_are_told_from_text() {
        assert!(is_emoji_only("😀", 3) && is_emoji_only("👍🏽 ❤️ 🇮🇷", 3));
        assert!(!is_emoji_only("😀😀😀😀", 3) && !is_emoji_only("ok 😀", 3));
        assert!(!is_emoji_only("", 3) && !is_emoji_only("12", 3) && !is_emoji_only("  ", 3));
    }
}
