//! Strict transport security (IRCv3 sts): programs that were here once over TLS come over TLS
//! only. Offered only if the administrator says so, whose certificate programs must trust.

use super::super::config::Sts;
use super::super::io::Transport;
use super::super::turn::Turn;
use super::capability;

/// What `CAP LS` says of it to this session: where to go, or for how long to stay. It has a value
/// always, so clients that know no values are not told.
pub(super) fn item(turn: &Turn<'_>) -> Option<String> {
    let session = turn.session();
    let sts = turn.server.config.sts.filter(|_| session.cap_302)?;
    Some(match session.transport {
        Transport::Plain => format!("sts=port={}", sts.port),
        Transport::Tls => persistence(Some(sts)),
    })
}

/// Tells a session on TLS of a policy that is new; one that is no more lasts no longer (it is
/// never withdrawn with `CAP DEL`). The others would have to leave at once.
pub(in super::super) fn announce(turn: &mut Turn<'_>, before: Option<Sts>) {
    let now = turn.server.config.sts;
    let policy =
        |sts: Option<Sts>| sts.map(|Sts { port: _, duration_s, preload }| (duration_s, preload));
    let session = turn.session();
    let is_told = session.cap_302 && session.transport == Transport::Tls;
    if is_told && policy(before) != policy(now) {
        capability::reply(turn, |line| line.param("NEW").trailing(&persistence(now)));
    }
}

fn persistence(sts: Option<Sts>) -> String {
    let duration_s = sts.map_or(0, |sts| sts.duration_s);
    let preload = if sts.is_some_and(|sts| sts.preload) { ",preload" } else { "" };
    format!("sts=duration={duration_s}{preload}")
}
