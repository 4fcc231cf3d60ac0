//! RENAME (IRCv3 channel-rename): a channel is called by another name.

use super::super::network::{CannotRename, Command, Refusal, Rename};
use super::super::turn::Turn;
use super::cut;
use crate::wire::{ChannelName, Message, channel_casefold};

/// Bytes of a reason: leaves room for the longest source and two channels.
const RENAME_BYTES_MAX: usize = 200;

/// Clients need not have negotiated the capability; they are told in the way of those who have
/// not.
pub(super) fn rename(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let (channel, written) = (message.params[0], message.params[1]);
    let reason = cut(message.params.get(2).unwrap_or_default(), RENAME_BYTES_MAX);
    let config = &turn.server.config;
    let name = ChannelName::parse(written, config.limits.channel_bytes_max).ok();
    // Plain mode speaks in the room of this name.
    let default = channel_casefold(&config.default_channel);
    let fixed = default.is_ok_and(|default| channel_casefold(channel) == Ok(default));
    let user = turn.me();
    turn.apply(Command::Rename { user, channel, to: Rename { written, name, fixed }, reason })
}

/// Says why a channel is not renamed.
pub(super) fn tell(turn: &mut Turn<'_>, (old, new): (&str, &str), why: CannotRename) {
    let (code, key) = match why {
        CannotRename::InUse => ("CHANNEL_NAME_IN_USE", "fail-rename-in-use"),
        CannotRename::Invalid => ("CANNOT_RENAME", "fail-rename-invalid"),
        CannotRename::Recently => ("CANNOT_RENAME", "fail-rename-recently"),
        CannotRename::Fixed => ("CANNOT_RENAME", "fail-rename-fixed"),
    };
    turn.fail("RENAME", code, &[old, new], key);
}
