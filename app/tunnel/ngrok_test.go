package tunnel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

// echo answers with the body it got.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(w, r.Body)
})

// post gives the status code and the body of the answer.
func post(t *testing.T, edge *tunneltest.Edge, url, body string) (int, string) {
	t.Helper()
	resp, err := edge.Client().Post(url+"/webhooks/crossmint", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatalf("POST: %v", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("POST: %v", err)
	}
	return resp.StatusCode, string(answer)
}

func mustEcho(t *testing.T, edge *tunneltest.Edge, url string) {
	t.Helper()
	if code, answer := post(t, edge, url, "ping"); code != http.StatusOK || answer != "ping" {
		t.Errorf("POST = %d %q, want 200 ping", code, answer)
	}
}

func TestNgrokServes(t *testing.T) {
	for name, newEdge := range map[string]func(testing.TB) *tunneltest.Edge{
		"http": tunneltest.NewEdge, "https": tunneltest.NewTLSEdge,
	} {
		t.Run(name, func(t *testing.T) {
			edge := newEdge(t)
			r := run(t, fixture(t, edge), echo)
			url := r.await(t, Online).URL
			if url != edge.URL {
				t.Errorf("URL = %q, want %q", url, edge.URL)
			}
			mustEcho(t, edge, url)
			big := strings.Repeat("x", 1<<20)
			if code, answer := post(t, edge, url, big); code != http.StatusOK || answer != big {
				t.Errorf("a body of 1 MiB came back as %d with %d bytes", code, len(answer))
			}
			if took := r.stop(t); took > time.Second {
				t.Errorf("stopping took %v", took)
			}
			if got := edge.Unbinds(); len(got) != 1 || len(edge.Endpoints()) != 0 {
				t.Errorf("unbinds = %v, still bound = %v", got, edge.Endpoints())
			}
			if code, _ := post(t, edge, url, "x"); code != http.StatusNotFound {
				t.Errorf("after the end POST = %d, want 404", code)
			}
			if got, want := r.states(), []State{Connecting, Online, Stopped}; !slices.Equal(got, want) {
				t.Errorf("states = %v, want %v", got, want)
			}
			if auths := edge.Auths(); len(auths) != 1 || auths[0].Token != secretToken {
				t.Errorf("log-ins = %+v", auths)
			}
		})
	}
}

func TestNgrokAsksForURL(t *testing.T) {
	for entered, want := range map[string]string{
		"https://desk.example.com":                     "https://desk.example.com",
		" desk.example.com ":                           "https://desk.example.com",
		"https://desk.example.com/webhooks/crossmint/": "https://desk.example.com",
	} {
		edge := tunneltest.NewEdge(t)
		n := fixture(t, edge)
		n.URL = entered
		r := run(t, n, echo)
		if got := r.await(t, Online).URL; got != want {
			t.Errorf("entered %q: URL = %q, want %q", entered, got, want)
		}
		mustEcho(t, edge, edge.URL)
		r.stop(t)
	}
}

func TestNgrokHandlerSeesTheClient(t *testing.T) {
	edge := tunneltest.NewEdge(t)
	seen := make(chan *http.Request, 1)
	r := run(t, fixture(t, edge), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r }))
	url := r.await(t, Online).URL
	post(t, edge, url, "x")
	got := <-seen
	host, port, err := net.SplitHostPort(got.RemoteAddr)
	if err != nil || host != "127.0.0.1" || port == "0" {
		t.Errorf("RemoteAddr = %q", got.RemoteAddr)
	}
	if want := strings.TrimPrefix(url, "http://"); got.Host != want {
		t.Errorf("Host = %q, want %q", got.Host, want)
	}
	if got.Header.Get("X-Forwarded-For") != "127.0.0.1" {
		t.Errorf("X-Forwarded-For = %q", got.Header.Get("X-Forwarded-For"))
	}
}

func TestNgrokAnswersRequestsUnderWay(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewEdge(t)
	entered := make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		time.Sleep(time.Second) // within what is promised
		_, _ = io.WriteString(w, "kept")
	})
	r := run(t, fixture(t, edge), slow)
	url := r.await(t, Online).URL
	var wg sync.WaitGroup
	wg.Go(func() {
		resp, err := edge.Client().Post(url, "text/plain", nil)
		if err != nil {
			t.Errorf("POST: %v", err)
			return
		}
		defer resp.Body.Close()
		if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK || string(body) != "kept" {
			t.Errorf("POST = %d %q, want 200 kept", resp.StatusCode, body)
		}
	})
	<-entered
	took := r.stop(t)
	wg.Wait()
	if took < time.Second/2 || took > 2500*time.Millisecond {
		t.Errorf("stopping took %v", took)
	}
	if len(edge.Unbinds()) != 1 {
		t.Errorf("unbinds = %v, want one", edge.Unbinds())
	}
}

