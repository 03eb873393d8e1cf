-- Where a record is erased for its age alone: the time before which one is too
-- old. Then whom it is about stays on the lists of expected people.
ALTER TABLE erasure ADD COLUMN by_age INTEGER NOT NULL DEFAULT 0;
