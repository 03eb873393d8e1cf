// Package tracker asks Crossmint about issuances until they are settled: those
// that somebody has watched, and those of which nothing was delivered. It also
// sees revocations to their end.
//
// What it is to ask stands in the ledger, so that nothing is forgotten when the
// process ends. A webhook settles what is watched without it. While Crossmint
// cannot be reached it asks less and less often and writes nothing.
package tracker

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/store"
)

// Config is what a Tracker needs.
type Config struct {
	Ledger *store.Ledger
	// Clients gives who is to be asked, one for each environment; it may change.
	Clients func() []*api.Client
	Clock   api.Clock
	Log     *slog.Logger
	// Holder names who asks, so that not two processes do. One that is killed
	// and started again under the same name goes on at once.
	Holder string
	// Tick is how often it is looked whether there is something to ask; zero for
	// every 2 s.
	Tick time.Duration
	// Told, if set, hears that an environment cannot be asked, and why; nil when
	// it answers again. It must not block.
	Told func(api.Environment, error)
}

// Tracker asks. Its methods may be called from any goroutine; Run once.
type Tracker struct {
	Config
	poke chan struct{}

	mu      sync.Mutex
	outages map[api.Environment]*outage
	held    time.Time      // when the lease was renewed last; zero without one
	asking  map[int64]bool // revocations of which an answer is waited for here
}

// New makes a Tracker.
func New(c Config) *Tracker {
	c.Tick = cmp.Or(c.Tick, tick)
	if c.Told == nil {
		c.Told = func(api.Environment, error) {}
	}
	return &Tracker{Config: c, poke: make(chan struct{}, 1), outages: map[api.Environment]*outage{}, asking: map[int64]bool{}}
}

// Poke has Run look at once, as when there is more to watch or another key.
func (t *Tracker) Poke() {
	t.mu.Lock()
	clear(t.outages)
	t.mu.Unlock()
	select {
	case t.poke <- struct{}{}:
	default:
	}
}

// Trouble says why nothing is asked in an environment at the moment, nil while
// all is well.
func (t *Tracker) Trouble(e api.Environment) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if o := t.outages[e]; o != nil {
		return o.why
	}
	return nil
}

