package tunnel

import (
	"context"
	"time"
)

// sleepStep is how far the wall clock must move between two ticks to tell a
// suspended machine from a busy one.
const sleepStep = 10 * time.Second

// watch calls woke after the machine has slept, and changed with its addresses
// when it has got others, until ctx ends.
//
// It compares wall clocks, because the monotonic clock stands still during
// sleep on Linux and macOS and runs on Windows. A clock set forward by hand
// looks the same and costs one reconnection. Addresses are compared too,
// because that is the same on all systems and fast enough: a link that lost
// its address is mended within a tick.
func watch(ctx context.Context, t tuning, woke func(), changed func(addresses)) {
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
			after, err := t.addresses()
			if err == nil && !after.equal(before) { // a system that cannot tell has not changed
				changed(after)
				before = after
			}
		}
	}
}
