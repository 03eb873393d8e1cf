package doctor

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/app/tunnel"
	"passdesk/app/tunnel/tunneltest"
	"passdesk/app/webhook"
	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/store/vault"
)

const soon = 20 * time.Second // far beyond what anything here needs

// clinic is a doctor with a real door and a real store.
type clinic struct {
	*Doctor
	t      *testing.T
	dir    string
	store  *store.Store
	secret webhook.Secret
}

func parse(t *testing.T, text string) webhook.Secret {
	t.Helper()
	s, err := webhook.ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	c := &clinic{t: t, dir: t.TempDir(), secret: parse(t, "staging=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}
	var err error
	if c.store, err = store.Open(c.dir, vault.Custody{vault.Given(vault.NewKey())}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.store.Close() })
	c.Doctor = New(Config{
		Door:    webhook.NewHandler(webhook.Secrets{c.secret}, c.store, slog.New(slog.DiscardHandler), time.Now),
		Secret:  func() webhook.Secret { return c.secret },
		Explain: func(err error) say.Sentence { return say.Plain("The disk says: " + err.Error()) },
		On:      func(Report) {},
	})
	return c
}

// tunnel opens a real tunnel to the door and gives what it leads to.
func (c *clinic) tunnel(edge *tunneltest.Edge) Target {
	c.t.Helper()
	up := make(chan tunnel.Status, 100)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	in := &tunnel.Ngrok{Token: tunnel.NewToken("a-token"), ConnectAddr: edge.ConnectAddr, RootCAs: edge.CAs()}
	go func() {
		defer close(ended)
		_ = in.Run(ctx, c.Door, func(st tunnel.Status) { up <- st })
	}()
	c.t.Cleanup(func() { cancel(); <-ended })
	for {
		select {
		case st := <-up:
			if st.State == tunnel.Online {
				return Target{URL: st.URL, Since: st.At}
			}
		case <-time.After(soon):
			c.t.Fatal("no tunnel")
		}
	}
}

// trust has the doctor trust edges and servers.
func (c *clinic) trust(pems ...[]byte) {
	roots := x509.NewCertPool()
	for _, pem := range pems {
		roots.AppendCertsFromPEM(pem)
	}
	c.client = newClient(roots)
}

// clean wants nothing in the store that people could see.
func (c *clinic) clean() {
	c.t.Helper()
	if rows, err := c.store.Newest(context.Background(), store.Filter{}, 10); err != nil || len(rows) != 0 {
		c.t.Errorf("kept %+v, %v", rows, err)
	}
	if counts, err := c.store.Counts(context.Background()); err != nil || counts != (store.Counts{}) {
		c.t.Errorf("counted %+v, %v", counts, err)
	}
}

// Short, for tables.
const (
	g = Green
	r = Red
	k = Dark
)

// shows wants a report's verdict, lights and words.
func shows(t *testing.T, got Report, verdict Verdict, lights [stages]Color, says string) {
	t.Helper()
	if got.Verdict != verdict || got.OK() != (verdict == Well) || !strings.Contains(got.Why.String(), says) || (got.Why == "") != (verdict == Well) {
		t.Errorf("%v: %q, want %v: %q", got.Verdict, got.Why, verdict, says)
	}
	for stage, want := range lights {
		l := got.Lights[stage]
		if l.Color != want || (l.Latency != 0) && l.Color != Green {
			t.Errorf("light %v shows %+v, want %d", Stage(stage), l, want)
		}
	}
	if got.At.IsZero() || got.Took <= 0 {
		t.Errorf("at %v, took %v", got.At, got.Took)
	}
}

func TestThroughARealTunnel(t *testing.T) {
	for _, c := range []struct {
		name    string
		spoil   func(t *testing.T, c *clinic, edge *tunneltest.Edge)
		verdict Verdict
		lights  [stages]Color
		says    string
		code    string
		fresh   bool
	}{
		{name: "well", verdict: Well, lights: [stages]Color{g, g, g, g}},
		{name: "another secret", verdict: Broken, lights: [stages]Color{g, g, r, k}, says: webhook.ErrSignature.Error(), spoil: func(t *testing.T, c *clinic, _ *tunneltest.Edge) {
			c.secret = parse(t, "whsec_YW5vdGhlciBrZXkgb2YgMjQgYnl0ZXMu")
		}},
		{name: "records moved away", verdict: Broken, lights: [stages]Color{g, g, g, r}, says: store.ErrGone.Error(), spoil: func(t *testing.T, c *clinic, _ *tunneltest.Edge) {
			file := filepath.Join(c.dir, "passdesk.db")
			if err := os.Rename(file, file+"-moved"); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Rename(file+"-moved", file) })
		}},
		{name: "store closed", verdict: Broken, lights: [stages]Color{g, g, g, r}, says: store.ErrClosed.Error(), spoil: func(_ *testing.T, c *clinic, _ *tunneltest.Edge) {
			c.store.Close()
		}},
		{name: "offline at the address", verdict: Broken, lights: [stages]Color{g, r, k, k}, says: "the address is offline", code: offline, fresh: true, spoil: func(t *testing.T, c *clinic, edge *tunneltest.Edge) {
			other := tunneltest.NewTLSEdge(t)
			c.trust(edge.CAPEM, other.CAPEM)
			edge.AssignURL(other.URL)
		}},
		{name: "another computer at the address", verdict: Broken, lights: [stages]Color{g, r, k, k}, says: "Another computer answers", fresh: true, spoil: func(t *testing.T, c *clinic, edge *tunneltest.Edge) {
			// Another Passdesk indeed, with the same secret.
			there, other := newClinic(t), tunneltest.NewTLSEdge(t)
			there.tunnel(other)
			c.trust(edge.CAPEM, other.CAPEM)
			edge.AssignURL(other.URL)
			t.Cleanup(there.clean)
		}},
		{name: "nobody there", verdict: CannotTell, lights: [stages]Color{r, k, k, k}, says: "cannot reach the public address", spoil: func(_ *testing.T, _ *clinic, edge *tunneltest.Edge) {
			edge.AssignURL("https://127.0.0.1:1")
		}},
		{name: "not to be trusted", verdict: CannotTell, lights: [stages]Color{r, k, k, k}, says: "cannot prove to be it", spoil: func(_ *testing.T, c *clinic, _ *tunneltest.Edge) {
			c.trust()
		}},
		{name: "no TLS there", verdict: CannotTell, lights: [stages]Color{r, k, k, k}, says: "cannot prove to be it", spoil: func(t *testing.T, _ *clinic, edge *tunneltest.Edge) {
			plain := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(plain.Close)
			edge.AssignURL(strings.Replace(plain.URL, "http://", "https://", 1))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			there, edge := newClinic(t), tunneltest.NewTLSEdge(t)
			there.trust(edge.CAPEM)
			if c.spoil != nil {
				c.spoil(t, there, edge)
			}
			target := there.tunnel(edge)
			got := there.check(t.Context(), target)
			shows(t, got, c.verdict, c.lights, c.says)
			if got.Target != target || got.Code != c.code || got.fresh != c.fresh {
				t.Errorf("target %+v, code %q, fresh %t", got.Target, got.Code, got.fresh)
			}
			if c.lights[Disk] != r {
				there.clean()
			}
		})
	}
}

