package radar

import (
	"cmp"
	"math"
	"slices"
)

// span is the time from a moment until before another, in unix milliseconds.
type span struct{ from, to int64 }

// spans are apart from each other and in order.
type spans []span

// The ends of time, with room to add to.
const (
	dawn = math.MinInt64 / 4
	dusk = math.MaxInt64 / 4
)

// union puts spans in order that may overlap; empty ones go.
func union(all ...span) spans {
	all = slices.DeleteFunc(all, func(s span) bool { return s.from >= s.to })
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	merged := all[:0]
	for _, s := range all {
		if n := len(merged); n > 0 && s.from <= merged[n-1].to {
			merged[n-1].to = max(merged[n-1].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	return spans(merged)
}

// with is what is in either.
func (a spans) with(b spans) spans { return union(slices.Concat(a, b)...) }

// within is what is in both.
func (a spans) within(b spans) (both spans) {
	for len(a) > 0 && len(b) > 0 {
		if s := (span{max(a[0].from, b[0].from), min(a[0].to, b[0].to)}); s.from < s.to {
			both = append(both, s)
		}
		if a[0].to < b[0].to {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

// without is what is in a alone.
func (a spans) without(b spans) spans {
	rest := spans{}
	at := int64(dawn)
	for _, s := range b {
		rest = append(rest, span{at, s.from})
		at = s.to
	}
	return a.within(union(append(rest, span{at, dusk})...))
}

// until is what lies before a moment.
func (a spans) until(t int64) spans { return a.within(spans{{dawn, t}}) }
