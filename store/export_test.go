package store

import (
	"context"
	"math"
	"testing"
	"time"
)

// HoldIndex keeps issuances that come from now on out of the search index.
func HoldIndex(s *Store) {
	_ = s.writer.do(context.Background(), func(*batch) error {
		s.writer.index.searched = math.MaxInt64 // as if all were there
		return nil
	})
}

// LetIndex undoes HoldIndex and returns when every issuance is in the search
// index.
func LetIndex(t testing.TB, s *Store) {
	t.Helper()
	err := s.writer.do(t.Context(), func(b *batch) error {
		return b.conn.QueryRowContext(b.ctx, `SELECT searched FROM progress`).Scan(&s.writer.index.searched)
	})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var behind int64
		if err := s.db.QueryRow(`SELECT (SELECT max(id) FROM issuance) - searched FROM progress`).Scan(&behind); err != nil {
			t.Fatal(err)
		}
		if behind == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d issuances not indexed", behind)
		}
	}
}
