package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Answered is what came of asking about a watch.
type Answered struct {
	Watch       int64
	At          time.Time
	Environment string // "" where it is not known yet
	Said        string
	Next        time.Time // when to ask again
	End         bool      // never
	Record      *Record   // to be kept, in the same transaction; nil for none
}

// Answer notes what came of asking. What has been settled or erased meanwhile
// only ends. It fails as Append does.
func (l *Ledger) Answer(ctx context.Context, a Answered) error {
	var e *entry
	var err error
	if a.Record != nil {
		e, err = l.makeRecord(*a.Record)
	}
	if err == nil {
		err = l.do(ctx, func(b *batch) error { return a.put(b, e) })
	}
	if err != nil {
		return fmt.Errorf("note what was answered: %w", err)
	}
	return nil
}

func (a *Answered) put(b *batch, e *entry) error {
	var over bool
	err := b.conn.QueryRowContext(b.ctx, `SELECT w.ended IS NOT NULL OR `+settled+`
		FROM watch w JOIN issuance i ON i.id = w.issuance WHERE w.issuance = ?`, a.Watch).Scan(&over)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case e != nil && !over:
		if _, err := e.append(b); err != nil {
			return err
		}
	}
	b.changed = true
	ended := sql.NullInt64{Int64: a.At.UnixMilli(), Valid: a.End || over}
	_, err = b.conn.ExecContext(b.ctx, `UPDATE watch SET asked = asked + 1, environment = ?2, said = ?3, next_at = ?4,
		ended = coalesce(ended, ?5) WHERE issuance = ?1`, a.Watch, a.Environment, a.Said, a.Next.UnixMilli(), ended)
	return err
}
