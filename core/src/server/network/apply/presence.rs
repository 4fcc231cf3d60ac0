//! Whether somebody is there: away by their own word, or because none of their sessions counts
//! (IRCv3 pre-away).

use super::super::command::{Effect, Observe, Stamp};
use super::super::{Network, SessionId, UserId};

/// The away message of somebody who is not there for an unspecified reason.
pub(crate) const UNSPECIFIED: &str = "*";

impl Network {
    /// A session marks its user as away, or as back; it counts from now on.
    pub(super) fn set_away(
        &mut self,
        stamp: Stamp,
        (user, session): (UserId, SessionId),
        message: Option<&str>,
        see: &mut dyn Observe,
    ) {
        let entry = self.users.at_mut(user.0);
        entry.unattended.retain(|&other| other != session);
        entry.absent = false;
        if entry.away.as_deref() != message {
            entry.away = message.map(Into::into);
            see.effect(self, stamp, &Effect::Away { user });
        }
    }

    /// A session says that nobody is at it. It does not take the place of what another session
    /// has said of its user.
    pub(super) fn leave_unattended(
        &mut self,
        stamp: Stamp,
        (user, session): (UserId, SessionId),
        see: &mut dyn Observe,
    ) {
        let entry = self.users.at_mut(user.0);
        if !entry.unattended.contains(&session) {
            entry.unattended.push(session);
        }
        if *entry.sessions == [session] && entry.away.as_deref() != Some(UNSPECIFIED) {
            entry.away = Some(UNSPECIFIED.into());
            entry.absent = true;
            see.effect(self, stamp, &Effect::Away { user });
        } else {
            self.settle_presence(stamp, user, UNSPECIFIED, see);
        }
    }

    /// Marks a user as away if none of its sessions counts, and as back once one does.
    pub(super) fn settle_presence(
        &mut self,
        stamp: Stamp,
        user: UserId,
        absence: &str,
        see: &mut dyn Observe,
    ) {
        let entry = self.users.at_mut(user.0);
        let nobody = entry.sessions.iter().all(|session| entry.unattended.contains(session));
        if nobody && entry.away.is_none() {
            entry.away = Some(absence.into());
            entry.absent = true;
        } else if !nobody && std::mem::take(&mut entry.absent) {
            entry.away = None;
        } else {
            return;
        }
        see.effect(self, stamp, &Effect::Away { user });
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::config::Config;
    use super::super::super::{Command, NewUser};
    use super::*;
    use crate::wire::Nickname;

    /// Writes down the away message after each change of it.
    #[derive(Default)]
    struct Heard(Vec<Option<String>>);

    impl Observe for Heard {
        fn effect(&mut self, network: &Network, _: Stamp, effect: &Effect<'_>) {
            if let Effect::Away { user } = *effect {
                self.0.push(network.user(user).away.as_deref().map(str::to_owned));
            }
        }
    }

    #[test]
    fn a_device_that_nobody_is_at_does_not_count() {
        let mut network = Network::new((&Config::default()).into());
        let mut heard = Heard::default();
        let mut apply = |command| {
            let stamp = Stamp { unix_ms: 1, id: 1 };
            assert_eq!(network.apply(stamp, command, &mut heard), Ok(()));
            network.check();
            std::mem::take(&mut heard.0)
        };
        let [desk, phone, bouncer] = [1, 2, 3].map(SessionId);
        let nick = Nickname::parse("mina", 16).expect("a nickname");
        apply(Command::Register(NewUser {
            session: desk,
            nick,
            username: "m",
            hostname: "h",
            realname: "r",
            address: [127, 0, 0, 1].into(),
            account: None,
        }));
        let user = UserId::default();
        let says = |text: &str| vec![Some(text.to_owned())];
        let away = |session, message| Command::Away { user, session, message };
        let attach = |session, attended| Command::Attach { user, session, attended };
        let quit = |session| Command::Quit { user, session, reason: "", absence: "" };

        assert_eq!(apply(attach(bouncer, false)), []);
        assert_eq!(apply(Command::Unattended { user, session: desk }), says("*"));
        assert_eq!(apply(attach(phone, true)), [None]);
        assert_eq!(apply(away(phone, Some("lunch"))), says("lunch"));
        // What the phone said stands, whatever becomes of the others.
        assert_eq!(apply(Command::Unattended { user, session: desk }), []);
        assert_eq!(apply(quit(desk)), []);
        assert_eq!(apply(away(phone, None)), [None]);
        // Only the bouncer is left.
        assert_eq!(apply(quit(phone)), says("*"));
        assert_eq!(apply(away(bouncer, Some("gone"))), says("gone"));
        assert_eq!(apply(Command::Unattended { user, session: bouncer }), says("*"));
        assert_eq!(apply(away(bouncer, None)), [None]);
    }
}
