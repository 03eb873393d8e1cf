package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// Watch has issuances watched: for each record, which is of origin Watched and
// pending and has an action id or a credential id, it keeps a pending row, or
// finds the one that is there. ids are those of the rows, in the order of
// records; added tells how many were not watched before. One that had been
// given up is watched again. It fails as Append does; what was kept until then
// is watched.
func (l *Ledger) Watch(ctx context.Context, records ...Record) (ids []int64, added int, err error) {
	for some := range slices.Chunk(records, ledgerChunk) {
		entries, err := l.makeRecords(some)
		var now begun
		if err == nil {
			now, err = outcome(ctx, l.do, func(b *batch) (begun, error) { return watchAll(b, entries) })
		}
		if err != nil {
			return ids, added, fmt.Errorf("watch: %w", err)
		}
		ids, added = append(ids, now.ids...), added+now.added
	}
	return ids, added, nil
}

// begun are watches by their ids, and how many of them are new.
type begun struct {
	ids   []int64
	added int
}

func watchAll(b *batch, entries []*entry) (all begun, err error) {
	for _, e := range entries {
		id, isNew, err := watch(b, e)
		if err != nil {
			return begun{}, err
		}
		if all.ids = append(all.ids, id); isNew {
			all.added++
		}
	}
	return all, nil
}

func watch(b *batch, e *entry) (id int64, added bool, err error) {
	i := &e.issuance
	if i.Status != Pending || i.ActionID == "" && i.CredentialID == "" {
		return 0, false, fmt.Errorf("a watch without an id: %w", errors.ErrUnsupported)
	}
	by := `action_id = ?1 AND action_id <> '' AND credential_id = ?2`
	if i.ActionID == "" {
		by = `credential_id = ?2 AND credential_id <> '' AND action_id = ?1`
	}
	err = b.conn.QueryRowContext(b.ctx, `SELECT id FROM issuance WHERE `+by+` AND EXISTS (SELECT 1 FROM watch WHERE watch.issuance = id)`,
		i.ActionID, i.CredentialID).Scan(&id)
	at := e.ReceivedAt.UnixMilli()
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return 0, false, err
	default:
		_, err = b.conn.ExecContext(b.ctx, `UPDATE watch SET ended = NULL, asked = 0, said = '', next_at = ?2
			WHERE issuance = ?1 AND ended IS NOT NULL AND (SELECT superseded_by FROM issuance WHERE id = ?1) IS NULL`, id, at)
		b.changed = true
		return id, false, err
	}
	if _, err := e.append(b); err != nil {
		return 0, false, err
	}
	_, err = b.conn.ExecContext(b.ctx, `INSERT INTO watch (issuance, environment, asked, next_at, said) VALUES (?, ?, 0, ?, '')`,
		b.newest, i.Environment, at)
	return b.newest, true, err
}
