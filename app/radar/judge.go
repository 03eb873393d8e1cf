package radar

import (
	"context"
	"errors"
	"slices"
	"time"

	"passdesk/store"
)

const (
	examineAtOnce = 500
	ruleAtOnce    = 256
	// restAfter is how many times as long as judging took nothing is judged
	// again: what it costs stays below a fiftieth of a processor.
	restAfter = 50
)

// judge says what has become of the gaps that are at issue, by what has been
// received and by the time that has passed.
func (r *Radar) judge(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	began := time.Now()
	more, err := r.judgeSome(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		r.log.Warn("gaps in receiving are not looked at for the moment", "error", err)
	}
	r.woken = more
	r.rested = r.last.passed + restAfter*time.Since(began)
}

func (r *Radar) judgeSome(ctx context.Context) (more bool, err error) {
	gaps, err := r.store.GapsAtIssue(ctx)
	if err != nil {
		return false, err
	}
	if r.atIssue = len(gaps) > 0; !r.atIssue {
		return false, nil
	}
	beat, err := r.store.LastBeat(ctx)
	if err != nil {
		return false, err
	}
	arrivals, err := r.store.Arrivals(ctx, beat.Examined, examineAtOnce)
	if err != nil {
		return false, err
	}
	around, err := surroundings(ctx, r.store.Reader, unsettled(gaps))
	if err != nil {
		return false, err
	}
	examined := beat.Examined
	if n := len(arrivals); n > 0 {
		examined = arrivals[n-1].ID
	}
	j := newJury(gaps, around, r.watch.known)
	for _, a := range arrivals {
		j.hear(a)
	}
	return len(arrivals) == examineAtOnce, r.hand(ctx, j.rule(), examined, beat.Examined)
}

// hand has rulings noted, what has been counted together with how far it was
// counted, and the rest in portions, so that no delivery waits behind it.
func (r *Radar) hand(ctx context.Context, rulings []store.Ruling, examined, before int64) error {
	counted, rest := []store.Ruling{}, []store.Ruling{}
	for _, one := range rulings {
		if one.Issued+one.Late > 0 {
			counted = append(counted, one)
		} else {
			rest = append(rest, one)
		}
	}
	var err error
	if len(counted) > 0 || examined > before {
		err = r.store.Rule(ctx, examined, counted...)
	}
	for some := range slices.Chunk(rest, ruleAtOnce) {
		if err == nil {
			err = r.store.Rule(ctx, examined, some...)
		}
	}
	return err
}

func unsettled(gaps []store.Gap) (some []store.Gap) {
	for _, g := range gaps {
		if !g.Settled {
			some = append(some, g)
		}
	}
	return some
}

// surroundings gives all gaps in which an event may have been sent again that
// was sent first in one of these, oneself included.
func surroundings(ctx context.Context, r *store.Reader, gaps []store.Gap) ([]store.Gap, error) {
	var from, to time.Time
	for n, g := range gaps {
		if n == 0 || g.Began.Before(from) {
			from = g.Began
		}
		if g.Ended.IsZero() {
			to = time.UnixMilli(dusk)
		} else if end := g.Ended.Add(time.Duration(observed.over()) * time.Millisecond); end.After(to) {
			to = end
		}
	}
	if len(gaps) == 0 {
		return nil, nil
	}
	return r.GapsBetween(ctx, from, to)
}

// jury rules on gaps.
type jury struct {
	gaps    []store.Gap
	now     int64
	deaf    spans
	foreign spans
	fate    fate    // by the documented schedule
	before  []spans // see schedule.unheardBefore, by the observed one
	rulings map[int64]*store.Ruling
}

func newJury(gaps, around []store.Gap, now time.Time) *jury {
	j := &jury{gaps: gaps, now: now.UnixMilli(), rulings: map[int64]*store.Ruling{}}
	j.deaf, j.foreign = deafness(around, j.now)
	j.fate = fateOf(documented, j.deaf, j.foreign, j.now)
	j.before = observed.unheardBefore(j.deaf)
	return j
}

// deafness is when nothing was received, and when another folder may have.
func deafness(gaps []store.Gap, now int64) (deaf, elsewhere spans) {
	var all, some []span
	for _, g := range gaps {
		s := spanOf(g, now)
		all = append(all, s)
		if g.Cause == store.Restored {
			some = append(some, s)
		}
	}
	return union(all...), union(some...)
}

