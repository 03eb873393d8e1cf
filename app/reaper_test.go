package main

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

// agesOf keeps records of so many days before a time, the oldest first: failures
// and credentials in turn.
func agesOf(t *testing.T, p *program, now time.Time, days ...int) {
	t.Helper()
	for n, age := range days {
		at := now.AddDate(0, 0, -age)
		status := [...]store.Status{store.Failed, store.Succeeded}[n%2]
		_, err := p.store.Append(t.Context(), store.Delivery{
			MessageID: "msg " + strconv.Itoa(n), SentAt: at, ReceivedAt: at, Body: []byte("{}"),
		}, store.Issuance{Status: status, SubjectName: "Ada", ActionID: strconv.Itoa(n)})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// idsOf are the records that are there.
func idsOf(t *testing.T, p *program) (ids []int64) {
	t.Helper()
	for i, err := range p.store.All(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, i.ID)
	}
	return ids
}

func TestOldRecordsGoOnlyWhenStaffSaySo(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	k, now := keeper{p}, time.Now()
	agesOf(t, p, now, 800, 800, 500, 500, 300, 300, 0)
	for _, step := range []struct {
		keep model.Retention
		want []int64
	}{
		{model.Retention{}, []int64{1, 2, 3, 4, 5, 6, 7}},
		{model.Retention{Months: 24}, []int64{2, 3, 4, 5, 6, 7}},
		{model.Retention{Months: 12}, []int64{2, 4, 5, 6, 7}},
		{model.Retention{Months: 24, SoleCopies: true}, []int64{4, 5, 6, 7}},
		{model.Retention{}, []int64{4, 5, 6, 7}},
	} {
		if err := k.SetRetention(t.Context(), step.keep); err != nil {
			t.Fatal(err)
		}
		if s, err := k.Safety(t.Context()); err != nil || s.Retention != step.keep {
			t.Errorf("set to %+v, it is %+v, %v", step.keep, s.Retention, err)
		}
		if err := p.reaper.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := idsOf(t, p); !slices.Equal(got, step.want) {
			t.Errorf("%+v leaves %v, want %v", step.keep, got, step.want)
		}
	}
	if old, err := k.Old(t.Context(), 6); err != nil || old != (model.Old{Records: 3, Sole: 2}) {
		t.Errorf("%+v, %v", old, err)
	}
	if kinds := p.kinds(t); !slices.Contains(kinds, "erased for its age") || !slices.Contains(kinds, "settings-set how long records are kept") ||
		!slices.Contains(kinds, "settings-set how long records are kept, removed") {
		t.Errorf("the log tells %q", kinds)
	}
}

// TestAWrongClockErasesNothing: neither one that is years ahead, nor one that is
// behind.
func TestAWrongClockErasesNothing(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	now := time.Now()
	agesOf(t, p, now, 700, 300, 0)
	if err := p.reaper.set(t.Context(), model.Retention{Months: 24, SoleCopies: true}); err != nil {
		t.Fatal(err)
	}
	for _, years := range []int{30, -30} {
		p.reaper.now = func() time.Time { return now.AddDate(years, 0, 0) }
		if err := p.reaper.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := idsOf(t, p); len(got) != 3 {
			t.Errorf("%d years away it leaves %v", years, got)
		}
	}
}

func TestCutoff(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	if before, err := p.reaper.cutoff(t.Context(), 1); err != nil || !before.IsZero() {
		t.Errorf("with nothing received: %v, %v", before, err)
	}
	agesOf(t, p, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), 0)
	for _, c := range []struct {
		now    string
		months int
		want   string
	}{
		{"2026-11-25", 12, "2025-11-25"},
		{"2026-08-31", 6, "2026-02-28"}, // not the 3rd of March, by which three days are too young
		{"2024-08-31", 6, "2024-02-29"},
		{"2026-05-31", 6, "2025-11-30"},
		{"2026-03-01", 12, "2025-03-01"},
		{"2030-01-01", 12, "2025-12-01"}, // the newest delivery is of 2026-12-01
	} {
		p.reaper.now = func() time.Time {
			now, err := time.Parse(time.DateOnly, c.now)
			if err != nil {
				t.Fatal(err)
			}
			return now
		}
		if before, err := p.reaper.cutoff(t.Context(), c.months); err != nil || before.Format(time.DateOnly) != c.want {
			t.Errorf("%d months before %s: %v, %v, want %s", c.months, c.now, before, err, c.want)
		}
	}
}

