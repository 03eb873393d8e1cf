package tunnel

import (
	"context"
	"time"
)

// sleepStep is how far the wall clock must move between two ticks to tell a
// suspended machine from a busy one.
const sleepStep = 10 * time.Second

// watch calls woke after the machine has slept, and seen with the addresses
// that it has, again and again until ctx ends; changed tells whether they are
// others than before.
//
// It compares wall clocks, because the monotonic clock stands still during
// sleep on Linux and macOS and runs on Windows. A clock set forward by hand
// looks the same and costs one reconnection. Addresses are asked for rather
// than waited for, because that is the same on all systems and fast enough.
func watch(ctx context.Context, t tuning, woke func(), seen func(now addresses, changed bool)) {
	tick := time.NewTicker(t.tick)
	defer tick.Stop()
	last := t.now().Round(0)
	before, _ := t.addresses()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			current := t.now().Round(0)
			if current.Sub(last) > t.step {
				woke()
			}
			last = current
			if now, err := t.addresses(); err == nil { // a system that cannot tell has not changed
				seen(now, !now.equal(before))
				before = now
			}
		}
	}
}
