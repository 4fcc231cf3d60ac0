//! The command line.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt as _};
use peyk_core::server::config::Plaintext;
use peyk_core::text::{Language, Text};
use server_smol::Problem;
use server_smol::accounts::AccountVerb;
use server_smol::config::Overrides;
use server_smol::store::Durability;

/// What the command line asks for.
pub(crate) struct Args {
    /// The language to answer in.
    pub(crate) language: Language,
    /// What to do, or what is wrong with the command line.
    pub(crate) command: Result<Command, Problem>,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Serve.
    Serve(Overrides),
    /// Do something to the account of this name, or show all.
    Account(Overrides, AccountVerb, String),
    /// Say whether the configuration is fine.
    Check(Overrides),
    /// Print the commented default configuration.
    Config,
    /// Copy the database to this file.
    Backup(Overrides, PathBuf),
    /// Make a PHC string of a password.
    Hash,
    /// Print how to use the program.
    Help,
    /// Print the version.
    Version,
}

impl Args {
    /// Reads a command line, the program's name included.
    pub(crate) fn parse(line: impl IntoIterator<Item = OsString>) -> Self {
        let line: Vec<OsString> = line.into_iter().collect();
        let language = language(&line).unwrap_or_else(crate::default_language);
        Self { language, command: command(line, Text::of(language)) }
    }
}

/// The language that the line asks for, wherever it does: even a mistake before it is answered
/// in it.
fn language(line: &[OsString]) -> Option<Language> {
    let words: Vec<_> = line.iter().filter_map(|word| word.to_str()).collect();
    let after = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    after.or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang="))).and_then(spoken)
}

fn spoken(tag: &str) -> Option<Language> {
    [Language::English, Language::Persian].into_iter().find(|language| language.tag() == tag)
}

/// The first word that is not a flag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Serve,
    Check,
    Config,
    Hash,
    Backup,
    Account,
}

fn command(line: Vec<OsString>, text: &Text) -> Result<Command, Problem> {
    let mut parser = Parser::from_iter(line);
    let mut verb = Verb::Serve;
    let mut backup = None;
    let (mut account_verb, mut account) = (None, None);
    let mut overrides = Overrides::default();
    while let Some(arg) = parser.next().map_err(|error| misused(&error.to_string(), text))? {
        match arg {
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            Arg::Long("version") | Arg::Short('V') => return Ok(Command::Version),
            Arg::Long("config") => overrides.file = Some(value(&mut parser, text)?.into()),
            Arg::Long("data") => overrides.data = Some(value(&mut parser, text)?.into()),
            Arg::Long("listen") => overrides.listen.push(address(&mut parser, text)?),
            Arg::Long("name") => overrides.name = Some(string(&mut parser, text)?),
            Arg::Long("lang") => {
                overrides.language = Some(choice(&mut parser, text, "--lang", &LANGUAGES)?);
            }
            Arg::Long("plaintext") => {
                let chosen = choice(&mut parser, text, "--plaintext", &PLAINTEXTS)?;
                overrides.plaintext = Some(chosen);
            }
            Arg::Long("durability") => {
                let chosen = choice(&mut parser, text, "--durability", &DURABILITIES)?;
                overrides.durability = Some(chosen);
            }
            Arg::Value(word) if verb == Verb::Backup && backup.is_none() => {
                backup = Some(word.into());
            }
            Arg::Value(word) if verb == Verb::Account && account_verb.is_none() => {
                account_verb =
                    Some(chosen(&word.to_string_lossy(), text, "account", &AccountVerb::WORDS)?);
            }
            Arg::Value(word) if takes_account(verb, account_verb) && account.is_none() => {
                account = Some(word.string().map_err(|error| misused(&error.to_string(), text))?);
            }
            Arg::Value(word) if verb == Verb::Serve && word == "account" => verb = Verb::Account,
            Arg::Value(word) if verb == Verb::Serve && word == "backup" => verb = Verb::Backup,
            Arg::Value(word) if verb == Verb::Serve && word == "check" => verb = Verb::Check,
            Arg::Value(word) if verb == Verb::Serve && word == "config" => verb = Verb::Config,
            Arg::Value(word) if verb == Verb::Serve && word == "hash" => verb = Verb::Hash,
            Arg::Long(_) | Arg::Short(_) | Arg::Value(_) => {
                return Err(misused(&arg.unexpected().to_string(), text));
            }
        }
    }
    Ok(match verb {
        Verb::Serve => Command::Serve(overrides),
        Verb::Check => Command::Check(overrides),
        Verb::Config => Command::Config,
        Verb::Hash => Command::Hash,
        Verb::Account => match (account_verb, account) {
            (Some(AccountVerb::List), _) => {
                Command::Account(overrides, AccountVerb::List, String::new())
            }
            (Some(verb), Some(account)) => Command::Account(overrides, verb, account),
            (_, None) | (None, _) => return Err(misused(text.say("problem-account-which"), text)),
        },
        Verb::Backup => match backup {
            Some(to) => Command::Backup(overrides, to),
            None => return Err(misused(text.say("problem-backup-where"), text)),
        },
    })
}

