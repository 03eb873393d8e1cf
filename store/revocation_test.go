package store_test

import (
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
	add(t, s, delivery(4), store.Issuance{Status: store.Succeeded, CredentialID: "c1"})
	if in := newest(t, s, store.Filter{Latest: true}); len(in) != 3 {
		t.Errorf("%d are in view", len(in))
	}
	want("delivered once more", store.Revoked)
}
