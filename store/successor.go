package store

import (
	"database/sql"
	"errors"
	"strings"
)

// successorOf is an expression in SQL for the row of the same issuance that took
// the place of a row, or NULL. A success that resolved a failure for the same
// person is of another issuance: they share no id, nor does a row have one of
// each.
func successorOf(id string) string {
	return strings.ReplaceAll(`(SELECT n.id FROM issuance f JOIN issuance n ON n.id = f.superseded_by WHERE f.id = {id} AND NOT (
		f.status = 2 AND n.status = 1 AND (f.action_id = '' OR f.action_id <> n.action_id) AND (f.credential_id = '' OR f.credential_id <> n.credential_id)
		AND NOT EXISTS (SELECT 1 FROM issuance b WHERE b.action_id = f.action_id AND b.action_id <> '' AND b.credential_id = n.credential_id AND b.credential_id <> '')))`,
		"{id}", id)
}

// inPlaceOf gives the row that stands for an issuance by now: of the same issuance
// only, or, where all will do, whatever has put it out of view.
func inPlaceOf(b *batch, id int64, all bool) (int64, error) {
	var by sql.NullInt64
	err := b.conn.QueryRowContext(b.ctx, `SELECT superseded_by FROM issuance WHERE id = ?`, id).Scan(&by)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !by.Valid {
		return id, nil
	}
	if err != nil {
		return 0, err
	}
	next := successorOf("up.id")
	if all {
		next = "(SELECT superseded_by FROM issuance WHERE id = up.id)"
	}
	var last int64
	err = b.conn.QueryRowContext(b.ctx, `WITH RECURSIVE up (id, depth) AS (SELECT ?, 0
		UNION ALL SELECT `+next+`, depth + 1 FROM up WHERE `+next+` IS NOT NULL) SELECT id FROM up ORDER BY depth DESC LIMIT 1`, id).Scan(&last)
	return last, err
}
