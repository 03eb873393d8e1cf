package store

import (
	"context"
	"database/sql"
)

// note keeps acts that cannot be entered into the log.
func note(ctx context.Context, tx transaction, acts []Act) error {
	for _, a := range acts {
		e := entryOf(a)
		if _, err := tx.ExecContext(ctx, `INSERT INTO act_note (at, kind, issuance, detail) VALUES (?, ?, ?, ?)`,
			e.at, e.kind, e.issuance, e.detail); err != nil {
			return err
		}
	}
	return nil
}

// takeNotes takes what was noted, to be entered into the log.
func takeNotes(ctx context.Context, tx transaction) ([]actEntry, error) {
	notes, err := readNotes(ctx, tx)
	if err != nil || len(notes) == 0 {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM act_note`)
	return notes, err
}

func readNotes(ctx context.Context, db interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
},
) ([]actEntry, error) {
	rows, err := db.QueryContext(ctx, `SELECT at, kind, issuance, detail FROM act_note ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var notes []actEntry
	for rows.Next() {
		e := actEntry{unkeyed: 1}
		if err := rows.Scan(&e.at, &e.kind, &e.issuance, &e.detail); err != nil {
			return nil, err
		}
		notes = append(notes, e)
	}
	return notes, rows.Err()
}
