//! REGISTER and VERIFY: making an account (IRCv3 draft/account-registration).

use super::super::config::{ACCOUNT_PASSWORD_BYTES_MAX, AccountRegistration};
use super::super::io::{Hashed, Task};
use super::super::network::Refusal;
use super::super::sasl::same_secret;
use super::super::session::Question;
use super::super::storage::AccountRecord;
use super::super::turn::Turn;
use super::login;
use crate::wire::{Message, Nickname, casefold};

/// Bytes of an e-mail address (RFC 5321, section 4.5.3.1.3).
const EMAIL_BYTES_MAX: usize = 254;

/// Stands for the nickname, or for no address.
pub(super) const NONE: &str = "*";

/// Who wants which account, while the password is being hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Applicant {
    name: Nickname,
    email: Option<Box<str>>,
}

/// Why somebody gets no account: the code of a FAIL, whose it was to be, and the sentence's key.
pub(super) struct Fault {
    code: &'static str,
    account: Box<str>,
    pub(super) key: &'static str,
}

pub(super) fn register(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let (account, email, password) = (message.params[0], message.params[1], message.params[2]);
    match applicant(turn, account, email, password) {
        Ok(applicant) => turn.ask(Question::Register(applicant), Task::hash(password)),
        Err(Fault { code, account, key }) => {
            turn.fail("REGISTER", code, &[&account], key);
        }
    }
    Ok(())
}

/// Looks whether somebody may make an account; `account` is its name or [`NONE`], and so is
/// `email`.
pub(super) fn applicant(
    turn: &Turn<'_>,
    account: &str,
    email: &str,
    password: &str,
) -> Result<Applicant, Fault> {
    let fault = |code, about: &str, key| Err(Fault { code, account: about.into(), key });
    if login::current(turn).is_some() {
        return fault("ALREADY_AUTHENTICATED", account, "fail-already-logged-in");
    }
    if turn.server.config.accounts.registration == AccountRegistration::Closed {
        return fault("TEMPORARILY_UNAVAILABLE", account, "fail-registration-closed");
    }
    if must_connect_first(turn) {
        // The draft names no account here, the servers and suites that follow it do.
        return fault("COMPLETE_CONNECTION_REQUIRED", account, "fail-register-connect-first");
    }
    let Some(name) = login::nick(turn) else {
        return fault("NEED_NICK", NONE, "fail-register-need-nick");
    };
    if account != NONE && casefold(account) != Ok(name.folded()) {
        return fault("ACCOUNT_NAME_MUST_BE_NICK", account, "fail-account-must-be-nick");
    }
    if !login::is_free(turn, &name) {
        return fault("ACCOUNT_EXISTS", &name, "fail-account-exists");
    }
    let Some(email) = address(turn, email) else {
        return fault("INVALID_EMAIL", &name, "fail-invalid-email");
    };
    if let Some((code, key)) = password_fault(turn, &name, password) {
        return fault(code, &name, key);
    }
    if !login::may_make_account(turn) {
        return fault("TEMPORARILY_UNAVAILABLE", &name, "fail-too-many-accounts");
    }
    Ok(Applicant { name, email })
}

/// Whether the session has to complete its connection registration before accounts are made or
/// verified.
fn must_connect_first(turn: &Turn<'_>) -> bool {
    let waits = turn.registered().is_none() && !turn.server.config.accounts.before_connect;
    waits || !login::is_admitted(turn)
}

/// The e-mail address given, if it may be one: `None` if it may not, or one is needed.
fn address(turn: &Turn<'_>, given: &str) -> Option<Option<Box<str>>> {
    if given == NONE {
        return (!turn.server.config.accounts.email_required).then_some(None);
    }
    let (local, domain) = given.rsplit_once('@')?;
    let plausible = !local.is_empty() && !domain.is_empty() && given.len() <= EMAIL_BYTES_MAX;
    plausible.then(|| Some(given.into()))
}

