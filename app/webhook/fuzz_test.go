package webhook

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"passdesk/store"
)

// counting is a keeper that only counts.
type counting struct{ kept int }

func (c *counting) Append(context.Context, store.Delivery, store.Issuance) (bool, error) {
	c.kept++
	return false, nil
}

func (c *counting) Probe(context.Context) error { return nil }

// FuzzDoor holds the door against any request: it keeps what it says that it
// keeps, which is what somebody signed; what it puts aside of the rest is bounded
// and harmless to show; and whoever judges that again comes to the same.
func FuzzDoor(f *testing.F) {
	add := func(h http.Header, agent, from string, body string) {
		f.Add(h.Get("Svix-Id"), h.Get("Svix-Timestamp"), h.Get("Svix-Signature"), agent, from, []byte(body))
	}
	public, err := ParseSecret(publicSecret)
	if err != nil {
		f.Fatal(err)
	}
	for _, late := range []time.Duration{0, time.Hour, -time.Hour} {
		for _, s := range []Secret{public, otherSecret} {
			h := http.Header{}
			s.Sign(h, "msg_1", publicTime.Add(-late), []byte(succeeded))
			add(h, "Svix-Webhooks/1.42", "203.0.113.7", succeeded)
			add(h, "curl", "::1", succeeded+"\r\n")
		}
	}
	add(http.Header{}, "\x1b[2J\u202e", "10.0.0.1, not an address", "")
	f.Fuzz(func(t *testing.T, id, timestamp, signature, agent, from string, body []byte) {
		keeper := new(counting)
		h := NewHandler(Secrets{public}, keeper, slog.New(slog.DiscardHandler), func() time.Time { return publicTime })
		h.quarantine = &Quarantine{waiting: newWaiting()}
		r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(string(body)))
		r.Header = http.Header{
			"Svix-Id": {id}, "Svix-Timestamp": {timestamp}, "Svix-Signature": {signature},
			"User-Agent": {agent}, "X-Forwarded-For": {from},
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		_, refused := h.Secrets().Verify(r.Header, body, publicTime)
		canary := isCanary(id, body)
		if want := map[bool]int{true: http.StatusNoContent, false: http.StatusBadRequest}[refused == nil]; w.Code != want {
			t.Fatalf("answered %d, want %d: %v", w.Code, want, refused)
		}
		if want := refused == nil && !canary; (keeper.kept == 1) != want {
			t.Fatalf("kept %d times: %v", keeper.kept, refused)
		}
		aside := h.quarantine.waiting.take()
		if want := refused != nil && !canary; (len(aside) == 1) != want && len(body) <= 1<<20 {
			t.Fatalf("%d put aside: %v", len(aside), refused)
		}
		for _, one := range aside {
			harmless(t, one.MessageID, maxMessageID)
			harmless(t, one.Agent, maxAgent)
			harmless(t, one.Peer, 64)
			if one.proof.macs == nil {
				continue // it has no body either
			}
			one.Proof, one.Kept = one.proof.marshal(), true
			if _, again := h.Secrets().Recheck(one.Rejection); !errors.Is(refused, errors.Unwrap(again)) && again.Error() != refused.Error() {
				t.Errorf("judged again: %v, not %v", again, refused)
			}
		}
	})
}

func harmless(t *testing.T, text string, most int) {
	t.Helper()
	if len(text) > most || !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\x1b\n\u202e\u2066") {
		t.Errorf("put aside: %q", text)
	}
}

// FuzzParseSecret: what is taken for a signing secret signs what it then believes,
// and nobody else's; what is not is not quoted.
func FuzzParseSecret(f *testing.F) {
	for _, text := range []string{publicSecret, "staging=" + publicSecret, "whsec_", "a=b=whsec_AAAA", " =whsec_" + strings.Repeat("A", 64), "WHSEC_" + strings.Repeat("A", 32)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSecret(text)
		if err != nil {
			if !errors.Is(err, ErrSecretForm) && !errors.Is(err, ErrSecretShort) || len(text) > 12 && strings.Contains(err.Error(), text) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		h := http.Header{}
		s.Sign(h, "m", publicTime, []byte("x"))
		v, err := Secrets{s}.Verify(h, []byte("x"), publicTime)
		if err != nil || v.Label != s.Label() || s.Label() != strings.TrimSpace(s.Label()) {
			t.Errorf("%q: %+v, %v", text, v, err)
		}
		if _, err := (Secrets{otherSecret}).Verify(h, []byte("x"), publicTime); err == nil && !strings.Contains(text, "YW5vdGhlciBr") {
			t.Errorf("%q signs for another", text)
		}
	})
}
