package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

// TestARowSaysWhetherItsCredentialIsRevoked: whichever row of the credential it
// was wanted for, and whatever takes that one's place.
func TestARowSaysWhetherItsCredentialIsRevoked(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Succeeded, CredentialID: "c1"})
	add(t, s, delivery(2), store.Issuance{Status: store.Succeeded, CredentialID: "c2"})
	add(t, s, delivery(3), store.Issuance{Status: store.Succeeded})
	want := func(when string, first store.Revoking) {
		t.Helper()
		for _, i := range newest(t, s, store.Filter{}) {
			expected := store.NotRevoked
			if i.CredentialID == "c1" {
				expected = first
			}
			if i.Revoking != expected {
				t.Errorf("%s: row %d says %d, want %d", when, i.ID, i.Revoking, expected)
			}
		}
	}
	want("before", store.NotRevoked)
	for _, step := range []struct {
		name   string
		status store.Status
		ended  bool
		says   store.Revoking
	}{
		{"refused", store.Failed, true, store.NotRevoked},
		{"no answer", store.Other, true, store.PerhapsRevoked},
		{"refused after that", store.Failed, true, store.PerhapsRevoked},
		{"pending", store.Pending, false, store.BeingRevoked},
		{"done", store.Succeeded, true, store.Revoked},
	} {
		r, err := s.Ledger().BeginRevocation(t.Context(), 1, "staging", epoch)
		if err != nil {
			t.Fatal(err)
		}
		want(step.name+", begun", store.BeingRevoked)
		wake, stop := s.Watch()
		r.Status = step.status
		if step.ended {
			r.Ended = epoch.Add(time.Minute)
		}
		if err := s.Ledger().FollowRevocation(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		want(step.name, step.says)
		if step.ended {
			<-wake // or the list would not hear of it
		}
		stop()
		if !step.ended {
			r.Status, r.Ended = store.Failed, epoch.Add(time.Minute)
			if err := s.Ledger().FollowRevocation(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 2 { // the second changes nothing
		if err := s.Ledger().NoteRevoked(t.Context(), 2, "staging", epoch); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := s.Revocations(t.Context(), 2); err != nil || len(all) != 1 || !all[0].Found() || all[0].Status != store.Succeeded {
		t.Errorf("%+v, %v", all, err)
	}
	if all, _ := s.Revocations(t.Context(), 1); all[0].Found() {
		t.Error("what was wanted here counts as found")
	}
	if i, err := s.Issuance(t.Context(), 2); err != nil || i.Revoking != store.Revoked {
		t.Errorf("%+v, %v", i, err)
	}
	if err := s.Ledger().NoteRevoked(t.Context(), 3, "staging", epoch); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("without a credential id: %v", err)
	}
	acts, err := s.Acts(t.Context(), 0, 100)
	var steps []string
	for _, a := range acts {
		if step := a.RevocationStep(); step != "" {
			steps = append(steps, step)
		}
	}
	if got := strings.Join(steps, " "); err != nil || got != "asked failed asked unknown asked failed asked failed asked succeeded found" {
		t.Errorf("%s, %v", got, err)
	}
	if err := s.Erase(t.Context(), []int64{2}, true); err != nil {
		t.Fatal(err)
	}
	add(t, s, delivery(4), store.Issuance{Status: store.Succeeded, CredentialID: "c1"})
	if in := newest(t, s, store.Filter{Latest: true}); len(in) != 2 {
		t.Errorf("%d are in view", len(in))
	}
	want("delivered once more", store.Revoked)
}

// TestAnAnswerTakesThePlaceOfNone: what was noted when no answer had come gives
// way to one, and an answer to nothing that knows less.
func TestAnAnswerTakesThePlaceOfNone(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Succeeded, CredentialID: "c1"})
	r, err := s.Ledger().BeginRevocation(t.Context(), 1, "staging", epoch)
	if err != nil {
		t.Fatal(err)
	}
	at := epoch.Add(time.Minute)
	for _, step := range []struct {
		name    string
		action  string
		status  store.Status
		ended   time.Time
		becomes store.Revoking
		action2 string
	}{
		{"no answer", "", store.Other, at, store.PerhapsRevoked, ""},
		{"still none", "", store.Other, time.Time{}, store.PerhapsRevoked, ""},
		{"an action", "a1", store.Pending, time.Time{}, store.BeingRevoked, "a1"},
		{"one who has not heard of it", "", store.Other, at, store.BeingRevoked, "a1"},
		{"done", "a1", store.Succeeded, at, store.Revoked, "a1"},
		{"one who asked before", "a1", store.Pending, time.Time{}, store.Revoked, "a1"},
		{"failed after all", "a1", store.Failed, at, store.Revoked, "a1"},
	} {
		r.ActionID, r.Status, r.Ended = step.action, step.status, step.ended
		if err := s.Ledger().FollowRevocation(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		all, err := s.Revocations(t.Context(), 1)
		i, failed := s.Issuance(t.Context(), 1)
		if err = errors.Join(err, failed); err != nil || i.Revoking != step.becomes || all[0].ActionID != step.action2 {
			t.Errorf("%s: %d, %+v, %v", step.name, i.Revoking, all, err)
		}
	}
}

// TestWhatIsRevokedWaitsForNobody: its pass is not to be handed over any more, by
// whichever row of the credential it is known.
func TestWhatIsRevokedWaitsForNobody(t *testing.T) {
	s := open(t, t.TempDir())
	for n, credential := range []string{"c1", "c2", ""} {
		add(t, s, delivery(n+1), store.Issuance{Status: store.Succeeded, CredentialID: credential, PassURL: "https://pass.example.org/1"})
	}
	list, err := s.List(t.Context(), store.ToHandOver(), store.Order{})
	if err != nil {
		t.Fatal(err)
	}
	wait := func(when string, want int) {
		t.Helper()
		var err error
		if list, err = s.Follow(t.Context(), list); err != nil || list.Len() != want {
			t.Errorf("%s: %d are in the list, %v, want %d", when, list.Len(), err, want)
		}
		if w, err := s.Waiting(t.Context()); err != nil || w.Count != want {
			t.Errorf("%s: %+v wait, %v, want %d", when, w, err, want)
		}
		if tally, err := s.Tally(t.Context(), epoch, epoch); err != nil || tally.Waiting.New != want {
			t.Errorf("%s: the report has %+v, %v, want %d", when, tally.Waiting, err, want)
		}
	}
	wait("before", 3)
	r, err := s.Ledger().BeginRevocation(t.Context(), 1, "staging", epoch)
	if err != nil {
		t.Fatal(err)
	}
	wait("while it is revoked", 2)
	r.Status, r.Ended = store.Failed, epoch
	if err := s.Ledger().FollowRevocation(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	wait("when that was refused", 3)
	if err := s.Ledger().NoteRevoked(t.Context(), 2, "staging", epoch); err != nil {
		t.Fatal(err)
	}
	wait("when it was found revoked", 2)
	add(t, s, delivery(9), store.Issuance{Status: store.Succeeded, CredentialID: "c2", PassURL: "https://pass.example.org/2"})
	wait("when its row has another in its place", 2)
	if err := s.Erase(t.Context(), []int64{2}, true); err != nil {
		t.Fatal(err)
	}
	wait("when the row it was noted for is erased", 2)
}
