package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	mathrand "math/rand/v2"
	"os"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/webhook"
)

const (
	demoStart = 24  // events that come at once, so that there is something to see
	demoRate  = 0.5 // events a second from then on
)

// demoFolder is the throw-away folder of a demonstration.
type demoFolder string

func (f demoFolder) remove() error { return os.RemoveAll(string(f)) }

// demoSettings points the settings at a folder, a port and a signing secret of
// the demonstration's own: it must touch nothing real.
func demoSettings(s *settings) (demoFolder, error) {
	folder, err := os.MkdirTemp("", "passdesk-demo-")
	if err != nil {
		return "", err
	}
	key := make([]byte, 24)
	_, _ = rand.Read(key) // never fails
	secret, err := webhook.ParseSecret("staging=whsec_" + base64.StdEncoding.EncodeToString(key))
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	s.Data, s.Listen, s.Tunnel, s.SigningSecret = folder, "127.0.0.1:0", "none", []webhook.Secret{secret}
	return demoFolder(folder), nil
}

// playIssuer sends signed events to the real door until ctx ends, so that the
// demonstration shows what a sender would cause.
func playIssuer(ctx context.Context, s *settings, url string) error {
	client, err := outward(s, 1)
	if err != nil {
		return err
	}
	sender := &simulator.Sender{URL: url, Secret: s.SigningSecret[0], Client: client}
	issuer := simulator.Issuer{Seed: mathrand.Uint64(), Kind: simulator.Mixed, Day: time.Now()}
	_, err = sender.Send(ctx, issuer, 0, demoStart)
	if err == nil {
		sender.Rate = demoRate
		_, err = sender.Send(ctx, issuer, demoStart, 1<<30)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}
