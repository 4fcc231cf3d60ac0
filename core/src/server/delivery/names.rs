//! Who is in a channel, as RPL_NAMREPLY lists them.

use super::super::network::{Channel, ChannelFlags, Network, Prefix, UserModes};
use super::super::session::Caps;

/// Bytes of one RPL_NAMREPLY's names: leaves room for the rest of the line.
const NAMES_BYTES_MAX: usize = 350;

/// What of a session's capabilities makes a difference to [`names`].
pub(crate) const NAMES_CAPS: Caps = Caps::MULTI_PREFIX.union(Caps::USERHOST_IN_NAMES);

/// The names in a channel, in as many lines as it takes; none if there are none. Those outside
/// see no invisible users.
pub(crate) fn names(network: &Network, channel: &Channel, inside: bool, caps: Caps) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for member in channel.members() {
        let user = network.user(member.user);
        if !inside && user.modes.contains(UserModes::INVISIBLE) {
            continue;
        }
        let full = caps.contains(Caps::USERHOST_IN_NAMES);
        let name: &str = if full { &user.source } else { &user.nick };
        let bytes = name.len() + Prefix::LETTERS.len();
        let fits = |line: &String| line.len() + bytes < NAMES_BYTES_MAX;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => line.push(' '),
            None => lines.push(String::new()),
        }
        let line = lines.last_mut().expect("there is one, or one was just added");
        member.prefix.write_symbols(caps.contains(Caps::MULTI_PREFIX), line);
        line.push_str(name);
    }
    lines
}

/// The symbol of RPL_NAMREPLY: whether only members know of the channel.
pub(crate) fn names_symbol(channel: &Channel) -> &'static str {
    if channel.flags.contains(ChannelFlags::SECRET) { "@" } else { "=" }
}