// spoilers break the link of a runner that is about to end. Each is prepared
// before the run and gives what to do once it is online.
var spoilers = map[string]func(t *testing.T, edge *tunneltest.Edge, n *Ngrok) func(r *runner){
	"unbind never answered": func(_ *testing.T, edge *tunneltest.Edge, _ *Ngrok) func(*runner) {
		return func(*runner) { edge.IgnoreUnbind() }
	},
	"nothing comes back": func(_ *testing.T, _ *tunneltest.Edge, n *Ngrok) func(*runner) {
		hole := &deadLink{}
		n.tuning.dial = hole.dial
		return func(*runner) { hole.kill() }
	},
	"nothing gets out": func(_ *testing.T, _ *tunneltest.Edge, n *Ngrok) func(*runner) {
		hole := &deadLink{full: true}
		n.tuning.dial = hole.dial
		return func(*runner) { hole.kill() }
	},
	"link down": func(t *testing.T, edge *tunneltest.Edge, n *Ngrok) func(*runner) {
		var dials atomic.Int32
		n.tuning.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if dials.Add(1) > 1 {
				return nil, errors.New("network is unreachable")
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		return func(r *runner) {
			edge.Drop()
			r.await(t, Reconnecting)
		}
	},
}

func TestNgrokBoundsTheEnd(t *testing.T) {
	t.Run("however", func(t *testing.T) {
		for name, prepare := range spoilers {
			for _, busy := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, busy %t", name, busy), func(t *testing.T) {
					t.Parallel()
					edge := tunneltest.NewEdge(t)
					n := fixture(t, edge)
					spoil := prepare(t, edge, n)
					entered := make(chan struct{}, 1)
					r := run(t, n, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
						entered <- struct{}{}
						<-r.Context().Done()
					}))
					r.await(t, Online)
					if busy {
						go func() { // its answer is of no interest
							if resp, err := edge.Client().Post(edge.URL, "text/plain", nil); err == nil {
								_ = resp.Body.Close()
							}
						}()
						<-entered
					}
					spoil(r)
					if took := r.stop(t); took > 2500*time.Millisecond {
						t.Errorf("stopping took %v", took)
					}
				})
			}
		}
	})
	noGoroutineLeft(t)
}

func TestNgrokEndsWhileConnecting(t *testing.T) {
	never := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	refused := func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("connection refused")
	}
	silent := &deadLink{stillborn: true}
	for name, dial := range map[string]func(context.Context, string, string) (net.Conn, error){
		"dial hangs": never, "dial refused": refused, "log-in hangs": silent.dial,
	} {
		t.Run(name, func(t *testing.T) {
			edge := tunneltest.NewEdge(t)
			n := fixture(t, edge)
			dialled := make(chan struct{}, 1000)
			n.tuning.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				dialled <- struct{}{}
				return dial(ctx, network, address)
			}
			r := run(t, n, echo)
			<-dialled
			if took := r.stop(t); took > 2500*time.Millisecond {
				t.Errorf("stopping took %v", took)
			}
			if got, want := r.states(), []State{Connecting, Stopped}; !slices.Equal(got, want) {
				t.Errorf("states = %v, want %v", got, want)
			}
			noGoroutineLeft(t)
		})
	}
}

// deadLink makes connections that can go dead without closing, like those
// behind a forgotten address translation: nothing comes in, and what goes out
// is swallowed or, when the buffers are full, stuck.
type deadLink struct {
	stillborn bool // all connections are dead from the start
	full      bool
	kills     atomic.Int32
	under     func(ctx context.Context, network, address string) (net.Conn, error) // nil: the network
}

// kill makes the connections dead that there are.
func (l *deadLink) kill() { l.kills.Add(1) }

func (l *deadLink) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dial := l.under
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &deadConn{Conn: conn, link: l, born: l.kills.Load(), closed: make(chan struct{})}, nil
}

type deadConn struct {
	net.Conn
	link   *deadLink
	born   int32 // after so many kills
	once   sync.Once
	closed chan struct{}
}

func (c *deadConn) dead() bool { return c.link.stillborn || c.link.kills.Load() > c.born }

func (c *deadConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.dead() {
		<-c.closed
		return 0, net.ErrClosed
	}
	return n, err
}

func (c *deadConn) Write(p []byte) (int, error) {
	if !c.dead() {
		return c.Conn.Write(p)
	}
	if c.link.full {
		<-c.closed
		return 0, net.ErrClosed
	}
	return len(p), nil
}

func (c *deadConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// noGoroutineLeft fails when this package still has one at work, apart from
// those of the tests themselves. The SDK's own may take their time.
func noGoroutineLeft(t *testing.T) {
	t.Helper()
	var left []string
	for range 100 {
		left = nil
		stacks := make([]byte, 4<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		for stack := range strings.SplitSeq(string(stacks), "\n\n") {
			if strings.Contains(stack, "passdesk/app/tunnel.") && !strings.Contains(stack, "_test.go") {
				left = append(left, stack)
			}
		}
		if len(left) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines outlive Run:\n%s", len(left), strings.Join(left, "\n\n"))
}
