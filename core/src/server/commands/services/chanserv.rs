//! ChanServ: channels that belong to somebody.

use super::super::super::network::{Channel, Command, Prefix, Refusal};
use super::super::super::turn::Turn;
use super::{Row, Service, Takes, say, say_with, tell};

const ME: Service = Service::ChanServ;

pub(super) static TABLE: &[Row] = &[
    Row(
        "ACCESS",
        "#room [ADD account founder|op|halfop|voice | DEL account]",
        "cs-access",
        Takes::Words(1, 4),
        access,
    ),
    Row("DROP", "#room #room", "cs-drop", Takes::Words(2, 2), drop),
    Row("INFO", "#room", "cs-info", Takes::Words(1, 1), info),
    Row("LIST", "", "cs-list", Takes::Words(0, 0), list),
    Row("OP", "#room", "cs-op", Takes::Words(1, 1), op),
    Row("REGISTER", "#room", "cs-register", Takes::Words(1, 1), register),
    Row("TRANSFER", "#room account", "cs-transfer", Takes::Words(2, 2), transfer),
];

fn register(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let (user, channel) = (turn.me(), params[0]);
    turn.apply(Command::RegisterChannel { user, channel })?;
    say_with(turn, ME, "cs-registered", &[("channel", channel)]);
    Ok(())
}

/// The name is said twice: what is dropped is gone when its last member leaves.
fn drop(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    if params[0] != params[1] {
        say(turn, ME, "cs-drop");
        return Ok(());
    }
    let (user, channel) = (turn.me(), params[0]);
    turn.apply(Command::UnregisterChannel { user, channel })?;
    say_with(turn, ME, "cs-dropped", &[("channel", channel)]);
    Ok(())
}

/// The channel of a name, if the asker may know of it.
fn visible<'t>(turn: &'t Turn<'_>, name: &str) -> Result<&'t Channel, Refusal> {
    let id = super::super::channel::visible(turn, name)?;
    Ok(turn.server.network.channel(id))
}

fn info(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let channel = visible(turn, params[0])?;
    let name = channel.name.to_string();
    let Some(registered) = channel.registered.as_deref() else {
        return Err(Refusal::ChannelNotRegistered(name.into()));
    };
    let at = super::super::super::delivery::date_time(registered.at_ms);
    let founder = registered.founder.clone();
    let args = [("channel", &*name), ("founder", &founder), ("time", &at)];
    say_with(turn, ME, "cs-about", &args);
    Ok(())
}

/// The asker's own channels.
fn list(turn: &mut Turn<'_>, _: &[&str]) -> Result<(), Refusal> {
    let network = &turn.server.network;
    let Some(account) = network.account_of(turn.me()) else { return Err(Refusal::NotLoggedIn) };
    let own = network.channels().filter(|(_, channel)| channel.is_founded_by(&account));
    let own: Vec<_> = own.map(|(_, channel)| channel.name.to_string()).collect();
    if own.is_empty() {
        say(turn, ME, "cs-none");
    }
    for text in super::super::joined(own.into_iter(), ' ') {
        tell(turn, ME, &text);
    }
    Ok(())
}

fn prefix_named(name: &str) -> Option<Prefix> {
    match name.to_ascii_lowercase().as_str() {
        "founder" | "q" => Some(Prefix::FOUNDER),
        "op" | "o" => Some(Prefix::OPERATOR),
        "halfop" | "h" => Some(Prefix::HALFOP),
        "voice" | "v" => Some(Prefix::VOICE),
        _ => None,
    }
}

fn access(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let user = turn.me();
    let channel = params[0];
    let action = params.get(1).map(|action| action.to_ascii_uppercase());
    match (action.as_deref(), &params[2.min(params.len())..]) {
        (None | Some("LIST"), []) => list_access(turn, channel),
        (Some("ADD"), [account, level]) => {
            let Some(prefix) = prefix_named(level) else {
                say(turn, ME, "cs-access");
                return Ok(());
            };
            turn.apply(Command::ChannelAccess { user, channel, account, prefix })?;
            say_with(turn, ME, "cs-access-given", &[("account", account), ("level", level)]);
            Ok(())
        }
        (Some("DEL"), [account]) => {
            let prefix = Prefix::empty();
            turn.apply(Command::ChannelAccess { user, channel, account, prefix })?;
            say_with(turn, ME, "cs-access-taken", &[("account", account)]);
            Ok(())
        }
        _ => {
            say(turn, ME, "cs-access");
            Ok(())
        }
    }
}

fn list_access(turn: &mut Turn<'_>, name: &str) -> Result<(), Refusal> {
    let channel = visible(turn, name)?;
    let Some(registered) = channel.registered.as_deref() else {
        return Err(Refusal::ChannelNotRegistered((*channel.name).into()));
    };
    let mut entries = vec![format!("{} +q", registered.founder)];
    for (account, prefixes) in &registered.access {
        let letters = Prefix::LETTERS.iter().filter(|(.., prefix)| prefixes.contains(*prefix));
        let letters: String = letters.map(|&(letter, ..)| letter).collect();
        entries.push(format!("{account} +{letters}"));
    }
    for entry in entries {
        tell(turn, ME, &entry);
    }
    Ok(())
}

/// The channel becomes another's.
fn transfer(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let (user, channel, account) = (turn.me(), params[0], params[1]);
    turn.apply(Command::TransferChannel { user, channel, account })?;
    say_with(turn, ME, "cs-transferred", &[("channel", channel), ("account", account)]);
    Ok(())
}

/// Somebody who is listed takes the prefix that is theirs.
fn op(turn: &mut Turn<'_>, params: &[&str]) -> Result<(), Refusal> {
    let user = turn.me();
    turn.apply(Command::ClaimPrefix { user, channel: params[0] })?;
    say(turn, ME, "cs-opped");
    Ok(())
}
