//! The core stays pure: the same inputs give the same outputs, byte for byte. No clock, socket,
//! thread, randomness, file, environment, log or hash order creeps in, neither in the source
//! nor through a dependency.

mod support;

use support::{Placed, Source, Token, sources, tokens};

/// Words that have no place in the source, wherever they stand.
const WORDS: [&str; 20] = [
    // Clocks.
    "Instant",
    "SystemTime",
    // Sockets and streams.
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "stdin",
    "stdout",
    "stderr",
    // What is shared with threads, or waits for them.
    "thread_local",
    "Condvar",
    "Mutex",
    "RwLock",
    "async",
    "await",
    // The order of hashes, which is random. (Fluent's own maps are only looked up.)
    "HashMap",
    "HashSet",
    "RandomState",
    "DefaultHasher",
    "hash_map",
];

/// Modules of the standard library that have no place here, whatever is used of them.
const STD_MODULES: [&str; 6] = ["thread", "fs", "env", "process", "os", "mpsc"];

/// Crates for randomness, logs and waiting.
const CRATES: [&str; 10] = [
    "rand",
    "fastrand",
    "getrandom",
    "tracing",
    "log",
    "tokio",
    "smol",
    "async_io",
    "futures",
    "futures_lite",
];

/// Macros that print.
const MACROS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// Dependencies that are known to be pure as they are used: maps of characters, parsers, bits.
/// `jiff` only without its `std`, which has the clock. `base64ct`, `hmac` and `sha2` compute
/// (SASL): they take no randomness, they look only at which instructions the processor has, and
/// those give the same results.
const DEPENDENCIES: [&str; 9] = [
    "base64ct",
    "bitflags",
    "fluent-bundle",
    "hmac",
    "jiff",
    "memchr",
    "precis-profiles",
    "sha2",
    "unicode-security",
];

/// What is impure in a source, as `line: what`.
fn impurities(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    for (at, (line, token)) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let (before, after) = (&tokens[..at], &tokens[at + 1..]);
        let impure = WORDS.contains(&word.as_str())
            || STD_MODULES.contains(&word.as_str()) && in_path_of_std(before)
            || CRATES.contains(&word.as_str()) && marks(after, "::")
            || CRATES.contains(&word.as_str()) && marks(after, "!")
            || MACROS.contains(&word.as_str()) && marks(after, "!")
            || word == "now"
                && before.len() > 1
                && marks(&tokens[at - 2..], "::")
                && marks(after, "(");
        if impure {
            found.push(format!("{line}: {word}"));
        }
    }
    found
}

/// Whether these tokens begin with these marks.
fn marks(tokens: &[Placed], wanted: &str) -> bool {
    let found = tokens.iter().map(|(_, token)| match token {
        Token::Mark(mark) => Some(*mark),
        Token::Word(_) | Token::Text(_) => None,
    });
    found.take(wanted.len()).eq(wanted.chars().map(Some))
}

/// Whether what comes next belongs to a path, or a group of imports, that begins with `std`.
fn in_path_of_std(before: &[Placed]) -> bool {
    before
        .iter()
        .rev()
        .take_while(|(_, token)| match token {
            Token::Word(word) => word != "use",
            Token::Mark(mark) => ":{},".contains(*mark),
            Token::Text(_) => false,
        })
        .any(|(_, token)| *token == Token::Word("std".into()))
}

#[test]
fn the_source_is_pure() {
    let mut found = Vec::new();
    for Source { path, text } in sources("core/src") {
        found
            .extend(impurities(&text).into_iter().map(|what| format!("{}:{what}", path.display())));
    }
    assert!(found.is_empty(), "the core is to be pure, and has\n{}", found.join("\n"));
}

#[test]
fn the_check_finds_what_is_impure() {
    for snippet in [
        "let start = std::time::Instant::now();",
        "use std::time::SystemTime;",
        "use std::collections::HashMap;",
        "use std::collections::{BTreeMap, HashSet};",
        "use std::net::TcpStream;",
        "use std::net::{IpAddr, UdpSocket};",
        "use std::{fs, net::IpAddr};",
        "use std::{collections::BTreeMap, thread};",
        "use std::os::unix::net::UnixStream;",
        "std::thread::sleep(wait);",
        "let text = std::fs::read_to_string(path)?;",
        "let home = std::env::var(\"HOME\");",
        "use std::process;",
        "println!(\"here\");",
        "dbg!(user);",
        "log::info!(\"here\");",
        "use rand::Rng;",
        "tracing::warn!(user);",
        "let seed = rand::random();",
        "let seed = fastrand::u64(..);",
        "async fn serve() {}",
        "let now = jiff::Timestamp::now();",
        "let shared = std::sync::Mutex::new(0);",
        "let (to, from) = std::sync::mpsc::channel();",
        "let c = '\"'; let t = std::time::Instant::now(); let d = '\"';",
        "let text = r#\"a \" b\"#; let t: Instant;",
    ] {
        assert!(!impurities(snippet).is_empty(), "{snippet}");
    }
}

#[test]
fn the_check_leaves_the_rest_alone() {
    for snippet in [
        "use std::net::IpAddr;",
        "use std::net::{IpAddr, Ipv4Addr};",
        "fn from(address: std::net::IpAddr, file: &str) {}",
        "use std::collections::BTreeMap;",
        "use std::time::Duration;",
        "// an Instant, a HashMap and println! in a comment",
        "/* std::fs */ let now = now.monotonic_ms;",
        "turn.say(\"std::thread::spawn and Instant\");",
        "fn step(&mut self, now: Now) { self.now(now) }",
        "pub enum Command { Join }",
        "let r#\"\"# = 'a';",
        "struct Own { process: u32, log: Vec<u8>, env: Env }",
        "fn first<'a>(log: &'a [u8]) -> &'a [u8] { log }",
    ] {
        assert_eq!(impurities(snippet), Vec::<String>::new(), "{snippet}");
    }
}

/// The names in the section `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<&str> {
    manifest
        .lines()
        .skip_while(|line| line.trim() != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.trim_start().starts_with('['))
        .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .collect()
}

#[test]
fn the_dependencies_are_the_known_pure_ones() {
    let manifest = include_str!("../Cargo.toml");
    assert_eq!(dependencies(manifest), DEPENDENCIES, "look what a new one brings in");
    for section in ["[target", "[build-dependencies", "[dependencies."] {
        assert!(!manifest.contains(section), "{section} would slip past this test");
    }
    let workspace = include_str!("../../Cargo.toml");
    let jiff = workspace.lines().find(|line| line.starts_with("jiff = ")).expect("jiff is shared");
    assert!(jiff.contains("default-features = false"), "jiff's defaults have the clock");
    assert!(!jiff.contains("\"std\"") && !jiff.contains("\"tz-"), "and so has its std");
}

#[test]
fn a_new_dependency_is_noticed() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\n# comment\nrand = \"1\"\n\
        tokio.workspace = true\n\n[dev-dependencies]\ninsta.workspace = true\n";
    assert_eq!(dependencies(manifest), ["rand", "tokio"]);
}
