package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// ask gives a client of a server that answers with answer, in a time that
// passes as fast as it is slept.
func ask(t *testing.T, answer http.HandlerFunc) (*Client, *fastClock) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	clock := newFastClock()
	client, err := New(Config{Key: testKey(t, "staging", "p1"), Base: server.URL + "/api", Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	return client, clock
}

func TestCallsAreAsDocumented(t *testing.T) {
	var seen []string
	client, _ := ask(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("X-API-KEY") != keyText("sk", "staging", "p1") {
			t.Error("no key")
		}
		seen = append(seen, r.Method+" "+r.URL.Path+" "+string(body))
		switch r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api") {
		case "GET /2022-06-09/actions/a-1":
			_, _ = io.WriteString(w, `{"actionId":"a-1","action":"nfts.create","status":"failed","error":{"message":"no funds"},"startedAt":"2026-03-01T10:00:00.5Z","data":{}}`)
		case "GET /v1-alpha1/credentials/urn:uuid:1":
			_, _ = io.WriteString(w, `{"unencryptedCredential":{"id":"urn:uuid:1","credentialSubject":{"n":1.0}},"encryptedCredential":null}`)
		case "POST /v1-alpha1/credentials/verification/verify":
			_, _ = io.WriteString(w, `{"isValid":false,"error":"Credential Revoked"}`)
		case "DELETE /v1-alpha1/credentials/urn:uuid:1":
			_, _ = io.WriteString(w, `{"actionId":"a-2","action":"nfts.delete","status":"pending"}`)
		default:
			http.NotFound(w, r)
		}
	})
	action, err := client.Action(t.Context(), "a-1")
	if err != nil || action.Status != Failed || action.Error != "no funds" || action.Kind != "nfts.create" || action.StartedAt.IsZero() {
		t.Errorf("%+v, %v", action, err)
	}
	credential, err := client.Credential(t.Context(), "urn:uuid:1")
	if err != nil || string(credential) != `{"id":"urn:uuid:1","credentialSubject":{"n":1.0}}` {
		t.Errorf("%s, %v", credential, err)
	}
	v, err := client.Verify(t.Context(), credential)
	if err != nil || v.Opinion != Revoked || v.At.IsZero() {
		t.Errorf("%+v, %v", v, err)
	}
	revoking, err := client.Revoke(t.Context(), "urn:uuid:1")
	if err != nil || revoking.ID != "a-2" || revoking.Status != Pending {
		t.Errorf("%+v, %v", revoking, err)
	}
	if len(seen) != 4 || !strings.HasSuffix(seen[2], ` {"credential":{"id":"urn:uuid:1","credentialSubject":{"n":1.0}}}`) {
		t.Errorf("%q", seen)
	}
}

func TestCredentialsInEveryShape(t *testing.T) {
	for answer, want := range map[string]string{
		`{"decryptedCredential":{"credentialSubject":{}}}`:              `{"credentialSubject":{}}`,
		`{"value":{"unencryptedCredential":{"credentialSubject":{}}}}`:  `{"credentialSubject":{}}`,
		`{"encryptedCredential":{"id":"x","payload":"00"}}`:             `{"id":"x","payload":"00"}`,
		`{"credentialSubject":{},"id":"x"}`:                             `{"credentialSubject":{},"id":"x"}`,
		`{"unencryptedCredential":null,"encryptedCredential":"c2VhbA"}`: `"c2VhbA"`,
		`{}`: "", `{"value":{"value":{"value":{"value":{}}}}}`: "",
	} {
		client, _ := ask(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
		got, err := client.Credential(t.Context(), "x")
		if string(got) != want || (want == "") != errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %s, %v", answer, got, err)
		}
	}
}

// TestRefusalsHaveNames: whatever stands in for an answer becomes an error of a
// known cause that quotes nothing personal or secret.
func TestRefusalsHaveNames(t *testing.T) {
	page := `<html><head><style>x{}</style><title>t</title></head><body><h1>502 Bad
		Gateway</h1><p>for ada@example.org key ` + keyText("sk", "staging", "p1") + `</p></body></html>`
	for _, c := range []struct {
		status int
		body   string
		cause  error
		tries  int32
		shows  string
	}{
		{401, `{"error":true,"message":"Malformed API key"}`, ErrKeyRefused, 1, "Malformed API key"},
		{403, `{"message":"missing scope nfts.create"}`, ErrScope, 1, "missing scope nfts.create"},
		{404, `{"message":"Action not found"}`, ErrNotFound, 1, "Action not found"},
		{400, `{"error":{"code":"BAD","message":"Recipient \"Ada Lovelace\" of did:polygon:0x1234567890 is off"}}`, ErrRefused, 1, "BAD: Recipient … of … is off"},
		{400, `{"message":"Not available for DELEGATED storage"}`, ErrDelegated, 1, "storage"},
		{403, `{"message":"storage is delegated"}`, ErrDelegated, 1, "delegated"},
		{429, `{"message":"slow down"}`, ErrBusy, maxAttempts, "slow down"},
		{502, page, ErrFault, maxAttempts, "502 Bad Gateway for … key …"},
		{500, ``, ErrFault, maxAttempts, "HTTP 500"},
		{302, `<a href="https://elsewhere.example.org">moved</a>`, ErrAnswer, 1, "moved"},
		{200, `<html>hello</html>`, ErrAnswer, 1, "hello"},
		{200, `[1]`, ErrAnswer, 1, ""},
		{200, `null`, ErrAnswer, 1, ""},
	} {
		var tries atomic.Int32
		client, _ := ask(t, func(w http.ResponseWriter, _ *http.Request) {
			tries.Add(1)
			w.Header().Set("Location", "https://elsewhere.example.org")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		_, err := client.Action(t.Context(), "a-1")
		text := fmt.Sprintf("%v %+v", err, err)
		if !errors.Is(err, c.cause) || tries.Load() != c.tries || !strings.Contains(text, c.shows) {
			t.Errorf("%d %s: %v after %d tries", c.status, c.body, err, tries.Load())
		}
		for _, never := range []string{"Ada", "ada@", "sk_", "127.0.0.1", "0x1234", "<", "a-1", "\n"} {
			if strings.Contains(text, never) {
				t.Errorf("%d: %q shows in %s", c.status, never, text)
			}
		}
	}
}

func TestReadsAreTriedAgainAndWritesAreNot(t *testing.T) {
	var calls atomic.Int32
	client, _ := ask(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, `{"actionId":"a","status":"succeeded","isValid":true}`)
	})
	if a, err := client.Action(t.Context(), "a"); err != nil || a.Status != Succeeded || calls.Load() != 3 {
		t.Errorf("%+v, %v after %d", a, err, calls.Load())
	}
	calls.Store(0)
	if v, err := client.Verify(t.Context(), []byte(`{}`)); err != nil || v.Opinion != Good || calls.Load() != 3 {
		t.Errorf("%+v, %v after %d", v, err, calls.Load())
	}
	calls.Store(0)
	_, err := client.Revoke(t.Context(), "c")
	if failure, ok := errors.AsType[*Error](err); !ok || !failure.MayHaveHappened() || calls.Load() != 1 {
		t.Errorf("%v after %d", err, calls.Load())
	}
}

