-- Records that no delivery brought stand among the deliveries, sealed like
-- them, under message ids that no sender can use: what somebody wants watched,
-- and what the sender's API answered. A delivery of the same issuance takes
-- their place in the views.

-- What the API is asked about until it is settled.
CREATE TABLE watch (
    issuance    INTEGER PRIMARY KEY REFERENCES issuance (id), -- the pending one
    environment TEXT    NOT NULL, -- '' while it is not known
    asked       INTEGER NOT NULL, -- how often
    next_at     INTEGER NOT NULL, -- not to be asked about before
    said        TEXT    NOT NULL, -- what came of it last, a word
    ended       INTEGER           -- NULL while it goes on
) STRICT;
CREATE INDEX watch_open ON watch (issuance) WHERE ended IS NULL;

-- Credentials that are to be revoked, with the action that does it.
CREATE TABLE revocation (
    id          INTEGER PRIMARY KEY,
    issuance    INTEGER NOT NULL REFERENCES issuance (id),
    environment TEXT    NOT NULL,
    began       INTEGER NOT NULL,
    action_id   TEXT    NOT NULL, -- '' until the API has named it
    status      INTEGER NOT NULL, -- as that of an issuance; 0 while nobody knows whether it was asked for
    asked       INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    error       TEXT    NOT NULL,
    ended       INTEGER
) STRICT;
CREATE INDEX revocation_of ON revocation (issuance);

-- One row while something is watched: which process asks, and until when it
-- has that for itself.
CREATE TABLE asking (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    holder TEXT    NOT NULL,
    until  INTEGER NOT NULL
) STRICT;
