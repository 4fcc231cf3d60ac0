-- The client's own database: what it is set to, where it goes, and what was said.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE servers (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    -- Whether the person allowed it to be without encryption.
    plain INTEGER NOT NULL,
    nick TEXT NOT NULL,
    name TEXT NOT NULL,
    -- SHA-256 of the certificate that is trusted.
    pinned BLOB,
    password TEXT,
    -- Whether it is connected to at start.
    connected INTEGER NOT NULL,
    used_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    server INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- 0 a room one is in, 1 a room that was left, 2 a person; nothing if it is closed, and only
    -- its messages are kept.
    kind INTEGER,
    key TEXT,
    position_msgid TEXT,
    position_ms INTEGER,
    read_ms INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0,
    draft TEXT NOT NULL DEFAULT '',
    UNIQUE (server, name)
) STRICT;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    -- The server's id, or one of the client's own.
    key TEXT NOT NULL,
    has_msgid INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    nick TEXT NOT NULL,
    account TEXT,
    -- 1 own, 2 mention, 4 bot, 8 redacted.
    flags INTEGER NOT NULL,
    text TEXT NOT NULL,
    -- The other one of a kick, the new name of a change of names.
    other TEXT NOT NULL,
    reply_to TEXT,
    -- A line for each reaction: it and who reacted, with tabs between.
    reactions TEXT NOT NULL,
    UNIQUE (conversation, key)
) STRICT;

CREATE INDEX messages_by_time ON messages (conversation, time_ms, id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    server INTEGER NOT NULL,
    send_id TEXT NOT NULL,
    target TEXT NOT NULL,
    text TEXT NOT NULL,
    kind INTEGER NOT NULL,
    reply_to TEXT,
    written_ms INTEGER NOT NULL,
    tried INTEGER NOT NULL,
    -- Why it failed: what about, code and words, with line feeds between; nothing if it did not.
    failed TEXT,
    UNIQUE (server, send_id)
) STRICT;

CREATE TABLE sts (
    server INTEGER NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (server, host)
) STRICT, WITHOUT ROWID;

-- Words of messages, folded as the server folds them; row ids are messages' ids.
CREATE VIRTUAL TABLE search USING fts5(
    words,
    content = '',
    contentless_delete = 1,
    detail = 'none',
    tokenize = 'ascii'
);
