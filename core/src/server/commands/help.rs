//! HELP and HELPOP (Modern IRC, "HELP message"): an index, and a few words on each family of
//! commands.

use super::super::network::Refusal;
use super::super::numerics::*;
use super::super::turn::Turn;
use super::joined;
use crate::wire::Message;

/// A family: its name, its commands, its text.
struct Topic(&'static str, &'static [&'static str], &'static str);

static TOPICS: [Topic; 10] = [
    Topic(
        "CONNECTION",
        &["CAP", "NICK", "PASS", "PING", "PONG", "QUIT", "USER"],
        "topic-connection",
    ),
    Topic("ACCOUNTS", &["AUTHENTICATE", "PERSISTENCE", "REGISTER", "VERIFY"], "topic-accounts"),
    Topic(
        "CHANNELS",
        &["INVITE", "JOIN", "KICK", "LIST", "NAMES", "PART", "RENAME", "TOPIC"],
        "topic-channels",
    ),
    Topic("MODES", &["MODE"], "topic-modes"),
    Topic(
        "MESSAGES",
        &["BATCH", "CHATHISTORY", "MARKREAD", "NOTICE", "PRIVMSG", "REDACT", "SEARCH", "TAGMSG"],
        "topic-messages",
    ),
    Topic("PEOPLE", &["ISON", "USERHOST", "WHO", "WHOIS", "WHOWAS"], "topic-people"),
    Topic("PRESENCE", &["AWAY", "METADATA", "MONITOR", "SETNAME"], "topic-presence"),
    Topic(
        "SERVER",
        &[
            "ADMIN", "HELP", "HELPOP", "INFO", "ISUPPORT", "LINKS", "LUSERS", "MOTD", "TIME",
            "VERSION",
        ],
        "topic-server",
    ),
    Topic("SERVICES", &["CHANSERV", "CS", "NICKSERV", "NS"], "topic-services"),
    Topic("OPERATORS", &["CHGHOST", "KILL", "OPER", "REHASH", "WALLOPS"], "topic-operators"),
];

const INDEX: &str = "INDEX";

pub(super) fn help(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let asked = message.params.get(0).filter(|subject| !subject.is_empty()).unwrap_or(INDEX);
    let subject = asked.to_ascii_uppercase();
    let topic = TOPICS
        .iter()
        .find(|Topic(name, commands, _)| *name == subject || commands.contains(&&*subject));
    let title = turn.say("topic-title");
    match topic {
        Some(Topic(_, commands, key)) => {
            turn.numeric(RPL_HELPSTART, |_, line| line.param(&subject).trailing(title));
            let names = joined(commands.iter().map(ToString::to_string), ' ');
            let words = turn.say(key).split(' ').map(str::to_owned);
            for text in names.into_iter().chain(joined(words, ' ')) {
                turn.numeric(RPL_HELPTXT, |_, line| line.param(&subject).trailing(&text));
            }
        }
        None if subject == INDEX => {
            turn.numeric(RPL_HELPSTART, |_, line| line.param(INDEX).trailing(title));
            for Topic(name, commands, _) in &TOPICS {
                let text = format!("{name}: {}", commands.join(" "));
                turn.numeric(RPL_HELPTXT, |_, line| line.param(INDEX).trailing(&text));
            }
        }
        None => {
            turn.numeric_say(ERR_HELPNOTFOUND, &[asked], "err-help-not-found");
            return Ok(());
        }
    }
    turn.numeric_say(RPL_ENDOFHELP, &[&subject], "end-of-help");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_help_and_no_other_has() {
        let mut commands: Vec<_> = TOPICS.iter().flat_map(|topic| topic.1).copied().collect();
        commands.sort_unstable();
        let known: Vec<_> = super::super::TABLE.iter().map(|row| row.0).collect();
        assert_eq!(commands, known);
    }
}
