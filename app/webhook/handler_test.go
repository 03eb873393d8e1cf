package webhook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/store/vault"
)

// door is a handler over a real store, with its log.
type door struct {
	*Handler
	store  *store.Store
	dir    string
	secret Secret
	log    *syncBuffer
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newDoor(t *testing.T) *door {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(dir, vault.Custody{vault.Given(vault.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	d := &door{store: s, dir: dir, secret: parse(t, "staging="+publicSecret), log: new(syncBuffer)}
	d.Handler = NewHandler(Secrets{d.secret}, s, slog.New(slog.NewTextHandler(d.log, nil)), func() time.Time { return publicTime })
	return d
}

// request is a signed POST that a case may spoil.
func (d *door) request(id, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(body))
	d.secret.Sign(r.Header, id, publicTime, []byte(body))
	return r
}

func (d *door) answer(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func (d *door) kept(t *testing.T) []store.Issuance {
	t.Helper()
	rows, err := d.store.Newest(t.Context(), store.Filter{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

const succeeded = `{"type":"credential.creation.succeeded","data":{"credential":{"id":"urn:uuid:1","type":["VerifiableCredential","Diploma"],"credentialSubject":{"name":"Ada Lovelace"}},"pass":"https://pass.example.org/1"}}`

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(d *door, r *http.Request) *http.Request
		status int
		kept   int
		log    string // what the log says
	}{
		{name: "genuine", status: 204, kept: 1},
		{name: "trailing slash", status: 204, kept: 1, spoil: func(_ *door, r *http.Request) *http.Request {
			r.URL.Path += "/"
			return r
		}},
		{name: "chunked", status: 204, kept: 1, spoil: func(_ *door, r *http.Request) *http.Request {
			r.ContentLength = -1
			return r
		}},
		{name: "another path", status: 404, spoil: func(_ *door, r *http.Request) *http.Request {
			r.URL.Path = "/webhooks"
			return r
		}},
		{name: "GET", status: 405, spoil: func(_ *door, r *http.Request) *http.Request {
			r.Method = http.MethodGet
			return r
		}},
		{name: "unsigned", status: 400, log: ErrHeadersMissing.Error(), spoil: func(_ *door, r *http.Request) *http.Request {
			r.Header = http.Header{}
			return r
		}},
		{name: "forged", status: 400, log: ErrSignature.Error(), spoil: func(_ *door, r *http.Request) *http.Request {
			r.Header.Set("svix-id", "msg_forged")
			return r
		}},
		{name: "stale", status: 400, log: ErrStale.Error(), spoil: func(d *door, r *http.Request) *http.Request {
			d.secret.Sign(r.Header, "m", publicTime.Add(-time.Hour), []byte(succeeded))
			return r
		}},
		{name: "empty secret", status: 400, log: ErrEmptySecret.Error(), spoil: func(_ *door, r *http.Request) *http.Request {
			Secret{Value: secret.Of(make([]byte, 64))}.Sign(r.Header, "m", publicTime, []byte(succeeded)) // HMAC pads an empty key with zeros
			return r
		}},
		{name: "too large", status: 413, log: errTooLarge.Error(), spoil: func(d *door, _ *http.Request) *http.Request {
			return d.request("m", strings.Repeat(" ", maxBody+1))
		}},
		{name: "too large, undeclared", status: 413, log: errTooLarge.Error(), spoil: func(d *door, _ *http.Request) *http.Request {
			r := d.request("m", strings.Repeat(" ", maxBody+1))
			r.ContentLength = -1
			return r
		}},
		{name: "as large as allowed", status: 204, kept: 1, spoil: func(d *door, _ *http.Request) *http.Request {
			return d.request("m", strings.Repeat(" ", maxBody))
		}},
		{name: "cut off", status: 400, log: errIncomplete.Error(), spoil: func(_ *door, r *http.Request) *http.Request {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), failing{}))
			return r
		}},
		{name: "unknown type", status: 204, kept: 1, spoil: func(d *door, _ *http.Request) *http.Request {
			return d.request("m", `{"type":"wallet.created","data":{}}`)
		}},
		{name: "no JSON", status: 204, kept: 1, spoil: func(d *door, _ *http.Request) *http.Request {
			return d.request("m", "\xff\x00 nonsense")
		}},
		{name: "empty body", status: 204, kept: 1, spoil: func(d *door, _ *http.Request) *http.Request {
			return d.request("m", "")
		}},
		{name: "ending", status: 503, log: errStopping.Error(), spoil: func(d *door, r *http.Request) *http.Request {
			d.Close()
			return r
		}},
		{name: "no room for large ones", status: 503, log: errOverloaded.Error(), spoil: func(d *door, _ *http.Request) *http.Request {
			d.bodies.large.take(maxLarge)
			return d.request("m", strings.Repeat(" ", 1<<20))
		}},
		{name: "no room for large ones, but an ordinary one", status: 204, kept: 1, spoil: func(d *door, r *http.Request) *http.Request {
			d.bodies.large.take(maxLarge)
			return r
		}},
		{name: "overloaded", status: 503, log: errOverloaded.Error(), spoil: func(d *door, r *http.Request) *http.Request {
			d.bodies.ordinary.take(maxOrdinary)
			return r
		}},
		{name: "store closed", status: 503, log: store.ErrClosed.Error(), spoil: func(d *door, r *http.Request) *http.Request {
			d.keeper = refuser{store.ErrClosed}
			return r
		}},
		{name: "disk full", status: 503, log: store.ErrFull.Error(), spoil: func(d *door, r *http.Request) *http.Request {
			d.keeper = refuser{store.ErrFull}
			return r
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDoor(t)
			r := d.request("m", succeeded)
			if c.spoil != nil {
				r = c.spoil(d, r)
			}
			free := d.bodies.ordinary.free.Load() + d.bodies.large.free.Load()
			w := d.answer(r)
			if w.Code != c.status {
				t.Errorf("status %d, want %d", w.Code, c.status)
			}
			if kept := d.kept(t); len(kept) != c.kept {
				t.Errorf("%d kept, want %d", len(kept), c.kept)
			}
			if !strings.Contains(d.log.String(), c.log) {
				t.Errorf("the log does not say %q: %s", c.log, d.log)
			}
			if (w.Header().Get("Retry-After") != "") != (c.status == 503) {
				t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
			}
			if w.Header().Get("webhook-delivery") != "" {
				t.Error("a header that stops the sender's retries")
			}
			if now := d.bodies.ordinary.free.Load() + d.bodies.large.free.Load(); now != free {
				t.Errorf("%d bytes of budget not given back", free-now)
			}
		})
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("reset by peer") }

type refuser struct{ err error }

func (r refuser) Append(context.Context, store.Delivery, store.Issuance) (bool, error) {
	return false, r.err
}

func (r refuser) Probe(context.Context) error { return r.err }

func TestKeptAsItCame(t *testing.T) {
	d := newDoor(t)
	for range 3 {
		if w := d.answer(d.request("msg_1", succeeded)); w.Code != 204 || w.Body.Len() != 0 {
			t.Fatalf("%d %q", w.Code, w.Body)
		}
	}
	rows := d.kept(t)
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	row := rows[0]
	if row.Status != store.Succeeded || row.SubjectName != "Ada Lovelace" || row.Template != "Diploma" ||
		row.PassURL != "https://pass.example.org/1" || row.Environment != "staging" || row.MessageID != "msg_1" {
		t.Errorf("row %+v", row)
	}
	kept, err := d.store.Delivery(t.Context(), row.DeliveryID)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept.Body) != succeeded || kept.Redeliveries != 2 || kept.Endpoint != "staging" || !kept.SentAt.Equal(publicTime) {
		t.Errorf("delivery %+v", kept)
	}
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	d := newDoor(t)
	d.log.b.Reset()
	d.Handler.log = slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	d.answer(d.request("m1", succeeded))
	d.answer(d.request("m2", strings.Replace(succeeded, "}", "", 1)))
	forged := d.request("m3", succeeded)
	forged.Header.Set("svix-id", "m4")
	d.answer(forged)
	if d.log.String() == "" {
		t.Fatal("nothing was logged")
	}
	for _, leak := range []string{"Ada", "pass.example", publicSecret[6:]} {
		if strings.Contains(d.log.String(), leak) {
			t.Errorf("the log holds %q: %s", leak, d.log)
		}
	}
}

func TestFloodOfRefusalsIsSampled(t *testing.T) {
	d := newDoor(t)
	for range 5000 {
		r := d.request("m", succeeded)
		r.Header.Del("svix-signature")
		d.answer(r)
	}
	if n := strings.Count(d.log.String(), "\n"); n == 0 || n > 500 {
		t.Errorf("%d lines", n)
	}
}

func TestEnvironment(t *testing.T) {
	for label, want := range map[string]string{
		"staging": "staging", "Staging-2": "staging", "production": "production", "": "", "office": "",
	} {
		if got := environment(label); got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
}
