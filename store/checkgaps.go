package store

import "context"

// gaps looks for what cannot be true of the times in which nothing was
// received.
func (c *checker) gaps(ctx context.Context) {
	c.each(ctx, "the gaps in receiving", `SELECT id, 'it ends before it begins' FROM gap WHERE ended < began
		UNION ALL SELECT id, 'it is closed, but goes on' FROM gap WHERE ended IS NULL AND closed IS NOT NULL
		UNION ALL SELECT id, 'what closed it is not said' FROM gap WHERE (closed IS NULL) <> (closed_by = '')
		UNION ALL SELECT id, 'it goes on, but a later one has begun' FROM gap g WHERE ended IS NULL AND id < (SELECT max(id) FROM gap)`,
		func(row scanner) error {
			var id int64
			var problem string
			err := row.Scan(&id, &problem)
			if err == nil {
				c.add("gap %d in receiving: %s", id, problem)
			}
			return err
		})
}
