package tunnel

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestWatchNoticesSleep(t *testing.T) {
	cases := []struct {
		name string
		step time.Duration // by which the wall clock jumps, besides its run
		want int
	}{
		{"none", 0, 0},
		{"a busy machine", 8 * time.Second, 0},
		{"a nap", 9 * time.Second, 1},
		{"a night", 12 * time.Hour, 1},
		{"set back", -12 * time.Hour, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				var jumped atomic.Int64
				now := func() time.Time { return time.Now().Add(time.Duration(jumped.Load())) }
				woken := 0
				done := make(chan struct{})
				go func() {
					defer close(done)
					still := func() (addresses, error) { return nil, nil }
					watch(ctx, tuning{now: now, addresses: still}.withDefaults(), func() { woken++ }, func(_ addresses, changed bool) {
						if changed {
							t.Error("changed")
						}
					})
				}()
				time.Sleep(time.Minute)
				jumped.Store(int64(c.step))
				time.Sleep(time.Minute)
				cancel()
				<-done
				if woken != c.want {
					t.Errorf("woken %d times, want %d", woken, c.want)
				}
			})
		})
	}
}
