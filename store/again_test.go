package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// TestAWriteIsDoneOnceHoweverOftenItIsTried: one that shares its batch with a
// write that fails is taken back and applied again.
func TestAWriteIsDoneOnceHoweverOftenItIsTried(t *testing.T) {
	s, dir := openTemp(t)
	weak := refusal(OtherSecret, 1)
	mustReject(t, s, weak)
	strong := weak
	strong.Reason = Stale
	ready, err := s.readyRejection(strong)
	must(t, err)
	var entries []*entry
	for n := range 2 { // the second under an id of its own
		e, err := s.makeReady(Delivery{MessageID: "m", Body: fmt.Append(nil, n)}, Issuance{})
		must(t, err)
		entries = append(entries, e)
	}
	bad := errors.New("bad")
	var jobs []*write
	for _, apply := range []func(b *batch) error{
		func(b *batch) error { _, err := s.reject(b, []*readyRejection{ready}); return err },
		func(b *batch) error { _, err := entries[0].append(b); return err },
		func(b *batch) error { _, err := entries[1].append(b); return err },
		func(*batch) error { return bad },
	} {
		jobs = append(jobs, &write{apply: apply, done: make(chan error, 1)})
	}
	must(t, s.writer.close())
	reopen(t, s).commit(jobs)
	for n, want := range []error{nil, nil, nil, bad} {
		if err := <-jobs[n].done; !errors.Is(err, want) {
			t.Errorf("write %d: %v, want %v", n, err, want)
		}
	}
	if kept := mustList(t, s.Reader); len(kept) != 1 || kept[0].Reason != Stale || kept[0].Times != 2 {
		t.Errorf("in quarantine: %+v", kept)
	}
	if entries[1].MessageID != "m" {
		t.Errorf("it begins as %q the next time", entries[1].MessageID)
	}
	mustCheck(t, dir, testCustody)
}

// TestRenewingAmongWritesThatFail: what is taken back with them is done again from
// where it began, so that nothing is left with a key that goes.
func TestRenewingAmongWritesThatFail(t *testing.T) {
	s, dir := openTemp(t)
	const kept = 5
	appendMarked(t, s, 1, kept)
	for n := range kept {
		mustReject(t, s, refusal(Stale, 100+n))
	}
	must(t, s.Set(t.Context(), "token", []byte("a value")))
	keepRoster(t, s, graduates())
	ctx, end := context.WithCancel(t.Context())
	var failing sync.WaitGroup
	for range 8 {
		failing.Go(func() {
			for ctx.Err() == nil {
				if err := s.SetNote(t.Context(), came, 1<<40, "nobody's"); !errors.Is(err, ErrNotFound) {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		if err := s.RenewKey(t.Context()); err != nil {
			t.Error(err)
		}
	}
	end()
	failing.Wait()
	for _, r := range mustList(t, s.Reader) {
		if _, err := s.Rejection(t.Context(), r.ID); err != nil {
			t.Error(err)
		}
	}
	if found := mustCheck(t, dir, testCustody); found.Opened != kept {
		t.Errorf("%d bodies open", found.Opened)
	}
}

// TestARenewalThatNobodyWaitsForIsNoObstacle: its key is in use or is not there.
func TestARenewalThatNobodyWaitsForIsNoObstacle(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 3)
	busy, free := make(chan struct{}), make(chan struct{})
	blocked := make(chan error, 1)
	go func() {
		blocked <- s.writer.do(context.Background(), func(*batch) error { close(busy); <-free; return nil })
	}()
	<-busy
	ctx, leave := context.WithCancel(t.Context())
	renewed := make(chan error, 1)
	go func() { renewed <- s.RenewKey(ctx) }()
	for len(s.writer.queue) == 0 { // until it waits
		time.Sleep(time.Millisecond)
	}
	leave()
	close(free)
	must(t, <-blocked)
	if err := <-renewed; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	appendMarked(t, s, 4, 5)
	if err := s.RenewKey(t.Context()); err != nil {
		t.Error(err)
	}
	if found := mustCheck(t, dir, testCustody); found.Opened != 5 {
		t.Errorf("%d bodies open", found.Opened)
	}
}
