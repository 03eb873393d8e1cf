package model

import (
	"cmp"
	"slices"
	"time"

	"passdesk/store"
)

// Happening is one thing that happened to an issuance: a row that came in, or
// something that somebody did.
type Happening struct {
	At time.Time

	Came   bool // it came in, with Status, and Origin tells from where
	Status store.Status
	Origin store.Origin

	Act    store.ActKind // else what was done
	To     store.Handover
	Undone bool   // which was taken back
	Step   string // of revoking: asked, succeeded, failed or unknown
}

// HistoryMost is how many happenings are told of an issuance: the newest.
const HistoryMost = 60

// History is what happened to an issuance, newest first: how it and the rows
// before it came in, and what was done with them. Showing the key or a link
// several times in a row is told once.
func History(rows []store.Issuance, acts []store.Act) []Happening {
	var all []Happening
	for _, i := range rows {
		all = append(all, Happening{At: i.ReceivedAt, Came: true, Status: i.Status, Origin: i.Origin})
	}
	for _, a := range acts {
		h := Happening{At: a.At, Act: a.Kind, Step: a.RevocationStep()}
		if from, to, undone, ok := a.Moved(); ok {
			h.To, h.Undone = to, undone
			if undone {
				h.To = from
			}
		}
		all = append(all, h)
	}
	slices.SortStableFunc(all, func(a, b Happening) int { return cmp.Compare(b.At.UnixMilli(), a.At.UnixMilli()) })
	all = slices.CompactFunc(all, func(a, b Happening) bool {
		a.At, b.At = time.Time{}, time.Time{}
		return a == b && !a.Came && a.Act != store.ActHandover
	})
	return all[:min(len(all), HistoryMost)]
}
