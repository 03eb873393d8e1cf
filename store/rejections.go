package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Rejections gives up to limit entries of the quarantine, without their bodies;
// those first of which one came last.
func (r *Reader) Rejections(ctx context.Context, limit int) ([]Rejection, error) {
	ctx, done := r.during(ctx)
	defer done()
	found, err := collect(ctx, r.db, func(row scanner) (Rejection, error) {
		one, err := scanRejection(row)
		return one.Rejection, err
	}, `SELECT `+rejectionColumns+` FROM rejection r ORDER BY last_at DESC, id LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("rejections: %w", translate(err))
	}
	return found, nil
}

// CountRejections counts the entries of the quarantine. They are among no other
// counts.
func (r *Reader) CountRejections(ctx context.Context) (map[Reason]int, error) {
	ctx, done := r.during(ctx)
	defer done()
	found := map[Reason]int{}
	err := eachRow(ctx, r.db, func(row scanner) error {
		var reason Reason
		var n int
		err := row.Scan(&reason, &n)
		found[reason] = n
		return err
	}, `SELECT reason, count(*) FROM rejection GROUP BY reason`)
	if err != nil {
		return nil, fmt.Errorf("count rejections: %w", translate(err))
	}
	return found, nil
}

// UnknownSince tells how often something was refused, since the newest delivery
// came, that is signed with a secret that is not known here. That many in a row
// look like a secret that is the wrong one, though anybody can make them.
func (r *Reader) UnknownSince(ctx context.Context) (times int, err error) {
	ctx, done := r.during(ctx)
	defer done()
	if err := r.db.QueryRowContext(ctx, `SELECT coalesce(sum(times), 0) FROM rejection WHERE reason = ?
		AND received_at > coalesce((SELECT received_at FROM delivery ORDER BY id DESC LIMIT 1), 0)`, OtherSecret).Scan(&times); err != nil {
		return 0, fmt.Errorf("rejections of unknown secrets: %w", translate(err))
	}
	return times, nil
}

// Rejection gives one entry of the quarantine, with its body and signature if
// they were kept. It fails with ErrNotFound, ErrLocked, or with ErrDamaged.
func (r *Reader) Rejection(ctx context.Context, id int64) (Rejection, error) {
	ctx, done := r.during(ctx)
	defer done()
	var generation sql.NullInt64
	var wrapped, sealed []byte
	row, err := scanRejection(r.db.QueryRowContext(ctx, `SELECT `+rejectionColumns+`, generation, wrapped, sealed FROM rejection r
		LEFT JOIN rejection_body ON rejection = r.id WHERE r.id = ?`, id), &generation, &wrapped, &sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = ErrNotFound
	case err == nil && row.Kept:
		err = r.openRejection(row, recordKey{generation.Int64, wrapped}, sealed)
	}
	if err != nil {
		return Rejection{}, fmt.Errorf("rejection: %w", translate(err))
	}
	return row.Rejection, nil
}

func (r *Reader) openRejection(row *rejectionRow, wrapped recordKey, sealed []byte) error {
	key, err := r.keys.unwrap(wrapped, rejectionKeys.place(row.ID))
	if err != nil {
		return err
	}
	return r.pack.openRejection(row, sealed, key)
}
