package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// settled is the condition that a watch for an issuance i has nothing to ask any
// more: another record stands for it, as the delivery, or it was erased.
const settled = `(i.superseded_by IS NOT NULL OR i.erased = 1)`

// due are the ids of those that are to be asked about in one of the environments.
const due = `SELECT n.issuance FROM watch n INDEXED BY watch_open WHERE n.ended IS NULL AND n.next_at <= ?1
	AND n.environment IN (SELECT value FROM json_each(?2))`

// DueWatchings gives those that are to be asked about in one of the environments:
// up to limit of the oldest, and up to fair others that have been due for
// longest, so that old ones which stay as they are do not keep out the young.
func (r *Reader) DueWatchings(ctx context.Context, now time.Time, environments []string, limit, fair int) ([]Watching, error) {
	return r.watchings(ctx, `WHERE w.issuance IN (SELECT * FROM (`+due+` ORDER BY n.issuance LIMIT ?3)
		UNION SELECT * FROM (`+due+` ORDER BY n.next_at, n.issuance LIMIT ?4))
		AND NOT `+settled+` ORDER BY w.issuance`,
		now.UnixMilli(), array(environments), limit, fair)
}

// Outlook is what there is left to ask about.
type Outlook struct {
	Open    int       // watches and revocations that go on
	Settled int       // of them, what needs no asking any more: see EndSettled
	Next    time.Time // when the next of them is due; zero for none
}

// Outlook tells what is left. It is cheap while that is little.
func (r *Reader) Outlook(ctx context.Context) (o Outlook, err error) {
	ctx, done := r.during(ctx)
	defer done()
	var next sql.NullInt64
	err = r.db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(settled), 0), min(iif(settled, NULL, next_at)) FROM (
		SELECT next_at, EXISTS (SELECT 1 FROM issuance i WHERE i.id = w.issuance AND `+settled+`) AS settled
		FROM watch w INDEXED BY watch_open WHERE ended IS NULL
		UNION ALL SELECT next_at, 0 FROM revocation WHERE ended IS NULL)`).Scan(&o.Open, &o.Settled, &next)
	if err != nil {
		return o, fmt.Errorf("what is left to ask: %w", translate(err))
	}
	o.Next = timeOf(next)
	return o, nil
}

const endSettled = `UPDATE watch INDEXED BY watch_open SET ended = ? WHERE ended IS NULL
	AND EXISTS (SELECT 1 FROM issuance i WHERE i.id = watch.issuance AND ` + settled + `)`

// EndSettled ends the watches that are settled. It fails as Append does.
func (l *Ledger) EndSettled(ctx context.Context, now time.Time) error {
	err := l.do(ctx, func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, endSettled, now.UnixMilli())
		b.changed = true
		return err
	})
	if err != nil {
		return fmt.Errorf("end what is settled: %w", err)
	}
	return nil
}

// Lease gives a process the asking for itself until a time, unless another has
// it, and tells whether it has it. Only what asks the API needs it, so that not
// two do. It fails as Append does.
func (l *Ledger) Lease(ctx context.Context, holder string, now, until time.Time) (got bool, err error) {
	got, err = outcome(ctx, l.do, func(b *batch) (bool, error) {
		// One that reaches far ahead is from before the clock was set back.
		res, err := b.conn.ExecContext(b.ctx, `INSERT INTO asking (id, holder, until) VALUES (1, ?1, ?3) ON CONFLICT DO UPDATE
			SET holder = ?1, until = ?3 WHERE holder = ?1 OR until <= ?2 OR until > ?2 + 3600000`, holder, now.UnixMilli(), until.UnixMilli())
		if err != nil {
			return false, err
		}
		n, err := res.RowsAffected()
		return n > 0, err
	})
	if err != nil {
		return false, fmt.Errorf("lease the asking: %w", err)
	}
	return got, nil
}

// Release gives up a lease. It fails as Append does.
func (l *Ledger) Release(ctx context.Context, holder string) error {
	err := l.do(ctx, func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, `UPDATE asking SET until = 0 WHERE holder = ?`, holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("release the asking: %w", err)
	}
	return nil
}
