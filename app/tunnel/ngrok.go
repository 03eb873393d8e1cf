package tunnel

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.ngrok.com/ngrok/v2"
)

// Ngrok is a way in from the internet: an endpoint of the ngrok service. It
// may be run again after a Run has returned, but not twice at a time.
type Ngrok struct {
	// Token is the account's authtoken. Without one, Run fails at once.
	Token Token
	// URL is the endpoint wanted, like "https://name.ngrok.app"; a missing
	// scheme is https, a path is ignored. Empty lets the service assign one.
	URL string
	// ConnectAddr is host:port of a custom agent ingress; empty is ngrok's
	// own. IPv6 literals are beyond the SDK.
	ConnectAddr string
	// RootCAs replaces the certificate authority that the connection to
	// ngrok trusts; nil is ngrok's own.
	RootCAs *x509.CertPool
	// Heartbeat is both the time between checks of the link and how long an
	// answer may take; zero is the SDK's 10 s and 15 s.
	Heartbeat time.Duration
	// Log takes the technical side, without the token; nil discards it.
	Log *slog.Logger

	tuning tuning
}

var _ Ingress = (*Ngrok)(nil)

// tuning is what tests replace.
type tuning struct {
	now  func() time.Time
	tick time.Duration // of the watch for sleep
	wait time.Duration // the first of all waits before trying again
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

func (t tuning) withDefaults() tuning {
	if t.now == nil {
		t.now = time.Now
	}
	if t.dial == nil {
		t.dial = new(net.Dialer).DialContext
	}
	t.tick = cmp.Or(t.tick, 2*time.Second)
	t.wait = cmp.Or(t.wait, 500*time.Millisecond)
	return t
}

const (
	reopenLongest = 30 * time.Second // the longest wait before opening anew
	steady        = time.Minute      // an endpoint this old had no false start
)

// Run serves h as Ingress says.
func (n *Ngrok) Run(ctx context.Context, h http.Handler, on func(Status)) error {
	opened := *n
	opened.Log, opened.tuning = orDiscard(n.Log), n.tuning.withDefaults()
	report := newReporter(on, opened.tuning.now)
	report.lost(trouble{})
	err := opened.run(ctx, h, report)
	report.end(err)
	if err != nil { // a nil *Error must not become an error
		return err
	}
	return nil
}

// run opens the endpoint, and opens it again when it is lost, until ctx ends
// or ngrok says no.
func (n *Ngrok) run(ctx context.Context, h http.Handler, report *reporter) *Error {
	if n.Token.IsZero() {
		const code = "ERR_NGROK_4018"
		return &Error{Code: code, Message: codes[code].message}
	}
	address, err := endpointURL(n.URL)
	if err != nil {
		return &Error{Message: badName, Err: err}
	}
	for wait := n.tuning.wait; ; wait = min(2*wait, reopenLongest) {
		began := n.tuning.now()
		err := n.serve(ctx, h, address, report)
		if ctx.Err() != nil {
			return nil
		}
		if final, ok := errors.AsType[*Error](err); ok {
			return final
		}
		report.lost(explain(err))
		n.Log.Info("ngrok endpoint lost; opening it again", "err", n.Token.redact(err.Error()), "wait", wait)
		if n.tuning.now().Sub(began) > steady {
			wait = n.tuning.wait
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// serve opens the endpoint once and serves h there until it is lost or ctx
// ends. The agent is never used again: after an endpoint was stopped by the
// service, the same agent would bind it once more and not answer there.
func (n *Ngrok) serve(ctx context.Context, h http.Handler, address string, report *reporter) error {
	l, err := n.newLink(report)
	if err != nil {
		return err
	}
	var opts []ngrok.EndpointOption
	if address != "" {
		opts = append(opts, ngrok.WithURL(address))
	}
	// The SDK takes the context for the life of the whole session, so ctx may
	// only end it as long as there is nothing to take leave of.
	opening := context.AfterFunc(ctx, l.cut)
	ln, err := l.agent.Listen(l.life, opts...)
	opening()
	if err != nil {
		l.hangUp()
		return l.verdict(err)
	}
	srv := newServer(h, n.Log)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(kept{ln}) }()
	if !l.bound(ln.URL().String()) {
		l.close(ln, srv, served)
		return l.verdict(errors.New("link lost while binding the endpoint"))
	}
	select {
	case <-ctx.Done():
	case <-l.life.Done():
		err = context.Cause(l.life)
	case err = <-served:
		served <- err // close waits for it too
		l.mute()
		report.lost(explain(err))
	}
	l.close(ln, srv, served)
	return err
}

// endpointURL makes the URL to ask for out of what a person entered.
func endpointURL(entered string) (string, error) {
	entered = strings.TrimSpace(entered)
	if entered == "" {
		return "", nil
	}
	if !strings.Contains(entered, "://") {
		entered = "https://" + entered
	}
	u, err := url.Parse(entered)
	if err != nil {
		return "", err
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
		return "", errors.New("not an http or https URL with a host name")
	}
	return u.Scheme + "://" + u.Host, nil
}
