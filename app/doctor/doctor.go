// Package doctor finds out whether events would really come in.
//
// A tunnel that says "online" knows that its own link is alive. It does not know
// whether the public address leads to it, whether something on the way changes
// what is sent, or whether the disk takes it. So the doctor sends a canary: a
// request signed with the real secret, to the address that senders use, which
// must come back through the tunnel and the signature check to the disk. Four
// lights tell how far it got.
//
// What counts is what our own door has seen of the canary's nonce. An answer
// alone proves nothing: the address may lead to another computer, which may
// well say 204.
//
// A canary that cannot leave is no news about the way in: this computer's own
// connection, its proxy or a name that only others can look up stops nobody
// else. Then the verdict is CannotTell, which is not Broken, and the tunnel's
// own word stands. The same holds when no signing secret is set, for then there
// is nothing to sign a canary with.
//
// A check is made as soon as there is something to check, whenever it comes
// back, on demand, and after half an hour without a delivery, which proves as
// much. While checks fail they are repeated, soon at first. There is never more
// than one at a time.
package doctor

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"passdesk/app/webhook"
	"passdesk/assets/say"
)

// ErrNoTarget means that there is nothing to check at the moment: the way in is
// not up, or the doctor has gone.
var ErrNoTarget = errors.New("there is no way in to check at the moment")

// Target is a way in at one stretch of being up.
type Target struct {
	URL   string    // where senders reach it, without a path
	Since time.Time // which stretch it is
}

// Config is what a Doctor needs.
type Config struct {
	Door   *webhook.Handler      // where the canaries must arrive
	Secret func() webhook.Secret // signs them; the zero Secret when none is set
	Roots  *x509.CertPool        // to trust; nil is the system's
	// Explain says why the disk refuses, in words for staff.
	Explain func(error) say.Sentence
	// On takes the report of each check, in order; it must not block.
	On func(Report)
	// Reopen asks the tunnel for a new agent, when its address does not lead
	// here although it says so. It must not block. Nil for a way in without.
	Reopen func()
}

// Doctor checks one way in. Its methods may be called from any goroutine. Use
// New.
type Doctor struct {
	Config
	client  *http.Client
	examine func(context.Context, Target) Report // replaced by tests of the pace
	reach   time.Duration
	limit   time.Duration
	born    time.Time // what heard counts from
	wake    chan struct{}
	ended   chan struct{}

	heard   atomic.Int64 // when a delivery came in last, since born
	failing atomic.Bool  // the last verdict was Broken

	mu         sync.Mutex
	target     Target
	due        time.Time         // of the next check; zero for none
	turn       *rate.Reservation // of that check, among reconnects; nil once it was begun
	proven     bool              // the last check of the target went well
	anew       bool              // something has changed since the check began that is being made
	failures   int               // in a row, of any target
	cancel     context.CancelFunc
	waiters    []chan Report
	reopening  reopening
	reconnects *rate.Limiter
	signs      *rate.Limiter
}

// New makes a Doctor, which does nothing before Run.
func New(c Config) *Doctor {
	d := &Doctor{
		Config: c, client: newClient(c.Roots), reach: reach, limit: limit, born: time.Now(),
		wake: make(chan struct{}, 1), ended: make(chan struct{}),
		reconnects: newReconnects(), signs: newSigns(),
	}
	d.examine = d.check
	return d
}

// Run makes the checks until ctx ends. It may be called once.
func (d *Doctor) Run(ctx context.Context) {
	defer close(d.ended)
	for ctx.Err() == nil {
		target, wait, planned := d.next()
		if planned && wait <= 0 {
			d.round(ctx, target)
			continue
		}
		timer := time.NewTimer(wait)
		if !planned {
			timer.Stop()
		}
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Examine says what there is to check from now on; the zero Target is nothing.
// A check of what was there before is given up.
func (d *Doctor) Examine(t Target) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t == d.target {
		return
	}
	d.target, d.proven, d.anew = t, false, false
	if d.turn != nil { // never used, so it need not be waited for again
		d.turn.Cancel()
		d.turn = nil
	}
	d.failing.Store(false)
	if d.cancel != nil {
		d.cancel()
	}
	if t == (Target{}) {
		d.due = time.Time{}
		for _, w := range d.waiters {
			close(w)
		}
		d.waiters = nil
	} else {
		d.turn = d.reconnects.Reserve()
		d.due = time.Now().Add(d.turn.Delay())
	}
	d.stir()
}

// Check makes a check now, or joins the one that is being made, and gives its
// report. It fails with ErrNoTarget, or when ctx ends.
func (d *Doctor) Check(ctx context.Context) (Report, error) {
	answer := make(chan Report, 1)
	d.mu.Lock()
	if d.target == (Target{}) {
		d.mu.Unlock()
		return Report{}, ErrNoTarget
	}
	d.waiters = append(d.waiters, answer)
	if d.cancel == nil {
		d.due = time.Now()
		d.stir()
	}
	d.mu.Unlock()
	select {
	case r, ok := <-answer:
		if !ok {
			return Report{}, ErrNoTarget
		}
		return r, nil
	case <-d.ended:
		return Report{}, ErrNoTarget
	case <-ctx.Done():
		return Report{}, ctx.Err()
	}
}

// Again has a check made soon, without waiting for it: something has changed
// that may change what it comes to.
func (d *Doctor) Again() {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.target == (Target{}):
	case d.cancel != nil:
		d.anew = true
	default:
		d.proven, d.due = false, time.Now()
		d.stir()
	}
}

// Heard tells that a delivery came in through what is checked and was kept.
func (d *Doctor) Heard() {
	d.heard.Store(int64(time.Since(d.born)))
	if !d.failing.Load() {
		return
	}
	// It need not have come the way that was broken, so it is no proof; but it is
	// a sign.
	d.mu.Lock()
	defer d.mu.Unlock()
	soon := time.Now().Add(firstRepeat)
	if d.cancel == nil && d.due.After(soon) && d.signs.Allow() {
		d.due = soon
		d.stir()
	}
}

func (d *Doctor) stir() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}
