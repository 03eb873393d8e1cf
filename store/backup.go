package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"passdesk/store/vault"
)

// The failures of backups.
var (
	ErrNotFile  = errors.New("there is something that is not a file")
	ErrAmong    = errors.New("this folder holds the records themselves; back up to another, best on another disk")
	ErrUnproven = errors.New("the backup could not be read back as it was written")
)

// Backup writes the records of the folder dir, and the keys to them, into one
// file that the passphrase alone opens, on any computer. It runs beside the
// process that receives and holds what was committed when it began. It says
// what the backup holds when the copy has been checked as Check does, every
// body opened, and the file has been read back. Memory does not grow with the
// records; the data folder needs room for a copy of the database meanwhile,
// because nothing that bodies do not seal may lie in the clear elsewhere.
//
// The file appears whole or not at all, and after an error what stood there
// before still does. Records in which problems are found take the place of no
// earlier backup: it fails with ErrDamaged, and the report names them. Where
// there is none, they are written all the same. It fails with ErrLocked, for a
// folder whose key is missing, with ErrFull, ErrReadOnly, ErrNotFile, ErrAmong
// or ErrUnproven, with the error of ctx, and as OpenReader does.
func Backup(ctx context.Context, dir, file string, p vault.Passphrase, custody vault.Custody) (Report, error) {
	found, err := backup(ctx, dir, file, p, custody)
	if err != nil {
		return found, fmt.Errorf("back up %s: %w", dir, nameFailure(ctx, err))
	}
	return found, nil
}

func backup(ctx context.Context, dir, file string, p vault.Passphrase, custody vault.Custody) (found Report, err error) {
	file, replaces, err := archivePlace(dir, file)
	if err != nil {
		return found, err
	}
	if err := present(filepath.Join(dir, databaseName)); err != nil {
		return found, err
	}
	work, err := newScratch(dir, "copy")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	copied := work.path(databaseName)
	if err := copyDatabase(ctx, filepath.Join(dir, databaseName), copied, custody); err != nil {
		return found, err
	}
	code, err := rewrap(copied, custody)
	if err != nil {
		return found, err
	}
	if found, err = checkCopy(ctx, copied, code); err != nil {
		return found, err
	}
	if !found.Fine() && replaces {
		return found, fmt.Errorf("%w; the earlier backup was left as it is", ErrDamaged)
	}
	return found, ReplaceFile(ctx, file, "backup", func(archive string) error {
		return sealArchive(ctx, archive, p, copied, code)
	})
}

// archivePlace follows links to where a backup is to stand, and tells whether
// one stands there.
func archivePlace(dir, file string) (place string, replaces bool, err error) {
	if resolved, err := filepath.EvalSymlinks(file); err == nil {
		file = resolved
	}
	records, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		return "", false, ErrMissing
	}
	if err != nil {
		return "", false, err
	}
	if parent, err := os.Stat(filepath.Dir(file)); err != nil {
		return "", false, err
	} else if os.SameFile(parent, records) {
		return "", false, ErrAmong
	}
	switch earlier, err := os.Stat(file); {
	case errors.Is(err, os.ErrNotExist):
		return file, false, nil
	case err != nil:
		return "", false, err
	case !earlier.Mode().IsRegular():
		return "", false, ErrNotFile
	}
	return file, true, nil
}

// sealArchive writes a backup to disk and proves that it yields the copy that
// was checked.
func sealArchive(ctx context.Context, archive string, p vault.Passphrase, copied string, code vault.Code) error {
	f, err := os.OpenFile(archive, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	written, err := writeArchive(ctx, f, p, copied, code)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if f, err = os.Open(archive); err != nil {
		return err
	}
	defer f.Close() // it was read
	switch read, err := digestArchive(ctx, f, p); {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnproven, err)
	case read != written:
		return ErrUnproven
	}
	return nil
}
