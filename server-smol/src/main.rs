//! `peykd`: starts a server, or helps whoever is about to.

mod args;
mod logs;
mod signals;

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use argon2::{Argon2, PasswordHasher as _};
use futures_lite::future::block_on;
use peyk_core::text::{Language, Text};
use peyk_core::wire::prepared_password;
use server_smol::accounts::{AccountVerb, administer};
use server_smol::config::{Overrides, Setup, template};
use server_smol::store::{Durability, SqliteStore};
use server_smol::{Identity, Problem, Ready};

use args::{Args, Command};

/// Failed while running.
const FAILED: u8 = 1;

/// Bad flags or configuration.
const MISUSED: u8 = 2;

fn main() -> ExitCode {
    let Args { language, command } = Args::parse(std::env::args_os());
    let text = Text::of(language);
    let done = match command {
        Err(problem) => Err(problem),
        Ok(Command::Help) => print(&args::help(text)),
        Ok(Command::Version) => print(concat!("peykd ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::Config) => print(&template(language)),
        Ok(Command::Hash) => return hash(text),
        Ok(Command::Account(overrides, verb, name)) => account(&overrides, verb, name),
        Ok(Command::Backup(overrides, to)) => backup(&overrides, &to),
        Ok(Command::Check(overrides)) => check(&overrides),
        Ok(Command::Serve(overrides)) => serve(overrides),
    };
    match done {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("{problem}");
            MISUSED.into()
        }
    }
}

/// Writes to stdout; whoever closed it early has read enough.
fn print(output: &str) -> Result<ExitCode, Problem> {
    let written = io::stdout().write_all(output.as_bytes()).and_then(|()| io::stdout().flush());
    Ok(written.map_or(FAILED.into(), |()| ExitCode::SUCCESS))
}

fn serve(overrides: Overrides) -> Result<ExitCode, Problem> {
    logs::start();
    let open_files = rlimit::increase_nofile_limit(u64::MAX);
    let ready = Ready::new(overrides)?;
    let text = ready.text();
    // Before the ready line: whoever reads that may send a signal at once.
    let signals = signals::obey(ready.control());
    for address in ready.addresses() {
        let address = address.to_string();
        let line = text.say_with("server-running", &[("address", &address)]);
        print(&(line + "\n"))?;
    }
    let fingerprint = ready.fingerprint();
    tracing::info!("{}", text.say_with("server-fingerprint", &[("fingerprint", fingerprint)]));
    if let Ok(most) = open_files {
        tracing::debug!(most, "open files");
    }
    match catch_unwind(AssertUnwindSafe(|| ready.run(signals))) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // What went wrong has been printed by the panic itself.
        Err(_) => Ok(FAILED.into()),
    }
}

/// Says whether a server would start with this configuration. Makes and binds nothing.
fn check(overrides: &Overrides) -> Result<ExitCode, Problem> {
    let setup = Setup::load(overrides)?;
    let text = Text::of(setup.config.language);
    if let Some(paths) = &setup.certificate {
        Identity::configured(paths, text)?;
    }
    print(&(text.say("check-fine").to_owned() + "\n"))
}

/// Copies the database of the data folder, also while a server uses it.
fn backup(overrides: &Overrides, to: &Path) -> Result<ExitCode, Problem> {
    let setup = Setup::load(overrides)?;
    let text = Text::of(setup.config.language);
    let Some(data) = &setup.data else {
        return Err(Problem::new(text.say("problem-no-data").to_owned()));
    };
    SqliteStore::backup(data, to, text)?;
    let path = to.display().to_string();
    print(&(text.say_with("backup-done", &[("path", &path)]) + "\n"))
}

/// Does something to the accounts in the data folder, while no server uses it.
fn account(overrides: &Overrides, verb: AccountVerb, name: String) -> Result<ExitCode, Problem> {
    let setup = Setup::load(overrides)?;
    let text = Text::of(setup.config.language);
    let Some(data) = &setup.data else {
        return Err(Problem::new(text.say("problem-no-data").to_owned()));
    };
    let (store, kept) = SqliteStore::open(data, Durability::Disk, setup.retention(), text)?;
    let password = || password(text).ok_or_else(|| Problem::new(text.say("hash-empty").into()));
    let task = verb.task(name, password)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now_ms = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
    let limits = (setup.config.limits.nick_bytes_max, now_ms);
    print(&block_on(administer(task, (&kept, &store), limits, text))?)
}

/// The password on the first line of stdin.
fn password(text: &Text) -> Option<String> {
    if io::stdin().is_terminal() {
        eprintln!("{}", text.say("hash-prompt"));
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).ok()?;
    let password = line.trim_end_matches(['\r', '\n']);
    (!password.is_empty()).then(|| password.to_owned())
}

/// Turns a password on stdin into the string that configuration files have.
fn hash(text: &Text) -> ExitCode {
    let Some(password) = password(text) else {
        eprintln!("{}", text.say("hash-empty"));
        return MISUSED.into();
    };
    let Ok(phc) = Argon2::default().hash_password(prepared_password(&password).as_bytes()) else {
        eprintln!("{}", text.say("hash-failed"));
        return FAILED.into();
    };
    print(&format!("{phc}\n")).unwrap_or(FAILED.into())
}

/// The language for whom no flag says one.
fn default_language() -> Language {
    server_smol::config::language_of_environment()
}
