-- Messages up to this id are in the index for search; later ones are put there soon.

CREATE TABLE indexed (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last_id INTEGER NOT NULL
) STRICT;

INSERT INTO indexed (only, last_id)
VALUES (1, coalesce((SELECT max(id) FROM messages), 0));
