package store

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// TestErasingWaitsForReaders: while somebody reads on from before, what was
// erased is still in the WAL, and Erase does not say that it is gone.
func TestErasingWaitsForReaders(t *testing.T) {
	s, dir := crowd(t)
	rows, err := s.Newest(t.Context(), Filter{Search: rare[0]}, 1)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	p, err := s.Person(t.Context(), rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	db, err := connect(readerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	reading, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reading.QueryRow(`SELECT count(*) FROM issuance`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := s.Erase(ctx, p.IDs, true); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v while somebody reads", err)
	}
	appendMarked(t, s, 301, 310) // deliveries do not wait
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), nil, false); err != nil { // waits
		t.Fatal(err)
	}
	if hits := found(t, dir, traces(p.Issuances)); len(hits) > 0 {
		t.Errorf("left: %q", hits)
	}
}

// TestErasingBesideBackups, two at once and into one file.
func TestErasingBesideBackups(t *testing.T) {
	s, dir := crowd(t)
	file, p := filepath.Join(t.TempDir(), "b"), passphrase(t, "correct horse")
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for range 3 {
				if c, err := Backup(context.Background(), dir, file, p, testCustody); err != nil || !c.Fine() || c.Deliveries != 316 {
					t.Errorf("%+v, %v", c, err)
				}
			}
		})
	}
	all.Go(func() {
		for id := int64(1); id <= 12; id++ {
			if err := s.Erase(context.Background(), []int64{id}, true); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	if c, err := restoreFile(t, file, filepath.Join(t.TempDir(), "there"), p, testCustody); err != nil || !c.Fine() || c.Deliveries != 316 {
		t.Errorf("%+v, %v", c, err)
	}
	if c := mustCheck(t, dir, testCustody); c.Erased != 12 {
		t.Errorf("%+v", c)
	}
}
