package radar

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/vault"
)

var (
	custody = vault.Custody{vault.Given(vault.NewKey())}
	friday  = time.Date(2026, 3, 6, 18, 2, 0, 0, time.UTC)
)

// desk is a folder with a program that can be made to do what programs and
// computers do, in a time of its own.
type desk struct {
	t      *testing.T
	dir    string
	store  *store.Store
	radar  *Radar
	wall   time.Time
	passed time.Duration
	log    strings.Builder
	sent   int
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, dir: t.TempDir(), wall: friday, passed: 1000 * time.Hour}
	d.open()
	t.Cleanup(func() { d.store.Close() })
	return d
}

func (d *desk) open() {
	d.t.Helper()
	var err error
	if d.store, err = store.Open(d.dir, custody); err != nil {
		d.t.Fatal(err)
	}
}

// start starts the program, with nothing known of a way in.
func (d *desk) start() {
	d.t.Helper()
	d.radar = New(d.store, slog.New(slog.NewTextHandler(&d.log, nil)))
	d.radar.clock = clock{wall: func() time.Time { return d.wall }, passed: func() time.Duration { return d.passed }}
	if !d.radar.begin(d.t.Context()) {
		d.t.Fatal(d.log.String())
	}
	d.turn()
}

func (d *desk) turn() { d.radar.turn(d.t.Context()) }

// note tells the radar something, as Run would hear of it at once.
func (d *desk) note(c store.Cause) {
	d.radar.Note(c)
	d.turn()
}

// online starts the program and has it receive.
func (d *desk) online() {
	d.start()
	d.note(store.Receiving)
}

// run lets time pass while the program runs.
func (d *desk) run(long time.Duration) {
	if long > time.Hour { // as if all the ticks had been
		d.pass(long - m)
		d.radar.last = d.radar.clock.read()
		long = m
	}
	for ; long > 0; long -= tick {
		d.pass(min(long, tick))
		d.turn()
	}
}

// pass lets time pass while the program does nothing: it is stopped, the
// computer sleeps, or it is not there.
func (d *desk) pass(long time.Duration) {
	d.wall, d.passed = d.wall.Add(long), d.passed+long
}

// set sets the clock.
func (d *desk) set(by time.Duration) { d.wall = d.wall.Add(by) }

// boot starts the computer anew.
func (d *desk) boot() { d.passed = time.Minute }

// stop ends the program in good order; killing it is nothing at all.
func (d *desk) stop() { d.radar.end(context.Background()) }

