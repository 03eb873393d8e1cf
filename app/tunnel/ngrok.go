package tunnel

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"passdesk/assets/say"
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
	// answer may take; zero is 5 s and 4 s, so that a link that went dead
	// without a word is noticed within 9 s. That costs about 5 MB a day. The
	// SDK's own 10 s and 15 s would claim to be online for up to 25 s.
	Heartbeat time.Duration
	// Log takes the technical side, without the token; nil discards it.
	Log *slog.Logger

	tuning tuning

	mu   sync.Mutex
	live *running // nil when it does not run
}

var _ Ingress = (*Ngrok)(nil)

const (
	heartbeat     = 5 * time.Second
	answer        = 4 * time.Second
	reopenSoon    = 5 * time.Second  // the longest wait before opening anew what was lost
	reopenLongest = 30 * time.Second // the same when ngrok itself said no
	steady        = time.Minute      // an endpoint this old had no false start
)

// Run serves h as Ingress says.
func (n *Ngrok) Run(ctx context.Context, h http.Handler, on func(Status)) error {
	t := n.tuning.withDefaults()
	r := &running{
		settings: n, tuning: t, log: orDiscard(n.Log), h: h,
		report: newReporter(on, t.now), again: make(chan say.Sentence, 1),
	}
	n.set(r)
	r.report.lost(trouble{})
	err := r.run(ctx)
	n.set(nil) // whoever hears of the end finds that it is over
	r.report.end(err)
	if err != nil { // a nil *Error must not become an error
		return err
	}
	return nil
}

// Reopen drops the endpoint and opens it again with a new agent, at once, even
// in the middle of a wait. The URL is learnt anew by it. Reason is a sentence
// for staff; it is the message until the endpoint is online again.
//
// It is for those who know better than the link does: a check from outside
// that finds nothing arriving at the URL (ngrok may have bound the endpoint to
// another one while reconnecting, which the SDK does not tell), or a person who
// wants to try again. A request under way gets the time that Ingress grants,
// and while ngrok still holds the old session the new one may be told to wait,
// so it is not to be called for suspicions, nor more often than each minute
// without a person behind it.
//
// It may be called from any goroutine, also by what Run reports to, and does
// not wait. When nothing runs, it does nothing and says so.
func (n *Ngrok) Reopen(reason say.Sentence) (running bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.live == nil {
		return false
	}
	n.live.reopen(reason)
	return true
}

func (n *Ngrok) set(r *running) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.live = r
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
