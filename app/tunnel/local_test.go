package tunnel

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func listen(t *testing.T, address string) *Local {
	t.Helper()
	local, err := Listen(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = local.Close() })
	return local
}

func TestLocalServes(t *testing.T) {
	local := listen(t, "127.0.0.1:0")
	url := local.URL() // known before it serves
	if strings.HasSuffix(url, ":0") || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("URL = %q", url)
	}
	r := run(t, local, echo)
	if got := r.await(t, Online).URL; got != url {
		t.Errorf("URL online = %q, want %q", got, url)
	}
	resp, err := http.Post(url, "text/plain", strings.NewReader("ping"))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if string(body) != "ping" {
		t.Errorf("answer = %q", body)
	}
	if took := r.stop(t); took > time.Second {
		t.Errorf("stopping took %v", took)
	}
	if got, want := r.states(), []State{Online, Stopped}; !slices.Equal(got, want) {
		t.Errorf("states = %v, want %v", got, want)
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://")); err == nil {
		_ = conn.Close()
		t.Error("the listener is still open")
	}
	noGoroutineLeft(t)
}

func TestLocalURL(t *testing.T) {
	for address, want := range map[string]string{
		"0.0.0.0:0":   "http://127.0.0.1:",
		"localhost:0": "http://127.0.0.1:",
		":0":          "http://127.0.0.1:",
	} {
		if got := listen(t, address).URL(); !strings.HasPrefix(got, want) {
			t.Errorf("URL for %q = %q, want %q…", address, got, want)
		}
	}
}

func TestListenFails(t *testing.T) {
	taken := listen(t, "127.0.0.1:0")
	_, err := Listen(t.Context(), strings.TrimPrefix(taken.URL(), "http://"))
	if _, ok := errors.AsType[*net.OpError](err); !ok {
		t.Errorf("Listen on a taken address = %v", err)
	}
}

func TestLocalAnswersRequestsUnderWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hold time.Duration // how long the handler takes
		ok   bool
	}{
		"in time":  {time.Second, true},
		"too long": {time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entered := make(chan struct{})
			r := run(t, listen(t, "127.0.0.1:0"), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				close(entered)
				select {
				case <-time.After(c.hold):
				case <-r.Context().Done():
				}
			}))
			url := r.await(t, Online).URL
			var wg sync.WaitGroup
			wg.Go(func() {
				resp, err := http.Post(url, "text/plain", nil)
				if err == nil {
					_ = resp.Body.Close()
				}
				if (err == nil) != c.ok {
					t.Errorf("POST = %v", err)
				}
			})
			<-entered
			if took := r.stop(t); took > 2500*time.Millisecond {
				t.Errorf("stopping took %v", took)
			}
			wg.Wait()
		})
	}
}

// brokenListener fails as one does when the system takes it away.
type brokenListener struct{ net.Listener }

func (brokenListener) Accept() (net.Conn, error) { return nil, errBroken }

var errBroken = errors.New("listener taken away")

func TestLocalLost(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, NewLocal(brokenListener{ln}), echo)
	if err := r.wait(t); !errors.Is(err, errBroken) {
		t.Errorf("Run = %v, want %v", err, errBroken)
	}
	if last := r.await(t, Failed); last.Message == "" {
		t.Errorf("last status = %+v", last)
	}
}

func TestServerLimitsHeaders(t *testing.T) {
	r := run(t, listen(t, "127.0.0.1:0"), echo)
	url := r.await(t, Online).URL
	for size, want := range map[int]int{16 << 10: http.StatusOK, 64 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Padding", strings.Repeat("x", size))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("with %d bytes of header: %d, want %d", size, resp.StatusCode, want)
		}
	}
}
