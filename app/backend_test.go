package main

import (
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/ui/model"
)

// TestTheDeskHandsOver goes through the desk's own door: the list follows, and
// the log of acts says in words what was done.
func TestTheDeskHandsOver(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 4)
	b := backend{p.store, p.trust}
	waiting, err := b.List(t.Context(), model.Query{View: model.ToHandOver}.Filter(time.Now()), store.Order{})
	if err != nil {
		t.Fatal(err)
	}
	if waiting.Len() != 4 {
		t.Fatalf("%d are waiting", waiting.Len())
	}
	follow := func(want int) {
		t.Helper()
		if waiting, err = b.Follow(t.Context(), waiting); err != nil || waiting.Len() != want {
			t.Fatalf("%d are waiting, want %d: %v", waiting.Len(), want, err)
		}
	}
	sent, err := b.SetHandover(t.Context(), store.HandoverSent, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	follow(2)
	if err := b.UndoHandover(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	follow(4)
	said := strings.Join(p.kinds(t), "\n")
	for _, want := range []string{"handover from new to sent", "handover from sent to new, taken back"} {
		if strings.Count(said, want) != 2 {
			t.Errorf("the log does not say %q twice:\n%s", want, said)
		}
	}
}
