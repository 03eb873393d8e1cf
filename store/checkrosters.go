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
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		c.add("the rosters cannot be read: %v", translate(err))
		return
	}
	defer tx.Rollback() // nothing was written
	all, err := readSealedRosters(ctx, tx, "ORDER BY id")
	if err != nil {
		c.add("the rosters cannot be read: %v", translate(err))
		return
	}
	for _, s := range all {
		if _, err := c.unlocked(tx, s.generation); err != nil {
			c.add("roster %d: %v", s.id, err)
		} else if _, err := s.open(c.keys, c.pack); err != nil {
			c.add("roster %d: %v", s.id, err)
		}
	}
	c.each(ctx, "the rosters", `SELECT id FROM roster WHERE id NOT IN (SELECT roster FROM roster_key)`, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		c.add("roster %d has no key", id)
		return err
	})
}
