package model

import (
	"slices"

	"passdesk/store"
)

// View is one of the lists in the side bar.
type View uint8

// The views, in the order they stand.
const (
	Issuances View = iota // credentials that exist
	Failures              // what the sender gave up on
	Others                // pending, and events nobody here can read
)

var viewStatus = [...][]store.Status{
	Issuances: {store.Succeeded},
	Failures:  {store.Failed},
	Others:    {store.Pending, store.Other},
}

// Filter is what the view asks the store for: the newest row of each issuance
// that contains search.
func (v View) Filter(search string) store.Filter {
	return store.Filter{Status: viewStatus[v], Search: search, Latest: true}
}

// Narrow is what the view shows of what a filter lets through: the newest row of
// each issuance.
func (v View) Narrow(f store.Filter) store.Filter {
	f.And = append(slices.Clip(f.And), store.Filter{Status: viewStatus[v]})
	f.Latest = true
	return f
}

// Count is the number beside the view's name.
func (v View) Count(c store.Counts) int {
	switch v {
	case Issuances:
		return c.Succeeded
	case Failures:
		return c.Failed
	default:
		return c.Pending + c.Other
	}
}

// Views are the lists worth offering. Others stands only while it holds
// something, or while the reader is in it.
func Views(c store.Counts, current View) []View {
	if current == Others || Others.Count(c) > 0 {
		return []View{Issuances, Failures, Others}
	}
	return []View{Issuances, Failures}
}

// Query is one question to the store: a view, narrowed by a search.
type Query struct {
	View   View
	Search string
}

// Filter is the query in the store's words.
func (q Query) Filter() store.Filter { return q.View.Filter(q.Search) }
