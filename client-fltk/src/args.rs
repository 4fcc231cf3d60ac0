//! The flags of `peyk`.

use std::ffi::OsString;

use lexopt::Arg;

use client_fltk::app::Options;
use client_fltk::l10n::Language;
use client_fltk::model::Asked;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Open the window.
    Open(Options),
    /// Print the flags.
    Help {
        /// The language to print them in.
        language: Language,
    },
    /// Print the version.
    Version,
}

/// What is wrong with a command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UsageError {
    /// There is no such flag, or it takes no value, or a bare word was given.
    UnknownOption(String),
    /// The flag was given without its value.
    MissingValue(String),
    /// `--lang` names a language that Peyk does not speak.
    UnknownLanguage(String),
}

/// Reads the arguments that follow the program's name.
///
/// # Errors
///
/// The first thing wrong, with the language to say it in: that of an earlier `--lang`, or
/// else `locale`.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
    locale: Language,
) -> Result<Command, (Language, UsageError)> {
    let mut language = locale;
    read(arguments, &mut language, locale).map_err(|error| (language, error))
}

fn read(
    arguments: impl IntoIterator<Item = OsString>,
    language: &mut Language,
    locale: Language,
) -> Result<Command, UsageError> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut options =
        Options { locale, asked: Asked::default(), profile: None, host: false, drive: false };
    let mut other = None;
    while let Some(argument) = parser.next().map_err(unknown)? {
        let name = match argument {
            Arg::Long(name) => name.to_owned(),
            Arg::Short(letter) => return Err(UsageError::UnknownOption(format!("-{letter}"))),
            Arg::Value(word) => {
                return Err(UsageError::UnknownOption(word.to_string_lossy().into_owned()));
            }
        };
        let mut value = || parser.value().map_err(|_| missing(&format!("--{name}")));
        match name.as_str() {
            "lang" => {
                let tag = value()?.to_string_lossy().into_owned();
                *language = Language::from_tag(&tag).ok_or(UsageError::UnknownLanguage(tag))?;
                options.asked.language = Some(*language);
            }
            "connect" => options.asked.connect = Some(value()?.to_string_lossy().into_owned()),
            "nick" => options.asked.nick = Some(value()?.to_string_lossy().into_owned()),
            "profile" => options.profile = Some(value()?.into()),
            "host" => options.host = true,
            "drive" => options.drive = true,
            "help" => other = Some(Asking::Help),
            "version" => other = Some(Asking::Version),
            _ => return Err(UsageError::UnknownOption(format!("--{name}"))),
        }
    }
    Ok(match other {
        None => Command::Open(options),
        Some(Asking::Help) => Command::Help { language: *language },
        Some(Asking::Version) => Command::Version,
    })
}

enum Asking {
    Help,
    Version,
}

/// The parser itself only stumbles over a value where none belongs, as in `--help=yes`.
fn unknown(error: lexopt::Error) -> UsageError {
    if let lexopt::Error::UnexpectedValue { option, value } = error {
        return UsageError::UnknownOption(format!("{option}={}", value.to_string_lossy()));
    }
    UsageError::UnknownOption(error.to_string())
}

fn missing(option: &str) -> UsageError {
    UsageError::MissingValue(option.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(words: &[&str]) -> Result<Command, (Language, UsageError)> {
        parse(words.iter().map(OsString::from), Language::English)
    }

    fn open(words: &[&str]) -> Options {
        match parse_words(words) {
            Ok(Command::Open(options)) => options,
            other => panic!("it opens no window: {other:?}"),
        }
    }

    #[test]
    fn without_flags_the_window_speaks_the_language_of_the_locale() {
        assert_eq!(open(&[]).locale, Language::English);
        assert_eq!(open(&[]).asked, Asked::default());
        let persian = parse([], Language::Persian);
        let is_persian = |options: &Options| options.locale == Language::Persian;
        assert!(matches!(persian, Ok(Command::Open(options)) if is_persian(&options)));
    }

    #[test]
    fn flags_say_where_to_go_and_as_whom() {
        assert_eq!(open(&["--lang", "fa"]).asked.language, Some(Language::Persian));
        assert_eq!(open(&["--lang=fa"]).asked.language, Some(Language::Persian));
        let all =
            ["--connect", "peyk.local:6697", "--nick=سارا", "--profile", "/p", "--host", "--drive"];
        let options = open(&all);
        assert_eq!(options.asked.connect.as_deref(), Some("peyk.local:6697"));
        assert_eq!(options.asked.nick.as_deref(), Some("سارا"));
        assert_eq!(options.profile, Some("/p".into()));
        assert!(options.host && options.drive);
    }

    #[test]
    fn help_and_version_open_no_window() {
        assert_eq!(parse_words(&["--help"]), Ok(Command::Help { language: Language::English }));
        assert_eq!(
            parse_words(&["--help", "--lang", "fa"]),
            Ok(Command::Help { language: Language::Persian })
        );
        assert_eq!(parse_words(&["--version"]), Ok(Command::Version));
    }

    #[test]
    fn anything_else_is_refused_in_the_language_asked_for() {
        let unknown = |option: &str| UsageError::UnknownOption(option.to_owned());
        assert_eq!(parse_words(&["--speed"]), Err((Language::English, unknown("--speed"))));
        assert_eq!(parse_words(&["-x"]), Err((Language::English, unknown("-x"))));
        assert_eq!(parse_words(&["lobby"]), Err((Language::English, unknown("lobby"))));
        assert_eq!(parse_words(&["--help=yes"]), Err((Language::English, unknown("--help=yes"))));
        assert_eq!(
            parse_words(&["--lang", "fa", "--speed"]),
            Err((Language::Persian, unknown("--speed")))
        );
        assert_eq!(
            parse_words(&["--lang"]),
            Err((Language::English, UsageError::MissingValue("--lang".to_owned())))
        );
        assert_eq!(
            parse_words(&["--lang", "de"]),
            Err((Language::English, UsageError::UnknownLanguage("de".to_owned())))
        );
    }
}
