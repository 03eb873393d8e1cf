package tunnel

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Local is a way in for this machine or its network: a plain listener.
type Local struct {
	// Log takes the HTTP server's complaints; nil discards them.
	Log *slog.Logger

	ln net.Listener
}

var _ Ingress = (*Local)(nil)

// Listen opens a TCP address like "127.0.0.1:8484"; port 0 lets the system
// choose one. Connections wait until Run serves them. Run closes the listener;
// who never runs it calls Close.
func Listen(ctx context.Context, address string) (*Local, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("tunnel: %w", err)
	}
	return NewLocal(ln), nil
}

// NewLocal takes over a TCP listener that is already open.
func NewLocal(ln net.Listener) *Local { return &Local{ln: ln} }

// URL is where the listener can be reached, without a path. For a listener on
// all addresses it names the loopback address.
func (l *Local) URL() string {
	host, port, err := net.SplitHostPort(l.ln.Addr().String())
	if err != nil {
		return "http://" + l.ln.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Close releases a listener that was never run.
func (l *Local) Close() error { return l.ln.Close() }

// Run serves h as Ingress says. A Local runs once.
func (l *Local) Run(ctx context.Context, h http.Handler, on func(Status)) error {
	report := newReporter(on, time.Now)
	srv := newServer(h, l.Log)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l.ln) }()
	report.online(l.URL())

	select {
	case <-ctx.Done():
		until, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		drain(until, srv)
		<-served
		report.end(nil)
		return nil
	case err := <-served:
		_ = srv.Close()
		lost := &Error{Message: "The local listener was lost. Start receiving again.", Err: err}
		report.end(lost)
		return lost
	}
}
