package store

import (
	"context"
	"fmt"
	"time"
)

// Tally is what happened to issuances between two times. An issuance counts
// once however many deliveries speak of it.
type Tally struct {
	Deliveries int // but erased ones

	Issued, Failed, Pending, Other int
	Resolved                       int // of those that failed, by now

	Failures  []Failure       // most frequent first
	Templates []TemplateTally // most issued first
	Handed    HandoverTally   // what staff did between the times and did not take back
	Waiting   HandoverTally   // passes by now, whenever they were issued
}

// Failure is a cause of failing: errors of one Fingerprint.
type Failure struct {
	Error           string // what the newest of them says
	Count, Resolved int
}

// TemplateTally is a template's part.
type TemplateTally struct {
	Template       string
	Issued, Failed int
}

// HandoverTally counts issuances by how far their pass has got.
type HandoverTally struct{ New, Copied, Sent, Confirmed int }

// mostKinds is how many causes and templates a Tally names.
const mostKinds = 50

// The figures in these are Succeeded and Failed.
const (
	// oneIssuance is the same for rows that speak of the same issuance.
	oneIssuance = `CASE WHEN i.action_id <> '' THEN 'a' || i.action_id WHEN i.credential_id <> '' THEN 'c' || i.credential_id ELSE i.id END`
	// resolved is true for a failed row whose issuance has succeeded.
	resolved = `(EXISTS (SELECT 1 FROM issuance s WHERE s.action_id = i.action_id AND s.action_id <> '' AND s.status = 1 AND s.erased = 0)
		OR EXISTS (SELECT 1 FROM issuance s WHERE s.id = i.superseded_by AND s.status = 1))`
	between = ` FROM issuance i WHERE i.erased = 0 AND i.received_at >= ? AND i.received_at < ?`
)

// Tally counts what happened from since until before until.
func (r *Reader) Tally(ctx context.Context, since, until time.Time) (t Tally, err error) {
	ctx, done := r.during(ctx)
	defer done()
	from, to := since.UnixMilli(), until.UnixMilli()
	for _, count := range []func() error{
		func() error { return r.tallyStatus(ctx, &t, from, to) },
		func() error { return r.tallyFailures(ctx, &t, from, to) },
		func() error { return r.tallyTemplates(ctx, &t, from, to) },
		func() error {
			return r.tallyHandover(ctx, &t.Handed, `i.handover > 0 AND i.handover_at >= ? AND i.handover_at < ?`, from, to)
		},
		func() error {
			return r.tallyHandover(ctx, &t.Waiting, `i.status = ? AND i.pass_url <> '' AND i.handover < ? AND NOT `+isRevoked, Succeeded, HandoverSent)
		},
	} {
		if err := count(); err != nil {
			return Tally{}, fmt.Errorf("tally: %w", translate(err))
		}
	}
	return t, nil
}

func (r *Reader) tallyStatus(ctx context.Context, t *Tally, from, to int64) error {
	return eachRow(ctx, r.db, func(row scanner) error {
		var status Status
		var deliveries, issuances int
		err := row.Scan(&status, &deliveries, &issuances)
		t.Deliveries += deliveries
		switch status {
		case Succeeded:
			t.Issued += issuances
		case Failed:
			t.Failed += issuances
		case Pending:
			t.Pending += issuances
		default:
			t.Other += issuances
		}
		return err
	}, `SELECT i.status, count(*), count(DISTINCT `+oneIssuance+`)`+between+` GROUP BY i.status`, from, to)
}

func (r *Reader) tallyFailures(ctx context.Context, t *Tally, from, to int64) error {
	const only = between + ` AND i.status = ?`
	err := eachRow(ctx, r.db, func(row scanner) error { return row.Scan(&t.Resolved) },
		`SELECT count(DISTINCT `+oneIssuance+`)`+only+` AND `+resolved, from, to, Failed)
	if err != nil {
		return err
	}
	return eachRow(ctx, r.db, func(row scanner) error {
		var f Failure
		var newest int64
		err := row.Scan(&f.Error, &newest, &f.Count, &f.Resolved)
		t.Failures = append(t.Failures, f)
		return err
	}, `SELECT i.error, max(i.id), count(DISTINCT `+oneIssuance+`) AS n, count(DISTINCT CASE WHEN `+resolved+` THEN `+oneIssuance+` END)`+
		only+` GROUP BY fingerprint(i.error) ORDER BY n DESC, fingerprint(i.error) LIMIT ?`, from, to, Failed, mostKinds)
}

func (r *Reader) tallyTemplates(ctx context.Context, t *Tally, from, to int64) error {
	return eachRow(ctx, r.db, func(row scanner) error {
		var one TemplateTally
		err := row.Scan(&one.Template, &one.Issued, &one.Failed)
		t.Templates = append(t.Templates, one)
		return err
	}, `SELECT i.template, count(DISTINCT CASE WHEN i.status = 1 THEN `+oneIssuance+` END) AS n,
		count(DISTINCT CASE WHEN i.status = 2 THEN `+oneIssuance+` END)`+between+` AND i.status IN (1, 2)
		GROUP BY i.template ORDER BY n DESC, i.template LIMIT ?`, from, to, mostKinds)
}

// tallyHandover counts the rows in view that meet a condition.
func (r *Reader) tallyHandover(ctx context.Context, t *HandoverTally, where string, args ...any) error {
	return eachRow(ctx, r.db, func(row scanner) error {
		var step Handover
		var n int
		err := row.Scan(&step, &n)
		switch step {
		case HandoverNew:
			t.New = n
		case HandoverCopied:
			t.Copied = n
		case HandoverSent:
			t.Sent = n
		case HandoverConfirmed:
			t.Confirmed = n
		}
		return err
	}, `SELECT i.handover, count(*) FROM issuance i WHERE i.erased = 0 AND i.superseded_by IS NULL AND `+where+` GROUP BY i.handover`, args...)
}

// CountActs counts the entries of the log between two times, by their kind.
func (r *Reader) CountActs(ctx context.Context, since, until time.Time) (map[ActKind]int, error) {
	ctx, done := r.during(ctx)
	defer done()
	counts := map[ActKind]int{}
	err := eachRow(ctx, r.db, func(row scanner) error {
		var kind ActKind
		var n int
		err := row.Scan(&kind, &n)
		counts[kind] = n
		return err
	}, `SELECT kind, count(*) FROM act WHERE at >= ? AND at < ? GROUP BY kind`, since.UnixMilli(), until.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("count acts: %w", translate(err))
	}
	return counts, nil
}

// ActsBetween gives up to limit entries of a kind between two times, the newest
// first.
func (r *Reader) ActsBetween(ctx context.Context, kind ActKind, since, until time.Time, limit int) ([]Act, error) {
	return r.acts(ctx, " WHERE kind = ? AND at >= ? AND at < ? ORDER BY id DESC LIMIT ?", string(kind), since.UnixMilli(), until.UnixMilli(), limit)
}
