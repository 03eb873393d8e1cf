-- Erased issuances leave a tombstone: a row without content, beside a delivery
-- without body, key and digest. Ids and message ids stay taken by it.
ALTER TABLE issuance ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;

-- Finds what a row had put out of view. Only such rows are in it.
CREATE INDEX issuance_superseded ON issuance (superseded_by) WHERE superseded_by IS NOT NULL;

-- Issuances that are to be erased.
CREATE TABLE erasure (
    issuance INTEGER PRIMARY KEY REFERENCES issuance (id)
) STRICT;

-- Whether what was erased may still lie in the search index and in the WAL.
ALTER TABLE progress ADD COLUMN residue INTEGER NOT NULL DEFAULT 0;
-- Whether indexes are to be made anew when the database is opened, for copies
-- of erased ids may lie on their pages.
ALTER TABLE progress ADD COLUMN reindex INTEGER NOT NULL DEFAULT 0;

-- Have the file written anew when it is opened: from now on, what is deleted
-- is overwritten, but until now it was not.
UPDATE progress SET unsealed = 1;
