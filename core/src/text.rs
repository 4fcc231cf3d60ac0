//! Every sentence a person reads, in the languages of `core/locales`.
//!
//! A sentence has a key and is said with [`Text::say`], or with [`Text::say_with`] if it has
//! variables. Both files have the same keys with the same variables, and every key that the
//! source says is in them; tests see to that. A sentence is one line.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// A language the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English (`en`).
    English,
    /// Persian (`fa`).
    Persian,
}

impl Language {
    /// The language's tag (BCP 47), `en` or `fa`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Persian => "fa",
        }
    }

    /// The language of a tag or a locale's name: `fa`, `fa-IR`, `fa_IR.UTF-8`, `EN`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next()?;
        [Self::English, Self::Persian]
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en.ftl"),
            Self::Persian => include_str!("../locales/fa.ftl"),
        }
    }
}

/// One language's sentences.
pub struct Text {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// The sentences without variables, ready to be said.
    plain: BTreeMap<&'static str, Cow<'static, str>>,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Text {
    /// The sentences of a language; read on the first call.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static ENGLISH: OnceLock<Text> = OnceLock::new();
        static PERSIAN: OnceLock<Text> = OnceLock::new();
        let text = match language {
            Language::English => &ENGLISH,
            Language::Persian => &PERSIAN,
        };
        text.get_or_init(|| Self::read(language))
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// A sentence without variables. A key without one is a bug that a test finds in the
    /// source; should it happen all the same, a person reads `?`, and the server goes on.
    ///
    /// # Panics
    /// Without a sentence of that key that has no variables, if built with debug assertions.
    #[must_use]
    pub fn say(&self, key: &str) -> &str {
        let sentence = self.plain.get(key);
        debug_assert!(sentence.is_some(), "no sentence without variables has the key {key}");
        sentence.map_or("?", |sentence| sentence)
    }

    /// A sentence with its variables filled in. Values are put in as they are; numbers go
    /// through [`Text::number`] before. A variable that is not given stands there by its name.
    ///
    /// # Panics
    /// Without a sentence of that key, if built with debug assertions.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&str, &str)]) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            let sentence = self.plain.get(key);
            debug_assert!(sentence.is_some(), "no sentence has the key {key}");
            return sentence.map_or("?", |sentence| sentence).to_owned();
        };
        let args: FluentArgs<'_> = args.iter().copied().collect();
        // Errors are variables that were not given; the sentence shows them.
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// A number as people of this language write it: ۱۲ in Persian, 12 in English.
    #[must_use]
    pub fn number(&self, number: u64) -> String {
        let latin = number.to_string();
        match self.language {
            Language::English => latin,
            Language::Persian => latin.chars().map(persian_digit).collect(),
        }
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.language.source().lines().filter_map(key)
    }

    /// Most sentences stand in the file as they are said. What Fluent makes of the others takes
    /// many times the memory of their text.
    fn read(language: Language) -> Self {
        let is_plain = |line: &&str| !line.contains('{');
        let (plain, others): (Vec<&str>, Vec<&str>) = language.source().lines().partition(is_plain);
        let mut plain: BTreeMap<&str, Cow<'_, str>> = plain
            .into_iter()
            .filter_map(|line| Some((key(line)?, line.split_once('=')?.1.trim().into())))
            .collect();
        let bundle = bundle(language, others.join("\n"));
        for key in others.into_iter().filter_map(key) {
            let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
                continue;
            };
            let mut errors = Vec::new();
            let sentence = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                plain.insert(key, sentence.into());
            }
        }
        Self { language, bundle, plain }
    }
}

fn bundle(language: Language, source: String) -> FluentBundle<FluentResource> {
    // What a broken line loses is one sentence, which a test would miss.
    let resource = FluentResource::try_new(source).unwrap_or_else(|(read, _)| read);
    let locales = language.tag().parse().into_iter().collect();
    let mut bundle = FluentBundle::new_concurrent(locales);
    // The texts are single lines for any terminal; isolating marks would show there.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The key of a line: what stands before ` =` at its beginning.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    line.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(key.trim_end())
}

fn persian_digit(c: char) -> char {
    match c.to_digit(10).and_then(|digit| char::from_u32(0x6F0 + digit)) {
        Some(digit) => digit,
        None => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_what_fluent_reads_in_the_file() {
        for language in [Language::English, Language::Persian] {
            let (text, all) = (Text::of(language), bundle(language, language.source().to_owned()));
            let patterns = text.keys().map(|key| all.get_message(key).and_then(|at| at.value()));
            for (key, pattern) in text.keys().zip(patterns) {
                let pattern = pattern.expect("every key has a sentence");
                let mut errors = Vec::new();
                let read = all.format_pattern(pattern, None, &mut errors);
                assert_eq!(text.say_with(key, &[]), read);
                if errors.is_empty() {
                    assert_eq!(text.say(key), read);
                }
            }
        }
    }
}
