package tunnel

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

func TestNgrokRefusedForGood(t *testing.T) {
	cases := []struct {
		name, code string
		refuse     func(edge *tunneltest.Edge, n int, code string)
		says       string // part of the sentence
	}{
		{"revoked token", "ERR_NGROK_107", (*tunneltest.Edge).RefuseAuth, "authtoken"},
		{"malformed token", "ERR_NGROK_105", (*tunneltest.Edge).RefuseAuth, "authtoken"},
		{"e-mail not confirmed", "ERR_NGROK_123", (*tunneltest.Edge).RefuseAuth, "Confirm it"},
		{"log-in with an unknown code", "ERR_NGROK_99999", (*tunneltest.Edge).RefuseAuth, "err_ngrok_99999"},
		{"domain of someone else", "ERR_NGROK_320", (*tunneltest.Edge).RefuseBind, "another account"},
		{"no domain yet", "ERR_NGROK_15013", (*tunneltest.Edge).RefuseBind, "dashboard.ngrok.com/domains"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			edge := tunneltest.NewEdge(t)
			c.refuse(edge, 1000, c.code)
			began := time.Now()
			r := run(t, fixture(t, edge), echo)
			err := r.wait(t)
			if took := time.Since(began); took > time.Second {
				t.Errorf("giving up took %v", took)
			}
			lost, ok := errors.AsType[*Error](err)
			if !ok || lost.Code != c.code || !strings.Contains(lost.Message.String(), c.says) {
				t.Fatalf("Run = %v, want %s with %q", err, c.code, c.says)
			}
			last := r.await(t, Failed)
			if last.Code != c.code || last.Message != lost.Message {
				t.Errorf("the last status is %+v, the error %v", last, err)
			}
			if got, want := r.states(), []State{Connecting, Failed}; !slices.Equal(got, want) {
				t.Errorf("states = %v, want %v", got, want)
			}
			if got := len(edge.Auths()); got != 1 {
				t.Errorf("log-ins = %d, want 1", got)
			}
			noGoroutineLeft(t)
		})
	}
}

func TestNgrokFailsWithoutDialling(t *testing.T) {
	cases := []struct {
		name       string
		token, url string
		code, says string
	}{
		{"no token", " ", "", "ERR_NGROK_4018", "no ngrok authtoken"},
		{"foreign scheme", secretToken, "tcp://desk.example.com:1", "", "domain"},
		{"no host", secretToken, "https://", "", "domain"},
		{"nonsense", secretToken, "desk example com", "", "domain"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			edge := tunneltest.NewEdge(t)
			n := fixture(t, edge)
			n.Token, n.URL = NewToken(c.token), c.url
			r := run(t, n, echo)
			lost, ok := errors.AsType[*Error](r.wait(t))
			if !ok || lost.Code != c.code || !strings.Contains(lost.Message.String(), c.says) {
				t.Errorf("Run = %v, want code %q and %q", r.err, c.code, c.says)
			}
			if edge.Sessions() != 0 || len(edge.Auths()) != 0 {
				t.Error("the edge was dialled")
			}
		})
	}
}

func TestNgrokWaitsUntilItIsLetIn(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct {
		refuse        func(*tunneltest.Edge, int, string)
		logins, binds int
	}{
		"ERR_NGROK_334": {(*tunneltest.Edge).RefuseBind, 3, 3},
		"ERR_NGROK_108": {(*tunneltest.Edge).RefuseAuth, 3, 1},
	} {
		t.Run(code, func(t *testing.T) {
			edge := tunneltest.NewEdge(t)
			c.refuse(edge, 2, code)
			r := run(t, fixture(t, edge), echo)
			refused := r.awaitFunc(t, "refused", func(s Status) bool { return s.Code == code })
			if refused.State != Connecting || refused.Message != codes[code].message {
				t.Errorf("when refused: %+v", refused)
			}
			online := r.await(t, Online)
			if online.Code != "" || online.Message != "" {
				t.Errorf("when online: %+v", online)
			}
			mustEcho(t, edge, online.URL)
			if logins, binds := len(edge.Auths()), edge.Binds(); logins != c.logins || binds != c.binds {
				t.Errorf("%d log-ins and %d binds, want %d and %d", logins, binds, c.logins, c.binds)
			}
			if got, want := r.states(), []State{Connecting, Online}; !slices.Equal(got, want) {
				t.Errorf("states = %v, want %v", got, want)
			}
		})
	}
}

