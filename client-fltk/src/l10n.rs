//! Every sentence the window shows, in Persian and in English.
//!
//! The sentences live in `locales/en.ftl` and `locales/fa.ftl` (Project Fluent), which the
//! binary carries. A key that is missing is a bug in the program and not in its input: tests
//! hold the two files and the keys used in the code against each other.

use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

const ENGLISH: &str = include_str!("../locales/en.ftl");
const PERSIAN: &str = include_str!("../locales/fa.ftl");

/// A language the window speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// English (`en`), written from left to right.
    English,
    /// Persian (`fa`), written from right to left.
    Persian,
}

impl Language {
    /// The language named by `fa` or `en`, as `--lang` takes it.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "en" => Some(Self::English),
            "fa" => Some(Self::Persian),
            _ => None,
        }
    }

    /// The language for a locale such as `fa_IR.UTF-8` or `fa-IR`; English for all others.
    pub(crate) fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("fa") { Self::Persian } else { Self::English }
    }

    /// The language's tag: `en` or `fa`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Persian => "fa",
        }
    }

    /// Whichever language this is not.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::English => Self::Persian,
            Self::Persian => Self::English,
        }
    }

    /// `text` with its digits in the shapes the language's readers use.
    pub(crate) fn digits(self, text: &str) -> String {
        const PERSIAN_DIGITS: [char; 10] = ['۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹'];
        match self {
            Self::English => text.to_owned(),
            Self::Persian => text
                .chars()
                .map(|c| c.to_digit(10).map_or(c, |digit| PERSIAN_DIGITS[digit as usize]))
                .collect(),
        }
    }
}

/// The sentences of all languages; cheap to clone.
#[derive(Clone)]
pub(crate) struct Texts {
    english: Text,
    persian: Text,
}

impl Texts {
    /// Reads the sentences that the binary carries.
    pub(crate) fn new() -> Self {
        Self {
            english: Text::read(Language::English, ENGLISH),
            persian: Text::read(Language::Persian, PERSIAN),
        }
    }

    /// The sentences of one language.
    pub(crate) fn of(&self, language: Language) -> &Text {
        match language {
            Language::English => &self.english,
            Language::Persian => &self.persian,
        }
    }
}

/// The sentences of one language; cheap to clone.
#[derive(Clone)]
pub(crate) struct Text {
    bundle: Rc<FluentBundle<FluentResource>>,
}

impl Text {
    fn read(language: Language, source: &str) -> Self {
        let tag = language.tag().parse().expect("`en` and `fa` are language tags");
        let resource = FluentResource::try_new(source.to_owned())
            .expect("the locale files parse: a test reads them");
        let mut bundle = FluentBundle::new(vec![tag]);
        bundle.add_resource(resource).expect("no key is there twice: a test reads the files");
        Self { bundle: Rc::new(bundle) }
    }

    /// The sentence `key`.
    pub(crate) fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The sentence `key` with its placeables filled, each set apart from the direction of
    /// the text around it.
    pub(crate) fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::with_capacity(values.len());
        for &(name, value) in values {
            arguments.set(name, value);
        }
        self.format(key, Some(&arguments))
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let message = self.bundle.get_message(key).and_then(|message| message.value());
        let pattern = message.expect("every key used is in the files: a test compares them");
        self.bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// The keys of a locale file, with the names of the placeables of each.
    fn keys(source: &str) -> BTreeSet<String> {
        let starts_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        let key = |line: &str| line.split(" =").next().unwrap_or_default().to_owned();
        source.lines().filter(starts_key).map(key).collect()
    }

    /// The keys that the code asks for, the strings that `get` and `with` are called with.
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
            for call in [".get(\"", ".with(\""] {
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
    fn placeables_are_filled_in_both_languages() {
        let texts = Texts::new();
        for language in [Language::English, Language::Persian] {
            let sentence = texts.of(language).with("version", &[("number", "0.1.0")]);
            assert!(sentence.contains("0.1.0"), "{sentence}");
        }
    }

    #[test]
    fn a_locale_chooses_the_language() {
        for persian in ["fa", "fa_IR.UTF-8", "fa-IR", "fa_AF", "FA"] {
            assert_eq!(Language::of_locale(persian), Language::Persian, "{persian}");
        }
        for other in ["", "C", "POSIX", "en_GB.UTF-8", "de-DE", "fab"] {
            assert_eq!(Language::of_locale(other), Language::English, "{other}");
        }
    }

    #[test]
    fn digits_follow_the_language() {
        assert_eq!(Language::Persian.digits("0.1.9"), "۰.۱.۹");
        assert_eq!(Language::English.digits("0.1.9"), "0.1.9");
    }
}