// TestAnswersThatAreNotOurs: something else stands at the address.
func TestAnswersThatAreNotOurs(t *testing.T) {
	answer := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if code != "" {
				w.Header().Set("Ngrok-Error-Code", code)
			}
			w.WriteHeader(status)
		}
	}
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		says    string
		code    string
		fresh   bool
	}{
		{name: "204", handler: answer(204, ""), says: "Another computer answers", fresh: true},
		{name: "200", handler: answer(200, ""), says: "(with 200)", fresh: true},
		{name: "404", handler: answer(404, ""), says: "(with 404)", fresh: true},
		{name: "502", handler: answer(502, ""), says: "answers 502", fresh: true},
		{name: "a redirection", says: "(with 307)", fresh: true, handler: func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != webhook.Path {
				t.Error("followed")
			}
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}},
		{name: "monthly limit", handler: answer(403, "ERR_NGROK_727"), says: "for this month are used up", code: "ERR_NGROK_727"},
		{name: "limit a minute", handler: answer(429, "err_ngrok_734"), says: "in a minute", code: "ERR_NGROK_734"},
		{name: "verification", handler: answer(403, "ERR_NGROK_3204"), says: "checks the signatures itself", code: "ERR_NGROK_3204"},
		{name: "another code", handler: answer(403, "ERR_NGROK_4711"), says: "errors/err_ngrok_4711.", code: "ERR_NGROK_4711"},
		{name: "a code that is none", handler: answer(403, "<b>ERR_NGROK_4711"), says: "(with 403)", fresh: true},
		{name: "offline", handler: answer(404, offline), says: "the address is offline", code: offline, fresh: true},
		{name: "an endless answer", says: "Another computer answers", fresh: true, handler: func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			_, err = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
			for err == nil && r.Context().Err() == nil {
				_, err = io.WriteString(conn, "more")
			}
		}},
		{name: "no answer", says: "does not come in", fresh: true, handler: func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}},
		{name: "cut off", says: "breaks off", fresh: true, handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{name: "endless headers", says: "breaks off", fresh: true, handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 2*maxHeaders))
			w.WriteHeader(204)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			there := newClinic(t)
			there.limit = 2 * time.Second
			server := httptest.NewServer(c.handler)
			defer server.Close()
			got := there.check(t.Context(), Target{URL: server.URL})
			shows(t, got, Broken, [stages]Color{g, r, k, k}, c.says)
			if got.Code != c.code || got.fresh != c.fresh {
				t.Errorf("code %q, fresh %t", got.Code, got.fresh)
			}
		})
	}
}

