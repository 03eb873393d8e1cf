package store

import "context"

// mergePages is how many pages of the search index are written anew in one
// transaction: at a million rows this takes about 10 ms.
const mergePages = 64

// forgetWords has FTS5 write its segments anew. It only marks what is deleted;
// the words stay where they are until all segments that have such marks have
// been merged. The work is the size of the index: a second for 100,000 rows.
func (s *Store) forgetWords(ctx context.Context) error {
	for begun, marks := false, true; marks; {
		err := s.writer.do(ctx, func(b *batch) (err error) {
			marks, begun, err = mergeSome(b, begun)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// mergeSome goes on with a merge of all segments, or begins one, and tells
// whether marks are left, and whether the merge is under way.
func mergeSome(b *batch, begun bool) (marks, under bool, err error) {
	// The ids of pages that hold marks are beyond those of all others.
	err = b.conn.QueryRowContext(b.ctx, `SELECT EXISTS (SELECT 1 FROM issuance_search_data WHERE id >= 1 << 53)`).Scan(&marks)
	if err != nil || !marks {
		return false, false, err
	}
	var before, after int64
	changes := func(n *int64) error {
		return b.conn.QueryRowContext(b.ctx, `SELECT total_changes()`).Scan(n)
	}
	if err := changes(&before); err != nil {
		return false, false, err
	}
	pages := mergePages
	if !begun {
		pages = -mergePages // takes all segments together
	}
	if _, err := b.conn.ExecContext(b.ctx, `INSERT INTO issuance_search (issuance_search, rank) VALUES ('merge', ?)`, pages); err != nil {
		return false, false, err
	}
	err = changes(&after)
	return true, after-before >= 2, err // less means that there was nothing to merge
}