/// Whether the next word is an account's name.
fn takes_account(verb: Verb, account_verb: Option<AccountVerb>) -> bool {
    verb == Verb::Account && account_verb.is_some_and(|verb| verb != AccountVerb::List)
}

const LANGUAGES: [(&str, Language); 2] = [("fa", Language::Persian), ("en", Language::English)];

const PLAINTEXTS: [(&str, Plaintext); 3] = [
    ("loopback", Plaintext::Loopback),
    ("anywhere", Plaintext::Anywhere),
    ("never", Plaintext::Never),
];

const DURABILITIES: [(&str, Durability); 3] =
    [("disk", Durability::Disk), ("os", Durability::Os), ("memory", Durability::Memory)];

fn value(parser: &mut Parser, text: &Text) -> Result<OsString, Problem> {
    parser.value().map_err(|error| misused(&error.to_string(), text))
}

fn string(parser: &mut Parser, text: &Text) -> Result<String, Problem> {
    value(parser, text)?.string().map_err(|error| misused(&error.to_string(), text))
}

fn address(parser: &mut Parser, text: &Text) -> Result<SocketAddr, Problem> {
    let word = string(parser, text)?;
    word.parse().map_err(|_| Problem::new(text.say_with("problem-address", &[("value", &word)])))
}

fn choice<T: Copy>(
    parser: &mut Parser,
    text: &Text,
    flag: &str,
    choices: &[(&str, T)],
) -> Result<T, Problem> {
    chosen(&string(parser, text)?, text, flag, choices)
}

fn chosen<T: Copy>(
    word: &str,
    text: &Text,
    flag: &str,
    choices: &[(&str, T)],
) -> Result<T, Problem> {
    let chosen = choices.iter().find(|(name, _)| *name == word);
    chosen.map(|(_, choice)| *choice).ok_or_else(|| {
        let names = choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let args = [("flag", flag), ("value", word), ("choices", names.as_str())];
        Problem::new(text.say_with("problem-choice", &args))
    })
}

fn misused(reason: &str, text: &Text) -> Problem {
    Problem::new(text.say_with("problem-flag", &[("reason", reason)]))
}

