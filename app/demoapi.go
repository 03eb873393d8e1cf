package main

import (
	"context"
	"errors"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store/secret"
)

const (
	// demoIssue is how often the demonstration issues something that is watched,
	// and demoSettle how long that stays pending.
	demoIssue  = 20 * time.Second
	demoSettle = 8 * time.Second
)

// demoAPI is Crossmint's API in the demonstration.
type demoAPI struct {
	*standin.Server
	listener net.Listener
	messages chan simulator.Message
}

// openDemoAPI listens for it and points the settings at it.
func openDemoAPI(s *settings) (*demoAPI, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d := &demoAPI{listener: listener, messages: make(chan simulator.Message, 64)}
	d.Server = standin.New(standin.Config{
		Environment: "staging", Project: "demo", Adopt: true,
		Issuer:  simulator.Issuer{Seed: mathrand.Uint64(), Kind: simulator.Succeeded, Day: time.Now(), Prove: true},
		Deliver: func(m simulator.Message) { d.messages <- m },
	})
	d.Turn(func(k *standin.Knobs) { k.Latency, k.Settle, k.FailEvery = 300*time.Millisecond, demoSettle, 5 })
	s.APIURL, s.APIKey = "http://"+listener.Addr().String()+"/api", []hidden{{secret.Of(d.Key())}}
	return d, nil
}

// play answers, and issues something now and then that the program watches,
// until ctx ends.
func (d *demoAPI) play(ctx context.Context, p *program) {
	server := &http.Server{Handler: d, ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	go func() { // ends with the server
		if err := server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
			p.log.Warn("the demonstration's API has ended", "error", err)
		}
	}()
	sender := &simulator.Sender{URL: p.localURL(), Secret: p.door.Secrets().Signer()}
	issue, look := time.NewTicker(demoIssue), time.NewTicker(500*time.Millisecond)
	defer issue.Stop()
	defer look.Stop()
	for {
		d.watchOne(ctx, p)
		for issued := false; !issued; {
			select {
			case <-ctx.Done():
				return
			case <-issue.C:
				issued = true
			case m := <-d.messages:
				_ = sender.Post(ctx, m) // it is seen in the list
			case <-look.C:
				d.DeliverSettled()
			}
		}
	}
}

func (d *demoAPI) watchOne(ctx context.Context, p *program) {
	if _, err := (asker{p}).Watch(ctx, d.Issue().ActionID); err != nil {
		p.log.Warn("the demonstration cannot watch", "error", err)
	}
}
