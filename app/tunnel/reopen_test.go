package tunnel

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

const nothingArrives = "A check from outside found nothing arriving. Opening the address again."

// After a re-bind elsewhere, which the SDK keeps to itself, reopening is how
// the new URL becomes known.
func TestReopenLearnsTheURL(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	r := run(t, n, echo)
	first := r.await(t, Online).URL
	other := strings.Replace(first, "127.0.0.1", "localhost", 1)
	edge.AssignURL(other)
	n.Reopen(nothingArrives)
	if said := r.await(t, Reconnecting); said.Message != nothingArrives || said.URL != first {
		t.Errorf("while reopening: %+v", said)
	}
	if again := r.await(t, Online); again.URL != other || again.Message != "" {
		t.Errorf("reopened: %+v", again)
	}
	mustEcho(t, edge, other)
	if auths := edge.Auths(); len(auths) != 2 || auths[1].ClientID != "" {
		t.Errorf("log-ins = %+v, want a second by a new agent", auths)
	}
	if got := edge.Unbinds(); len(got) != 1 {
		t.Errorf("unbinds = %v: leave was not taken", got)
	}
}

func TestReopenLetsRequestsUnderWayBeAnswered(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	entered := make(chan struct{})
	r := run(t, n, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		time.Sleep(200 * time.Millisecond)
		echo(w, r)
	}))
	url := r.await(t, Online).URL
	var wg sync.WaitGroup
	wg.Go(func() { mustEcho(t, edge, url) })
	<-entered
	n.Reopen(nothingArrives)
	wg.Wait()
	r.await(t, Online)
}

// eager reopens whenever it hears something, for a while.
type eager struct{ *Ngrok }

func (e eager) Run(ctx context.Context, h http.Handler, on func(Status)) error {
	times := 0
	return e.Ngrok.Run(ctx, h, func(s Status) {
		if times++; times < 30 {
			e.Reopen(nothingArrives)
		}
		on(s)
	})
}

// Reopen may come at any moment, many times, and from what hears of the states.
func TestReopenAtAnyMoment(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	n.Reopen("nobody runs")
	r := run(t, eager{n}, echo)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Duration(i%7) * time.Millisecond):
				n.Reopen(nothingArrives)
			}
		}
	})
	time.Sleep(time.Second)
	close(stop)
	wg.Wait()
	// The last of them may still be under way.
	eventually(t, "open", func() bool {
		code, _ := post(t, edge, edge.URL, "ping")
		return code == http.StatusOK && r.last().State == Online && len(edge.Endpoints()) == 1 && edge.Sessions() == 1
	})
	r.stop(t)
	noGoroutineLeft(t)
}

func TestNgrokRunsAgain(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	for range 3 {
		r := run(t, n, echo)
		mustEcho(t, edge, r.await(t, Online).URL)
		r.stop(t)
	}
	edge.RefuseAuth(1, "ERR_NGROK_107")
	if err := run(t, n, echo).wait(t); err == nil {
		t.Error("Run = nil though refused")
	}
	mustEcho(t, edge, run(t, n, echo).await(t, Online).URL)
}
