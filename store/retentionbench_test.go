package store

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkOld measures what keeping records no longer costs in a large folder:
// a million issuances, or as many as PASSDESK_BENCH_ROWS says. Beside erasing it
// measures how long deliveries wait.
func BenchmarkOld(b *testing.B) {
	s, rows := openLarge(b)
	ctx, before := context.Background(), time.Now().Add(time.Hour)
	b.Run("count", func(b *testing.B) {
		took(b, 3, func(int) {
			if old, err := s.Old(ctx, before); err != nil || old.Records < int64(rows)/2 {
				b.Fatal(old, err)
			}
		})
	})
	b.Run("nothing to erase", func(b *testing.B) {
		took(b, 3, func(int) {
			if n, err := s.EraseOld(ctx, time.UnixMilli(1), true, 5000); err != nil || n != 0 {
				b.Fatal(n, err)
			}
		})
	})
	b.Run("erase 20000", func(b *testing.B) {
		var done atomic.Bool
		worst := make(chan time.Duration)
		go func() {
			var slowest time.Duration
			for n := 0; !done.Load(); n++ {
				d, i := marked(n)
				began := time.Now()
				if _, err := s.Append(ctx, d, i); err != nil {
					b.Error(err)
				}
				slowest = max(slowest, time.Since(began))
				time.Sleep(5 * time.Millisecond)
			}
			worst <- slowest
		}()
		took(b, 2, func(int) {
			if n, err := s.EraseOld(ctx, before, true, 20_000); err != nil || n != 20_000 {
				b.Fatal(n, err)
			}
		})
		done.Store(true)
		b.ReportMetric(float64((<-worst).Milliseconds()), "slowest-append-ms")
	})
}
