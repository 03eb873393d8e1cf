package radar

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// at is a moment in the tests' time, which begins at 0.
func at(d time.Duration) int64 { return d.Milliseconds() }

func TestTheDocumentedSchedule(t *testing.T) {
	want := []time.Duration{
		0, 5 * time.Second, 5*time.Minute + 5*time.Second, 35*time.Minute + 5*time.Second, 2*time.Hour + 35*time.Minute + 5*time.Second,
		7*time.Hour + 35*time.Minute + 5*time.Second, 17*time.Hour + 35*time.Minute + 5*time.Second, 27*time.Hour + 35*time.Minute + 5*time.Second,
	}
	if len(documented) != len(want) || len(observed) != len(want) {
		t.Fatalf("%d and %d attempts", len(documented), len(observed))
	}
	for k, d := range want {
		if documented[k] != (attempt{at(d), at(d)}) {
			t.Errorf("attempt %d at %v, want %v", k, documented[k], d)
		}
		if o := observed[k]; o.early > at(d) || o.late < at(d) || float64(o.early) < 0.799*float64(at(d)) {
			t.Errorf("attempt %d is seen at %v", k, o)
		}
	}
	if documented.over() != at(27*time.Hour+35*time.Minute+5*time.Second) {
		t.Error(documented.over())
	}
}

const h, m, s = time.Hour, time.Minute, time.Second

func TestWhatFollowsFromGaps(t *testing.T) {
	last := 27*h + 35*m + 5*s
	type window = [2]time.Duration
	for name, c := range map[string]struct {
		gaps          []window
		elsewhere     []window
		now           time.Duration
		lost, waiting []window
		until         time.Duration
	}{
		"none":                      {now: h},
		"weekend":                   {gaps: []window{{0, 62 * h}}, now: 62 * h, lost: []window{{0, 62*h - last}}, waiting: []window{{62*h - last, 62 * h}}, until: 72 * h},
		"weekend, later":            {gaps: []window{{0, 62 * h}}, now: 62*h + 10*h, lost: []window{{0, 62*h - last}}},
		"weekend, while it goes on": {gaps: []window{{0, 62 * h}}, now: 40 * h, lost: []window{{0, 40*h - last}}, waiting: []window{{40*h - last, 40 * h}}, until: 50 * h},
		"just too long":             {gaps: []window{{0, last + s}}, now: 100 * h, lost: []window{{0, s}}},
		"just not too long":         {gaps: []window{{0, last}}, now: 100 * h},
		// Sent at 0 s it comes at 5 s, which is when receiving begins again.
		"five seconds":                {gaps: []window{{0, 5 * s}}, now: 10 * s},
		"five seconds, at once":       {gaps: []window{{0, 5 * s}}, now: 5 * s, waiting: []window{{0, 5 * s}}, until: 10 * s},
		"a minute":                    {gaps: []window{{0, m}}, now: m, waiting: []window{{0, m}}, until: m + 5*m},
		"a minute, two later":         {gaps: []window{{0, m}}, now: 3 * m, waiting: []window{{0, 55 * s}}, until: 6 * m},
		"a minute, six later":         {gaps: []window{{0, m}}, now: 7 * m},
		"its retries fall into more":  {gaps: []window{{0, m}, {5 * m, 40 * h}}, now: 40 * h, lost: []window{{0, 55 * s}, {5 * m, 40*h - last}}, waiting: []window{{40*h - last, 40 * h}}, until: 50 * h},
		"all but one fall into more":  {gaps: []window{{0, 10 * m}, {30 * m, 90 * h}}, now: 200 * h, lost: []window{{0, 4*m + 55*s}, {30 * m, 90*h - last}}},
		"restored":                    {gaps: []window{{0, h}}, elsewhere: []window{{0, h}}, now: 2 * h, lost: []window{{0, h}}},
		"retried into a restored one": {gaps: []window{{0, m}, {4 * m, h}}, elsewhere: []window{{4 * m, h}}, now: 2 * h, lost: []window{{0, 55 * s}, {4 * m, h}}},
	} {
		t.Run(name, func(t *testing.T) {
			set := func(all []window) spans {
				var list []span
				for _, w := range all {
					list = append(list, span{at(w[0]), at(w[1])})
				}
				return union(list...)
			}
			got := fateOf(documented, set(c.gaps), set(c.elsewhere), at(c.now))
			if fmt.Sprint(got.lost) != fmt.Sprint(set(c.lost)) {
				t.Errorf("lost %v, want %v", got.lost, set(c.lost))
			}
			if fmt.Sprint(got.waiting) != fmt.Sprint(set(c.waiting)) {
				t.Errorf("waiting %v, want %v", got.waiting, set(c.waiting))
			}
			// All but the last millisecond of a window is asked for here.
			if until := documented.lastRetry(got.waiting, at(c.now)); at(c.until)-until > 1 || until > at(c.until) {
				t.Errorf("until %v, want %v", time.Duration(until)*time.Millisecond, c.until)
			}
		})
	}
}

