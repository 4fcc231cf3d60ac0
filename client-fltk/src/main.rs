//! `peyk`, the program: reads its flags and opens the window.
//!
//! Exit codes: 0 closed as asked, 1 the window failed, 2 a flag was wrong.

mod args;

use std::process::ExitCode;

use args::{Command, UsageError};
use client_fltk::app;
use client_fltk::l10n::{Language, Text, for_terminal};

fn main() -> ExitCode {
    let locale = sys_locale::get_locale().and_then(|locale| Language::from_tag(&locale));
    let locale = locale.unwrap_or(Language::English);
    match args::parse(std::env::args_os().skip(1), locale) {
        Ok(Command::Open(options)) => open(options),
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
fn open(options: app::Options) -> ExitCode {
    match app::run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{}", for_terminal(&sentence));
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