func spanOf(g store.Gap, now int64) span {
	if g.Ended.IsZero() {
		return span{g.Began.UnixMilli(), now}
	}
	return span{g.Began.UnixMilli(), g.Ended.UnixMilli()}
}

func (j *jury) ruling(id int64) *store.Ruling {
	if j.rulings[id] == nil {
		j.rulings[id] = &store.Ruling{Gap: id, At: time.UnixMilli(j.now)}
	}
	return j.rulings[id]
}

// hear holds a delivery against the open gaps. That its credential was issued
// in one is certain. Else it may be an attempt that was not the first, if it
// came when one was due; that is only counted where it can be of one gap alone.
func (j *jury) hear(a store.Arrival) {
	var maybe []int64
	for _, g := range j.gaps {
		// What is received a moment before it is noted that it can be is not
		// too early.
		if !g.Open() || g.Ended.IsZero() || a.ReceivedAt.Before(g.Ended.Add(-tick)) {
			continue
		}
		s := spanOf(g, j.now)
		issued := a.ValidFrom.UnixMilli()
		switch {
		case exact(a.ValidFrom) && issued >= s.from && issued < s.to:
			j.ruling(g.ID).Issued++
			return
		case exact(a.ValidFrom) && issued >= s.to:
		case j.retries(a.SentAt.UnixMilli(), s):
			maybe = append(maybe, g.ID)
		}
	}
	if len(maybe) == 1 {
		j.ruling(maybe[0]).Late++
	}
}

// exact tells a time from a date, which says nothing about the hour.
func exact(t time.Time) bool { return !t.IsZero() && !t.Equal(t.Truncate(24*time.Hour)) }

// retries tells whether what was sent at a moment can have been sent first in
// a span, with all attempts between falling on deaf ears.
func (j *jury) retries(sent int64, s span) bool {
	for k := 1; k < len(observed); k++ {
		// Timestamps are whole seconds.
		first := span{sent - observed[k].late, sent + 1000 - observed[k].early}
		if len(spans{s}.within(spans{first}).within(j.before[k])) > 0 {
			return true
		}
	}
	return false
}

// rule gives what there is to note.
func (j *jury) rule() (rulings []store.Ruling) {
	for _, g := range j.gaps {
		if !g.Ended.IsZero() && !g.Settled {
			j.decide(g)
		}
		if r := j.rulings[g.ID]; r != nil {
			rulings = append(rulings, *r)
		}
	}
	return rulings
}

// decide closes a gap about which nobody needs to do anything, and opens one
// again that is worse than it was when it was closed, because what should have
// been received again fell into another gap.
func (j *jury) decide(g store.Gap) {
	end := spanOf(g, j.now).to
	if end+observed.over() < j.now {
		j.ruling(g.ID).Settled = true
	}
	// One that the clock has not come to, because it was set back, can wait.
	if unmeasurable(g) || end > j.now {
		return
	}
	own := spans{spanOf(g, j.now)}
	lost, waiting := own.within(j.fate.lost), own.within(j.fate.waiting)
	late := g.Issued + g.Late
	if r := j.rulings[g.ID]; r != nil {
		late += r.Issued + r.Late
	}
	switch {
	case !g.Open() && len(lost.without(j.lostBy(g))) > 0:
		j.ruling(g.ID).Reopen = true
	case !g.Open() || len(lost) > 0:
	case len(waiting) == 0:
		j.ruling(g.ID).Close = store.ByRetries
	case late > 0:
		j.ruling(g.ID).Close = store.ByLateDelivery
	}
}

// unmeasurable tells of gaps that only people can close.
func unmeasurable(g store.Gap) bool { return g.Cause == store.ClockSet || g.Cause == store.Restored }

// lostBy is what staff could see as lost when they ticked a gap off.
func (j *jury) lostBy(g store.Gap) spans {
	if g.ClosedBy != store.ByStaff {
		return nil
	}
	closed := g.Closed.UnixMilli()
	return fateOf(documented, j.deaf, j.foreign, min(closed, j.now)).lost
}
