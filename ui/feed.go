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
	headLength = 100                    // rows that are shown while the whole list is being made
)

// answer is what the store said to one question.
type answer struct {
	query  model.Query
	shown  model.Shown
	rows   []store.Issuance // those in sight
	asked  []int64          // the ids for which rows were read
	counts store.Counts
	newest int64     // the id of the newest event of all
	latest time.Time // when it came in
	err    error
}

// feed asks the store what the list should show: at the start, whenever the
// store wakes it and whenever another question is put. To another question it
// gives the first rows at once and the whole list after that; a list that is
// there is brought up to date. Each answer crosses to the UI thread once, and
// the next question waits until that has happened.
type feed struct {
	backend Backend
	now     func() time.Time     // in the reader's zone
	deliver func(answer, func()) // hands an answer over and calls the function when it is drawn

	mu      sync.Mutex
	query   model.Query
	sight   model.Sight
	pace    model.Pace
	abandon context.CancelFunc // ends the question that is out
	poke    chan struct{}

	// Of the goroutine that asks.
	begun  bool // the first rows of headed were given
	headed model.Query
	whole  model.IDs // the list of listed, as the store made it; nil before
	listed model.Query
	shown  model.IDs // the same as it is shown
}

func newFeed(b Backend, now func() time.Time, deliver func(answer, func())) *feed {
	return &feed{backend: b, now: now, deliver: deliver, poke: make(chan struct{}, 1), pace: model.Pace{Frame: frameTime}, abandon: func() {}}
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

// look tells what the reader has before them, which is read with each answer.
func (f *feed) look(s model.Sight) {
	f.mu.Lock()
	f.sight = s
	f.mu.Unlock()
}

// run keeps asking until ctx ends.
func (f *feed) run(ctx context.Context) {
	wake, stop := f.backend.Watch()
	defer stop()
	for ctx.Err() == nil {
		more, failed := f.round(ctx)
		if !more && !f.reason(ctx, wake, failed) || !f.pause(ctx) {
			return
		}
	}
}

// round asks once and waits until the answer is drawn. There may be more of it.
func (f *feed) round(ctx context.Context) (more, failed bool) {
	f.mu.Lock()
	query := f.query
	f.pace.Asked(time.Now())
	asking, cancel := context.WithCancel(ctx)
	f.abandon = cancel
	f.mu.Unlock()
	defer cancel()
	var a answer
	if more = !f.begun || f.headed != query; more {
		a = f.first(asking, query)
	} else {
		a = f.read(asking, query)
	}
	if asking.Err() != nil {
		return false, false // abandoned: a newer question is waiting
	}
	drawn := make(chan struct{})
	f.deliver(a, sync.OnceFunc(func() { close(drawn) }))
	select {
	case <-drawn:
	case <-ctx.Done():
	}
	return more && a.err == nil, a.err != nil
}

// first gives the first rows of what a query finds.
func (f *feed) first(ctx context.Context, q model.Query) answer {
	a := f.news(ctx, q)
	if a.err != nil {
		return a
	}
	if a.rows, a.err = f.backend.Head(ctx, q.Filter(f.now()), q.Order, headLength); a.err != nil {
		return a
	}
	for _, i := range a.rows {
		a.asked = append(a.asked, i.ID)
	}
	a.shown = model.Shown{IDs: model.Few(a.asked), Newest: q.Newest(), Part: len(a.rows) == headLength}
	f.begun, f.headed = true, q
	return a
}

// read gives the whole list as it stands, with the rows in sight.
func (f *feed) read(ctx context.Context, q model.Query) answer {
	a := f.news(ctx, q)
	if a.err != nil {
		return a
	}
	f.mu.Lock()
	sight := f.sight
	f.mu.Unlock()
	if a.err = f.list(ctx, q, &sight); a.err != nil {
		return a
	}
	a.shown = model.Shown{IDs: f.shown, Newest: q.Newest()}
	a.asked = sight.Of(f.shown)
	a.rows, a.err = f.backend.Rows(ctx, a.asked)
	return a
}

// list makes the list of a query, or brings it up to date.
func (f *feed) list(ctx context.Context, q model.Query, sight *model.Sight) (err error) {
	next := f.whole
	if next != nil && f.listed == q {
		next, err = f.backend.Follow(ctx, next)
	} else {
		sight.Top = true // wherever the reader is in the list before
		next, err = f.backend.List(ctx, q.Filter(f.now()), q.Order)
	}
	if err != nil {
		return err
	}
	if next != f.whole || f.listed != q {
		f.whole, f.listed, f.shown = next, q, next
		if q.Order.By != store.ByReceived { // places are asked for in the UI thread
			f.shown = model.Placed(next)
		}
	}
	return nil
}

// news gives what stands beside the list.
func (f *feed) news(ctx context.Context, q model.Query) answer {
	a := answer{query: q}
	if a.counts, a.err = f.backend.Counts(ctx); a.err != nil {
		return a
	}
	newest, err := f.backend.Head(ctx, store.Filter{}, store.Order{}, 1)
	if len(newest) > 0 {
		a.newest, a.latest = newest[0].ID, newest[0].ReceivedAt
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
