//! IRC commands: a table of them, and what is the same for all.
//!
//! To add a command: write its handler in the file of its family, and give it a row in
//! [`TABLE`].

mod accounts;
mod batch;
mod capability;
mod channel;
mod devices;
mod help;
mod history;
mod login;
mod message;
mod metadata;
mod mode;
mod operator;
mod persistence;
mod presence;
mod queries;
mod read_marker;
mod redact;
mod refusal;
mod registration;
mod rename;
mod sasl;
mod search;
mod services;
mod sts;
mod who;
mod whois;

pub(super) use accounts::Applicant;
pub(super) use batch::timed_out as batch_timed_out;
pub(super) use capability::{announce as announce_capabilities, changed as changed_capabilities};
pub(super) use history::{HistoryQuestion, begin_batch, end_batch};
pub(super) use redact::RedactQuestion;
pub(super) use registration::register;
pub(super) use services::NickServQuestion;
pub(super) use sts::announce as announce_sts;

use super::delivery::Label;
use super::excuse::Excuse;
use super::io::{Answer, GroupStart};
use super::network::Refusal;
use super::numerics::{
    ERR_INPUTTOOLONG, ERR_NEEDMOREPARAMS, ERR_NOPRIVILEGES, ERR_NOTREGISTERED, ERR_SASLFAIL,
    ERR_UNKNOWNCOMMAND,
};
use super::session::{AskedBy, Caps, OpenQuestion, Question, Stage};
use super::turn::Turn;
use crate::wire::{Message, ParseError, Part};

/// Bytes of a label (IRCv3 labeled-response, "Clients").
const LABEL_BYTES_MAX: usize = 64;

/// Bytes of a list in a line: leaves room for the line's other parts.
const JOINED_BYTES_MAX: usize = 350;

/// Compared with a password where there is none to compare with, so that it takes as long.
const NOBODYS_PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Who may use a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Everybody, registered or not.
    Anyone,
    /// After connection registration.
    Registered,
    /// Everybody who is registered, or negotiated this capability.
    With(Caps),
    /// IRC operators.
    Operator,
}

/// Carries out a command. A refusal becomes its numeric.
type Handler = fn(&mut Turn<'_>, &Message<'_>) -> Result<(), Refusal>;

