//! Modes on their way to those who must know them.

use super::super::network::{
    Change, Channel, ChannelFlags, ChannelId, Network, Stamp, UserId, UserModes,
};
use super::Delivery;
use super::deed::untold;

/// Parameters of one MODE line; more changes are told in further lines, so that no line is
/// ever cut.
const MODE_PARAMS_BYTES_MAX: usize = 300;

impl Delivery<'_> {
    pub(super) fn channel_modes(
        &mut self,
        network: &Network,
        stamp: Stamp,
        by: UserId,
        (channel, changes): (ChannelId, &[Change<'_>]),
    ) {
        self.nobody();
        let channel = network.channel(channel);
        for member in channel.members() {
            self.add(network, member.user);
        }
        let mut deed = self.deed(stamp, network.user(by));
        let mut rest = changes;
        while !rest.is_empty() {
            let (letters, params, taken) = mode_line(network, rest);
            rest = &rest[taken..];
            self.send_deed(deed, untold, |line| {
                let line = line.command("MODE").param(&channel.name).param(&letters);
                params.iter().fold(line, |line, param| line.param(param))
            });
            // Each line is kept by itself.
            deed.id = deed.id.map(|id| id + 1);
        }
    }

    pub(super) fn user_modes(
        &mut self,
        network: &Network,
        stamp: Stamp,
        user: UserId,
        (set, unset): (UserModes, UserModes),
    ) {
        self.nobody().add(network, user);
        let user = network.user(user);
        let mut letters = String::new();
        for (sign, modes) in [('+', set), ('-', unset)] {
            if !modes.is_empty() {
                letters.push(sign);
                letters.push_str(&user_modes(modes));
            }
        }
        self.send_line_by(stamp, user, |line| {
            line.command("MODE").param(&user.nick).trailing(&letters)
        });
    }
}

/// As many of the changes as one line takes: letters with signs, parameters, and how many.
pub(super) fn mode_line(network: &Network, changes: &[Change<'_>]) -> (String, Vec<String>, usize) {
    let (mut letters, mut params, mut bytes) = (String::new(), Vec::new(), 0);
    let mut sign = None;
    for (index, change) in changes.iter().enumerate() {
        let (on, letter, param) = match change {
            Change::Flag(on, flag) => {
                let letter = ChannelFlags::LETTERS.iter().find(|(_, f)| f == flag);
                (*on, letter.map_or('?', |&(letter, _)| letter), None)
            }
            // The key that was is not told.
            Change::Key(key) => (key.is_some(), 'k', Some(key.unwrap_or("*").to_owned())),
            Change::Limit(limit) => (limit.is_some(), 'l', limit.map(|limit| limit.to_string())),
            Change::List(on, kind, mask) => (*on, kind.letter(), Some(mask.to_string())),
            Change::Prefix(on, prefix, user) => {
                let letters = super::super::network::Prefix::LETTERS;
                let letter = letters.iter().find(|(.., p)| p == prefix);
                let nick = network.user(*user).nick.to_string();
                (*on, letter.map_or('?', |&(letter, ..)| letter), Some(nick))
            }
        };
        let param_bytes = param.as_ref().map_or(0, String::len);
        if index > 0 && bytes + param_bytes > MODE_PARAMS_BYTES_MAX {
            return (letters, params, index);
        }
        bytes += param_bytes;
        if sign != Some(on) {
            letters.push(if on { '+' } else { '-' });
            sign = Some(on);
        }
        letters.push(letter);
        params.extend(param);
    }
    (letters, params, changes.len())
}

/// A channel's modes as one word, `+knt key` with the parameters if `with_params` (for those
/// inside); the key is shown to members only.
pub(crate) fn channel_modes(channel: &Channel, with_params: bool) -> String {
    let mut modes = format!("+{}", channel.flags.letters());
    if channel.key.is_some() {
        modes.push('k');
    }
    if channel.limit.is_some() {
        modes.push('l');
    }
    if with_params {
        if let Some(key) = &channel.key {
            modes.push(' ');
            modes.push_str(key);
        }
        if let Some(limit) = channel.limit {
            modes.push_str(&format!(" {limit}"));
        }
    }
    modes
}

/// The letters of user modes.
pub(crate) fn user_modes(modes: UserModes) -> String {
    let set = UserModes::LETTERS.iter().filter(|(_, mode)| modes.contains(*mode));
    set.map(|&(letter, _)| letter).collect()
}
