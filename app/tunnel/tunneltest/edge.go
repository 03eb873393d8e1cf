// Package tunneltest gives an ngrok edge for tests, in this process and on
// loopback: what httptest is for HTTP servers. The real SDK connects to it,
// and requests to its public side come out of the SDK's listener.
//
// It speaks the agent protocol of the service as the SDK's sources define it
// (muxado v2 over TLS, one JSON request per stream), and no more of it than an
// HTTP endpoint needs. Its knobs make it misbehave.
package tunneltest

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// Edge is a running edge. Its methods may be called from any goroutine.
type Edge struct {
	// ConnectAddr is what to give the agent as its connect address.
	ConnectAddr string
	// URL is the public side, and the URL of every endpoint bound without a
	// wish. It leads to the endpoint bound last, whatever that one's URL is.
	URL string
	// CAPEM is the certificate to trust, for ConnectAddr and for an https URL.
	CAPEM []byte

	ln     net.Listener
	tls    *tls.Config
	public *httptest.Server
	wg     sync.WaitGroup

	mu         sync.Mutex
	closed     bool
	sessions   map[*session]struct{}
	bound      []bound // in order of binding
	auths      []Auth
	binds      int
	unbinds    []string
	refuseAuth refusals
	refuseBind refusals
	cutAuth    int
	assignURL  string
	rebindURL  string
	deaf       bool
}

// Auth is one attempt to log in.
type Auth struct {
	Token    string
	ClientID string // empty the first time, then the one the edge gave
	Refused  string // the code, or empty
}

// Endpoint is a bound endpoint.
type Endpoint struct {
	ID  string // given by the edge; kept by a re-bind
	URL string
}

type bound struct {
	Endpoint
	by *session
}

type refusals struct {
	left int
	code string
}

// next gives the code to refuse with, or nothing.
func (r *refusals) next() string {
	if r.left == 0 {
		return ""
	}
	r.left--
	return r.code
}

// NewEdge starts an edge with a plain HTTP public side, which any client can
// use. The test's end closes it.
func NewEdge(t testing.TB) *Edge {
	t.Helper()
	return newEdge(t, (*httptest.Server).Start)
}

// NewTLSEdge is NewEdge with an HTTPS public side; see Client and CAPEM.
func NewTLSEdge(t testing.TB) *Edge {
	t.Helper()
	return newEdge(t, (*httptest.Server).StartTLS)
}

func newEdge(t testing.TB, start func(*httptest.Server)) *Edge {
	t.Helper()
	certificate, caPEM, err := newCertificate()
	if err != nil {
		t.Fatalf("tunneltest: certificate: %v", err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("tunneltest: %v", err)
	}
	e := blankEdge(certificate, caPEM)
	e.ConnectAddr, e.ln = ln.Addr().String(), ln
	e.public = httptest.NewUnstartedServer(e.newProxy(&http.Transport{DialContext: e.dial, DisableKeepAlives: true}))
	e.public.TLS = e.tls.Clone()
	start(e.public)
	e.URL = e.public.URL
	e.assignURL = e.URL
	e.wg.Go(e.accept)
	t.Cleanup(e.close)
	return e
}

func blankEdge(certificate tls.Certificate, caPEM []byte) *Edge {
	return &Edge{
		CAPEM:    caPEM,
		tls:      &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		sessions: map[*session]struct{}{},
	}
}

// CAs is the pool that trusts the edge.
func (e *Edge) CAs() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(e.CAPEM)
	return pool
}

// CAFile writes CAPEM to a file of the test's own and gives its path.
func (e *Edge) CAFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "edge-ca.pem")
	if err := os.WriteFile(path, e.CAPEM, 0o600); err != nil {
		t.Fatalf("tunneltest: %v", err)
	}
	return path
}

// Client is an HTTP client for the public side, with a time limit of 10 s.
func (e *Edge) Client() *http.Client {
	client := *e.public.Client()
	client.Timeout = 10 * time.Second
	return &client
}

// Endpoints gives what is bound now, the newest last.
func (e *Edge) Endpoints() []Endpoint {
	e.mu.Lock()
	defer e.mu.Unlock()
	endpoints := make([]Endpoint, 0, len(e.bound))
	for _, b := range e.bound {
		endpoints = append(endpoints, b.Endpoint)
	}
	return endpoints
}

// Sessions gives the number of agents connected, logged in or not.
func (e *Edge) Sessions() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.sessions)
}

// Auths gives all attempts to log in so far.
func (e *Edge) Auths() []Auth {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.auths)
}

// Binds gives the number of attempts to bind, re-binds among them.
func (e *Edge) Binds() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.binds
}

// Unbinds gives the ids of the endpoints that agents asked to unbind, answered or not.
func (e *Edge) Unbinds() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.unbinds)
}

func (e *Edge) accept() {
	for {
		conn, err := e.ln.Accept()
		if err != nil {
			return
		}
		e.wg.Go(func() { e.serve(conn) })
	}
}

func (e *Edge) close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	_ = e.ln.Close()
	e.Drop()
	e.public.Close()
	e.wg.Wait()
}
