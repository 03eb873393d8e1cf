package api

import (
	"context"
	"sync"
	"time"
)

// fastClock passes as fast as it is slept.
type fastClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newFastClock() *fastClock {
	return &fastClock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
}

func (c *fastClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fastClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *fastClock) longest() (d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.slept {
		d = max(d, s)
	}
	return d
}
