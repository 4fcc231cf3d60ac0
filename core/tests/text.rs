//! The sentences: both languages have the same, and the source says none that is missing.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use peyk_core::text::{Language, Text};
use support::{Placed, Token, sources, tokens};

const ENGLISH: &str = include_str!("../locales/en.ftl");
const PERSIAN: &str = include_str!("../locales/fa.ftl");

/// Where sentences are said.
const FOLDERS: [&str; 2] = ["core/src", "server-smol/src"];

/// Words of the protocol that begin like keys.
const NOT_KEYS: [&str; 13] = [
    "account-notify",
    "account-registration",
    "account-tag",
    "away-notify",
    "echo-message",
    "extended-join",
    "invite-notify",
    "labeled-response",
    "message-tags",
    "multi-prefix",
    "no-implicit-names",
    "server-time",
    "standard-replies",
];

/// The variables of every sentence.
fn variables(ftl: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in ftl.lines().filter(|line| !line.starts_with('#')) {
        let mut value = line;
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (name, rest) = line.split_once('=').expect("a sentence has a value");
            key = name.trim().to_owned();
            value = rest;
            assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{key} is there twice");
        }
        for variable in value.split('$').skip(1) {
            let end = variable.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
            let name = &variable[..end.unwrap_or(variable.len())];
            found.get_mut(&key).expect("a value follows a key").insert(name.to_owned());
        }
    }
    found
}

/// A sentence that the source says.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    line: usize,
    key: String,
    /// The variables given, where they are written out at the call.
    given: Option<BTreeSet<String>>,
}

/// Calls of `say` and `say_with`, and of functions named after them (`numeric_say`), that have
/// a key written in them.
fn said(tokens: &[Placed]) -> Vec<Said> {
    let mut found = Vec::new();
    for (at, (line, token)) in tokens.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        let with = name == "say_with" || name.ends_with("_say_with");
        let exact = name == "say" || name == "say_with";
        if !with && !exact && !name.ends_with("_say") {
            continue;
        }
        let arguments = arguments(&tokens[at + 1..]);
        let key = arguments.iter().find_map(|argument| match argument {
            [(_, Token::Text(text))] => Some(text.clone()),
            _ => None,
        });
        let Some(key) = key else { continue };
        let given = if with { arguments.last().and_then(|last| given(last)) } else { None };
        let given = if exact && !with { Some(BTreeSet::new()) } else { given };
        found.push(Said { line: *line, key, given });
    }
    found
}

/// The arguments of a call whose parenthesis is the first token.
fn arguments(tokens: &[Placed]) -> Vec<&[Placed]> {
    let mut found = Vec::new();
    if !matches!(tokens.first(), Some((_, Token::Mark('(')))) {
        return found;
    }
    let (mut depth, mut start) = (0, 1);
    for (at, (_, token)) in tokens.iter().enumerate() {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            Token::Mark(_) | Token::Word(_) | Token::Text(_) => {}
        }
        let end = depth == 0;
        if end || depth == 1 && *token == Token::Mark(',') {
            found.push(&tokens[start..at]);
            start = at + 1;
        }
        if end {
            break;
        }
    }
    found.retain(|argument| !argument.is_empty());
    found
}

/// The names in `&[("name", value), ...]`; nothing if it is not written out.
fn given(argument: &[Placed]) -> Option<BTreeSet<String>> {
    let [(_, Token::Mark('&')), (_, Token::Mark('[')), ..] = argument else { return None };
    let names = argument.windows(3).filter_map(|three| match three {
        [(_, Token::Mark('(')), (_, Token::Text(name)), (_, Token::Mark(','))] => {
            Some(name.clone())
        }
        _ => None,
    });
    Some(names.collect())
}

