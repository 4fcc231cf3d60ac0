//! NickServ: nicknames and the accounts that they belong to.

use super::super::super::io::{Answer, Hashed, Task};
use super::super::super::network::{Command, Refusal};
use super::super::super::session::Question;
use super::super::super::storage::AlwaysOn;
use super::super::super::turn::Turn;
use super::super::accounts::{self, Applicant, password_fault};
use super::super::login::{self, Barred};
use super::super::persistence::{self, own};
use super::super::refusal;
use super::{Row, Service, Takes, say, say_with, tell};

const ME: Service = Service::NickServ;

pub(super) static TABLE: &[Row] = &[
    Row("ALWAYSON", "on|off", "ns-alwayson", Takes::Words(1, 1), always_on),
    Row("CERT", "[ADD fingerprint | DEL fingerprint]", "ns-cert", Takes::Words(0, 2), cert),
    Row("DROP", "account account", "ns-drop", Takes::Words(2, 2), drop),
    Row("GHOST", "nickname", "ns-ghost", Takes::Words(1, 1), ghost),
    Row("IDENTIFY", "[account] password", "ns-identify", Takes::Words(1, 2), identify),
    Row("INFO", "[account]", "ns-info", Takes::Words(0, 1), info),
    Row("LOGOUT", "", "ns-logout", Takes::Words(0, 0), logout),
    Row("PASSWORD", "new-password", "ns-password", Takes::Line, password),
    Row("REGISTER", "password [e-mail]", "ns-register", Takes::Words(1, 2), register),
];

/// What a question of NickServ's was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NickServQuestion {
    /// Whether the password of this account is right; none if there is no such account.
    Identify(Option<u64>),
    /// What is kept of the new password of this account.
    Password(u64),
    /// What is kept of the password of an account to be made.
    Register(Applicant),
}

fn always_on(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let record = own(turn)?;
    let (setting, key) = match params[0].to_ascii_lowercase().as_str() {
        "on" => (AlwaysOn::On, "ns-now-always-on"),
        "off" => (AlwaysOn::Off, "ns-no-longer-always-on"),
        _ => {
            say(turn, ME, "ns-alwayson");
            return Ok(());
        }
    };
    persistence::set(turn, record, setting)?;
    persistence::greet(turn);
    say(turn, ME, key);
    Ok(())
}

/// Hexadecimal digits of a SHA-256 fingerprint.
const FINGERPRINT_DIGITS: usize = 64;

fn cert(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let mut record = own(turn)?;
    let [action, fingerprint] = params else {
        if record.certificates.is_empty() {
            say(turn, ME, "ns-no-certificates");
        }
        for fingerprint in record.certificates {
            tell(turn, ME, &fingerprint);
        }
        return Ok(());
    };
    let fingerprint: String = fingerprint.to_ascii_lowercase().replace(':', "");
    let valid = fingerprint.len() == FINGERPRINT_DIGITS
        && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
    match action.to_ascii_uppercase().as_str() {
        "ADD" if valid && record.certificates.len() < login::CERTIFICATES_MAX => {
            if turn.server.network.accounts.of_certificate(&fingerprint).is_some() {
                say(turn, ME, "ns-certificate-taken");
                return Ok(());
            }
            record.certificates.push(fingerprint.into());
        }
        "DEL" if valid => record.certificates.retain(|known| **known != *fingerprint),
        _ => {
            say(turn, ME, "ns-cert");
            return Ok(());
        }
    }
    turn.apply(Command::PutAccount(record))?;
    say(turn, ME, "ns-certificates-changed");
    Ok(())
}

/// The name is said twice: an account that is dropped is gone.
fn drop(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let record = own(turn)?;
    if params[0] != params[1] || !params[0].eq_ignore_ascii_case(&record.name) {
        say(turn, ME, "ns-drop");
        return Ok(());
    }
    turn.apply(Command::DropAccount { id: record.id })?;
    say(turn, ME, "ns-dropped");
    Ok(())
}

/// Cuts off the other devices under a nickname that belongs to the asker's account.
fn ghost(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let record = own(turn)?;
    let nick = params[0];
    let network = &turn.server.network;
    let found = network.find_user(nick).ok_or_else(|| Refusal::NoSuchNick(nick.into()))?;
    if network.user(found).party != record.id {
        say(turn, ME, "ns-not-yours");
        return Ok(());
    }
    let (own_session, reason) = (turn.id, turn.say("quit-ghost"));
    for session in network.user(found).sessions.clone() {
        if session != own_session {
            turn.server.close_session(turn.now, session, reason, turn.out);
        }
    }
    say(turn, ME, "ns-ghost-gone");
    Ok(())
}

