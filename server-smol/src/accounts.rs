//! Accounts from the command line: what `peykd account` does to a store that no server uses.

use std::fmt::Write as _;

use peyk_core::server::config::ACCOUNT_PASSWORD_BYTES_MAX;
use peyk_core::server::storage::{AccountRecord, Kept, Record, time_id};
use peyk_core::text::Text;
use peyk_core::wire::{Nickname, prepared_password, skeleton};

use crate::driver::{Store, hashed};
use crate::problem::Problem;

/// What can be done to accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountVerb {
    /// `add NAME`
    Add,
    /// `code NAME`
    Code,
    /// `list`
    List,
    /// `password NAME`
    Password,
    /// `remove NAME`
    Remove,
}

impl AccountVerb {
    /// The words of the command line.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("add", Self::Add),
        ("code", Self::Code),
        ("list", Self::List),
        ("password", Self::Password),
        ("remove", Self::Remove),
    ];

    /// What is to be done to the account of this name; a password is asked for where one is
    /// needed.
    ///
    /// # Errors
    ///
    /// That of `password`.
    pub fn task<E>(
        self,
        name: String,
        password: impl FnOnce() -> Result<String, E>,
    ) -> Result<AccountTask, E> {
        Ok(match self {
            Self::Add => AccountTask::Add { name, password: password()? },
            Self::Code => AccountTask::Code { name },
            Self::List => AccountTask::List,
            Self::Password => AccountTask::Password { name, password: password()? },
            Self::Remove => AccountTask::Remove { name },
        })
    }
}

/// What the administrator wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountTask {
    /// Make an account with a password.
    Add {
        /// Its name.
        name: String,
        /// Its password.
        password: String,
    },
    /// Show the code that its owner must give with VERIFY.
    Code {
        /// The account.
        name: String,
    },
    /// Show all accounts.
    List,
    /// Give an account another password.
    Password {
        /// The account.
        name: String,
        /// The new password.
        password: String,
    },
    /// Remove an account.
    Remove {
        /// The account.
        name: String,
    },
}

/// Does what the administrator wants, and returns what to print. `kept` is what `store` had when
/// it was opened; `nick_bytes_max` is the server's limit of names and `now_ms` the time since
/// 1970.
///
/// # Errors
///
/// A sentence: the name cannot be one, is taken, or nobody's; the password cannot be one; or the
/// store cannot be written.
pub async fn administer(
    task: AccountTask,
    (kept, store): (&Kept, &impl Store),
    (nick_bytes_max, now_ms): (usize, u64),
    text: &Text,
) -> Result<String, Problem> {
    let (record, key, name) = match task {
        AccountTask::List => return Ok(list(kept)),
        AccountTask::Code { name } => {
            let code = find(kept, &name, text)?.verify_code.as_deref();
            let none = || named(text, "problem-account-no-code", &name);
            return code.map(|code| format!("{code}\n")).ok_or_else(none);
        }
        AccountTask::Add { name, password } => {
            let record = new(kept, &name, &password, (nick_bytes_max, now_ms), text)?;
            (Record::Account(Box::new(record)), "account-added", name)
        }
        AccountTask::Password { name, password } => {
            let mut record = find(kept, &name, text)?.clone();
            give_password(&mut record, &password, text)?;
            (Record::Account(Box::new(record)), "account-password-changed", name)
        }
        AccountTask::Remove { name } => {
            let id = find(kept, &name, text)?.id;
            (Record::AccountGone { id }, "account-removed", name)
        }
    };
    store.append(vec![record]).await.map_err(|error| Problem::new(error.to_string()))?;
    Ok(text.say_with(key, &[("account", &name)]) + "\n")
}

