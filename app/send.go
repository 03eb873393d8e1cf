package main

import (
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/webhook"
)

// sendCommand plays Crossmint.
type sendCommand struct {
	URL         string         `name:"url" placeholder:"URL" help:"Endpoint to send to; by default the one --listen names."`
	Secret      hidden         `placeholder:"whsec_…" help:"Signing secret; by default the first --signing-secret."`
	Count       int            `default:"1" help:"How many events (${default})."`
	Rate        float64        `default:"0" help:"Events a second; 0 is as fast as it goes."`
	Concurrency int            `default:"8" help:"Events under way at once (${default})."`
	Kind        simulator.Kind `enum:"succeeded,failed,encrypted,mixed" default:"mixed" help:"What they say: succeeded, failed, encrypted or mixed (${default})."`
	Prove       bool           `help:"Have the credentials carry a proof; slower."`
	Seed        *uint64        `help:"The same seed sends the same events again; random by default."`
}

// Run sends, and prints a line of JSON that says how it went. It fails when an
// event was not accepted.
func (c *sendCommand) Run(s *settings, out *console) error {
	ctx, stop := untilSignal()
	defer stop()
	sender, err := c.sender(s)
	if err != nil {
		return err
	}
	seed := rand.Uint64()
	if c.Seed != nil {
		seed = *c.Seed
	}
	report, err := sender.Send(ctx, simulator.Issuer{Seed: seed, Kind: c.Kind, Prove: c.Prove}, 0, c.Count)
	line := struct {
		Event    string  `json:"event"`
		Seed     uint64  `json:"seed"`
		Sent     int     `json:"sent"`
		Accepted int     `json:"accepted"`
		Refused  int     `json:"refused"`
		Failed   int     `json:"failed"`
		Seconds  float64 `json:"seconds"`
		P50      float64 `json:"p50_ms"`
		P99      float64 `json:"p99_ms"`
	}{
		"sent", seed, report.Sent, report.Accepted, report.Refused, report.Failed,
		report.Elapsed.Seconds(), millis(report.P50), millis(report.P99),
	}
	if err := errors.Join(err, json.NewEncoder(out.stdout).Encode(line)); err != nil {
		return err
	}
	if report.Accepted < c.Count {
		return fmt.Errorf("%d of %d events were not accepted (%d refused, %d not answered): %s",
			c.Count-report.Accepted, c.Count, report.Refused, report.Failed, cmp.Or(report.Reason, "stopped before the end"))
	}
	return nil
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (c *sendCommand) sender(s *settings) (*simulator.Sender, error) {
	switch {
	case c.Count < 0 || c.Rate < 0 || c.Concurrency < 1:
		return nil, usageError{errors.New("--count and --rate must not be negative, --concurrency at least 1")}
	case c.Secret.IsZero() && len(s.SigningSecret) > 0:
		c.Secret = s.SigningSecret[0]
	case c.Secret.IsZero():
		return nil, usageError{errors.New("sending needs the endpoint's signing secret: --secret whsec_…")}
	}
	secret, err := webhook.ParseSecret(c.Secret.Reveal())
	if err != nil {
		return nil, usageError{fmt.Errorf("--secret: %w", err)}
	}
	target, err := url.Parse(cmp.Or(c.URL, "http://"+s.Listen))
	if err != nil || target.Host == "" {
		return nil, usageError{errors.New("--url must be a web address such as http://127.0.0.1:8484" + webhook.Path)}
	}
	if strings.Trim(target.Path, "/") == "" {
		target.Path = webhook.Path
	}
	client, err := outward(s, c.Concurrency)
	if err != nil {
		return nil, err
	}
	return &simulator.Sender{URL: target.String(), Secret: secret, Client: client, Rate: c.Rate, Concurrency: c.Concurrency}, nil
}

// outward is a client for calls out of the program. It follows no redirect, as
// the sender does not.
func outward(s *settings, connections int) (*http.Client, error) {
	roots, err := s.publicRoots()
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	transport.MaxIdleConnsPerHost = connections
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}
