-- When the folder was not receiving. The times are those of this computer's
-- clock when each gap ended.
CREATE TABLE gap (
    id        INTEGER PRIMARY KEY,
    began     INTEGER NOT NULL,
    ended     INTEGER,                    -- NULL while it goes on
    cause     TEXT    NOT NULL,
    closed    INTEGER,                    -- when nothing was left to do about it; NULL while it is open
    closed_by TEXT    NOT NULL DEFAULT '',
    settled   INTEGER NOT NULL DEFAULT 0, -- 1: nothing that was sent in it will be tried again
    issued    INTEGER NOT NULL DEFAULT 0, -- deliveries since, of credentials that were issued in it
    late      INTEGER NOT NULL DEFAULT 0, -- other deliveries since that can have been sent in it first
    CHECK (ended >= began)
) STRICT;

-- Only gaps that are still at issue are in these, which are few.
CREATE INDEX gap_open ON gap (id) WHERE closed IS NULL;
CREATE INDEX gap_unsettled ON gap (id) WHERE settled = 0;

-- One row, made when the folder received for the first time: how far it is known
-- when it was receiving and when it was not. From there on it was not, should
-- the process that writes this be gone.
CREATE TABLE beat (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    at       INTEGER NOT NULL,
    restored INTEGER NOT NULL DEFAULT 0, -- 1: it is that of the folder that was backed up
    examined INTEGER NOT NULL DEFAULT 0  -- issuances up to this id need not be held against the gaps any more
) STRICT;
