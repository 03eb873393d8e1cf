package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The failures callers can tell apart.
var (
	ErrInUse    = errors.New("another Passdesk is receiving into this folder")
	ErrNewer    = errors.New("the database was written by a newer Passdesk; update this one")
	ErrOlder    = errors.New("the database is from an older Passdesk; start this one's desk or serve once to bring it up to date")
	ErrForeign  = errors.New("the file is not a Passdesk database")
	ErrMissing  = errors.New("there is no Passdesk database here yet")
	ErrClosed   = errors.New("the store is closed")
	ErrNotFound = errors.New("no such record")
	ErrFull     = errors.New("the disk is full")
	ErrReadOnly = errors.New("the disk or the folder is read-only")
	ErrBusy     = errors.New("another program holds the database")
	ErrDamaged  = errors.New("the database is damaged")
	ErrLocked   = errors.New("the key to the records is missing")
	ErrGone     = errors.New("the database file was moved, deleted or emptied")
	ErrDisk     = errors.New("the disk reported a fault")
)

// errSearchIndex is the ErrDamaged that only searching suffers from.
var errSearchIndex = fmt.Errorf("the search index: %w", ErrDamaged)

// translate gives a driver's error one of this package's names and keeps its
// words as text only.
func translate(err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	name := ErrDisk
	switch se.Code() & 0xff { // the low byte is the primary result code
	case sqlite3.SQLITE_FULL:
		name = ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		name = ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		name = ErrBusy
	case sqlite3.SQLITE_NOTADB:
		name = ErrForeign
	case sqlite3.SQLITE_CORRUPT:
		name = ErrDamaged
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
	default:
		return err
	}
	if se.Code() == sqlite3.SQLITE_CORRUPT_VTAB { // there is no other virtual table
		name = errSearchIndex
	}
	return fmt.Errorf("%w (%v)", name, err)
}
