//! Every sentence the window shows, in Persian and in English.
//!
//! The sentences live in `locales/en.ftl` and `locales/fa.ftl` (Project Fluent), which the
//! binary carries. A key that is missing is a bug in the program and not in its input: tests
//! hold the two files and the keys used in the code against each other.

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
pub use peyk_core::text::Language;

const ENGLISH: &str = include_str!("../locales/en.ftl");
const PERSIAN: &str = include_str!("../locales/fa.ftl");

/// The sentences of one language.
pub struct Text {
    bundle: FluentBundle<FluentResource>,
}

impl Text {
    /// The sentences of a language; read on the first call.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static ENGLISH_TEXT: OnceLock<Text> = OnceLock::new();
        static PERSIAN_TEXT: OnceLock<Text> = OnceLock::new();
        let (text, source) = match language {
            Language::English => (&ENGLISH_TEXT, ENGLISH),
            Language::Persian => (&PERSIAN_TEXT, PERSIAN),
        };
        text.get_or_init(|| Self::read(language, source))
    }

    fn read(language: Language, source: &str) -> Self {
        let tag = language.tag().parse().expect("`en` and `fa` are language tags");
        let resource = FluentResource::try_new(source.to_owned())
            .expect("the locale files parse: a test reads them");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.add_resource(resource).expect("no key is there twice: a test reads the files");
        Self { bundle }
    }

    /// The sentence `key`.
    ///
    /// # Panics
    ///
    /// If there is none, which a test finds.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The sentence `key` with its variables filled in, each set apart from the direction of
    /// the text around it.
    ///
    /// # Panics
    ///
    /// If there is no such sentence, which a test finds.
    #[must_use]
    pub fn say_with(&self, key: &str, variables: &[(&str, &str)]) -> String {
        self.format(key, Some(&variables.iter().copied().collect()))
    }

    fn format(&self, key: &str, variables: Option<&FluentArgs<'_>>) -> String {
        let message = self.bundle.get_message(key).and_then(|message| message.value());
        let pattern = message.expect("every key used is in the files: a test compares them");
        self.bundle.format_pattern(pattern, variables, &mut Vec::new()).into_owned()
    }
}

/// A sentence without the invisible marks that set a part's direction apart: many terminals draw
/// them as boxes, and they would come along when a word is copied.
#[must_use]
pub fn for_terminal(sentence: &str) -> String {
    sentence.replace(|c| matches!(c, '\u{2066}'..='\u{2069}'), "")
}

/// Whether a letter belongs to a script that is written from right to left (the blocks that
/// Unicode sets aside for them).
#[must_use]
pub fn is_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Words set apart from what is around them, so that each runs its own way and all keep their
/// order (Unicode's bidirectional algorithm, "Isolates").
#[must_use]
pub fn isolated<'a>(words: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("\u{2068}{word}\u{2069}")).collect();
    words.join(between)
}

/// `text` with its digits in the shapes that readers of the language use.
#[must_use]
pub fn digits(language: Language, text: &str) -> String {
    const PERSIAN_DIGITS: [char; 10] = ['۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹'];
    match language {
        Language::English => text.to_owned(),
        Language::Persian => text
            .chars()
            .map(|c| c.to_digit(10).map_or(c, |digit| PERSIAN_DIGITS[digit as usize]))
            .collect(),
    }
}

/// A digit of any of the shapes that Persian readers type, as 0 to 9.
#[must_use]
pub fn latin_digit(c: char) -> char {
    let zero = match c {
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// The keys of a locale file.
    fn keys(source: &str) -> BTreeSet<String> {
        let starts_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        let key = |line: &str| line.split(" =").next().unwrap_or_default().to_owned();
        source.lines().filter(starts_key).map(key).collect()
    }

    /// The keys that the code asks for, the strings that `say` and `say_with` are called with.
    fn keys_used(folder: &Path) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                used.append(&mut keys_used(&path));
                continue;
            }
            let source = fs::read_to_string(&path).expect("the sources are UTF-8");
            let source: String = source.split_whitespace().collect();
            for call in [".say(\"", ".say_with(\""] {
                let keys = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
                used.extend(keys.map(str::to_owned));
            }
        }
        used
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(keys(ENGLISH), keys(PERSIAN));
    }

    #[test]
    fn every_sentence_used_exists_and_every_sentence_is_used() {
        let used = keys_used(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        assert_eq!(used, keys(ENGLISH));
    }

    #[test]
    fn variables_are_filled_in_both_languages() {
        for language in [Language::English, Language::Persian] {
            let sentence = Text::of(language).say_with("percent", &[("number", "0.1.0")]);
            assert!(sentence.contains("0.1.0"), "{sentence}");
        }
    }

    #[test]
    fn digits_follow_the_language() {
        assert_eq!(digits(Language::Persian, "0.1.9"), "۰.۱.۹");
        assert_eq!(digits(Language::English, "0.1.9"), "0.1.9");
    }
}