/// A command: its name, the least number of parameters, who may use it, what it costs in
/// units of flood control, and what carries it out.
struct Row(&'static str, usize, Access, u32, Handler);

/// All commands, in the order of their names.
static TABLE: &[Row] = {
    use Access::{Anyone, Operator, Registered, With};
    &[
        Row("ADMIN", 0, Registered, 1, queries::admin),
        Row("AUTHENTICATE", 1, Anyone, 1, sasl::authenticate),
        Row("AWAY", 0, With(Caps::PRE_AWAY), 1, presence::away),
        Row("BATCH", 1, Registered, 1, batch::batch),
        Row("CAP", 1, Anyone, 1, capability::cap),
        Row("CHANSERV", 1, Registered, 1, services::chanserv),
        Row("CHATHISTORY", 1, Registered, 2, history::chathistory),
        Row("CHGHOST", 2, Operator, 1, presence::chghost),
        Row("CS", 1, Registered, 1, services::chanserv),
        Row("HELP", 0, Registered, 1, help::help),
        Row("HELPOP", 0, Registered, 1, help::help),
        Row("INFO", 0, Registered, 1, queries::info),
        Row("INVITE", 0, Registered, 1, channel::invite),
        Row("ISON", 1, Registered, 1, whois::ison),
        Row("ISUPPORT", 0, With(Caps::EXTENDED_ISUPPORT), 2, queries::isupport),
        Row("JOIN", 1, Registered, 1, channel::join),
        Row("KICK", 2, Registered, 1, channel::kick),
        Row("KILL", 1, Operator, 1, operator::kill),
        Row("LINKS", 0, Registered, 1, queries::links),
        Row("LIST", 0, Registered, 2, channel::list),
        Row("LUSERS", 0, Registered, 1, queries::lusers),
        Row("MARKREAD", 0, Registered, 1, read_marker::markread),
        Row("METADATA", 0, Anyone, 1, metadata::metadata),
        Row("MODE", 1, Registered, 1, mode::mode),
        Row("MONITOR", 1, Registered, 1, presence::monitor),
        Row("MOTD", 0, Registered, 1, queries::motd),
        Row("NAMES", 0, Registered, 1, channel::names),
        Row("NICK", 0, Anyone, 1, registration::nick),
        Row("NICKSERV", 1, Registered, 1, services::nickserv),
        Row("NOTICE", 0, Registered, 1, message::notice),
        Row("NS", 1, Registered, 1, services::nickserv),
        Row("OPER", 2, Registered, 4, operator::oper),
        Row("PART", 1, Registered, 1, channel::part),
        Row("PASS", 1, Anyone, 1, registration::pass),
        Row("PERSISTENCE", 0, Registered, 1, persistence::persistence),
        Row("PING", 1, Anyone, 1, registration::ping),
        Row("PONG", 0, Anyone, 1, registration::pong),
        Row("PRIVMSG", 0, Registered, 1, message::privmsg),
        Row("QUIT", 0, Anyone, 1, registration::quit),
        Row("REDACT", 2, Registered, 2, redact::redact),
        Row("REGISTER", 3, Anyone, 4, accounts::register),
        Row("REHASH", 0, Operator, 1, operator::rehash),
        Row("RENAME", 2, Registered, 2, rename::rename),
        Row("SEARCH", 1, Registered, 4, search::search),
        Row("SETNAME", 1, Registered, 1, presence::setname),
        Row("TAGMSG", 1, Registered, 1, message::tagmsg),
        Row("TIME", 0, Registered, 1, queries::time),
        Row("TOPIC", 1, Registered, 1, channel::topic),
        Row("USER", 4, Anyone, 1, registration::user),
        Row("USERHOST", 1, Registered, 1, whois::userhost),
        Row("VERIFY", 2, Anyone, 2, accounts::verify),
        Row("VERSION", 0, Registered, 1, queries::version),
        Row("WALLOPS", 1, Operator, 1, operator::wallops),
        Row("WHO", 0, Registered, 2, who::who),
        Row("WHOIS", 0, Registered, 1, whois::whois),
        Row("WHOWAS", 0, Registered, 1, whois::whowas),
    ]
};

fn find(command: &str) -> Option<&'static Row> {
    let by_name = |row: &Row| {
        let upper = command.bytes().map(|byte| byte.to_ascii_uppercase());
        row.0.bytes().cmp(upper)
    };
    TABLE.binary_search_by(by_name).ok().map(|index| &TABLE[index])
}

/// Carries out one line of IRC.
pub(super) fn dispatch(turn: &mut Turn<'_>, line: &[u8]) {
    let message = match Message::parse(line) {
        Ok(message) => message,
        Err(error) => {
            spend(turn, 1);
            let tags = line.split(|&byte| byte == b' ').next().unwrap_or_default();
            begin_refusal(turn, tags);
            malformed(turn, line, error);
            end_response(turn);
            // Perhaps it was of the batch, which would not be whole without it.
            if error != ParseError::Empty {
                batch::break_off(turn);
            }
            return;
        }
    };
    if batch::takes(turn, &message) {
        return;
    }
    begin_response(turn, &message);
    let group = turn.out.begin_group();
    let command = perform(turn, &message);
    let target = message.params.get(0).unwrap_or_default();
    follow(turn, (command, target));
    end_group(turn, group, (command, target), message.tags.get("label").as_deref());
}

/// Ends the response, unless the command has asked a question: that takes the response along.
fn follow(turn: &mut Turn<'_>, (command, target): (&'static str, &str)) {
    let label = turn.label.take();
    match turn.session_mut().question.as_deref_mut() {
        Some(open) if open.asked_by.is_none() => {
            open.asked_by = Some(AskedBy { command, target: target.into(), label });
        }
        Some(_) | None => {
            turn.label = label;
            end_response(turn);
        }
    }
}

