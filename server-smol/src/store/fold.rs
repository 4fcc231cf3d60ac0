//! Words as search sees them: the same for everybody who writes the same word another way.
//!
//! A text is folded the same way when it is kept and when it is searched for, so a change here
//! needs a migration that indexes all messages anew. What is made one:
//!
//! - Letters that an Arabic keyboard or text has for Persian ones: ي and ى are ی, ك is ک, the
//!   forms of heh (ة ۀ ە ھ ہ) are ه.
//! - Letters with and without hamza or madda: أ إ آ ٱ are ا, ؤ is و, ئ is ی, and ء is nothing. Most
//!   people leave these marks out, and few agree where they go; آب is found by اب. That مسئله and
//!   مسأله remain two words is the price of keeping رئیس and رییس one.
//! - Marks: vowels, shadda, superscript alef, tatweel; accents of Latin letters (NFKD without its
//!   marks). Forms of presentation and of width, and upper case.
//! - Digits: ۱۲, ١٢ and 12.
//!
//! What the half-space joins can be written joined, apart, or with it: می‌روم, میروم and می روم. A
//! word with a half-space is a compound: it is indexed as a whole, in its parts and in what
//! adjoining parts make, and found by the whole or by all its parts. So that a space does for a
//! half-space, the prefixes می and نمی and the common suffixes (ها, تر, ام ...) make a compound with
//! their neighbour. An apostrophe joins likewise (don't).
//!
//! Characters that cannot be seen and the codes for colours and bold do not divide a word.
//! Emoji are words.

use peyk_core::server::storage::LINE_CONCAT;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Stands between the parts of a compound in a folded text. No word has it.
pub const JOINT: char = '-';

/// Characters of a part of a word: longer ones are no words, and are cut.
const PART_CHARS_MAX: usize = 32;

/// Parts of a compound: more are further words. Bounds what a compound is indexed as.
pub(super) const PARTS_MAX: usize = 4;

/// What goes with the word after it.
const PREFIXES: [&str; 2] = ["می", "نمی"];

/// What goes with the word before it.
const SUFFIXES: [&str; 20] = [
    "ها",
    "های",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "هایمان",
    "هایتان",
    "هایشان",
    "تر",
    "ترین",
    "ام",
    "ات",
    "اش",
    "ای",
    "اند",
    "ایم",
    "اید",
    "گر",
    "گری",
];

/// Folds a text: words with a space between them, a compound's parts with a [`JOINT`].
#[must_use]
pub fn fold(text: &str) -> String {
    let mut words = Words::default();
    words.out.reserve(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_ascii_alphanumeric() {
            words.letter(c.to_ascii_lowercase());
        } else if c == '\u{3}' {
            // A colour: up to two digits, and after a comma as many again.
            for _ in 0..2 {
                rest.next_if(char::is_ascii_digit);
            }
            let mut ahead = rest.clone();
            if ahead.next() == Some(',') && ahead.next().is_some_and(|c| c.is_ascii_digit()) {
                rest.next();
                for _ in 0..2 {
                    rest.next_if(char::is_ascii_digit);
                }
            }
        } else if c.is_ascii() || ('\u{600}'..='\u{6FF}').contains(&c) {
            words.sign(c);
        } else {
            decompose_compatible(c, |c| words.sign(c));
        }
    }
    words.end()
}

/// What lies between two letters.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Joint,
    Space,
    Break,
}

/// The folded text so far.
#[derive(Default)]
struct Words {
    out: String,
    /// Where the part at the end begins.
    part: usize,
    part_chars: usize,
    /// Parts of the compound at the end; 0 if there is none.
    parts: usize,
    /// What came before the part at the end.
    before: Gap,
    /// What comes after it, as far as it was read.
    after: Gap,
}

impl Words {
    fn sign(&mut self, c: char) {
        match c {
            // Most letters of Persian are what they are.
            'ا' | 'ب' | 'ت'..='غ' | 'ف' | 'ق' | 'ل'..='و' | 'پ' | 'چ' | 'ژ' | 'ک' | 'گ' | 'ی' =>
            {
                self.letter(c);
            }
            'ي' | 'ى' | 'ئ' => self.letter('ی'),
            'ك' => self.letter('ک'),
            'أ' | 'إ' | 'آ' | 'ٱ' => self.letter('ا'),
            'ؤ' => self.letter('و'),
            'ة' | 'ۀ' | 'ە' | 'ھ' | 'ہ' | 'ۂ' | 'ۃ' => self.letter('ه'),
            '۰'..='۹' => self.digit(c, '۰'),
            '٠'..='٩' => self.digit(c, '٠'),
            '\u{200B}' | '\u{200C}' | '\'' | '’' => self.gap(Gap::Joint),
            _ if is_nothing(c) => {}
            _ if is_picture(c) => {
                self.gap(Gap::Break);
                self.letter(c);
                self.gap(Gap::Break);
            }
            _ if c.is_alphanumeric() => c.to_lowercase().for_each(|c| self.letter(c)),
            _ if c.is_whitespace() => self.gap(Gap::Space),
            _ => self.gap(Gap::Break),
        }
    }

    fn digit(&mut self, c: char, zero: char) {
        let digit = u32::from(c) - u32::from(zero);
        self.letter(char::from_digit(digit, 10).expect("the range has ten characters"));
    }

