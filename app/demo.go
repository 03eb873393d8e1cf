package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	mathrand "math/rand/v2"
	"os"
	"sync"
	"time"

	"passdesk/app/simulator"
	"passdesk/store/secret"
	"passdesk/store/vault"
)

const (
	demoStart = 24  // events that come at once, so that there is something to see
	demoRate  = 0.5 // events a second from then on
)

// demoID keeps how the desk was left apart from how the demonstration was.
const demoID = appID + ".demo"

// demonstration is what the desk is shown with: a folder that is thrown away, and
// somebody who plays Crossmint.
type demonstration struct {
	folder string
	api    *demoAPI
}

// openDemonstration points the settings at a folder, ports and secrets of its own:
// it must touch nothing real, the keychain included. Whoever gets one must close
// it.
func openDemonstration(s *settings) (*demonstration, error) {
	folder, err := os.MkdirTemp("", "passdesk-demo-")
	if err != nil {
		return nil, err
	}
	api, err := openDemoAPI(s)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	demoSettings(s, folder)
	return &demonstration{folder, api}, nil
}

// play has something happen until ctx ends.
func (d *demonstration) play(ctx context.Context, p *program) {
	var parts sync.WaitGroup
	parts.Go(func() { playIssuer(ctx, p) })
	parts.Go(func() { d.api.play(ctx, p) })
	parts.Wait()
}

// close throws the folder away. It comes after the program's.
func (d *demonstration) close() error {
	_ = d.api.listener.Close() // play may have closed it
	return os.RemoveAll(d.folder)
}

// demoSettings points the settings at a folder and at secrets that nobody else
// has.
func demoSettings(s *settings, folder string) {
	key := make([]byte, 24)
	_, _ = rand.Read(key) // never fails
	vaultKey := make([]byte, vault.KeySize)
	_, _ = rand.Read(vaultKey) // likewise
	signing := hidden{secret.Of("staging=whsec_" + base64.StdEncoding.EncodeToString(key))}
	s.Data, s.Listen, s.Tunnel, s.SigningSecret = folder, "127.0.0.1:0", "none", []hidden{signing}
	s.VaultKey = hidden{secret.Of(base64.StdEncoding.EncodeToString(vaultKey))}
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
