package tunnel

import (
	"context"
	"time"
)

// sleepStep is how far the wall clock must move between two ticks to tell a
// suspended machine from a busy one.
const sleepStep = 10 * time.Second

// watchSleep calls woke after the machine has slept, until ctx ends.
//
// It compares wall clocks, because the monotonic clock stands still during
// sleep on Linux and macOS and runs on Windows. A clock set forward by hand
// looks the same and costs one reconnection.
func watchSleep(ctx context.Context, now func() time.Time, every time.Duration, woke func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	last := now().Round(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			current := now().Round(0)
			if current.Sub(last) > sleepStep {
				woke()
			}
			last = current
		}
	}
}
