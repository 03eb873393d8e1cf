package tunnel

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// grace is how long requests under way may take after the end was asked for.
// Together with what hanging up may cost it stays under the 2.5 s that
// Ingress promises.
const grace = 1600 * time.Millisecond

// newServer makes the server that every way in uses.
//
// There is no WriteTimeout: the connections of an ngrok endpoint share one TCP
// connection, where an expired write deadline does not free a stalled writer
// and can spoil the frames of all the others. Answers are expected to be tiny.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(orDiscard(log).Handler(), slog.LevelWarn),
	}
}

// drain lets requests under way be answered until ctx ends and cuts off the rest.
func drain(ctx context.Context, srv *http.Server) {
	if srv.Shutdown(ctx) != nil {
		_ = srv.Close()
	}
}

func orDiscard(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return log
}
