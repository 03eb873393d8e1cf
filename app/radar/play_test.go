package radar

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

// TestWhateverHappensNoGapIsMissed plays days at random and holds what is told
// against when nothing was received indeed.
func TestWhateverHappensNoGapIsMissed(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dice := rand.New(rand.NewPCG(3, seed))
			d := newDesk(t)
			var deaf spans
			var play strings.Builder
			// without does something in which nothing is received.
			without := func(what string, do func()) {
				from := d.wall
				do()
				fmt.Fprintf(&play, "%v %s until %v\n", from.Sub(friday), what, d.wall.Sub(friday))
				deaf = append(deaf, span{from.UnixMilli(), d.wall.UnixMilli()})
			}
			some := func() time.Duration { return time.Duration(1+dice.IntN(1<<dice.IntN(8))) * s }
			d.online()
			for range 25 {
				d.run(some())
				switch dice.IntN(5) {
				case 0:
					without("no tunnel", func() { d.note(store.NoWayIn); d.run(some()); d.note(store.Receiving) })
				case 1:
					without("asleep", func() { d.pass(some() + asleep); d.turn() })
				case 2:
					without("killed", func() { d.pass(some()); d.start(); d.run(some()); d.note(store.Receiving) })
				case 3:
					without("ended", func() {
						d.stop()
						d.pass(some())
						d.boot()
						d.start()
						d.run(some())
						d.note(store.Receiving)
					})
				case 4:
					without("all of it", func() {
						d.note(store.NoInternet)
						d.run(some())
						d.pass(some())
						d.run(some())
						d.pass(some())
						d.start()
						d.note(store.Receiving)
					})
				}
			}
			d.run(30 * s)
			gaps := d.gaps()
			var told []span
			for n, g := range gaps {
				if g.Ended.IsZero() || n > 0 && g.Began.Before(gaps[n-1].Ended) || g.Ended.Sub(g.Began) < floor {
					t.Errorf("gap %d is not in order: %+v", n, g)
				}
				told = append(told, span{g.Began.UnixMilli(), g.Ended.UnixMilli()})
			}
			var near []span
			for _, one := range union(append([]span{}, deaf...)...) {
				// A blip may be in no gap.
				if one.to-one.from >= floor.Milliseconds() && len(spans{one}.without(union(append([]span{}, told...)...))) > 0 {
					t.Errorf("%v is not told of", one)
				}
				near = append(near, span{one.from - (Heartbeat + tick).Milliseconds(), one.to + rest.Milliseconds()})
			}
			if wrong := union(told...).without(union(near...)); len(wrong) > 0 {
				t.Errorf("%v is told of, but was well", wrong)
			}
			if t.Failed() {
				t.Log(play.String())
			}
		})
	}
}