// openSockets dials and counts what is open.
type openSockets struct{ count atomic.Int32 }

func (o *openSockets) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	o.count.Add(1)
	return &countedSocket{Conn: conn, of: o}, nil
}

type countedSocket struct {
	net.Conn
	of   *openSockets
	once sync.Once
}

func (s *countedSocket) Close() error {
	s.once.Do(func() { s.of.count.Add(-1) })
	return s.Conn.Close()
}

func TestNgrokComesBackAfterEachDrop(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	var sockets openSockets
	n.tuning.dial = sockets.dial
	r := run(t, n, echo)
	first := r.await(t, Online)
	want := []State{Connecting, Online}
	for range 50 {
		edge.Drop()
		lost := r.await(t, Reconnecting)
		if lost.URL != first.URL || lost.Message == "" {
			t.Errorf("while reconnecting: %+v", lost)
		}
		if again := r.await(t, Online); again.URL != first.URL {
			t.Errorf("URL = %q, was %q", again.URL, first.URL)
		}
		mustEcho(t, edge, first.URL)
		eventually(t, "one socket open", func() bool { return sockets.count.Load() == 1 })
		want = append(want, Reconnecting, Online)
	}
	if endpoints := edge.Endpoints(); len(endpoints) != 1 {
		t.Errorf("bound = %v, want one", endpoints)
	}
	for i, auth := range edge.Auths() {
		if (auth.ClientID == "") != (i == 0) {
			t.Errorf("log-in %d is by client %q; a reconnection keeps its id", i, auth.ClientID)
		}
	}
	r.stop(t)
	if got, want := r.states(), append(want, Stopped); !slices.Equal(got, want) {
		t.Errorf("states = %v, want %v", got, want)
	}
	eventually(t, "no socket open", func() bool { return sockets.count.Load() == 0 })
	noGoroutineLeft(t)
}

// The form in real time of what the tests in fake time show to the second.
func TestNgrokIsBackAfterTheEdgeWasAway(t *testing.T) {
	absence := 2 * time.Second
	if *long {
		absence = time.Minute
	}
	edge := tunneltest.NewEdge(t)
	nat := tunneltest.NewNAT(t, "127.0.0.1:0", edge.ConnectAddr)
	n := fixture(t, edge)
	n.ConnectAddr = nat.Addr
	n.tuning.wait = 0 // that of the program
	r := run(t, n, echo)
	url := r.await(t, Online).URL
	nat.Away()
	r.awaitFunc(t, "explained", func(s Status) bool { return s.Message == unanswered })
	time.Sleep(absence)
	nat.Back()
	began := time.Now()
	r.await(t, Online)
	if took := time.Since(began); took > dialLongest+time.Second {
		t.Errorf("back after %v", took)
	}
	mustEcho(t, edge, url)
}

func TestNgrokRefusedOnTheWayBack(t *testing.T) {
	t.Run("for now", func(t *testing.T) {
		edge := tunneltest.NewEdge(t)
		r := run(t, fixture(t, edge), echo)
		url := r.await(t, Online).URL
		edge.RefuseBind(1, "ERR_NGROK_334")
		edge.Drop()
		held := r.awaitFunc(t, "334", func(s Status) bool { return s.Code == "ERR_NGROK_334" })
		if held.State != Reconnecting {
			t.Errorf("when refused: %+v", held)
		}
		r.await(t, Online)
		mustEcho(t, edge, url)
	})
	for name, refuse := range map[string]func(*tunneltest.Edge, int, string){
		"log-in for good": (*tunneltest.Edge).RefuseAuth,
		"bind for good":   (*tunneltest.Edge).RefuseBind,
	} {
		t.Run(name, func(t *testing.T) {
			edge := tunneltest.NewEdge(t)
			r := run(t, fixture(t, edge), echo)
			r.await(t, Online)
			refuse(edge, 1000, "ERR_NGROK_337")
			edge.Drop()
			if lost, ok := errors.AsType[*Error](r.wait(t)); !ok || lost.Code != "ERR_NGROK_337" {
				t.Errorf("Run = %v, want ERR_NGROK_337", r.err)
			}
			want := []State{Connecting, Online, Reconnecting, Failed}
			if got := r.states(); !slices.Equal(got, want) {
				t.Errorf("states = %v, want %v", got, want)
			}
			noGoroutineLeft(t)
		})
	}
}

