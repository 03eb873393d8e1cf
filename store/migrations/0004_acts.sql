-- What people did with the records. Every entry carries a tag over itself and
-- the tag before, made with a key that the data key wraps: whoever can write
-- to this file without the key can neither change, remove nor add an entry
-- without its being found. An entry outlives the issuance that it names.
CREATE TABLE act (
    id       INTEGER PRIMARY KEY, -- 1, 2, 3 … without gaps
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    issuance INTEGER,             -- issuance.id; NULL where it was not about one
    detail   TEXT    NOT NULL,    -- an object of JSON, or nothing
    unkeyed  INTEGER NOT NULL,    -- 1: taken over from act_note
    previous BLOB    NOT NULL,    -- hash of the entry before, zeros for the first
    hash     BLOB    NOT NULL
) STRICT;

-- One row, made with the first entry: the log's key, and where the log ends,
-- so that a missing end shows.
CREATE TABLE act_head (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL, -- of the data key that wraps the log's
    wrapped    BLOB    NOT NULL,
    entries    INTEGER NOT NULL,
    hash       BLOB    NOT NULL, -- of the last entry
    seal       BLOB    NOT NULL  -- tag over entries and hash
) STRICT;

-- Acts that could not be entered because the key was missing or the log's end
-- had been tampered with. They are open to anyone's hand until they are.
CREATE TABLE act_note (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    issuance INTEGER,
    detail   TEXT    NOT NULL
) STRICT;
