package model

import (
	"cmp"
	"slices"
	"time"

	"passdesk/store"
)

// What keeps notifications few.
const (
	heraldGather = 5 * time.Second // failures that come within it are told together
	heraldPause  = time.Minute     // between two that are about failures
	heraldLoss   = time.Minute     // how long nothing comes in before it is told
	heraldGroups = 3               // reasons that one of them names
)

// Herald decides what the reader is told while looking elsewhere. What was there
// before the start is not told of, nor what happens while the window is in front
// or while the reader wants quiet. The zero value is for use, from one goroutine.
type Herald struct {
	begun bool
	seen  int64 // the newest failure that is known
	first time.Time
	last  time.Time // when failures were told of
	fresh map[string]int
	more  bool // there are others, nobody knows how many

	received bool
	lost     time.Time // since when nothing comes in; zero while something does
	length   time.Duration
	toldLoss bool
	back     bool // what was told to be lost is there again
}

// Attention is what the reader pays to the desk.
type Attention struct {
	Front bool // the window is what the reader looks at
	Quiet bool // the reader wants to be told nothing
}

// Note is something to be told.
type Note struct {
	Kind   NoteKind
	Count  int // of failures
	More   bool
	Groups []FailureGroup // the most frequent first
	Others int            // failures for other reasons

	Connection Connection    // of a loss
	Lasted     time.Duration // how long nothing came in, when that is over
}

// NoteKind is what a note is about.
type NoteKind uint8

// The kinds.
const (
	NoNote       NoteKind = iota
	FailuresNote          // issuances failed
	LostNote              // nothing comes in
	BackNote              // it does again
)

// FailureGroup is a reason and how many failed for it.
type FailureGroup struct {
	Reason string // what they have in common; "" when none was given
	Count  int
}

// Failures takes the newest failures, the newest first. more says that there may
// be others between the last of them and those of the time before.
func (h *Herald) Failures(now time.Time, newest []store.Issuance, more bool) {
	known, begun := h.seen, h.begun
	h.begun = true
	for _, i := range newest {
		h.seen = max(h.seen, i.ID)
		if i.ID <= known {
			more = false
		}
		if !begun || i.ID <= known || i.SupersededBy != "" {
			continue
		}
		if len(h.fresh) == 0 {
			h.fresh, h.first = map[string]int{}, now
		}
		h.fresh[store.Fingerprint(i.Error)]++
	}
	h.more = h.more || more && begun
}

// Way takes how the way in stands.
func (h *Herald) Way(now time.Time, c Connection) {
	switch {
	case c.Receives():
		h.received = true
		if h.toldLoss {
			h.back, h.length = true, now.Sub(h.lost)
		}
		h.lost, h.toldLoss = time.Time{}, false
	case h.received && h.lost.IsZero():
		h.lost, h.back = now, false
	}
}

// Next is what is to be told now, if anything. It is told only once.
func (h *Herald) Next(now time.Time, c Connection, a Attention) Note {
	if a.Front || a.Quiet {
		h.fresh, h.more, h.back = nil, false, false
		return Note{}
	}
	switch {
	case !h.lost.IsZero() && !h.toldLoss && now.Sub(h.lost) >= heraldLoss:
		h.toldLoss = true
		return Note{Kind: LostNote, Connection: c}
	case h.back:
		h.back = false
		return Note{Kind: BackNote, Lasted: h.length}
	case len(h.fresh) > 0 && now.Sub(h.first) >= heraldGather && (h.last.IsZero() || now.Sub(h.last) >= heraldPause):
		n := h.failures()
		h.fresh, h.more, h.last = nil, false, now
		return n
	}
	return Note{}
}

func (h *Herald) failures() Note {
	n := Note{Kind: FailuresNote, More: h.more}
	for reason, count := range h.fresh {
		n.Count += count
		n.Groups = append(n.Groups, FailureGroup{reason, count})
	}
	slices.SortFunc(n.Groups, func(a, b FailureGroup) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Reason, b.Reason))
	})
	for _, g := range n.Groups[min(len(n.Groups), heraldGroups):] {
		n.Others += g.Count
	}
	n.Groups = n.Groups[:min(len(n.Groups), heraldGroups)]
	return n
}
