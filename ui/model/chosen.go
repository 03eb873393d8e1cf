package model

import (
	"maps"
	"slices"
)

// Chosen are the rows that something is to be done with. A run of rows, however
// long, is held as where it began and ended in a list that does not change, so
// that all of a million take no more room than one; what comes in later is not
// part of it.
type Chosen struct {
	run        IDs
	first, end int
	but        map[int64]bool // of the run
	also       map[int64]bool // beside it
}

// Count is how many there are.
func (c *Chosen) Count() int { return c.end - c.first - len(c.but) + len(c.also) }

// Has says whether an issuance is among them.
func (c *Chosen) Has(id int64) bool { return c.also[id] || c.inRun(id) && !c.but[id] }

func (c *Chosen) inRun(id int64) bool {
	if c.first == c.end {
		return false
	}
	i := c.run.Index(id)
	return i >= c.first && i < c.end
}

// Clear chooses nothing.
func (c *Chosen) Clear() { *c = Chosen{} }

// Only chooses one.
func (c *Chosen) Only(id int64) { *c = Chosen{also: map[int64]bool{id: true}} }

// Run chooses the rows from one place to another, both among them.
func (c *Chosen) Run(ids IDs, from, to int) {
	*c = Chosen{run: ids, first: min(from, to), end: max(from, to) + 1}
}

// Toggle takes one in or out.
func (c *Chosen) Toggle(id int64) {
	in := c.Has(id)
	set := &c.also
	if c.inRun(id) {
		set, in = &c.but, !in
	}
	switch {
	case in:
		delete(*set, id)
	case *set == nil:
		*set = map[int64]bool{id: true}
	default:
		(*set)[id] = true
	}
}

// IDs gives all of them: as they stand in a list, and behind those the ones that
// have left it. It looks each one up: not for a million on the UI thread.
func (c *Chosen) IDs(list IDs) (ids []int64) {
	var places []int
	var left []int64
	put := func(id int64) {
		if i := list.Index(id); i >= 0 {
			places = append(places, i)
		} else {
			left = append(left, id)
		}
	}
	for i := c.first; i < c.end; i++ {
		if id := c.run.ID(i); !c.but[id] {
			put(id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.also)) {
		put(id)
	}
	slices.Sort(places)
	for _, i := range places {
		ids = append(ids, list.ID(i))
	}
	return append(ids, left...)
}