/// A line for each account: its name, and whether it waits for its code.
fn list(kept: &Kept) -> String {
    let mut lines = String::new();
    for account in &kept.accounts {
        let waits = if account.verify_code.is_some() { "\tVERIFY" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{}{waits}", account.name);
    }
    lines
}

fn new(
    kept: &Kept,
    name: &str,
    password: &str,
    (nick_bytes_max, now_ms): (usize, u64),
    text: &Text,
) -> Result<AccountRecord, Problem> {
    let parsed = Nickname::parse(name, nick_bytes_max)
        .map_err(|_| named(text, "problem-account-name", name))?;
    let folded = parsed.folded();
    let taken = kept.accounts.iter().any(|account| {
        let Ok(other) = Nickname::parse(&account.name, usize::MAX) else { return false };
        let other = other.folded();
        let alike = skeleton(&other) == skeleton(&folded);
        other == folded || alike && !(other.is_ascii() && folded.is_ascii())
    });
    if taken {
        return Err(named(text, "problem-account-taken", name));
    }
    let ids = kept.accounts.iter().map(|account| account.id);
    let last_id = ids.fold(kept.last_id, u64::max);
    let mut record = AccountRecord {
        id: time_id(now_ms).max(last_id + 1),
        name: (*parsed).into(),
        seen_ms: now_ms,
        ..AccountRecord::default()
    };
    give_password(&mut record, password, text)?;
    Ok(record)
}

fn give_password(record: &mut AccountRecord, password: &str, text: &Text) -> Result<(), Problem> {
    if password.is_empty() {
        return Err(Problem::new(text.say("hash-empty").to_owned()));
    }
    if password.len() > ACCOUNT_PASSWORD_BYTES_MAX {
        return Err(Problem::new(text.say("fail-unacceptable-password").to_owned()));
    }
    let hashed = hashed(prepared_password(password).as_bytes());
    let hashed = hashed.ok_or_else(|| Problem::new(text.say("hash-failed").to_owned()))?;
    record.password_phc = Some(hashed.phc);
    record.scram = Some(hashed.scram);
    // Whoever may give a password may do without the code.
    record.verify_code = None;
    Ok(())
}

/// The account of a name, however it is cased.
fn find<'k>(kept: &'k Kept, name: &str, text: &Text) -> Result<&'k AccountRecord, Problem> {
    let folded = |name: &str| Nickname::parse(name, usize::MAX).map(|name| name.folded()).ok();
    let wanted = folded(name);
    let found = kept.accounts.iter().find(|account| folded(&account.name) == wanted);
    found.filter(|_| wanted.is_some()).ok_or_else(|| named(text, "problem-account-unknown", name))
}

fn named(text: &Text, key: &str, name: &str) -> Problem {
    Problem::new(text.say_with(key, &[("account", name)]))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures_lite::future::block_on;
    use peyk_core::fuzz::MemoryStore;
    use peyk_core::server::storage::{Page, Query};
    use peyk_core::text::Language;

    use super::*;
    use crate::driver::StoreError;

    #[derive(Clone, Default)]
    struct InMemory(Arc<Mutex<MemoryStore>>);

    impl InMemory {
        fn with<T>(&self, use_it: impl FnOnce(&mut MemoryStore) -> T) -> T {
            use_it(&mut self.0.lock().expect("nobody panics with it"))
        }

        fn administer(&self, task: AccountTask) -> Result<String, Problem> {
            let kept = self.with(|store| store.kept());
            let text = Text::of(Language::English);
            block_on(administer(task, (&kept, self), (64, 1_000), text))
        }
    }

    impl Store for InMemory {
        async fn append(&self, records: Vec<Record>) -> Result<(), StoreError> {
            self.with(|store| store.append(&records));
            Ok(())
        }

        async fn read(&self, query: Query) -> Result<Page, StoreError> {
            Ok(self.with(|store| store.read(&query)))
        }
    }

    fn add(name: &str) -> AccountTask {
        AccountTask::Add { name: name.into(), password: "rosewater".into() }
    }

    #[test]
    fn accounts_are_added_listed_changed_and_removed() {
        let store = InMemory::default();
        store.administer(add("mina")).expect("it is added");
        store.administer(add("علی")).expect("it is added");
        for taken in ["Mina", "min\u{430}", "علي"] {
            store.administer(add(taken)).expect_err("it is taken");
        }
        store.administer(add("#mina")).expect_err("it is no name");
        let before = store.with(|store| store.kept().accounts);
        assert!(before[0].id < before[1].id && before[0].scram.is_some());
        assert_eq!(store.administer(AccountTask::List).as_deref(), Ok("mina\nعلی\n"));
        let password = |password: &str| AccountTask::Password {
            name: "MINA".into(),
            password: password.into(),
        };
        store.administer(password("saffron")).expect("it is changed");
        store.administer(password("")).expect_err("it is none");
        store.administer(password(&"x".repeat(601))).expect_err("it is too long");
        let after = store.with(|store| store.kept().accounts);
        let mina = after.iter().find(|account| &*account.name == "mina").expect("it is there");
        assert_ne!(mina.password_phc, before[0].password_phc);
        let remove = || AccountTask::Remove { name: "mina".into() };
        store.administer(remove()).expect("it is removed");
        store.administer(remove()).expect_err("it is gone");
    }

    #[test]
    fn codes_are_shown() {
        let store = InMemory::default();
        let record = AccountRecord {
            id: 1,
            name: "mina".into(),
            verify_code: Some("ABCD2345".into()),
            ..AccountRecord::default()
        };
        store.with(|store| store.append(&[Record::Account(Box::new(record))]));
        let code = |name: &str| AccountTask::Code { name: name.into() };
        assert_eq!(store.administer(code("Mina")).as_deref(), Ok("ABCD2345\n"));
        assert_eq!(store.administer(AccountTask::List).as_deref(), Ok("mina\tVERIFY\n"));
        store.administer(code("omid")).expect_err("there is none");
        let task = AccountTask::Password { name: "mina".into(), password: "rosewater".into() };
        store.administer(task).expect("it is changed");
        store.administer(code("mina")).expect_err("it waits for none");
    }
}