fn looks_like_a_key(text: &str) -> bool {
    text.contains('-')
        && text.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

#[test]
fn both_languages_have_the_same_sentences() {
    let (english, persian) = (variables(ENGLISH), variables(PERSIAN));
    for (one, other, file) in [(&english, &persian, "fa.ftl"), (&persian, &english, "en.ftl")] {
        for (key, variables) in one {
            let theirs = other.get(key).unwrap_or_else(|| panic!("{key} is missing in {file}"));
            assert_eq!(variables, theirs, "the variables of {key}");
        }
    }
}

#[test]
fn every_sentence_can_be_said_in_one_line() {
    for (language, ftl) in [(Language::English, ENGLISH), (Language::Persian, PERSIAN)] {
        let text = Text::of(language);
        let all = variables(ftl);
        assert_eq!(
            text.keys().map(str::to_owned).collect::<BTreeSet<_>>(),
            all.keys().cloned().collect()
        );
        for (key, variables) in all {
            assert!(looks_like_a_key(&key) || key.chars().all(|c| c.is_ascii_lowercase()), "{key}");
            let said = if variables.is_empty() {
                text.say(&key).to_owned()
            } else {
                let args: Vec<(&str, &str)> =
                    variables.iter().map(|name| (name.as_str(), "«x»")).collect();
                let said = text.say_with(&key, &args);
                assert!(said.contains("«x»"), "{key}: {said}");
                said
            };
            assert!(
                !said.is_empty() && !said.contains(['\n', '\r', '$', '{', '}']),
                "{key}: {said}"
            );
        }
    }
}

#[test]
fn every_sentence_that_is_said_exists() {
    let all = variables(ENGLISH);
    let first_words: BTreeSet<&str> = all.keys().filter_map(|key| key.split('-').next()).collect();
    let mut wrong = Vec::new();
    for source in FOLDERS.into_iter().flat_map(sources) {
        let tokens = tokens(&source.text);
        for Said { line, key, given } in said(&tokens) {
            let place = format!("{}:{line}: {key}", source.path.display());
            match (all.get(&key), given) {
                (None, _) => wrong.push(format!("{place} is in no locale file")),
                (Some(wanted), Some(given)) if *wanted != given => {
                    wrong.push(format!("{place} has {wanted:?} and is given {given:?}"));
                }
                (Some(_), _) => {}
            }
        }
        // Keys that are chosen first and said later.
        for (line, token) in &tokens {
            if let Token::Text(text) = token
                && looks_like_a_key(text)
                && text.split('-').next().is_some_and(|word| first_words.contains(word))
                && !NOT_KEYS.contains(&text.as_str())
                && !all.contains_key(text)
            {
                wrong.push(format!("{}:{line}: {text} looks like a key", source.path.display()));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sentence_is_said_somewhere() {
    let mut unsaid: BTreeSet<String> = variables(ENGLISH).into_keys().collect();
    for source in FOLDERS.into_iter().flat_map(sources) {
        for (_, token) in tokens(&source.text) {
            if let Token::Text(text) = token {
                unsaid.remove(&text);
            }
        }
    }
    assert!(unsaid.is_empty(), "nobody says {unsaid:?}");
}

#[test]
fn the_check_finds_the_keys_of_calls() {
    let found = said(&tokens(
        "fn say(&self, key: &str) {}
         text.say(\"one\"); // text.say(\"comment\")
         text.say_with(
             \"two\",
             &[(\"name\", &name), (\"host\", host(\"x\"))],
         );
         turn.numeric_say(ERR, &[\"USER\"], \"three\");
         text.say(key); essay(\"four\");
         text.say_with(\"five\", &args);",
    ));
    let set = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
    let expected = [
        (2, "one", set(&[])),
        (3, "two", set(&["name", "host"])),
        (7, "three", None),
        (9, "five", None),
    ];
    let expected: Vec<Said> = expected
        .into_iter()
        .map(|(line, key, given)| Said { line, key: key.into(), given })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn languages_are_found_by_their_tags() {
    for tag in ["fa", "fa-IR", "fa_IR.UTF-8", "FA", "fa.UTF-8", "fa@calendar=persian"] {
        assert_eq!(Language::from_tag(tag), Some(Language::Persian), "{tag}");
    }
    for tag in ["en", "en-US", "en_GB.UTF-8"] {
        assert_eq!(Language::from_tag(tag), Some(Language::English), "{tag}");
    }
    for tag in ["", "C", "POSIX", "de", "far", "fas"] {
        assert_eq!(Language::from_tag(tag), None, "{tag}");
    }
    for language in [Language::English, Language::Persian] {
        assert_eq!(Language::from_tag(language.tag()), Some(language));
        assert_eq!(Text::of(language).language(), language);
    }
}

#[test]
fn the_words_of_the_first_chat_are_kept() {
    let (english, persian) = (Text::of(Language::English), Text::of(Language::Persian));
    assert_eq!(english.say_with("plain-left", &[("name", "Ali")]), "[Ali] left the chat");
    assert_eq!(persian.say_with("plain-left", &[("name", "علی")]), "[علی] از چت خارج شد");
    // Values are put in as they are, whatever they are.
    assert_eq!(english.say_with("plain-left", &[("name", "{ $x }")]), "[{ $x }] left the chat");
}

#[test]
fn numbers_are_written_as_people_write_them() {
    assert_eq!(Text::of(Language::Persian).number(1_380), "۱۳۸۰");
    assert_eq!(Text::of(Language::English).number(1_380), "1380");
    assert_eq!(Text::of(Language::Persian).number(u64::MAX).chars().count(), 20);
    assert_eq!(Text::of(Language::Persian).number(0), "۰");
}
