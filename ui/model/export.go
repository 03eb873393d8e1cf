package model

import (
	"iter"
	"maps"
	"slices"
	"time"

	"passdesk/store"
)

// Export is what staff want written to a file.
type Export struct {
	File    string
	Format  string   // "csv", "xlsx", "ndjson" or "json"
	Columns []string // by name; none is all
	Mark    bool     // CSV starts with the mark that Excel needs
	Keys    bool     // with the keys that open encrypted credentials

	// Rows are those to be written, in their order; nil for all that is kept.
	Rows Which
}

// Which says which rows are meant: picked ones, or what a query finds.
type Which interface{ which() }

// Found are the rows that a filter lets through, in an order.
type Found struct {
	Filter store.Filter
	Order  store.Order
}

// Picked are rows that were chosen, as they stood in a list. Nothing that the
// reader does later changes them.
type Picked struct {
	chosen Chosen
	list   IDs
}

func (Found) which()  {}
func (Picked) which() {}

// Picked keeps what is chosen now.
func (r *Rows) Picked() Picked {
	p := Picked{r.Chosen, r.List()}
	p.chosen.but, p.chosen.also = maps.Clone(p.chosen.but), maps.Clone(p.chosen.also)
	return p
}

// Count is how many there are.
func (p Picked) Count() int { return p.chosen.Count() }

// IDs gives them as they stood; those that had left the list come last. It
// looks at every place of the list: not on the UI thread.
func (p Picked) IDs() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for i := range p.list.Len() {
			if id := p.list.ID(i); p.chosen.Has(id) && !yield(id) {
				return
			}
		}
		for i := p.chosen.first; i < p.chosen.end; i++ {
			if id := p.chosen.run.ID(i); !p.chosen.but[id] && p.list.Index(id) < 0 && !yield(id) {
				return
			}
		}
		for _, id := range slices.Sorted(maps.Keys(p.chosen.also)) {
			if p.list.Index(id) < 0 && !p.chosen.inRun(id) && !yield(id) {
				return
			}
		}
	}
}

// Progress is how far something is that takes its time.
type Progress struct {
	Records int64
	Share   float64       // from 0 to 1; 0 while that is not known
	Left    time.Duration // 0 while that is not known
}

// Exported is what has been written.
type Exported struct {
	Records int64
	// Keyless are how many of them lack a key that could not be read any more.
	Keyless int
}
