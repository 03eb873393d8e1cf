package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrGoesOn means that a gap cannot be ticked off because it has not ended.
var ErrGoesOn = errors.New("nothing is received yet, so it is too early to say that nothing is missing")

// TickGap closes a gap because staff say that they have sent again what was
// missing, and enters that into the log of acts. One that is closed stays as it
// is. It fails with ErrNotFound, ErrGoesOn, and as Append does.
func (s *Store) TickGap(ctx context.Context, id int64) error { return s.tickGap(ctx, id, true) }

// UntickGap opens a gap again that TickGap has closed, and enters that into the
// log of acts. One that was closed otherwise stays as it is.
func (s *Store) UntickGap(ctx context.Context, id int64) error { return s.tickGap(ctx, id, false) }

func (s *Store) tickGap(ctx context.Context, id int64, tick bool) error {
	err := s.writer.do(ctx, func(b *batch) error {
		g, err := scanGap(b.conn.QueryRowContext(b.ctx, selectGap+` WHERE id = ?`, id))
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return err
		case tick && g.Ended.IsZero():
			return ErrGoesOn
		case tick != g.Open(), !tick && g.ClosedBy != ByStaff:
			return nil
		}
		return s.moveTick(b, g, tick)
	})
	if err != nil {
		return fmt.Errorf("tick off gap %d: %w", id, err)
	}
	return nil
}

func (s *Store) moveTick(b *batch, g Gap, tick bool) error {
	now := time.Now()
	var err error
	if tick {
		_, err = b.conn.ExecContext(b.ctx, `UPDATE gap SET closed = ?, closed_by = ? WHERE id = ?`, now.UnixMilli(), string(ByStaff), g.ID)
	} else {
		// What follows from it has to be looked at again.
		_, err = b.conn.ExecContext(b.ctx, `UPDATE gap SET closed = NULL, closed_by = '', settled = 0 WHERE id = ?`, g.ID)
	}
	if err != nil {
		return err
	}
	// With its times, for the log must be understood without the table.
	detail, err := detailOf(struct {
		Gap    int64     `json:"gap"`
		From   time.Time `json:"from"`
		To     time.Time `json:"to"`
		Ticked bool      `json:"ticked"`
	}{g.ID, g.Began, g.Ended, tick})
	if err != nil {
		return err
	}
	b.changed = true
	_, err = record(b.ctx, b.conn, s.keys, Act{At: now, Kind: ActGapTicked, Detail: detail})
	return err
}
