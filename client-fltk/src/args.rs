//! The flags of `peyk`.

use std::ffi::OsString;

use lexopt::Arg;

use client_fltk::l10n::Language;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Open the window.
    Open {
        /// The language to speak.
        language: Language,
    },
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
    let asked = read(arguments, &mut language).map_err(|error| (language, error))?;
    Ok(match asked {
        Asked::Open => Command::Open { language },
        Asked::Help => Command::Help { language },
        Asked::Version => Command::Version,
    })
}

enum Asked {
    Open,
    Help,
    Version,
}

fn read(
    arguments: impl IntoIterator<Item = OsString>,
    language: &mut Language,
) -> Result<Asked, UsageError> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut asked = Asked::Open;
    while let Some(argument) = parser.next().map_err(unknown)? {
        match argument {
            Arg::Long("lang") => {
                let value = parser.value().map_err(|_| missing("--lang"))?;
                let value = value.to_string_lossy();
                *language = Language::from_tag(&value)
                    .ok_or_else(|| UsageError::UnknownLanguage(value.into_owned()))?;
            }
            Arg::Long("help") => asked = Asked::Help,
            Arg::Long("version") => asked = Asked::Version,
            Arg::Long(name) => return Err(UsageError::UnknownOption(format!("--{name}"))),
            Arg::Short(letter) => return Err(UsageError::UnknownOption(format!("-{letter}"))),
            Arg::Value(word) => {
                return Err(UsageError::UnknownOption(word.to_string_lossy().into_owned()));
            }
        }
    }
    Ok(asked)
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

    #[test]
    fn without_flags_the_window_speaks_the_language_of_the_locale() {
        assert_eq!(parse_words(&[]), Ok(Command::Open { language: Language::English }));
        assert_eq!(parse([], Language::Persian), Ok(Command::Open { language: Language::Persian }));
    }

    #[test]
    fn the_flag_overrides_the_locale() {
        let persian = Ok(Command::Open { language: Language::Persian });
        assert_eq!(parse_words(&["--lang", "fa"]), persian);
        assert_eq!(parse_words(&["--lang=fa"]), persian);
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
