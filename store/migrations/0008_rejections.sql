-- Requests that the door refused: a bounded number, and none of them a
-- delivery. Which of them have to make room for which is for share to say.
CREATE TABLE rejection (
    id          INTEGER PRIMARY KEY, -- drawn at random, so that none is given twice
    share       TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    received_at INTEGER NOT NULL,    -- the request that is kept
    last_at     INTEGER NOT NULL,    -- the last that was the same
    times       INTEGER NOT NULL,    -- how many were
    signed_at   INTEGER NOT NULL,    -- as the request says; -1 where it does not
    message_id  TEXT    NOT NULL,    -- as the request says, like the next two
    agent       TEXT    NOT NULL,
    peer        TEXT    NOT NULL,
    size        INTEGER NOT NULL,    -- of the body; -1 where it was not read
    body_sha256 BLOB    NOT NULL,
    same        BLOB    NOT NULL UNIQUE, -- what makes two requests the same
    bytes       INTEGER NOT NULL     -- of rejection_body.sealed
) STRICT;

-- Bodies with their signatures, sealed like those of deliveries, each with a
-- key of its own.
CREATE TABLE rejection_body (
    rejection  INTEGER PRIMARY KEY REFERENCES rejection (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    wrapped    BLOB    NOT NULL,
    sealed     BLOB    NOT NULL
) STRICT;
