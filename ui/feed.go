package ui

import (
	"context"
	"sync"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

const (
	frameTime  = 100 * time.Millisecond // least time between two questions
	retry      = 2 * time.Second        // after the store could not answer
	listLength = 1000                   // rows that a list shows at most
)

// answer is what the store said to one question.
type answer struct {
	query  model.Query
	rows   []store.Issuance // one more than fits if there are more
	counts store.Counts
	latest time.Time // when the newest event of all came in
	err    error
}

// total is how many rows the question finds; 0 when nobody has counted them.
func (a answer) total() int {
	if a.query.Search != "" {
		return 0
	}
	return a.query.View.Count(a.counts)
}

// feed asks the store what the list should show: at the start, whenever the
// store wakes it and whenever another question is put. Each answer crosses to
// the UI thread once, and the next question waits until that has happened.
type feed struct {
	backend Backend
	deliver func(answer, func()) // hands an answer over and calls the function when it is drawn

	mu      sync.Mutex
	query   model.Query
	pace    model.Pace
	abandon context.CancelFunc // ends the question that is out
	poke    chan struct{}
}

func newFeed(b Backend, deliver func(answer, func())) *feed {
	return &feed{backend: b, deliver: deliver, poke: make(chan struct{}, 1), pace: model.Pace{Frame: frameTime}, abandon: func() {}}
}

// ask puts another question after delay, in place of the one before. It does not block.
func (f *feed) ask(q model.Query, delay time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.query = q
	f.pace.Hold(time.Now().Add(delay))
	f.abandon()
	select {
	case f.poke <- struct{}{}:
	default:
	}
}

// run keeps asking until ctx ends.
func (f *feed) run(ctx context.Context) {
	wake, stop := f.backend.Watch()
	defer stop()
	for ctx.Err() == nil {
		failed := f.round(ctx)
		if !f.reason(ctx, wake, failed) || !f.pause(ctx) {
			return
		}
	}
}

// round asks once and waits until the answer is drawn.
func (f *feed) round(ctx context.Context) (failed bool) {
	f.mu.Lock()
	query := f.query
	f.pace.Asked(time.Now())
	asking, cancel := context.WithCancel(ctx)
	f.abandon = cancel
	f.mu.Unlock()
	defer cancel()
	a := f.read(asking, query)
	if asking.Err() != nil {
		return false // abandoned: a newer question is waiting
	}
	drawn := make(chan struct{})
	f.deliver(a, sync.OnceFunc(func() { close(drawn) }))
	select {
	case <-drawn:
	case <-ctx.Done():
	}
	return a.err != nil
}

func (f *feed) read(ctx context.Context, q model.Query) answer {
	a := answer{query: q}
	if a.counts, a.err = f.backend.Counts(ctx); a.err != nil {
		return a
	}
	if a.rows, a.err = f.backend.Newest(ctx, q.Filter(), listLength+1); a.err != nil {
		return a
	}
	newest, err := f.backend.Newest(ctx, store.Filter{}, 1)
	if len(newest) > 0 {
		a.latest = newest[0].ReceivedAt
	}
	a.err = err
	return a
}

// reason waits for something worth asking about.
func (f *feed) reason(ctx context.Context, wake <-chan struct{}, failed bool) bool {
	var again <-chan time.Time
	if failed {
		again = time.After(retry)
	}
	select {
	case <-ctx.Done():
		return false
	case <-wake:
	case <-f.poke:
	case <-again:
	}
	return true
}

// pause waits until the next question may go out. Typing puts it off further.
func (f *feed) pause(ctx context.Context) bool {
	for {
		f.mu.Lock()
		wait := f.pace.Wait(time.Now())
		f.mu.Unlock()
		if wait == 0 {
			return ctx.Err() == nil
		}
		select {
		case <-ctx.Done():
			return false
		case <-f.poke:
		case <-time.After(wait):
		}
	}
}
