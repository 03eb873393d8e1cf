package model

import (
	"slices"
	"time"

	"passdesk/store"
)

// View is one of the lists in the side bar.
type View uint8

// The views, in the order they stand.
const (
	Issuances  View = iota // credentials that exist
	ToHandOver             // those whose pass nobody has handed over yet
	Failures               // what the sender gave up on
	Pending                // what the sender has yet to decide
	Others                 // events nobody here can read
	Everything             // all of a template
)

// filter is what the view asks the store for: the newest row of each issuance.
func (v View) filter() store.Filter {
	switch v {
	case ToHandOver:
		return store.ToHandOver()
	case Failures:
		return store.Filter{Status: []store.Status{store.Failed}, Latest: true}
	case Pending:
		return store.Filter{Status: []store.Status{store.Pending}, Latest: true}
	case Others:
		return store.Filter{Status: []store.Status{store.Other}, Latest: true}
	case Everything:
		return store.Filter{Latest: true}
	default:
		return store.Filter{Status: []store.Status{store.Succeeded}, Latest: true}
	}
}

// Narrow is what the view shows of what a filter lets through: the newest row of
// each issuance. A filter that names a status means that one, whatever the view.
func (v View) Narrow(f store.Filter) store.Filter {
	own := v.filter()
	own.Latest = false
	if len(f.Status) > 0 {
		own.Status = nil
	}
	f.And = append(slices.Clip(f.And), own)
	f.Latest = true
	return f
}

// Count is the number beside the view's name, as far as the counts by status
// tell it.
func (v View) Count(c store.Counts) int {
	switch v {
	case Failures:
		return c.Failed
	case Pending:
		return c.Pending
	case Others:
		return c.Other
	default:
		return c.Succeeded
	}
}

// Offered says whether a view is worth offering. Pending and Others stand only
// while they hold something, or while the reader is in them.
func (v View) Offered(c store.Counts, current View) bool {
	return v < Pending || v == current || v.Count(c) > 0
}

// Query is one question to the store: a view or a template, narrowed by a
// search, in an order.
type Query struct {
	View     View
	Template string // the only one; with Everything
	Search   string
	Order    store.Order
}

// Filter is the query in the store's words. It is the one place where the words
// of the search box get their meaning; days are those of now's zone.
func (q Query) Filter(now time.Time) store.Filter {
	typed, _ := Parse(q.Search, now, now.Location())
	f := q.View.Narrow(typed)
	if q.Template != "" {
		f.And = append(f.And, store.Filter{Terms: []store.Term{{In: store.InTemplate, Text: q.Template, Whole: true}}})
	}
	return f
}

// Newest tells that the newest stand first.
func (q Query) Newest() bool { return q.Order == store.Order{} }
