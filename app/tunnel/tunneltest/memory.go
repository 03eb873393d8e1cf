package tunneltest

import (
	"context"
	"net"
	"net/http"
	"testing"
)

// NewMemoryEdge makes an edge without a network, for tests in a bubble of
// testing/synctest, where hours pass in a moment. Agents come by Dial, and
// requests by Handler.
func NewMemoryEdge(t testing.TB) *Edge {
	t.Helper()
	certificate, caPEM, err := newCertificate()
	if err != nil {
		t.Fatalf("tunneltest: certificate: %v", err)
	}
	e := blankEdge(certificate, caPEM)
	e.ConnectAddr = "localhost:443"
	e.URL = "https://desk.example.com"
	e.assignURL = e.URL
	t.Cleanup(func() {
		e.Drop()
		e.wg.Wait()
	})
	return e
}

// Dial connects an agent to an edge made by NewMemoryEdge.
func (e *Edge) Dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	e.wg.Go(func() { e.serve(far) })
	return near, nil
}

// Handler is the public side, for requests made in the process itself.
func (e *Edge) Handler() http.Handler { return e.newProxy() }
