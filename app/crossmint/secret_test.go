package crossmint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretDoesNotLeak(t *testing.T) {
	const text = "c0ffee00c0ffee00c0ffee00c0ffee00"
	s := NewSecret(" " + text + "\n")
	if s.Reveal() != text || s.IsZero() {
		t.Fatalf("the key was not kept")
	}
	type holder struct {
		hidden Secret // fmt cannot call the methods of unexported fields
	}
	type row struct{ Secret Secret }
	event := Event{Secret: s}
	leaks := func(how, out string) {
		t.Helper()
		hexed := fmt.Sprintf("%x", text)
		if strings.Contains(out, text[:8]) || strings.Contains(strings.ToLower(out), hexed[:16]) || strings.Contains(out, "99 48 102") {
			t.Errorf("%s leaks: %s", how, out)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%08.3f", "%p"} {
		for _, v := range []any{s, &s, event, &event, []Secret{s}, map[string]Secret{"k": s}, row{s}, holder{s}, &holder{s}, error(fmt.Errorf("key %v", s))} {
			leaks(verb+fmt.Sprintf(" of %T", v), fmt.Sprintf(verb, v))
		}
	}
	if got := fmt.Sprintf("%v%s%x", s, s, Secret{}); got != "………" {
		t.Errorf("printed %q", got)
	}
	leaks("String", s.String())
	leaks("GoString", s.GoString())
	for _, v := range []any{s, &s, event, map[string]any{"s": s}, row{s}} {
		out, err := json.Marshal(v)
		if err != nil || !strings.Contains(string(out), masked) {
			t.Errorf("json of %T: %s, %v", v, out, err)
		}
		leaks("json", string(out))
	}
	if out, err := s.MarshalText(); err != nil || string(out) != masked {
		t.Errorf("text: %q, %v", out, err)
	}
	if got := slog.AnyValue(s).Resolve(); got.Kind() != slog.KindString || got.String() != masked {
		t.Errorf("log value %v", got)
	}
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"slog text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"slog json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(handler(&b)).Info("x", "secret", s, "pointer", &s, "event", event, "group", slog.GroupValue(slog.Any("s", s)))
		leaks(name, b.String())
	}
}

func TestSecretZeroValue(t *testing.T) {
	if s := NewSecret(" \n"); !s.IsZero() || s.Reveal() != "" || !(Secret{}).IsZero() {
		t.Error("blanks made a key")
	}
}
