//! WHO and WHOX (Modern IRC, "WHO message"; IRCv3 WHOX).

use super::super::delivery::account_or_star;
use super::super::network::{
    Channel, ChannelFlags, ChannelId, Network, Refusal, User, UserId, UserModes,
};
use super::super::numerics::{ERR_TOOMANYMATCHES, RPL_ENDOFWHO, RPL_WHOREPLY, RPL_WHOSPCRPL};
use super::super::session::Caps;
use super::super::turn::Turn;
use crate::wire::{Message, fold_mask, mask_matches};

/// Digits of a WHOX token (WHOX, "Extended WHO command").
const TOKEN_DIGITS_MAX: usize = 3;

/// What a reply shows beyond the classic one.
struct Extended<'a> {
    fields: &'a str,
    token: &'a str,
}

pub(super) fn who(turn: &mut Turn<'_>, message: &Message<'_>) -> Result<(), Refusal> {
    let mask = message.params.get(0).filter(|mask| !mask.is_empty()).unwrap_or("*");
    let options = message.params.get(1).unwrap_or_default();
    let (flags, fields) = options.split_once('%').map_or((options, None), |(f, x)| (f, Some(x)));
    let extended = fields.map(|fields| {
        let (fields, token) = fields.split_once(',').unwrap_or((fields, ""));
        let valid = (1..=TOKEN_DIGITS_MAX).contains(&token.len())
            && token.bytes().all(|byte| byte.is_ascii_digit());
        Extended { fields, token: if valid { token } else { "0" } }
    });
    let operators_only = flags.contains('o');
    let replies_max = turn.replies_max();
    for (index, (channel, user)) in matching(turn, mask).into_iter().enumerate() {
        if index >= replies_max {
            turn.numeric_say(ERR_TOOMANYMATCHES, &[mask], "err-too-many-matches");
            break;
        }
        if !operators_only || turn.server.network.user(user).is_operator() {
            reply(turn, channel, user, extended.as_ref());
        }
    }
    turn.numeric_say(RPL_ENDOFWHO, &[mask], "end-of-who");
    Ok(())
}

/// The users of a channel, of a nickname or of a mask, that the asker may see.
fn matching(turn: &Turn<'_>, mask: &str) -> Vec<(Option<ChannelId>, UserId)> {
    let network = &turn.server.network;
    let me = turn.me();
    if mask.starts_with('#') {
        let Ok(id) = super::channel::visible(turn, mask) else { return Vec::new() };
        let channel = network.channel(id);
        let inside = channel.member(me).is_some();
        let users = channel.members().iter().map(|member| member.user);
        let users = users.filter(|&user| inside || may_list(network, me, user));
        return users.map(|user| (Some(id), user)).collect();
    }
    if let Some(user) = network.find_user(mask) {
        return vec![(shared(network, me, user), user)];
    }
    let folded = fold_mask(mask);
    let matches = |text: &str| mask_matches(&folded, &fold_mask(text));
    network
        .users()
        .filter(|(id, user)| {
            may_list(network, me, *id)
                && (mask == "0"
                    || matches(&user.nick)
                    || matches(&user.username)
                    || matches(&user.hostname)
                    || matches(&user.realname)
                    || mask_matches(&folded, &user.folded_source))
        })
        .map(|(id, _)| (shared(network, me, id), id))
        .collect()
}

/// Invisible users are listed to those who share a channel with them.
fn may_list(network: &Network, viewer: UserId, user: UserId) -> bool {
    !network.user(user).modes.contains(UserModes::INVISIBLE) || network.share_channel(viewer, user)
}

/// A channel of the user that the asker may see, one they share first.
fn shared(network: &Network, viewer: UserId, user: UserId) -> Option<ChannelId> {
    let channels = &network.user(user).channels;
    let inside = |id: &&ChannelId| network.channel(**id).member(viewer).is_some();
    let seen = |id: &&ChannelId| may_see_in(network, viewer, user, network.channel(**id));
    channels.iter().find(inside).or_else(|| channels.iter().find(seen)).copied()
}

/// Whether `viewer` may know that `user` is in a channel: those inside may; those outside
/// neither of a secret channel nor of an invisible user.
pub(super) fn may_see_in(
    network: &Network,
    viewer: UserId,
    user: UserId,
    channel: &Channel,
) -> bool {
    let hidden = channel.flags.contains(ChannelFlags::SECRET)
        || network.user(user).modes.contains(UserModes::INVISIBLE);
    viewer == user || !hidden || channel.member(viewer).is_some()
}

fn reply(
    turn: &mut Turn<'_>,
    channel: Option<ChannelId>,
    id: UserId,
    extended: Option<&Extended<'_>>,
) {
    let all = turn.caps().contains(Caps::MULTI_PREFIX);
    let now_ms = turn.now.unix_ms;
    let me = turn.me();
    let network = &turn.server.network;
    let name = channel.map_or("*".to_owned(), |id| network.channel(id).name.to_string());
    let flags = flags(network, channel, id, all);
    let numeric = if extended.is_some() { RPL_WHOSPCRPL } else { RPL_WHOREPLY };
    turn.numeric(numeric, |server, line| {
        let user = server.network.user(id);
        let server_name = &server.config.server_name;
        let Some(extended) = extended else {
            let line = line.param(&name).param(&user.username).param(&user.hostname);
            let line = line.param(server_name).param(&user.nick).param(&flags);
            return line.trailing(&format!("0 {}", user.realname));
        };
        let wants = |field| extended.fields.contains(field);
        let mut line = line;
        // The order is the specification's, whatever the order asked for.
        for field in "tcuihsnfdlaor".chars().filter(|field| wants(*field)) {
            line = match field {
                't' => line.param(extended.token),
                'c' => line.param(&name),
                'u' => line.param(&user.username),
                'i' => line.param(&address(user, id == me, server.network.user(me))),
                'h' => line.param(&user.hostname),
                's' => line.param(server_name),
                'n' => line.param(&user.nick),
                'f' => line.param(&flags),
                'd' => line.param("0"),
                'l' => line.param_display(now_ms.saturating_sub(user.spoke_ms) / 1000),
                'a' => line.param(if user.account.is_some() { account_or_star(user) } else { "0" }),
                'o' => line.param("n/a"),
                _ => line.trailing(&user.realname),
            };
        }
        line
    });
}

/// A user's address, for the user and for IRC operators; nobody's for others.
fn address(user: &User, own: bool, viewer: &User) -> String {
    if own || viewer.is_operator() { user.address.to_string() } else { "255.255.255.255".into() }
}

/// `H` (here) or `G` (gone), `*` for IRC operators, `B` for bots, then the membership prefixes.
fn flags(network: &Network, channel: Option<ChannelId>, id: UserId, all: bool) -> String {
    let user = network.user(id);
    let mut flags = String::from(if user.away.is_some() { "G" } else { "H" });
    if user.is_operator() {
        flags.push('*');
    }
    if user.is_bot() {
        flags.push('B');
    }
    if let Some(member) = channel.and_then(|channel| network.channel(channel).member(id)) {
        member.prefix.write_symbols(all, &mut flags);
    }
    flags
}
