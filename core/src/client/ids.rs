//! Names of things: conversations, entries, messages.

use std::borrow::Borrow;
use std::fmt;

/// A conversation as this client calls it; the same until it is closed, whatever becomes of the
/// room's or the person's name. Never used again in this run of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationId(pub u32);

/// An entry of a timeline as this client calls it. Says nothing about the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u64);

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// What is written as this name.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }

            /// As it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A message as its server calls it (IRCv3 message-ids); nothing can be read in it.
    MsgId
}

text_id! {
    /// A message as its sender called it before the server did (`+peyk/send-id`).
    SendId
}
