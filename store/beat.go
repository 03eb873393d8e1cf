package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Beat is how far it is known when the folder was receiving.
type Beat struct {
	At       time.Time // zero until the folder has received for the first time
	Restored bool      // the folder was made from a backup, which is from At
	Examined int64     // issuances up to this id have been held against the gaps
	Last     int64     // id of the newest gap, 0 for none
}

// LastBeat gives the newest beat.
func (r *Reader) LastBeat(ctx context.Context) (b Beat, err error) {
	ctx, done := r.during(ctx)
	defer done()
	var at int64
	err = r.db.QueryRowContext(ctx, `SELECT at, restored, examined, (SELECT coalesce(max(id), 0) FROM gap) FROM beat`).
		Scan(&at, &b.Restored, &b.Examined, &b.Last)
	if errors.Is(err, sql.ErrNoRows) {
		return Beat{}, nil
	}
	if err != nil {
		return Beat{}, fmt.Errorf("last beat: %w", translate(err))
	}
	b.At = time.UnixMilli(at).UTC()
	return b, nil
}

// Beat notes that it is known up to at when the folder was receiving, together
// with the gaps that are new since or have changed, by their ids: when they
// began and ended, and why. A gap that goes on is open. The same may be noted
// twice.
//
// ctx bounds the waiting, as with Append, whose errors it has; it needs no key.
func (s *Store) Beat(ctx context.Context, at time.Time, gaps ...Gap) error {
	err := s.writer.do(ctx, func(b *batch) error {
		for _, g := range gaps {
			if err := putGap(b, g); err != nil {
				return err
			}
		}
		b.changed = b.changed || len(gaps) > 0
		// Nothing that came before there was an open gap tells anything about it.
		_, err := b.conn.ExecContext(b.ctx, `INSERT INTO beat (id, at, examined) VALUES (1, ?, (SELECT coalesce(max(id), 0) FROM issuance))
			ON CONFLICT DO UPDATE SET at = excluded.at, restored = 0,
			examined = iif(EXISTS (SELECT 1 FROM gap WHERE closed IS NULL), examined, excluded.examined)`, at.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("beat: %w", err)
	}
	return nil
}

func putGap(b *batch, g Gap) error {
	_, err := b.conn.ExecContext(b.ctx, `INSERT INTO gap (id, began, ended, cause) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT DO UPDATE SET began = ?2, ended = ?3, cause = ?4, settled = 0,
		closed = iif(?3 IS NULL, NULL, closed), closed_by = iif(?3 IS NULL, '', closed_by)`,
		g.ID, g.Began.UnixMilli(), millis(g.Ended), string(g.Cause))
	return err
}

// Ruling is what has become of a gap.
type Ruling struct {
	Gap     int64
	Settled bool
	Close   Closing // closes it, if it is open
	Reopen  bool    // opens it, if it was closed before At
	At      time.Time

	Issued, Late int // to be added to what the gap counts
}

// Rule notes what has become of gaps, and that issuances up to the id examined
// have been held against them. What staff have ticked since a ruling was made
// stays ticked.
func (s *Store) Rule(ctx context.Context, examined int64, rulings ...Ruling) error {
	err := s.writer.do(ctx, func(b *batch) error {
		for _, r := range rulings {
			if err := r.put(b); err != nil {
				return err
			}
		}
		b.changed = b.changed || len(rulings) > 0
		_, err := b.conn.ExecContext(b.ctx, `UPDATE beat SET examined = max(examined, ?)`, examined)
		return err
	})
	if err != nil {
		return fmt.Errorf("rule on gaps: %w", err)
	}
	return nil
}

func (r *Ruling) put(b *batch) error {
	_, err := b.conn.ExecContext(b.ctx, `UPDATE gap SET settled = max(settled, ?2), issued = issued + ?3, late = late + ?4 WHERE id = ?1`,
		r.Gap, r.Settled, r.Issued, r.Late)
	switch {
	case err != nil:
	case r.Close != "":
		_, err = b.conn.ExecContext(b.ctx, `UPDATE gap SET closed = ?2, closed_by = ?3 WHERE id = ?1 AND closed IS NULL AND ended IS NOT NULL`,
			r.Gap, r.At.UnixMilli(), string(r.Close))
	case r.Reopen:
		_, err = b.conn.ExecContext(b.ctx, `UPDATE gap SET closed = NULL, closed_by = '' WHERE id = ?1 AND closed < ?2`, r.Gap, r.At.UnixMilli())
	}
	return err
}
