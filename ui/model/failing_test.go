package model_test

import (
	"testing"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

func TestFailingStands(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 6, 12, hour, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		last, seen time.Time
		by         string
		want       model.FailingStands
	}{
		"new":                 {at(3), time.Time{}, "", model.FailingOpen},
		"somebody is at it":   {at(3), time.Time{}, "Ada", model.FailingTaken},
		"acknowledged":        {at(3), at(4), "Ada", model.FailingClosed},
		"at the same instant": {at(4), at(4), "", model.FailingClosed},
		"failed again":        {at(5), at(4), "Ada", model.FailingBack},
	} {
		one := model.Failing{FailureCause: store.FailureCause{Last: c.last}, FailureState: store.FailureState{By: c.by, Seen: c.seen}}
		if got := one.Stands(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	all := []model.Failing{
		{FailureCause: store.FailureCause{Fingerprint: "closed", Last: at(9)}, FailureState: store.FailureState{Seen: at(9)}},
		{FailureCause: store.FailureCause{Fingerprint: "old", Last: at(1)}},
		{FailureCause: store.FailureCause{Fingerprint: "new", Last: at(2)}},
	}
	model.SortFailing(all)
	if all[0].Fingerprint != "new" || all[1].Fingerprint != "old" || all[2].Fingerprint != "closed" {
		t.Errorf("sorted: %+v", all)
	}
}

// TestFailingSearchIsReadBack: what is put into the search box means the cause and
// nothing else.
func TestFailingSearchIsReadBack(t *testing.T) {
	for _, text := range []string{"", "No funds", `a "quoted" one`, "-x =y status:failed", "HTTP 502: (x) …", "=", "ünï 地址"} {
		print := store.Fingerprint(text)
		f, problem := model.Parse(model.FailingSearch(print, time.UTC), time.Now(), time.UTC)
		if len(problem) > 0 || len(f.Terms) != 1 || f.Search != "" || f.Terms[0] != (store.Term{In: store.InCause, Text: print, Whole: true}) {
			t.Errorf("%q is read back as %+v (%v)", print, f, problem)
		}
	}
}
