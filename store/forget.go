package store

import "context"

// mergePages is how many pages of the search index are written anew in one
// transaction: at a million rows this takes about 10 ms.
const mergePages = 64

// forgetWords has FTS5 write its segments anew. It only marks what is deleted;
// the words stay where they are until all segments that have such marks have
// been merged. The work is the size of the index: a second for 100,000 rows.
func (s *Store) forgetWords(ctx context.Context) error {
	for now := (merging{marks: true}); now.marks; {
		begun := now.begun
		next, err := outcome(ctx, s.writer.do, func(b *batch) (merging, error) { return mergeSome(b, begun) })
		if err != nil {
			return err
		}
		now = next
	}
	return nil
}

// merging is how far the search index's segments have been written anew.
type merging struct {
	marks bool // there are some of what is deleted
	begun bool // a merge of all segments is under way
}

// mergeSome goes on with a merge of all segments, or begins one.
func mergeSome(b *batch, begun bool) (now merging, err error) {
	// The ids of pages that hold marks are beyond those of all others.
	err = b.conn.QueryRowContext(b.ctx, `SELECT EXISTS (SELECT 1 FROM issuance_search_data WHERE id >= 1 << 53)`).Scan(&now.marks)
	if err != nil || !now.marks {
		return now, err
	}
	var before, after int64
	changes := func(n *int64) error {
		return b.conn.QueryRowContext(b.ctx, `SELECT total_changes()`).Scan(n)
	}
	if err := changes(&before); err != nil {
		return now, err
	}
	pages := mergePages
	if !begun {
		pages = -mergePages // takes all segments together
	}
	if _, err := b.conn.ExecContext(b.ctx, `INSERT INTO issuance_search (issuance_search, rank) VALUES ('merge', ?)`, pages); err != nil {
		return now, err
	}
	err = changes(&after)
	now.begun = after-before >= 2 // less means that there was nothing to merge
	return now, err
}
