//! Capabilities: what is asked of a server and what it has granted (IRCv3
//! capability-negotiation, cap-notify).

use bitflags::bitflags;

bitflags! {
    /// What was negotiated.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(super) struct Caps: u64 {
        const ACCOUNT_NOTIFY = 1;
        const ACCOUNT_TAG = 1 << 1;
        const AWAY_NOTIFY = 1 << 2;
        const BATCH = 1 << 3;
        const CAP_NOTIFY = 1 << 4;
        const CHGHOST = 1 << 5;
        const CHANNEL_RENAME = 1 << 6;
        const CHATHISTORY = 1 << 7;
        const EVENT_PLAYBACK = 1 << 8;
        const EXTENDED_ISUPPORT = 1 << 9;
        const MESSAGE_REDACTION = 1 << 10;
        const METADATA = 1 << 11;
        const MULTILINE = 1 << 12;
        const READ_MARKER = 1 << 13;
        const ECHO_MESSAGE = 1 << 14;
        const EXTENDED_JOIN = 1 << 15;
        const EXTENDED_MONITOR = 1 << 16;
        const INVITE_NOTIFY = 1 << 17;
        const LABELED_RESPONSE = 1 << 18;
        const MESSAGE_TAGS = 1 << 19;
        const MULTI_PREFIX = 1 << 20;
        const SASL = 1 << 21;
        const SERVER_TIME = 1 << 22;
        const SETNAME = 1 << 23;
        const SEARCH = 1 << 24;
        const STANDARD_REPLIES = 1 << 25;
        const USERHOST_IN_NAMES = 1 << 26;
        const ACCOUNT_REGISTRATION = 1 << 27;
    }
}

impl Caps {
    /// What is asked for, where a server offers it. Of two names for one thing the first that
    /// is offered is taken.
    pub(super) const WANTED: [(&'static str, Self); 32] = [
        ("account-notify", Self::ACCOUNT_NOTIFY),
        ("account-tag", Self::ACCOUNT_TAG),
        ("away-notify", Self::AWAY_NOTIFY),
        ("batch", Self::BATCH),
        ("cap-notify", Self::CAP_NOTIFY),
        ("chathistory", Self::CHATHISTORY),
        ("chghost", Self::CHGHOST),
        ("draft/account-registration", Self::ACCOUNT_REGISTRATION),
        ("draft/channel-rename", Self::CHANNEL_RENAME),
        ("draft/chathistory", Self::CHATHISTORY),
        ("draft/event-playback", Self::EVENT_PLAYBACK),
        ("draft/extended-isupport", Self::EXTENDED_ISUPPORT),
        ("draft/message-redaction", Self::MESSAGE_REDACTION),
        ("draft/metadata-2", Self::METADATA),
        ("draft/multiline", Self::MULTILINE),
        ("draft/read-marker", Self::READ_MARKER),
        ("echo-message", Self::ECHO_MESSAGE),
        ("event-playback", Self::EVENT_PLAYBACK),
        ("extended-join", Self::EXTENDED_JOIN),
        ("extended-monitor", Self::EXTENDED_MONITOR),
        ("invite-notify", Self::INVITE_NOTIFY),
        ("labeled-response", Self::LABELED_RESPONSE),
        ("message-tags", Self::MESSAGE_TAGS),
        ("multi-prefix", Self::MULTI_PREFIX),
        ("multiline", Self::MULTILINE),
        ("read-marker", Self::READ_MARKER),
        ("sasl", Self::SASL),
        ("server-time", Self::SERVER_TIME),
        ("setname", Self::SETNAME),
        ("soju.im/search", Self::SEARCH),
        ("standard-replies", Self::STANDARD_REPLIES),
        ("userhost-in-names", Self::USERHOST_IN_NAMES),
    ];

    /// What a name stands for; nothing for what is not asked for.
    pub(super) fn named(name: &str) -> Self {
        let known = Self::WANTED.iter().find(|(wanted, _)| *wanted == name);
        known.map_or(Self::empty(), |&(_, cap)| cap)
    }

    /// What a message of several lines as one needs.
    pub(super) const LINES: Self = Self::BATCH.union(Self::MULTILINE);

    /// What labels need.
    pub(super) const LABELS: Self = Self::BATCH.union(Self::LABELED_RESPONSE);

    /// What history needs: pages that have an end, and times.
    pub(super) const HISTORY: Self =
        Self::BATCH.union(Self::CHATHISTORY).union(Self::SERVER_TIME).union(Self::MESSAGE_TAGS);
}

/// The number of a key in a capability's value: `max-bytes=4096,max-lines=100`.
pub(super) fn value_number(value: &str, key: &str) -> Option<usize> {
    let mut items = value.split(',').filter_map(|item| item.split_once('='));
    items.find(|(name, _)| *name == key).and_then(|(_, number)| number.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(Caps::WANTED.is_sorted_by_key(|&(name, _)| name));
        assert_eq!(Caps::named("sasl"), Caps::SASL);
        assert_eq!(Caps::named("tls"), Caps::empty());
    }

    #[test]
    fn numbers_are_found_in_values() {
        assert_eq!(value_number("max-bytes=40000,max-lines=10", "max-lines"), Some(10));
        for value in ["", "max-lines", "max-lines=x", "max-bytes=1"] {
            assert_eq!(value_number(value, "max-lines"), None, "{value}");
        }
    }
}
