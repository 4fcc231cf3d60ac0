//! What is kept for people on the server: how far they have read, and what they tell of
//! themselves (IRCv3 read-marker, metadata, account-registration).

use super::capability::Caps;
use super::event::{AccountNews, Event};
use super::ids::ConversationId;
use super::reason::{Cause, Reason};
use super::session::Asked;
use super::turn::Turn;
use crate::time::parse_server_time;
use crate::wire::Message;

/// Values that are kept: a few for each person of a large room.
const VALUES_MAX: usize = 20_000;

/// What is asked to be told of.
const KEYS: [&str; 5] = ["avatar", "color", "display-name", "pronouns", "status"];

impl Turn<'_> {
    /// MARKREAD: `MARKREAD target timestamp=...`
    pub(super) fn marked_read(&mut self, message: &Message<'_>) {
        let [target, time] = message.params.as_slice() else { return };
        let time = time.strip_prefix("timestamp=").and_then(parse_server_time);
        let (Some(id), Some(read_ms)) = (self.find(target), time) else { return };
        let Some(conversation) = self.get_mut(id) else { return };
        if read_ms > conversation.read_ms {
            conversation.read_ms = read_ms;
            self.keep_conversation(id);
            self.event(Event::Conversation(id));
        }
    }

    /// Asks to be told what people tell of themselves.
    pub(super) fn subscribe(&mut self) {
        self.wonder(None, |line| {
            let line = line.command("METADATA").param("*").param("SUB");
            KEYS.iter().fold(line, |line, key| line.param(key))
        });
    }

    pub(super) fn set_metadata(
        &mut self,
        id: Option<ConversationId>,
        key: &str,
        value: Option<&str>,
    ) {
        if !self.has(Caps::METADATA) {
            return self.refuse(id, Reason::of(Cause::NotSupported));
        }
        let target = id.and_then(|id| self.name_of(id)).unwrap_or_else(|| "*".into());
        let asked = id.map_or(Asked::Other, Asked::In);
        self.ask(asked, |line| {
            let line = line.command("METADATA").param(&target).param("SET").param(key);
            match value {
                Some(value) => line.trailing(value),
                None => line,
            }
        });
    }

    /// METADATA: `METADATA target key visibility :value`
    pub(super) fn metadata_changed(&mut self, message: &Message<'_>) {
        let [target, key, _, rest @ ..] = message.params.as_slice() else { return };
        self.metadata_is(target, key, rest.first().copied());
    }

    /// A value is known, or is no more.
    pub(super) fn metadata_is(&mut self, target: &str, key: &str, value: Option<&str>) {
        let target = if target == "*" { self.me.nick.to_string() } else { target.to_owned() };
        let name = (self.fold(&target), self.word(key));
        match value.filter(|value| !value.is_empty()) {
            Some(value) => {
                let value = self.word(value);
                let values = &mut self.client.metadata;
                if values.len() < VALUES_MAX || values.contains_key(&name) {
                    values.insert(name, value);
                }
            }
            None => {
                self.client.metadata.remove(&name);
            }
        }
        let (target, key) = (self.word(&target), self.word(key));
        self.event(Event::Metadata { target, key });
    }

    /// REGISTER and VERIFY: `REGISTER SUCCESS account :words`
    pub(super) fn account_made(&mut self, message: &Message<'_>) {
        let [status, account, rest @ ..] = message.params.as_slice() else { return };
        let account = self.word(account);
        let text = self.word(rest.last().copied().unwrap_or_default());
        match *status {
            "SUCCESS" => self.event(Event::Account(AccountNews::Made(account))),
            "VERIFICATION_REQUIRED" => {
                self.event(Event::Account(AccountNews::Waits { account, text }));
            }
            _ => {
                let reason = Reason::said(Cause::Refused, &account, status, &text);
                self.event(Event::Account(AccountNews::Failed(reason)));
            }
        }
    }
}
