package ui

import (
	"context"
	"sync"
)

// chore is something to be done away from the UI thread. What it gives back is
// run on the UI thread when it is done; nil for nothing.
type chore func(ctx context.Context) (then func())

// chores does what takes its time, each on its own, so that a backup keeps
// nobody from looking at the log.
type chores struct {
	onUI func(func())

	mu      sync.Mutex
	waiting []chore
	poke    chan struct{}
}

func newChores(onUI func(func())) *chores {
	return &chores{onUI: onUI, poke: make(chan struct{}, 1)}
}

// add has a chore done. It does not block.
func (c *chores) add(one chore) {
	c.mu.Lock()
	c.waiting = append(c.waiting, one)
	c.mu.Unlock()
	select {
	case c.poke <- struct{}{}:
	default:
	}
}

// start has a chore done that stop can end before its time; it is over when it says so.
func (c *chores) start(one chore) (stop func()) {
	wanted, stop := context.WithCancel(context.Background())
	c.add(func(ctx context.Context) func() {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(wanted, cancel)()
		return one(ctx)
	})
	return stop
}

func (c *chores) take() []chore {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.waiting
	c.waiting = nil
	return all
}

// run does what is asked for until ctx ends, and waits for what has begun.
func (c *chores) run(ctx context.Context) {
	var busy sync.WaitGroup
	defer busy.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.poke:
		}
		for _, one := range c.take() {
			busy.Go(func() { c.do(ctx, one) })
		}
	}
}

func (c *chores) do(ctx context.Context, one chore) {
	if then := one(ctx); then != nil && ctx.Err() == nil {
		c.onUI(then)
	}
}

// ask has a question answered for a sheet. An answer that comes after the sheet
// was closed is of no use to anybody.
func ask[T any](s *sheet, question func(context.Context) (T, error), then func(T, error)) {
	s.desk.chores.add(func(ctx context.Context) func() {
		answer, err := question(ctx)
		return func() {
			if s.open {
				then(answer, err)
			}
		}
	})
}

// failing turns what gives nothing but an error into a question.
func failing(do func(context.Context) error) func(context.Context) (struct{}, error) {
	return func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) }
}