// gaps are told from the oldest on.
func (d *desk) gaps() (all []Interval) {
	d.t.Helper()
	list, err := List(d.t.Context(), d.store.Reader, 0, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	for n := range list {
		all = append(all, list[len(list)-1-n])
	}
	return all
}

// told writes gaps by when they were, counted from the desk's first moment.
func told(all []Interval) string {
	var texts []string
	for _, i := range all {
		end := "…"
		if !i.Ended.IsZero() {
			end = i.Ended.Sub(friday).String()
		}
		texts = append(texts, fmt.Sprintf("%v-%s %s %s", i.Began.Sub(friday), end, i.Cause, i.State))
	}
	return strings.Join(texts, ", ")
}

func (d *desk) want(want string) {
	d.t.Helper()
	if got := told(d.gaps()); got != want {
		d.t.Errorf("told %q\nwant %q\n%s", got, want, d.log.String())
	}
}

// deliver has a delivery arrive, whose credential was issued at a moment.
func (d *desk) deliver(issued time.Time) {
	d.t.Helper()
	d.sent++
	_, err := d.store.Append(d.t.Context(), store.Delivery{
		MessageID: fmt.Sprintf("msg_%d", d.sent), SentAt: d.wall.Truncate(time.Second), ReceivedAt: d.wall, Body: []byte("{}"),
	}, store.Issuance{Status: store.Succeeded, ValidFrom: issued})
	if err != nil {
		d.t.Fatal(err)
	}
	d.radar.woken = true // as Run hears from the store
}

func TestGapsAreTold(t *testing.T) {
	for _, c := range []struct {
		name string
		play func(d *desk)
		want string
	}{
		{"a new folder", func(d *desk) { d.start(); d.run(m); d.note(store.Receiving); d.run(h) }, ""},
		{"a new folder that cannot receive", func(d *desk) { d.start(); d.run(h); d.note(store.CannotKeep); d.run(m) }, ""},
		{"killed", func(d *desk) { d.online(); d.run(20 * s); d.pass(40 * s); d.online(); d.run(tick) }, "15s-1m0s not-running retrying"},
		{"killed, and the computer off", func(d *desk) {
			d.online()
			d.run(20 * s)
			d.pass(8 * h)
			d.boot()
			d.online()
			d.run(tick)
		}, "15s-8h0m20s not-running retrying"},
		{"ended", func(d *desk) {
			d.online()
			d.run(20 * s)
			d.stop()
			d.pass(40 * s)
			d.online()
			d.run(tick)
		}, "20s-1m0s not-running retrying"},
		{"started anew", func(d *desk) {
			d.online()
			d.run(20 * s)
			d.stop()
			d.pass(4 * s)
			d.online()
			d.run(m)
		}, ""},
		{"killed at once", func(d *desk) { d.online(); d.pass(10 * s); d.online(); d.run(tick) }, "0s-10s not-running retrying"},
		{"asleep", func(d *desk) { d.online(); d.run(20 * s); d.pass(h); d.run(tick) }, "20s-1h0m21s asleep retrying"},
		{"busy", func(d *desk) { d.online(); d.run(20 * s); d.pass(8 * s); d.run(m) }, ""},
		{"asleep, then no tunnel", func(d *desk) {
			d.online()
			d.run(20 * s)
			d.pass(h)
			d.note(store.NoWayIn)
			d.run(10 * s)
			d.note(store.Receiving)
		}, "20s-1h0m30s asleep retrying"},
		{"no tunnel while asleep", func(d *desk) {
			d.online()
			d.note(store.NoWayIn)
			d.run(10 * s)
			d.pass(h)
			d.run(20 * s)
		}, "0s-… asleep going-on"},
		{"no tunnel", func(d *desk) { d.online(); d.run(m); d.note(store.NoWayIn); d.run(3 * m); d.note(store.Receiving) }, "1m0s-4m0s no-way-in retrying"},
		{"no tunnel yet", func(d *desk) { d.online(); d.run(m); d.note(store.NoWayIn); d.run(10 * s) }, "1m0s-… no-way-in going-on"},
		{"no tunnel for a moment", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(4 * s)
			d.note(store.Receiving)
			d.run(m)
		}, ""},
		{"a moment, then for long", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(4 * s)
			d.note(store.Receiving)
			d.run(3 * s)
			d.note(store.NoInternet)
			d.run(m)
			d.note(store.Receiving)
		}, "1m0s-2m7s no-internet retrying"},
		{"a moment, then killed", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(4 * s)
			d.note(store.Receiving)
			d.run(3 * s)
			d.pass(m)
			d.online()
		}, "1m0s-2m7s not-running retrying"},
		{"moments apart", func(d *desk) {
			d.online()
			for range 5 {
				d.run(m)
				d.note(store.NoWayIn)
				d.run(4 * s)
				d.note(store.Receiving)
			}
			d.run(m)
		}, ""},
		{"two that touch", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(m)
			d.note(store.Receiving)
			d.run(10 * s)
			d.note(store.CannotKeep)
			d.run(10 * s)
			d.note(store.Receiving)
			d.run(10 * s)
		}, "1m0s-2m20s no-way-in retrying"},
		{"two apart", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(m)
			d.note(store.Receiving)
			d.run(30 * s)
			d.note(store.CannotKeep)
			d.run(10 * s)
			d.note(store.Receiving)
			d.run(10 * s)
		}, "1m0s-2m0s no-way-in retrying, 2m30s-2m40s cannot-keep retrying"},
		{"killed without a tunnel", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(m)
			d.pass(h)
			d.start()
			d.run(m)
			d.note(store.Receiving)
		}, "1m0s-1h3m0s not-running retrying"},
		{"over a weekend", func(d *desk) {
			d.online()
			d.run(m)
			d.stop()
			d.pass(62*h + 8*m)
			d.boot()
			d.online()
			d.run(tick)
		}, "1m0s-62h9m0s not-running resend"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			c.play(d)
			d.want(c.want)
		})
	}
}

