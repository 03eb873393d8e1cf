package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Clock is the time that a program goes by.
type Clock interface {
	Now() time.Time
	// Sleep returns early, with the error of ctx, when that ends.
	Sleep(ctx context.Context, d time.Duration) error
}

// System is the real time.
var System Clock = systemClock{}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// How often is asked: Crossmint allows a project 360 reads and 120 writes a
// minute, and other programs of the issuer's use the same project.
const (
	readsPerMinute  = 240
	readsAtOnce     = 8
	writesPerMinute = 60
	writesAtOnce    = 4
)

// Limits bound how often a program asks, for each project by itself. They may
// be used from any goroutine.
type Limits struct {
	clock  Clock
	mu     sync.Mutex
	quotas map[string]*quota
}

// NewLimits makes limits for all clients of a program.
func NewLimits(clock Clock) *Limits { return &Limits{clock: clock, quotas: map[string]*quota{}} }

func (l *Limits) of(k Key) *quota {
	name := string(k.environment) + " " + k.project
	l.mu.Lock()
	defer l.mu.Unlock()
	q := l.quotas[name]
	if q == nil {
		q = &quota{
			clock:  l.clock,
			reads:  rate.NewLimiter(rate.Limit(readsPerMinute)/60, readsAtOnce),
			writes: rate.NewLimiter(rate.Limit(writesPerMinute)/60, writesAtOnce),
		}
		l.quotas[name] = q
	}
	return q
}

// quota is what one project may ask.
type quota struct {
	clock         Clock
	reads, writes *rate.Limiter

	mu    sync.Mutex
	until time.Time // nothing is asked before
}

// wait returns when it is this call's turn.
func (q *quota) wait(ctx context.Context, write bool) error {
	limiter := q.reads
	if write {
		limiter = q.writes
	}
	now := q.clock.Now()
	turn := limiter.ReserveN(now, 1)
	pause := turn.DelayFrom(now)
	q.mu.Lock()
	pause = max(pause, q.until.Sub(now))
	q.mu.Unlock()
	if pause <= 0 {
		return ctx.Err()
	}
	err := q.clock.Sleep(ctx, pause)
	if err != nil {
		turn.CancelAt(q.clock.Now())
	}
	return err
}

// hold has all wait that come from now on, because Crossmint asked for it; a
// little where it did not say how long.
func (q *quota) hold(d time.Duration) {
	if d <= 0 {
		d = time.Second
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if until := q.clock.Now().Add(d); until.After(q.until) {
		q.until = until
	}
}

const (
	maxAttempts  = 4
	firstPause   = 500 * time.Millisecond
	longestPause = 10 * time.Second
	// patientFor is how long a call waits because Crossmint asked for it. What
	// asks for more is told to the caller, who has other things to do.
	patientFor = 30 * time.Second
)

// patience tells whether what failed may go better after a pause, a random one,
// so that many do not come back at once.
func patience(attempt int, failure *Error) (time.Duration, bool) {
	passing := errors.Is(failure, ErrUnreachable) || errors.Is(failure, ErrBusy) || errors.Is(failure, ErrFault)
	if !passing || attempt >= maxAttempts || failure.RetryAfter > patientFor {
		return 0, false
	}
	most := min(firstPause<<(attempt-1), longestPause)
	return failure.RetryAfter + most/2 + rand.N(most/2), true
}
