//! AUTHENTICATE (IRCv3 sasl-3.1, sasl-3.2): logging in to an account, before or after
//! connection registration.
//!
//! A client certificate that nobody has shown before makes the account of a free name: names
//! belong to whoever used them first.

use super::super::config::AccountRegistration;
use super::super::io::Task;
use super::super::network::Refusal;
use super::super::numerics::*;
use super::super::sasl::{
    ClientFirst, Exchange, Gathered, Mechanism, Next, Only, Plain, chunks, external_authorization,
};
use super::super::session::{Caps, ForTheAdmitted, Question};
use super::super::storage::{AccountRecord, ScramKeys};
use super::super::turn::Turn;
use super::{NOBODYS_PHC, login, registration};
use crate::wire::{Message, Nickname, casefold};

/// Ends the exchange.
const ABORT: &str = "*";

pub(super) fn authenticate(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let word = message.params[0];
    if !turn.caps().contains(Caps::SASL) {
        turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-capability");
        return Ok(());
    }
    let exchange = turn.session_mut().exchange.take();
    if word == ABORT {
        turn.numeric_say(ERR_SASLABORTED, &[], "err-sasl-aborted");
        return Ok(());
    }
    let Some(mut exchange) = exchange else {
        begin(turn, word);
        return Ok(());
    };
    match exchange.gathering.push(word) {
        Gathered::More => turn.session_mut().exchange = Some(exchange),
        Gathered::Message(message) => go_on(turn, exchange, &message),
        Gathered::ChunkTooLong => {
            turn.numeric_say(ERR_SASLTOOLONG, &[], "err-sasl-too-long");
            login::failed(turn);
        }
        Gathered::Wrong => fail(turn),
    }
    Ok(())
}

/// All mechanisms have the client speak first.
fn begin(turn: &mut Turn<'_>, name: &str) {
    let Some(mechanism) = Mechanism::named(name) else {
        turn.numeric_say(RPL_SASLMECHS, &[&Mechanism::names()], "sasl-mechanisms");
        return turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-mechanism");
    };
    if mechanism == Mechanism::External && turn.session().certificate.is_none() {
        return turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-no-certificate");
    }
    turn.session_mut().exchange = Some(Box::new(Exchange::new(mechanism)));
    send(turn, b"");
}

/// Sends a message of the server's.
fn send(turn: &mut Turn<'_>, message: &[u8]) {
    for chunk in chunks(message) {
        turn.reply(|_, line| line.command("AUTHENTICATE").param(&chunk));
    }
}

/// Takes a message of the client's.
fn go_on(turn: &mut Turn<'_>, mut exchange: Box<Exchange>, message: &[u8]) {
    match exchange.next {
        Next::Only(Only::Plain) => plain(turn, message),
        Next::Only(Only::External) => external(turn, message),
        Next::ScramFirst => {
            if let Some(next) = scram(turn, message) {
                exchange.next = next;
                turn.session_mut().exchange = Some(exchange);
            }
        }
        Next::ScramProof(account, challenge) => match (account, challenge.finish(message)) {
            (Some(account), Some(last)) => {
                send(turn, last.as_bytes());
                exchange.next = Next::ScramEnd(account);
                turn.session_mut().exchange = Some(exchange);
            }
            (Some(_), None) | (None, _) => fail(turn),
        },
        Next::ScramEnd(account) if message.is_empty() => succeed(turn, account),
        Next::ScramEnd(_) => fail(turn),
    }
}

/// PLAIN: asks whether the password is right. A name without an account, or one that has no
/// password, takes as long as a wrong password.
fn plain(turn: &mut Turn<'_>, message: &[u8]) {
    let Some(plain) = Plain::parse(message).filter(|plain| is_same(plain.authzid, plain.authcid))
    else {
        return fail(turn);
    };
    let account = turn.server.network.accounts.find(plain.authcid);
    let phc = account.and_then(|account| {
        account.record.password_phc.as_ref().map(|phc| (account.record.id, phc.clone()))
    });
    let (account, phc) = match phc {
        Some((account, phc)) => (Some(account), phc),
        None => (None, NOBODYS_PHC.into()),
    };
    turn.ask(Question::AccountPassword(account), Task::verify(&phc, plain.password));
}

/// Whether PLAIN gave the right password.
pub(super) fn answered(turn: &mut Turn<'_>, account: Option<u64>, matches: bool) {
    match account.filter(|_| matches) {
        Some(account) => succeed(turn, account),
        None => fail(turn),
    }
}

