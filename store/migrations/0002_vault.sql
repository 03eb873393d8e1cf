-- Every body is sealed with a key of its own, which is wrapped by the data
-- key, which is wrapped by a custodian's key and by the recovery code.

CREATE TABLE vault (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    folder   TEXT NOT NULL, -- what custodians file this folder's key under
    recovery BLOB           -- public half of the recovery code; NULL until one is made
) STRICT;

-- The highest generation is the one in use. More than one means that the data
-- key is being renewed.
CREATE TABLE data_key (
    generation INTEGER NOT NULL,
    custodian  TEXT    NOT NULL,
    wrapped    BLOB    NOT NULL,
    PRIMARY KEY (generation, custodian)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_key (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id),
    generation  INTEGER NOT NULL,
    wrapped     BLOB    NOT NULL
) STRICT;

-- Whether bodies from before the vault may still lie in the file unsealed.
ALTER TABLE progress ADD COLUMN unsealed INTEGER NOT NULL DEFAULT 1;
