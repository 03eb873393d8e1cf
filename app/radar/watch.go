package radar

import (
	"math"
	"time"

	"passdesk/store"
)

const (
	// floor is what is worth telling of. An event that is sent first in a
	// shorter gap is sent again 5 s later, behind the gap.
	floor = 5 * time.Second
	// rest is how long receiving must have gone on before what interrupts it
	// is another gap. It is longer than the first retry may take, so that
	// the one behind a gap that is not told of is heard.
	rest = 20 * time.Second
	// longest is the longest gap that is believed of a clock between two
	// processes: behind a longer one there is a clock that was wrong.
	longest = 366 * 24 * time.Hour
	// leeway is what a clock may be set back without anybody noticing, as
	// those that ask the time in the net do.
	leeway = time.Minute
)

// watch makes gaps of what it is told, in the order of time.
type watch struct {
	known time.Time // up to here it is settled what there is to tell; zero before the first receiving
	cause store.Cause

	gap   *store.Gap // that goes on or has only just ended; nil for none
	old   bool       // an earlier process saw its beginning
	told  bool       // it is not too short
	part  time.Time  // since when it has the present cause
	share time.Duration
	well  time.Time // since when the desk receives again behind it; zero while it goes on

	last  int64               // id of the newest gap
	fresh map[int64]store.Gap // to be kept
}

// resume takes up what the last process has left, as its beat and its newest
// gap tell, and says what there is to say of the time since.
func (w *watch) resume(b store.Beat, newest *store.Gap, now time.Time) {
	w.fresh = map[int64]store.Gap{}
	w.known, w.last = b.At, b.Last
	if b.At.IsZero() {
		w.cause = store.NotRunning
		return // a folder that has never received misses nothing
	}
	if newest != nil && newest.Open() && newest.Cause != store.ClockSet && (newest.Ended.IsZero() || b.At.Sub(newest.Ended) < rest) {
		w.takeUp(newest, b.At)
	}
	away := now.Sub(b.At)
	switch {
	case b.Restored && away > 0: // however long that is
		w.turn(b.At, store.Restored)
	case b.Restored:
		w.unmeasured(now, store.Restored)
	case away < -leeway, away > longest:
		w.unmeasured(now, store.ClockSet)
	case away > 0:
		w.turn(b.At, store.NotRunning)
	}
	w.old = true
	w.advance(now)
}

// takeUp goes on with a gap that was not over, or only just, at a moment.
func (w *watch) takeUp(g *store.Gap, at time.Time) {
	w.gap, w.told, w.part = g, true, at
	if w.well = g.Ended; w.well.IsZero() {
		w.cause = g.Cause
	}
	w.share = at.Sub(g.Began) // as if all had one cause
	if g.Cause == store.Restored {
		w.share = math.MaxInt64
	}
}

// unmeasured tells of a gap whose length nobody knows.
func (w *watch) unmeasured(now time.Time, cause store.Cause) {
	if w.gap != nil && w.well.IsZero() {
		w.gap.Ended = w.known
		w.fresh[w.gap.ID] = *w.gap
	}
	w.last++
	w.fresh[w.last] = store.Gap{ID: w.last, Began: now, Ended: now, Cause: cause}
	w.known, w.cause, w.gap, w.told, w.well = now, store.Receiving, nil, false, time.Time{}
}

// turn tells that from a moment on the cause is another, Receiving for none.
func (w *watch) turn(at time.Time, cause store.Cause) {
	w.advance(at)
	if cause == w.cause {
		return
	}
	was := w.cause
	w.cause = cause
	if was != store.Receiving && w.gap != nil {
		w.share = max(w.share, at.Sub(w.part))
	}
	switch {
	case w.known.IsZero(): // it has never received
		if cause == store.Receiving {
			w.known = at
		}
		return
	case cause == store.Receiving:
		w.well = at
		w.end(at)
	case w.gap == nil:
		w.last++
		w.gap = &store.Gap{ID: w.last, Began: at, Cause: cause}
		w.old, w.told, w.share, w.part = false, false, 0, at
	default:
		w.gap.Ended, w.well, w.part = time.Time{}, time.Time{}, at
	}
	if cause == store.Restored {
		w.gap.Cause, w.share = cause, math.MaxInt64 // it outweighs all others
	}
	w.tell()
}

// advance tells that it was as it is until now.
func (w *watch) advance(now time.Time) {
	switch {
	case w.known.IsZero():
		return
	case w.gap == nil:
		w.known = now
		return
	case w.cause != store.Receiving:
		if part := now.Sub(w.part); part > w.share && w.gap.Cause != w.cause {
			w.gap.Cause = w.cause
			w.tell()
		}
		if !w.told && now.Sub(w.gap.Began) >= floor {
			w.told = true
			w.tell()
		}
	case now.Sub(w.well) >= rest:
		w.gap, w.told = nil, false
		w.known = now
		return
	}
	if w.told {
		w.known = now
	}
}

func (w *watch) tell() {
	if w.told {
		w.fresh[w.gap.ID] = *w.gap
	}
}

// shift moves what is not over to where the clock has been set: a gap that
// goes on keeps its length. Only what an earlier process saw stays, for nothing
// is known of its clock.
func (w *watch) shift(by time.Duration) {
	if by == 0 || w.known.IsZero() {
		return
	}
	w.known = w.known.Add(by)
	if w.gap == nil {
		return
	}
	if w.part = w.part.Add(by); !w.old {
		w.gap.Began = w.gap.Began.Add(by)
	}
	if !w.well.IsZero() {
		w.well = w.well.Add(by)
		w.end(w.well)
	}
	w.tell()
}

// end has the gap end, which it never does before it began: the clock may have
// been set back a little between two processes.
func (w *watch) end(at time.Time) {
	w.gap.Ended = at
	if at.Before(w.gap.Began) {
		w.gap.Began = at
	}
}
