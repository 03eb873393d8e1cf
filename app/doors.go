package main

import (
	"context"
	"net/http"

	"passdesk/app/webhook"
)

// fromOutside marks the context of a request that came the way which the doctor
// checks, so that it can count as a sign of life.
type fromOutside struct{}

func outside(door http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		door.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), fromOutside{}, true)))
	})
}

// fromHere marks what comes to the local listener as coming the way that the
// doctor checks, while there is no other.
func (p *program) fromHere(door http.Handler) http.Handler {
	marked := outside(door)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.tunnels.none() {
			marked.ServeHTTP(w, r)
			return
		}
		door.ServeHTTP(w, r)
	})
}

// withHealth adds the answer that tells whether the program is there. It
// stands on the local listener only.
func withHealth(door http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.URL.Path == "/healthz" {
			w.WriteHeader(http.StatusOK)
			return
		}
		door.ServeHTTP(w, r)
	})
}

// recheck takes in what was refused before only because its secret was not set.
func (p *program) recheck(ctx context.Context) {
	out, err := p.refusals.Recheck(ctx)
	if err != nil && ctx.Err() == nil {
		p.log.Error("refused requests were not all judged again", "error", err)
	}
	if out != (webhook.Outcome{}) {
		p.log.Info("refused requests were judged again", "promoted", out.Promoted, "stale", out.Stale, "left", out.Left)
	}
}
