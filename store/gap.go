package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Cause says why nothing was received. Causes are words that stay in the
// database for good; one that this version does not know is read all the same.
type Cause string

// The causes.
const (
	Receiving  Cause = ""            // nothing keeps the folder from receiving
	NotRunning Cause = "not-running" // no process had the folder: ended, killed, computer off
	Asleep     Cause = "asleep"      // the process stood still, mostly with its computer
	NoWayIn    Cause = "no-way-in"   // the tunnel was down
	NoInternet Cause = "no-internet" // the computer was offline
	CannotKeep Cause = "cannot-keep" // the disk refused, or the key was missing
	Deaf       Cause = "no-secret"   // without a signing secret nobody is believed
	Restored   Cause = "restored"    // since the backup that the folder was made from; another may have received
	ClockSet   Cause = "clock-set"   // the clock was set while no process ran, so nobody knows how long that was
	ClockOff   Cause = "clock-off"   // it was so far off that what was sent was refused
	Unknown    Cause = "unknown"
)

// Closing says what closed a gap.
type Closing string

// What closes gaps.
const (
	ByRetries      Closing = "retries"       // all of that time has been tried again since
	ByLateDelivery Closing = "late-delivery" // retries have begun to arrive, and none is out of reach
	ByStaff        Closing = "ticked"        // staff say that they have sent again what was missing
)

// Gap is a time in which the folder was not receiving. What follows from it is
// not for the store to say.
type Gap struct {
	ID    int64 // given by whoever keeps the gaps, rising
	Began time.Time
	Ended time.Time // zero while it goes on
	Cause Cause     // of its longest part

	Closed   time.Time // when it was closed, zero while it is open
	ClosedBy Closing   // "" while it is open
	Settled  bool      // nothing that was sent in it first will be tried again

	Issued int // deliveries since, of credentials that were issued in it
	Late   int // other deliveries since that can have been sent in it first
}

// Open tells that there may be something to do about it.
func (g *Gap) Open() bool { return g.Closed.IsZero() }

const selectGap = `SELECT id, began, ended, cause, closed, closed_by, settled, issued, late FROM gap`

// Gaps gives up to limit gaps with ids below before, the newest first; before 0
// is from the newest on.
func (r *Reader) Gaps(ctx context.Context, before int64, limit int) ([]Gap, error) {
	return r.gaps(ctx, `WHERE id < ? ORDER BY id DESC LIMIT ?`, below(before), limit)
}

// GapsBetween gives the gaps that reach into the time between two moments, in
// the order of their ids.
func (r *Reader) GapsBetween(ctx context.Context, from, to time.Time) ([]Gap, error) {
	return r.gaps(ctx, `WHERE began < ?2 AND (ended IS NULL OR ended > ?1) ORDER BY id`, from.UnixMilli(), to.UnixMilli())
}

// GapsAtIssue gives the gaps about which something may still change by itself:
// those that are open and those that are not settled.
func (r *Reader) GapsAtIssue(ctx context.Context) ([]Gap, error) {
	return r.gaps(ctx, `WHERE id IN (SELECT id FROM gap WHERE closed IS NULL UNION SELECT id FROM gap WHERE settled = 0) ORDER BY id`)
}

func (r *Reader) gaps(ctx context.Context, where string, args ...any) ([]Gap, error) {
	ctx, done := r.during(ctx)
	defer done()
	found, err := collect(ctx, r.db, scanGap, selectGap+" "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("gaps: %w", translate(err))
	}
	return found, nil
}

func scanGap(row scanner) (g Gap, err error) {
	var began int64
	var ended, closed sql.NullInt64
	err = row.Scan(&g.ID, &began, &ended, &g.Cause, &closed, &g.ClosedBy, &g.Settled, &g.Issued, &g.Late)
	g.Began, g.Ended, g.Closed = time.UnixMilli(began).UTC(), timeOf(ended), timeOf(closed)
	return g, err
}

// OpenGaps counts the gaps that are open.
func (r *Reader) OpenGaps(ctx context.Context) (n int, err error) {
	ctx, done := r.during(ctx)
	defer done()
	if err := r.db.QueryRowContext(ctx, `SELECT count(*) FROM gap WHERE closed IS NULL`).Scan(&n); err != nil {
		return 0, fmt.Errorf("open gaps: %w", translate(err))
	}
	return n, nil
}

// Arrival is what a delivery tells about when its event was sent first.
type Arrival struct {
	ID         int64     // of its issuance
	SentAt     time.Time // of this attempt
	ReceivedAt time.Time
	ValidFrom  time.Time // when the credential was issued, zero where the delivery does not say
}

// Arrivals gives up to limit deliveries that came after the issuance with the
// id, in their order, but for erased ones.
func (r *Reader) Arrivals(ctx context.Context, after int64, limit int) ([]Arrival, error) {
	ctx, done := r.during(ctx)
	defer done()
	found, err := collect(ctx, r.db, func(row scanner) (a Arrival, err error) {
		var sent, received int64
		var valid sql.NullInt64
		err = row.Scan(&a.ID, &sent, &received, &valid)
		a.SentAt, a.ReceivedAt, a.ValidFrom = time.UnixMilli(sent).UTC(), time.UnixMilli(received).UTC(), timeOf(valid)
		return a, err
	}, `SELECT i.id, d.sent_at, i.received_at, i.valid_from FROM `+issuances+joinDelivery+`
		WHERE i.id > ? AND i.erased = 0 AND `+fromOutside+` ORDER BY i.id LIMIT ?`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("arrivals: %w", translate(err))
	}
	return found, nil
}
