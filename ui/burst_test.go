package ui

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/vault"
	"passdesk/ui/model"
)

// countedStore counts what a desk asks a real store.
type countedStore struct {
	*realStore
	lists, follows atomic.Int32
}

func (c *countedStore) List(ctx context.Context, f store.Filter, o store.Order) (model.IDs, error) {
	c.lists.Add(1)
	return c.realStore.List(ctx, f, o)
}

func (c *countedStore) Follow(ctx context.Context, l model.IDs) (model.IDs, error) {
	c.follows.Add(1)
	return c.realStore.Follow(ctx, l)
}

// TestABurstIsFollowed has the real loops and a real store, and hundreds of
// events at once; what is handed to the UI thread is played here.
func TestABurstIsFollowed(t *testing.T) {
	kept, err := store.Open(t.TempDir(), vault.Custody{vault.Given(vault.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	s := &countedStore{realStore: &realStore{Store: kept}}
	s.fill(t, 300)
	desk := bringToLife(t, s, Options{})
	issued := func() int {
		c, err := kept.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c.Succeeded
	}
	desk.until("the list", func() bool { return desk.list.rows.Rows == issued() && !desk.list.rows.Part() })

	before := desk.hops
	began := time.Now()
	burst := make(chan error, 1)
	go func() {
		for n := 301; n <= 800; n++ {
			if err := s.append(t.Context(), n); err != nil {
				burst <- err
				return
			}
		}
		burst <- nil
	}()
	over := false
	desk.until("all of the burst", func() bool {
		select {
		case err := <-burst:
			if over = true; err != nil {
				t.Fatal(err)
			}
		default:
		}
		return over && desk.list.rows.Rows == issued()
	})
	// One hop each for the list and for the side bar in their time, and a tick a second.
	if most := int(time.Since(began)/frameTime) + 3*int(time.Since(began)/time.Second) + 6; desk.hops-before > most {
		t.Errorf("%d hops to the UI thread, at most %d are due", desk.hops-before, most)
	}
	if n := s.lists.Load(); n != 1 {
		t.Errorf("the list was made %d times", n)
	}
	if s.follows.Load() == 0 || desk.list.rows.ID(0) < 799 {
		t.Errorf("followed %d times, the newest row is %d", s.follows.Load(), desk.list.rows.ID(0))
	}
	if !desk.list.rows.Known(0) || desk.list.view.slots[0].state.blank {
		t.Error("the newest row is not drawn")
	}
	desk.stop()
}
