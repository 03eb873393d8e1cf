// Package radar knows when nothing was received and what may be missing from
// that time.
//
// The sender sends an event again for 27 h 35 min 5 s; of what it sent first
// in a longer gap it gives up a part, silently. A Radar keeps the gaps, so that
// they outlast a killed process, a power cut and sleep, and List says what
// follows from them. When the desk was deaf is known, to within a beat.
// Whether anything was sent in that time is not: what follows is inferred.
//
// A gap's times are by the computer's clock as it stood when the gap ended.
// Clocks are set, though. While the program runs another clock tells how much
// time has really passed: a gap that goes on keeps its length. Only if the clock
// leaps ahead by less than a month that counts as a gap, closed by itself soon,
// for a computer that is paused from outside looks the same. Between two
// programs there is the one clock alone: if it was set back, or ahead by more
// than a year, there is a gap of which nobody knows the length.
package radar

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"passdesk/store"
)

const (
	// Heartbeat is how often it is noted that the program is there, and so how
	// exactly the beginning of a gap is known when it was killed. The end is
	// known exactly.
	Heartbeat = 15 * time.Second
	// patience is how long the store may take. Twice that is less than what
	// would look like sleep.
	patience = 4 * time.Second
	// again is when what the store did not take is tried again.
	again = 5 * time.Second
)

// Radar keeps the gaps of a folder that this process receives into. Use New.
type Radar struct {
	// Refused, if not nil, hears that the store refuses what is to be kept, from
	// the goroutine of Run. Set it before that; it must not block.
	Refused func(error)

	store *store.Store
	log   *slog.Logger
	clock clock

	mu    sync.Mutex
	cause store.Cause   // as noted last
	since time.Duration // by the clock that nobody sets
	poke  chan struct{}

	// What follows belongs to Run alone.
	watch   watch
	last    reading
	disk    store.Cause   // CannotKeep while the store refuses what is to be kept
	silent  bool          // that the store did not take it has been said
	written time.Duration // when it was asked last, by the clock that nobody sets
	woken   bool          // something was received
	atIssue bool          // gaps may change by what is received
	rested  time.Duration // until then others have the processor
}

// New makes a Radar that takes the desk to be deaf until Note tells it
// otherwise.
func New(s *store.Store, log *slog.Logger) *Radar {
	return &Radar{store: s, log: log, clock: systemClock(), cause: store.NoWayIn, poke: make(chan struct{}, 1), written: -Heartbeat}
}

// Note tells why nothing can be received from now on, Receiving if it can. It
// may be called from any goroutine, also with what was told before, and does not
// wait.
func (r *Radar) Note(cause store.Cause) {
	r.mu.Lock()
	changed := cause != r.cause
	if changed {
		r.cause, r.since = cause, r.clock.passed()
	}
	r.mu.Unlock()
	if !changed {
		return
	}
	select {
	case r.poke <- struct{}{}:
	default: // it is awake already
	}
}

func (r *Radar) noted() (cause store.Cause, since time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cause, r.since
}

// Run keeps the gaps until ctx ends. What keeps it from doing so is logged: it
// must keep nobody from receiving.
func (r *Radar) Run(ctx context.Context) {
	wake, stop := r.store.Watch()
	defer stop()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for !r.begin(ctx) {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
	for {
		r.turn(ctx)
		select {
		case <-ctx.Done():
			r.end(ctx)
			return
		case <-ticker.C:
		case <-r.poke:
		case <-wake:
			r.woken = true // which can wait for the tick
			select {
			case <-ctx.Done():
			case <-ticker.C:
			case <-r.poke:
			}
		}
	}
}

// begin takes up where the last process stopped.
func (r *Radar) begin(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	beat, err := r.store.LastBeat(ctx)
	var newest []store.Gap
	if err == nil {
		newest, err = r.store.Gaps(ctx, 0, 1)
	}
	if err != nil {
		r.fail(err)
		return false
	}
	r.last = r.clock.read()
	var gap *store.Gap
	if len(newest) > 0 {
		gap = &newest[0]
	}
	r.watch.resume(beat, gap, r.last.wall)
	r.woken, r.atIssue = true, true
	return true
}

// turn follows what has happened since the last.
func (r *Radar) turn(ctx context.Context) {
	now := r.follow()
	due := now.passed-r.written >= Heartbeat
	if r.disk != store.Receiving {
		due = now.passed-r.written >= again
	} else if len(r.watch.fresh) > 0 {
		due = true
	}
	if due && !r.watch.known.IsZero() {
		r.keep(ctx, now)
		r.atIssue, r.woken = true, true // for time has passed as well
	}
	if r.woken && r.atIssue && now.passed >= r.rested && !r.silent {
		r.judge(ctx)
	}
}

// follow tells the watch what the clock and the notes say.
func (r *Radar) follow() reading {
	cause, since := r.noted() // before the clock, so that it is from before
	now := r.clock.read()
	passed, set := now.since(r.last)
	at := now.wall
	switch leapt := set >= asleep && set <= leap; {
	case leapt && set > passed:
		// On a computer that was paused from outside no clock has run.
		r.watch.turn(now.wall.Add(-passed-set), store.Unknown)
	case leapt:
		r.watch.turn(now.wall.Add(-passed-set), store.Asleep)
	case passed >= asleep:
		r.watch.shift(set)
		r.watch.turn(now.wall.Add(-passed), store.Asleep)
	default:
		r.watch.shift(set)
		if since > r.last.passed {
			at = at.Add(since - now.passed)
		}
	}
	if set != 0 {
		r.log.Info("the clock was set", "by", set.Round(time.Second).String())
	}
	if cause == store.Receiving {
		cause = r.disk
	}
	r.watch.turn(at, cause)
	r.watch.advance(now.wall)
	r.last = now
	return now
}

// keep writes what is known.
func (r *Radar) keep(ctx context.Context, now reading) {
	gaps := make([]store.Gap, 0, len(r.watch.fresh))
	for _, g := range r.watch.fresh {
		gaps = append(gaps, g)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r.written = now.passed
	if err := r.store.Beat(ctx, r.watch.known, gaps...); err != nil {
		r.fail(err)
		return
	}
	clear(r.watch.fresh)
	r.disk, r.silent = store.Receiving, false
}

// fail takes that the store refused. One that is slow for once may be well.
func (r *Radar) fail(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	twice := r.silent
	if !twice {
		r.log.Warn("when the desk receives and when not cannot be noted for the moment", "error", err)
		r.silent = true
	}
	if twice || !errors.Is(err, context.DeadlineExceeded) {
		r.disk = store.CannotKeep
		if r.Refused != nil {
			r.Refused(err)
		}
	}
}

// end notes until when the program was there.
func (r *Radar) end(ctx context.Context) {
	now := r.follow()
	if !r.watch.known.IsZero() {
		r.keep(context.WithoutCancel(ctx), now)
	}
}
