package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// waiting is a doctor whose checks take a second and come to what it is told.
type waiting struct {
	*Doctor
	began time.Time

	mu      sync.Mutex
	report  Report // what a check comes to
	inside  bool
	checks  []time.Duration // when each was begun
	reports []Report
	reopens []time.Duration
}

// wait runs f in a bubble whose clock stands still while anything moves.
func wait(t *testing.T, f func(t *testing.T, w *waiting)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &waiting{began: time.Now(), report: Report{Verdict: Well}}
		w.Doctor = New(Config{
			On:     func(r Report) { w.mu.Lock(); defer w.mu.Unlock(); w.reports = append(w.reports, r) },
			Reopen: func() { w.mu.Lock(); defer w.mu.Unlock(); w.reopens = append(w.reopens, time.Since(w.began)) },
		})
		w.examine = func(ctx context.Context, target Target) Report {
			w.mu.Lock()
			if w.inside {
				t.Error("two checks at a time")
			}
			w.inside = true
			w.checks = append(w.checks, time.Since(w.began))
			w.mu.Unlock()
			pause(ctx, time.Second)
			w.mu.Lock()
			defer w.mu.Unlock()
			w.inside = false
			r := w.report
			r.Target = target
			return r
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); w.Run(ctx) }()
		f(t, w)
		cancel()
		<-done
	})
}

// turn sets what the checks come to.
func (w *waiting) turn(v Verdict, how ...func(*Report)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.report = Report{Verdict: v}
	for _, f := range how {
		f(&w.report)
	}
}

func fresh(r *Report)    { r.fresh = true }
func unsigned(r *Report) { r.unsigned = true }

// times gives when each check was begun, told the reports of those that came to
// an end, and asked when a new agent was asked for.
func (w *waiting) times() []time.Duration { return snapshot(w, &w.checks) }
func (w *waiting) told() []Report         { return snapshot(w, &w.reports) }
func (w *waiting) asked() []time.Duration { return snapshot(w, &w.reopens) }

func snapshot[T any](w *waiting, of *[]T) []T {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(*of)
}

// pass lets time pass, and what it sets off come to rest.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func target(n int) Target { return Target{URL: fmt.Sprint("https://name-", n)} }

func seconds(n ...int) (all []time.Duration) {
	for _, s := range n {
		all = append(all, time.Duration(s)*time.Second)
	}
	return all
}

func (w *waiting) checked(t *testing.T, want []time.Duration) {
	t.Helper()
	if got := w.times(); !slices.Equal(got, want) {
		t.Errorf("checked at %v, want %v", got, want)
	}
}

func TestRoutine(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		pass(time.Hour)
		w.checked(t, nil) // nothing to check
		w.Examine(target(1))
		pass(time.Hour + 2*time.Second)
		w.checked(t, seconds(3600, 3600+1801, 3600+3602))
		w.Examine(Target{})
		pass(10 * time.Hour)
		w.checked(t, seconds(3600, 5401, 7202))
		if len(w.told()) != 2 { // the third was given up
			t.Errorf("%d reports", len(w.told()))
		}
	})
}

func TestDeliveriesSaveChecks(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		w.Heard() // before there is anything to prove
		w.Examine(target(1))
		for range 100 {
			pass(20 * time.Minute)
			w.Heard()
		}
		w.checked(t, seconds(0))
		pass(29 * time.Minute)
		w.checked(t, seconds(0))
		pass(2 * time.Minute)
		w.checked(t, seconds(0, (100*20+30)*60))
		// Coming up again has to be proven in spite of them.
		w.Heard()
		w.Examine(target(2))
		pass(time.Minute)
		w.checked(t, seconds(0, 2030*60, 2031*60))
	})
}

func TestFailuresAreRepeated(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		w.turn(Broken)
		w.Examine(target(1))
		pass(1 * time.Hour)
		// Each takes a second; the waits are 5, 10, 20, 40, 80, 160 and from then on 300.
		want := seconds(0, 6, 17, 38, 79, 160, 321)
		for at := 321 + 301; at < 3600; at += 301 {
			want = append(want, seconds(at)...)
		}
		w.checked(t, want)
		w.turn(Well)
		pass(6 * time.Minute)
		if n := len(w.times()); n != len(want)+1 {
			t.Errorf("%d checks, want %d", n, len(want)+1)
		}
		if last := w.told()[len(w.told())-1]; !last.OK() {
			t.Errorf("%+v", last)
		}
	})
}

func TestAMonth(t *testing.T) {
	const month = 31 * 24 * time.Hour
	for _, verdict := range []Verdict{Well, Broken, CannotTell} {
		wait(t, func(t *testing.T, w *waiting) {
			w.turn(verdict)
			w.Examine(target(1))
			pass(month)
			synctest.Wait()
			if n := len(w.times()); n < 1400 || n > 1530 {
				t.Errorf("%v: %d checks in a month", verdict, n)
			}
		})
	}
}

func TestAnUnsteadyTunnelIsCheckedWithinBounds(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		const n = 24 * 360
		for i := range n {
			w.Examine(target(i))
			pass(5 * time.Second)
			w.Examine(Target{})
			pass(5 * time.Second)
		}
		synctest.Wait()
		if len(w.times()) < 30 || len(w.times()) > 30+24*30 {
			t.Errorf("%d checks in a day of %d reconnections", len(w.times()), n)
		}
	})
}

