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
mod model;
mod signals;
mod text;
mod theme;
mod view;

use std::process::ExitCode;

use args::{Command, UsageError};
use l10n::{Language, Texts};

fn main() -> ExitCode {
    let locale = Language::of_locale(sys_locale::get_locale().as_deref().unwrap_or_default());
    let texts = Texts::new();
    match args::parse(std::env::args_os().skip(1), locale) {
        Ok(Command::Open { language }) => open(language, texts),
        Ok(Command::Help { language }) => {
            println!("{}", for_terminal(&texts.of(language).get("help")));
            ExitCode::SUCCESS
        }
        Ok(Command::Version) => {
            println!("peyk {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Err((language, error)) => {
            eprintln!("{}", for_terminal(&explain(&error, &texts, language)));
            ExitCode::from(2)
        }
    }
}

/// Opens the window and runs it until it is closed.
fn open(language: Language, texts: Texts) -> ExitCode {
    let text = texts.of(language);
    if !view::has_display() {
        eprintln!("{}", for_terminal(&text.get("error-no-display")));
        return ExitCode::FAILURE;
    }
    match view::run(model::Model::new(language), texts.clone()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let reason = error.to_string();
            eprintln!("{}", for_terminal(&text.with("error-window", &[("reason", &reason)])));
            ExitCode::FAILURE
        }
    }
}

/// Says what is wrong with the flags, and what to do about it.
fn explain(error: &UsageError, texts: &Texts, language: Language) -> String {
    let text = texts.of(language);
    match error {
        UsageError::UnknownOption(option) => {
            text.with("error-unknown-option", &[("option", option)])
        }
        UsageError::MissingValue(option) => text.with("error-missing-value", &[("option", option)]),
        UsageError::UnknownLanguage(value) => text.with("error-language", &[("value", value)]),
    }
}

/// A sentence without the invisible marks that set a placeable's direction apart: many
/// terminals draw them as boxes, and they would come along when a word is copied.
fn for_terminal(sentence: &str) -> String {
    sentence.replace(['\u{2068}', '\u{2069}'], "")
}
