//! The public vectors of ircdocs/parser-tests (see `vectors/README.md`).

use std::collections::BTreeMap;

use peyk_core::wire::{Line, Message, Source, fold_mask, is_hostname, mask_matches};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct File<T> {
    tests: Vec<T>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Atoms {
    tags: BTreeMap<String, String>,
    source: Option<String>,
    verb: String,
    params: Vec<String>,
}

fn read<T: DeserializeOwned>(yaml: &str) -> Vec<T> {
    let file: File<T> = serde_yaml_ng::from_str(yaml).expect("the vectors are readable");
    assert!(!file.tests.is_empty());
    file.tests
}

#[test]
fn messages_are_split() {
    #[derive(Deserialize)]
    struct Split {
        input: String,
        atoms: Atoms,
    }
    for Split { input, atoms } in read(include_str!("vectors/msg-split.yaml")) {
        let message = Message::parse(input.as_bytes()).expect("every vector is a message");
        let seen = Atoms {
            tags: message
                .tags
                .iter()
                .map(|(key, _)| {
                    let value = message.tags.get(key).expect("a key that is there has a value");
                    (key.to_owned(), value.into_owned())
                })
                .collect(),
            source: message.source.map(str::to_owned),
            verb: message.command.to_owned(),
            params: message.params.iter().map(|&param| param.to_owned()).collect(),
        };
        assert_eq!(seen, atoms, "{input:?}");
    }
}

#[test]
fn messages_are_joined() {
    #[derive(Deserialize)]
    struct Join {
        desc: String,
        atoms: Atoms,
        matches: Vec<String>,
    }
    for Join { desc, atoms, matches } in read(include_str!("vectors/msg-join.yaml")) {
        let mut buf = Vec::new();
        let mut line = Line::new(&mut buf, 512);
        for (key, value) in &atoms.tags {
            line = line.tag(key, Some(value));
        }
        if let Some(source) = &atoms.source {
            line = line.source(source);
        }
        line = line.command(&atoms.verb);
        if let Some((last, middle)) = atoms.params.split_last() {
            for param in middle {
                line = line.param(param);
            }
            line = line.trailing(last);
        }
        line.end();
        let joined = String::from_utf8(buf).expect("lines are UTF-8");
        let joined = joined.strip_suffix("\r\n").expect("lines end with CR LF");
        assert!(matches.iter().any(|accepted| accepted == joined), "{desc}: {joined:?}");
    }
}

#[test]
fn masks_match() {
    #[derive(Deserialize)]
    struct Mask {
        mask: String,
        matches: Vec<String>,
        fails: Vec<String>,
    }
    for Mask { mask, matches, fails } in read(include_str!("vectors/mask-match.yaml")) {
        let mask = fold_mask(&mask);
        for subject in matches {
            assert!(mask_matches(&mask, &fold_mask(&subject)), "{mask} matches {subject}");
        }
        for subject in fails {
            assert!(!mask_matches(&mask, &fold_mask(&subject)), "{mask} does not match {subject}");
        }
    }
}

#[test]
fn sources_are_taken_apart() {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Parts {
        nick: String,
        user: Option<String>,
        host: Option<String>,
    }
    #[derive(Deserialize)]
    struct Userhost {
        source: String,
        atoms: Parts,
    }
    for Userhost { source, atoms } in read(include_str!("vectors/userhost-split.yaml")) {
        let seen = Source::parse(&source);
        let expected =
            Source { nick: &atoms.nick, user: atoms.user.as_deref(), host: atoms.host.as_deref() };
        assert_eq!(seen, expected, "{source:?}");
    }
}

#[test]
fn hostnames_are_told_from_others() {
    #[derive(Deserialize)]
    struct Hostname {
        host: String,
        valid: bool,
    }
    for Hostname { host, valid } in read(include_str!("vectors/validate-hostname.yaml")) {
        assert_eq!(is_hostname(&host), valid, "{host:?}");
    }
}
