//! `[accounts]` of the configuration file: who gets an account, and how.

use peyk_core::server::config::{AccountRegistration, Accounts};
use serde::Deserialize;

use super::keys::Row;

/// `[accounts]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AccountsTable {
    registration: RegistrationKey,
    before_connect: bool,
    email_required: bool,
    password_chars_min: usize,
    always_on: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RegistrationKey {
    Open,
    Verify,
    Closed,
}

impl RegistrationKey {
    /// The key and the core's word for it.
    const WORDS: [(Self, AccountRegistration, &'static str); 3] = [
        (Self::Open, AccountRegistration::Open, "open"),
        (Self::Verify, AccountRegistration::Verify, "verify"),
        (Self::Closed, AccountRegistration::Closed, "closed"),
    ];
}

impl Default for AccountsTable {
    fn default() -> Self {
        let Accounts {
            registration,
            before_connect,
            email_required,
            password_chars_min,
            always_on,
        } = Accounts::default();
        let word = RegistrationKey::WORDS.into_iter().find(|(_, core, _)| *core == registration);
        let registration = word.map_or(RegistrationKey::Open, |(key, ..)| key);
        Self { registration, before_connect, email_required, password_chars_min, always_on }
    }
}

impl From<AccountsTable> for Accounts {
    fn from(table: AccountsTable) -> Self {
        let AccountsTable {
            registration,
            before_connect,
            email_required,
            password_chars_min,
            always_on,
        } = table;
        let registration = match registration {
            RegistrationKey::Open => AccountRegistration::Open,
            RegistrationKey::Verify => AccountRegistration::Verify,
            RegistrationKey::Closed => AccountRegistration::Closed,
        };
        Self { registration, before_connect, email_required, password_chars_min, always_on }
    }
}

impl AccountsTable {
    /// The table's keys, in order.
    pub(super) fn rows() -> Vec<Row> {
        let Self { registration, before_connect, email_required, password_chars_min, always_on } =
            Self::default();
        let word = RegistrationKey::WORDS.into_iter().find(|(key, ..)| *key == registration);
        let word = word.map_or("open", |(_, _, word)| word);
        vec![
            Row {
                key: "registration",
                value: format!("\"{word}\""),
                about: "config-accounts-registration",
            },
            Row {
                key: "before_connect",
                value: before_connect.to_string(),
                about: "config-accounts-before-connect",
            },
            Row {
                key: "email_required",
                value: email_required.to_string(),
                about: "config-accounts-email-required",
            },
            Row {
                key: "password_chars_min",
                value: password_chars_min.to_string(),
                about: "config-accounts-password-chars-min",
            },
            Row {
                key: "always_on",
                value: always_on.to_string(),
                about: "config-accounts-always-on",
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_taken() {
        for (_, core, word) in RegistrationKey::WORDS {
            let table: AccountsTable =
                toml::from_str(&format!("registration = \"{word}\"")).expect("it is one");
            assert_eq!(Accounts::from(table).registration, core);
        }
        assert_eq!(Accounts::from(AccountsTable::default()), Accounts::default());
        assert!(toml::from_str::<AccountsTable>("registration = \"maybe\"").is_err());
    }
}
