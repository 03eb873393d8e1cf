package doctor

import (
	"context"
	"time"
)

// next gives what to check, and when; if anything is planned.
func (d *Doctor) next() (t Target, wait time.Duration, planned bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.due.IsZero() {
		return t, 0, false
	}
	return d.target, time.Until(d.due), true
}

// round makes one check and tells what it came to, unless its target is gone by
// then.
func (d *Doctor) round(ctx context.Context, t Target) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.mu.Lock()
	if d.target != t {
		d.mu.Unlock()
		return
	}
	if rest := d.believed(); rest > 0 {
		d.due = time.Now().Add(rest)
		d.mu.Unlock()
		return
	}
	d.cancel, d.turn = cancel, nil
	d.mu.Unlock()

	r := d.examine(ctx, t)

	d.mu.Lock()
	d.cancel = nil
	if ctx.Err() != nil {
		d.mu.Unlock()
		return
	}
	waiters := d.waiters
	d.waiters = nil
	d.plan(r)
	reopen := d.Reopen != nil && d.reopening.due(r, time.Now())
	d.mu.Unlock()
	d.On(r)
	for _, w := range waiters {
		w <- r
	}
	if reopen {
		d.Reopen()
	}
}

// believed gives how long a check can still wait, because a delivery has proven
// meanwhile what it would prove.
func (d *Doctor) believed() time.Duration {
	if !d.proven || len(d.waiters) > 0 {
		return 0
	}
	return routine - (time.Since(d.born) - time.Duration(d.heard.Load()))
}

// plan takes the report of a check and sets the time of the next.
func (d *Doctor) plan(r Report) {
	d.failing.Store(r.Verdict == Broken)
	d.proven = r.OK()
	if d.proven {
		d.failures = 0
	} else {
		d.failures++
	}
	d.due = time.Now().Add(after(d.failures))
	if r.unsigned { // nothing will have changed by then
		d.due = time.Time{}
	}
	if d.anew {
		d.anew, d.proven, d.due = false, false, time.Now()
	}
}
