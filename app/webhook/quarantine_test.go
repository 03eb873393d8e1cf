package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/secret"
)

// ward is a door with its quarantine.
func newWard(t *testing.T) (*door, *Quarantine) {
	t.Helper()
	d := newDoor(t)
	q := d.OpenQuarantine(d.store)
	t.Cleanup(func() { q.Close() })
	return d, q
}

// refusals gives what is in quarantine when all is written.
func refusals(t *testing.T, d *door, q *Quarantine) []store.Rejection {
	t.Helper()
	if err := q.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := d.store.Rejections(t.Context(), 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// onlyRefusal gives the one that is there, with its body.
func onlyRefusal(t *testing.T, d *door, q *Quarantine) store.Rejection {
	t.Helper()
	all := refusals(t, d, q)
	if len(all) != 1 {
		t.Fatalf("in quarantine: %+v", all)
	}
	r, err := d.store.Rejection(t.Context(), all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var otherSecret = func() Secret {
	s, err := ParseSecret("production=whsec_YW5vdGhlciBrZXkgb2YgMjQgYnl0ZXMu")
	if err != nil {
		panic(err)
	}
	return s
}()

func TestRefusedRequestsAreKeptWithTheirReason(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(d *door, r *http.Request) *http.Request
		reason store.Reason // "" for none
		detail string
		body   string
	}{
		{name: "genuine", spoil: func(_ *door, r *http.Request) *http.Request { return r }},
		{name: "another path", spoil: func(_ *door, r *http.Request) *http.Request { r.URL.Path = "/"; return r }},
		{name: "GET", spoil: func(_ *door, r *http.Request) *http.Request { r.Method = http.MethodGet; return r }},
		{name: "ending", spoil: func(d *door, r *http.Request) *http.Request { d.Close(); return r }},
		{name: "disk full", spoil: func(d *door, r *http.Request) *http.Request { d.keeper = refuser{store.ErrFull}; return r }},
		{name: "overloaded", spoil: func(d *door, r *http.Request) *http.Request {
			d.bodies.ordinary.take(maxOrdinary)
			return r
		}},
		{name: "another secret", reason: store.OtherSecret, body: succeeded, spoil: func(_ *door, r *http.Request) *http.Request {
			otherSecret.Sign(r.Header, "m", publicTime, []byte(succeeded))
			return r
		}},
		{name: "another secret, no JSON", reason: store.OtherSecret, detail: "not-json", body: "hello", spoil: func(d *door, _ *http.Request) *http.Request {
			r := d.request("m", "hello")
			r.Header.Set("Svix-Id", "n")
			return r
		}},
		{name: "another secret, encoded", reason: store.OtherSecret, detail: "encoded", body: succeeded, spoil: func(_ *door, r *http.Request) *http.Request {
			r.Header.Set("Svix-Id", "n")
			r.Header.Set("Content-Encoding", "gzip")
			return r
		}},
		{name: "another secret, large", reason: store.OtherSecret, spoil: func(d *door, _ *http.Request) *http.Request {
			r := d.request("m", strings.Repeat(" ", 3<<20))
			r.Header.Set("Svix-Id", "n")
			return r
		}},
		{name: "stale, large", reason: store.Stale, body: strings.Repeat(" ", maxBody), spoil: func(d *door, _ *http.Request) *http.Request {
			r := d.request("m", strings.Repeat(" ", maxBody))
			d.secret.Sign(r.Header, "m", publicTime.Add(-time.Hour), []byte(strings.Repeat(" ", maxBody)))
			return r
		}},
		{name: "no secret", reason: store.NoSecret, body: succeeded, spoil: func(d *door, r *http.Request) *http.Request {
			d.SetSecrets(nil)
			return r
		}},
		{name: "stale", reason: store.Stale, body: succeeded, spoil: func(d *door, r *http.Request) *http.Request {
			d.secret.Sign(r.Header, "m", publicTime.Add(-time.Hour), []byte(succeeded))
			return r
		}},
		{name: "altered", reason: store.Altered, detail: "line-end-added", body: succeeded, spoil: func(_ *door, r *http.Request) *http.Request {
			r.Body = io.NopCloser(strings.NewReader(succeeded + "\r\n"))
			return r
		}},
		{name: "unsigned", reason: store.Unsigned, spoil: func(_ *door, r *http.Request) *http.Request {
			r.Header.Del("Svix-Signature")
			return r
		}},
		{name: "malformed", reason: store.Malformed, spoil: func(_ *door, r *http.Request) *http.Request {
			r.Header.Set("Svix-Timestamp", "soon")
			return r
		}},
		{name: "empty secret", reason: store.EmptySecret, spoil: func(_ *door, r *http.Request) *http.Request {
			Secret{Value: secret.Of(make([]byte, 64))}.Sign(r.Header, "m", publicTime, []byte(succeeded))
			return r
		}},
		{name: "too large", reason: store.TooLarge, spoil: func(d *door, _ *http.Request) *http.Request {
			return d.request("m", strings.Repeat(" ", maxBody+1))
		}},
		{name: "too large, undeclared", reason: store.TooLarge, spoil: func(d *door, _ *http.Request) *http.Request {
			r := d.request("m", strings.Repeat(" ", maxBody+1))
			r.ContentLength = -1
			return r
		}},
		{name: "cut off", reason: store.Incomplete, spoil: func(_ *door, r *http.Request) *http.Request {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), failing{}))
			return r
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, q := newWard(t)
			r := d.request("m", succeeded)
			r.Header.Set("User-Agent", "Svix-Webhooks/1.42 (sender)")
			r.Header.Set("X-Forwarded-For", "10.0.0.1, 203.0.113.77")
			d.answer(c.spoil(d, r))
			if c.reason == "" {
				if all := refusals(t, d, q); len(all) != 0 {
					t.Errorf("in quarantine: %+v", all)
				}
				return
			}
			got := onlyRefusal(t, d, q)
			if got.Reason != c.reason || got.Detail != c.detail || got.Kept != (c.body != "") || string(got.Body) != c.body {
				t.Errorf("got %+v", got)
			}
			if got.MessageID != "m" && got.MessageID != "n" || !got.ReceivedAt.Equal(publicTime) || got.Times != 1 {
				t.Errorf("got %+v", got)
			}
			if c.reason == store.Stale && got.Off() != time.Hour {
				t.Errorf("off by %v", got.Off())
			}
			if !strings.Contains(c.name, "large") && c.detail != "not-json" && (got.Agent != "Svix-Webhooks" || got.Peer != "203.0.113.0/24") {
				t.Errorf("by %q from %q", got.Agent, got.Peer)
			}
			if len(d.kept(t)) != 0 {
				t.Error("it is in the list")
			}
		})
	}
}

