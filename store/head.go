package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Head gives the first limit issuances of what List gives, long before that is
// done: at a million some milliseconds, and never the time of a sort. Until
// Prepare has come to its end the newest come straight from the database.
func (r *Reader) Head(ctx context.Context, f Filter, o Order, limit int) ([]Issuance, error) {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := r.head(ctx, f, o, limit)
	if err != nil {
		return nil, fmt.Errorf("first issuances: %w", err)
	}
	return rows, nil
}

func (r *Reader) head(ctx context.Context, f Filter, o Order, limit int) ([]Issuance, error) {
	c := r.catalog
	if limit <= 0 {
		return nil, nil
	}
	if o == (Order{}) && !c.prepared() {
		return r.Newest(ctx, f, limit)
	}
	if err := c.refresh(ctx, r.db); err != nil {
		return nil, err
	}
	var ids []int64
	var err error
	long := f.longWords()
	switch {
	case len(long) == 0:
		ids, err = r.firstBut(ctx, f, o, limit)
	case o == Order{}:
		ids, err = r.newestWith(ctx, f, long, limit)
	default:
		ids, err = r.firstWith(ctx, f, long, o, limit)
	}
	if err != nil {
		return nil, err
	}
	return r.rows(ctx, ids)
}

// firstOf is for filters whose words are not among many.
func (r *Reader) firstOf(ctx context.Context, f Filter, o Order, limit int) (ids []int64, err error) {
	c := r.catalog
	_, newest := c.state()
	x, err := r.find(ctx, f, nil, newest)
	if err != nil {
		return nil, err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	s := c.sieve(f, x)
	if o.By == ByReceived {
		err := s.through(ctx, newest, o.Ascending, func(id uint32) bool {
			ids = append(ids, int64(id))
			return len(ids) < limit
		})
		return ids, err
	}
	first := best{comparer: newComparer(c, o), n: limit}
	if err := s.through(ctx, newest, o.Ascending, func(id uint32) bool { first.offer(id); return true }); err != nil {
		return nil, err
	}
	for _, row := range first.settle() {
		ids = append(ids, int64(row.id))
	}
	return ids, nil
}

var (
	// fewRows are looked at for words one by one sooner than the index would
	// tell of all others that they are not meant.
	fewRows = 1000
	// manyHits is how many ids of the index are more than a first page waits for.
	manyHits = 20_000
	// nearRows are the rows that are near the top.
	nearRows = 4096
)

// askedAtOnce is how many ids of the index are held against the rest of a filter
// at a time.
const askedAtOnce = 512

// newestWith goes through what the search index finds, newest first, only as
// far as it takes. Where the rest of the filter leaves few, those are looked at.
func (r *Reader) newestWith(ctx context.Context, f Filter, long []word, limit int) ([]int64, error) {
	c := r.catalog
	_, newest := c.state()
	f.Search = f.shortWords()
	x, err := r.find(ctx, f, nil, newest)
	if err != nil {
		return nil, err
	}
	few, all, err := c.few(ctx, f, x, newest)
	if err != nil {
		return nil, err
	}
	if all {
		set, err := r.ids(ctx, allOf(long), few, newest)
		if err != nil {
			return nil, err
		}
		few = slices.DeleteFunc(few, func(id int64) bool { return !set.has(uint32(id)) })
		return few[:min(len(few), limit)], nil
	}
	index, err := r.indexState(ctx)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, from := range allOf(long).everywhere(clause{text: "1"}, index) {
		some, err := r.enough(ctx, from, limit, func(ids []int64) []int64 { return c.let(f, x, ids) })
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
	ids = slices.Compact(ids)
	return ids[:min(len(ids), limit)], nil
}

// firstWith is for words in an order of their own. What the index finds is
// taken as it is where that is not much. Where it is, the words are so common
// that they stand in rows near the top: those are looked at, in their order.
func (r *Reader) firstWith(ctx context.Context, f Filter, long []word, o Order, limit int) ([]int64, error) {
	index, err := r.indexState(ctx)
	if err != nil {
		return nil, err
	}
	hits := 0
	for _, from := range allOf(long).everywhere(clause{text: "1"}, index) {
		if err := r.each(ctx, from, "", func(int64) bool { hits++; return hits < manyHits }); err != nil {
			return nil, err
		}
	}
	if hits < manyHits {
		return r.firstOf(ctx, f, o, limit)
	}
	near := f
	near.Search = f.shortWords()
	ids, sure, err := r.nearTop(ctx, near, f, o, limit)
	if err != nil || sure {
		return ids, err
	}
	return r.firstOf(ctx, f, o, limit)
}

// firstBut is for filters without words, but perhaps with words in Not. What
// those leave is most likely to be near the top.
func (r *Reader) firstBut(ctx context.Context, f Filter, o Order, limit int) ([]int64, error) {
	near := f
	near.Not = slices.DeleteFunc(slices.Clone(f.Not), func(n Filter) bool { return n.asksDatabase() })
	if len(near.Not) < len(f.Not) {
		ids, sure, err := r.nearTop(ctx, near, f, o, limit)
		if err != nil || sure {
			return ids, err
		}
	}
	return r.firstOf(ctx, f, o, limit)
}

// nearTop gives the first of what f lets through by looking at the top of what
// near, which lets more through, gives. It tells whether that is enough.
func (r *Reader) nearTop(ctx context.Context, near, f Filter, o Order, limit int) (found []int64, sure bool, err error) {
	top, err := r.firstOf(ctx, near, o, nearRows)
	if err != nil {
		return nil, false, err
	}
	_, newest := r.catalog.state()
	for some := range slices.Chunk(top, askedAtOnce) {
		x, err := r.find(ctx, f, some, newest)
		if err != nil {
			return nil, false, err
		}
		found = append(found, r.catalog.let(f, x, slices.Clone(some))...)
		if len(found) >= limit {
			return found[:limit], true, nil
		}
	}
	return found, len(top) < nearRows, nil
}

// few gives what a filter lets through, newest first, and whether that is all
// of it.
func (c *catalog) few(ctx context.Context, f Filter, x finding, newest int64) (ids []int64, all bool, err error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	err = c.sieve(f, x).through(ctx, newest, false, func(id uint32) bool {
		ids = append(ids, int64(id))
		return len(ids) <= fewRows
	})
	return ids, len(ids) <= fewRows, err
}

// enough gives the newest ids of a source, up to limit of those that let leaves.
func (r *Reader) enough(ctx context.Context, from source, limit int, let func([]int64) []int64) (ids []int64, err error) {
	var asked []int64
	err = r.each(ctx, from, "ORDER BY "+from.id+" DESC", func(id int64) bool {
		if asked = append(asked, id); len(asked) == askedAtOnce {
			ids, asked = append(ids, let(asked)...), asked[:0]
		}
		return len(ids) < limit
	})
	return append(ids, let(asked)...), err
}