func TestClocksThatAreSetMakeNoNonsense(t *testing.T) {
	const year = 365 * 24 * h
	for _, c := range []struct {
		name string
		play func(d *desk)
		want string
	}{
		{"forward", func(d *desk) { d.online(); d.run(m); d.set(year); d.run(m) }, ""},
		{"back", func(d *desk) { d.online(); d.run(m); d.set(-year); d.run(m) }, ""},
		{"forward, as if paused from outside", func(d *desk) { d.online(); d.run(m); d.set(h); d.run(m) }, "1m0s-1h1m1s unknown retrying"},
		{"forward in a gap", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(m)
			d.set(h)
			d.run(m)
			d.note(store.Receiving)
		}, "1m0s-1h3m0s unknown retrying"},
		{"forward far in a gap", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(m)
			d.set(year)
			d.run(m)
			d.note(store.Receiving)
		}, "8760h1m0s-8760h3m0s no-way-in retrying"},
		{"put right after the start", func(d *desk) {
			d.online()
			d.run(m)
			d.stop()
			d.pass(2 * h)
			d.set(-2 * h) // as computers do that keep no time while they are off
			d.start()
			d.run(20 * s)
			d.set(2 * h)
			d.run(20 * s)
			d.note(store.Receiving)
		}, "1m0s-2h1m40s unknown retrying"},
		{"put back after the start", func(d *desk) {
			d.online()
			d.run(m)
			d.stop()
			d.pass(h)
			d.set(5 * h)
			d.start()
			d.run(20 * s)
			d.set(-5 * h)
			d.run(20 * s)
			d.note(store.Receiving)
		}, "1m0s-1h1m40s not-running retrying"},
		{"forward, a bit, killed", func(d *desk) {
			d.online()
			d.run(m)
			d.set(h)
			d.run(m)
			d.pass(m)
			d.online()
		}, "1m0s-1h1m1s unknown retrying, 1h1m46s-1h3m0s not-running retrying"},
		{"forward while asleep", func(d *desk) { d.online(); d.run(m); d.pass(h); d.set(year); d.run(tick) }, "8760h1m0s-8761h1m1s asleep retrying"},
		{"back in a gap", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(10 * m)
			d.set(-h)
			d.run(5 * m)
			d.note(store.Receiving)
		}, "-59m0s--44m0s no-way-in retrying"},
		{"back while it did not run", func(d *desk) {
			d.online()
			d.run(m)
			d.stop()
			d.pass(h)
			d.set(-3 * h)
			d.online()
			d.run(m)
		}, "-1h59m0s--1h59m0s clock-set unmeasured"},
		{"back a little while it did not run", func(d *desk) {
			d.online()
			d.run(m)
			d.stop()
			d.pass(3 * s)
			d.set(-20 * s)
			d.online()
			d.run(m)
		}, ""},
		{"back a little in a gap while it did not run", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(10 * s)
			d.stop()
			d.set(-30 * s)
			d.online()
		}, "40s-40s no-way-in closed"},
		{"forward two years while it did not run", func(d *desk) {
			d.online()
			d.run(m)
			d.stop()
			d.pass(h)
			d.set(2 * year)
			d.online()
			d.run(m)
		}, "17521h1m0s-17521h1m0s clock-set unmeasured"},
		{"back in a gap while it did not run", func(d *desk) {
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(m)
			d.stop()
			d.set(-3 * h)
			d.start()
			d.run(m)
			d.note(store.Receiving)
		}, "1m0s-2m0s no-way-in retrying, -2h58m0s--2h58m0s clock-set unmeasured, -2h58m0s--2h57m0s no-way-in retrying"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			c.play(d)
			d.want(c.want)
			for _, i := range d.gaps() {
				if !i.Ended.IsZero() && (i.Ended.Before(i.Began) || i.Ended.Sub(i.Began) > 3*h) {
					t.Errorf("nonsense: %+v", i)
				}
			}
			if found, err := store.Check(t.Context(), d.dir, custody, nil); err != nil || !found.Fine() {
				t.Errorf("%v, %v", found.Problems, err)
			}
		})
	}
}

