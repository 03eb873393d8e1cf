-- Issuances up to this id have had the proof of their credential looked at.
ALTER TABLE progress ADD COLUMN proven INTEGER NOT NULL DEFAULT 0;
