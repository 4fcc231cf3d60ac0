//! Redactions: who may take back what (IRCv3 message-redaction).

use super::super::super::storage::{Conversation, id_time_ms};
use super::super::command::{
    Audience, CannotRedact, Effect, Observe, Redactable, Refusal, Stamp, Target,
};
use super::super::{Network, Prefix, Rank, UserId};
use super::messages::may_speak;

impl Network {
    /// An author takes back what is theirs, in time; a channel's operators whatever is said
    /// there.
    pub(super) fn redact(
        &mut self,
        stamp: Stamp,
        by: UserId,
        (target, message): (Target<'_>, Redactable),
        reason: Option<&str>,
        see: &mut dyn Observe,
    ) -> Result<(), Refusal> {
        let user = self.user(by);
        let (Target::Channel(name) | Target::Status(_, name) | Target::User(name)) = target;
        let refuse = |why| Err(Refusal::CannotRedact(name.into(), message.id, why));
        let mut reason = reason;
        let (audience, conversation, rank, shown) = match target {
            Target::User(nick) => {
                let Some(other) = self.find_user(nick) else {
                    return refuse(CannotRedact::InvalidTarget);
                };
                let (party, shown) = (self.user(other).party, self.user(other).nick.to_string());
                let conversation = Conversation::direct(user.party, party);
                (Audience::User(other), conversation, Rank::None, shown)
            }
            Target::Channel(name) | Target::Status(_, name) => {
                let Ok((id, rank)) = self.joined(by, name) else {
                    return refuse(CannotRedact::InvalidTarget);
                };
                let channel = self.channel(id);
                // Who may not speak may still take something back, but say nothing with it.
                if may_speak(channel, by, user, "").is_err() {
                    reason = None;
                }
                let audience = Audience::Channel(id, message.least);
                let shown = format!("{}{}", symbol(message.least), &*channel.name);
                (audience, Conversation::room(channel.room), rank, shown)
            }
        };
        if conversation != message.conversation {
            return refuse(CannotRedact::InvalidTarget);
        }
        if rank < Rank::Operator {
            let window_ms = self.limits.redact_window_ms;
            if message.party != user.party {
                return refuse(CannotRedact::Forbidden);
            }
            if window_ms == 0 {
                return refuse(CannotRedact::NeverAuthors);
            }
            if stamp.unix_ms.saturating_sub(id_time_ms(message.id)) > window_ms {
                return refuse(CannotRedact::TooLate { window_ms });
            }
        }
        let effect = Effect::Redacted { by, audience, target: &shown, message, reason };
        see.effect(self, stamp, &effect);
        Ok(())
    }
}

/// The symbol before a channel's name in the target of a message to a part of it.
fn symbol(least: Prefix) -> String {
    let mut symbol = String::new();
    least.write_symbols(false, &mut symbol);
    symbol
}
