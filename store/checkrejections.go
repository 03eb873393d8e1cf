package store

import (
	"bytes"
	"context"
	"database/sql"
)

// rejections goes through the quarantine, of which there is little.
func (c *checker) rejections(ctx context.Context) {
	c.within(ctx, "the quarantine", func(tx *sql.Tx) error {
		return eachRow(ctx, tx, func(row scanner) error {
			var generation sql.NullInt64
			var wrapped, sealed []byte
			r, err := scanRejection(row, &generation, &wrapped, &sealed)
			if err == nil {
				c.rejection(tx, r, generation, wrapped, sealed)
			}
			return err
		}, `SELECT `+rejectionColumns+`, generation, wrapped, sealed FROM rejection r LEFT JOIN rejection_body ON rejection = r.id`)
	})
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
