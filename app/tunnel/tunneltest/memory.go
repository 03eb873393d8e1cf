package tunneltest

import (
	"bufio"
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
func (e *Edge) Handler() http.Handler { return e.newProxy(oneRequest{e}) }

// oneRequest carries each request on a connection of its own, as a transport
// without keep-alives does, but holds no lock while it waits: in a bubble, time
// stands still for who waits for a lock.
type oneRequest struct{ edge *Edge }

// RoundTrip sends the request and reads the head of the answer.
func (o oneRequest) RoundTrip(r *http.Request) (*http.Response, error) {
	type outcome struct {
		answer *http.Response
		err    error
	}
	got := make(chan outcome, 1)
	go func() {
		conn, err := o.edge.dial(r.Context(), "", "")
		if err != nil {
			got <- outcome{err: err}
			return
		}
		context.AfterFunc(r.Context(), func() { _ = conn.Close() })
		if err := r.Write(conn); err != nil {
			got <- outcome{err: err}
			return
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), r)
		got <- outcome{answer, err}
	}()
	select {
	case o := <-got:
		return o.answer, o.err
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}
