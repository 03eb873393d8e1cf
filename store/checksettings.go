package store

import (
	"context"
	"database/sql"
)

// settings goes through what staff have set.
func (c *checker) settings(ctx context.Context) {
	if _, _, err := c.keys.now(); err != nil {
		return // which has been said
	}
	c.within(ctx, "the settings", func(tx *sql.Tx) error {
		all, err := readSettings(ctx, tx)
		for _, s := range all {
			_, err := c.unlocked(tx, s.generation)
			if err == nil {
				_, err = s.open(c.keys)
			}
			if err != nil {
				c.add("setting %s: %v", printable(s.name), err)
			}
		}
		return err
	})
}
