package store

import (
	"context"
	"database/sql"
	"fmt"

	"passdesk/store/vault"
)

// sealChunk is how many records change their key in one transaction.
const sealChunk = 200

// sealOld seals the bodies that were stored before there was a vault, and then
// has the file written anew, so that no free page holds them in clear. It may
// be interrupted at any point and goes on when called again.
func sealOld(db *sql.DB, k *keys) error {
	var unsealed bool
	if err := db.QueryRow(`SELECT unsealed FROM progress`).Scan(&unsealed); err != nil || !unsealed || k.locked != nil {
		return translate(err)
	}
	for cursor := int64(0); ; {
		last, err := sealSome(db, k, cursor)
		if err != nil {
			return fmt.Errorf("seal old records: %w", err)
		}
		if last == cursor {
			break
		}
		cursor = last
	}
	for _, step := range []string{`VACUUM`, `PRAGMA wal_checkpoint(TRUNCATE)`, `UPDATE progress SET unsealed = 0`} {
		if _, err := db.Exec(step); err != nil {
			return fmt.Errorf("seal old records: %w", translate(err))
		}
	}
	return nil
}

// sealSome seals the next bodies after a delivery and gives the last one's id.
func sealSome(db *sql.DB, k *keys, after int64) (last int64, err error) {
	last = after
	err = transact(db, func(tx *sql.Tx) error {
		bodies, err := clearBodies(tx, after)
		if err != nil {
			return err
		}
		for _, b := range bodies {
			if err := b.seal(tx, k); err != nil {
				return err
			}
			last = b.delivery
		}
		return nil
	})
	return last, err
}

// clearBody is a body as it was stored before there was a vault.
type clearBody struct {
	delivery int64
	packed   []byte
}

func clearBodies(tx *sql.Tx, after int64) ([]clearBody, error) {
	return collect(context.Background(), tx, func(row scanner) (b clearBody, err error) {
		err = row.Scan(&b.delivery, &b.packed)
		return b, err
	}, `SELECT delivery_id, body FROM payload
		WHERE delivery_id > ? AND NOT EXISTS (SELECT 1 FROM record_key r WHERE r.delivery_id = payload.delivery_id)
		ORDER BY delivery_id LIMIT ?`, after, sealChunk)
}

func (b clearBody) seal(tx *sql.Tx, k *keys) error {
	if len(b.packed) == 0 || b.packed[0] != formatClear {
		return fmt.Errorf("body of delivery %d: unknown format: %w", b.delivery, ErrDamaged)
	}
	key := vault.NewKey()
	sealed, err := sealCompressed(b.packed[1:], key)
	if err != nil {
		return err
	}
	wrapped, err := k.wrap(key, deliveryKeys.place(b.delivery))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE payload SET body = ? WHERE delivery_id = ?`, sealed, b.delivery); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO record_key (delivery_id, generation, wrapped) VALUES (?, ?, ?)`, b.delivery, wrapped.generation, wrapped.wrapped)
	return err
}
