-- Issuances up to this id are to have their proof looked at once more, whatever
-- it came to before.
ALTER TABLE progress ADD COLUMN reprove INTEGER NOT NULL DEFAULT 0;
