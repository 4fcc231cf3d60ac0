//! Connection registration: PASS, NICK, USER; and PING, PONG, QUIT, which need none (Modern
//! IRC, "Connection Setup").

use super::super::Task;
use super::super::delivery::user_modes;
use super::super::isupport;
use super::super::network::{ChannelFlags, Command, ListKind, NewUser, Prefix, Refusal, UserModes};
use super::super::numerics::*;
use super::super::session::{ForTheAdmitted, Question, Registration};
use super::super::turn::Turn;
use super::{cut, devices, metadata, persistence, presence, sasl};
use crate::wire::{Message, Nickname};

pub(super) fn pass(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    match pending(turn) {
        None => turn.numeric_say(ERR_ALREADYREGISTERED, &[], "err-already-registered"),
        Some(registration) => registration.password = Some(message.params[0].into()),
    }
    Ok(())
}

/// What is known of a peer that is not registered yet.
fn pending<'t>(turn: &'t mut Turn<'_>) -> Option<&'t mut Registration> {
    turn.session_mut().registration.as_deref_mut()
}

pub(super) fn nick(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let Some(given) = message.params.get(0).filter(|nick| !nick.is_empty()) else {
        turn.numeric_say(ERR_NONICKNAMEGIVEN, &[], "err-no-nickname-given");
        return Ok(());
    };
    let bytes_max = turn.server.config.limits.nick_bytes_max;
    let Ok(nick) = Nickname::parse(given, bytes_max) else {
        turn.numeric_say(ERR_ERRONEUSNICKNAME, &[given], "err-erroneous-nickname");
        return Ok(());
    };
    if let Some(user) = turn.registered() {
        return turn.apply(Command::Nick { user, nick });
    }
    // Who is still negotiating may log in to the account that the name belongs to.
    let pending_login = pending(turn).is_some_and(|registration| registration.negotiating);
    if !pending_login && !may_have(turn, &nick) {
        return Err(Refusal::NicknameInUse((*nick).into()));
    }
    if let Some(registration) = pending(turn) {
        registration.nick = Some(nick);
    }
    complete(turn);
    Ok(())
}

/// Whether a session that is not registered yet may have a nickname.
fn may_have(turn: &Turn<'_>, nick: &Nickname) -> bool {
    let account = turn.session().registration.as_deref().and_then(|pending| pending.account);
    turn.server.network.nick_is_free_for(&nick.folded(), account)
        || devices::elsewhere(turn, nick).is_some()
}

pub(super) fn user(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let limits = &turn.server.config.limits;
    let (user_bytes_max, realname_bytes_max) = (limits.user_bytes_max, limits.realname_bytes_max);
    let (username, realname) = (message.params[0], message.params[3]);
    let Some(registration) = pending(turn) else {
        turn.numeric_say(ERR_ALREADYREGISTERED, &[], "err-already-registered");
        return Ok(());
    };
    // What a mask could not name is left out of a username.
    let clean: String =
        username.chars().filter(|c| !c.is_control() && !" !@*?:".contains(*c)).collect();
    let clean = cut(&clean, user_bytes_max);
    if clean.is_empty() || realname.is_empty() {
        turn.numeric_say(ERR_NEEDMOREPARAMS, &["USER"], "err-need-more-params");
        return Ok(());
    }
    registration.username = Some(clean.into());
    registration.realname = Some(cut(realname, realname_bytes_max).into());
    complete(turn);
    Ok(())
}

/// Registers the peer if all is there: nickname, username, and the password if there is one.
pub(super) fn complete(turn: &mut Turn<'_>) {
    let Some(registration) = turn.session().registration.as_deref() else { return };
    if registration.negotiating || turn.session().question.is_some() {
        return;
    }
    let (Some(nick), Some(username), Some(realname)) =
        (&registration.nick, &registration.username, &registration.realname)
    else {
        return;
    };
    if !registration.admitted {
        if !check_password(turn, ForTheAdmitted::Registration) {
            refuse(turn);
        }
        return;
    }
    let (nick, username, realname) = (nick.clone(), username.clone(), realname.clone());
    let away = registration.away.clone();
    let metadata = registration.metadata.clone();
    if turn.session_mut().exchange.take().is_some() {
        turn.numeric_say(ERR_SASLABORTED, &[], "err-sasl-aborted");
    }
    let nick_text = nick.to_string();
    let elsewhere = devices::elsewhere(turn, &nick);
    let registered = match elsewhere {
        Some(user) => devices::attach(turn, user, (&username, &realname)),
        None => register(turn, nick, &username, &realname),
    };
    if registered.is_err() {
        // Somebody took the name meanwhile; another NICK completes the registration.
        if let Some(registration) = pending(turn) {
            registration.nick = None;
        }
        turn.numeric_say(ERR_NICKNAMEINUSE, &[&nick_text], "err-nickname-in-use");
        return;
    }
    if let Some(away) = away {
        let marked = presence::mark(turn, Some(&away));
        assert!(marked.is_ok(), "nothing keeps a user from being away");
    }
    metadata::settle(turn, &metadata);
    welcome(turn);
    if elsewhere.is_some() {
        devices::show_channels(turn);
    }
}

