-- Messages of one time in the order of the server, however their pages came: a lower tie is
-- earlier, and of the same tie what was kept first.
ALTER TABLE messages ADD COLUMN tie INTEGER NOT NULL DEFAULT 0;
DROP INDEX messages_by_time;
CREATE INDEX messages_by_time ON messages (conversation, time_ms, tie, id);

-- The server's own password (PASS).
ALTER TABLE servers ADD COLUMN server_password TEXT;
