package store_test

import (
	"reflect"
	"testing"
	"time"

	"passdesk/store"
)

func TestTally(t *testing.T) {
	s := open(t, t.TempDir())
	n := 0
	say := func(minute int, i store.Issuance) {
		d := delivery(n)
		d.ReceivedAt = epoch.Add(time.Duration(minute) * time.Minute)
		n++
		add(t, s, d, i)
	}
	const funds, chain = "insufficient funds", "chain timeout"
	say(0, store.Issuance{Status: store.Succeeded, ActionID: "before", Template: "Badge", PassURL: "https://pass.example.org/0"})
	say(10, store.Issuance{Status: store.Succeeded, ActionID: "a1", CredentialID: "c1", Template: "Diploma", PassURL: "https://pass.example.org/1"})
	say(11, store.Issuance{Status: store.Succeeded, ActionID: "a1", CredentialID: "c1", Template: "Diploma", PassURL: "https://pass.example.org/1"}) // once more
	say(12, store.Issuance{Status: store.Succeeded, CredentialID: "c2", Template: "Diploma"})                                                        // without a link
	say(13, store.Issuance{Status: store.Failed, ActionID: "a3", Error: funds, Template: "Badge"})
	say(14, store.Issuance{Status: store.Failed, ActionID: "a3", Error: funds, Template: "Badge"}) // and again
	say(15, store.Issuance{Status: store.Failed, ActionID: "a4", Error: funds, Template: "Badge"})
	say(16, store.Issuance{Status: store.Failed, Error: chain})
	say(17, store.Issuance{Status: store.Pending, ActionID: "a5"})
	say(18, store.Issuance{Status: store.Other})
	say(20, store.Issuance{Status: store.Succeeded, ActionID: "a3", Template: "Badge", PassURL: "https://pass.example.org/3"}) // at the end, so after it
	got, err := s.Tally(t.Context(), epoch.Add(10*time.Minute), epoch.Add(20*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := store.Tally{
		Deliveries: 9, Issued: 2, Failed: 3, Pending: 1, Other: 1, Resolved: 1,
		Failures:  []store.Failure{{Error: funds, Count: 2, Resolved: 1}, {Error: chain, Count: 1}},
		Templates: []store.TemplateTally{{Template: "Diploma", Issued: 2}, {Failed: 1}, {Template: "Badge", Failed: 2}},
		Waiting:   store.HandoverTally{New: 3},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	// Copied within the time, and after it.
	for id, minute := range map[int64]int{1: 15, 3: 25} {
		if err := s.MarkCopied(t.Context(), epoch.Add(time.Duration(minute)*time.Minute), id); err != nil {
			t.Fatal(err)
		}
	}
	want.Handed, want.Waiting = store.HandoverTally{Copied: 1}, store.HandoverTally{New: 1, Copied: 2}
	if got, err := s.Tally(t.Context(), epoch.Add(10*time.Minute), epoch.Add(20*time.Minute)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	if err := s.Erase(t.Context(), []int64{7}, true); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Tally(t.Context(), epoch, epoch.Add(time.Hour)); err != nil || got.Failed != 2 {
		t.Errorf("after erasing one: %+v, %v", got, err)
	}
	// The log is in the time of this computer, not of the deliveries.
	now := time.Now()
	counts, err := s.CountActs(t.Context(), now.Add(-time.Hour), now.Add(time.Hour))
	if err != nil || counts[store.ActErased] != 1 || counts[store.ActOpened] != 1 {
		t.Errorf("%v, %v", counts, err)
	}
	acts, err := s.ActsBetween(t.Context(), store.ActErased, now.Add(-time.Hour), now.Add(time.Hour), 10)
	if err != nil || len(acts) != 1 || acts[0].Kind != store.ActErased {
		t.Errorf("%+v, %v", acts, err)
	}
	if acts, err := s.ActsBetween(t.Context(), store.ActErased, now.Add(time.Hour), now.Add(2*time.Hour), 10); err != nil || len(acts) != 0 {
		t.Errorf("in another time: %+v, %v", acts, err)
	}
}

// TestTallyByCause: failures of one cause count together, whatever ids they name,
// and one that succeeded for the same person under another action is resolved.
func TestTallyByCause(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Failed, Error: "HTTP 502 for act-1", Template: "Badge", SubjectContact: "ada@example.org", ActionID: "act-1"})
	add(t, s, delivery(2), store.Issuance{Status: store.Failed, Error: "HTTP 504 for act-2", Template: "Badge", SubjectContact: "alan@example.org", ActionID: "act-2"})
	add(t, s, delivery(3), store.Issuance{Status: store.Succeeded, Template: "Badge", SubjectContact: "ada@example.org", ActionID: "act-3"})
	got, err := s.Tally(t.Context(), epoch, epoch.Add(time.Hour))
	want := []store.Failure{{Error: "HTTP 504 for act-2", Count: 2, Resolved: 1}}
	if err != nil || got.Failed != 2 || got.Resolved != 1 || !reflect.DeepEqual(got.Failures, want) {
		t.Errorf("%+v (%v), want %+v", got, err, want)
	}
}