func TestShortGapsCloseByThemselves(t *testing.T) {
	d := newDesk(t)
	d.online()
	d.run(m)
	d.note(store.NoWayIn)
	d.run(m)
	d.note(store.Receiving)
	d.run(4*m + 50*s)
	i := d.gaps()[0]
	// What was sent in its last 5 s has been heard 5 s later.
	if i.State != Retrying || len(i.Waiting) != 1 || len(i.Resend)+len(i.Unsure) != 0 || !i.Until.Equal(i.Ended.Add(5*m-time.Millisecond)) {
		t.Errorf("%+v", i)
	}
	d.run(30 * s)
	if i = d.gaps()[0]; i.ClosedBy != store.ByRetries || i.Settled || len(i.Waiting) != 0 {
		t.Errorf("%+v", i)
	}
	if n, err := d.store.OpenGaps(t.Context()); n != 0 || err != nil {
		t.Error(n, err)
	}
	d.run(34 * h)
	if i = d.gaps()[0]; !i.Settled || i.State != Closed || d.radar.atIssue {
		t.Errorf("%+v", i)
	}
}

func TestLateDeliveriesCloseShortGaps(t *testing.T) {
	for name, c := range map[string]struct {
		wait   time.Duration // from the end of a minute's gap
		issued time.Duration // of the credential, from the gap's beginning; 0 for not told
		closed bool
		counts [2]int
	}{
		"the second attempt":              {3 * s, 0, true, [2]int{0, 1}},
		"the third":                       {4*m + 30*s, 0, true, [2]int{0, 1}},
		"one that was issued then":        {2 * m, 30 * s, true, [2]int{1, 0}},
		"one that was issued since":       {3 * s, m + 2*s, false, [2]int{}},
		"one that comes between attempts": {2 * m, 0, false, [2]int{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.online()
			d.run(m)
			began := d.wall
			d.note(store.NoWayIn)
			d.run(m)
			d.note(store.Receiving)
			d.run(c.wait)
			var issued time.Time
			if c.issued != 0 {
				issued = began.Add(c.issued)
			}
			d.deliver(issued)
			d.run(3 * s)
			i := d.gaps()[0]
			if (i.ClosedBy == store.ByLateDelivery) != c.closed || [2]int{i.Issued, i.Late} != c.counts {
				t.Errorf("%+v", i)
			}
		})
	}
}

func TestDeliveriesOfBeforeProveNothing(t *testing.T) {
	d := newDesk(t)
	d.online()
	d.deliver(time.Time{})
	d.run(3 * s)
	d.deliver(d.wall)
	d.note(store.NoWayIn)
	d.run(30 * s)
	d.deliver(d.wall) // by the local address
	d.run(10 * s)
	d.note(store.Receiving)
	d.run(20 * s)
	if i := d.gaps()[0]; i.Issued+i.Late != 0 || i.State != Retrying {
		t.Errorf("%+v", i)
	}
}