// TestAWayOutThatHangs: a first hop that takes no heed ends the check early,
// and is not the tunnel's fault.
func TestAWayOutThatHangs(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") // nobody speaks TLS here, or at all
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	c := newClinic(t)
	c.reach, c.limit = 200*time.Millisecond, soon
	got := c.check(t.Context(), Target{URL: "https://" + ln.Addr().String()})
	shows(t, got, CannotTell, [stages]Color{r, k, k, k}, "cannot reach the public address")
	if got.Took > soon/2 {
		t.Errorf("took %v", got.Took)
	}
}

func TestWhyTheWayOutIsClosed(t *testing.T) {
	for _, c := range []struct {
		attempt
		says string
	}{
		{attempt{err: &net.DNSError{Err: "no such host", IsNotFound: true}}, "cannot look up"},
		{attempt{err: &net.DNSError{Err: "no such host"}, proxied: true}, "proxy"},
		{attempt{err: errUnreached}, "cannot reach"},
		{attempt{err: errors.New("network is unreachable")}, "cannot reach"},
		{attempt{err: x509.UnknownAuthorityError{}}, "cannot prove"},
	} {
		var got Report
		(&Doctor{}).diagnose(&got, c.attempt)
		if got.Verdict != CannotTell || !strings.Contains(got.Why.String(), c.says) || got.fresh {
			t.Errorf("%+v: %v %q, want %q", c.attempt, got.Verdict, got.Why, c.says)
		}
	}
}

func TestNothingToSignWith(t *testing.T) {
	c := newClinic(t)
	c.secret = webhook.Secret{}
	got := c.check(t.Context(), Target{URL: "http://127.0.0.1:1"})
	if got.Verdict != CannotTell || got.Lights != ([stages]Light{}) || got.Why != noSecret || !got.unsigned {
		t.Errorf("%+v", got)
	}
}

// interceptor stands at the address, sees each request and does with it what a
// case wants.
func interceptor(t *testing.T, c *clinic, f func(w http.ResponseWriter, r *http.Request, body []byte)) Target {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		f(w, r, body)
	}))
	t.Cleanup(server.Close)
	c.limit = soon
	return Target{URL: server.URL}
}

// hand gives a copy of a request to the door.
func (c *clinic) hand(r *http.Request, body string) (status int) {
	copied := httptest.NewRequest(r.Method, r.URL.Path, strings.NewReader(body))
	copied.Header = r.Header.Clone()
	w := httptest.NewRecorder()
	c.Door.ServeHTTP(w, copied)
	return w.Code
}