// Checks that were never made are owed to nobody: a tunnel that is steady again
// is proven soon, however long it was not.
func TestAnUnsteadyTunnelIsProvenSoonAfterwards(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		for i := range 24 * 360 {
			w.Examine(target(i))
			pass(5 * time.Second)
			w.Examine(Target{})
			pass(5 * time.Second)
		}
		before := len(w.times())
		w.Examine(target(-1))
		pass(3 * time.Minute)
		if len(w.times()) != before+1 {
			t.Errorf("%d checks in three minutes", len(w.times())-before)
		}
	})
}

func TestWhatChangesDuringACheckIsCheckedAfterIt(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		w.turn(CannotTell, unsigned)
		w.Examine(target(1))
		pass(500 * time.Millisecond) // in its midst
		w.Again()
		pass(500 * time.Millisecond)
		w.turn(Well)
		pass(2 * time.Second)
		w.checked(t, seconds(0, 1))
		if last := w.told()[len(w.told())-1]; !last.OK() {
			t.Errorf("%+v", last)
		}
		pass(20 * time.Minute)
		w.checked(t, seconds(0, 1))
	})
}

func TestADeliveryBringsTheNextCheckForward(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		w.turn(Broken)
		w.Examine(target(1))
		pass(10*time.Minute + 30*time.Second)
		w.checked(t, seconds(0, 6, 17, 38, 79, 160, 321, 622))
		w.turn(Well)
		w.Heard()
		pass(10 * time.Second)
		w.checked(t, seconds(0, 6, 17, 38, 79, 160, 321, 622, 635))

		// But a flood of them does not make a flood of checks.
		w.turn(Broken)
		w.Examine(target(2))
		pass(time.Hour)
		before := len(w.times())
		for range 3600 {
			w.Heard()
			pass(time.Second)
		}
		if n := len(w.times()) - before; n < 12 || n > 30 {
			t.Errorf("%d checks in an hour of deliveries", n)
		}
	})
}

func TestOnDemand(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		if _, err := w.Check(t.Context()); !errors.Is(err, ErrNoTarget) {
			t.Errorf("with nothing to check: %v", err)
		}
		w.Examine(target(1))
		pass(500 * time.Millisecond) // in the midst of the first check
		var asking sync.WaitGroup
		ask := func(n int) {
			for range n {
				asking.Go(func() {
					r, err := w.Check(t.Context())
					if err != nil || !r.OK() || r.Target != target(1) {
						t.Errorf("%+v, %v", r, err)
					}
				})
			}
		}
		ask(50)
		asking.Wait()
		w.checked(t, seconds(0))
		pass(9 * time.Minute)
		ask(50)
		asking.Wait()
		w.checked(t, append(seconds(0), 9*time.Minute+time.Second))
		if len(w.told()) != 2 {
			t.Errorf("%d reports", len(w.told()))
		}
		// From then on the routine counts anew.
		pass(29 * time.Minute)
		if len(w.times()) != 2 {
			t.Errorf("checked at %v", w.times())
		}
		// Whoever waits when the way in goes, or cannot wait, is told.
		gone := make(chan error, 1)
		go func() { _, err := w.Check(t.Context()); gone <- err }()
		synctest.Wait()
		w.Examine(Target{})
		if err := <-gone; !errors.Is(err, ErrNoTarget) {
			t.Errorf("gone: %v", err)
		}
		w.Examine(target(2))
		hurry, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := w.Check(hurry); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("in a hurry: %v", err)
		}
	})
}

func TestACheckOfWhatIsGoneIsGivenUp(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		w.Examine(target(1))
		pass(500 * time.Millisecond)
		asked := make(chan Report, 1)
		go func() {
			r, err := w.Check(t.Context())
			if err != nil {
				t.Error(err)
			}
			asked <- r
		}()
		synctest.Wait()
		w.Examine(target(2))
		if r := <-asked; r.Target != target(2) {
			t.Errorf("%+v", r)
		}
		if len(w.told()) != 1 || w.told()[0].Target != target(2) {
			t.Errorf("%+v", w.told())
		}
	})
}

func TestWithoutASecretNothingIsRepeated(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		w.turn(CannotTell, unsigned)
		w.Examine(target(1))
		pass(24 * time.Hour)
		w.checked(t, seconds(0))
		w.turn(Well)
		if r, err := w.Check(t.Context()); err != nil || !r.OK() {
			t.Errorf("%+v, %v", r, err)
		}
		pass(time.Hour)
		if len(w.times()) != 3 {
			t.Errorf("checked at %v", w.times())
		}
	})
}

func TestANewAgentIsAskedForMoreAndMoreRarely(t *testing.T) {
	wait(t, func(t *testing.T, w *waiting) {
		w.turn(Broken) // but not for a reason that another agent mends
		w.Examine(target(1))
		pass(time.Hour)
		if len(w.asked()) != 0 {
			t.Errorf("asked at %v", w.asked())
		}
		w.turn(Broken, fresh)
		asked := 0
		for n := range 24 * 60 {
			pass(time.Minute)
			if len(w.asked()) > asked { // it does reconnect, and it does not help
				asked = len(w.asked())
				w.Examine(target(n))
			}
		}
		if asked < 6 || asked > 24 {
			t.Errorf("asked %d times in a day, at %v", asked, w.asked())
		}
		for n := 1; n < asked; n++ {
			if apart := w.asked()[n] - w.asked()[n-1]; apart < firstReopen<<min(n-1, 7)/2 {
				t.Errorf("asked %v apart, the %d. time", apart, n)
			}
		}
	})
}

func TestCheckAfterTheEnd(t *testing.T) {
	d := New(Config{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d.Examine(target(1))
	d.Run(ctx)
	if _, err := d.Check(t.Context()); !errors.Is(err, ErrNoTarget) {
		t.Errorf("got %v", err)
	}
}
