package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"

	"passdesk/store/vault"
)

// archiveSlot is what the wrappings of a backup's data keys are filed under,
// in place of the custodians'.
const archiveSlot = "backup"

// copyDatabase makes a copy of a database that others may be writing to. VACUUM
// reads rows, not pages, in one transaction: what was deleted stays behind, and
// a database that cannot be read is noticed here.
func copyDatabase(ctx context.Context, from, to string, custody vault.Custody) (err error) {
	// Not from the readers' pool: query_only forbids VACUUM INTO.
	db, err := connect(dsn(from, []string{"busy_timeout(5000)", "temp_store(MEMORY)"}, "mode=ro"), 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	keys, err := openKeys(db, custody)
	if err != nil {
		return err
	}
	if _, _, err := keys.now(); err != nil {
		return err
	}
	var unsealed bool
	if err := db.QueryRowContext(ctx, `SELECT unsealed FROM progress`).Scan(&unsealed); err != nil {
		return err
	}
	if unsealed {
		return ErrOlder
	}
	if err := create(to); err != nil {
		return err
	}
	if to, err = filepath.Abs(to); err != nil { // not to be taken for a URI
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, to)
	return err
}

// rewrap has the data keys of a copied database open with a code instead of
// the custodian's key. The recovery code still opens them.
func rewrap(copied string, custody vault.Custody) (vault.Code, error) {
	code := vault.NewCode()
	recipient, err := code.Recipient()
	if err != nil {
		return vault.Code{}, err
	}
	return code, alone(copied, func(tx *sql.Tx) error {
		// The copy's own: the data key may be being renewed.
		k, err := openKeys(tx, custody)
		if err != nil {
			return err
		}
		if _, _, err := k.now(); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM data_key WHERE custodian <> ?`, recoverySlot); err != nil {
			return err
		}
		return k.each(func(generation int64, key vault.Key) error {
			wrapped, err := recipient.Wrap(key)
			if err != nil {
				return err
			}
			return putKey(tx, generation, archiveSlot, wrapped)
		})
	})
}

// alone changes a database that nobody else has, in one transaction, and
// leaves nothing beside the file.
func alone(path string, do func(*sql.Tx) error) error {
	db, err := connect(dsn(path, []string{"foreign_keys(1)", "journal_mode(MEMORY)"}, "_txlock=immediate"), 1)
	if err != nil {
		return err
	}
	return errors.Join(transact(db, do), db.Close())
}

// checkCopy checks a copied database with the code that its backup will carry.
func checkCopy(ctx context.Context, copied string, code vault.Code) (Report, error) {
	db, err := connect(readerDSN(copied), readers)
	if err != nil {
		return Report{}, err
	}
	defer db.Close()
	return check(ctx, db, nil, func(q querier) (*keys, error) {
		wrapped, err := wrappedKeys(q, archiveSlot)
		if err != nil {
			return nil, err
		}
		return unwrapKeys(wrapped, code.Unwrap)
	})
}
