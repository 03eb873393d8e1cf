package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
	"passdesk/app/way"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// endure is how long the program has to hold out: half an hour with
// go test -tags ci -run Endurance -timeout 0 ./app -args -for 30m.
var endure = flag.Duration("for", 3*time.Second, "how long TestEndurance lasts")

// strain is a program that is worked hard, and in which nothing may grow but
// what is kept.
type strain struct {
	t     *testing.T
	p     *program
	edge  *tunneltest.Edge
	all   *promises
	drops int
	taken int // exports
	asked int // searches and lists
}

// stock is what there is of something while the program rests.
type stock struct {
	records, goroutines, files int
	heap, wal                  float64 // MB
}

func (f stock) String() string {
	return fmt.Sprintf("%d records, %d goroutines, %d files, %.1f MB of heap, %.1f MB of journal", f.records, f.goroutines, f.files, f.heap, f.wal)
}

// TestEndurance works the program as a long day does: load through the tunnel and
// beside it, a tunnel that breaks, exports and searches meanwhile, and rests. At
// each rest it is looked at what has grown.
func TestEndurance(t *testing.T) {
	s, stop := newStrain(t)
	round := max(time.Second, *endure/40)
	s.round(round / 2) // after which everything has been used once
	first := s.rest()
	t.Logf("at first: %v", first)
	var last stock
	for began := time.Now(); time.Since(began) < *endure; {
		s.round(round)
		last = s.rest()
		if *endure > time.Minute {
			t.Logf("after %v: %v", time.Since(began).Round(time.Second), last)
		}
	}
	t.Logf("at last: %v; %d drops, %d exports, %d searches, answers %v", last, s.drops, s.taken, s.asked, s.all.counts)
	if last.goroutines > first.goroutines+20 || last.files > first.files+20 {
		t.Errorf("goroutines or open files have grown: from %v to %v", first, last)
	}
	// What lists keep in memory of a record, and this test of a promise.
	const ofRecord = 500e-6
	if most := first.heap + 24 + ofRecord*float64(last.records-first.records); last.heap > most {
		t.Errorf("memory has grown to %.1f MB, at most %.1f were to be expected", last.heap, most)
	}
	if last.wal > 70 {
		t.Errorf("the journal has %.1f MB", last.wal)
	}
	stop()
	s.all.held(t, s.p.dir)
}

func newStrain(t *testing.T) (s *strain, stop func()) {
	t.Helper()
	edge := tunneltest.NewTLSEdge(t)
	p, err := takeFolder(&settings{
		Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", VaultKey: hidden{secret.Of(testVault)},
		NgrokConnect: edge.ConnectAddr, NgrokRootCAs: edge.CAFile(t), NgrokAuthtoken: hidden{secret.Of("a-token")},
		SigningSecret: []hidden{{secret.Of(testSecret)}},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	shown := newConnections(p, func(model.Connection) {})
	go func() { ended <- p.run(ctx, shown.stands) }()
	s = &strain{t: t, p: p, edge: edge, all: newPromises()}
	s.all.trust = &tls.Config{RootCAs: edge.CAs(), MinVersion: tls.VersionTLS12}
	s.online()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			end()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if err := p.close(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return s, stop
}

// online waits until the way in is proven. After many changes that would be tried
// ever more seldom, so it is asked for.
func (s *strain) online() {
	s.t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if st := s.p.told.Load(); st != nil && st.State == way.Online {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the way in does not come back: %+v", s.p.told.Load())
		}
		_, _ = receiver{s.p}.Check(s.t.Context()) // there may be nothing to check yet
	}
}

// round is some time of everything at once.
func (s *strain) round(d time.Duration) {
	s.t.Helper()
	ctx, end := context.WithTimeout(s.t.Context(), d)
	defer end()
	beside := s.all.press(s.t, s.p.localURL(), 4, 300)
	through := s.all.press(s.t, s.edge.URL+webhook.Path, 8, 300)
	var hands sync.WaitGroup
	hands.Go(func() { s.search(ctx) })
	hands.Go(func() { s.export(ctx) })
	select {
	case <-time.After(rand.N(d)): // the moment is the test
	case <-ctx.Done():
	}
	if !raceDetector {
		s.edge.Drop()
		s.drops++
	}
	hands.Wait()
	beside()
	through()
}

// search asks what a desk asks that is being typed at, while rows come in.
func (s *strain) search(ctx context.Context) {
	b := backend{s.p.store, s.p.trust}
	var list model.IDs
	for n := 0; ctx.Err() == nil; n++ {
		q := model.Query{Search: []string{"", "a", "ada", "lovelace", "zzzz"}[n%5], Order: store.Order{By: store.ByName, Ascending: n%2 == 0}}
		_, err := b.Head(ctx, q.Filter(time.Now()), q.Order, 100)
		if err == nil && n%5 == 0 {
			list, err = b.List(ctx, q.Filter(time.Now()), q.Order)
		} else if err == nil {
			list, err = b.Follow(ctx, list)
		}
		if err != nil && ctx.Err() == nil {
			s.t.Error(err)
			return
		}
		s.asked++
		pause(ctx, 20*time.Millisecond)
	}
}

func (s *strain) export(ctx context.Context) {
	file := filepath.Join(s.t.TempDir(), "out.csv")
	for ctx.Err() == nil {
		if _, err := (exporter{s.p}).Export(ctx, model.Export{File: file, Format: "csv"}, func(model.Progress) {}); err != nil && ctx.Err() == nil {
			s.t.Error(err)
			return
		}
		s.taken++
		pause(ctx, 200*time.Millisecond)
	}
}

// rest waits until nothing is under way and tells what there is.
func (s *strain) rest() (f stock) {
	s.t.Helper()
	s.online()
	steady := 0
	waitFor(s.t, func() bool { // until what ends later has ended
		now := runtime.NumGoroutine()
		if steady++; now != f.goroutines {
			steady = 0
		}
		f.goroutines = now
		return steady >= 8
	})
	runtime.GC()
	runtime.GC() // what the first set free
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	f.heap = float64(m.HeapAlloc) / 1e6
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		s.t.Fatal(err)
	}
	f.files = len(open)
	if info, err := os.Stat(filepath.Join(s.p.dir, "passdesk.db-wal")); err == nil {
		f.wal = float64(info.Size()) / 1e6
	}
	newest, err := s.p.store.Newest(s.t.Context(), store.Filter{}, 1)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(newest) > 0 {
		f.records = int(newest[0].ID)
	}
	return f
}
