package ui

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"passdesk/ui/model"
)

// hearing runs a feed in a bubble of its own time and notes what it delivers.
type hearing struct {
	feed    *feed
	backend *desktopStore
	answers []answer
	at      []time.Time
	hold    bool       // leave answers undrawn
	turn    sync.Mutex // hands what stands here from the test to the feed
	drawn   []func()
}

func hear(t *testing.T, play func(*hearing)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &hearing{backend: newBackend(sampleRows(20))}
		h.feed = newFeed(h.backend, time.Now, func(a answer, drawn func()) {
			h.turn.Lock()
			defer h.turn.Unlock()
			h.answers, h.at = append(h.answers, a), append(h.at, time.Now())
			if h.hold {
				h.drawn = append(h.drawn, drawn)
				return
			}
			drawn()
		})
		ctx, cancel := context.WithCancel(t.Context())
		go h.feed.run(ctx)
		synctest.Wait()
		play(h)
		cancel()
		synctest.Wait()
	})
}

// give has what the test has done be done before what happens next.
func (h *hearing) give() {
	h.turn.Lock()
	defer h.turn.Unlock()
}

// pass lets time go by and everything happen that falls into it.
func (h *hearing) pass(d time.Duration) {
	h.give()
	time.Sleep(d)
	synctest.Wait()
}

func (h *hearing) wake() {
	h.give()
	select {
	case h.backend.wake <- struct{}{}:
	default:
	}
	synctest.Wait()
}

func TestFeedAsksAtOnceAndThenWhenWoken(t *testing.T) {
	hear(t, func(h *hearing) {
		if len(h.answers) != 1 || len(h.answers[0].rows) == 0 {
			t.Fatalf("%d answers at the start", len(h.answers))
		}
		h.pass(time.Minute)
		if len(h.answers) != 2 || h.answers[1].shown.IDs.Len() != h.answers[0].shown.IDs.Len() {
			t.Fatalf("%d answers: the first rows, and then all, and no more without a reason", len(h.answers))
		}
		h.wake()
		if len(h.answers) != 3 {
			t.Error("woken it does not ask at once")
		}
	})
}

func TestFeedAsksOnceAFrameAtMost(t *testing.T) {
	hear(t, func(h *hearing) {
		h.pass(time.Second)
		h.answers, h.at = nil, nil
		for range 1000 { // one second of 1,000 events
			h.wake()
			h.pass(time.Millisecond)
		}
		h.pass(time.Second)
		if n := len(h.answers); n < 9 || n > 12 {
			t.Errorf("%d answers in a second", n)
		}
		for n := 1; n < len(h.at); n++ {
			if between := h.at[n].Sub(h.at[n-1]); between < frameTime {
				t.Errorf("two answers within %v", between)
			}
		}
	})
}

func TestFeedWaitsUntilTheTypingPauses(t *testing.T) {
	hear(t, func(h *hearing) {
		h.pass(time.Second)
		h.answers = nil
		for _, words := range []string{"g", "gr", "gra", "grac", "grace"} {
			h.feed.ask(model.Query{Search: words}, typingPause)
			h.pass(typingPause / 2)
		}
		h.pass(time.Second)
		if n := len(h.answers); n != 2 || h.answers[0].query.Search != "grace" || h.answers[1].query.Search != "grace" {
			t.Errorf("%d answers: the first rows and all of them are wanted", n)
		}
	})
}

func TestFeedWaitsForTheUIThread(t *testing.T) {
	hear(t, func(h *hearing) {
		h.pass(time.Second)
		h.answers = h.answers[1:]
		h.hold = true
		h.wake()
		h.pass(time.Second)
		for range 50 {
			h.wake()
			h.pass(frameTime)
		}
		if n := len(h.answers); n != 2 {
			t.Errorf("%d answers while the UI thread has not drawn the second", n)
		}
		h.hold = false
		h.drawn[0]()
		h.pass(time.Second)
		if n := len(h.answers); n != 3 {
			t.Errorf("%d answers once it has", n)
		}
	})
}

func TestFeedTriesAgain(t *testing.T) {
	hear(t, func(h *hearing) {
		h.pass(time.Second)
		h.answers = h.answers[1:]
		h.backend.fail(errors.New("disk I/O error"))
		h.wake()
		h.pass(time.Second)
		if n := len(h.answers); n != 2 || h.answers[1].err == nil {
			t.Fatalf("%d answers", n)
		}
		h.backend.fail(nil)
		h.pass(retry)
		if n := len(h.answers); n != 3 || h.answers[2].err != nil {
			t.Errorf("%d answers after a while", n)
		}
	})
}
