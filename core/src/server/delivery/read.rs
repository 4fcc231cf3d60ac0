//! What somebody has read, on its way to their own devices and to nobody else (IRCv3 read-marker).

use super::super::network::{Network, Stamp, UserId};
use super::super::session::Caps;
use super::{Delivery, timestamp};
use crate::wire::Line;

impl Delivery<'_> {
    /// The devices with the capability, and the one that said so.
    pub(super) fn read(
        &mut self,
        network: &Network,
        stamp: Stamp,
        user: UserId,
        (target, read_ms): (&str, u64),
    ) {
        self.nobody().add(network, user);
        let (sessions, own) = (self.sessions, self.own);
        let knows = |id| sessions.caps(id).contains(Caps::READ_MARKER);
        self.scratch.recipients.retain(|&id| Some(id) == own || knows(id));
        let server = &self.config.server_name;
        self.send_line(stamp, server, |line| markread(line, target, Some(read_ms)));
    }
}

/// `MARKREAD target timestamp=...`, or `*` if nothing is known.
pub(crate) fn markread<'b>(line: Line<'b>, target: &str, read_ms: Option<u64>) -> Line<'b> {
    let line = line.command("MARKREAD").param(target);
    match read_ms {
        Some(read_ms) => line.param(&format!("timestamp={}", timestamp(read_ms))),
        None => line.param("*"),
    }
}
