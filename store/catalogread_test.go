package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

// TestManyAreReadInTheirOrder, several portions at a time, past a hole.
func TestManyAreReadInTheirOrder(t *testing.T) {
	const rows, from, to = 5*catalogChunk + 7, catalogChunk + 3, 3*catalogChunk + 1 // the hole
	dir := fill(t, rows)
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, step := range []string{`PRAGMA foreign_keys = OFF`, `UPDATE issuance SET superseded_by = NULL`} {
		if _, err := db.Exec(step); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`DELETE FROM issuance WHERE id BETWEEN ? AND ?`, from, to); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReader(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := r.Prepare(stopped); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	l, err := r.List(t.Context(), Filter{Latest: true}, Order{Ascending: true})
	if err != nil || l.Len() != rows-(to-from+1) {
		t.Fatalf("%d of %d, %v", l.Len(), rows-(to-from+1), err)
	}
	for n := range l.Len() {
		want := int64(n + 1)
		if want >= from {
			want += to - from + 1
		}
		if l.ID(n) != want {
			t.Fatalf("at %d stands %d, want %d", n, l.ID(n), want)
		}
	}
}
