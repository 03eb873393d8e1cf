package tunnel

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

const (
	secretToken = "2NgR0kToKeNfOrTeStS_7hIsMuStNeVeRsHoW"
	soon        = 10 * time.Second // far beyond what anything here needs
)

// runner runs an Ingress and keeps what it says.
type runner struct {
	end  context.CancelFunc
	done chan struct{} // closed when Run has returned
	err  error         // of Run, after done
	news chan Status

	mu       sync.Mutex
	story    []Status
	returned bool
	late     bool
	inside   bool
	overlap  bool
}

func run(t *testing.T, in Ingress, h http.Handler) *runner {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &runner{end: cancel, done: make(chan struct{}), news: make(chan Status, 10000)}
	go func() {
		defer close(r.done)
		r.err = in.Run(ctx, h, r.on)
		r.mu.Lock()
		r.returned = true
		r.mu.Unlock()
	}()
	t.Cleanup(func() {
		cancel()
		<-r.done
		r.check(t)
	})
	return r
}

func (r *runner) on(s Status) {
	r.mu.Lock()
	r.overlap = r.overlap || r.inside
	r.inside = true
	r.late = r.late || r.returned
	r.story = append(r.story, s)
	r.mu.Unlock()
	r.news <- s
	r.mu.Lock()
	r.inside = false
	r.mu.Unlock()
}

// check holds for every run, whatever happened in it.
func (r *runner) check(t *testing.T) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.late {
		t.Error("a status was reported after Run had returned")
	}
	if r.overlap {
		t.Error("two statuses were reported at the same time")
	}
	for i, s := range r.story {
		if i > 0 {
			before := r.story[i-1]
			s.At, before.At = time.Time{}, time.Time{}
			if s == before {
				t.Errorf("status %d is reported twice in a row: %v", i, s)
			}
		}
		over := s.State == Stopped || s.State == Failed
		if last := i == len(r.story)-1; last && !over || over && !last {
			t.Errorf("status %d of %d has the state %v", i+1, len(r.story), s.State)
		}
	}
	if text := fmt.Sprintf("%+v %#v %v", r.story, r.story, r.err); strings.Contains(text, secretToken) {
		t.Errorf("the token shows: %s", text)
	}
}

// await reads on to the next status that has the state.
func (r *runner) await(t *testing.T, want State) Status {
	t.Helper()
	return r.awaitFunc(t, want.String(), func(s Status) bool { return s.State == want })
}

func (r *runner) awaitFunc(t *testing.T, what string, ok func(Status) bool) Status {
	t.Helper()
	timeout := time.After(soon)
	for {
		select {
		case s := <-r.news:
			if ok(s) {
				return s
			}
		case <-timeout:
			r.mu.Lock()
			defer r.mu.Unlock()
			t.Fatalf("never %s; got %+v", what, r.story)
		}
	}
}

// wait waits for Run to return by itself.
func (r *runner) wait(t *testing.T) error {
	t.Helper()
	select {
	case <-r.done:
		return r.err
	case <-time.After(soon):
		t.Fatal("Run does not return")
		return nil
	}
}

// stop ends Run and gives how long that took.
func (r *runner) stop(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	r.end()
	if err := r.wait(t); err != nil {
		t.Fatalf("Run = %v after its context ended", err)
	}
	return time.Since(began)
}

// last gives the newest status.
func (r *runner) last() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.story) == 0 {
		return Status{}
	}
	return r.story[len(r.story)-1]
}

// states gives the story in short, without repeats of the state alone.
func (r *runner) states() []State {
	r.mu.Lock()
	defer r.mu.Unlock()
	var states []State
	for _, s := range r.story {
		states = append(states, s.State)
	}
	return slices.Compact(states)
}

// eventually waits for what others need a moment to get done.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > soon {
			t.Errorf("never %s", what)
			return
		}
	}
}

// fixture gives an Ngrok that connects to the edge and checks at the end that
// its log is silent about the token. The heartbeat is out of the way, because
// the SDK races with itself when one times out.
func fixture(t *testing.T, edge *tunneltest.Edge) *Ngrok {
	t.Helper()
	log := new(lockedBuffer)
	t.Cleanup(func() {
		if text := log.String(); strings.Contains(text, secretToken) {
			t.Errorf("the token is in the log:\n%s", text)
		}
	})
	return &Ngrok{
		Token:       NewToken(secretToken),
		ConnectAddr: edge.ConnectAddr,
		RootCAs:     edge.CAs(),
		Heartbeat:   time.Hour,
		Log:         slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		tuning:      tuning{wait: 10 * time.Millisecond},
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
