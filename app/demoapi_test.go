package main

import (
	"context"
	"testing"

	"passdesk/store"
	"passdesk/store/secret"
)

// TestTheDemonstrationShowsPendingThenIssued: what its issuer issues is watched,
// and its webhook settles it.
func TestTheDemonstrationShowsPendingThenIssued(t *testing.T) {
	t.Parallel()
	s := &settings{Tunnel: "none", SigningSecret: []hidden{{secret.Of(testSecret)}}}
	demo, err := openDemoAPI(s)
	if err != nil {
		t.Fatal(err)
	}
	p := take(t, s)
	running(t, p)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); demo.play(ctx, p) }()
	defer func() { end(); <-ended }()
	eventually(t, "pending", func() bool {
		c, err := p.store.Counts(t.Context())
		return err == nil && c.Pending == 1
	})
	eventually(t, "issued", func() bool {
		rows, err := p.store.Newest(t.Context(), store.Filter{Latest: true}, 1)
		return err == nil && len(rows) == 1 && rows[0].Origin == store.Delivered && rows[0].Status == store.Succeeded && rows[0].PassURL != ""
	})
}
