package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"passdesk/store/vault"
)

// recoverySlot is what the recovery code's wrapping of a data key is filed
// under, beside the custodians'.
const recoverySlot = "recovery"

// keys are a folder's data keys, opened. May be used from any goroutine.
type keys struct {
	custodian string    // who keeps the key to them
	outer     vault.Key // that key
	locked    error     // why there are none

	mu           sync.RWMutex
	byGeneration map[int64]vault.Key
	current      int64

	again func() (*keys, error) // opens them again; nil where nobody else renews them
}

// querier is what a database and a transaction have in common.
type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// now gives the key to wrap with, and its generation.
func (k *keys) now() (vault.Key, int64, error) {
	if k.locked != nil {
		return vault.Key{}, 0, fmt.Errorf("%w: %w", ErrLocked, k.locked)
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.byGeneration[k.current], k.current, nil
}

// of gives the key of a generation, looking again where it was made since; the
// zero Key opens nothing.
func (k *keys) of(generation int64) (vault.Key, error) {
	if k.locked != nil {
		return vault.Key{}, fmt.Errorf("%w: %w", ErrLocked, k.locked)
	}
	k.mu.RLock()
	key := k.byGeneration[generation]
	k.mu.RUnlock()
	if !key.IsZero() || k.again == nil {
		return key, nil
	}
	renewed, err := k.again()
	if err != nil {
		return key, err
	}
	if _, _, err := renewed.now(); err != nil {
		return key, err
	}
	if err := renewed.each(func(generation int64, key vault.Key) error { k.add(generation, key); return nil }); err != nil {
		return key, err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.byGeneration[generation], nil
}

func (k *keys) add(generation int64, key vault.Key) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.byGeneration[generation] = key
	k.current = max(k.current, generation)
}

// each calls do for every data key until it fails.
func (k *keys) each(do func(generation int64, key vault.Key) error) error {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for generation, key := range k.byGeneration {
		if err := do(generation, key); err != nil {
			return err
		}
	}
	return nil
}

// unfinished tells whether a renewal of the data key was interrupted.
func (k *keys) unfinished() bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return len(k.byGeneration) > 1
}

// openKeys reads a folder's data keys with the custodian that keeps the key to
// them. That it cannot is no error of its own: keys.locked then says why, and
// everything that needs no key works.
func openKeys(db querier, custody vault.Custody) (*keys, error) {
	var folder string
	switch err := db.QueryRow(`SELECT folder FROM vault`).Scan(&folder); {
	case errors.Is(err, sql.ErrNoRows):
		return &keys{locked: vault.ErrMissing}, nil
	case err != nil:
		return nil, translate(err)
	}
	reasons := []error{errors.New("the records were sealed by another custodian's key")}
	for _, custodian := range custody {
		wrapped, err := wrappedKeys(db, custodian.Name())
		if err != nil {
			return nil, err
		}
		if len(wrapped) == 0 {
			continue
		}
		outer, err := custodian.Get(folder)
		if err == nil {
			var k *keys
			if k, err = unwrapKeys(wrapped, func(w []byte) (vault.Key, error) { return outer.Unwrap(w, folder) }); err == nil {
				k.custodian, k.outer = custodian.Name(), outer
				return k, nil
			}
		}
		reasons = append(reasons, fmt.Errorf("%s: %w", custodian.Name(), err))
	}
	if len(reasons) > 1 {
		reasons = reasons[1:]
	}
	return &keys{locked: errors.Join(reasons...)}, nil
}

// wrappedKeys gives the data keys that one custodian's key opens.
func wrappedKeys(db querier, custodian string) (map[int64][]byte, error) {
	rows, err := db.Query(`SELECT generation, wrapped FROM data_key WHERE custodian = ?`, custodian)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	found := map[int64][]byte{}
	for rows.Next() {
		var generation int64
		var wrapped []byte
		if err := rows.Scan(&generation, &wrapped); err != nil {
			return nil, translate(err)
		}
		found[generation] = wrapped
	}
	return found, translate(rows.Err())
}

func unwrapKeys(wrapped map[int64][]byte, unwrap func([]byte) (vault.Key, error)) (*keys, error) {
	k := &keys{byGeneration: map[int64]vault.Key{}}
	for generation, w := range wrapped {
		key, err := unwrap(w)
		if err != nil {
			return nil, err
		}
		k.add(generation, key)
	}
	return k, nil
}

// makeKeys gives a folder its first data key, unless it has one.
func makeKeys(db *sql.DB, custody vault.Custody) error {
	var made bool
	if err := db.QueryRow(`SELECT EXISTS (SELECT 1 FROM vault)`).Scan(&made); err != nil || made {
		return translate(err)
	}
	folder := rand.Text()
	outer, custodian, err := custody.Make(folder)
	if err != nil {
		return err
	}
	wrapped, err := outer.Wrap(vault.NewKey(), folder)
	if err != nil {
		return err
	}
	return transact(db, func(tx *sql.Tx) error {
		if _, err := tx.Exec(`INSERT INTO vault (id, folder) VALUES (1, ?)`, folder); err != nil {
			return err
		}
		return putKey(tx, 1, custodian.Name(), wrapped)
	})
}

func putKey(tx *sql.Tx, generation int64, custodian string, wrapped []byte) error {
	_, err := tx.Exec(`INSERT OR REPLACE INTO data_key (generation, custodian, wrapped) VALUES (?, ?, ?)`, generation, custodian, wrapped)
	return err
}

// FolderID gives a random name that was made with the folder, other than any
// other folder's.
func (r *Reader) FolderID(ctx context.Context) (id string, err error) {
	ctx, done := r.during(ctx)
	defer done()
	if err := r.db.QueryRowContext(ctx, `SELECT folder FROM vault`).Scan(&id); err != nil {
		return "", fmt.Errorf("folder id: %w", translate(err))
	}
	return id, nil
}

// transact runs do in a transaction.
func transact(db *sql.DB, do func(*sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return translate(err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := do(tx); err != nil {
		return translate(err)
	}
	return translate(tx.Commit())
}
