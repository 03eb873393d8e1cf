package store

import (
	"context"
	"fmt"
	"sync"
)

// Watch gives a channel that receives, without payload, after a commit has
// changed what readers see; commits between two receives are one wake-up.
// Call stop when done.
func (s *Store) Watch() (wake <-chan struct{}, stop func()) {
	return s.writer.watchers.add()
}

// Stir wakes those who follow the log when another process has written to it
// since the issuance last, and takes what that wrote into the search index. It gives
// the newest, or last after an error. It is for the process that holds the folder,
// now and then.
func (s *Store) Stir(ctx context.Context, last int64) (int64, error) {
	during, done := s.during(ctx)
	defer done()
	var newest int64
	err := s.db.QueryRowContext(during, `SELECT coalesce(max(id), 0) FROM issuance`).Scan(&newest)
	if err = translate(err); err == nil && newest != last {
		err = s.writer.do(ctx, func(b *batch) error {
			b.newest, b.changed = max(b.newest, newest), true
			return nil
		})
	}
	if err != nil {
		return last, fmt.Errorf("stir: %w", err)
	}
	return newest, nil
}

// watchers wakes those who follow the log. A wake-up has no payload, so one
// that is waiting stands for any number of commits.
type watchers struct {
	mu  sync.Mutex
	all map[chan struct{}]struct{}
}

func (w *watchers) add() (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = make(map[chan struct{}]struct{})
	}
	w.all[ch] = struct{}{}
	return ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, ch)
	}
}

func (w *watchers) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch := range w.all {
		select {
		case ch <- struct{}{}:
		default: // already has one waiting
		}
	}
}
