package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/tunnel/tunneltest"
	"passdesk/app/way"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// unrest is a program at which everything happens at once.
type unrest struct {
	t    *testing.T
	p    *program
	edge *tunneltest.Edge
	r    receiver

	mu     sync.Mutex
	states []way.State
	kept   map[string]bool
}

func newUnrest(t *testing.T) *unrest {
	edge := tunneltest.NewTLSEdge(t)
	p := take(t, &settings{NgrokConnect: edge.ConnectAddr, NgrokRootCAs: edge.CAFile(t)})
	if err := p.listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	return &unrest{t: t, p: p, edge: edge, r: receiver{p}, kept: map[string]bool{}}
}

// run has the program receive until ctx ends.
func (u *unrest) run(ctx context.Context) (ended chan error) {
	ended = make(chan error, 1)
	shown := newConnections(u.p, func(model.Connection) {})
	go func() {
		ended <- u.p.run(ctx, func(st way.Status) {
			u.mu.Lock()
			u.states = append(u.states, st.State)
			u.mu.Unlock()
			shown.stands(st)
		})
	}()
	return ended
}

// stir does something.
func (u *unrest) stir(ctx context.Context, random *rand.Rand) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	switch random.IntN(12) {
	case 0:
		_ = u.r.SetTunnel(ctx, secret.Of(fmt.Sprint("token-", random.IntN(2))), "")
	case 1:
		_ = u.r.Reconnect(ctx)
	case 2, 3:
		_ = u.r.KeepSecret(ctx, []string{"staging", "production"}[random.IntN(2)], aSigningSecret())
	case 4:
		if all := u.p.reception.get().secrets; len(all) > 0 {
			_ = u.r.DropSecret(ctx, all[random.IntN(len(all))].id)
		}
	case 5:
		_, _ = u.r.Check(ctx)
	case 6:
		if !raceDetector {
			u.edge.Drop()
		}
	case 7:
		u.edge.RefuseAuth(1, "ERR_NGROK_108")
	case 8:
		if _, err := u.r.Standing(ctx); err != nil && ctx.Err() == nil {
			u.t.Error(err)
		}
	case 9:
		u.p.lookAtClock()
	default:
		u.knock(random)
	}
}

// knock delivers something, at times by a wrong clock.
func (u *unrest) knock(random *rand.Rand) {
	m := simulator.Issuer{Seed: random.Uint64(), Kind: simulator.Succeeded}.Message(0)
	at := time.Now()
	if random.IntN(4) == 0 {
		at = at.Add(-time.Hour)
	}
	if u.p.knock(m, u.p.door.Secrets().Signer(), at) == http.StatusNoContent {
		u.mu.Lock()
		u.kept[m.ID] = true
		u.mu.Unlock()
	}
}

func (u *unrest) stirs(ctx context.Context, hands int) *sync.WaitGroup {
	var all sync.WaitGroup
	for n := range hands {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(n), uint64(time.Now().UnixNano())))
			for ctx.Err() == nil {
				u.stir(ctx, random)
			}
		})
	}
	return &all
}

// inOrder wants no claim behind an end that no new start lies between.
func (u *unrest) inOrder() {
	u.t.Helper()
	u.mu.Lock()
	defer u.mu.Unlock()
	for n, s := range u.states[1:] {
		before := u.states[n]
		if over := before == way.Failed || before == way.Stopped; over && s != way.Connecting && s != way.Stopped || s == before && over {
			u.t.Errorf("%v behind %v, the %d. of %d", s, before, n, len(u.states))
		}
	}
	if last := u.states[len(u.states)-1]; last != way.Stopped && last != way.Failed {
		u.t.Errorf("the last state is %v", last)
	}
}

func (u *unrest) nothingLost() {
	u.t.Helper()
	lost := maps.Clone(u.kept)
	for i, err := range u.p.store.All(u.t.Context(), store.Filter{}) {
		if err != nil {
			u.t.Fatal(err)
		}
		delete(lost, i.MessageID)
	}
	if len(lost) > 0 {
		u.t.Errorf("%d of %d that were acknowledged are lost: %v", len(lost), len(u.kept), lost)
	}
}

// TestUnrestLeavesWhatWasEnteredLast has everything change at once, and then
// nothing any more.
func TestUnrestLeavesWhatWasEnteredLast(t *testing.T) {
	t.Parallel()
	u := newUnrest(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := u.run(ctx)
	for range 3 {
		some, calm := context.WithTimeout(ctx, 2*time.Second)
		u.stirs(some, 8).Wait()
		calm()
		e := u.p.reception.get()
		var entered, believed []string
		for _, s := range e.live(time.Now()) {
			entered = append(entered, s.environment)
		}
		for _, s := range u.p.door.Secrets() {
			believed = append(believed, s.Label())
		}
		if !slices.Equal(entered, believed) {
			t.Errorf("entered are %q, believed are %q", entered, believed)
		}
	}
	for _, s := range u.p.reception.get().secrets {
		if err := u.r.DropSecret(ctx, s.id); err != nil {
			t.Fatal(err)
		}
	}
	if err := u.r.KeepSecret(ctx, "staging", aSigningSecret()); err != nil {
		t.Fatal(err)
	}
	if err := u.r.SetTunnel(ctx, secret.Of("the-last-token"), ""); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool {
		auths := u.edge.Auths()
		return auths[len(auths)-1].Token == "the-last-token"
	})
	// By itself it would be checked within two minutes, after so many changes. And
	// the clock may count as off until something genuine comes.
	waitFor(t, func() bool {
		c, err := u.r.Check(ctx)
		u.knock(rand.New(rand.NewPCG(1, 1)))
		return err == nil && c.Passed()
	})
	waitFor(t, func() bool { return u.p.told.Load().State == way.Online && u.p.address() == u.edge.URL+webhook.Path })
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	u.inOrder()
	u.nothingLost()
}

// TestUnrestEnds ends the program in the middle of it.
func TestUnrestEnds(t *testing.T) {
	t.Parallel()
	for range 6 {
		u := newUnrest(t)
		ctx, stop := context.WithCancel(t.Context())
		ended := u.run(ctx)
		hands, rest := context.WithCancel(t.Context())
		all := u.stirs(hands, 6)
		time.Sleep(time.Duration(200+rand.IntN(1200)) * time.Millisecond)
		stop()
		select {
		case err := <-ended:
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("it does not end")
		}
		rest()
		all.Wait()
		u.inOrder()
		u.nothingLost()
	}
}
