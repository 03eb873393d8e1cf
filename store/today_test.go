package store_test

import (
	"testing"
	"time"

	"passdesk/store"
)

func TestToday(t *testing.T) {
	s := open(t, t.TempDir())
	now := epoch.Add(48 * time.Hour)
	n := 0
	say := func(ago time.Duration, i store.Issuance) {
		n++
		d := delivery(n)
		d.ReceivedAt = now.Add(-ago)
		add(t, s, d, i)
	}
	say(30*time.Hour, store.Issuance{Status: store.Succeeded})
	say(23*time.Hour+30*time.Minute, store.Issuance{Status: store.Succeeded})
	say(3*time.Hour, store.Issuance{Status: store.Failed, ActionID: "act"}) // which succeeds
	say(2*time.Hour, store.Issuance{Status: store.Failed})
	say(90*time.Minute, store.Issuance{Status: store.Succeeded, ActionID: "act"})
	say(time.Minute, store.Issuance{Status: store.Succeeded})
	say(0, store.Issuance{Status: store.Other})
	got, err := s.Today(t.Context(), now.Add(-10*time.Hour), now)
	want := store.Today{Issued: 2, Failed: 1}
	want.Hours[0], want.Hours[21], want.Hours[22], want.Hours[23] = 1, 1, 1, 2
	if err != nil || got != want {
		t.Errorf("%+v (%v), want %+v", got, err, want)
	}
	if later, err := s.Today(t.Context(), now.Add(72*time.Hour), now.Add(80*time.Hour)); err != nil || later != (store.Today{}) {
		t.Errorf("days later: %+v (%v)", later, err)
	}
	if before, err := s.Today(t.Context(), now.Add(-10*time.Hour), now.Add(-time.Hour)); err != nil || before.Hours[23] != 1 {
		t.Errorf("with a clock that was put back: %+v (%v)", before, err)
	}
}