func TestAlterationsAreUndone(t *testing.T) {
	s := Secrets{parse(t, publicSecret)}
	for name, c := range map[string]struct{ sent, came string }{
		"line-end-added":          {`{"a":1}`, "{\"a\":1}\n"},
		"line-end-removed":        {"{\"a\":1}\n", `{"a":1}`},
		"line-ends-to-crlf":       {"{\n\"a\":1}", "{\r\n\"a\":1}"},
		"line-ends-to-lf":         {"{\r\n\"a\":1}", "{\n\"a\":1}"},
		"byte-order-mark-added":   {`{"a":1}`, "\ufeff{\"a\":1}"},
		"byte-order-mark-removed": {"\ufeff{\"a\":1}", `{"a":1}`},
		"spaces-added":            {`{"a":1}`, `{ "a": 1 }`},
		"":                        {`{"a":1}`, `{"a":2}`},
	} {
		h := http.Header{}
		s[0].Sign(h, "m", publicTime, []byte(c.sent))
		p, err := readProof(h)
		if err != nil {
			t.Fatal(err)
		}
		got, alteration, found := s.unaltered(p, []byte(c.came))
		if alteration != name || found != (name != "") || found && string(got) != c.sent {
			t.Errorf("%s: %q, %q", name, got, alteration)
		}
		if _, _, found := s.unaltered(p, []byte(strings.Repeat(" ", maxAlterable+1))); found {
			t.Error("a large body was tried")
		}
	}
}

