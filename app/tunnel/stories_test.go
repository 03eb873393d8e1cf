//go:build !race

package tunnel

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// soonAgain is within what a way in that was away for long must be back: our
// longest wait and a second.
const soonAgain = dialLongest + time.Second

func TestNgrokIsBackSoonAfterALongOutage(t *testing.T) {
	for name, c := range map[string]struct {
		meets func(context.Context) (net.Conn, error)
		says  string
		gap   time.Duration // the longest time without a try
	}{
		"unplugged":    {unplugged, offline, dialLongest},
		"no DNS":       {noName, nameless, dialLongest},
		"edge away":    {refused, unanswered, dialLongest},
		"swallowed":    {swallowed, unanswered, dialTimeout + 500*time.Millisecond},
		"sign-in page": {signInPage, intercepts, dialLongest},
		"hung up on":   {hungUp, cutOff, dialLongest},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				for _, lasts := range []time.Duration{3 * time.Second, time.Minute, 61700 * time.Millisecond, time.Hour} {
					w.online(time.Second)
					time.Sleep(time.Minute)
					dials := len(w.dials)
					w.happens(name, c.meets)
					w.edge.Drop()
					w.until(time.Second, "reconnecting", func(s Status) bool { return s.State == Reconnecting })
					w.until(12*time.Second, "explained", func(s Status) bool { return s.Message.String() == c.says })
					time.Sleep(lasts)
					if s := w.status(); s.State != Reconnecting || s.Message.String() != c.says {
						t.Errorf("during the outage: %+v", s)
					}
					if gap := w.longestGap(dials); gap > c.gap {
						t.Errorf("%v without a try", gap)
					}
					w.happens("it is over", nil)
					if took := w.online(dialTimeout + soonAgain); took > soonAgain && name != "swallowed" {
						t.Errorf("back after %v", took)
					}
				}
			})
		})
	}
}

// Where a network that is back has other addresses than none, nothing waits.
func TestNgrokTriesANetworkThatCameBackAtOnce(t *testing.T) {
	for name, meets := range map[string]func(context.Context) (net.Conn, error){
		"unplugged": unplugged, "swallowed": swallowed, "sign-in page": signInPage,
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				for _, back := range []addresses{atHome, away} {
					w.online(time.Second)
					time.Sleep(5 * time.Second) // the watch must have seen what is lost
					w.happens(name, meets)
					w.hole.kill()
					w.moves(nil)
					w.until(2500*time.Millisecond, "reconnecting", func(s Status) bool { return s.State == Reconnecting })
					time.Sleep(33 * time.Second)
					w.happens("back", nil)
					w.moves(back)
					w.online(2500 * time.Millisecond)
				}
			})
		})
	}
}

func TestNgrokFollowsTheNetwork(t *testing.T) {
	with := func(all addresses, more string) addresses {
		all = maps.Clone(all)
		all[netip.MustParseAddr(more)] = struct{}{}
		return all
	}
	for _, c := range []struct {
		name string
		to   addresses
		cut  bool
	}{
		{"its address is gone", away, true},
		{"all goes through a VPN now", with(atHome, vpn.String()), true},
		{"another address besides", with(atHome, "192.168.7.7"), false},
		{"the same addresses", maps.Clone(atHome), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.online(time.Second)
				w.hole.kill() // so that only a new connection delivers
				w.moves(c.to)
				time.Sleep(2500 * time.Millisecond) // well before the heartbeat
				if logins := len(w.edge.Auths()); (logins == 2) != c.cut {
					t.Errorf("%d log-ins", logins)
				}
				time.Sleep(falseFor)
				w.online(0)
			})
		})
	}
}

func TestNgrokNoticesASilentDeath(t *testing.T) {
	for name, full := range map[string]bool{"swallowed": false, "stuck": true} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.hole.full = full
				for i := range 20 { // at all moments between two heartbeats
					w.online(time.Second)
					time.Sleep(time.Minute + time.Duration(i)*271*time.Millisecond)
					w.hole.kill()
					w.until(falseFor, "mended", func(Status) bool { return len(w.edge.Auths()) == i+2 })
				}
			})
		})
	}
}

func TestNgrokMendsAtOnceAfterSleep(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, nap := range []time.Duration{11 * time.Second, 42 * time.Second, 8 * time.Hour} {
			w.online(time.Second)
			time.Sleep(7 * time.Second)
			logins := len(w.edge.Auths())
			w.hole.kill()
			w.sleeps(nap)
			time.Sleep(2500 * time.Millisecond)
			w.online(0)
			if got := len(w.edge.Auths()); got != logins+1 {
				t.Errorf("%d log-ins after the sleep", got-logins)
			}
		}
	})
}

func TestNgrokSaysWhichReadingIsLikelier(t *testing.T) {
	const code = "ERR_NGROK_334"
	says := func(message string) func(Status) bool {
		return func(s Status) bool { return s.Code == code && s.Message.String() == message }
	}
	for name, begin := range map[string]func(w *world){
		"when opening": func(w *world) { w.n.Reopen("") },
		"on the way back": func(w *world) {
			w.edge.Drop()
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.online(time.Second)
				w.edge.RefuseBind(1000, code)
				begin(w)
				w.until(time.Second, "refused", says(codes[code].message.String()))
				if took := w.until(100*time.Second, "the other reading", says(codes[code].later.String())); took < 55*time.Second {
					t.Errorf("the other reading comes after %v", took)
				}
				time.Sleep(5 * time.Minute)
				w.edge.RefuseBind(0, "")
				w.online(reopenLongest + time.Second)
				// A session that comes back keeps its id, by which ngrok knows it.
				if auths := w.edge.Auths(); name == "on the way back" && auths[len(auths)-1].ClientID == "" {
					t.Error("a new agent took over")
				}
			})
		})
	}
}