// TestARetentionThatCannotBeRead erases nothing, and says so until it is set anew.
func TestARetentionThatCannotBeRead(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	agesOf(t, p, time.Now(), 4000, 0)
	for _, kept := range []string{`{`, `{}`, `{"months":-1}`, `{"months":99999999999}`, `{"months":"1"}`, `[]`, `{"months":12,"except":["Diploma"]}`} {
		if err := p.store.Set(t.Context(), store.RetentionSetting, []byte(kept)); err != nil {
			t.Fatal(err)
		}
		if err := p.reaper.look(t.Context()); err == nil {
			t.Errorf("%s passes", kept)
		}
		if s, err := (keeper{p}).Safety(t.Context()); err != nil || s.Unerased == "" || s.Retention != (model.Retention{}) {
			t.Errorf("%s: %+v, %v", kept, s, err)
		}
	}
	if got := idsOf(t, p); len(got) != 2 {
		t.Errorf("it leaves %v", got)
	}
	if err := p.reaper.set(t.Context(), model.Retention{Months: 12}); err != nil {
		t.Fatal(err)
	}
	if s, err := (keeper{p}).Safety(t.Context()); err != nil || s.Unerased != "" || s.Retention.Months != 12 {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestTheReaperWorksBesideReceiving as soon as staff say so, and says what went
// wrong until it went well.
func TestTheReaperWorksBesideReceiving(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	agesOf(t, p, time.Now(), 4000, 0)
	if err := p.store.Set(t.Context(), store.RetentionSetting, []byte("{")); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.reaper.run(ctx)
	}()
	until := func(what string, ready func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !ready(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal(what)
			}
		}
	}
	until("it does not say that the setting is damaged", func() bool { return p.reaper.why() != "" })
	if err := p.reaper.set(ctx, model.Retention{Months: 12, SoleCopies: true}); err != nil {
		t.Fatal(err)
	}
	until("nothing was erased", func() bool { return len(idsOf(t, p)) == 1 })
	until("it still says what went wrong before", func() bool { return p.reaper.why() == "" })
	stop()
	<-ended
}

// TestWhoChangesTheirMindStopsTheReaper, which has begun to look for what is too
// old by what was said before.
func TestWhoChangesTheirMindStopsTheReaper(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	agesOf(t, p, time.Now(), 800, 800, 0)
	begun, goOn := make(chan struct{}), make(chan struct{})
	p.reaper.now = sync.OnceValue(func() time.Time {
		close(begun)
		<-goOn
		return time.Now()
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.reaper.run(ctx)
	}()
	if err := p.reaper.set(ctx, model.Retention{Months: 12, SoleCopies: true}); err != nil {
		t.Fatal(err)
	}
	<-begun
	p.reaper.mu.Lock()
	halt, halted := p.reaper.halt, make(chan struct{})
	p.reaper.halt = func() { halt(); close(halted) }
	p.reaper.mu.Unlock()
	changed := make(chan error, 1)
	go func() { changed <- p.reaper.set(ctx, model.Retention{}) }()
	<-halted
	close(goOn)
	if err := <-changed; err != nil {
		t.Fatal(err)
	}
	stop()
	<-ended
	if got := idsOf(t, p); len(got) != 3 {
		t.Errorf("left are %v", got)
	}
	if why := p.reaper.why(); why != "" {
		t.Errorf("it says that it failed: %s", why)
	}
}

// TestWhatIsCountedIsWhatWillGo: in a folder that has received nothing for long,
// nothing is too old up to its newest delivery, but all is when the next one comes.
func TestWhatIsCountedIsWhatWillGo(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	now := time.Now()
	agesOf(t, p, now, 1000, 1000, 900, 900)
	old, err := keeper{p}.Old(t.Context(), 12)
	if err != nil || old != (model.Old{Records: 4, Sole: 2}) {
		t.Errorf("%+v, %v", old, err)
	}
	keep := model.Retention{Months: 12}
	if err := p.reaper.set(t.Context(), keep); err != nil {
		t.Fatal(err)
	}
	look := func(want int) {
		t.Helper()
		if err := p.reaper.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := idsOf(t, p); len(got) != want {
			t.Errorf("left are %v, want %d", got, want)
		}
	}
	look(4)
	if _, err := p.store.Append(t.Context(), store.Delivery{MessageID: "next", SentAt: now, ReceivedAt: now, Body: []byte("{}")}, store.Issuance{}); err != nil {
		t.Fatal(err)
	}
	look(5 - old.Going(keep))
}