func TestWhatRequestsSayIsBounded(t *testing.T) {
	for _, c := range []struct{ header, want string }{
		{"", ""},
		{"curl/8.1", "curl"},
		{"Mozilla/5.0 (X11; Linux x86_64) Firefox/1", "Mozilla"},
		{"Svix-Webhooks/1.42", "Svix-Webhooks"},
		{"\x1b[2J\u202eevil", "\ufffd[2J\ufffdevil"},
		{strings.Repeat("é", 100), strings.Repeat("é", maxAgent/2)},
	} {
		if got := agent(c.header); got != c.want {
			t.Errorf("%q: %q, want %q", c.header, got, c.want)
		}
	}
	for _, text := range []string{strings.Repeat("\x00", 500), "a\xff" + strings.Repeat("ü", 200), "\xe2\x80"} {
		for most := range 20 {
			if got := clean(text, most); len(got) > most || strings.ToValidUTF8(got, "") != got {
				t.Errorf("%q cut to %d: %q", text, most, got)
			}
		}
	}
	for _, c := range []struct {
		forwarded []string
		remote    string
		want      string
	}{
		{nil, "127.0.0.1:5", "127.0.0.1"},
		{nil, "[::1]:5", "::1"},
		{nil, "192.0.2.7:5", "192.0.2.0/24"},
		{nil, "nonsense", ""},
		{[]string{"203.0.113.77"}, "127.0.0.1:5", "203.0.113.0/24"},
		{[]string{"1.1.1.1, 203.0.113.77"}, "127.0.0.1:5", "203.0.113.0/24"},
		{[]string{"1.1.1.1", "2001:db8:1:2::3"}, "127.0.0.1:5", "2001:db8:1::/48"},
		{[]string{"::ffff:203.0.113.77"}, "127.0.0.1:5", "203.0.113.0/24"},
		{[]string{"fe80::1%eth0"}, "127.0.0.1:5", "fe80::/48"},
		{[]string{"unknown"}, "192.0.2.7:5", "192.0.2.0/24"},
	} {
		r := &http.Request{Header: http.Header{"X-Forwarded-For": c.forwarded}, RemoteAddr: c.remote}
		if got := peer(r); got != c.want {
			t.Errorf("%v from %s: %q, want %q", c.forwarded, c.remote, got, c.want)
		}
	}
}

