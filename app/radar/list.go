package radar

import (
	"context"
	"time"

	"passdesk/store"
)

// State is what is to be done about a gap.
type State string

// The states.
const (
	GoingOn    State = "going-on"   // nothing is received
	Retrying   State = "retrying"   // nothing: all of that time will be tried again
	Resend     State = "resend"     // look into the sender's console: some was tried for the last time
	Unmeasured State = "unmeasured" // likewise: it cannot be told what was tried when
	Closed     State = "closed"     // nothing, see Gap.ClosedBy
)

// Window is the time from a moment until before another.
type Window struct{ From, To time.Time }

// Interval is a gap and what follows from it. Its windows are by when events
// were sent first, within the gap and in order, if any were sent at all.
type Interval struct {
	store.Gap
	State State

	// Resend are the windows of events that the sender has tried for the last
	// time, by its documented schedule. Only a resend by hand brings them.
	// For a restored folder it is the whole gap, for another folder may have
	// acknowledged them.
	Resend []Window
	// Waiting are those of events that will be tried again, all of them by Until.
	Waiting []Window
	Until   time.Time
	// Unsure are those of events that have been received according to the
	// documented schedule, but may not have been if the sender varies its
	// delays by a fifth.
	Unsure []Window
}

// List gives up to limit gaps with ids below before, the newest first, with
// what followed from them by now; before 0 is from the newest on. It also works
// beside the process that receives.
func List(ctx context.Context, r *store.Reader, before int64, limit int) ([]Interval, error) {
	beat, err := r.LastBeat(ctx)
	if err != nil {
		return nil, err
	}
	gaps, err := r.Gaps(ctx, before, limit)
	if err != nil {
		return nil, err
	}
	around, err := surroundings(ctx, r, gaps)
	if err != nil {
		return nil, err
	}
	return intervals(gaps, around, beat.At.UnixMilli()), nil
}

// intervals says what follows from gaps by now, which is the time up to which
// it is known when anything was received.
func intervals(gaps, around []store.Gap, now int64) []Interval {
	deaf, elsewhere := deafness(around, now)
	plain := fateOf(documented, deaf, elsewhere, now)
	wary := fateOf(observed, deaf, elsewhere, now)
	unsure := wary.lost.without(plain.lost).without(plain.waiting)
	all := make([]Interval, len(gaps))
	for n, g := range gaps {
		own := spans{spanOf(g, now)}
		waiting := own.within(plain.waiting)
		i := Interval{
			Gap: g, Resend: windows(own.within(plain.lost)), Waiting: windows(waiting),
			Unsure: windows(own.within(unsure)),
		}
		if last := documented.lastRetry(waiting, now); last != 0 {
			i.Until = time.UnixMilli(last).UTC()
		} else if end := own[0].to; end > now { // the clock was set back and has yet to come to it
			i.Until = time.UnixMilli(end + documented.over()).UTC()
		}
		if i.State = i.state(); i.State == Retrying && i.Until.IsZero() { // which is only yet to be noted
			i.State, i.ClosedBy = Closed, store.ByRetries
		}
		all[n] = i
	}
	return all
}

func (i *Interval) state() State {
	switch {
	case i.Ended.IsZero():
		return GoingOn
	case !i.Open():
		return Closed
	case len(i.Resend) > 0:
		return Resend
	case unmeasurable(i.Gap):
		return Unmeasured
	}
	return Retrying
}

func windows(all spans) (w []Window) {
	for _, s := range all {
		w = append(w, Window{time.UnixMilli(s.from).UTC(), time.UnixMilli(s.to).UTC()})
	}
	return w
}
