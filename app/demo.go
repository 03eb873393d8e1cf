package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	mathrand "math/rand/v2"
	"os"
	"time"

	"passdesk/app/simulator"
	"passdesk/store/secret"
	"passdesk/store/vault"
)

const (
	demoStart = 24  // events that come at once, so that there is something to see
	demoRate  = 0.5 // events a second from then on
)

// demoSettings points the settings at a folder, a port and secrets of the
// demonstration's own: it must touch nothing real, the keychain included.
// Whoever gets the folder must remove it.
func demoSettings(s *settings) (folder string, err error) {
	folder, err = os.MkdirTemp("", "passdesk-demo-")
	if err != nil {
		return "", err
	}
	key := make([]byte, 24)
	_, _ = rand.Read(key) // never fails
	vaultKey := make([]byte, vault.KeySize)
	_, _ = rand.Read(vaultKey) // likewise
	signing := hidden{secret.Of("staging=whsec_" + base64.StdEncoding.EncodeToString(key))}
	s.Data, s.Listen, s.Tunnel, s.SigningSecret = folder, "127.0.0.1:0", "none", []hidden{signing}
	s.VaultKey = hidden{secret.Of(base64.StdEncoding.EncodeToString(vaultKey))}
	return folder, nil
}

// playIssuer sends signed events to the real door until ctx ends, so that the
// demonstration shows what a sender would cause.
func playIssuer(ctx context.Context, p *program) {
	sender := &simulator.Sender{URL: p.localURL(), Secret: p.door.Secrets().Signer()}
	issuer := simulator.Issuer{Seed: mathrand.Uint64(), Kind: simulator.Mixed, Day: time.Now(), Prove: true}
	// Send fails only when ctx ends.
	_, _ = sender.Send(ctx, issuer, 0, demoStart)
	sender.Rate = demoRate
	_, _ = sender.Send(ctx, issuer, demoStart, 1<<30)
}
