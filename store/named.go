package store

import (
	"context"
	"fmt"
)

// Find gives the rows that stand for an action id or a credential id, newest
// first, also where the row that has the id itself is out of view. They are those
// in the views, but for failures that another issuance has resolved.
func (r *Reader) Find(ctx context.Context, id string) ([]Issuance, error) {
	ctx, done := r.during(ctx)
	defer done()
	found, err := r.read(ctx, source{from: issuances, id: "i.id", where: `i.erased = 0 AND i.id IN (WITH RECURSIVE up (id, by) AS (
		SELECT c.id, ` + successorOf("c.id") + ` FROM issuance c WHERE c.credential_id = ? AND c.credential_id <> ''
		UNION SELECT a.id, ` + successorOf("a.id") + ` FROM issuance a WHERE a.action_id = ? AND a.action_id <> ''
		UNION SELECT up.by, ` + successorOf("up.by") + ` FROM up WHERE up.by IS NOT NULL) SELECT id FROM up WHERE by IS NULL)`, args: []any{id, id}}, "ORDER BY i.id DESC LIMIT 100")
	if err != nil {
		return nil, fmt.Errorf("find: %w", err)
	}
	return found, nil
}

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
	err := eachRow(ctx, r.db, func(row scanner) error {
		var what any
		var id int64
		err := row.Scan(&what, &id)
		if err == nil {
			take(what, id)
		}
		return err
	}, `WITH RECURSIVE up (what, id, by) AS (SELECT * FROM (`+from+`)
		UNION SELECT what, n.id, n.superseded_by FROM up JOIN issuance n ON n.id = up.by)
		SELECT what, id FROM up WHERE by IS NULL ORDER BY id`, list)
	if err != nil {
		return fmt.Errorf("issuances by what names them: %w", translate(err))
	}
	return nil
}
