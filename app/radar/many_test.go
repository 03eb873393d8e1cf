package radar

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"passdesk/store"
)

// manyGaps makes a folder in which receiving stopped n times, for a minute
// every hour, and so lately that a part of it is not settled; none is closed.
func manyGaps(t testing.TB, n int) (s *store.Store, until time.Time) {
	t.Helper()
	s, err := store.Open(t.TempDir(), custody)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	began := friday.Add(-time.Duration(n) * time.Hour)
	var gaps []store.Gap
	for k := range n {
		from := began.Add(time.Duration(k) * time.Hour)
		gaps = append(gaps, store.Gap{ID: int64(k + 1), Began: from, Ended: from.Add(time.Minute), Cause: store.NoWayIn})
	}
	if err := s.Beat(context.Background(), friday, gaps...); err != nil {
		t.Fatal(err)
	}
	return s, friday
}

func TestTenThousandGapsStayFast(t *testing.T) {
	const n = 10_000
	s, now := manyGaps(t, n)
	r := New(s, slog.New(slog.DiscardHandler))
	r.watch.known = now
	took := func(what string, within time.Duration, do func()) {
		t.Helper()
		began := time.Now()
		do()
		t.Logf("%s: %v", what, time.Since(began))
		// Many times what it takes on a machine that has nothing else to do.
		if took := time.Since(began); took > within {
			t.Errorf("%s took %v", what, took)
		}
	}
	took("ruling on all", 2*time.Minute, func() {
		if _, err := r.judgeSome(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	if open, err := s.OpenGaps(t.Context()); open != 0 || err != nil {
		t.Errorf("%d are open, %v", open, err)
	}
	took("ruling again", 10*time.Second, func() {
		if _, err := r.judgeSome(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	took("listing the newest", 10*time.Second, func() {
		if list, err := List(t.Context(), s.Reader, 0, 100); err != nil || len(list) != 100 || list[0].ID != n || list[0].State != Closed {
			t.Errorf("%d, %v", len(list), err)
		}
	})
	took("listing all", time.Minute, func() {
		if list, err := List(t.Context(), s.Reader, 0, n); err != nil || len(list) != n {
			t.Errorf("%d, %v", len(list), err)
		}
	})
	page, err := List(t.Context(), s.Reader, 101, 10)
	if err != nil || len(page) != 10 || page[0].ID != 100 {
		t.Errorf("a page: %d, %v", len(page), err)
	}
}

// BenchmarkTurn measures a second of a desk that receives and has nothing to
// tell, but for the beat, which BenchmarkBeat measures.
func BenchmarkTurn(b *testing.B) {
	s, _ := manyGaps(b, 0)
	r := New(s, slog.New(slog.DiscardHandler))
	if !r.begin(b.Context()) {
		b.Fatal("not begun")
	}
	r.Note(store.Receiving)
	r.turn(b.Context())
	r.turn(b.Context())
	for b.Loop() {
		r.turn(b.Context())
	}
}

func BenchmarkBeat(b *testing.B) {
	s, now := manyGaps(b, 0)
	for b.Loop() {
		now = now.Add(Heartbeat)
		if err := s.Beat(b.Context(), now); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFate works out what follows from ten thousand gaps.
func BenchmarkFate(b *testing.B) {
	var deaf spans
	for k := range int64(10_000) {
		deaf = append(deaf, span{k * at(h), k*at(h) + at(m)})
	}
	for b.Loop() {
		fateOf(documented, deaf, nil, at(10_000*h))
	}
}