/// Has the password checked that PASS gave, for what waits for that. False if it gave none.
pub(super) fn check_password(turn: &mut Turn<'_>, waiting: ForTheAdmitted) -> bool {
    let Some(password) = pending(turn).and_then(|pending| pending.password.clone()) else {
        return false;
    };
    let phc = turn.server.config.password_phc.clone().unwrap_or_default();
    turn.ask(Question::ServerPassword(waiting), Task::verify(&phc, &password));
    true
}

/// Whether PASS gave the right password.
pub(super) fn admitted(turn: &mut Turn<'_>, matches: bool, waiting: &ForTheAdmitted) {
    if !matches {
        return refuse(turn);
    }
    if let Some(registration) = pending(turn) {
        registration.admitted = true;
    }
    match waiting {
        ForTheAdmitted::Registration => complete(turn),
        ForTheAdmitted::Account(name) => sasl::first_use(turn, name),
    }
}

/// Nobody comes in without the server's password.
fn refuse(turn: &mut Turn<'_>) {
    turn.numeric_say(ERR_PASSWDMISMATCH, &[], "err-password-mismatch");
    let reason = turn.say("close-bad-password");
    turn.server.close_session(turn.now, turn.id, reason, turn.out);
}

/// Makes the session's user.
///
/// # Errors
///
/// The nickname is in use.
pub(in super::super) fn register(
    turn: &mut Turn<'_>,
    nick: Nickname,
    username: &str,
    realname: &str,
) -> Result<(), Refusal> {
    let folded = nick.folded();
    let hostname = hostname(turn);
    let session = turn.session();
    let new = NewUser {
        session: turn.id,
        nick,
        username,
        hostname: &hostname,
        realname,
        address: session.address,
        account: session.registration.as_deref().and_then(|pending| pending.account),
    };
    turn.apply(Command::Register(new))?;
    let user = turn.server.network.find_folded(&folded);
    turn.session_mut().user = user;
    turn.session_mut().registration = None;
    if let Some(user) = user {
        turn.server.sessions.settle(user, &[turn.id]);
    }
    turn.server.users_max = turn.server.users_max.max(turn.server.network.user_count());
    turn.server.arm(turn.now, turn.id);
    Ok(())
}

/// The hostname of the session's address.
pub(super) fn hostname(turn: &Turn<'_>) -> String {
    let hostname = turn.session().address.to_string();
    // A parameter cannot begin with a colon.
    if hostname.starts_with(':') { format!("0{hostname}") } else { hostname }
}

/// Modern IRC, "Connection Registration": 001 to 005, LUSERS and MOTD.
fn welcome(turn: &mut Turn<'_>) {
    let (network, server) =
        (turn.server.config.network_name.clone(), turn.server.config.server_name.clone());
    let version = super::queries::VERSION;
    let source = turn.user().source.clone();
    let args = [("network", &*network), ("source", &*source)];
    let text = turn.say_with("welcome", &args);
    turn.numeric(RPL_WELCOME, |_, line| line.trailing(&text));
    let text = turn.say_with("your-host", &[("server", &server), ("version", version)]);
    turn.numeric(RPL_YOURHOST, |_, line| line.trailing(&text));
    let created = super::super::delivery::date_time(turn.server.started_unix_ms);
    let text = turn.say_with("created", &[("time", &created)]);
    turn.numeric(RPL_CREATED, |_, line| line.trailing(&text));
    let flags: String = ChannelFlags::LETTERS.iter().map(|&(letter, _)| letter).collect();
    let prefixes: String = Prefix::LETTERS.iter().map(|&(letter, ..)| letter).collect();
    let lists = [ListKind::Ban, ListKind::Exception, ListKind::InviteException];
    let lists: String = lists.iter().map(|kind| kind.letter()).collect();
    turn.numeric(RPL_MYINFO, |server, line| {
        let line = line.param(&server.config.server_name).param(version);
        let line = line.param(&user_modes(UserModes::all()));
        line.param(&format!("{lists}{flags}kl{prefixes}")).param(&format!("{lists}kl{prefixes}"))
    });
    let lines = turn.server.isupport.clone();
    isupport::send(turn, &lines);
    super::queries::send_lusers(turn);
    persistence::greet(turn);
    metadata::greet(turn);
    super::queries::send_motd(turn);
}

pub(super) fn ping(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    turn.reply(|server, line| {
        line.command("PONG").param(&server.config.server_name).trailing(message.params[0])
    });
    Ok(())
}

/// That something was received is all that counts.
pub(super) fn pong(_: &mut Turn<'_>, _: &Message<'_>) -> Result<(), Refusal> {
    Ok(())
}

/// Bytes of a QUIT's reason: leaves room for the longest source.
const QUIT_BYTES_MAX: usize = 300;

pub(super) fn quit(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let text = turn.server.text;
    let reason = match message.params.get(0).map(|reason| cut(reason, QUIT_BYTES_MAX)) {
        Some(reason) if !reason.is_empty() => text.say_with("quit-message", &[("text", reason)]),
        Some(_) | None => text.say("quit-plain").into(),
    };
    turn.server.close_session(turn.now, turn.id, &reason, turn.out);
    Ok(())
}
