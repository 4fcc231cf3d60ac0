//! PRIVMSG, NOTICE and TAGMSG.

use super::super::super::storage::{LINE_CONCAT, LINE_FEED};
use super::super::command::{
    Audience, CannotSend, Effect, MessageKind, Observe, Refusal, Stamp, Target,
};
use super::super::{Channel, ChannelFlags, Network, Prefix, User, UserId};
use crate::mutants::Mutant;

impl Network {
    pub(super) fn message(
        &mut self,
        stamp: Stamp,
        mut from: UserId,
        (kind, target): (MessageKind, Target<'_>),
        (text, tags): (&str, &str),
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        if Mutant::MistakesSpeaker.strikes(stamp.unix_ms) {
            from = self.users().next().map_or(from, |(first, _)| first);
        }
        let status_name;
        let (audience, target) = match target {
            Target::User(nick) => {
                let user = self.find_user(nick).ok_or_else(|| Refusal::NoSuchNick(nick.into()))?;
                (Audience::User(user), &*self.user(user).nick)
            }
            Target::Channel(name) => {
                let id = self.existing(name)?;
                let channel = self.channel(id);
                may_speak(channel, from, self.user(from), text)?;
                (Audience::Channel(id, Prefix::empty()), &*channel.name)
            }
            Target::Status(prefix, name) => {
                let id = self.existing(name)?;
                let channel = self.channel(id);
                may_speak(channel, from, self.user(from), text)?;
                let symbol = Prefix::LETTERS.iter().find(|(.., p)| *p == prefix);
                let symbol = symbol.map_or('@', |&(_, symbol, _)| symbol);
                status_name = format!("{symbol}{}", &*channel.name);
                (Audience::Channel(id, prefix), status_name.as_str())
            }
        };
        see.effect(self, stamp, &Effect::Message { from, kind, audience, target, text, tags });
        if kind != MessageKind::Tagmsg {
            self.users.at_mut(from.0).spoke_ms = stamp.unix_ms;
        }
        Ok(())
    }
}

/// Whether a user may say this in a channel.
pub(super) fn may_speak(
    channel: &Channel,
    id: UserId,
    user: &User,
    text: &str,
) -> Result<(), Refusal> {
    let refuse = |why| Err(Refusal::CannotSend((*channel.name).into(), why));
    let member = channel.member(id);
    let prefix = member.map_or(Prefix::empty(), |member| member.prefix);
    if member.is_none()
        && channel.flags.intersects(ChannelFlags::NO_EXTERNAL | ChannelFlags::SECRET)
    {
        return refuse(CannotSend::NotMember);
    }
    if prefix.is_empty() {
        if channel.flags.contains(ChannelFlags::MODERATED) {
            return refuse(CannotSend::Moderated);
        }
        if channel.silences(user) {
            return refuse(CannotSend::Banned);
        }
    }
    // Who does not know messages of several lines gets each as one.
    let is_ctcp = |line: &str| line.starts_with('\u{1}') && !line.starts_with("\u{1}ACTION");
    if channel.flags.contains(ChannelFlags::NO_CTCP)
        && text.split([LINE_FEED, LINE_CONCAT]).any(is_ctcp)
    {
        return refuse(CannotSend::Ctcp);
    }
    Ok(())
}
