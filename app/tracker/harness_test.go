package tracker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/crossmint/api"
	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store"
	"passdesk/store/vault"
)

// clock is a time that passes when everybody who tells it sleeps. The zero
// speed is as fast as it goes.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() == nil {
		c.now = c.now.Add(d)
	}
	return ctx.Err()
}

// world is a folder, a stand-in of Crossmint and a tracker between them.
type world struct {
	*testing.T
	dir    string
	clock  *clock
	stand  *standin.Server
	url    string
	store  *store.Store
	log    *logs
	limits *api.Limits
	// patience is how long an answer is waited for; zero for as long as ever.
	patience time.Duration
	*Tracker
}

type logs struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var custody = vault.Custody{vault.Given(vault.NewKey())}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, dir: t.TempDir(), clock: &clock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}, log: new(logs)}
	w.stand = standin.New(standin.Config{
		Environment: "staging", Project: "p1", Now: w.clock.Now,
		Issuer: simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()},
	})
	server := httptest.NewServer(w.stand)
	t.Cleanup(server.Close)
	w.url = server.URL + "/api"
	w.open()
	return w
}

// client asks the stand-in with a key.
func (w *world) client(key string) *api.Client {
	w.Helper()
	k, err := api.ParseKey(key)
	if err != nil {
		w.Fatal(err)
	}
	c, err := api.New(api.Config{
		Key: k, Base: w.url, Clock: w.clock, Limits: w.limits, Transport: &http.Transport{ResponseHeaderTimeout: w.patience},
	})
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// open takes the folder, as a process that starts.
func (w *world) open() {
	w.Helper()
	s, err := store.Open(w.dir, custody)
	if err != nil {
		w.Fatal(err)
	}
	w.store = s
	w.limits = api.NewLimits(w.clock) // another process knows nothing of what this one asked
	w.Cleanup(func() { _ = s.Close() })
	w.Tracker = w.tracker(s.Ledger(), w.client(w.stand.Key()))
}

func (w *world) tracker(l *store.Ledger, clients ...*api.Client) *Tracker {
	return New(Config{
		Ledger: l, Clients: func() []*api.Client { return slices.Clone(clients) },
		Clock: w.clock, Log: slog.New(slog.NewTextHandler(w.log, nil)), Holder: "test", Tick: 30 * time.Second,
	})
}

// issue has the stand-in issue so many, and watches them.
func (w *world) issue(count int) (all []Wanted) {
	w.Helper()
	for range count {
		i := w.stand.Issue()
		all = append(all, Wanted{ActionID: i.ActionID, CredentialID: i.CredentialID})
	}
	w.watch(all...)
	return all
}

func (w *world) watch(all ...Wanted) []int64 {
	w.Helper()
	ids, _, err := w.Ledger.Watch(w.Context(), Records(all, "", w.clock.Now())...)
	if err != nil {
		w.Fatal(err)
	}
	return ids
}

// run has the tracker ask until something holds, or for a time.
func (w *world) run(until func() bool, most time.Duration) {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Tracker.Run(ctx) }()
	end := w.clock.Now().Add(most)
	for !until() && w.clock.Now().Before(end) {
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	<-done
}

func (w *world) settled() bool {
	o, err := w.Ledger.Outlook(w.Context())
	if err != nil {
		w.Error(err)
	}
	return o.Open == 0
}

func (w *world) watchings() []store.Watching {
	w.Helper()
	all, err := w.Ledger.Watchings(w.Context(), 0, 1<<20)
	if err != nil {
		w.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

// deliver brings a webhook.
func (w *world) deliver(m simulator.Message) {
	w.Helper()
	event, err := crossmint.Decode(m.Body)
	if err != nil {
		w.Fatal(err)
	}
	at := w.clock.Now()
	if _, err := w.store.Append(w.Context(), store.Delivery{
		MessageID: m.ID, EventType: event.Type, Endpoint: "staging", SentAt: at, ReceivedAt: at, Body: m.Body,
	}, event.Issuance()); err != nil {
		w.Fatal(err)
	}
}

func (w *world) counts() store.Counts {
	w.Helper()
	c, err := w.store.Counts(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// check wants the folder in order, with every own record read again.
func (w *world) check() {
	w.Helper()
	found, err := store.Check(w.Context(), w.dir, custody, func(d store.Delivery) store.Issuance {
		if d.Origin() != store.Delivered {
			return crossmint.DecodeOwn(d.Body).Issuance()
		}
		event, _ := crossmint.Decode(d.Body)
		return event.Issuance()
	})
	if err != nil || !found.Fine() {
		w.Errorf("%v, %q", err, found.Problems)
	}
}

func (w *world) row(f store.Filter) store.Issuance {
	w.Helper()
	rows, err := w.store.Newest(w.Context(), f, 2)
	if err != nil || len(rows) != 1 {
		w.Fatalf("%d rows: %v", len(rows), errors.Join(err, fmt.Errorf("%+v", rows)))
	}
	return rows[0]
}
