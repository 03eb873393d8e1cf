package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	"passdesk/app/webhook"
)

const (
	// reach is how long it may take to get to the public address. It is short,
	// because until then nothing can be said about the way in: a name server
	// that does not answer must not keep a good tunnel from being called so.
	reach = 3 * time.Second
	// limit is how long a whole check may take.
	limit = 10 * time.Second

	// settling is how long after the tunnel came up ngrok may still say that the
	// address is offline: its parts learn of an endpoint one after the other.
	settling = 10 * time.Second
	// again is the wait before asking once more whether it has settled.
	again = 700 * time.Millisecond
	// tries is how many canaries a check sends at most.
	tries = 3

	maxAnswer  = 4 << 10 // bytes read of an answer
	maxHeaders = 32 << 10
)

var (
	errUnreached = errors.New("not reached in time")
	errNoAnswer  = errors.New("not answered in time")
)

// newClient makes the client for canaries. Each takes a connection of its own,
// as a sender's first event does, through the proxy that the
// environment names, and follows no redirect, as the sender does not.
func newClient(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			DisableKeepAlives:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: maxHeaders,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// check makes one check.
func (d *Doctor) check(ctx context.Context, t Target) Report {
	began := time.Now()
	r := Report{Target: t}
	secret := d.Secret()
	if secret.IsZero() {
		r.Why, r.unsigned = noSecret, true
		r.At = began
		return r
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d.limit, errNoAnswer)
	defer cancel()
	d.diagnose(&r, d.attempts(ctx, t, secret))
	r.At = time.Now()
	r.Took = r.At.Sub(began)
	return r
}

// attempts sends canaries until one has told enough, and gives what became of it.
func (d *Doctor) attempts(ctx context.Context, t Target, secret webhook.Secret) attempt {
	for n := 1; ; n++ {
		a := d.attempt(ctx, t.URL, secret)
		switch {
		case n == tries:
			return a
		case a.broke():
			// That says nothing about the address: the next one tells whether it was
			// this computer's connection.
		case a.code == offline && time.Since(t.Since) < settling:
			pause(ctx, again)
		default:
			return a
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// attempt is what became of one canary.
type attempt struct {
	began     time.Time
	connected time.Time // to the public address; zero if that failed
	seen      webhook.Sighting
	status    int    // of the answer; 0 for none
	code      string // of ngrok, in the answer
	err       error  // why there is no answer
	proxied   bool
}

// broke tells whether the canary was lost with its connection.
func (a attempt) broke() bool {
	return !a.connected.IsZero() && a.err != nil && !errors.Is(a.err, errNoAnswer)
}

func (d *Doctor) attempt(ctx context.Context, url string, secret webhook.Secret) (a attempt) {
	canary := d.Door.Expect()
	defer d.Door.Forget(canary)
	defer func() { a.seen = canary.Sighting() }()

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var connected atomic.Pointer[time.Time]
	a.began = time.Now()
	tooLong := time.AfterFunc(d.reach, func() { cancel(errUnreached) })
	defer tooLong.Stop()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		tooLong.Stop()
		at := time.Now()
		connected.Store(&at)
	}})
	request, err := canary.Request(ctx, url+webhook.Path, secret, time.Now())
	if err != nil {
		a.err = err
		return a
	}
	proxy, _ := http.ProxyFromEnvironment(request) // whose error Do gives as well
	a.proxied = proxy != nil

	answer, err := d.client.Do(request)
	if at := connected.Load(); at != nil {
		a.connected = *at
	}
	if err != nil {
		a.err = err
		if cause := context.Cause(ctx); cause != nil {
			a.err = cause
		}
		return a
	}
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer) // the status says it all
	_ = answer.Body.Close()
	a.status = answer.StatusCode
	if code := answer.Header.Get("ngrok-error-code"); ngrokCode.MatchString(code) {
		a.code = strings.ToUpper(code)
	}
	return a
}