func TestALongGapStaysOpenUntilItIsTicked(t *testing.T) {
	d := newDesk(t)
	d.online()
	d.run(m)
	d.stop()
	d.pass(62 * h)
	d.boot()
	d.online()
	d.run(10 * s)
	i := d.gaps()[0]
	want := Window{i.Began, i.Ended.Add(-27*h - 35*m - 5*s)}
	if i.State != Resend || len(i.Resend) != 1 || i.Resend[0] != want || len(i.Waiting) != 1 || i.Waiting[0] != (Window{want.To, i.Ended}) {
		t.Fatalf("%+v", i)
	}
	for n := range 3 { // resent from the console, days later
		d.run(20 * h)
		d.deliver(i.Began.Add(time.Duration(n) * h).Add(s))
	}
	d.deliver(d.wall)
	d.run(3 * s)
	if i = d.gaps()[0]; i.State != Resend || i.Issued != 3 || !i.Settled || len(i.Waiting) != 0 || i.Resend[0] != want {
		t.Errorf("%+v", i)
	}
	if err := d.store.TickGap(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	d.run(m)
	if i = d.gaps()[0]; i.State != Closed || i.ClosedBy != store.ByStaff {
		t.Errorf("%+v", i)
	}
	if err := d.store.UntickGap(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	d.run(m)
	if i = d.gaps()[0]; i.State != Resend || i.Resend[0] != want {
		t.Errorf("%+v", i)
	}
}

// TestAClosedGapOpensAgain when what should have been received again falls
// into the next gap.
func TestAClosedGapOpensAgain(t *testing.T) {
	for name, close := range map[string]func(d *desk){
		"closed by a late delivery": func(d *desk) { d.deliver(d.wall.Add(-30 * s)) },
		"ticked off": func(d *desk) {
			if err := d.store.TickGap(d.t.Context(), 1); err != nil {
				d.t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			// The tick is made by the real clock.
			d.wall = time.Now().Round(0).UTC().Add(-2 * m)
			d.online()
			d.run(m)
			d.note(store.NoWayIn)
			d.run(m)
			d.note(store.Receiving)
			close(d)
			d.run(40 * s)
			if i := d.gaps()[0]; i.State != Closed {
				t.Fatalf("%+v", i)
			}
			d.pass(40 * h)
			d.boot()
			d.online()
			d.run(20 * s)
			if all := d.gaps(); len(all) != 2 || all[0].State != Resend || !all[0].Resend[0].To.Equal(all[0].Ended.Add(-5*s)) || all[1].State != Resend {
				t.Errorf("%+v", all)
			}
		})
	}
}

func TestARestoredFolderMayLackAllSinceTheBackup(t *testing.T) {
	d := newDesk(t)
	d.online()
	d.run(m)
	p, err := vault.ParsePassphrase("correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	d.restore(p.WithWork(4))
	d.pass(h)
	d.start()
	d.run(m)
	d.note(store.Receiving)
	d.run(40 * h)
	i := d.gaps()[0]
	if i.Cause != store.Restored || i.State != Resend || len(i.Resend) != 1 || i.Resend[0] != (Window{i.Began, i.Ended}) || i.Began.Sub(friday) != m || i.Ended.Sub(i.Began) != h+m {
		t.Errorf("%+v", i)
	}
	d.pass(30 * s) // what comes later has a cause of its own
	d.online()
	d.run(m)
	if all := d.gaps(); len(all) != 2 || all[1].Cause != store.NotRunning {
		t.Errorf("%+v", all)
	}
}

// restore puts the folder in the place that its backup makes.
func (d *desk) restore(p vault.Passphrase) {
	d.t.Helper()
	file := d.t.TempDir() + "/backup"
	if _, err := store.Backup(d.t.Context(), d.dir, file, p, custody); err != nil {
		d.t.Fatal(err)
	}
	if err := d.store.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.dir = d.t.TempDir()
	restoreInto(d.t, file, d.dir, p)
	d.open()
}

func TestARefusingDiskIsAGapAndHarmsNobody(t *testing.T) {
	d := newDesk(t)
	d.online()
	d.run(m)
	hide(t, d.dir)
	d.run(2 * m)
	if n := strings.Count(d.log.String(), "cannot be noted"); n != 1 {
		t.Errorf("said %d times\n%s", n, d.log.String())
	}
	show(t, d.dir)
	d.run(m)
	got := d.gaps()
	if len(got) != 1 || got[0].Cause != store.CannotKeep || got[0].Ended.Sub(got[0].Began) < 100*s || got[0].Ended.Sub(got[0].Began) > 125*s {
		t.Errorf("%s", told(got))
	}
}

func TestALockedFolderIsToldOfAndTicked(t *testing.T) {
	d := newDesk(t)
	d.online()
	d.run(m)
	d.stop()
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if d.store, err = store.Open(d.dir, nil); err != nil || d.store.Locked() == nil {
		t.Fatal(err)
	}
	d.start()
	d.note(store.CannotKeep)
	d.run(m)
	d.want("1m0s-… cannot-keep going-on")
	d.note(store.Receiving)
	d.run(tick)
	if err := d.store.TickGap(t.Context(), 1); err != nil {
		t.Error(err)
	}
	if notes, err := d.store.NotedActs(t.Context()); err != nil || len(notes) != 2 || notes[1].Kind != store.ActGapTicked {
		t.Errorf("%+v, %v", notes, err)
	}
}

func TestReadersSeeTheGapsBesideTheProgram(t *testing.T) {
	d := newDesk(t)
	d.online()
	d.run(m)
	d.note(store.NoInternet)
	d.run(m)
	r, err := store.OpenReader(d.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	list, err := List(t.Context(), r, 0, 10)
	if err != nil || len(list) != 1 || list[0].State != GoingOn || list[0].Cause != store.NoInternet {
		t.Errorf("%+v, %v", list, err)
	}
}
