//go:build !race

package tunnel

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// falseFor is how long a state may be false. The heartbeat needs 9 s for a link
// that goes dead without a word.
const falseFor = 10 * time.Second

// TestAnHourWithoutALie lets an hour of everything that can go wrong pass, and
// asks each second, and whenever the state changes, by a real delivery whether
// the state is true.
func TestAnHourWithoutALie(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inWorld(t, func(w *world) {
				r := rand.New(rand.NewPCG(seed, 1))
				stop := make(chan struct{})
				defer close(stop)
				go w.trouble(r, stop)
				var wrong time.Time // since when the state is false
				arrived, samples := 0, 0
				for time.Since(w.began) < time.Hour {
					select {
					case <-w.news:
					case <-time.After(time.Second):
					}
					synctest.Wait()
					before := w.status()
					open := w.open()
					synctest.Wait()
					samples++
					if open {
						arrived++
					}
					// Where the state changed meanwhile, either is true.
					if after := w.status(); (after.State == Online) == open || (before.State == Online) == open {
						wrong = time.Time{}
						continue
					}
					if wrong.IsZero() {
						wrong = time.Now()
					}
					if lie := time.Since(wrong); lie > falseFor {
						t.Fatalf("at %v: %v for %v, while a delivery arrives: %t\n%s", time.Since(w.began), before.State, lie, open, w.lately())
					}
				}
				if arrived < samples/4 || arrived > samples*19/20 {
					t.Errorf("%d of %d deliveries arrived, so this world shows nothing", arrived, samples)
				}
				w.note("%d of %d deliveries arrived", arrived, samples)
			})
		})
	}
}

// trouble is what happens to the world, one thing after another and sometimes
// two at once, until stop.
func (w *world) trouble(r *rand.Rand, stop <-chan struct{}) {
	pause := func(atMost time.Duration) (goOn bool) {
		select {
		case <-stop:
			return false
		case <-time.After(time.Duration(r.Int64N(int64(atMost)))):
			return true
		}
	}
	outages := map[int]struct {
		name  string
		meets func(context.Context) (net.Conn, error)
	}{
		0: {"unplugged", unplugged},
		1: {"no DNS", noName},
		2: {"swallowed", swallowed},
		3: {"edge away", refused},
		4: {"sign-in page", signInPage},
		5: {"hung up on", hungUp},
	}
	for pause(time.Minute) {
		switch kind := r.IntN(12); kind {
		case 0, 1, 2, 3, 4, 5:
			w.happens(outages[kind].name, outages[kind].meets)
			if r.IntN(3) == 0 {
				w.moves(nil)
			}
			if r.IntN(2) == 0 {
				w.edge.Drop()
			} else {
				w.hole.kill()
			}
			if !pause(2 * time.Minute) {
				return
			}
			w.happens("network is back", nil)
			if r.IntN(2) == 0 {
				w.moves(away)
			} else {
				w.moves(atHome)
			}
		case 6:
			w.happens("dropped", nil)
			w.edge.Drop()
		case 7:
			w.happens("forgotten on the way", nil)
			w.hole.kill()
		case 8:
			w.hole.kill()
			w.sleeps(11*time.Second + time.Duration(r.Int64N(int64(time.Hour))))
		case 9:
			w.happens("endpoint stopped", nil)
			if err := w.edge.StopEndpoints("", "stopped"); err != nil {
				w.happens("it was on a dead link", nil)
			}
		case 10:
			w.happens("still online elsewhere", nil)
			w.edge.RefuseBind(1+r.IntN(4), "ERR_NGROK_334")
			w.edge.Drop()
		case 11:
			w.happens("asked to reopen", nil)
			w.n.Reopen("A check found nothing arriving.")
		}
	}
}
