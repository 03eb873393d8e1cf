package main

import (
	"context"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// TestTheDemonstrationAsks: what its issuer issues is pending, then its webhook
// settles it; any credential can be verified, and revoked.
func TestTheDemonstrationAsks(t *testing.T) {
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
	// One that another part of the demonstration sent.
	p.deliver(t, simulator.Issuer{Seed: 3, Kind: simulator.Succeeded, Day: time.Now(), Prove: true}.Message(0))
	for _, row := range newestRows(t, p, 2) {
		a := asker{p}
		if v, err := a.VerifyOnline(t.Context(), row.ID); err != nil || v.Verdict != model.GoodOnline {
			t.Errorf("%+v, %v", v, err)
		}
		if _, err := a.Revoke(t.Context(), row.ID); err != nil {
			t.Fatal(err)
		}
		if now := newestRows(t, p, 2); now[0].Revoking != store.BeingRevoked && now[1].Revoking != store.BeingRevoked {
			t.Errorf("%+v", now)
		}
		eventually(t, "revoked", func() bool {
			i, err := p.store.Issuance(t.Context(), row.ID)
			return err == nil && i.Revoking == store.Revoked
		})
		if v, err := a.VerifyOnline(t.Context(), row.ID); err != nil || v.Verdict != model.RevokedOnline {
			t.Errorf("%+v, %v", v, err)
		}
	}
}

func newestRows(t *testing.T, p *program, n int) []store.Issuance {
	t.Helper()
	rows, err := p.store.Newest(t.Context(), store.Filter{Latest: true, Status: []store.Status{store.Succeeded}}, n)
	if err != nil || len(rows) != n {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	return rows
}