func TestASecretThatIsSetLaterPromotes(t *testing.T) {
	d, q := newWard(t)
	for n := range 3 {
		r := d.request(fmt.Sprint("late ", n), succeeded)
		otherSecret.Sign(r.Header, fmt.Sprint("late ", n), publicTime.Add(-time.Duration(n)*4*time.Minute), []byte(succeeded))
		d.answer(r)
	}
	forged := d.request("forged", succeeded)
	forged.Header.Set("Svix-Id", "forged!")
	d.answer(forged)
	if out, err := q.Recheck(t.Context()); err != nil || out != (Outcome{Left: 4}) {
		t.Errorf("before: %+v, %v", out, err)
	}
	d.SetSecrets(Secrets{d.secret, otherSecret})
	out, err := q.Recheck(t.Context())
	if err != nil || out != (Outcome{Promoted: 2, Stale: 1, Left: 1}) {
		t.Errorf("%+v, %v", out, err)
	}
	if rows := d.kept(t); len(rows) != 2 || rows[0].SubjectName != "Ada Lovelace" || rows[0].Environment != "production" || !rows[0].ReceivedAt.Equal(publicTime) {
		t.Errorf("%+v", rows)
	}
	left := refusals(t, d, q)
	slices.SortFunc(left, func(a, b store.Rejection) int { return strings.Compare(a.MessageID, b.MessageID) })
	if len(left) != 2 || left[0].Reason != store.OtherSecret || left[1].Reason != store.Stale {
		t.Fatalf("left %+v", left)
	}
	// Nobody but staff can say that the clock was wrong; and nobody can make a
	// forgery true.
	if err := q.Promote(t.Context(), left[0].ID); !errors.Is(err, ErrSignature) {
		t.Errorf("the forgery: %v", err)
	}
	if err := q.Promote(t.Context(), left[1].ID); err != nil {
		t.Error(err)
	}
	if err := q.Promote(t.Context(), left[1].ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	if rows := d.kept(t); len(rows) != 3 {
		t.Errorf("%d rows", len(rows))
	}
	// A retry of what was promoted is a duplicate.
	r := d.request("late 0", succeeded)
	otherSecret.Sign(r.Header, "late 0", publicTime, []byte(succeeded))
	if w := d.answer(r); w.Code != 204 || len(d.kept(t)) != 3 {
		t.Errorf("the retry: %d, %d rows", w.Code, len(d.kept(t)))
	}
	if out, err := q.Recheck(t.Context()); err != nil || out != (Outcome{Left: 1}) {
		t.Errorf("again: %+v, %v", out, err)
	}
}

func TestAnAlteredBodyIsPromotedAsItWasSent(t *testing.T) {
	d, q := newWard(t)
	r := d.request("m", succeeded)
	r.Body = io.NopCloser(strings.NewReader("\ufeff" + succeeded))
	d.answer(r)
	if out, err := q.Recheck(t.Context()); err != nil || out != (Outcome{}) {
		t.Errorf("nobody asked: %+v, %v", out, err)
	}
	if err := q.Promote(t.Context(), onlyRefusal(t, d, q).ID); err != nil {
		t.Fatal(err)
	}
	kept, err := d.store.Delivery(t.Context(), d.kept(t)[0].DeliveryID)
	if err != nil || string(kept.Body) != succeeded {
		t.Errorf("%q, %v", kept.Body, err)
	}
}

func TestSecretsChangeWhileServing(t *testing.T) {
	d, q := newWard(t)
	var senders sync.WaitGroup
	for n := range 4 {
		senders.Go(func() {
			for m := range 50 {
				d.answer(d.request(fmt.Sprint(n, "-", m), succeeded))
			}
		})
	}
	for n := range 100 {
		d.SetSecrets(Secrets{otherSecret, d.secret}[n%2:])
		d.SetSecrets(Secrets{otherSecret})
	}
	senders.Wait()
	d.SetSecrets(Secrets{d.secret})
	out, err := q.Recheck(t.Context())
	if err != nil || len(d.kept(t))+out.Left != 100 && out.Left != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	if c, err := d.store.Counts(t.Context()); err != nil || c.Succeeded != 1 {
		t.Errorf("%+v, %v", c, err) // all are about the same credential
	}
	ids := 0
	for _, err := range d.store.All(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids++
	}
	if ids+int(q.Dropped()) != 200 {
		t.Errorf("%d kept, %d dropped, of 200", ids, q.Dropped())
	}
}

// TestAbuseFloodHoldsUpNobody has strangers send as fast as they can, signed and
// not, while the sender's messages come in.
func TestAbuseFloodHoldsUpNobody(t *testing.T) {
	d, q := newWard(t)
	settled := d.settles(t)
	server := httptest.NewServer(d)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	post := func(r *http.Request) int {
		answer, err := client.Do(r)
		if err != nil {
			t.Error(err)
			return 0
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		return answer.StatusCode
	}
	noise := strings.Repeat("rubbish ", 2000)
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	var flood sync.WaitGroup
	var sent, signed atomic.Int64
	for n := range 16 {
		flood.Go(func() {
			for m := 0; ctx.Err() == nil; m++ {
				r, _ := http.NewRequest(http.MethodPost, server.URL+Path, strings.NewReader(noise))
				r.Header.Set("User-Agent", fmt.Sprint("flood", m)) // none is the same
				if n%2 == 0 {
					otherSecret.Sign(r.Header, fmt.Sprint("flood ", n, " ", m), publicTime, []byte(noise))
					r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.1", n, m%256))
					signed.Add(1)
				}
				if code := post(r); code != http.StatusBadRequest {
					t.Errorf("answered %d", code)
				}
				sent.Add(1)
			}
		})
	}
	var took []time.Duration
	for genuine := 0; ctx.Err() == nil; genuine++ {
		r, _ := http.NewRequest(http.MethodPost, server.URL+Path, strings.NewReader(succeeded))
		d.secret.Sign(r.Header, fmt.Sprint("genuine ", genuine), publicTime, []byte(succeeded))
		began := time.Now()
		if code := post(r); code != http.StatusNoContent {
			t.Errorf("a genuine one was answered %d", code)
		}
		took = append(took, time.Since(began))
	}
	flood.Wait()
	genuine := len(took)
	slices.Sort(took)
	// A machine that does other things as well may hold up a few.
	usual, slowest := took[genuine*9/10], took[genuine-1]
	if usual > time.Second || slowest > 5*time.Second || genuine < 20 {
		t.Errorf("%d genuine ones; nine of ten took up to %v, the slowest %v", genuine, usual, slowest)
	}
	all := refusals(t, d, q)
	counted := map[store.Reason]int{}
	times := int64(0)
	for _, r := range all {
		counted[r.Reason]++
		times += r.Times
	}
	if counted[store.OtherSecret] > 400 || counted[store.Unsigned] > 100 || len(counted) != 2 {
		t.Errorf("in quarantine: %v", counted)
	}
	if q.Dropped() == 0 || times+q.Dropped() > sent.Load() {
		t.Errorf("%d sent, %d of them signed; %d counted, %d dropped", sent.Load(), signed.Load(), times, q.Dropped())
	}
	if n := strings.Count(d.log.String(), "\n"); n > 500 {
		t.Errorf("%d lines of log", n)
	}
	t.Logf("%d sent, %d in quarantine, %d dropped; %d genuine ones, nine of ten took up to %v, the slowest %v",
		sent.Load(), len(all), q.Dropped(), genuine, usual, slowest)
	client.CloseIdleConnections()
	server.Close()
	settled()
}

func TestTheSameIsCountedWhileItWaits(t *testing.T) {
	d, q := newWard(t)
	for range 500 {
		r := d.request("m", succeeded)
		r.Header.Del("Svix-Signature")
		d.answer(r)
	}
	if r := onlyRefusal(t, d, q); r.Times != 500 || q.Dropped() != 0 {
		t.Errorf("%+v, %d dropped", r, q.Dropped())
	}
}

func TestOnePeerKeepsNobodyOut(t *testing.T) {
	d, q := newWard(t)
	send := func(id, from string) {
		r := d.request(id, succeeded)
		otherSecret.Sign(r.Header, id, publicTime, []byte(succeeded))
		r.Header.Set("X-Forwarded-For", from)
		d.answer(r)
	}
	for n := range 5000 {
		send(fmt.Sprint("flood ", n), "198.51.100.1")
	}
	send("somebody else's", "203.0.113.1")
	found := slices.ContainsFunc(refusals(t, d, q), func(r store.Rejection) bool { return r.MessageID == "somebody else's" })
	if !found || q.Dropped() == 0 {
		t.Errorf("found: %v, %d dropped", found, q.Dropped())
	}
}

func TestClosingWritesWhatWaits(t *testing.T) {
	d, q := newWard(t)
	d.SetSecrets(nil)
	for n := range 200 { // from one peer, at once
		d.answer(d.request(fmt.Sprint(n), succeeded))
	}
	q.patience = time.Minute // for slow machines
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	d.answer(d.request("too late", succeeded))
	if all := refusals(t, d, q); len(all) != 200 || q.Dropped() != 1 {
		t.Errorf("%d written, %d dropped", len(all), q.Dropped())
	}
	if err := q.Close(); err != nil {
		t.Errorf("twice: %v", err)
	}
}

// stuck is a ward whose disk does not answer.
type stuck struct {
	*store.Store
	entered chan struct{}
}

func (s stuck) Reject(ctx context.Context, _ ...store.Rejection) (int, error) {
	s.entered <- struct{}{}
	<-ctx.Done()
	return 0, ctx.Err()
}

func TestADiskThatHangsHoldsUpNoAnswerAndNoEnd(t *testing.T) {
	d := newDoor(t)
	s := stuck{d.store, make(chan struct{}, 10)}
	q := d.OpenQuarantine(s)
	refuse := func(n int) {
		t.Helper()
		r := d.request(fmt.Sprint(n), succeeded)
		r.Header.Del("Svix-Signature")
		if w := d.answer(r); w.Code != http.StatusBadRequest {
			t.Errorf("answered %d", w.Code)
		}
	}
	refuse(0)
	<-s.entered
	refuse(1) // returns although nothing is written
	if w := d.answer(d.request("m", succeeded)); w.Code != http.StatusNoContent {
		t.Errorf("a genuine one was answered %d", w.Code)
	}
	if err := q.Close(); err == nil {
		t.Error("it says that it has written what waited")
	}
}

func TestLogsOfTheQuarantineHoldNothingPersonal(t *testing.T) {
	d, q := newWard(t)
	q.log = slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	d.secret.Sign(http.Header{}, "", publicTime, nil)
	r := d.request("m", succeeded)
	otherSecret.Sign(r.Header, "m", publicTime, []byte(succeeded))
	d.answer(r)
	d.SetSecrets(Secrets{otherSecret})
	if out, err := q.Recheck(t.Context()); err != nil || out.Promoted != 1 {
		t.Errorf("%+v, %v", out, err)
	}
	if !strings.Contains(d.log.String(), "kept after all") {
		t.Error("nothing was logged")
	}
	for _, leak := range []string{"Ada", "pass.example", publicSecret[6:]} {
		if strings.Contains(d.log.String(), leak) {
			t.Errorf("the log holds %q", leak)
		}
	}
}

func TestEveryRefusalHasAReason(t *testing.T) {
	seen := map[store.Reason]bool{}
	for _, r := range reasons {
		seen[r.reason] = true
	}
	for _, reason := range []store.Reason{store.Stale, store.OtherSecret, store.NoSecret, store.Unsigned, store.Malformed, store.EmptySecret, store.TooLarge, store.Incomplete} {
		if !seen[reason] {
			t.Errorf("nothing is refused as %s: %v", reason, maps.Keys(seen))
		}
	}
	for _, err := range []error{errStopping, errOverloaded, store.ErrFull} {
		if reason, ok := reasonOf(err); ok {
			t.Errorf("%v is %s", err, reason)
		}
	}
}