// simulated is what becomes of one event, attempt by attempt.
func simulated(attempts []int64, deaf, elsewhere spans, now int64) (lost, waiting bool) {
	in := func(all spans, t int64) bool { return len(all.within(spans{{t, t + 1}})) > 0 }
	for _, t := range attempts {
		switch {
		case t >= now:
			return false, true
		case in(elsewhere, t):
			return true, false
		case !in(deaf, t):
			return false, false
		}
	}
	return true, false
}

func randomGaps(dice *rand.Rand) (deaf, elsewhere spans) {
	for n := dice.IntN(12); n >= 0; n-- {
		from := dice.Int64N(at(60 * h))
		// Of all sizes, from seconds to days.
		length := min(at(5*s)<<dice.IntN(16), at(40*h)) + dice.Int64N(at(10*s))
		deaf = deaf.with(spans{{from, from + length}})
	}
	if dice.IntN(4) == 0 && len(deaf) > 0 {
		elsewhere = spans{deaf[dice.IntN(len(deaf))]}
	}
	return deaf, elsewhere
}

// moments are those at which something may change, and others.
func moments(dice *rand.Rand, deaf spans, now int64) []int64 {
	var all []int64
	for _, d := range deaf {
		for _, a := range documented {
			all = append(all, d.from-a.early, d.from-a.early-1, d.to-a.early, d.to-a.early-1)
		}
		all = append(all, d.from+dice.Int64N(d.to-d.from))
	}
	for _, a := range documented {
		all = append(all, now-a.late, now-a.late+1)
	}
	return all
}

// TestTheArithmeticAgreesWithSendingEach event by event.
func TestTheArithmeticAgreesWithSendingEach(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	var seen [3]int
	for round := range 3000 {
		deaf, elsewhere := randomGaps(dice)
		now := dice.Int64N(at(120 * h))
		deaf, elsewhere = deaf.until(now), elsewhere.until(now)
		got := fateOf(documented, deaf, elsewhere, now)
		for _, first := range moments(dice, deaf, now) {
			if first >= now {
				continue
			}
			var attempts []int64
			for _, a := range documented {
				attempts = append(attempts, first+a.early)
			}
			lost, waiting := simulated(attempts, deaf, elsewhere, now)
			point := spans{{first, first + 1}}
			gotLost, gotWaiting := len(got.lost.within(point)) > 0, len(got.waiting.within(point)) > 0
			if lost != gotLost || waiting != gotWaiting {
				t.Fatalf("round %d: %v, elsewhere %v, now %d: sent first at %d: lost %v, waiting %v; want %v, %v",
					round, deaf, elsewhere, now, first, gotLost, gotWaiting, lost, waiting)
			}
			switch {
			case lost:
				seen[0]++
			case waiting:
				seen[1]++
			default:
				seen[2]++
			}
		}
	}
	for _, n := range seen {
		if n < 1000 {
			t.Errorf("lost, waiting and received were met %v times", seen)
		}
	}
}

// TestNothingIsMissedWhenTheSenderVariesItsDelays: what is really lost lies in
// a window that is told of, or is told to be unsure.
func TestNothingIsMissedWhenTheSenderVariesItsDelays(t *testing.T) {
	dice := rand.New(rand.NewPCG(8, 8))
	lostOnes := 0
	for range 2000 {
		deaf, elsewhere := randomGaps(dice)
		now := dice.Int64N(at(150 * h))
		deaf, elsewhere = deaf.until(now), elsewhere.until(now)
		wary := fateOf(observed, deaf, elsewhere, now)
		for _, first := range moments(dice, deaf, now) {
			if first >= now {
				continue
			}
			attempts := []int64{first}
			for _, d := range delays {
				answered := dice.IntN(2) == 0
				wait := float64(d.Milliseconds())
				var took int64
				if !answered {
					wait, took = max(wait, float64(afterTimeout.Milliseconds())), answerWithin.Milliseconds()
				}
				wait *= 1 - variation + 2*variation*dice.Float64()
				attempts = append(attempts, attempts[len(attempts)-1]+took+int64(wait))
			}
			lost, waiting := simulated(attempts, deaf, elsewhere, now)
			point := spans{{first, first + 1}}
			if lost {
				lostOnes++
				if len(wary.lost.within(point)) == 0 {
					t.Fatalf("%v, now %d: %v was lost", deaf, now, attempts)
				}
			}
			if waiting && len(wary.lost.with(wary.waiting).within(point)) == 0 {
				t.Fatalf("%v, now %d: %v waits", deaf, now, attempts)
			}
		}
	}
	if lostOnes < 1000 {
		t.Errorf("only %d were lost", lostOnes)
	}
}
