package store

import (
	"testing"
	"time"
)

// WaitIndexed returns when every issuance is in the search index.
func WaitIndexed(t testing.TB, s *Store) {
	t.Helper()
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
