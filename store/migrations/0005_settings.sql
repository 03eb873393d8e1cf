-- What staff have set, sealed: among it are secrets. Each has a key of its own,
-- wrapped by the data key as those of the records are.
CREATE TABLE setting (
    name       TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    wrapped    BLOB    NOT NULL,
    sealed     BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Finds the newest backup among the acts, of which there may be very many.
CREATE INDEX act_backup ON act (id) WHERE kind IN ('backed-up', 'restored');
