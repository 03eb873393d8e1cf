package store

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestWhoHasGoneIsNotWrittenTo: a caller that no longer waits comes back at once,
// what it asked for is done all the same, and the two share nothing. The race
// detector looks at the last.
func TestWhoHasGoneIsNotWrittenTo(t *testing.T) {
	for name, call := range map[string]func(context.Context, *Store) error{
		"append": func(ctx context.Context, s *Store) error {
			d, i := marked(7)
			_, err := s.Append(ctx, d, i)
			return err
		},
		"act": func(ctx context.Context, s *Store) error { return s.Record(ctx, Act{Kind: ActExported}) },
		"hand-over": func(ctx context.Context, s *Store) error {
			_, err := s.SetHandover(ctx, HandoverSent, time.Now(), 1)
			return err
		},
		"roster": func(ctx context.Context, s *Store) error {
			_, err := s.KeepRoster(ctx, graduates())
			return err
		},
		"rejection": func(ctx context.Context, s *Store) error {
			_, err := s.Reject(ctx, Rejection{Reason: "unsigned", ReceivedAt: time.Now(), LastAt: time.Now()})
			return err
		},
		"revocation": func(ctx context.Context, s *Store) error {
			_, err := s.Ledger().BeginRevocation(ctx, 1, "staging", time.Now())
			return err
		},
		"lease": func(ctx context.Context, s *Store) error {
			_, err := s.Ledger().Lease(ctx, "me", time.Now(), time.Now().Add(time.Minute))
			return err
		},
		"watch": func(ctx context.Context, s *Store) error {
			_, _, err := s.Ledger().Watch(ctx, Record{Origin: Watched, At: time.Now(), Body: []byte("{}"), Issuance: Issuance{Status: Pending, ActionID: "act-9"}})
			return err
		},
		"stir": func(ctx context.Context, s *Store) error {
			_, err := s.Stir(ctx, 0)
			return err
		},
		"old": func(ctx context.Context, s *Store) error {
			_, err := s.EraseOld(ctx, time.Now().Add(time.Hour), true, 5)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openTemp(t)
			appendMarked(t, s, 1, 1)
			busy, free := make(chan struct{}), make(chan struct{})
			go func() {
				_ = s.writer.do(context.Background(), func(*batch) error {
					close(busy)
					<-free
					return nil
				})
			}()
			<-busy
			ctx, leave := context.WithCancel(t.Context())
			gone := make(chan error, 1)
			go func() { gone <- call(ctx, s) }()
			for len(s.writer.queue) == 0 {
				time.Sleep(time.Millisecond)
			}
			wake, stop := s.Watch()
			defer stop()
			leave()
			// The caller is back before the writer goes on, and the race detector
			// must not be told: so nobody but the clock says when.
			time.Sleep(30 * time.Millisecond)
			close(free)
			time.Sleep(30 * time.Millisecond)
			if err := <-gone; !errors.Is(err, context.Canceled) {
				t.Errorf("%v, want that it was cancelled", err)
			}
			if err := s.Probe(t.Context()); err != nil { // the writer has done it
				t.Fatal(err)
			}
			if name == "lease" || name == "old" { // readers see nothing of the one, and the other is only ordered
				return
			}
			select {
			case <-wake:
			default:
				t.Error("nothing was done")
			}
		})
	}
}
