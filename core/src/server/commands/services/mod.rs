//! NickServ and ChanServ: thin faces over the server's own commands, for people whose clients
//! know no other way (`/msg NickServ HELP`).
//!
//! To add a command: write its handler, and give it a row in its service's table with the key of
//! its explanation.

mod chanserv;
mod nickserv;

pub(crate) use nickserv::NickServQuestion;
pub(super) use nickserv::answered;

use super::super::network::Refusal;
use super::super::turn::Turn;
use super::refusal;
use crate::wire::Message;

/// Somebody to whom commands can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    ChanServ,
    NickServ,
}

/// A service's command: its name, how it is used, the key of its explanation, what it takes, and
/// what carries it out.
struct Row(&'static str, &'static str, &'static str, Takes, Handler);

/// What a service's command takes.
#[derive(Clone, Copy)]
enum Takes {
    /// So many words at the least and at the most.
    Words(usize, usize),
    /// The rest of the line, which may have spaces.
    Line,
}

type Handler = fn(&mut Turn<'_>, &[&str]) -> Result<(), Refusal>;

impl Service {
    /// The service of a nickname, however it is cased.
    pub(super) fn named(nick: &str) -> Option<Self> {
        let services = [Self::ChanServ, Self::NickServ];
        services.into_iter().find(|service| service.name().eq_ignore_ascii_case(nick))
    }

    fn name(self) -> &'static str {
        match self {
            Self::ChanServ => "ChanServ",
            Self::NickServ => "NickServ",
        }
    }

    fn table(self) -> &'static [Row] {
        match self {
            Self::ChanServ => chanserv::TABLE,
            Self::NickServ => nickserv::TABLE,
        }
    }
}

/// `NS command ...`, `NICKSERV command ...`
pub(super) fn nickserv(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    hear(turn, Service::NickServ, &message.params.join(" "));
    Ok(())
}

/// `CS command ...`, `CHANSERV command ...`
pub(super) fn chanserv(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    hear(turn, Service::ChanServ, &message.params.join(" "));
    Ok(())
}

/// Somebody says something to a service.
pub(super) fn hear(turn: &mut Turn<'_>, service: Service, text: &str) {
    let text = text.trim_ascii();
    if text.is_empty() {
        return say(turn, service, "service-empty");
    }
    let (command, rest) = text.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((text, ""));
    let rest = rest.trim_ascii_start();
    let mut params: Vec<_> = rest.split_ascii_whitespace().collect();
    if command.eq_ignore_ascii_case("HELP") {
        return help(turn, service, params.first().copied());
    }
    let found = service.table().iter().find(|row| row.0.eq_ignore_ascii_case(command));
    let Some(&Row(name, usage, _, takes, handler)) = found else {
        let args = [("command", command), ("service", service.name())];
        let text = turn.say_with("service-unknown", &args);
        return tell(turn, service, &text);
    };
    let fits = match takes {
        Takes::Words(least, most) => (least..=most).contains(&params.len()),
        Takes::Line => {
            params = vec![rest];
            !rest.is_empty()
        }
    };
    if !fits {
        let usage = format!("{name} {usage}");
        let text = turn.say_with("service-usage", &[("usage", &usage)]);
        return tell(turn, service, &text);
    }
    if let Err(refusal) = handler(turn, &params)
        && let Some(key) = refusal::sentence(&refusal)
    {
        say(turn, service, key);
    }
}

/// Has the service that was told something say that it could not be kept; false if it was none.
pub(super) fn tell_not_kept(turn: &mut Turn<'_>, (command, target): (&str, &str)) -> bool {
    let service = match command {
        "CHANSERV" | "CS" => Some(Service::ChanServ),
        "NICKSERV" | "NS" => Some(Service::NickServ),
        "PRIVMSG" => Service::named(target),
        _ => None,
    };
    if let Some(service) = service {
        say(turn, service, "fail-change-not-kept");
    }
    service.is_some()
}

/// The commands, or one of them.
fn help(turn: &mut Turn<'_>, service: Service, topic: Option<&str>) {
    let rows = service.table().iter();
    let rows = rows.filter(|row| topic.is_none_or(|topic| row.0.eq_ignore_ascii_case(topic)));
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return say(turn, service, "err-help-not-found");
    }
    for Row(name, usage, key, ..) in rows {
        let about = turn.say(key);
        tell(turn, service, format!("{name} {usage}").trim_end());
        tell(turn, service, &format!("    {about}"));
    }
}

/// A sentence of a service's.
fn say(turn: &mut Turn<'_>, service: Service, key: &str) {
    let text = turn.say(key);
    tell(turn, service, text);
}

fn say_with(turn: &mut Turn<'_>, service: Service, key: &str, args: &[(&str, &str)]) {
    let text = turn.say_with(key, args);
    tell(turn, service, &text);
}

fn tell(turn: &mut Turn<'_>, service: Service, text: &str) {
    let name = service.name();
    let nick = turn.user().nick.to_string();
    let source = format!("{name}!{name}@{}", turn.server.config.server_name);
    turn.reply_from(&source, |line| line.command("NOTICE").param(&nick).trailing(text));
}
