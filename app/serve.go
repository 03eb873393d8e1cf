package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"passdesk/app/tunnel"
	"passdesk/app/webhook"
)

// serveCommand receives without a window.
type serveCommand struct{}

// Run serves until SIGINT or SIGTERM.
func (serveCommand) Run(s *settings, c *console) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	p, err := start(ctx, s, s.logger(c))
	if err != nil {
		return err
	}
	out := newEventWriter(c.stdout)
	defer func() {
		if err = errors.Join(err, p.close()); err == nil {
			out.write(stoppedEvent{Event: "stopped", At: now()})
		}
	}()
	out.write(listeningEvent{Event: "listening", At: now(), URL: p.localURL()})
	return p.run(ctx, func(st tunnel.Status) { out.write(newTunnelEvent(st)) })
}

// The lines that serve prints, a contract with the scripts that read them.
type (
	listeningEvent struct {
		Event string `json:"event"`
		At    string `json:"at"`
		URL   string `json:"url"`
	}
	tunnelEvent struct {
		Event   string `json:"event"`
		At      string `json:"at"`
		State   string `json:"state"`
		URL     string `json:"url"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	stoppedEvent struct {
		Event string `json:"event"`
		At    string `json:"at"`
	}
)

func newTunnelEvent(st tunnel.Status) tunnelEvent {
	return tunnelEvent{
		Event: "tunnel", At: timestamp(st.At), State: st.State.String(),
		URL: endpoint(st.URL), Code: st.Code, Message: st.Message,
	}
}

// endpoint adds the path to a way in's address, if it has one.
func endpoint(url string) string {
	if url == "" {
		return ""
	}
	return url + webhook.Path
}

// eventWriter prints one JSON object a line. It may be used from any goroutine.
type eventWriter struct {
	mu  sync.Mutex
	out *json.Encoder
}

func newEventWriter(w io.Writer) *eventWriter {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return &eventWriter{out: out}
}

func (w *eventWriter) write(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.out.Encode(event) // whoever read it may have gone; receiving goes on
}

func now() string { return timestamp(time.Now()) }

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }
