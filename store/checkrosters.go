package store

import (
	"context"
	"database/sql"
)

// rosters goes through the lists of expected people.
func (c *checker) rosters(ctx context.Context) {
	if _, _, err := c.keys.now(); err != nil {
		return // which has been said
	}
	c.within(ctx, "the rosters", func(tx *sql.Tx) error {
		all, err := readSealedRosters(ctx, tx, "ORDER BY id")
		for _, s := range all {
			_, err := c.unlocked(tx, s.generation)
			if err == nil {
				_, err = s.open(c.keys, c.pack)
			}
			if err != nil {
				c.add("roster %d: %v", s.id, err)
			}
		}
		return err
	})
	c.each(ctx, "the rosters", `SELECT id FROM roster WHERE id NOT IN (SELECT roster FROM roster_key)`, func(row scanner) error {
		var id int64
		err := row.Scan(&id)
		c.add("roster %d has no key", id)
		return err
	})
}