func TestReplaysChangeNothing(t *testing.T) {
	c := newClinic(t)
	var seen []*http.Request
	var said string
	target := interceptor(t, c, func(w http.ResponseWriter, r *http.Request, body []byte) {
		seen, said = append(seen, r), string(body)
		var copies sync.WaitGroup
		for range 10 {
			copies.Go(func() {
				if status := c.hand(r, said); status != http.StatusNoContent {
					t.Errorf("a copy is answered with %d", status)
				}
			})
		}
		copies.Wait()
		w.WriteHeader(http.StatusNoContent)
	})
	shows(t, c.check(t.Context(), target), Well, [stages]Color{g, g, g, g}, "")
	// An old canary, let in again during a later check, does not stand for it.
	old := seen[0]
	target = interceptor(t, c, func(w http.ResponseWriter, _ *http.Request, _ []byte) { w.WriteHeader(c.hand(old, said)) })
	shows(t, c.check(t.Context(), target), Broken, [stages]Color{g, r, k, k}, "Another computer answers")
	c.clean()
}

// TestNobodyElseCanMakeACanary: whoever sees the nonce can have the tunnel's
// light lit, which is true then, and no more.
func TestNobodyElseCanMakeACanary(t *testing.T) {
	for name, forge := range map[string]func(r *http.Request, body string) string{
		"another secret": func(r *http.Request, body string) string {
			parse(t, "whsec_YW5vdGhlciBrZXkgb2YgMjQgYnl0ZXMu").Sign(r.Header, r.Header.Get("Svix-Id"), time.Now(), []byte(body))
			return body
		},
		"no signature": func(r *http.Request, body string) string { r.Header.Del("Svix-Signature"); return body },
		"another body": func(_ *http.Request, body string) string { return strings.Replace(body, "{}", "{ }", 1) },
		"another time": func(r *http.Request, body string) string { r.Header.Set("Svix-Timestamp", "1"); return body },
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			target := interceptor(t, c, func(w http.ResponseWriter, r *http.Request, body []byte) {
				forged := forge(r, string(body))
				if status := c.hand(r, forged); status != http.StatusBadRequest {
					t.Errorf("a forged canary is answered with %d", status)
				}
				w.WriteHeader(http.StatusNoContent)
			})
			shows(t, c.check(t.Context(), target), Broken, [stages]Color{g, g, r, k}, "could not be believed")
			c.clean()
		})
	}
}

func TestAnAnswerThatGetsLost(t *testing.T) {
	c := newClinic(t)
	target := interceptor(t, c, func(w http.ResponseWriter, r *http.Request, body []byte) {
		c.hand(r, string(body))
		w.WriteHeader(http.StatusBadGateway)
	})
	shows(t, c.check(t.Context(), target), Broken, [stages]Color{g, r, g, g}, "does not get back")
}

func TestAConnectionThatBreaksOnce(t *testing.T) {
	c := newClinic(t)
	var came atomic.Int32
	target := interceptor(t, c, func(w http.ResponseWriter, r *http.Request, body []byte) {
		if came.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(c.hand(r, string(body)))
	})
	shows(t, c.check(t.Context(), target), Well, [stages]Color{g, g, g, g}, "")
}

// TestAnEndpointMaySettle: just after the tunnel came up, offline is not yet the
// last word.
func TestAnEndpointMaySettle(t *testing.T) {
	for _, c := range []struct {
		age     time.Duration
		came    int32
		verdict Verdict
		lights  [stages]Color
		says    string
	}{
		{0, 2, Well, [stages]Color{g, g, g, g}, ""},
		{time.Minute, 1, Broken, [stages]Color{g, r, k, k}, "offline"},
	} {
		there := newClinic(t)
		var came atomic.Int32
		target := interceptor(t, there, func(w http.ResponseWriter, r *http.Request, body []byte) {
			if came.Add(1) == 1 {
				w.Header().Set("Ngrok-Error-Code", offline)
				w.WriteHeader(http.StatusNotFound)
				return
			}
			w.WriteHeader(there.hand(r, string(body)))
		})
		target.Since = time.Now().Add(-c.age)
		shows(t, there.check(t.Context(), target), c.verdict, c.lights, c.says)
		if came.Load() != c.came {
			t.Errorf("%d canaries, want %d", came.Load(), c.came)
		}
	}
}
