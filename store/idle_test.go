package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// TestIndexingWaitsForNobody: while another program writes, a delivery waits as
// long for it as it would alone, not behind the search index as well.
func TestIndexingWaitsForNobody(t *testing.T) {
	s, dir := openTemp(t)
	other, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	appendMarked(t, s, 1, 3) // to be indexed, as soon as nothing comes
	held, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * idleAfter)
	ctx, end := context.WithTimeout(t.Context(), 8*time.Second)
	defer end()
	d, i := marked(4)
	if _, err := s.Append(ctx, d, i); !errors.Is(err, ErrBusy) {
		t.Errorf("%v, want ErrBusy", err)
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	LetIndex(t, s) // without another delivery
	if _, err := s.Append(ctx, d, i); err != nil {
		t.Error(err)
	}
}
