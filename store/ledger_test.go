package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"passdesk/store"
)

func wantWatched(action, credential string, at time.Time) store.Record {
	return store.Record{
		Origin: store.Watched, At: at, EventType: "passdesk.watched", Body: []byte(`{"type":"passdesk.watched"}`),
		Issuance: store.Issuance{Status: store.Pending, ActionID: action, CredentialID: credential},
	}
}

// ledgers gives the folder's own ledger and one beside it.
func ledgers(t *testing.T, s *store.Store, dir string) map[string]*store.Ledger {
	t.Helper()
	beside, err := store.OpenLedger(dir, custody)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := beside.Close(); err != nil {
			t.Error(err)
		}
	})
	return map[string]*store.Ledger{"own": s.Ledger(), "beside": beside}
}

func TestWatchIsPendingOnce(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for name, l := range ledgers(t, s, dir) {
		a, b := wantWatched(name+"a", "", epoch), wantWatched(name+"b", name+"c", epoch)
		ids, added, err := l.Watch(t.Context(), a, b)
		if err != nil || added != 2 || len(ids) != 2 {
			t.Fatalf("%s: %v, %d, %v", name, ids, added, err)
		}
		again, added, err := l.Watch(t.Context(), b, a, wantWatched("", name+"d", epoch))
		if err != nil || added != 1 || !slices.Equal(again[:2], []int64{ids[1], ids[0]}) {
			t.Errorf("%s again: %v, %d, %v", name, again, added, err)
		}
		i, err := s.Issuance(t.Context(), ids[0])
		if err != nil || i.Status != store.Pending || i.Origin != store.Watched || i.MessageID != "" || i.ActionID != name+"a" || !i.ReceivedAt.Equal(epoch) {
			t.Errorf("%s: %+v, %v", name, i, err)
		}
		d, err := s.Delivery(t.Context(), i.DeliveryID)
		if err != nil || d.Origin() != store.Watched || string(d.Body) != `{"type":"passdesk.watched"}` {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		for _, bad := range []store.Record{wantWatched("", "", epoch), {Origin: store.Delivered, Issuance: store.Issuance{Status: store.Pending, ActionID: "x"}}} {
			if _, _, err := l.Watch(t.Context(), bad); !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if c, _ := s.Counts(t.Context()); c != (store.Counts{Pending: 6}) {
		t.Errorf("%+v", c)
	}
	// Radar and erasing are about what was delivered.
	if a, err := s.Arrivals(t.Context(), 0, 10); err != nil || len(a) != 0 {
		t.Errorf("%v, %v", a, err)
	}
	if found := newest(t, s, store.Filter{Search: "beside", Status: []store.Status{store.Pending}}); len(found) != 3 {
		t.Errorf("%d found", len(found))
	}
}

// TestWhatStandsInTheViews: of the same outcome a delivery stands, whatever the
// order; and a success stands before everything.
func TestWhatStandsInTheViews(t *testing.T) {
	type step struct {
		origin store.Origin
		status store.Status
	}
	const ok, no, pending = store.Succeeded, store.Failed, store.Pending
	for _, c := range []struct {
		steps []step
		want  int
	}{
		{[]step{{store.Watched, pending}, {store.Delivered, ok}}, 1},
		{[]step{{store.Delivered, ok}, {store.Watched, pending}}, 0},
		{[]step{{store.Watched, pending}, {store.Reported, ok}, {store.Fetched, ok}, {store.Delivered, ok}}, 3},
		{[]step{{store.Delivered, ok}, {store.Fetched, ok}}, 0},
		{[]step{{store.Fetched, ok}, {store.Reported, ok}}, 0},
		{[]step{{store.Delivered, no}, {store.Reported, no}}, 0},
		{[]step{{store.Delivered, no}, {store.Reported, ok}}, 1},
		{[]step{{store.Reported, no}, {store.Delivered, no}}, 1},
		{[]step{{store.Reported, ok}, {store.Delivered, no}}, 0},
		{[]step{{store.Watched, pending}, {store.Watched, pending}}, 1},
	} {
		dir := t.TempDir()
		s := open(t, dir)
		for n, step := range c.steps {
			i := store.Issuance{Status: step.status, ActionID: "a", CredentialID: "c", SubjectContact: "ada@example.org"}
			if step.origin == store.Delivered {
				add(t, s, delivery(n), i)
			} else if err := s.Ledger().Keep(t.Context(), store.Record{Origin: step.origin, At: epoch, EventType: fmt.Sprint(n), Body: []byte("{}"), Issuance: i}); err != nil {
				t.Fatal(err)
			}
		}
		view := newest(t, s, store.Filter{Latest: true})
		if len(view) != 1 || view[0].ID != int64(c.want+1) || view[0].Origin != c.steps[c.want].origin || view[0].SupersededBy != "" {
			t.Errorf("%v: in view %+v", c.steps, view)
		}
		for _, i := range newest(t, s, store.Filter{}) {
			if i.ID != view[0].ID && i.SupersededBy == "" {
				t.Errorf("%v: %+v says that it is in view", c.steps, i)
			}
		}
		if p, err := s.Person(t.Context(), view[0].ID); err != nil || len(p.IDs) != len(c.steps) || p.SoleCopies > 1 {
			t.Errorf("%v: %+v, %v", c.steps, p, err)
		}
		// Without the one that stands, the next best does.
		if err := s.Erase(t.Context(), []int64{view[0].ID}, true); err != nil {
			t.Fatal(err)
		}
		if left := newest(t, s, store.Filter{Latest: true}); len(left) != 1 {
			t.Errorf("%v: then in view %+v", c.steps, left)
		}
		if found, err := store.Check(t.Context(), dir, custody, nil); err != nil || !found.Fine() {
			t.Errorf("%v: %v, %v", c.steps, found.Problems, err)
		}
	}
}

// TestNoSenderUsesOurIDs: a message id that looks like ours is another's.
func TestNoSenderUsesOurIDs(t *testing.T) {
	s := open(t, t.TempDir())
	d := delivery(1)
	d.MessageID = "  passdesk:fetched:x"
	add(t, s, d, store.Issuance{Status: store.Succeeded})
	if i := newest(t, s, store.Filter{}); len(i) != 1 || i[0].Origin != store.Delivered || i[0].MessageID != "passdesk:fetched:x" {
		t.Errorf("%+v", i)
	}
}

// TestBesideWhileTheKeyIsRenewed: what another process writes meanwhile opens
// with the key that is left.
func TestBesideWhileTheKeyIsRenewed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	beside := ledgers(t, s, dir)["beside"]
	ctx, cancel := context.WithCancel(t.Context())
	written := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			if _, _, err := beside.Watch(t.Context(), wantWatched(fmt.Sprint("a", n), "", epoch)); err != nil && !errors.Is(err, store.ErrLocked) {
				t.Error(err)
			}
		}
		written <- n
	}()
	for range 5 {
		add(t, s, delivery(int(time.Now().UnixNano()%1e6)), store.Issuance{Status: store.Succeeded})
		if err := s.RenewKey(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	n := <-written
	found, err := store.Check(t.Context(), dir, custody, nil)
	if err != nil || !found.Fine() || n == 0 || found.Opened < 6 {
		t.Errorf("%d written: %v, %+v", n, err, found)
	}
}

// TestStirShowsWhatOthersWrote: those who follow are woken, and it is indexed.
func TestStirShowsWhatOthersWrote(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	beside := ledgers(t, s, dir)["beside"]
	last, err := s.Stir(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	wake, stop := s.Watch()
	defer stop()
	if _, _, err := beside.Watch(t.Context(), wantWatched("needle-in-the-hay", "", epoch)); err != nil {
		t.Fatal(err)
	}
	next, err := s.Stir(t.Context(), last)
	if err != nil || next != last+1 {
		t.Errorf("%d, %v", next, err)
	}
	select {
	case <-wake:
	case <-time.After(10 * time.Second):
		t.Error("nobody is woken")
	}
	if got := newest(t, s, store.Filter{Search: "needle"}); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if again, err := s.Stir(t.Context(), next); err != nil || again != next {
		t.Errorf("%d, %v", again, err)
	}
}

func TestOneAsksAtATime(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	all := ledgers(t, s, dir)
	lease := func(l *store.Ledger, who string, at time.Duration) bool {
		got, err := l.Lease(t.Context(), who, epoch.Add(at), epoch.Add(at+time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	own, beside := all["own"], all["beside"]
	for n, c := range []struct{ got, want bool }{
		{lease(own, "a", 0), true},
		{lease(beside, "b", 0), false},
		{lease(own, "a", 30*time.Second), true},
		{lease(beside, "b", 80*time.Second), false},
		{lease(beside, "b", 90*time.Second), true},
		{lease(own, "a", 91*time.Second), false},
		{lease(own, "a", -24*time.Hour), true}, // the clock was set back
	} {
		if c.got != c.want {
			t.Errorf("%d: %v", n, c.got)
		}
	}
	if err := beside.Release(t.Context(), "b"); err != nil || lease(beside, "b", -24*time.Hour) {
		t.Errorf("it released another's: %v", err)
	}
	if err := own.Release(t.Context(), "a"); err != nil || !lease(beside, "b", -24*time.Hour) {
		t.Errorf("it was not released: %v", err)
	}
}

func TestErasingEndsAWatch(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	l := s.Ledger()
	ids, _, err := l.Watch(t.Context(), wantWatched("a", "c", epoch))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), ids, false); err != nil { // no credential, so no only copy
		t.Fatal(err)
	}
	late := wantWatched("a", "c", epoch)
	late.Origin, late.Issuance.Status = store.Reported, store.Succeeded
	if err := l.Answer(t.Context(), store.Answered{Watch: ids[0], At: epoch, End: true, Record: &late}); err != nil {
		t.Fatal(err)
	}
	if got := newest(t, s, store.Filter{}); len(got) != 0 {
		t.Errorf("it came back: %+v", got)
	}
	if o, err := s.Outlook(t.Context()); err != nil || o.Open != 0 {
		t.Errorf("%+v, %v", o, err)
	}
	if found, err := store.Check(t.Context(), dir, custody, nil); err != nil || !found.Fine() {
		t.Errorf("%v, %v", found.Problems, err)
	}
}

func TestLedgerRefusals(t *testing.T) {
	dir := t.TempDir()
	if _, err := store.OpenLedger(dir, custody); !errors.Is(err, store.ErrMissing) {
		t.Error(err)
	}
	open(t, dir)
	if _, err := store.OpenLedger(dir, nil); !errors.Is(err, store.ErrLocked) {
		t.Error(err)
	}
}
