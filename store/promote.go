package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrOtherBody means that a rejection was to be promoted to a delivery of
// something else.
var ErrOtherBody = errors.New("the body is not the one that was refused")

// Promote keeps the request of a rejection as a delivery, exactly as Append
// does, because it has proven to be authentic; asked tells that somebody asked
// for it. The entry leaves the quarantine and the log of acts tells of it, all
// in one transaction. It fails with ErrNotFound, ErrOtherBody, and as Append
// does.
func (s *Store) Promote(ctx context.Context, id int64, d Delivery, i Issuance, asked bool) (duplicate bool, err error) {
	d.MessageID = foreign(d.MessageID)
	e, err := s.makeReady(d, i)
	if err != nil {
		return false, fmt.Errorf("promote: %w", err)
	}
	duplicate, err = outcome(ctx, s.writer.do, func(b *batch) (bool, error) { return s.promote(b, id, e, asked) })
	if err != nil {
		return false, fmt.Errorf("promote: %w", err)
	}
	return duplicate, nil
}

// promoteDetail is what the log of acts says about a promotion.
type promoteDetail struct {
	Reason    Reason `json:"reason"` // why it had been refused
	Asked     bool   `json:"asked"`  // somebody asked for it; otherwise another secret proved it
	Off       int64  `json:"off"`    // our clock less the signed time, in seconds
	Duplicate bool   `json:"duplicate"`
}

func (s *Store) promote(b *batch, id int64, e *entry, asked bool) (duplicate bool, err error) {
	row, err := scanRejection(b.conn.QueryRowContext(b.ctx, `SELECT `+rejectionColumns+` FROM rejection r WHERE id = ?`, id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, ErrNotFound
	case err != nil:
		return false, err
	case !bytes.Equal(row.sum, e.sum):
		return false, ErrOtherBody
	}
	if duplicate, err = e.append(b); err != nil {
		return false, err
	}
	if _, err := b.conn.ExecContext(b.ctx, `DELETE FROM rejection WHERE id = ?`, id); err != nil {
		return false, err
	}
	act := Act{Kind: ActPromoted}
	if !duplicate {
		act.Issuance = b.newest
	}
	act.Detail, err = detailOf(promoteDetail{Reason: row.Reason, Asked: asked, Off: int64(row.Off() / time.Second), Duplicate: duplicate})
	if err != nil {
		return false, err
	}
	b.changed = true
	_, err = record(b.ctx, b.conn, s.keys, act)
	return duplicate, err
}

// Dismiss removes entries from the quarantine because somebody says that
// nothing is lost with them. Those that have gone already are passed over. How
// many it were goes into the log of acts. It fails as Append does.
func (s *Store) Dismiss(ctx context.Context, ids ...int64) error {
	for some := range slices.Chunk(ids, maxBatch) {
		err := s.writer.do(ctx, func(b *batch) error { return s.dismiss(b, some) })
		if err != nil {
			return fmt.Errorf("dismiss: %w", err)
		}
	}
	return nil
}

func (s *Store) dismiss(b *batch, ids []int64) error {
	gone := map[Reason]int{}
	for _, id := range ids {
		var reason Reason
		err := b.conn.QueryRowContext(b.ctx, `DELETE FROM rejection WHERE id = ? RETURNING reason`, id).Scan(&reason)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		gone[reason]++
	}
	if len(gone) == 0 {
		return nil
	}
	detail, err := detailOf(gone)
	if err != nil {
		return err
	}
	b.changed = true
	_, err = record(b.ctx, b.conn, s.keys, Act{Kind: ActDismissed, Detail: detail})
	return err
}

// FoundStale moves an entry to those that are Stale: another secret has proven
// that it is authentic, but its time still stands against it. Where there is no
// room for it there, it stays where it was. It fails as Append does.
func (s *Store) FoundStale(ctx context.Context, id int64) error {
	err := s.writer.do(ctx, func(b *batch) error {
		taken, err := authenticTaken(b)
		if err != nil {
			return err
		}
		b.changed = true
		_, err = b.conn.ExecContext(b.ctx, `UPDATE rejection SET share = ?, reason = ?
			WHERE id = ? AND share = ? AND ? < ? AND ? + bytes <= ?`,
			authentic.name, Stale, id, signed.name, taken.entries, authentic.entries, taken.bytes, authentic.bytes)
		return err
	})
	if err != nil {
		return fmt.Errorf("found stale: %w", err)
	}
	return nil
}

// superfluous are the entries that have come again and were kept, or were
// erased, and those whose time is over. A clock that was wrong when an entry
// came says nothing about its age, but then the signed time may.
const superfluous = `FROM rejection WHERE
	length(body_sha256) > 0 AND EXISTS (SELECT 1 FROM delivery d
		WHERE d.message_id IN (rejection.message_id, rejection.message_id || '~' || lower(hex(rejection.body_sha256)))
		AND (d.body_sha256 = rejection.body_sha256 OR length(d.body_sha256) = 0))
	OR share = 'signed' AND min(abs(?1 - received_at), abs(?1 - iif(signed_at >= 0, signed_at, received_at))) > ?2
	OR share = 'stranger' AND abs(?1 - received_at) > ?3`

// TidyRejections removes entries that are superfluous by now. It is cheap
// where there are none. It fails as Append does.
func (s *Store) TidyRejections(ctx context.Context, now time.Time) error {
	args := []any{now.UnixMilli(), signed.life.Milliseconds(), strangers.life.Milliseconds()}
	var some bool
	err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 `+superfluous+`)`, args...).Scan(&some)
	err = translate(err)
	if err == nil && some {
		err = s.writer.do(ctx, func(b *batch) error {
			b.changed = true
			_, err := b.conn.ExecContext(b.ctx, `DELETE `+superfluous, args...)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("tidy rejections: %w", err)
	}
	return nil
}