// Run asks until ctx ends. What keeps it from doing so is logged: it must keep
// nobody from receiving.
func (t *Tracker) Run(ctx context.Context) {
	defer t.release(context.WithoutCancel(ctx))
	silent := false
	for {
		pause, err := t.turn(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !silent {
			t.Log.Warn("what is watched cannot be followed for the moment", "error", err)
		}
		if silent = err != nil; silent {
			pause = t.Tick
		}
		if pause > 0 && !t.rest(ctx, pause) {
			return
		}
	}
}

// rest waits, and tells whether to go on.
func (t *Tracker) rest(ctx context.Context, d time.Duration) bool {
	waiting, cancel := context.WithCancel(ctx)
	var listening sync.WaitGroup
	defer listening.Wait() // else it might take what is for the next rest
	defer cancel()
	listening.Go(func() {
		select {
		case <-t.poke:
			cancel()
		case <-waiting.Done():
		}
	})
	_ = t.Clock.Sleep(waiting, d) // either way it goes on
	return ctx.Err() == nil
}

// turn asks about a portion of what is due, and gives the time to wait before
// the next.
func (t *Tracker) turn(ctx context.Context) (pause time.Duration, err error) {
	o, err := t.Ledger.Outlook(ctx)
	if err != nil {
		return 0, err
	}
	now := t.Clock.Now()
	if o.Settled > 0 {
		if err := t.write(ctx, func(ctx context.Context) error { return t.Ledger.EndSettled(ctx, now) }); err != nil {
			return 0, err
		}
	}
	ready := t.ready(now)
	switch {
	case o.Open == o.Settled, len(ready) == 0:
		t.release(ctx)
		return t.Tick, nil
	case o.Next.After(now):
		return min(o.Next.Sub(now), t.Tick), nil
	}
	if got, err := t.lease(ctx); err != nil || !got {
		return t.Tick, err
	}
	if err := t.followRevocations(ctx); err != nil {
		return 0, err
	}
	asked, err := t.askSome(ctx, now)
	if err != nil || asked > 0 {
		return 0, err
	}
	return t.Tick, nil // what is due must wait for another environment
}

// ready are those that can be asked now.
func (t *Tracker) ready(now time.Time) (ready []*api.Client) {
	clients := t.Clients()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range clients {
		if o := t.outages[c.Environment()]; o == nil || !o.until.After(now) {
			ready = append(ready, c)
		}
	}
	return ready
}

// askSome asks about what is due longest and tells about how many it did.
func (t *Tracker) askSome(ctx context.Context, now time.Time) (asked int, err error) {
	due, err := t.Ledger.DueWatchings(ctx, now, t.environments(now), portion, fairPortion)
	if err != nil {
		return 0, err
	}
	work := make(chan store.Watching)
	var workers sync.WaitGroup
	var failed error
	for range atOnce {
		workers.Go(func() {
			for w := range work {
				if err := t.ask(ctx, w); err != nil {
					t.mu.Lock()
					failed = cmp.Or(failed, err)
					t.mu.Unlock()
				}
			}
		})
	}
	for _, w := range due {
		if ctx.Err() != nil || len(t.candidates(w.Environment)) == 0 {
			continue
		}
		asked++
		work <- w
	}
	close(work)
	workers.Wait()
	return asked, failed
}

// environments are the words of those that can be asked now: "" is among them,
// for what may be in any.
func (t *Tracker) environments(now time.Time) []string {
	words := []string{""}
	for _, c := range t.ready(now) {
		words = append(words, string(c.Environment()))
	}
	return words
}

// candidates are those to ask about something in an environment, or in one that
// is not known.
func (t *Tracker) candidates(environment string) []*api.Client {
	ready := t.ready(t.Clock.Now())
	if environment == "" {
		return ready
	}
	return slices.DeleteFunc(ready, func(c *api.Client) bool { return string(c.Environment()) != environment })
}

// lease has the asking for this process alone, and tells whether it has it.
func (t *Tracker) lease(ctx context.Context) (got bool, err error) {
	now := t.Clock.Now()
	t.mu.Lock()
	held := t.held
	t.mu.Unlock()
	if !held.IsZero() && now.Sub(held) < renewAfter && !now.Before(held) {
		return true, nil
	}
	err = t.write(ctx, func(ctx context.Context) (err error) {
		got, err = t.Ledger.Lease(ctx, t.Holder, now, now.Add(leaseFor))
		return err
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held = now; !got {
		t.held = time.Time{}
	}
	return got, err
}

func (t *Tracker) release(ctx context.Context) {
	t.mu.Lock()
	held := !t.held.IsZero()
	t.held = time.Time{}
	t.mu.Unlock()
	if held {
		// What cannot be released ends by itself.
		_ = t.write(ctx, func(ctx context.Context) error { return t.Ledger.Release(ctx, t.Holder) })
	}
}

// write bounds how long the store may take. What was answered is kept even
// when ctx ends meanwhile.
func (t *Tracker) write(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepFor)
	defer cancel()
	return do(ctx)
}

// failed takes that an environment cannot be asked, if that is what an error
// says, and tells so.
func (t *Tracker) failed(e api.Environment, err error) bool {
	var pause time.Duration
	switch {
	case errors.Is(err, api.ErrUnreachable), errors.Is(err, api.ErrFault), errors.Is(err, api.ErrBusy):
	case errors.Is(err, api.ErrKeyRefused):
		pause = longestOutage
	default:
		return false
	}
	if failure, ok := errors.AsType[*api.Error](err); ok {
		pause = max(pause, failure.RetryAfter)
	}
	now := t.Clock.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	o := t.outages[e]
	if o == nil {
		o = new(outage)
		t.outages[e] = o
		t.Log.Warn("Crossmint is not asked for the moment", "environment", string(e), "error", err)
		t.Told(e, err)
	}
	if !o.until.After(now) { // others that were under way say the same
		o.again(now, err, pause)
	}
	return true
}

// well takes that an environment answers.
func (t *Tracker) well(e api.Environment) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.outages[e] != nil {
		delete(t.outages, e)
		t.Log.Info("Crossmint answers again", "environment", string(e))
		t.Told(e, nil)
	}
}