/// Ends a command's group: if what it depends on is not kept, its author is told.
pub(super) fn end_group(
    turn: &mut Turn<'_>,
    group: GroupStart,
    (command, target): (&'static str, &str),
    label: Option<&str>,
) {
    let undo = std::mem::take(&mut turn.undo);
    let conn = turn.session().conn;
    let label = label.filter(|_| turn.caps().contains(Caps::LABELED_RESPONSE));
    turn.out.end_group(group, || Excuse {
        conn,
        label: label.map(Into::into),
        command,
        target: target.into(),
        undo,
    });
}

/// Tells a command's author that what it depends on could not be kept: the response to its
/// label.
pub(super) fn tell_not_kept(
    turn: &mut Turn<'_>,
    label: Option<&str>,
    (command, target): (&str, &str),
) {
    turn.label = label.map(Label::new);
    let context: &[&str] = if target.is_empty() { &[] } else { &[target] };
    match command {
        // Clients wait for how SASL ended.
        "AUTHENTICATE" => turn.numeric_say(ERR_SASLFAIL, &[], "fail-account-not-kept"),
        "REGISTER" | "VERIFY" => {
            turn.fail(command, "TEMPORARILY_UNAVAILABLE", context, "fail-account-not-kept");
        }
        // IRCv3 read-marker, "Errors and Warnings".
        "MARKREAD" => turn.fail(command, "INTERNAL_ERROR", context, "fail-change-not-kept"),
        "PERSISTENCE" => turn.fail(command, "INTERNAL_ERROR", &[], "fail-change-not-kept"),
        _ if services::tell_not_kept(turn, (command, target)) => {}
        "BATCH" | "NOTICE" | "PRIVMSG" | "TAGMSG" => {
            turn.fail(command, "TEMPORARILY_UNAVAILABLE", context, "fail-not-kept");
        }
        _ => turn.fail(command, "TEMPORARILY_UNAVAILABLE", context, "fail-change-not-kept"),
    }
    end_response(turn);
}

/// Refuses a line that is too long; `tags` are its tags, where they were short enough.
pub(super) fn too_long(turn: &mut Turn<'_>, part: Part, tags: &[u8]) {
    begin_refusal(turn, tags);
    let key = match part {
        Part::Tags => "err-tags-too-long",
        Part::Body => "err-line-too-long",
    };
    turn.numeric_say(ERR_INPUTTOOLONG, &[], key);
    end_response(turn);
    batch::break_off(turn);
}

/// The tags of a line that is refused unread may be sound; then the refusal has its label.
fn begin_refusal(turn: &mut Turn<'_>, tags: &[u8]) {
    if let Ok(message) = Message::parse(&[tags, b" -"].concat()) {
        begin_response(turn, &message);
    }
}

/// Collects what follows as the response to a labeled command, if it is one.
fn begin_response(turn: &mut Turn<'_>, message: &Message<'_>) {
    if turn.caps().contains(Caps::LABELED_RESPONSE)
        && let Some(label) = message.tags.get("label")
        && (1..=LABEL_BYTES_MAX).contains(&label.len())
    {
        turn.label = Some(Label::new(&label));
    }
}

/// Sends the response to a labeled command.
fn end_response(turn: &mut Turn<'_>) {
    if let Some(label) = turn.label.take() {
        turn.server.last_id += 1;
        let mut batch = [0; 13];
        let batch = super::delivery::write_message_id(&mut batch, turn.server.last_id);
        let start = turn.out.arena().len();
        label.finish(&turn.server.config.server_name, batch, turn.out.arena());
        let (conn, _) = turn.server.sessions.route(turn.id);
        // A session that its own command closed has been told why; nothing follows that.
        if turn.session().stage == Stage::Closing {
            turn.out.arena().truncate(start);
        } else {
            turn.out.send_one(start, conn);
        }
    }
}

/// Carries out a command, and says its name.
fn perform(turn: &mut Turn<'_>, message: &Message<'_>) -> &'static str {
    let Some(row) = find(message.command) else {
        spend(turn, 1);
        unknown(turn, message.command);
        return "*";
    };
    perform_row(turn, row, message);
    row.0
}

fn perform_row(turn: &mut Turn<'_>, row: &Row, message: &Message<'_>) {
    let &Row(name, params_min, access, units, handler) = row;
    spend(turn, units);
    let registered = turn.registered().is_some();
    match access {
        Access::Registered | Access::Operator if !registered => {
            return turn.numeric_say(ERR_NOTREGISTERED, &[], "err-not-registered");
        }
        Access::With(cap) if !registered && !turn.caps().contains(cap) => {
            return turn.numeric_say(ERR_NOTREGISTERED, &[], "err-not-registered");
        }
        Access::Operator if !turn.user().is_operator() => {
            return turn.numeric_say(ERR_NOPRIVILEGES, &[], "err-no-privileges");
        }
        Access::Anyone | Access::Registered | Access::With(_) | Access::Operator => {}
    }
    if message.params.len() < params_min {
        return turn.numeric_say(ERR_NEEDMOREPARAMS, &[name], "err-need-more-params");
    }
    if let Err(refusal) = handler(turn, message) {
        refusal::tell(turn, name, &refusal);
    }
}

