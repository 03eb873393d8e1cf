package main

import (
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"passdesk/app/doctor"
	"passdesk/app/way"
	"passdesk/app/webhook"
	"passdesk/assets/say"
)

// serveCommand receives without a window.
type serveCommand struct{}

// Run serves until SIGINT or SIGTERM.
func (serveCommand) Run(s *settings, c *console) (err error) {
	outliveReaders()
	p, err := takeFolder(s, s.logger(c)) // before signals are caught: a disk may not answer
	if err != nil {
		if _, usage := errors.AsType[usageError](err); !usage {
			c.complain(atStart(err).String())
		}
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if p.locked != nil {
		c.complain(whileReceiving(p.locked).String())
		return p.locked
	}
	ctx, stop := untilEnded()
	defer stop()
	if err := p.listen(ctx, s.Listen); err != nil {
		return err
	}
	out := newEventWriter(c.stdout)
	out.write(listeningEvent{Event: "listening", At: now(), URL: p.localURL()})
	p.onChecked = func(r doctor.Report) { out.write(newDoctorEvent(r)) }
	ended := make(chan error, 1)
	var parts parts
	parts.Go(func() {
		defer stop() // it may end by itself
		ended <- p.run(ctx, func(st way.Status) {
			if !p.tunnels.none() { // the local listener has had its line
				out.write(newTunnelEvent(st))
			}
		})
	})
	<-ctx.Done()
	parts.end(partTime, p.log)
	out.write(stoppedEvent{Event: "stopped", At: now()})
	select {
	case err = <-ended:
	default: // it does not end
	}
	return err
}

// The lines that serve prints, a contract with the scripts that read them.
type (
	listeningEvent struct {
		Event string `json:"event"`
		At    string `json:"at"`
		URL   string `json:"url"`
	}
	tunnelEvent struct {
		Event   string       `json:"event"`
		At      string       `json:"at"`
		State   string       `json:"state"`
		URL     string       `json:"url"`
		Code    string       `json:"code"`
		Message say.Sentence `json:"message"`
	}
	doctorEvent struct {
		Event   string       `json:"event"`
		At      string       `json:"at"`
		OK      bool         `json:"ok"`
		Millis  float64      `json:"ms"`
		Verdict string       `json:"verdict"`
		URL     string       `json:"url"`
		Lights  lightsEvent  `json:"lights"`
		Code    string       `json:"code,omitempty"`
		Message say.Sentence `json:"message,omitempty"`
	}
	lightsEvent struct {
		Out       lightEvent `json:"out"`
		Tunnel    lightEvent `json:"tunnel"`
		Signature lightEvent `json:"signature"`
		Disk      lightEvent `json:"disk"`
	}
	lightEvent struct {
		OK     *bool    `json:"ok"` // null when the check did not get there
		Millis *float64 `json:"ms,omitempty"`
	}
	stoppedEvent struct {
		Event string `json:"event"`
		At    string `json:"at"`
	}
)

func newDoctorEvent(r doctor.Report) doctorEvent {
	light := func(s doctor.Stage) (e lightEvent) {
		switch l := r.Lights[s]; l.Color {
		case doctor.Green:
			e.OK, e.Millis = new(true), new(millis(l.Latency))
		case doctor.Red:
			e.OK = new(false)
		}
		return e
	}
	return doctorEvent{
		Event: "doctor", At: timestamp(r.At), OK: r.OK(), Millis: millis(r.Took), Verdict: r.Verdict.String(), URL: endpoint(r.Target.URL),
		Lights: lightsEvent{light(doctor.Out), light(doctor.Tunnel), light(doctor.Signature), light(doctor.Disk)},
		Code:   r.Code, Message: r.Why,
	}
}

func newTunnelEvent(st way.Status) tunnelEvent {
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
