package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// TemplateCount is a template with how many issuances of it are in view.
type TemplateCount struct {
	Template string // "" for those that name none
	Count    int
	LastUsed time.Time // when the newest of them came
}

// Templates gives the templates of what is in view, the one used last first.
// Like List it may have to wait for Prepare; after that it takes milliseconds.
func (r *Reader) Templates(ctx context.Context) ([]TemplateCount, error) {
	t, err := r.tally(ctx, func(k *kind) bool { return !k.superseded })
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	type use struct {
		count  int
		newest *tally
	}
	uses := map[string]use{}
	for n := range t {
		u := uses[t[n].kind.template]
		if u.count += t[n].count; u.newest == nil || u.newest.last < t[n].last {
			u.newest = &t[n]
		}
		uses[t[n].kind.template] = u
	}
	all := make([]TemplateCount, 0, len(uses))
	for name, u := range uses {
		all = append(all, TemplateCount{name, u.count, time.UnixMilli(u.newest.lastAt).UTC()})
	}
	slices.SortFunc(all, func(a, b TemplateCount) int {
		return cmp.Or(cmp.Compare(uses[b.Template].newest.last, uses[a.Template].newest.last), cmp.Compare(a.Template, b.Template))
	})
	return all, nil
}

// Waiting are the issuances whose pass nobody has handed over yet and may be.
type Waiting struct {
	Count  int
	Oldest time.Time // when the first of them came; zero when there are none
}

// ToHandOver is the filter of what Waiting counts.
func ToHandOver() Filter {
	return Filter{Status: []Status{Succeeded}, Handover: []Handover{HandoverNew}, PassLink: Yes, Revoked: No, Latest: true}
}

// Waiting tells how many passes are to be handed over, and for how long they
// have been waiting. It takes as long as Templates.
func (r *Reader) Waiting(ctx context.Context) (Waiting, error) {
	t, err := r.tally(ctx, func(k *kind) bool { return ToHandOver().letsKind(k) })
	if err != nil {
		return Waiting{}, fmt.Errorf("waiting: %w", err)
	}
	var w Waiting
	var oldest *tally
	for n := range t {
		if w.Count += t[n].count; oldest == nil || t[n].first < oldest.first {
			oldest = &t[n]
		}
	}
	if oldest != nil {
		w.Oldest = time.UnixMilli(oldest.firstAt).UTC()
	}
	return w, nil
}

// CountsAfter counts those in view that came after an issuance, per status. It
// takes as long as Templates at most.
func (r *Reader) CountsAfter(ctx context.Context, id int64) (Counts, error) {
	ctx, done := r.during(ctx)
	defer done()
	c := r.catalog
	if err := c.refresh(ctx, r.db); err != nil {
		return Counts{}, fmt.Errorf("counts: %w", err)
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	var n [Pending + 1]int
	for _, k := range c.cards[min(max(id+1, 1), int64(len(c.cards))):] {
		if kind := &c.kinds[k.kind]; k.kind != 0 && !kind.superseded && int(kind.status) < len(n) {
			n[kind.status]++
		}
	}
	return Counts{Succeeded: n[Succeeded], Failed: n[Failed], Pending: n[Pending], Other: n[Other]}, nil
}

// tally counts the issuances of one kind.
type tally struct {
	kind            kind
	count           int
	first, last     int64 // ids
	firstAt, lastAt int64 // ms
}

// tally counts the issuances of some kinds.
func (r *Reader) tally(ctx context.Context, which func(*kind) bool) ([]tally, error) {
	ctx, done := r.during(ctx)
	defer done()
	c := r.catalog
	if err := c.refresh(ctx, r.db); err != nil {
		return nil, err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]tally, len(c.kinds))
	for id := range c.cards {
		k := &c.cards[id]
		t := &all[k.kind]
		if t.count++; t.first == 0 {
			t.first, t.firstAt = int64(id), k.received
		}
		t.last, t.lastAt = int64(id), k.received
	}
	some := all[:0]
	for n, t := range all {
		if n > 0 && t.count > 0 && which(&c.kinds[n]) {
			t.kind = c.kinds[n]
			some = append(some, t)
		}
	}
	return some, nil
}
