//go:build !race

package tunnel

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

// The tests that live in a world of their own run the real SDK and the edge in
// the fake time of testing/synctest, with the settings that the program has.
// Heartbeats time out there, where the SDK races with itself, so the race
// detector cannot be on.

// world is a network with an edge in it, and what went on there.
type world struct {
	t     *testing.T
	edge  *tunneltest.Edge
	n     *Ngrok
	began time.Time
	hole  deadLink
	done  chan struct{} // closed when Run has returned
	news  chan struct{} // says that the state has changed
	end   context.CancelFunc

	mu    sync.Mutex
	slept time.Duration
	has   addresses
	meets func(ctx context.Context) (net.Conn, error) // what a new connection meets, nil for the edge
	dials []time.Time
	last  Status
	said  []string // the states
	story []string
}

// worldTest names, in the environment of a process of its own, the test to run there.
const worldTest = "PASSDESK_WORLD_TEST"

// inWorld runs f beside an Ngrok in a bubble. Nothing may be left of either
// when it is over, not even of the SDK's; synctest sees to that.
//
// Each bubble has a process of its own, because the SDK's multiplexer keeps
// channels for use by anybody in the process.
func inWorld(t *testing.T, f func(w *world)) {
	if os.Getenv(worldTest) != t.Name() {
		t.Parallel()
		alone := exec.Command(os.Args[0], "-test.v", "-test.timeout=1m", "-test.run=^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$")
		alone.Env = append(os.Environ(), worldTest+"="+t.Name())
		if out, err := alone.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()+" ") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, edge: tunneltest.NewMemoryEdge(t), began: time.Now(), done: make(chan struct{}), news: make(chan struct{}, 1), has: atHome}
		w.hole.under = w.dial
		w.n = &Ngrok{
			Token: NewToken(secretToken), ConnectAddr: w.edge.ConnectAddr, RootCAs: w.edge.CAs(),
			tuning: tuning{now: w.now, dial: w.hole.dial, addresses: w.addresses, source: w.source},
		}
		ctx, cancel := context.WithCancel(t.Context())
		w.end = cancel
		go func() {
			defer close(w.done)
			if err := w.n.Run(ctx, echo, w.on); err != nil {
				t.Errorf("Run = %v", err)
			}
		}()
		f(w)
		ending := time.Now()
		cancel()
		<-w.done
		if took := time.Since(ending); took > 2500*time.Millisecond {
			t.Errorf("ending took %v", took)
		}
		time.Sleep(2 * time.Minute) // the SDK's own may take their time
		if t.Failed() {
			t.Log("\n" + strings.Join(w.story, "\n"))
		}
	})
}

var (
	atHome = addresses{netip.MustParseAddr("192.168.1.5"): {}}
	away   = addresses{netip.MustParseAddr("10.20.30.40"): {}}
	vpn    = netip.MustParseAddr("172.16.0.9")
)

func (w *world) note(format string, args ...any) {
	w.story = append(w.story, fmt.Sprintf("%10.3f ", time.Since(w.began).Seconds())+fmt.Sprintf(format, args...))
}

func (w *world) on(s Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = s
	w.said = append(w.said, s.State.String())
	w.note("  says %v %s %.60s", s.State, s.Code, s.Message)
	select {
	case w.news <- struct{}{}:
	default:
	}
}

func (w *world) status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// states gives those reported so far.
func (w *world) states() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.said)
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.slept)
}

func (w *world) addresses() (addresses, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.has, nil
}

func (w *world) dial(ctx context.Context, network, address string) (net.Conn, error) {
	w.mu.Lock()
	w.dials = append(w.dials, time.Now())
	meets, has := w.meets, w.has
	w.mu.Unlock()
	if meets != nil {
		return meets(ctx)
	}
	for from := range has {
		conn, err := w.edge.Dial(ctx, network, address)
		return addressed{conn, from}, err
	}
	return unplugged(ctx)
}

// addressed is a connection that knows its ends.
type addressed struct {
	net.Conn
	from netip.Addr
}

func (a addressed) LocalAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(a.from, 50123))
}

func (a addressed) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort("203.0.113.7:443"))
}

// source is the machine's first address, or the one of the tunnel of another
// program that all goes through.
func (w *world) source(netip.AddrPort) (netip.Addr, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.has) == 0 {
		return netip.Addr{}, syscall.ENETUNREACH
	}
	if _, through := w.has[vpn]; through {
		return vpn, nil
	}
	return slices.MinFunc(slices.Collect(maps.Keys(w.has)), netip.Addr.Compare), nil
}

// happens changes the world. A nil meets is a healthy network.
func (w *world) happens(what string, meets func(context.Context) (net.Conn, error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("%s", what)
	w.meets = meets
}

// sleeps stops the monotonic clock and lets the wall clock run on.
func (w *world) sleeps(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("sleeps for %v", d)
	w.slept += d
}

// moves gives the machine other addresses, nil for none.
func (w *world) moves(to addresses) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note("has %d addresses", len(to))
	w.has = to
}

// open finds out, by a delivery, whether one can arrive.
func (w *world) open() bool {
	ctx, cancel := context.WithTimeout(w.t.Context(), 100*time.Millisecond)
	defer cancel() // which closes the connection
	answer := httptest.NewRecorder()
	w.edge.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodPost, w.edge.URL, strings.NewReader("ping")).WithContext(ctx))
	return answer.Code == http.StatusOK && answer.Body.String() == "ping"
}

// online waits until the state is Online, and fails if that takes longer than
// it may or is not true.
func (w *world) online(within time.Duration) (took time.Duration) {
	w.t.Helper()
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		synctest.Wait()
		took = time.Since(began)
		switch {
		case w.status().State == Online:
			if !w.open() {
				w.t.Error("online, but nothing arrives")
			}
			return took
		case took > within:
			w.t.Fatalf("not online after %v: %+v\n%s", took, w.status(), w.lately())
		}
	}
}

// until waits for a state.
func (w *world) until(within time.Duration, what string, ok func(Status) bool) time.Duration {
	w.t.Helper()
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		synctest.Wait()
		if took := time.Since(began); ok(w.status()) {
			return took
		} else if took > within {
			w.t.Fatalf("not %s after %v: %+v\n%s", what, took, w.status(), w.lately())
		}
	}
}

// lately gives the end of the story.
func (w *world) lately() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.story[max(0, len(w.story)-20):], "\n")
}

// What a connection can meet other than ngrok.
func unplugged(context.Context) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}
}

func noName(context.Context) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "connect.ngrok-agent.com", IsNotFound: true}}
}

func refused(context.Context) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

func swallowed(ctx context.Context) (net.Conn, error) {
	<-ctx.Done()
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
}

// signInPage answers TLS with a page of HTTP, as captive portals do.
func signInPage(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	go func() {
		defer far.Close()
		_, _ = far.Read(make([]byte, 4096))
		_, _ = far.Write([]byte("HTTP/1.1 302 Found\r\nLocation: http://sign.in/\r\n\r\n"))
	}()
	return near, nil
}

func hungUp(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	go func() {
		_, _ = far.Read(make([]byte, 4096))
		_ = far.Close()
	}()
	return near, nil
}

// longestGap is the longest time without a try from the n-th on.
func (w *world) longestGap(from int) (longest time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if from >= len(w.dials) {
		w.t.Fatal("nobody dialled")
	}
	for i := from + 1; i < len(w.dials); i++ {
		longest = max(longest, w.dials[i].Sub(w.dials[i-1]))
	}
	return longest
}
