//! What somebody does in channels, on its way to those who see it. What of it is kept has an id,
//! the same live and played back (IRCv3 message-ids; chathistory, "Event playback").

use super::super::network::{Stamp, User};
use super::super::session::Caps;
use super::stamp::{MESSAGE_ID_BYTES, write_message_id};
use super::{Delivery, begin_by, tags_of};
use crate::wire::Line;

/// Something that somebody does.
#[derive(Clone, Copy)]
pub(super) struct Deed<'a> {
    pub(super) stamp: Stamp,
    pub(super) by: &'a User,
    /// `nick!user@host` of who does it; for a change of nickname the one before.
    pub(super) source: &'a str,
    /// The id that it is kept under.
    pub(super) id: Option<u64>,
}

impl Deed<'_> {
    /// The capabilities on which its tags depend.
    pub(super) fn tags(&self) -> Caps {
        let id = self.id.map_or(Caps::empty(), |_| Caps::MESSAGE_TAGS);
        tags_of(self.by) | id
    }

    /// Starts a line of it, up to the source.
    pub(super) fn begin<'b>(
        &self,
        buf: &'b mut Vec<u8>,
        line_bytes_max: usize,
        caps: Caps,
    ) -> Line<'b> {
        let mut line = begin_by(buf, line_bytes_max, caps, (self.stamp, self.by));
        if let Some(id) = self.id.filter(|_| caps.contains(Caps::MESSAGE_TAGS)) {
            let mut text = [0; MESSAGE_ID_BYTES];
            line = line.tag("msgid", Some(write_message_id(&mut text, id)));
        }
        line.source(self.source)
    }
}

impl Delivery<'_> {
    /// What somebody does now, as it is kept.
    pub(super) fn deed<'a>(&self, stamp: Stamp, by: &'a User) -> Deed<'a> {
        Deed { stamp, by, source: &by.source, id: self.shown_id }
    }

    /// Sends one line of a deed to the recipients. `plain` is what plain mode is told of it.
    pub(super) fn send_deed(
        &mut self,
        deed: Deed<'_>,
        plain: impl Fn(&mut Vec<u8>),
        build: impl for<'b> Fn(Line<'b>) -> Line<'b>,
    ) {
        let line_bytes_max = self.config.limits.line_bytes_max;
        self.send(deed.tags(), |caps, buf| {
            if caps.contains(Caps::PLAIN) {
                plain(buf);
            } else {
                build(deed.begin(buf, line_bytes_max, caps)).end();
            }
        });
    }
}

/// Plain mode is told nothing.
pub(super) fn untold(_: &mut Vec<u8>) {}
