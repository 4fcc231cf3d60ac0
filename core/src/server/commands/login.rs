//! Logging in to accounts: what is the same in whatever way somebody proves who they are.

use super::super::network::{Command, Refusal};
use super::super::numerics::{ERR_NICKLOCKED, ERR_SASLALREADY, ERR_SASLFAIL, RPL_LOGGEDIN};
use super::super::storage::AccountRecord;
use super::super::turn::Turn;
use super::spend;
use crate::wire::Nickname;

/// Wrong passwords, codes and the like that one connection may give. A person mistypes a few
/// times; who guesses must come again, and how often one may come is limited, too.
const FAILURES_MAX: u8 = 6;

/// Client certificates of one account: more than anybody has devices.
pub(super) const CERTIFICATES_MAX: usize = 32;

/// What each costs in units of flood control, beside what the command costs.
const FAILURE_UNITS: u32 = 4;

/// Why a session may not log in to an account, although it has proved that it may use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Barred {
    /// The nickname belongs to another account.
    Nickname,
    /// Other devices are logged in to another account.
    Devices,
    /// There is no such account any more.
    Gone,
}

impl Barred {
    pub(super) fn numeric(self) -> u16 {
        match self {
            Self::Nickname => ERR_NICKLOCKED,
            Self::Devices => ERR_SASLALREADY,
            Self::Gone => ERR_SASLFAIL,
        }
    }

    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Nickname => "err-nick-locked",
            Self::Devices => "err-other-devices",
            Self::Gone => "fail-no-such-account",
        }
    }
}

/// The account that the session is logged in to.
pub(super) fn current(turn: &Turn<'_>) -> Option<u64> {
    match turn.registered() {
        Some(user) => {
            let user = turn.server.network.user(user);
            user.account.as_ref().map(|_| user.party)
        }
        None => turn.session().registration.as_deref()?.account,
    }
}

/// The session's nickname: the one it has, or has asked for.
pub(super) fn nick(turn: &Turn<'_>) -> Option<Nickname> {
    match turn.registered() {
        Some(user) => Some(turn.server.network.user(user).nick.clone()),
        None => turn.session().registration.as_deref()?.nick.clone(),
    }
}

/// Whether the session may give its name to a new account: nobody else has it, nor one that
/// looks the same, be it as a nickname or as an account.
pub(super) fn is_free(turn: &Turn<'_>, name: &Nickname) -> bool {
    let (network, folded) = (&turn.server.network, name.folded());
    match turn.registered() {
        Some(user) => network.nick_is_free(&folded, Some(user)),
        None => network.nick_is_free_for(&folded, None),
    }
}

/// Whether the server lets this session make accounts: not before it gave the server's
/// password, if there is one.
pub(super) fn is_admitted(turn: &Turn<'_>) -> bool {
    turn.session().registration.as_deref().is_none_or(|pending| pending.admitted)
}

/// Whether the session's address may make another account.
pub(super) fn may_make_account(turn: &Turn<'_>) -> bool {
    let (server, now_ms) = (&*turn.server, turn.now.monotonic_ms);
    server.newcomers.may_make(turn.session().address, now_ms, &server.config.limits)
}

/// Creates the account of somebody new; returns its id.
///
/// # Errors
///
/// The network's refusal.
pub(super) fn make_account(turn: &mut Turn<'_>, record: AccountRecord) -> Result<u64, Refusal> {
    let account = put(turn, record)?;
    let address = turn.session().address;
    turn.server.newcomers.made(address, turn.now.monotonic_ms);
    Ok(account)
}

/// Creates an account, or changes one; returns its id.
///
/// # Errors
///
/// The network's refusal.
pub(super) fn put(turn: &mut Turn<'_>, record: AccountRecord) -> Result<u64, Refusal> {
    let name = record.name.clone();
    turn.apply(Command::PutAccount(record))?;
    let account = turn.server.network.accounts.find(&name);
    account.map(|account| account.record.id).ok_or(Refusal::BadAccountName(name))
}

/// Logs the session in, and says so (900).
pub(super) fn log_in(turn: &mut Turn<'_>, account: u64) -> Result<(), Barred> {
    let accounts = &turn.server.network.accounts;
    let Some(name) = accounts.get(account).map(|found| found.record.name.clone()) else {
        return Err(Barred::Gone);
    };
    if let Some(user) = turn.registered() {
        let entry = turn.server.network.user(user);
        if current(turn).is_some_and(|id| id != account) && entry.sessions.len() > 1 {
            return Err(Barred::Devices);
        }
        if accounts.reserve(&entry.folded, Some(account)) {
            return Err(Barred::Nickname);
        }
    } else if let Some(pending) = turn.session_mut().registration.as_deref_mut() {
        pending.account = Some(account);
    }
    // Before the ACCOUNT that follows from it: programs wait for this.
    let source = source(turn);
    let text = turn.say_with("logged-in", &[("account", &name)]);
    turn.numeric(RPL_LOGGEDIN, |_, line| line.param(&source).param(&name).trailing(&text));
    if let Some(user) = turn.registered() {
        let applied = turn.apply(Command::Login { user, account });
        assert!(applied.is_ok(), "the account was found above, and nothing else refuses it");
    }
    Ok(())
}

/// `nick!user@host`, with `*` for what is not known yet.
fn source(turn: &Turn<'_>) -> String {
    if let Some(user) = turn.registered() {
        return turn.server.network.user(user).source.to_string();
    }
    let pending = turn.session().registration.as_deref();
    let nick = pending.and_then(|pending| pending.nick.as_deref()).unwrap_or("*");
    let username = pending.and_then(|pending| pending.username.as_deref()).unwrap_or("*");
    format!("{nick}!{username}@{}", turn.session().address)
}

/// Counts a failure: it costs time, and too many end the connection. Called last, since
/// nothing can be said after that.
pub(super) fn failed(turn: &mut Turn<'_>) {
    spend(turn, FAILURE_UNITS);
    let session = turn.session_mut();
    session.login_failures += 1;
    if session.login_failures >= FAILURES_MAX {
        let reason = turn.say("close-login-failures");
        turn.server.close_session(turn.now, turn.id, reason, turn.out);
    }
}

/// Tells the IRC operators which code the owner of a new account must be given.
pub(super) fn tell_code(turn: &mut Turn<'_>, record: &AccountRecord) {
    if let Some(code) = &record.verify_code {
        let args = [("account", &*record.name), ("code", code)];
        let text = turn.say_with("notice-account-code", &args);
        turn.server.notify_operators(turn.now, &text, turn.out);
    }
}
