-- What a server must not forget and nobody may know. From `salts` it makes salts for people who
-- are not there, which would give themselves away if they changed.

CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO secrets (name, secret) VALUES ('salts', randomblob(32));