/// How to use the program.
pub(crate) fn help(text: &Text) -> String {
    let flags = [
        ("--config FILE", text.say("help-config")),
        ("--listen ADDR", text.say("help-listen")),
        ("--data DIR", text.say("help-data")),
        ("--name NAME", text.say("help-name")),
        ("--lang fa|en", text.say("help-lang")),
        ("--plaintext loopback|anywhere|never", text.say("help-plaintext")),
        ("--durability disk|os|memory", text.say("help-durability")),
        ("--help", text.say("help-help")),
        ("--version", text.say("help-version")),
    ];
    let commands = [
        ("peykd account add|password|code|remove NAME", text.say("help-account")),
        ("peykd account list", text.say("help-account-list")),
        ("peykd backup FILE", text.say("help-backup")),
        ("peykd check", text.say("help-check")),
        ("peykd config", text.say("help-print-config")),
        ("peykd hash", text.say("help-hash")),
    ];
    let mut help = format!("{}\n\n", text.say("help-about"));
    // Writing to a string cannot fail. Each explanation has its own line: Persian and Latin side
    // by side are put in an order that no terminal agrees on.
    let _ = writeln!(help, "{}\n  peykd [FLAGS]", text.say("help-usage"));
    for (command, _) in commands {
        let _ = writeln!(help, "  {command}");
    }
    let _ = writeln!(help, "\n{}", text.say("help-flags"));
    for (flag, about) in flags.into_iter().chain(commands) {
        let _ = writeln!(help, "  {flag}\n      {about}");
    }
    let _ = writeln!(help, "\n{}", text.say("help-signals"));
    help
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Args {
        Args::parse(["peykd"].iter().chain(words).map(OsString::from))
    }

    fn problem(words: &[&str]) -> String {
        parse(words).command.expect_err("it is wrong").to_string()
    }

    #[test]
    fn every_flag_is_taken() {
        let args = parse(&[
            "--config",
            "a.toml",
            "--listen",
            "127.0.0.1:0",
            "--listen",
            "[::1]:6667",
            "--data",
            "d",
            "--name",
            "n",
            "--lang",
            "fa",
            "--plaintext",
            "never",
            "--durability",
            "os",
        ]);
        let expected = Overrides {
            file: Some("a.toml".into()),
            listen: vec![([127, 0, 0, 1], 0).into(), "[::1]:6667".parse().expect("an address")],
            data: Some("d".into()),
            name: Some("n".into()),
            language: Some(Language::Persian),
            plaintext: Some(Plaintext::Never),
            durability: Some(Durability::Os),
        };
        assert_eq!(args.language, Language::Persian);
        assert_eq!(args.command, Ok(Command::Serve(expected)));
    }

    #[test]
    fn words_choose_what_to_do() {
        assert_eq!(parse(&["config"]).command, Ok(Command::Config));
        assert_eq!(parse(&["hash"]).command, Ok(Command::Hash));
        let backup = parse(&["backup", "copy.db"]).command;
        assert_eq!(backup, Ok(Command::Backup(Overrides::default(), "copy.db".into())));
        assert_eq!(parse(&["--help"]).command, Ok(Command::Help));
        assert_eq!(parse(&["--version"]).command, Ok(Command::Version));
        let (overrides, name) = (Overrides::default(), String::from("مینا"));
        let add = Command::Account(overrides.clone(), AccountVerb::Add, name);
        assert_eq!(parse(&["account", "add", "مینا"]).command, Ok(add));
        let list = Command::Account(overrides, AccountVerb::List, String::new());
        assert_eq!(parse(&["account", "list"]).command, Ok(list));
        let check = parse(&["--name", "x", "check"]).command;
        assert!(matches!(check, Ok(Command::Check(overrides)) if overrides.name.is_some()));
    }

    #[test]
    fn mistakes_are_named_in_the_language_asked_for() {
        assert!(problem(&["--lang", "en", "--listen", "5000"]).contains("5000"));
        assert!(problem(&["--plaintext", "x", "--lang", "en"]).contains("loopback"));
        assert!(problem(&["--nonsense", "--lang=fa"]).contains("--nonsense"));
        assert!(problem(&["account", "--lang", "en", "rename"]).contains("remove"));
        assert_ne!(problem(&["account"]), problem(&["account", "list", "mina"]));
        assert!(problem(&["account", "add", "mina", "omid"]).contains("omid"));
        assert!(problem(&["check", "config"]).contains("config"));
        assert!(problem(&["--durability", "never"]).contains("disk, os, memory"));
        assert!(problem(&["backup", "--lang", "en"]).contains("backup"));
        assert!(problem(&["--lang", "de"]).contains("fa, en"));
        assert!(problem(&["--name"]).contains("--name"));
        assert_ne!(problem(&["--x", "--lang=fa"]), problem(&["--x", "--lang=en"]));
    }
}
