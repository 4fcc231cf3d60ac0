//! MARKREAD (IRCv3 read-marker): up to when somebody has read a target, for all their devices.

use super::super::delivery::{markread as markread_line, parse_time};
use super::super::network::{ChannelId, Command, Network, Refusal, UserId};
use super::super::session::Caps;
use super::super::turn::Turn;
use crate::wire::{ChannelName, Message, Nickname};

/// `MARKREAD target timestamp=...`, or without a time to ask for it.
pub(super) fn markread(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let Some(given) = message.params.get(0).filter(|given| !given.is_empty()) else {
        turn.fail("MARKREAD", "NEED_MORE_PARAMS", &[], "err-need-more-params");
        return Ok(());
    };
    let Some((target, shown)) = target(turn, given) else {
        turn.fail("MARKREAD", "INVALID_PARAMS", &[given], "fail-markread-target");
        return Ok(());
    };
    if let Some(time) = message.params.get(1) {
        let Some(read_ms) = time.strip_prefix("timestamp=").and_then(parse_time) else {
            turn.fail("MARKREAD", "INVALID_PARAMS", &[given, time], "fail-markread-time");
            return Ok(());
        };
        let (user, target, shown) = (turn.me(), &*target, &*shown);
        if turn.apply(Command::MarkRead { user, target, shown, read_ms }).is_ok() {
            return Ok(());
        }
    }
    let read_ms = turn.server.network.read_markers(turn.me()).get(&target);
    turn.reply(|_, line| markread_line(line, &shown, read_ms));
    Ok(())
}

/// A target's casefolded name, and as it is shown; none if nothing can be called so.
fn target(turn: &Turn<'_>, given: &str) -> Option<(String, String)> {
    let (network, limits) = (&turn.server.network, &turn.server.config.limits);
    if given.starts_with('#') {
        let name = ChannelName::parse(given, limits.channel_bytes_max).ok()?;
        let found = network.find_channel(given).filter(|&id| is_member(network, turn.me(), id));
        let shown = found.map_or(given, |id| &network.channel(id).name);
        return Some((name.folded().to_string(), shown.to_owned()));
    }
    let nick = Nickname::parse(given, limits.nick_bytes_max).ok()?;
    let shown = network.find_user(given).map_or(given, |id| &network.user(id).nick);
    Some((nick.folded().to_string(), shown.to_owned()))
}

fn is_member(network: &Network, user: UserId, channel: ChannelId) -> bool {
    network.channel(channel).member(user).is_some()
}

/// Tells a newcomer up to when it has read a channel, if it wants to know.
pub(super) fn introduce(turn: &mut Turn<'_>, id: ChannelId) {
    if turn.caps().contains(Caps::READ_MARKER) {
        let me = turn.me();
        turn.reply(|server, line| {
            let channel = server.network.channel(id);
            let read_ms = server.network.read_markers(me).get(&channel.folded);
            markread_line(line, &channel.name, read_ms)
        });
    }
}
