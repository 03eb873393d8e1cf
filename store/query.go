package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
)

// Counts are the issuances per status, each issuance counted once however
// many deliveries speak of it.
type Counts struct {
	Succeeded, Failed, Pending, Other int
}

// Newest gives up to limit issuances that f lets through, newest first.
func (r *Reader) Newest(ctx context.Context, f Filter, limit int) ([]Issuance, error) {
	ctx, done := r.during(ctx)
	defer done()
	sources, err := r.sources(ctx, f)
	var found []Issuance
	for n := len(sources) - 1; n >= 0 && err == nil; n-- {
		var some []Issuance
		some, err = r.read(ctx, sources[n], "ORDER BY "+sources[n].id+" DESC LIMIT ?", limit)
		found = append(found, some...)
	}
	if err != nil {
		return nil, fmt.Errorf("newest issuances: %w", err)
	}
	slices.SortFunc(found, func(a, b Issuance) int { return cmp.Compare(b.ID, a.ID) })
	// One that changed between two sources may come from both.
	found = slices.CompactFunc(found, func(a, b Issuance) bool { return a.ID == b.ID })
	return found[:min(len(found), limit)], nil
}

// windowSize is how many rows All reads at a time: a read transaction that
// stays open keeps the WAL from shrinking, so each is short.
const windowSize = 2000

// All gives every issuance that f lets through and that was there when it was
// called, oldest first, and none that came later. What changes in a row (the
// hand-over, the note, the proof, by what it is superseded) is as it was when
// the row was read, and so is what f asks of it; but with Latest, what came later
// puts no row out of view. A row that is erased meanwhile may be missing. It
// ends after the first error.
func (r *Reader) All(ctx context.Context, f Filter) iter.Seq2[Issuance, error] {
	return func(yield func(Issuance, error) bool) {
		ctx, done := r.during(ctx)
		defer done()
		if err := r.all(ctx, f, func(i Issuance) bool { return yield(i, nil) }); err != nil {
			yield(Issuance{}, fmt.Errorf("all issuances: %w", err))
		}
	}
}

func (r *Reader) all(ctx context.Context, f Filter, yield func(Issuance) bool) error {
	var last int64
	if err := r.db.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM issuance`).Scan(&last); err != nil {
		return translate(err)
	}
	f.asOf = last
	sources, err := r.inOrder(ctx, f)
	if err != nil {
		return err
	}
	for _, s := range sources {
		window := "AND " + s.id + " > ? AND " + s.id + " <= ? ORDER BY " + s.id + " LIMIT ?"
		for cursor, more := int64(0), true; more; {
			rows, err := r.read(ctx, s, window, cursor, last, windowSize)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if !yield(row) {
					return nil
				}
				cursor = row.ID
			}
			more = len(rows) == windowSize
		}
	}
	return nil
}

// Issuance gives one row, or ErrNotFound, also for one that was erased.
func (r *Reader) Issuance(ctx context.Context, id int64) (Issuance, error) {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := r.read(ctx, source{from: issuances, id: "i.id", where: "i.id = ? AND i.erased = 0", args: []any{id}}, "")
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Issuance{}, fmt.Errorf("issuance: %w", err)
	}
	return rows[0], nil
}

// Counts tells how many issuances are in view per status.
func (r *Reader) Counts(ctx context.Context) (Counts, error) {
	ctx, done := r.during(ctx)
	defer done()
	var c Counts
	row := r.db.QueryRowContext(ctx, `SELECT
		coalesce(sum(latest) FILTER (WHERE status = ?), 0), coalesce(sum(latest) FILTER (WHERE status = ?), 0),
		coalesce(sum(latest) FILTER (WHERE status = ?), 0), coalesce(sum(latest) FILTER (WHERE status = ?), 0)
		FROM counter`, Succeeded, Failed, Pending, Other)
	if err := row.Scan(&c.Succeeded, &c.Failed, &c.Pending, &c.Other); err != nil {
		return Counts{}, fmt.Errorf("counts: %w", translate(err))
	}
	return c, nil
}