fn spend(turn: &mut Turn<'_>, units: u32) {
    let now_ms = turn.now.monotonic_ms;
    let flood = &turn.server.config.flood;
    turn.server.sessions.at_mut(turn.id).allowance.spend(flood, now_ms, units);
}

fn unknown(turn: &mut Turn<'_>, command: &str) {
    if turn.registered().is_none() {
        return turn.numeric_say(ERR_NOTREGISTERED, &[], "err-not-registered");
    }
    turn.numeric_say(ERR_UNKNOWNCOMMAND, &[command], "err-unknown-command");
}

fn malformed(turn: &mut Turn<'_>, line: &[u8], error: ParseError) {
    match error {
        ParseError::Empty => {}
        ParseError::NotUtf8 => {
            // IRCv3 utf8-only names the command, which is ASCII, where there is one.
            let words = line.split(|&byte| byte == b' ');
            let mut words = words.filter(|word| !word.starts_with(b"@") && !word.starts_with(b":"));
            let command = words.next().and_then(|word| std::str::from_utf8(word).ok());
            let command = command.filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric()));
            turn.fail(command.unwrap_or("*"), "INVALID_UTF8", &[], "fail-invalid-utf8");
        }
        ParseError::NoCommand | ParseError::Control => {
            turn.fail("*", "INVALID_MESSAGE", &[], "fail-invalid-message");
        }
    }
}

/// What a question to the shell was about has its answer: the command that asked goes on.
pub(super) fn answered(turn: &mut Turn<'_>, open: OpenQuestion, answer: Answer) {
    let asked_by =
        open.asked_by.unwrap_or(AskedBy { command: "*", target: "".into(), label: None });
    let AskedBy { command, target, label } = asked_by;
    let label_text = label.as_ref().map(|label| label.text().to_owned());
    turn.label = label;
    let group = turn.out.begin_group();
    match (open.question, answer) {
        (Question::ServerPassword(waiting), Answer::Matches(matches)) => {
            if turn.session().stage == Stage::Plain {
                super::plain::admitted(turn, matches);
            } else {
                registration::admitted(turn, matches, &waiting);
            }
        }
        (Question::Operator(name), Answer::Matches(matches)) => {
            operator::answered(turn, &name, matches);
        }
        (Question::AccountPassword(account), Answer::Matches(matches)) => {
            sasl::answered(turn, account, matches);
        }
        (Question::Register(applicant), Answer::Hashed(hashed)) => {
            if let Err(refusal) = accounts::hashed(turn, &applicant, hashed) {
                refusal::tell(turn, command, &refusal);
            }
        }
        (Question::History(question), Answer::Page(page)) => {
            history::answered(turn, question, page);
        }
        (Question::NickServ(question), answer) => services::answered(turn, &question, answer),
        (Question::Redact(question), Answer::Page(page)) => {
            redact::answered(turn, &question, page);
        }
        (Question::Search, Answer::Page(page)) => search::answered(turn, page),
        (question, answer) => unreachable!("{question:?} is not answered by {answer:?}"),
    }
    follow(turn, (command, &target));
    end_group(turn, group, (command, &target), label_text.as_deref());
}

/// The items of a comma-separated list, without empty ones.
fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|item| !item.is_empty())
}

/// Words joined by a separator, in as many texts as it takes so that each fits into a line. A
/// separator does not stand at a text's end.
fn joined(words: impl Iterator<Item = String>, separator: char) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for word in words {
        match texts.last_mut() {
            Some(text) if text.len() + word.len() < JOINED_BYTES_MAX => {
                text.push(separator);
                text.push_str(&word);
            }
            Some(_) | None => texts.push(word),
        }
    }
    texts
}

/// Cuts a text at a character so that it has at most `bytes_max` bytes.
fn cut(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_found_in_any_case() {
        assert!(TABLE.is_sorted_by_key(|row| row.0));
        for row in TABLE {
            assert_eq!(find(row.0).map(|found| found.0), Some(row.0));
            assert_eq!(find(&row.0.to_lowercase()).map(|found| found.0), Some(row.0));
        }
        assert!(find("NOPE").is_none());
        assert!(find("").is_none());
    }
}
