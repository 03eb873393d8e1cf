package secret_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"passdesk/store/secret"
)

const password = "correct horse battery staple"

// The ways in which secrets are held.
type (
	word  struct{ secret.Value[string] }
	bytes struct{ secret.Value[[]byte] }
	array struct {
		secret.Value[[4]byte]
		label string
	}
	inside struct {
		word  word
		bytes bytes
		array array
		any   any
	}
)

func TestNothingShows(t *testing.T) {
	w, b, a := word{secret.Of(password)}, bytes{secret.Of([]byte(password))}, array{secret.Of([4]byte{201, 202, 203, 204}), "label"}
	in := inside{w, b, a, w}
	var out strings.Builder
	for _, v := range []any{w, &w, b, &b, a, &a, in, &in, []word{w}, map[string]bytes{"x": b}, []any{in, &in}, errors.Join(fmt.Errorf("%v", w))} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%08.3f", "%U"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		if text, err := json.Marshal(v); err == nil {
			out.Write(text)
		}
	}
	printed := strings.ToLower(out.String())
	for _, leak := range []string{
		password[:7], fmt.Sprintf("%x", password[:7]), "99 111 114", "99, 111", "0x63, 0x6f", "201 202", "201, 202", "0xc9, 0xca", "c9cacb",
	} {
		if strings.Contains(printed, leak) {
			t.Errorf("%q shows", leak)
		}
	}
	if !strings.Contains(printed, "…") {
		t.Error("nothing was printed at all")
	}
}

func TestReveal(t *testing.T) {
	if w := (word{secret.Of(password)}); w.Reveal() != password || w.IsZero() {
		t.Error("the secret was not kept")
	}
	if w := (word{}); w.Reveal() != "" || !w.IsZero() {
		t.Error("the zero value holds something")
	}
}
