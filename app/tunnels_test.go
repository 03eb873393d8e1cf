package main

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"passdesk/app/tunnel"
	"passdesk/app/tunnel/tunneltest"
)

// told collects what tunnels report.
type told struct {
	mu     sync.Mutex
	states []tunnel.State
}

func (w *told) add(s tunnel.State) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.states = append(w.states, s)
}

// wait waits until these states come last, and none after them.
func (w *told) wait(t *testing.T, last ...tunnel.State) {
	t.Helper()
	for range 400 {
		w.mu.Lock()
		n := max(len(w.states)-len(last), 0)
		there := slices.Equal(w.states[n:], last)
		w.mu.Unlock()
		if there {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("never %v: %v", last, w.states)
}

func TestTunnelsTakeEachOthersPlace(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewEdge(t)
	at := func(token string) *tunnel.Ngrok {
		return &tunnel.Ngrok{Token: tunnel.NewToken(token), ConnectAddr: edge.ConnectAddr, RootCAs: edge.CAs()}
	}
	var all tunnels
	var heard told
	here := make(chan struct{}, 10)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		all.run(ctx, http.NotFoundHandler(), func(st tunnel.Status) { heard.add(st.State) }, func() { here <- struct{}{} })
	}()
	<-here // none is wanted at first
	if !all.none() {
		t.Error("there is one")
	}
	edge.RefuseAuth(1, "ERR_NGROK_107")
	all.want(at("revoked"))
	heard.wait(t, tunnel.Failed)
	all.again("") // staff try once more
	heard.wait(t, tunnel.Online)
	all.want(at("another"))
	heard.wait(t, tunnel.Failed, tunnel.Connecting, tunnel.Online, tunnel.Connecting, tunnel.Online)
	all.want(nil)
	<-here
	if n := len(edge.Endpoints()); n != 0 {
		t.Errorf("%d endpoints are left", n)
	}
	all.want(at("a third"))
	heard.wait(t, tunnel.Connecting, tunnel.Online, tunnel.Connecting, tunnel.Online, tunnel.Connecting, tunnel.Online)
	stop()
	<-ended
	want := []tunnel.State{
		tunnel.Connecting, tunnel.Failed, tunnel.Connecting, tunnel.Online, tunnel.Connecting, tunnel.Online, tunnel.Connecting, tunnel.Online, tunnel.Stopped,
	}
	if !slices.Equal(heard.states, want) {
		t.Errorf("told %v, want %v", heard.states, want)
	}
}
