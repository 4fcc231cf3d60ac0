//! Bytes to messages and back: pure functions and small state, no clock and no IO.
//!
//! - [`framer`]: bytes in any chunking to lines, with limits for tags and body apart.
//! - [`message`]: one line to a borrowed [`Message`], without an allocation.
//! - [`encode`]: one message appended to a buffer, [`Line`].
//! - [`casemap`]: nicknames and channel names, compared as people would compare them.
//! - [`mask`]: `nick!user@host` masks.
//! - [`opening`]: what a connection speaks, by its first bytes.
//! - [`password`]: passwords, which are one however they are typed.
//!
//! Implements Modern IRC, "Message Format", and IRCv3 message-tags.

pub mod casemap;
pub mod encode;
pub mod framer;
pub mod mask;
pub mod message;
pub mod opening;
pub mod password;

pub use casemap::{Casefolded, ChannelName, NameError, Nickname, Skeleton};
pub use casemap::{casefold, channel_casefold, is_hostname, skeleton};
pub use encode::Line;
pub use framer::{CLIENT_TAGS_BYTES_MAX, Frame, FrameLimits, Framer, Part};
pub use mask::{fold_mask, mask_matches, normalize_mask};
pub use message::{Message, PARAMS_MAX, Params, ParseError, Source, Tags};
pub use message::{escape_tag_into, unescape_tag};
pub use opening::{Opening, classify, is_irc};
pub use password::prepared_password;
