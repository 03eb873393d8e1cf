package tunneltest_test

import (
	"crypto/x509"
	"net/http"
	"os"
	"testing"

	"passdesk/app/tunnel/tunneltest"
)

func TestPublicSideWithoutAnEndpoint(t *testing.T) {
	for name, newEdge := range map[string]func(testing.TB) *tunneltest.Edge{
		"http": tunneltest.NewEdge, "https": tunneltest.NewTLSEdge,
	} {
		t.Run(name, func(t *testing.T) {
			edge := newEdge(t)
			resp, err := edge.Client().Get(edge.URL)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			if code := resp.Header.Get("ngrok-error-code"); resp.StatusCode != http.StatusNotFound || code != "ERR_NGROK_3200" {
				t.Errorf("GET = %d with code %q", resp.StatusCode, code)
			}
		})
	}
}

func TestCAFile(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	text, err := os.ReadFile(edge.CAFile(t))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) || !pool.Equal(edge.CAs()) {
		t.Error("the file does not hold the edge's authority")
	}
}
