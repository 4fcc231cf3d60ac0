//! What the benches share: named, fixed inputs.

/// A line as a client sends it.
pub const CHAT: &str = "PRIVMSG #lobby :سلام، حال شما چطور است؟ the meeting is at four";

/// A line as a server sends it to a client of today.
pub const TAGGED: &str = "@time=2026-11-24T10:18:01.000Z;msgid=0f3m9a7cq2k1x;+typing=done \
    :mina!mina@192.0.2.7 PRIVMSG #lobby :سلام، حال شما چطور است؟ the meeting is at four";

/// A line of many parameters.
pub const NUMERIC: &str = ":peyk.local 005 mina CASEMAPPING=precis CHANLIMIT=#:100 CHANNELLEN=64 \
    CHANTYPES=# ELIST=MNU KICKLEN=390 LINELEN=512 MODES=6 NETWORK=Peyk :are supported by this server";

/// What a client of today asks for.
pub const CAPS: &str = "message-tags server-time";

/// What is said in [`CHAT`].
pub const CHAT_TEXT: &str = "سلام، حال شما چطور است؟ the meeting is at four";
