package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"passdesk/store/vault"
)

// ErrNoRecovery means that no recovery code was ever made for a folder.
var ErrNoRecovery = errors.New("no recovery code has been made for these records")

// RenewRecovery makes a recovery code for a folder; the one before is void
// when it returns. It needs the folder's key and may be called beside the
// process that receives. It fails with ErrLocked, and as OpenReader does.
func RenewRecovery(dir string, custody vault.Custody) (vault.Code, error) {
	code := vault.NewCode()
	recipient, err := code.Recipient()
	if err != nil {
		return vault.Code{}, err
	}
	err = beside(dir, func(db *sql.DB) error {
		err := errRenewing
		for range 10 {
			// Not in the transaction: a keychain may take its time, and
			// deliveries must not wait for it.
			var k *keys
			if k, err = openKeys(db, custody); err != nil {
				return err
			}
			err = transact(db, func(tx *sql.Tx) error { return k.renewRecovery(tx, recipient) })
			if !errors.Is(err, errRenewing) {
				break
			}
		}
		return err
	})
	if err != nil {
		return vault.Code{}, fmt.Errorf("renew recovery code: %w", err)
	}
	return code, nil
}

// HasRecovery tells whether a recovery code was ever made for these records.
func (r *Reader) HasRecovery(ctx context.Context) (made bool, err error) {
	ctx, done := r.during(ctx)
	defer done()
	err = r.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM vault WHERE recovery IS NOT NULL)`).Scan(&made)
	if err != nil {
		return false, fmt.Errorf("recovery code: %w", translate(err))
	}
	return made, nil
}

// errRenewing means that the data key was renewed since the keys were opened.
var errRenewing = errors.New("the data key is being renewed; try again in a moment")

// renewRecovery wraps all keys for another recovery code.
func (k *keys) renewRecovery(tx *sql.Tx, recipient vault.Recipient) error {
	var newest int64
	if err := tx.QueryRow(`SELECT max(generation) FROM data_key`).Scan(&newest); err != nil {
		return err
	}
	if key, err := k.of(newest); err != nil {
		return err
	} else if key.IsZero() {
		return errRenewing
	}
	if _, err := tx.Exec(`UPDATE vault SET recovery = ?`, []byte(recipient)); err != nil {
		return err
	}
	err := k.each(func(generation int64, key vault.Key) error {
		var used bool // an older one may have gone meanwhile
		if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM data_key WHERE generation = ?)`, generation).Scan(&used); err != nil || !used {
			return err
		}
		wrapped, err := recipient.Wrap(key)
		if err != nil {
			return err
		}
		return putKey(tx, generation, recoverySlot, wrapped)
	})
	if err == nil {
		_, err = record(context.Background(), tx, k, Act{Kind: ActCodeMade})
	}
	return err
}

// Recover opens a folder's data keys with its recovery code and gives them a
// new custodian, because the old one's key is lost. It fails with
// ErrNoRecovery, with vault.ErrWrongKey when it is not the folder's code, and
// as OpenReader does.
func Recover(dir string, code vault.Code, custody vault.Custody) error {
	err := beside(dir, func(db *sql.DB) error {
		return transact(db, func(tx *sql.Tx) error {
			wrapped, err := wrappedKeys(tx, recoverySlot)
			if err != nil {
				return err
			}
			if len(wrapped) == 0 {
				return ErrNoRecovery
			}
			k, err := unwrapKeys(wrapped, code.Unwrap)
			if err != nil {
				return err
			}
			if err := k.entrust(tx, custody); err != nil {
				return err
			}
			_, err = record(context.Background(), tx, k, Act{Kind: ActCodeUsed})
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	return nil
}

// entrust wraps all keys with a new custodian's key, in place of the custodian
// before.
func (k *keys) entrust(tx *sql.Tx, custody vault.Custody) error {
	var folder string
	if err := tx.QueryRow(`SELECT folder FROM vault`).Scan(&folder); err != nil {
		return err
	}
	outer, custodian, err := custody.Make(folder)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM data_key WHERE custodian <> ?`, recoverySlot); err != nil {
		return err
	}
	return k.each(func(generation int64, key vault.Key) error {
		wrapped, err := outer.Wrap(key, folder)
		if err != nil {
			return err
		}
		return putKey(tx, generation, custodian.Name(), wrapped)
	})
}

// beside connects to a folder's database for writing a little while another
// process may be receiving into it.
func beside(dir string, do func(*sql.DB) error) error {
	path := filepath.Join(dir, databaseName)
	if err := present(path); err != nil {
		return err
	}
	db, err := connect(writerDSN(path), 1)
	if err != nil {
		return translate(err)
	}
	return errors.Join(do(db), db.Close())
}
