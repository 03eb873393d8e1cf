-- Times are unix milliseconds, UTC. Ids are given in the order of commits, so
-- the newest row is the one with the highest id.

CREATE TABLE delivery (
    id           INTEGER PRIMARY KEY,
    message_id   TEXT    NOT NULL UNIQUE,
    event_type   TEXT    NOT NULL,
    endpoint     TEXT    NOT NULL,
    sent_at      INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    redeliveries INTEGER NOT NULL DEFAULT 0,
    body_sha256  BLOB    NOT NULL
) STRICT;

-- Bodies stand apart so that the rows lists read stay narrow.
CREATE TABLE payload (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
    body        BLOB    NOT NULL
) STRICT;

CREATE TABLE issuance (
    id              INTEGER PRIMARY KEY,
    delivery_id     INTEGER NOT NULL REFERENCES delivery (id),
    received_at     INTEGER NOT NULL,
    status          INTEGER NOT NULL,
    subject_name    TEXT    NOT NULL,
    subject_contact TEXT    NOT NULL,
    subject_id      TEXT    NOT NULL,
    template        TEXT    NOT NULL,
    credential_id   TEXT    NOT NULL,
    action_id       TEXT    NOT NULL,
    pass_url        TEXT    NOT NULL,
    valid_from      INTEGER,
    valid_until     INTEGER,
    encryption      INTEGER NOT NULL,
    error           TEXT    NOT NULL,
    environment     TEXT    NOT NULL,
    proof           TEXT    NOT NULL DEFAULT '',
    note            TEXT    NOT NULL DEFAULT '',
    handover        INTEGER NOT NULL DEFAULT 0,
    handover_at     INTEGER,
    superseded_by   INTEGER REFERENCES issuance (id)
) STRICT;

-- Views show only rows that nothing has superseded, by status, newest first:
-- an index entry ends with the row's id, so this serves filter and order.
CREATE INDEX issuance_latest ON issuance (status) WHERE superseded_by IS NULL;
CREATE INDEX issuance_credential ON issuance (credential_id) WHERE credential_id <> '';
CREATE INDEX issuance_action ON issuance (action_id) WHERE action_id <> '';

-- What the views count, kept in step by the writer: counting rows takes too
-- long at a million.
CREATE TABLE counter (
    status INTEGER PRIMARY KEY,
    latest INTEGER NOT NULL
) STRICT;

-- Substring search. Fed behind the commits, see progress.searched.
CREATE VIRTUAL TABLE issuance_search USING fts5 (
    subject_name, subject_contact, template, credential_id, action_id, error,
    content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
);

-- One row: how far work that runs behind the commits has come.
CREATE TABLE progress (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    opened_at INTEGER NOT NULL, -- when a receiving process last opened the database
    searched  INTEGER NOT NULL  -- issuances up to this id are in issuance_search
) STRICT;
INSERT INTO progress (id, opened_at, searched) VALUES (1, 0, 0);
