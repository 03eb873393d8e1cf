package webhook

import (
	"fmt"
	"testing"
	"time"
)

// seen is something authentic: when it came by our clock after the start of the
// test, how late it was, and which message.
type seen struct {
	at, late time.Duration
	message  string
}

func TestSkewIsInferred(t *testing.T) {
	const s, m, h = time.Second, time.Minute, time.Hour
	for _, c := range []struct {
		name  string
		seen  []seen
		ask   time.Duration // after the last
		want  time.Duration
		known bool
	}{
		{name: "nothing came"},
		{name: "in time", seen: []seen{{0, s, "a"}}, want: s, known: true},
		{name: "the least counts", seen: []seen{{0, 4 * m, "a"}, {s, 2 * s, "b"}, {2 * s, 3 * m, "c"}}, want: 2 * s, known: true},
		{name: "behind", seen: []seen{{0, -7 * m, "a"}, {s, -6 * m, "b"}}, want: -7 * m, known: true},
		{name: "one alone that is early", seen: []seen{{0, -7 * m, "a"}}, want: -7 * m, known: true},
		{name: "one alone that is late proves nothing", seen: []seen{{0, 3 * h, "a"}}},
		{name: "nor does its replay", seen: []seen{{0, 3 * h, "a"}, {s, 3*h + s, "a"}}},
		{name: "ahead", seen: []seen{{0, 3*h + s, "a"}, {s, 3 * h, "b"}}, want: 3 * h, known: true},
		{name: "replays among fresh ones", seen: []seen{{0, s, "a"}, {s, 3 * h, "b"}, {2 * s, 4 * h, "c"}}, want: s, known: true},
		{name: "one in each half", seen: []seen{{0, 3*h + s, "a"}, {40 * m, 3 * h, "b"}}, want: 3 * h, known: true},
		{name: "after a while it still counts", seen: []seen{{0, -7 * m, "a"}}, ask: 45 * m, want: -7 * m, known: true},
		{name: "after an hour it does not", seen: []seen{{0, -4 * m, "a"}}, ask: 61 * m},
		{name: "one that refuses counts until it is set", seen: []seen{{0, -7 * m, "a"}}, ask: 99 * h, want: -7 * m, known: true},
		{name: "so does one that is ahead", seen: []seen{{0, 7 * m, "a"}, {s, 7 * m, "b"}}, ask: 99 * h, want: 7 * m, known: true},
		{name: "whose next attempts are far between", seen: []seen{
			{0, 7 * m, "a"}, {5 * s, 7 * m, "a"}, {40 * m, 7 * m, "a"}, {160 * m, 7*m + s, "a"},
		}, ask: 5 * h, want: 7*m + s, known: true},
		{name: "two attempts of one", seen: []seen{{0, 3 * h, "a"}, {5 * s, 3 * h, "a"}}, want: 3 * h, known: true},
		{name: "the old half goes", seen: []seen{{0, -7 * m, "a"}, {31 * m, 0, "b"}, {62 * m, 0, "c"}}, want: 0, known: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var k skew
			ran := time.Duration(0)
			for _, o := range c.seen {
				ran = o.at
				now := publicTime.Add(ran)
				k.observe(now, ran, Verified{MessageID: o.message, SentAt: now.Add(-o.late)})
			}
			ran += c.ask
			if got, known := k.estimate(publicTime.Add(ran), ran); got != c.want || known != c.known {
				t.Errorf("%v, %v; want %v, %v", got, known, c.want, c.known)
			}
		})
	}
}

func TestAClockThatWasSetIsUnknown(t *testing.T) {
	for _, moved := range []time.Duration{10 * time.Minute, -time.Hour, 3 * time.Second, time.Second} {
		var k skew
		now := publicTime
		v := Verified{MessageID: "a", SentAt: now.Add(10 * time.Minute)}
		k.observe(now, time.Minute, v)
		now = now.Add(time.Second)
		if off, known := k.estimate(now, time.Minute+time.Second); off != -10*time.Minute || !known {
			t.Fatalf("%v, %v", off, known)
		}
		now = now.Add(moved + time.Second)
		if _, known := k.estimate(now, time.Minute+2*time.Second); known != (moved == time.Second) {
			t.Errorf("set by %v: known %v", moved, known)
		}
		k.observe(now, time.Minute+2*time.Second, Verified{MessageID: "b", SentAt: now})
		if off, known := k.estimate(now, time.Minute+2*time.Second); moved != time.Second && (off != 0 || !known) {
			t.Errorf("set by %v: then %v, %v", moved, off, known)
		}
	}
}

func TestTheDoorKnowsItsSkew(t *testing.T) {
	d := newDoor(t)
	if _, known := d.Skew(); known {
		t.Error("known before anything came")
	}
	for n := range 2 { // both stale: the clock is ahead of all tolerance
		r := d.request("m", succeeded)
		d.secret.Sign(r.Header, fmt.Sprint("m", n), publicTime.Add(-20*time.Minute), []byte(succeeded))
		if w := d.answer(r); w.Code != 400 {
			t.Errorf("answered %d", w.Code)
		}
	}
	if off, known := d.Skew(); off != 20*time.Minute || !known {
		t.Errorf("%v, %v", off, known)
	}
	forged := d.request("m", succeeded)
	forged.Header.Set("Svix-Id", "forged")
	d.answer(forged)
	if off, _ := d.Skew(); off != 20*time.Minute {
		t.Errorf("a forgery set it to %v", off)
	}
	d.answer(d.request("fresh", succeeded))
	if off, known := d.Skew(); off != 0 || !known {
		t.Errorf("%v, %v", off, known)
	}
}

// What the sender sends is refused from the moment that the clock is known to be
// off, and taken again as soon as anything is, or the clock was set.
func TestAClockThatRefuses(t *testing.T) {
	const s, m = time.Second, time.Minute
	for _, c := range []struct {
		name string
		seen []seen
		set  time.Duration // after the last
		want bool
	}{
		{name: "nothing came"},
		{name: "ahead, within the tolerance", seen: []seen{{0, 5 * m, "a"}, {s, 5 * m, "b"}}},
		{name: "ahead", seen: []seen{{0, 5*m + s, "a"}, {s, 5*m + s, "b"}}, want: true},
		{name: "behind, within the tolerance", seen: []seen{{0, -5 * m, "a"}}},
		{name: "behind", seen: []seen{{0, -5*m - s, "a"}}, want: true},
		{name: "one that is late may be a replay", seen: []seen{{0, 7 * m, "a"}, {s, 7*m + s, "a"}}},
		{name: "one was taken since", seen: []seen{{0, -7 * m, "a"}, {s, 0, "b"}}},
		{name: "replays after it", seen: []seen{{0, s, "a"}, {s, 70 * m, "b"}, {2 * s, 80 * m, "c"}}},
		{name: "set right", seen: []seen{{0, -7 * m, "a"}}, set: 7 * m},
	} {
		t.Run(c.name, func(t *testing.T) {
			var k skew
			ran := time.Duration(0)
			for _, o := range c.seen {
				ran = o.at
				now := publicTime.Add(ran)
				k.observe(now, ran, Verified{MessageID: o.message, SentAt: now.Add(-o.late)})
			}
			if off, got := k.refuses(publicTime.Add(ran+c.set), ran); got != c.want || got == (off == 0) {
				t.Errorf("%v, %v; want %v", off, got, c.want)
			}
		})
	}
}
