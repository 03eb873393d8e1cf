package model

import (
	"cmp"
	"slices"
	"time"

	"passdesk/store"
)

// Failing is why issuances failed, with how many did, and what staff say about it.
type Failing struct {
	store.FailureCause
	store.FailureState
	Unread bool // what staff say could not be read
}

// FailingStands says whether staff need to look at a cause.
type FailingStands uint8

// How a cause stands.
const (
	FailingOpen   FailingStands = iota // nobody has acknowledged it
	FailingTaken                       // somebody looks into it
	FailingBack                        // it failed again after it was acknowledged
	FailingClosed                      // it was acknowledged
)

// Stands says how the cause stands.
func (c Failing) Stands() FailingStands {
	switch {
	case !c.Seen.IsZero() && !c.Last.After(c.Seen):
		return FailingClosed
	case !c.Seen.IsZero():
		return FailingBack
	case c.By != "":
		return FailingTaken
	}
	return FailingOpen
}

// SortFailing puts those first that need a look, and of equal ones those that
// were seen last.
func SortFailing(all []Failing) {
	rank := func(c Failing) int {
		if c.Stands() == FailingClosed {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b Failing) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), b.Last.Compare(a.Last))
	})
}

// FailingSearch is what the search box finds the failures of a cause with.
func FailingSearch(fingerprint string, in *time.Location) string {
	return Canonical(store.Filter{Terms: []store.Term{{In: store.InCause, Text: fingerprint, Whole: true}}}, in)
}
