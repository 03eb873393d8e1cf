package store

import (
	"bytes"
	"context"
	"database/sql"
)

// rejections goes through the quarantine, of which there is little.
func (c *checker) rejections(ctx context.Context) {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		c.add("the quarantine cannot be read: %v", translate(err))
		return
	}
	defer tx.Rollback() // nothing was written
	rows, err := tx.QueryContext(ctx, `SELECT `+rejectionColumns+`, generation, wrapped, sealed FROM rejection r
		LEFT JOIN rejection_body ON rejection = r.id`)
	if err != nil {
		c.add("the quarantine cannot be read: %v", translate(err))
		return
	}
	defer rows.Close()
	for rows.Next() {
		var generation sql.NullInt64
		var wrapped, sealed []byte
		r, err := scanRejection(rows.Scan, &generation, &wrapped, &sealed)
		if err != nil {
			c.add("the quarantine cannot be read: %v", translate(err))
			return
		}
		c.rejection(tx, r, generation, wrapped, sealed)
	}
	if err := rows.Err(); err != nil {
		c.add("the quarantine cannot be read: %v", translate(err))
	}
}

func (c *checker) rejection(tx querier, r *rejectionRow, generation sql.NullInt64, wrapped, sealed []byte) {
	if place, known := shareOf[r.Reason]; !known || place.name != r.share || !bytes.Equal(r.same, r.fingerprint()) ||
		r.bytes != int64(len(sealed)) || r.Times < 1 {
		c.add("rejection %d is not as it was kept", r.ID)
		return
	}
	if !generation.Valid || c.keys.locked != nil {
		return // it has no body, or that none was opened is said once
	}
	key, err := c.unwrap(tx, recordKey{generation.Int64, wrapped}, rejectionKeys.place(r.ID))
	if err != nil {
		c.add("rejection %d: its key does not open: %v", r.ID, err)
		return
	}
	if err := c.pack.openRejection(r, sealed, key); err != nil {
		c.add("rejection %d is not what was refused", r.ID)
	}
}