func TestRetryAfterIsHeededWithinBounds(t *testing.T) {
	for _, c := range []struct {
		header string
		waits  time.Duration // at least; less than the double of it and 20 s more
		tries  int32
	}{
		{"7", 7 * time.Second, 2},
		{"Sun, 01 Mar 2026 09:00:20 GMT", 15 * time.Second, 2},
		{"", 0, 2},
		{"nonsense", 0, 2},
		{"-5", 0, 2},
		{"3600", 0, 1}, // told to the caller
		{"99999999999999999999", 0, 2},
	} {
		var calls atomic.Int32
		client, clock := ask(t, func(w http.ResponseWriter, _ *http.Request) {
			if calls.Add(1) == 1 {
				w.Header().Set("Retry-After", c.header)
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			_, _ = io.WriteString(w, `{"status":"succeeded"}`)
		})
		before := clock.Now()
		_, err := client.Action(t.Context(), "a")
		waited := clock.Now().Sub(before)
		if calls.Load() != c.tries || waited < c.waits || waited > 2*c.waits+20*time.Second {
			t.Errorf("%q: %d calls, %v, waited %v", c.header, calls.Load(), err, waited)
		}
		if failure, _ := errors.AsType[*Error](err); c.header == "3600" && (failure == nil || failure.RetryAfter != longestWait) {
			t.Errorf("%q: %v", c.header, err)
		}
	}
}

func TestAnswersAreBounded(t *testing.T) {
	client, _ := ask(t, func(w http.ResponseWriter, _ *http.Request) {
		chunk := []byte(strings.Repeat(" ", 1<<20))
		for range 20 {
			_, _ = w.Write(chunk)
		}
	})
	if _, err := client.Action(t.Context(), "a"); !errors.Is(err, ErrAnswer) {
		t.Error(err)
	}
	_, err := client.Revoke(t.Context(), "c")
	if failure, ok := errors.AsType[*Error](err); !ok || !failure.MayHaveHappened() {
		t.Errorf("it was taken, whatever it says: %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	client, err := New(Config{Key: testKey(t, "staging", "p"), Base: "http://" + address, Clock: newFastClock()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Action(t.Context(), "secret-action"); !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), "secret-action") {
		t.Error(err)
	}
	_, err = client.Revoke(t.Context(), "c")
	if failure, ok := errors.AsType[*Error](err); !ok || failure.MayHaveHappened() {
		t.Errorf("what was never sent cannot have happened: %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := client.Action(ended, "a"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for _, id := range []string{"", "..", ".", "a/b", "a?b", "a b", "ä", strings.Repeat("a", maxID+1)} {
		if _, err := client.Action(t.Context(), id); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestTheWholeProgramStaysBelowTheLimits: two clients of a project, as fast as
// they can, in any minute.
func TestTheWholeProgramStaysBelowTheLimits(t *testing.T) {
	clock := newFastClock()
	var at []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		at = append(at, clock.Now())
		_, _ = io.WriteString(w, `{"status":"pending","isValid":true}`)
	}))
	defer server.Close()
	limits := NewLimits(clock)
	client := func(project string) *Client {
		c, err := New(Config{Key: testKey(t, "staging", project), Base: server.URL, Limits: limits, Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	most := func() (most int) {
		for first := range at {
			n := 0
			for _, later := range at[first:] {
				if later.Sub(at[first]) < time.Minute {
					n++
				}
			}
			most = max(most, n)
		}
		return most
	}
	a, b := client("p"), client("p")
	for range 500 {
		_, _ = a.Action(t.Context(), "a")
		_, _ = b.Credential(t.Context(), "b")
	}
	if n := most(); n > 250 || n < 200 {
		t.Errorf("%d reads in a minute", n)
	}
	at = nil
	for range 200 {
		_, _ = a.Verify(t.Context(), []byte(`{}`))
	}
	if n := most(); n > 70 || n < 50 {
		t.Errorf("%d writes in a minute", n)
	}
	at, clock.slept = nil, nil
	_, _ = client("another-project").Action(t.Context(), "a")
	if clock.longest() > 0 {
		t.Error("one project waits for another")
	}
}
