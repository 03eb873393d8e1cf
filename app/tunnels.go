package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"passdesk/app/tunnel"
	"passdesk/assets/say"
)

// tunnels runs the tunnel that is wanted, and another one from the moment that
// staff want another. The zero value wants none. Its methods may be called from
// any goroutine; run once.
type tunnels struct {
	mu      sync.Mutex
	wanted  *tunnel.Ngrok // nil for none
	changed chan struct{} // closed when it is to be run anew
}

// want has another tunnel take the place of the one there is; nil for none.
func (t *tunnels) want(n *tunnel.Ngrok) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wanted = n
	t.renew()
}

func (t *tunnels) renew() {
	if t.changed != nil {
		close(t.changed)
		t.changed = nil
	}
}

// again opens the tunnel anew, also one that was given up.
func (t *tunnels) again(reason say.Sentence) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.wanted != nil && !t.wanted.Reopen(reason) {
		t.renew()
	}
}

// none tells that no tunnel is wanted.
func (t *tunnels) none() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.wanted == nil
}

// now gives the tunnel that is wanted, and a channel that closes when it is to
// be run anew.
func (t *tunnels) now() (*tunnel.Ngrok, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.changed == nil {
		t.changed = make(chan struct{})
	}
	return t.wanted, t.changed
}

// run runs what is wanted until ctx ends. What it reports is one story: the end
// of a tunnel that another takes the place of is no part of it. While none is
// wanted, local is called once for that.
func (t *tunnels) run(ctx context.Context, h http.Handler, on func(tunnel.Status), local func()) {
	failed := false // the last word of the last one
	for ctx.Err() == nil {
		n, changed := t.now()
		failed = false
		if n == nil {
			local()
		} else {
			failed = runOne(ctx, n, changed, h, on) != nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	if !failed {
		on(tunnel.Status{State: tunnel.Stopped, At: time.Now()})
	}
}

// runOne runs a tunnel until it ends or another is wanted. Its being ended is
// not told.
func runOne(ctx context.Context, n *tunnel.Ngrok, changed <-chan struct{}, h http.Handler, on func(tunnel.Status)) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	go func() {
		select {
		case <-changed:
			end()
		case <-ctx.Done():
		}
	}()
	return n.Run(ctx, h, func(st tunnel.Status) {
		if st.State != tunnel.Stopped {
			on(st)
		}
	})
}
