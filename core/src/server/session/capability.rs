//! IRCv3 capabilities (IRCv3 capability-negotiation).

use bitflags::bitflags;

use super::super::config::{AccountRegistration, Config};
use super::super::network::{METADATA_KEY_BYTES_MAX, METADATA_KEYS_MAX, METADATA_VALUE_BYTES_MAX};
use super::super::sasl::Mechanism;

bitflags! {
    /// What a session has negotiated.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Caps: u64 {
        const AWAY_NOTIFY = 1;
        const BATCH = 1 << 1;
        const CAP_NOTIFY = 1 << 2;
        const CHGHOST = 1 << 3;
        const ECHO_MESSAGE = 1 << 4;
        const EXTENDED_JOIN = 1 << 5;
        const INVITE_NOTIFY = 1 << 6;
        const LABELED_RESPONSE = 1 << 7;
        const MESSAGE_TAGS = 1 << 8;
        const MULTI_PREFIX = 1 << 9;
        const SERVER_TIME = 1 << 10;
        const SETNAME = 1 << 11;
        const STANDARD_REPLIES = 1 << 12;
        const USERHOST_IN_NAMES = 1 << 13;
        const EVENT_PLAYBACK = 1 << 14;
        const MESSAGE_REDACTION = 1 << 15;
        const CHANNEL_RENAME = 1 << 16;
        const SEARCH = 1 << 17;
        const MULTILINE = 1 << 18;
        const NO_IMPLICIT_NAMES = 1 << 19;
        const EXTENDED_ISUPPORT = 1 << 20;
        const EXTENDED_MONITOR = 1 << 21;
        const PRE_AWAY = 1 << 22;
        const ACCOUNT_TAG = 1 << 23;
        const ACCOUNT_NOTIFY = 1 << 24;
        const SASL = 1 << 25;
        const ACCOUNT_REGISTRATION = 1 << 26;
        const READ_MARKER = 1 << 27;
        const METADATA_2 = 1 << 28;
        const METADATA_3 = 1 << 29;
        const CHATHISTORY = 1 << 30;
        /// Not a capability: the session is in plain mode.
        const PLAIN = 1 << 31;
        const PERSISTENCE = 1 << 32;
    }
}

/// What a capability's value says; none leaves the name alone.
type Value = fn(&Config) -> Option<String>;

impl Caps {
    /// Names with their bits, in the order in which they are listed.
    pub(crate) const NAMES: [(&'static str, Self); 33] = [
        ("account-notify", Self::ACCOUNT_NOTIFY),
        ("account-tag", Self::ACCOUNT_TAG),
        ("away-notify", Self::AWAY_NOTIFY),
        ("batch", Self::BATCH),
        ("cap-notify", Self::CAP_NOTIFY),
        ("chghost", Self::CHGHOST),
        ("draft/account-registration", Self::ACCOUNT_REGISTRATION),
        ("draft/channel-rename", Self::CHANNEL_RENAME),
        ("draft/chathistory", Self::CHATHISTORY),
        ("draft/event-playback", Self::EVENT_PLAYBACK),
        ("draft/extended-isupport", Self::EXTENDED_ISUPPORT),
        ("draft/message-redaction", Self::MESSAGE_REDACTION),
        ("draft/metadata-2", Self::METADATA_2),
        ("draft/metadata-3", Self::METADATA_3),
        ("draft/multiline", Self::MULTILINE),
        ("draft/no-implicit-names", Self::NO_IMPLICIT_NAMES),
        ("draft/persistence", Self::PERSISTENCE),
        ("draft/pre-away", Self::PRE_AWAY),
        ("draft/read-marker", Self::READ_MARKER),
        ("echo-message", Self::ECHO_MESSAGE),
        ("extended-join", Self::EXTENDED_JOIN),
        ("extended-monitor", Self::EXTENDED_MONITOR),
        ("invite-notify", Self::INVITE_NOTIFY),
        ("labeled-response", Self::LABELED_RESPONSE),
        ("message-tags", Self::MESSAGE_TAGS),
        ("multi-prefix", Self::MULTI_PREFIX),
        ("no-implicit-names", Self::NO_IMPLICIT_NAMES),
        ("sasl", Self::SASL),
        ("server-time", Self::SERVER_TIME),
        ("setname", Self::SETNAME),
        ("soju.im/search", Self::SEARCH),
        ("standard-replies", Self::STANDARD_REPLIES),
        ("userhost-in-names", Self::USERHOST_IN_NAMES),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, cap)| cap)
    }

    /// Capabilities with a value, in the order of their names.
    const VALUES: &[(Self, Value)] = &[
        (Self::ACCOUNT_REGISTRATION, account_registration),
        (Self::METADATA_2, |_| Some(metadata())),
        (Self::METADATA_3, |_| {
            Some(format!("{},max-key-bytes={METADATA_KEY_BYTES_MAX}", metadata()))
        }),
        (Self::MULTILINE, |config| {
            let limits = &config.limits;
            let (bytes, lines) = (limits.multiline_bytes_max, limits.multiline_lines_max);
            Some(format!("max-bytes={bytes},max-lines={lines}"))
        }),
        (Self::SASL, |_| Some(Mechanism::names())),
    ];

    /// Whether the server has the capability with this configuration.
    pub(crate) fn is_offered(self, config: &Config) -> bool {
        let closed = config.accounts.registration == AccountRegistration::Closed;
        self != Self::ACCOUNT_REGISTRATION || !closed
    }

    /// The value, if the capability has one with this configuration. Only clients of version 302
    /// are told (capability-negotiation, "Capability Values").
    pub(crate) fn value(self, config: &Config) -> Option<String> {
        let (_, value) = Self::VALUES.iter().find(|(cap, _)| *cap == self)?;
        value(config)
    }

    /// Both drafts of metadata; a session has one at the most.
    pub(crate) const METADATA: Self = Self::METADATA_2.union(Self::METADATA_3);

    /// Both are needed to be sent a message of several lines as one (IRCv3 multiline,
    /// "Dependencies").
    pub(crate) const LINES: Self = Self::BATCH.union(Self::MULTILINE);
}

/// IRCv3 draft/account-registration, "Capability". Before connection registration nobody makes
/// an account who has not given the server's password, which is checked at its end.
fn account_registration(config: &Config) -> Option<String> {
    let before_connect = config.accounts.before_connect && config.password_phc.is_none();
    let before_connect = before_connect.then_some("before-connect");
    let email_required = config.accounts.email_required.then_some("email-required");
    let tokens: Vec<_> = before_connect.into_iter().chain(email_required).collect();
    (!tokens.is_empty()).then(|| tokens.join(","))
}

/// IRCv3 metadata, "Capability".
fn metadata() -> String {
    format!(
        "before-connect,max-subs={METADATA_SUBS_MAX},max-keys={METADATA_KEYS_MAX},\
         max-value-bytes={METADATA_VALUE_BYTES_MAX}"
    )
}

/// Keys that one session may subscribe to.
pub(crate) const METADATA_SUBS_MAX: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_bits_are_not_shared() {
        assert!(Caps::NAMES.is_sorted_by_key(|&(name, _)| name));
        for (index, &(name, cap)) in Caps::NAMES.iter().enumerate() {
            assert_eq!(cap.bits().count_ones(), 1, "{name}");
            for &(other, shared) in &Caps::NAMES[..index] {
                assert!(cap != shared || is_draft_of(other, name), "{name} is {other}");
            }
        }
    }

    /// A capability has one bit under both names, while clients know it by its draft's too.
    fn is_draft_of(draft: &str, name: &str) -> bool {
        draft.strip_prefix("draft/") == Some(name)
    }
}
