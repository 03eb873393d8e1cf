package store

import (
	"context"
	"database/sql"
)

const (
	// searchChunk is how many issuances are indexed at a time. FTS5 flushes at
	// every statement, so rows go in by the chunk; and a delivery that arrives
	// meanwhile waits for it, so chunks stay small (about 2 ms).
	searchChunk = 256
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
func (x *searchIndex) advance(conn *sql.Conn) (more bool) {
	if x.searched >= x.newest {
		return false
	}
	to := min(x.searched+searchChunk, x.newest)
	if err := x.index(conn, to); err != nil {
		return false
	}
	x.searched = to
	return x.searched < x.newest
}

func (x *searchIndex) index(conn *sql.Conn, to int64) error {
	tx, err := conn.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	// After a COMMIT that failed, database/sql takes the transaction for ended,
	// but SQLite may not.
	defer func() { _, _ = conn.ExecContext(context.Background(), "ROLLBACK") }()
	if _, err := tx.Exec(`INSERT INTO issuance_search
		(rowid, subject_name, subject_contact, template, credential_id, action_id, error)
		SELECT id, folded(subject_name), folded(subject_contact), folded(template),
			folded(credential_id), folded(action_id), folded(error)
		FROM issuance WHERE id > ? AND id <= ? AND erased = 0`, x.searched, to); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE progress SET searched = ?`, to); err != nil {
		return err
	}
	return tx.Commit()
}
