-- The first schema. Never changed once it was released: what is new comes as another migration.
-- Ids are a server's ids as they are (63 bits); times are milliseconds since 1970.

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    second INTEGER NOT NULL,
    -- 0: said; 1: tags alone; 2: happened. Each kind of page is read from its own part of the
    -- index, so that a hundred thousand joins are not in the way of a hundred messages.
    class INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source TEXT NOT NULL,
    party INTEGER NOT NULL,
    account TEXT,
    bot INTEGER NOT NULL,
    target TEXT NOT NULL,
    least INTEGER NOT NULL,
    text TEXT NOT NULL,
    tags TEXT NOT NULL,
    send_sender TEXT,
    send_name TEXT
) STRICT;

-- Every index ends with the row's id: a page of a conversation is one range of this.
CREATE INDEX messages_by_conversation ON messages (first, second, class);

-- Whole answers are in it, so that opening reads no messages.
CREATE INDEX messages_by_send_id ON messages (id, send_sender, send_name)
    WHERE send_sender IS NOT NULL;

-- One row for each conversation in which something was said to everybody in it.
CREATE TABLE conversations (
    first INTEGER NOT NULL,
    second INTEGER NOT NULL,
    latest INTEGER NOT NULL,
    first_nick TEXT NOT NULL,
    second_nick TEXT NOT NULL,
    PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversations_by_second ON conversations (second) WHERE second > 0;

-- What was said, for search: row ids are messages' ids, words are folded by the server, which
-- puts tokens for the conversation and the nickname among them. The text is not stored again.
CREATE VIRTUAL TABLE search USING fts5(
    words,
    content = '',
    contentless_delete = 1,
    detail = 'none',
    tokenize = 'ascii'
);

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    password_phc TEXT,
    scram_salt BLOB,
    scram_iterations INTEGER,
    scram_stored_key BLOB,
    scram_server_key BLOB,
    email TEXT,
    verify_code TEXT,
    always_on INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
) STRICT;

-- Lists keep the order that the server gave them.

CREATE TABLE certificates (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (account, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_channels (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    channel TEXT NOT NULL,
    prefixes INTEGER NOT NULL,
    PRIMARY KEY (account, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_metadata (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE read_markers (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target TEXT NOT NULL,
    read_ms INTEGER NOT NULL,
    PRIMARY KEY (account, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    founder TEXT NOT NULL,
    registered_ms INTEGER NOT NULL,
    topic TEXT,
    topic_by TEXT,
    topic_ms INTEGER,
    flags TEXT NOT NULL,
    key TEXT,
    members_max INTEGER
) STRICT;

CREATE TABLE channel_masks (
    channel INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    letter TEXT NOT NULL,
    mask TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_ms INTEGER NOT NULL,
    PRIMARY KEY (channel, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_access (
    channel INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    account TEXT NOT NULL,
    letter TEXT NOT NULL,
    PRIMARY KEY (channel, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_metadata (
    channel INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (channel, place)
) STRICT, WITHOUT ROWID;

-- The highest id that was kept and is no more: deleted messages' ids are not given again.
CREATE TABLE forgotten (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last_id INTEGER NOT NULL
) STRICT;

INSERT INTO forgotten (only, last_id) VALUES (1, 0);
