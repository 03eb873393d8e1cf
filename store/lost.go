package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// lost fails when the database is gone or empty although there was one: SQLite
// would make a new one in its place, and staff would see a desk without records.
// Beside a journal it fails with ErrDamaged, for SQLite would take that for a
// leftover and delete it; where the folder was used before, with ErrGone.
func lost(path string) error {
	switch {
	case size(path) > 0:
	case size(path+"-wal") > 0:
		return fmt.Errorf("the database is empty, but its journal is not: %w", ErrDamaged)
	case size(filepath.Join(filepath.Dir(path), lockName)) > 0:
		return ErrGone
	}
	return nil
}

// markUsed notes that a folder has a database, by the length of the file that is
// locked: what is in it cannot be changed on every system while it is.
func markUsed(dir string) error {
	lock := filepath.Join(dir, lockName)
	if size(lock) > 0 {
		return nil
	}
	return os.Truncate(lock, 1)
}

// undo takes back what a process that was killed while it made the database had
// begun. SQLite does that by itself, but not for a reader, which is who looks
// at the file first.
func undo(path string) error {
	if size(path+"-journal") == 0 {
		return nil
	}
	db, err := connect(dsn(path, nil), 1)
	if err != nil {
		return translate(err)
	}
	_, err = schemaVersion(db)
	return errors.Join(err, db.Close())
}

// size is a file's length in bytes, 0 when it is not there.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
