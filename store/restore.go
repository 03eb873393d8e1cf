package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"passdesk/store/vault"
)

// ErrOccupied means that a backup would be restored over something.
var ErrOccupied = errors.New("the folder is not empty; restore into a new one")

// Restore makes the folder dir, which must be empty or missing, out of a
// backup. Its keys are given to the custodians that custody names for the
// folder it is handed, in which they may keep files; the recovery code is the
// one that the records had. Everything is opened and checked before the folder
// appears, whole or not at all. Problems that the report names were in the
// records when they were backed up, and they are restored with them. RetentionSetting
// is not: in the new folder nothing goes for its age until somebody says so.
//
// It fails with vault.ErrWrongPassphrase, ErrNotBackup, ErrOccupied, ErrNewer,
// vault.ErrNoCustody, or with the error of ctx.
func Restore(ctx context.Context, dir string, file io.Reader, p vault.Passphrase, custody func(dir string) vault.Custody) (Report, error) {
	found, err := restore(ctx, dir, file, p, custody)
	if err != nil {
		return found, fmt.Errorf("restore into %s: %w", dir, nameFailure(ctx, err))
	}
	return found, nil
}

func restore(ctx context.Context, dir string, file io.Reader, p vault.Passphrase, custody func(dir string) vault.Custody) (found Report, err error) {
	dir, err = vacant(dir)
	if err != nil {
		return found, err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return found, err
	}
	// Beside the folder, so that it can be renamed into place.
	work, err := newScratch(parent, "restore")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	made := work.path("folder")
	if err := os.Mkdir(made, 0o700); err != nil {
		return found, err
	}
	if err := unpackArchive(ctx, made, file, p, custody(made)); err != nil {
		return found, err
	}
	if found, err = Check(ctx, made, custody(made), nil); err != nil {
		return found, err
	}
	// The last one to go tidies up, and a reader cannot.
	if err := beside(made, (*sql.DB).Ping); err != nil {
		return found, err
	}
	return found, moveIn(ctx, made, dir)
}

// vacant resolves a folder's path and fails with ErrOccupied unless it is empty
// or missing.
func vacant(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	switch entries, err := os.ReadDir(dir); {
	case errors.Is(err, os.ErrNotExist):
		return dir, nil
	case err != nil:
		return "", err
	case len(entries) > 0:
		return "", ErrOccupied
	}
	return dir, nil
}

// unpackArchive makes a folder's database out of a backup.
func unpackArchive(ctx context.Context, dir string, file io.Reader, p vault.Passphrase, custody vault.Custody) error {
	path := filepath.Join(dir, databaseName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	code, err := readArchive(ctx, file, p, f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if _, err := inspect(path); err != nil {
		return err
	}
	db, err := connect(writerDSN(path), 1)
	if err != nil {
		return err
	}
	return errors.Join(settle(db, code, custody), db.Close())
}

// settle brings a restored database up to date and gives it custodians of its
// own: the folder that it was copied from may still have its.
func settle(db *sql.DB, code vault.Code, custody vault.Custody) error {
	if err := migrate(db); err != nil {
		return err
	}
	return transact(db, func(tx *sql.Tx) error {
		wrapped, err := wrappedKeys(tx, archiveSlot)
		if err != nil {
			return err
		}
		if len(wrapped) == 0 {
			return ErrNotBackup
		}
		k, err := unwrapKeys(wrapped, code.Unwrap)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE vault SET folder = ?`, rand.Text()); err != nil {
			return err
		}
		if err := k.entrust(tx, custody); err != nil {
			return err
		}
		if err := markRestored(tx); err != nil {
			return err
		}
		if err := keepAll(tx, k); err != nil {
			return err
		}
		var held Report
		if err := tx.QueryRow(`SELECT count(*), coalesce(max(id), 0) FROM delivery`).Scan(&held.Deliveries, &held.Newest); err != nil {
			return err
		}
		_, err = record(context.Background(), tx, k, Act{Kind: ActRestored, Detail: held.detail("")})
		return err
	})
}

// markRestored notes that nothing has come into this folder since the backup,
// however well the one that was backed up went on receiving. A backup from
// before there were beats is known to hold what is in it.
func markRestored(tx *sql.Tx) error {
	if _, err := tx.Exec(`INSERT OR IGNORE INTO beat (id, at) SELECT 1, max(received_at) FROM delivery HAVING max(received_at) > 0`); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE beat SET restored = 1`)
	return err
}

// keepAll has nothing go for its age, until somebody says so for this folder: it
// may have been made for what would.
func keepAll(tx *sql.Tx, k *keys) error {
	if _, err := tx.Exec(`DELETE FROM erasure WHERE by_age <> 0`); err != nil {
		return err
	}
	res, err := tx.Exec(`DELETE FROM setting WHERE name = ?`, RetentionSetting)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	act, err := settingAct(RetentionSetting, true)
	if err == nil {
		_, err = record(context.Background(), tx, k, act)
	}
	return err
}

// moveIn gives a folder that was made its place. An empty one that is there
// makes room first.
func moveIn(ctx context.Context, made, dir string) error {
	if err := errors.Join(ctx.Err(), syncFolder(made)); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(made, dir); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(dir))
}