func TestNgrokReopensAStoppedEndpoint(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	var slow atomic.Bool
	entered := make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slow.Load() {
			entered <- struct{}{}
			time.Sleep(100 * time.Millisecond) // the endpoint is stopped meanwhile
		}
		echo(w, r)
	})
	r := run(t, fixture(t, edge), h)
	url := r.await(t, Online).URL

	slow.Store(true)
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		mustEcho(t, edge, url)
	}()
	<-entered
	if err := edge.StopEndpoints("ERR_NGROK_99999", "stopped from the dashboard"); err != nil {
		t.Fatal(err)
	}
	<-answered
	slow.Store(false)

	lost := r.await(t, Reconnecting)
	if lost.Code != "ERR_NGROK_99999" || lost.URL != url {
		t.Errorf("after the stop: %+v", lost)
	}
	mustEcho(t, edge, r.await(t, Online).URL)
	if endpoints := edge.Endpoints(); len(endpoints) != 1 || edge.Sessions() != 1 {
		t.Errorf("bound = %v in %d sessions, want one in one", endpoints, edge.Sessions())
	}
	// What the SDK binds again after a later drop must be the new endpoint alone.
	edge.Drop()
	r.await(t, Online)
	mustEcho(t, edge, url)
	if endpoints := edge.Endpoints(); len(endpoints) != 1 {
		t.Errorf("after a drop bound = %v, want one", endpoints)
	}
}

func TestNgrokReportsANewURL(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	r := run(t, n, echo)
	first := r.await(t, Online).URL
	other := strings.Replace(first, "127.0.0.1", "localhost", 1)
	edge.AssignURL(other)
	if err := edge.StopEndpoints("", ""); err != nil {
		t.Fatal(err)
	}
	if again := r.await(t, Online); again.URL != other {
		t.Errorf("URL = %q, want %q", again.URL, other)
	}
}

// A re-bind that yields another URL is invisible: the SDK drops it. When a
// newer SDK makes this test fail, the new URL can be reported.
func TestNgrokCannotSeeARebindElsewhere(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	r := run(t, fixture(t, edge), echo)
	first := r.await(t, Online).URL
	edge.RebindAs("https://elsewhere.example.com")
	edge.Drop()
	r.await(t, Reconnecting)
	if again := r.await(t, Online).URL; again != first {
		t.Errorf("URL = %q, so the SDK tells", again)
	}
	if got := edge.Endpoints(); len(got) != 1 || got[0].URL == first {
		t.Errorf("bound = %v", got)
	}
}

func TestNgrokComesBackAfterSleep(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	var slept atomic.Int64
	n.tuning.now = func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }
	n.tuning.tick = 5 * time.Millisecond
	hole := &deadLink{}
	n.tuning.dial = hole.dial
	r := run(t, n, echo)
	url := r.await(t, Online).URL

	// While it slept the link went dead, which nobody was told.
	hole.kill()
	slept.Store(int64(8 * time.Hour))
	r.await(t, Reconnecting)
	r.await(t, Online)
	mustEcho(t, edge, url)
}

func TestNgrokTrustsNoStranger(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	n.RootCAs = x509.NewCertPool()
	r := run(t, n, echo)
	got := r.awaitFunc(t, "explained", func(s Status) bool { return s.Message == intercepts })
	if got.State != Connecting {
		t.Errorf("with another authority: %+v", got)
	}
	if len(edge.Auths()) != 0 {
		t.Error("the token was sent to a stranger")
	}
}

func TestNgrokUnreachable(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	n := fixture(t, edge)
	dial := n.tuning.withDefaults().dial
	var reachable atomic.Bool
	n.tuning.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if !reachable.Load() {
			return nil, errors.New("no such host")
		}
		return dial(ctx, network, address)
	}
	r := run(t, n, echo)
	told := r.awaitFunc(t, "explained", func(s Status) bool { return s.Message != "" })
	if told.State != Connecting {
		t.Errorf("while unreachable: %+v", told)
	}
	reachable.Store(true)
	mustEcho(t, edge, r.await(t, Online).URL)
}