    fn letter(&mut self, c: char) {
        if self.parts == 0 || self.after != Gap::None {
            self.begin();
        }
        if self.part_chars < PART_CHARS_MAX {
            self.out.push(c);
            self.part_chars += 1;
        }
    }

    fn gap(&mut self, gap: Gap) {
        self.after = self.after.max(gap);
    }

    /// Begins a part.
    fn begin(&mut self) {
        if self.parts > 0 {
            self.join_suffix();
            let is_prefix = self.parts == 1 && PREFIXES.contains(&&self.out[self.part..]);
            let joins = self.after == Gap::Joint || self.after == Gap::Space && is_prefix;
            let joins = joins && self.parts < PARTS_MAX;
            self.parts = if joins { self.parts + 1 } else { 1 };
            self.before = if joins { Gap::Joint } else { self.after };
            self.out.push(if joins { JOINT } else { ' ' });
        } else {
            self.parts = 1;
        }
        self.part = self.out.len();
        self.part_chars = 0;
        self.after = Gap::None;
    }

    /// If the word at the end is a suffix, it belongs to the one before it.
    fn join_suffix(&mut self) {
        if self.before == Gap::Space
            && self.parts == 1
            && SUFFIXES.contains(&&self.out[self.part..])
        {
            let space = self.part - 1;
            let word = self.out[..space].rsplit(' ').next().unwrap_or_default();
            let parts = word.split(JOINT).count();
            if parts < PARTS_MAX {
                self.out.replace_range(space..self.part, "-");
                self.parts = parts + 1;
            }
        }
    }

    fn end(mut self) -> String {
        if self.parts > 0 {
            self.join_suffix();
        }
        self.out
    }
}

/// Marks on letters, and what cannot be seen: it neither is a letter nor divides words.
fn is_nothing(c: char) -> bool {
    matches!(
        c,
        'ء' | 'ـ'
            // Bold, colour in hexadecimal, end of codes, monospace, reversed, italics, and so on.
            | '\u{2}' | '\u{F}' | '\u{11}' | '\u{16}' | '\u{1D}'..='\u{1F}'
            // Between two parts of one line, as their sender cut it.
            | LINE_CONCAT
            | '\u{AD}' | '\u{61C}' | '\u{200D}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
            // Tones of skin.
            | '\u{1F3FB}'..='\u{1F3FF}'
    ) || is_combining_mark(c)
}

/// Emoji and other pictures, each of which is a word.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_keyboards_are_the_same() {
        for (written, folded) in [
            ("علي", "علی"),
            ("موسى", "موسی"),
            ("كتاب", "کتاب"),
            ("مدرسة", "مدرسه"),
            ("خانۀ", "خانه"),
            ("خانهٔ", "خانه"),
            ("أإآٱا", "ااااا"),
            ("رؤیا", "رویا"),
            ("رئیس", "رییس"),
            ("جزء", "جز"),
            ("سَلامٌ", "سلام"),
            ("ســلام", "سلام"),
            ("هٰذا", "هذا"),
            ("ﺳﻼﻡ", "سلام"),
            ("۱۲٣4", "1234"),
            ("Résumé", "resume"),
            ("ＡＢＣ", "abc"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn what_is_no_letter_divides_words() {
        assert_eq!(fold("سلام، خوبی؟ #دانشگاه_تهران"), "سلام خوبی دانشگاه تهران");
        assert_eq!(fold("  a,b\tc\n\nd  "), "a b c d");
        assert_eq!(fold("خوب👍🏽بد"), "خوب 👍 بد");
        assert_eq!(fold("\u{2}bo\u{2}ld \u{3}04,12red\u{3}, \u{3}4x"), "bold red x");
        assert_eq!(fold("a\u{200E}b\u{AD}c"), "abc");
        assert_eq!(fold("cut\rwhere\nit is"), "cutwhere it is");
        for nothing in ["", " ", "!?", "\u{200C}", "ـ", "'", "\u{3}12"] {
            assert_eq!(fold(nothing), "", "{nothing:?}");
        }
    }

    #[test]
    fn half_spaces_and_affixes_make_compounds() {
        for (written, folded) in [
            ("می\u{200C}روم", "می-روم"),
            ("مي روم", "می-روم"),
            ("من نمی\u{200C}روم", "من نمی-روم"),
            ("می، روم", "می روم"),
            ("کتاب ها", "کتاب-ها"),
            ("کتاب\u{200C}خانه های ما", "کتاب-خانه-های ما"),
            ("می روم ها", "می-روم-ها"),
            ("ها", "ها"),
            ("ها ها", "ها-ها"),
            ("کتاب. ها", "کتاب ها"),
            ("don't", "don-t"),
            ("'quoted'", "quoted"),
            ("می", "می"),
            ("a\u{200C}b\u{200C}c\u{200C}d\u{200C}e", "a-b-c-d e"),
            ("a\u{200C}b\u{200C}c\u{200C}d ها", "a-b-c-d ها"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        for (chars, kept) in [(31, 31), (32, 32), (33, 32)] {
            assert_eq!(fold(&"ب".repeat(chars)).chars().count(), kept);
        }
        assert_eq!(fold(&format!("{} b", "a".repeat(1000))).len(), PART_CHARS_MAX + 2);
    }
}