// The SDK sleeps up to half a minute between two refusals and cannot be woken;
// whoever has got another network does not wait for that.
func TestNgrokWakesASleepingSDK(t *testing.T) {
	for name, rouse := range map[string]func(w *world){
		"other addresses": func(w *world) { w.moves(away) },
		"sleep":           func(w *world) { w.sleeps(time.Hour) },
		"asked to":        func(w *world) { w.n.Reopen("Trying again.") },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.online(time.Second)
				w.edge.RefuseAuth(1000, "ERR_NGROK_108")
				w.edge.Drop()
				time.Sleep(33 * time.Second)
				w.edge.RefuseAuth(0, "")
				rouse(w)
				w.online(2500 * time.Millisecond)
			})
		})
	}
}

// A front door that hangs up at the log-in would send the SDK to sleep.
func TestNgrokOutlivesAnEdgeThatHangsUp(t *testing.T) {
	inWorld(t, func(w *world) {
		for lasts := 10 * time.Second; lasts < 10*time.Minute; lasts += 17 * time.Second {
			w.online(time.Second)
			w.edge.CutAuth(1 << 30)
			w.edge.Drop()
			time.Sleep(lasts)
			w.edge.CutAuth(0)
			w.online(soonAgain)
			if got := w.edge.Endpoints(); len(got) != 1 || w.edge.Sessions() != 1 {
				t.Errorf("bound = %v in %d sessions", got, w.edge.Sessions())
			}
		}
		// Where there is no doubt any more, nothing has to be proven.
		dials := len(w.dials)
		w.edge.Drop()
		w.until(time.Second, "back", func(s Status) bool { return w.edge.Sessions() == 1 })
		if again := len(w.dials) - dials; again != 1 {
			t.Errorf("%d connections for one session", again)
		}
	})
}

func TestNgrokKeepsItsAgentThroughSingleFailures(t *testing.T) {
	inWorld(t, func(w *world) {
		for range 3 * naps {
			w.online(time.Second)
			w.edge.CutAuth(1)
			w.edge.Drop()
			time.Sleep(2 * time.Second)
		}
		w.online(0)
		for i, auth := range w.edge.Auths() {
			if (auth.ClientID == "") != (i == 0) {
				t.Errorf("log-in %d is by client %q", i, auth.ClientID)
			}
		}
	})
}

// A link that was made from an address which was there for a moment only is
// not waited for, though no look saw a change.
func TestNgrokNoticesAnAddressThatCameAndWent(t *testing.T) {
	inWorld(t, func(w *world) {
		w.online(time.Second)
		time.Sleep(4*time.Second + 100*time.Millisecond)
		w.moves(away)
		w.edge.Drop()
		w.until(time.Second, "back", func(s Status) bool { return len(w.edge.Auths()) == 2 })
		w.moves(atHome)
		w.hole.kill()
		time.Sleep(2500 * time.Millisecond)
		if logins := len(w.edge.Auths()); logins != 3 {
			t.Errorf("%d log-ins", logins)
		}
		w.online(0)
	})
}

func TestReopenWaitsForNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.online(time.Second)
		w.n.Reopen("Trying again.")
		w.until(100*time.Millisecond, "reopened", func(s Status) bool { return s.State == Online && len(w.edge.Auths()) == 2 })
	})
}

func TestNgrokOpensAStoppedEndpointAgainEverMoreSlowly(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, pause := range []time.Duration{5e8, 1e9, 2e9, 4e9, 5e9, 5e9} {
			w.online(time.Second)
			if err := w.edge.StopEndpoints("", "stopped"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if s := w.status(); s.State != Reconnecting || !strings.Contains(s.Message.String(), "closed the address") {
				t.Errorf("after the stop: %+v", s)
			}
			time.Sleep(pause - time.Millisecond)
			if s := w.status(); s.State != Reconnecting {
				t.Errorf("%v before the end of the wait: %+v", pause, s)
			}
			time.Sleep(2 * time.Millisecond)
		}
	})
}

func TestNgrokLosesNothingInFiftyDrops(t *testing.T) {
	inWorld(t, func(w *world) {
		w.online(time.Second)
		between := 62 * time.Second // and between two heartbeats
		time.Sleep(between)
		before := inBubble()
		for i := range 50 {
			w.edge.Drop()
			// Where it is a write that fails, the SDK takes 250 ms to die of it.
			w.until(time.Second, "back", func(Status) bool { return len(w.states()) == 2+2*(i+1) })
			w.online(0)
		}
		time.Sleep(between) // the SDK's goroutines wait for their last heartbeat
		if after := inBubble(); after != before {
			t.Errorf("%d goroutines after 50 drops, %d before", after, before)
		}
		var want []string
		for range 50 {
			want = append(want, "reconnecting", "online")
		}
		if got := w.states()[2:]; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("states = %v", got)
		}
	})
}

// inBubble counts the goroutines of the test's world.
func inBubble() int {
	synctest.Wait()
	stacks := make([]byte, 1<<20)
	return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "synctest bubble")
}