/// Why an account may not have this password: the code of a FAIL, and the sentence.
pub(super) fn password_fault(
    turn: &Turn<'_>,
    name: &str,
    password: &str,
) -> Option<(&'static str, &'static str)> {
    if password.len() > ACCOUNT_PASSWORD_BYTES_MAX {
        return Some(("UNACCEPTABLE_PASSWORD", "fail-unacceptable-password"));
    }
    let chars_min = turn.server.config.accounts.password_chars_min;
    let weak = password.chars().take(chars_min).count() < chars_min
        || casefold(password).is_ok_and(|password| casefold(name) == Ok(password));
    weak.then_some(("WEAK_PASSWORD", "fail-weak-password"))
}

/// An account that has been made.
pub(super) struct Made {
    pub(super) account: u64,
    /// It needs no code before it can be used.
    pub(super) is_verified: bool,
}

/// The password is hashed: the account is made.
pub(super) fn hashed(
    turn: &mut Turn<'_>,
    applicant: &Applicant,
    hashed: Option<Box<Hashed>>,
) -> Result<(), Refusal> {
    let name = applicant.name.to_string();
    let Some(hashed) = hashed else {
        turn.fail("REGISTER", "TEMPORARILY_UNAVAILABLE", &[&name], "fail-account-not-kept");
        return Ok(());
    };
    let Made { account, is_verified } = make(turn, applicant, *hashed)?;
    if is_verified {
        tell(turn, ("REGISTER", "SUCCESS"), &name, "register-success");
        enter(turn, account);
    } else {
        tell(turn, ("REGISTER", "VERIFICATION_REQUIRED"), &name, "register-verify");
    }
    Ok(())
}

/// Makes an account, unless somebody took the name meanwhile.
pub(super) fn make(
    turn: &mut Turn<'_>,
    applicant: &Applicant,
    hashed: Hashed,
) -> Result<Made, Refusal> {
    let Applicant { name, email } = applicant;
    if !login::is_free(turn, name) {
        return Err(Refusal::AccountExists((**name).into()));
    }
    // Several may have asked while passwords were being hashed.
    if !login::may_make_account(turn) {
        return Err(Refusal::TooManyAccounts((**name).into()));
    }
    let verify = turn.server.config.accounts.registration == AccountRegistration::Verify;
    let record = AccountRecord {
        name: (**name).into(),
        password_phc: Some(hashed.phc),
        scram: Some(hashed.scram),
        email: email.clone(),
        verify_code: verify.then(|| turn.server.secrets.code().into()),
        seen_ms: turn.now.unix_ms,
        ..AccountRecord::default()
    };
    let account = login::make_account(turn, record.clone())?;
    if verify {
        login::tell_code(turn, &record);
    }
    Ok(Made { account, is_verified: !verify })
}

/// `REGISTER SUCCESS account :sentence` and the like
fn tell(turn: &mut Turn<'_>, (command, word): (&str, &str), account: &str, key: &str) {
    let text = turn.say(key);
    turn.reply(|_, line| line.command(command).param(word).param(account).trailing(text));
}

/// Logs in to the account just made. Where that is barred, it is there all the same.
fn enter(turn: &mut Turn<'_>, account: u64) {
    if let Err(barred) = login::log_in(turn, account) {
        turn.numeric_say(barred.numeric(), &[], barred.sentence());
    }
}

pub(super) fn verify(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let (name, code) = (message.params[0], message.params[1]);
    if login::current(turn).is_some() {
        turn.fail("VERIFY", "ALREADY_AUTHENTICATED", &[name], "fail-already-logged-in");
        return Ok(());
    }
    if must_connect_first(turn) {
        let key = "fail-register-connect-first";
        turn.fail("VERIFY", "COMPLETE_CONNECTION_REQUIRED", &[name], key);
        return Ok(());
    }
    let account = turn.server.network.accounts.find(name);
    let right = account.filter(|account| {
        let wanted = account.record.verify_code.as_deref();
        // Somebody typed it off a sheet of paper.
        let code = code.to_ascii_uppercase();
        wanted.is_some_and(|wanted| same_secret(wanted.as_bytes(), code.as_bytes()))
    });
    let Some(mut record) = right.map(|account| account.record.clone()) else {
        turn.fail("VERIFY", "INVALID_CODE", &[name], "fail-invalid-code");
        login::failed(turn);
        return Ok(());
    };
    record.verify_code = None;
    let name = record.name.clone();
    let account = login::put(turn, record)?;
    tell(turn, ("VERIFY", "SUCCESS"), &name, "register-success");
    enter(turn, account);
    Ok(())
}