/// SCRAM: answers the client's first message. A name without an account is answered like any
/// other, and fails at the end.
fn scram(turn: &mut Turn<'_>, message: &[u8]) -> Option<Next> {
    let first = ClientFirst::parse(message);
    let Some(first) = first.filter(|first| is_same(&first.authzid, &first.name)) else {
        fail(turn);
        return None;
    };
    let found = turn.server.network.accounts.find(&first.name);
    let found =
        found.and_then(|found| found.record.scram.clone().map(|keys| (found.record.id, keys)));
    let nonce = turn.server.secrets.nonce();
    let (account, keys) = match found {
        Some((account, keys)) => (Some(account), keys),
        None => {
            let name = casefold(&first.name).map_or(first.name.clone(), |name| name.to_string());
            let salt = turn.server.secrets.salt_of(&name);
            let iterations = ScramKeys::ITERATIONS;
            (None, ScramKeys { salt, iterations, stored_key: [0; 32], server_key: [0; 32] })
        }
    };
    let (answer, challenge) = first.challenge(keys, &nonce);
    send(turn, answer.as_bytes());
    Some(Next::ScramProof(account, Box::new(challenge)))
}

/// EXTERNAL: the certificate is somebody's, or becomes somebody's.
fn external(turn: &mut Turn<'_>, message: &[u8]) {
    let certificate = turn.session().certificate.clone();
    let (Some(authzid), Some(certificate)) = (external_authorization(message), certificate) else {
        return fail(turn);
    };
    match turn.server.network.accounts.of_certificate(&certificate) {
        Some(known) if is_same(authzid, &known.record.name) => {
            let account = known.record.id;
            succeed(turn, account);
        }
        Some(_) => fail(turn),
        None => match login::current(turn) {
            Some(account) => add_certificate(turn, account, authzid, certificate),
            None => first_use(turn, authzid),
        },
    }
}

/// Whoever is logged in already has another device or a new certificate.
fn add_certificate(turn: &mut Turn<'_>, account: u64, authzid: &str, certificate: Box<str>) {
    let Some(found) = turn.server.network.accounts.get(account) else { return fail(turn) };
    let room = found.record.certificates.len() < login::CERTIFICATES_MAX;
    if !room || !is_same(authzid, &found.record.name) {
        return fail(turn);
    }
    let mut record = found.record.clone();
    record.certificates.push(certificate);
    match login::put(turn, record) {
        Ok(account) => succeed(turn, account),
        Err(_) => fail(turn),
    }
}

/// A certificate that nobody has shown: a free name becomes its owner's.
pub(super) fn first_use(turn: &mut Turn<'_>, authzid: &str) {
    let unknown = |turn: &mut Turn<'_>| {
        turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-unknown-certificate");
    };
    let policy = turn.server.config.accounts.registration;
    if policy == AccountRegistration::Closed {
        return unknown(turn);
    }
    if !login::is_admitted(turn) {
        let waiting = ForTheAdmitted::Account(authzid.into());
        if !registration::check_password(turn, waiting) {
            unknown(turn);
        }
        return;
    }
    // While the password was checked, another connection may have been first with it.
    let certificate = turn.session().certificate.clone();
    let accounts = &turn.server.network.accounts;
    let Some(certificate) = certificate.filter(|it| accounts.of_certificate(it).is_none()) else {
        return unknown(turn);
    };
    let bytes_max = turn.server.config.limits.nick_bytes_max;
    let name = match authzid {
        "" => login::nick(turn),
        given => Nickname::parse(given, bytes_max).ok(),
    };
    let Some(name) = name else {
        return turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-no-name");
    };
    if !login::is_free(turn, &name) {
        return turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-name-taken");
    }
    if !login::may_make_account(turn) {
        return turn.numeric_say(ERR_SASLFAIL, &[], "fail-too-many-accounts");
    }
    let verify = policy == AccountRegistration::Verify;
    let record = AccountRecord {
        name: (*name).into(),
        certificates: vec![certificate],
        verify_code: verify.then(|| turn.server.secrets.code().into()),
        seen_ms: turn.now.unix_ms,
        ..AccountRecord::default()
    };
    match login::make_account(turn, record.clone()) {
        Ok(account) => {
            login::tell_code(turn, &record);
            succeed(turn, account);
        }
        Err(_) => turn.numeric_say(ERR_SASLFAIL, &[], "fail-no-more-accounts"),
    }
}

/// The client has proved that an account is its own.
fn succeed(turn: &mut Turn<'_>, account: u64) {
    let found = turn.server.network.accounts.get(account);
    if found.is_some_and(|found| !found.is_verified()) {
        return turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-unverified");
    }
    match login::log_in(turn, account) {
        Ok(()) => turn.numeric_say(RPL_SASLSUCCESS, &[], "sasl-success"),
        Err(barred) => turn.numeric_say(barred.numeric(), &[], barred.sentence()),
    }
}

fn fail(turn: &mut Turn<'_>) {
    turn.numeric_say(ERR_SASLFAIL, &[], "err-sasl-failed");
    login::failed(turn);
}

/// Whether the name to act as is none, or the name whose secret was given.
fn is_same(authzid: &str, name: &str) -> bool {
    authzid.is_empty()
        || casefold(authzid).is_ok_and(|asked| casefold(name).is_ok_and(|own| asked == own))
}
