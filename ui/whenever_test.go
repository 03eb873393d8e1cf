package ui

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestWheneverLooksNotMoreOftenThanItShould(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		looked := make(chan time.Duration, 9)
		var fails error
		began := time.Now()
		wake, poke := make(chan struct{}, 1), make(chan struct{}, 1)
		ctx, end := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			whenever(ctx, wake, poke, time.Second, func() error { looked <- time.Since(began); return fails })
		}()
		looks := func(what string, want ...time.Duration) {
			t.Helper()
			synctest.Wait()
			for len(looked) > 0 {
				at = append(at, <-looked)
			}
			if len(at) != len(want) {
				t.Fatalf("%s: looked at %v, want %v", what, at, want)
			}
			for n := range want {
				if at[n] != want[n] {
					t.Errorf("%s: looked at %v, want %v", what, at, want)
				}
			}
		}
		looks("at once", 0)
		wake <- struct{}{}
		looks("so soon after", 0)
		time.Sleep(time.Second)
		looks("after a while", 0, time.Second)
		time.Sleep(time.Minute)
		looks("without a reason", 0, time.Second)
		fails = errors.New("busy")
		poke <- struct{}{}
		looks("poked", 0, time.Second, time.Minute+time.Second)
		time.Sleep(retry)
		looks("once more by itself", 0, time.Second, time.Minute+time.Second, time.Minute+time.Second+retry)
		end()
		<-ended
	})
}
