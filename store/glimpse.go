package store

import (
	"context"
	"fmt"
	"time"
)

// Glimpse is what is known of an issuance without asking the database.
type Glimpse struct {
	ID       int64
	Status   Status
	Received time.Time
	// Folded, as Fold does it, and at most 1 KiB long. They belong to the store
	// and are good until the call that was given them returns.
	Name, Contact []byte
}

// glimpsesAtOnce is how many are handed over before others may write.
const glimpsesAtOnce = 1 << 13

// Glimpses hands over the issuances of a list, in its order, without those that
// were erased since: a million in about a tenth of a second. do must be quick
// and ask nothing of the store.
func (r *Reader) Glimpses(ctx context.Context, l *List, do func(Glimpse)) error {
	for at := 0; at < len(l.ids); at += glimpsesAtOnce {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("glimpses: %w", err)
		}
		r.catalog.glimpse(l.ids[at:min(at+glimpsesAtOnce, len(l.ids))], do)
	}
	return nil
}

func (c *catalog) glimpse(ids []uint32, do func(Glimpse)) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, id := range ids {
		if int64(id) > c.newest() {
			continue
		}
		if k := &c.cards[id]; k.kind != 0 {
			do(Glimpse{int64(id), c.kinds[k.kind].status, time.UnixMilli(k.received).UTC(), c.nameOf(k), c.contactOf(k)})
		}
	}
}

// Fold gives a text without the differences that searching passes over: case,
// and the marks on letters.
func Fold(text string) string { return fold(text) }

// Named finds the issuances that have one of some credential, action or subject
// ids, spelt exactly so, and gives those in view that they stand for by now.
// Subject ids cost a look at every row, half a second for a million; none is
// made without an id that begins with "did:".
func (r *Reader) Named(ctx context.Context, idents []string) (map[string][]int64, error) {
	const by = `SELECT e.value, i.id, i.superseded_by FROM json_each(?1) e JOIN issuance i ON i.%[1]s = e.value AND i.%[1]s <> '' AND i.erased = 0`
	from := fmt.Sprintf(by, "credential_id") + " UNION " + fmt.Sprintf(by, "action_id")
	for _, id := range idents {
		if len(id) > 4 && id[:4] == "did:" {
			from += ` UNION SELECT subject_id, id, superseded_by FROM issuance NOT INDEXED
				WHERE erased = 0 AND subject_id <> '' AND subject_id IN (SELECT value FROM json_each(?1))`
			break
		}
	}
	found := map[string][]int64{}
	err := r.upward(ctx, from, array(idents), func(ident any, id int64) {
		text, _ := ident.(string)
		found[text] = append(found[text], id)
	})
	return found, err
}

// Current tells which issuance in view stands for each of some by now. Those
// that were erased are left out.
func (r *Reader) Current(ctx context.Context, ids []int64) (map[int64]int64, error) {
	found := make(map[int64]int64, len(ids))
	err := r.upward(ctx, `SELECT e.value, i.id, i.superseded_by FROM json_each(?1) e JOIN issuance i ON i.id = e.value WHERE i.erased = 0`, array(ids), func(was any, id int64) {
		n, _ := was.(int64)
		found[n] = id
	})
	return found, err
}

// upward follows rows to those that superseded them.
func (r *Reader) upward(ctx context.Context, from, list string, take func(from any, id int64)) error {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := r.db.QueryContext(ctx, `WITH RECURSIVE up (what, id, by) AS (SELECT * FROM (`+from+`)
		UNION SELECT what, n.id, n.superseded_by FROM up JOIN issuance n ON n.id = up.by)
		SELECT what, id FROM up WHERE by IS NULL ORDER BY id`, list)
	if err == nil {
		defer rows.Close()
		for rows.Next() && err == nil {
			var what any
			var id int64
			if err = rows.Scan(&what, &id); err == nil {
				take(what, id)
			}
		}
		if err == nil {
			err = rows.Err()
		}
	}
	if err != nil {
		return fmt.Errorf("issuances by what names them: %w", translate(err))
	}
	return nil
}
