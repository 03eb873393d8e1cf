package store

import "context"

// settings goes through what staff have set.
func (c *checker) settings(ctx context.Context) {
	if _, _, err := c.keys.now(); err != nil {
		return // which has been said
	}
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		c.add("the settings cannot be read: %v", translate(err))
		return
	}
	defer tx.Rollback() // nothing was written
	all, err := readSettings(ctx, tx)
	if err != nil {
		c.add("the settings cannot be read: %v", translate(err))
		return
	}
	for _, s := range all {
		if _, err := c.unlocked(tx, s.generation); err != nil {
			c.add("setting %s: %v", printable(s.name), err)
		} else if _, err := s.open(c.keys); err != nil {
			c.add("setting %s: %v", printable(s.name), err)
		}
	}
}
