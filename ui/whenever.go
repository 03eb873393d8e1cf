package ui

import (
	"context"
	"time"
)

// whenever looks at once, and again after each wake or poke until ctx ends: not more
// often than every least, and after retry if it could not.
func whenever(ctx context.Context, wake, poke <-chan struct{}, least time.Duration, look func() error) {
	for {
		pause, err := least, look()
		if err != nil {
			pause = retry
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if err != nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-poke:
		}
	}
}
