package store

import "context"

// tombstone checks that nothing but a tombstone is left of an erased record.
// Whether it was erased is for erasures to say.
func (c *checker) tombstone(r *keptDelivery, i Issuance) {
	c.Erased++
	r.Delivery = Delivery{ID: r.ID, MessageID: r.MessageID, EventType: r.EventType, Endpoint: r.Endpoint}
	empty := Issuance{ID: i.ID}
	if r.packed != nil || r.generation.Valid || len(r.sum) > 0 || r.EventType != "" || r.Endpoint != "" || r.sent != 0 || i != empty {
		c.add("%s: issuance %d was erased, but something is left of it", r, i.ID)
	}
}

// erasures compares the tombstones with the log of acts, in one statement and
// so at one moment. Entries that were noted without the key do not count, for
// anybody can write them.
func (c *checker) erasures(ctx context.Context) {
	c.each(ctx, "what was erased", `WITH told (id) AS (SELECT issuance FROM act WHERE kind = 'erased' AND unkeyed = 0 AND issuance IS NOT NULL)
		SELECT id, 1 FROM issuance NOT INDEXED WHERE erased <> 0 AND id NOT IN told
		UNION ALL SELECT id, 0 FROM told WHERE NOT EXISTS (SELECT 1 FROM issuance i WHERE i.id = told.id AND erased = 1)`, func(row scanner) error {
		var id int64
		var tombstone bool
		err := row.Scan(&id, &tombstone)
		switch {
		case err != nil:
		case tombstone:
			c.add("issuance %d is marked as erased, but the log of acts does not say that anybody did", id)
		default:
			c.add("issuance %d was erased according to the log of acts, but it is not", id)
		}
		return err
	})
}
