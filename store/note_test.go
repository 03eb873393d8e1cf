package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

func TestNotes(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Succeeded, SubjectName: "Ada"})
	note := func(id int64, words string) error { return s.SetNote(t.Context(), epoch, id, words) }
	for _, words := range []string{"will call back", "will call back", "came in person", ""} {
		if err := note(1, words); err != nil {
			t.Fatal(err)
		}
		if i, err := s.Issuance(t.Context(), 1); err != nil || i.Note != words {
			t.Fatalf("the note is %q (%v), want %q", i.Note, err, words)
		}
	}
	if acts := handings(t, s, store.ActNoted); len(acts) != 3 {
		t.Errorf("%d changes are in the log, want 3: the same note again is none", len(acts))
	}
	if err := note(7, "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a note on nothing: %v", err)
	}
	if err := note(1, strings.Repeat("x", store.LongestNote+1)); !errors.Is(err, store.ErrNoteTooLong) {
		t.Errorf("a note that is too long: %v", err)
	}
}

func TestNotesAreFoundAndSound(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	add(t, s, delivery(1), store.Issuance{Status: store.Succeeded, SubjectName: "Ada"})
	add(t, s, delivery(2), store.Issuance{Status: store.Succeeded, SubjectName: "Alan"})
	list, err := s.List(t.Context(), store.Filter{Search: "rückruf"}, store.Order{})
	if err != nil || list.Len() != 0 {
		t.Fatal(list, err)
	}
	if err := s.SetNote(t.Context(), epoch, 2, "Rückruf um 12"); err != nil {
		t.Fatal(err)
	}
	if list, err = s.Follow(t.Context(), list); err != nil || list.Len() != 1 || list.ID(0) != 2 {
		t.Errorf("the note is not found: %v %v", list, err)
	}
	if noted, err := s.List(t.Context(), store.Filter{Noted: store.Yes}, store.Order{}); err != nil || noted.Len() != 1 {
		t.Errorf("has:note finds %d (%v)", noted.Len(), err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found, err := store.Check(t.Context(), dir, custody, nil); err != nil || !found.Fine() {
		t.Errorf("afterwards: %v %v", found.Problems, err)
	}
}

func TestHistory(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Failed, ActionID: "act", Error: "no funds"})
	add(t, s, delivery(2), store.Issuance{Status: store.Succeeded, ActionID: "other"})
	add(t, s, delivery(3), store.Issuance{Status: store.Succeeded, ActionID: "act", CredentialID: "urn:uuid:1"})
	add(t, s, delivery(4), store.Issuance{Status: store.Other})
	h, err := s.SetHandover(t.Context(), store.HandoverSent, epoch, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.UndoHandover(t.Context(), epoch.Add(time.Minute), h); err != nil {
		t.Fatal(err)
	}
	three, err := s.Issuance(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	related, err := s.Related(t.Context(), three, 10)
	if err != nil || len(related) != 1 || related[0].ID != 1 {
		t.Errorf("related to 3 are %+v (%v), want 1", related, err)
	}
	acts, err := s.ActsAbout(t.Context(), 10, 3, 1)
	if err != nil || len(acts) != 2 {
		t.Fatalf("%d acts are about it (%v): %+v", len(acts), err, acts)
	}
	for n, undone := range []bool{true, false} {
		from, to, was, ok := acts[n].Moved()
		if undone {
			from, to = to, from
		}
		if !ok || was != undone || from != store.HandoverNew || to != store.HandoverSent {
			t.Errorf("act %d: from %v to %v, undone %v, %v", n, from, to, was, ok)
		}
	}
	if some, err := s.ActsAbout(t.Context(), 1, 3); err != nil || len(some) != 1 {
		t.Errorf("%d of at most 1 (%v)", len(some), err)
	}
	if none, err := s.Related(t.Context(), store.Issuance{ID: 4}, 10); err != nil || len(none) != 0 {
		t.Errorf("related to what names nothing: %+v (%v)", none, err)
	}
}
