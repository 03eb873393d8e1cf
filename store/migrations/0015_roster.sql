-- Lists of people who are expected to be issued a credential, sealed like
-- bodies, each with a key of its own. The keys stand apart so that their small
-- table can be written anew when something was erased.
CREATE TABLE roster (
    id     INTEGER PRIMARY KEY,
    sealed BLOB    NOT NULL
) STRICT;

CREATE TABLE roster_key (
    roster     INTEGER PRIMARY KEY REFERENCES roster (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    wrapped    BLOB    NOT NULL
) STRICT;

-- What staff said about whether an issuance is a person's on a list. The number
-- of the person tells nothing without the list.
CREATE TABLE roster_verdict (
    roster   INTEGER NOT NULL REFERENCES roster (id) ON DELETE CASCADE,
    person   INTEGER NOT NULL,
    issuance INTEGER NOT NULL,
    same     INTEGER NOT NULL,
    PRIMARY KEY (roster, person, issuance)
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_verdict_issuance ON roster_verdict (issuance);
