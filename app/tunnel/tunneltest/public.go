package tunneltest

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
)

var errOffline = errors.New("no endpoint is bound")

type clientKey struct{}

// newProxy makes the public side: each request goes through a stream of its
// own to the endpoint bound last.
func (e *Edge) newProxy(transport http.RoundTripper) http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", "endpoint"
			r.SetXForwarded()
		},
		Transport:    transport,
		ErrorHandler: refuse,
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey{}, r.RemoteAddr)))
	})
}

func (e *Edge) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	e.mu.Lock()
	if len(e.bound) == 0 {
		e.mu.Unlock()
		return nil, errOffline
	}
	newest := e.bound[len(e.bound)-1]
	e.mu.Unlock()
	client, _ := ctx.Value(clientKey{}).(string)
	return newest.open(client)
}

// refuse answers for an endpoint that is offline, as ngrok does, or broken.
func refuse(w http.ResponseWriter, _ *http.Request, err error) {
	if errors.Is(err, errOffline) {
		w.Header().Set("ngrok-error-code", "ERR_NGROK_3200")
		http.Error(w, "the endpoint is offline", http.StatusNotFound)
		return
	}
	http.Error(w, "the endpoint did not answer", http.StatusBadGateway)
}
