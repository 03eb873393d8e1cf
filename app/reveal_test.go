package main

import (
	"errors"
	"testing"

	"passdesk/app/crossmint"
	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/store/vault"
)

// TestAKeyIsRevealedOnRecord: it comes after its entry in the log of acts, and
// not at all when the log cannot be continued.
func TestAKeyIsRevealedOnRecord(t *testing.T) {
	t.Parallel()
	const count = 10
	dir := filled(t, count, simulator.Encrypted)
	kept, err := store.Open(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	desk := backend{kept, new(trust)}
	rows, err := kept.Newest(t.Context(), store.Filter{}, count)
	if err != nil {
		t.Fatal(err)
	}
	shown := func() (n int) {
		acts, err := kept.Acts(t.Context(), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range acts {
			if a.Kind == store.ActKeyRevealed {
				n++
			}
		}
		return n
	}
	var about int64
	for n, row := range rows {
		key, err := desk.RevealKey(t.Context(), row.ID)
		switch {
		case row.Encryption == store.Clear && errors.Is(err, crossmint.ErrNoKey):
			continue
		case err != nil || key.Reveal() != keySentWith(t, count, row.MessageID):
			t.Fatalf("row %d: not the key that came, %v", n, err)
		}
		about = row.ID
	}
	if about == 0 || shown() == 0 {
		t.Fatalf("no key was revealed, or %d entries", shown())
	}
	before := shown()
	change(t, dir, `UPDATE act_head SET entries = entries - 1`)
	if key, err := desk.RevealKey(t.Context(), about); !errors.Is(err, store.ErrChain) || !key.IsZero() {
		t.Errorf("with the log broken: %v", err)
	}
	if shown() != before {
		t.Error("there is an entry all the same")
	}
	locked, err := store.OpenReader(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer locked.Close()
	if notes, err := locked.NotedActs(t.Context()); err != nil || len(notes) != 1 || notes[0].Issuance != about {
		t.Errorf("noted: %+v, %v", notes, err)
	}
}
