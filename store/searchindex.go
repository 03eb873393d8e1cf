package store

import (
	"context"
	"database/sql"
)

const (
	// searchChunk is how many issuances are indexed at a time. FTS5 flushes at
	// every statement, so rows go in by the chunk; and a delivery that arrives
	// meanwhile waits for it, so chunks stay small (about 4 ms).
	searchChunk = 192
	// searchLag is how far the index may fall behind under a load that never
	// pauses before the writer advances it all the same.
	searchLag = 20_000
)

// searchIndex feeds issuance_search behind the commits, from a watermark that
// moves in the same transaction. It belongs to the writer's goroutine.
type searchIndex struct {
	newest, searched int64 // issuance ids
}

func openSearchIndex(ctx context.Context, conn *sql.Conn) (searchIndex, error) {
	var x searchIndex
	err := conn.QueryRowContext(ctx,
		`SELECT coalesce((SELECT max(id) FROM issuance), 0), (SELECT searched FROM progress)`).
		Scan(&x.newest, &x.searched)
	return x, err
}

// grown takes note of the newest issuance.
func (x *searchIndex) grown(newest int64) { x.newest = max(x.newest, newest) }

func (x *searchIndex) farBehind() bool { return x.newest-x.searched > searchLag }

// advance indexes one chunk and tells whether more is left. A chunk that fails
// is left for the next commit to bring up again: until it is indexed it is
// found by reading the rows themselves.
func (x *searchIndex) advance(c *connection) (more bool, err error) {
	if x.searched >= x.newest {
		return x.renew(c)
	}
	to := min(x.searched+searchChunk, x.newest)
	err = c.execute(
		statement{feed + `i.id > ? AND i.id <= ?`, []any{x.searched, to}},
		statement{`UPDATE progress SET searched = ?`, []any{to}},
	)
	if err != nil {
		return false, err
	}
	x.searched = to
	return true, nil // perhaps for renew
}

// feed adds issuances to the index; a condition follows.
const feed = `INSERT INTO issuance_search
	(rowid, subject_name, subject_contact, template, credential_id, action_id, error, note, message_id)
	SELECT i.id, folded(subject_name), folded(subject_contact), folded(template),
		folded(credential_id), folded(action_id), folded(error), folded(note), folded(message_id)
	FROM issuance i JOIN delivery d ON d.id = i.delivery_id WHERE i.erased = 0 AND `

const (
	// renewChunk is how many texts that changed are indexed anew at a time: each
	// takes as long as several that are new.
	renewChunk = 32
	// keptChanges is how many entries of change are kept.
	keptChanges = 50_000
)

// renew indexes some of the texts anew that changed, and forgets changes that
// nobody will ask for any more. It tells whether there is more to do.
func (x *searchIndex) renew(c *connection) (more bool, err error) {
	var outdated bool
	var first, last int64
	err = c.conn.QueryRowContext(context.Background(), `SELECT EXISTS (SELECT 1 FROM outdated),
		(SELECT coalesce(min(id), 0) FROM change), (SELECT coalesce(max(id), 0) FROM change)`).Scan(&outdated, &first, &last)
	if err != nil {
		return false, translate(err)
	}
	const some = ` IN (SELECT issuance FROM outdated ORDER BY issuance LIMIT ?)`
	switch {
	case outdated:
		err = c.execute(
			statement{`DELETE FROM issuance_search WHERE rowid` + some, []any{renewChunk}},
			statement{feed + `i.id` + some, []any{renewChunk}},
			statement{`DELETE FROM outdated WHERE issuance` + some, []any{renewChunk}},
		)
	case last-first >= keptChanges+maxBatch: // not one by one
		err = c.execute(statement{`DELETE FROM change WHERE id <= ?`, []any{min(first+4*maxBatch, last-keptChanges)}})
	default:
		return false, nil
	}
	return err == nil, err
}
