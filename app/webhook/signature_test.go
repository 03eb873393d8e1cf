package webhook

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"passdesk/store/secret"
)

// The example that the scheme's publishers give.
const (
	publicSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	publicID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	publicBody      = `{"test": 2432232314}`
	publicSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var publicTime = time.Unix(1614265330, 0)

func parse(t testing.TB, text string) Secret {
	t.Helper()
	s, err := ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func headers(family, id, timestamp string, signatures ...string) http.Header {
	h := http.Header{}
	for name, value := range map[string]string{"id": id, "timestamp": timestamp} {
		if value != "" {
			h.Set(family+name, value)
		}
	}
	for _, s := range signatures {
		h.Add(family+"signature", s)
	}
	return h
}

func TestVerify(t *testing.T) {
	public := parse(t, "staging="+publicSecret)
	other := parse(t, "production=whsec_"+base64.StdEncoding.EncodeToString([]byte("another key of 24 bytes.")))
	const stamp = "1614265330"
	long := strings.Repeat("m", maxMessageID+1)
	signed := func(s Secret, id string, at time.Time) http.Header {
		h := http.Header{}
		s.Sign(h, id, at, []byte(publicBody))
		return h
	}
	unsafe := func(key []byte) http.Header {
		mac := base64.StdEncoding.EncodeToString(sum(key, publicID, stamp, []byte(publicBody)))
		return headers("svix-", publicID, stamp, "v1,"+mac)
	}
	for _, c := range []struct {
		name    string
		secrets Secrets
		header  http.Header
		body    string
		now     time.Time
		want    error
		label   string
	}{
		{name: "svix headers", header: headers("svix-", publicID, stamp, publicSignature), label: "staging"},
		{name: "webhook headers", header: headers("webhook-", publicID, stamp, publicSignature), label: "staging"},
		{name: "half a family is passed over", label: "staging", header: func() http.Header {
			h := headers("webhook-", publicID, stamp, publicSignature)
			h.Set("svix-id", "x")
			return h
		}()},
		{name: "a family that cannot be read is passed over", label: "staging", header: func() http.Header {
			h := headers("webhook-", publicID, stamp, publicSignature)
			h.Set("svix-id", "x")
			h.Set("svix-timestamp", "soon")
			h.Set("svix-signature", "v1,x")
			return h
		}()},
		{name: "second secret", secrets: Secrets{other, public}, header: headers("svix-", publicID, stamp, publicSignature), label: "staging"},
		{name: "rotation", header: headers("svix-", publicID, stamp, "v1,"+strings.Repeat("A", 43)+"= "+publicSignature), label: "staging"},
		{name: "signatures on two lines", header: headers("svix-", publicID, stamp, "v1a,xyz", publicSignature), label: "staging"},
		{name: "unknown version alone", header: headers("svix-", publicID, stamp, strings.Replace(publicSignature, "v1", "v1a", 1)), want: ErrHeadersMalformed},
		{name: "no headers", header: http.Header{}, want: ErrHeadersMissing},
		{name: "no id", header: headers("svix-", "", stamp, publicSignature), want: ErrHeadersMissing},
		{name: "no timestamp", header: headers("svix-", publicID, "", publicSignature), want: ErrHeadersMissing},
		{name: "no signature", header: headers("svix-", publicID, stamp), want: ErrHeadersMissing},
		{name: "timestamp not a number", header: headers("svix-", publicID, "soon", publicSignature), want: ErrHeadersMalformed},
		{name: "timestamp negative", header: headers("svix-", publicID, "-1614265330", publicSignature), want: ErrHeadersMalformed},
		{name: "timestamp that overflows", header: headers("svix-", publicID, "9223372036854775807", publicSignature), want: ErrHeadersMalformed},
		{name: "endless id", header: signed(public, long, publicTime), want: ErrHeadersMalformed},
		{name: "signature no base64", header: headers("svix-", publicID, stamp, "v1,***"), want: ErrHeadersMalformed},
		{name: "signature cut short", header: headers("svix-", publicID, stamp, publicSignature[:20]), want: ErrHeadersMalformed},
		{name: "changed body", header: headers("svix-", publicID, stamp, publicSignature), body: `{"test": 2432232315}`, want: ErrSignature},
		{name: "changed id", header: headers("svix-", "msg_other", stamp, publicSignature), want: ErrSignature},
		{name: "changed timestamp", header: headers("svix-", publicID, "1614265331", publicSignature), want: ErrSignature},
		{name: "another secret", secrets: Secrets{other}, header: headers("svix-", publicID, stamp, publicSignature), want: ErrSignature},
		{name: "no secrets", secrets: Secrets{}, header: headers("svix-", publicID, stamp, publicSignature), want: ErrNoSecret},
		{name: "the zero secret", secrets: Secrets{{}}, header: headers("svix-", publicID, stamp, publicSignature), want: ErrNoSecret},
		{name: "the zero secret and an empty key", secrets: Secrets{{}}, header: unsafe(nil), want: ErrEmptySecret},
		{name: "a real secret and an empty key", header: unsafe(nil), want: ErrEmptySecret},
		{name: "a short key made by hand", secrets: Secrets{{Value: secret.Of([]byte("short"))}}, header: unsafe([]byte("short")), want: ErrNoSecret},
		{name: "forged and stale is forged", header: headers("svix-", publicID, stamp, publicSignature), body: "x", now: publicTime.Add(time.Hour), want: ErrSignature},
		{name: "five minutes late", now: publicTime.Add(Tolerance + 900*time.Millisecond), header: signed(public, publicID, publicTime), label: "staging"},
		{name: "five minutes early", now: publicTime.Add(-Tolerance), header: signed(public, publicID, publicTime), label: "staging"},
		{name: "too late", now: publicTime.Add(Tolerance + time.Second), header: signed(public, publicID, publicTime), want: ErrStale},
		{name: "too early", now: publicTime.Add(-Tolerance - time.Second), header: signed(public, publicID, publicTime), want: ErrStale},
		// As nanoseconds in 64 bits the distance would be less than a second.
		{name: "585 years early", header: signed(public, publicID, time.Unix(publicTime.Unix()+18_446_744_073, 0)), want: ErrStale},
	} {
		t.Run(c.name, func(t *testing.T) {
			secrets, body, now := c.secrets, c.body, c.now
			if secrets == nil {
				secrets = Secrets{public}
			}
			if body == "" {
				body = publicBody
			}
			if now.IsZero() {
				now = publicTime
			}
			got, err := secrets.Verify(c.header, []byte(body), now)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if c.want != nil {
				if got != (Verified{}) {
					t.Errorf("a refusal gave %+v", got)
				}
				return
			}
			if want := (Verified{MessageID: publicID, SentAt: publicTime.UTC(), Label: c.label}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestSignMakesThePublishedSignature(t *testing.T) {
	h := http.Header{}
	parse(t, publicSecret).Sign(h, publicID, publicTime, []byte(publicBody))
	if got := h.Get("svix-signature"); got != publicSignature {
		t.Errorf("signature %s, want %s", got, publicSignature)
	}
	zero := http.Header{}
	Secret{}.Sign(zero, publicID, publicTime, []byte(publicBody))
	if len(zero) != 0 {
		t.Errorf("the zero secret signed: %v", zero)
	}
}

func TestStaleSaysHowFar(t *testing.T) {
	s := parse(t, publicSecret)
	h := http.Header{}
	s.Sign(h, publicID, publicTime, nil)
	_, err := Secrets{s}.Verify(h, nil, publicTime.Add(12*time.Minute))
	if stale, ok := errors.AsType[*StaleError](err); !ok || stale.Off != 12*time.Minute {
		t.Errorf("got %v", err)
	}
}

func TestParseSecret(t *testing.T) {
	for _, c := range []struct {
		text, label string
		want        error
	}{
		{publicSecret, "", nil},
		{" staging=" + publicSecret + "\n", "staging", nil},
		{"whsec_", "", ErrSecretShort},
		{"x=whsec_", "", ErrSecretShort},
		{"whsec_MfKQ9r8GKYqrTwjUPA==", "", ErrSecretShort},
		{"", "", ErrSecretForm},
		{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "", ErrSecretForm},
		{"staging=MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "", ErrSecretForm},
		{"whsec_not base64 at all!", "", ErrSecretForm},
	} {
		s, err := ParseSecret(c.text)
		if !errors.Is(err, c.want) || s.Label() != c.label {
			t.Errorf("%q: label %q, %v; want %q, %v", c.text, s.Label(), err, c.label, c.want)
		}
		if err != nil && len(c.text) > 8 && strings.Contains(err.Error(), c.text[7:]) {
			t.Errorf("%v quotes the secret", err)
		}
	}
}

func TestSecretNeverPrints(t *testing.T) {
	s := parse(t, "staging="+publicSecret)
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb, s)
		fmt.Fprintf(&out, verb, &s)
		fmt.Fprintf(&out, verb, struct{ S Secrets }{Secrets{s}})
	}
	if err := json.NewEncoder(&out).Encode(map[string]any{"s": s}); err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "s", s, "all", Secrets{s})
	h := NewHandler(Secrets{s}, nil, slog.New(slog.DiscardHandler), time.Now)
	fmt.Fprintf(&out, "%+v %#v %+v", h, h, h.Secrets())
	for _, leak := range []string{publicSecret[6:12], fmt.Sprintf("%x", s.Reveal())[:6], strconv.Quote(string(s.Reveal()))[1:5], fmt.Sprint(s.Reveal())[1:8]} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("the key shows as %q in %s", leak, out.String())
		}
	}
}

// FuzzVerify holds that nothing is believed but what was signed: whatever the
// headers and the body, only the signer's own triple passes.
func FuzzVerify(f *testing.F) {
	f.Add(publicID, "1614265330", publicSignature, []byte(publicBody))
	f.Add("", "", "", []byte{})
	f.Add("a.b", "1614265330", "v1, v1,AA== v1a,x", []byte("."))
	f.Fuzz(func(t *testing.T, id, timestamp, signature string, body []byte) {
		s := parse(t, publicSecret)
		h := http.Header{"Svix-Id": {id}, "Svix-Timestamp": {timestamp}, "Svix-Signature": {signature}}
		got, err := Secrets{s}.Verify(h, body, publicTime)
		if err == nil {
			genuine := base64.StdEncoding.EncodeToString(sum(s.Reveal(), id, timestamp, body))
			if !strings.Contains(signature, "v1,"+genuine) || got.MessageID != id {
				t.Fatalf("believed %q %q %q %q", id, timestamp, signature, body)
			}
		}
		if _, err := (Secrets{{}}).Verify(h, body, publicTime); err == nil {
			t.Fatal("the zero secret believed something")
		}
	})
}
