package store

import "context"

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

func readNotes(ctx context.Context, db queryer) ([]actEntry, error) {
	return collect(ctx, db, func(row scanner) (actEntry, error) {
		e := actEntry{unkeyed: 1}
		err := row.Scan(&e.at, &e.kind, &e.issuance, &e.detail)
		return e, err
	}, `SELECT at, kind, issuance, detail FROM act_note ORDER BY id`)
}
