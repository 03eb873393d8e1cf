package store_test

import (
	"testing"
	"time"

	"passdesk/store"
)

// stands gives the hand-over of an issuance.
func stands(t *testing.T, s *store.Store, id int64) (store.Handover, time.Time) {
	t.Helper()
	i, err := s.Issuance(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return i.Handover, i.HandoverAt
}

// handings gives the acts of a kind, by what they say.
func handings(t *testing.T, s *store.Store, kind store.ActKind) []string {
	t.Helper()
	acts, err := s.Acts(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, a := range acts {
		if a.Kind == kind {
			found = append(found, a.Detail)
		}
	}
	return found
}

func TestHandoverAndBack(t *testing.T) {
	s := open(t, t.TempDir())
	for n := range 3 {
		add(t, s, delivery(n+1), store.Issuance{Status: store.Succeeded})
	}
	set := func(to store.Handover, at time.Time, ids ...int64) store.Handing {
		t.Helper()
		h, err := s.SetHandover(t.Context(), to, at, ids...)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	expect := func(id int64, want store.Handover, at time.Time) {
		t.Helper()
		if got, when := stands(t, s, id); got != want || !when.Equal(at) {
			t.Errorf("issuance %d stands at %v since %v, want %v since %v", id, got, when, want, at)
		}
	}
	hour := func(n int) time.Time { return epoch.Add(time.Duration(n) * time.Hour) }

	set(store.HandoverSent, hour(0), 2)
	copied := set(store.HandoverCopied, hour(1), 1, 2, 3, 99)
	if len(copied.Before) != 2 {
		t.Fatalf("%d were moved by copying: %+v", len(copied.Before), copied)
	}
	expect(1, store.HandoverCopied, hour(1))
	expect(2, store.HandoverSent, hour(0))
	set(store.HandoverConfirmed, hour(2), 3)
	if err := s.UndoHandover(t.Context(), hour(3), copied); err != nil {
		t.Fatal(err)
	}
	expect(1, store.HandoverNew, time.Time{})
	expect(2, store.HandoverSent, hour(0))
	expect(3, store.HandoverConfirmed, hour(2)) // somebody went on from there

	back := set(store.HandoverNew, hour(4), 1, 3)
	expect(3, store.HandoverNew, time.Time{})
	for range 2 { // the second finds nothing to take back
		if err := s.UndoHandover(t.Context(), hour(5), back); err != nil {
			t.Fatal(err)
		}
	}
	expect(3, store.HandoverConfirmed, hour(2))

	if n := len(handings(t, s, store.ActCopied)); n != 3 {
		t.Errorf("%d links copied according to the log", n)
	}
	want := []string{
		`{"from":"new","to":"sent"}`, `{"from":"copied","to":"confirmed"}`, `{"from":"copied","to":"new","undone":true}`,
		`{"from":"confirmed","to":"new"}`, `{"from":"new","to":"confirmed","undone":true}`,
	}
	got := handings(t, s, store.ActHandover)
	for n := range max(len(got), len(want)) {
		if n >= len(got) || n >= len(want) || got[n] != want[n] {
			t.Fatalf("the log says %q, want %q", got, want)
		}
	}
	if _, err := s.VerifyActs(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestHandoverIsSeenByLists(t *testing.T) {
	s := open(t, t.TempDir())
	for n := range 2 {
		add(t, s, delivery(n+1), store.Issuance{Status: store.Succeeded, PassURL: "https://pass.example.org/1", CredentialID: delivery(n + 1).MessageID})
	}
	waiting, err := s.List(t.Context(), store.ToHandOver(), store.Order{})
	if err != nil || waiting.Len() != 2 {
		t.Fatalf("%d are waiting: %v", waiting.Len(), err)
	}
	h, err := s.SetHandover(t.Context(), store.HandoverSent, epoch, 1)
	if err != nil {
		t.Fatal(err)
	}
	if waiting, err = s.Follow(t.Context(), waiting); err != nil || waiting.Len() != 1 || waiting.ID(0) != 2 {
		t.Errorf("once one is sent %d are waiting: %v", waiting.Len(), err)
	}
	if err := s.UndoHandover(t.Context(), epoch, h); err != nil {
		t.Fatal(err)
	}
	if waiting, err = s.Follow(t.Context(), waiting); err != nil || waiting.Len() != 2 {
		t.Errorf("once that is taken back %d are waiting: %v", waiting.Len(), err)
	}
}