fn identify(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let nick = turn.user().nick.to_string();
    let (name, password) = match params {
        [name, password, ..] => (*name, *password),
        [password] => (&*nick, *password),
        [] => return Ok(()),
    };
    let accounts = &turn.server.network.accounts;
    let account = accounts.find(name).filter(|account| account.is_verified());
    let phc = account.and_then(|account| account.record.password_phc.clone());
    let id = account.filter(|_| phc.is_some()).map(|account| account.record.id);
    // A name that nobody has takes as long as a wrong password.
    let phc = phc.unwrap_or_else(|| super::super::NOBODYS_PHC.into());
    let question = Question::NickServ(NickServQuestion::Identify(id));
    turn.ask(question, Task::verify(&phc, password));
    Ok(())
}

fn info(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let nick = turn.user().nick.to_string();
    let name = params.first().copied().unwrap_or(&nick);
    let Some(account) = turn.server.network.accounts.find(name) else {
        return Err(Refusal::NoSuchAccount(name.into()));
    };
    let created_ms = super::super::super::storage::id_time_ms(account.record.id);
    let at = super::super::super::delivery::date_time(created_ms);
    let name = account.record.name.clone();
    say_with(turn, ME, "ns-about", &[("account", &name), ("time", &at)]);
    Ok(())
}

fn logout(turn: &mut Turn<'_>, _: &[&str]) -> Result<(), Refusal> {
    own(turn)?;
    let user = turn.me();
    // The other devices are logged in to the account and stay so.
    if turn.user().sessions.len() > 1 {
        say(turn, ME, "ns-several-devices");
        return Ok(());
    }
    turn.apply(Command::Logout { user })?;
    say(turn, ME, "ns-logged-out");
    Ok(())
}

fn password(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let record = own(turn)?;
    if let Some((_, key)) = password_fault(turn, &record.name, params[0]) {
        say(turn, ME, key);
        return Ok(());
    }
    let question = Question::NickServ(NickServQuestion::Password(record.id));
    turn.ask(question, Task::hash(params[0]));
    Ok(())
}

/// Makes an account of the nickname, as the command REGISTER does.
fn register(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let email = params.get(1).copied().unwrap_or(accounts::NONE);
    match accounts::applicant(turn, accounts::NONE, email, params[0]) {
        Ok(applicant) => {
            let question = Question::NickServ(NickServQuestion::Register(applicant));
            turn.ask(question, Task::hash(params[0]));
        }
        Err(fault) => say(turn, ME, fault.key),
    }
    Ok(())
}

/// The password of a new account is hashed: the account is made and logged in to.
fn make(turn: &mut Turn<'_>, applicant: &Applicant, hashed: Hashed) -> &'static str {
    let made = match accounts::make(turn, applicant, hashed) {
        Ok(made) => made,
        Err(refusal) => return refusal::sentence(&refusal).unwrap_or("fail-account-exists"),
    };
    if !made.is_verified {
        return "register-verify";
    }
    login::log_in(turn, made.account).map_or_else(Barred::sentence, |()| "register-success")
}

/// A question of NickServ's has its answer.
pub(in super::super) fn answered(turn: &mut Turn<'_>, question: &NickServQuestion, answer: Answer) {
    if turn.registered().is_none() {
        return;
    }
    let done = match (question, answer) {
        (NickServQuestion::Identify(Some(account)), Answer::Matches(true)) => {
            Ok(login::log_in(turn, *account).map_or_else(Barred::sentence, |()| "ns-identified"))
        }
        (NickServQuestion::Password(id), Answer::Hashed(Some(hashed))) => {
            let account = turn.server.network.accounts.get(*id);
            let Some(mut record) = account.map(|account| account.record.clone()) else { return };
            record.password_phc = Some(hashed.phc);
            record.scram = Some(hashed.scram);
            turn.apply(Command::PutAccount(record)).map(|()| "ns-password-changed")
        }
        (NickServQuestion::Register(applicant), Answer::Hashed(Some(hashed))) => {
            Ok(make(turn, applicant, *hashed))
        }
        (NickServQuestion::Identify(_), _) => {
            say(turn, ME, "err-password-mismatch");
            return login::failed(turn);
        }
        (NickServQuestion::Password(_) | NickServQuestion::Register(_), _) => {
            Ok("fail-account-not-kept")
        }
    };
    if let Ok(key) = done {
        say(turn, ME, key);
    }
}
