package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestPassphrase(t *testing.T) {
	for _, text := range []string{"", "1234567", "1234567\n", "äöüäöü"} {
		if _, err := ParsePassphrase(text); !errors.Is(err, ErrPassphrase) {
			t.Errorf("%q: %v, want ErrPassphrase", text, err)
		}
	}
	p := must(ParsePassphrase("caf\u00e9 au lait\r\n"))
	if shown := fmt.Sprintf("%v %+v %#v %s", p, p, p, p); strings.Contains(shown, "lait") {
		t.Errorf("shows as %s", shown)
	}
	var out bytes.Buffer
	w := must(p.Seal(&out))
	if _, err := io.WriteString(w, "hello"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), " 18\n") { // in the header's line about scrypt
		t.Errorf("not sealed with 2^18 steps: %q", &out)
	}
	decomposed := must(ParsePassphrase("cafe\u0301 au lait"))
	plain, err := decomposed.Open(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(plain); err != nil || string(text) != "hello" {
		t.Errorf("%q, %v", text, err)
	}
	out.Reset()
	if err := must(p.WithWork(4).Seal(&out)).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := must(ParsePassphrase("cafe au lait")).Open(&out); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("got %v, want ErrWrongPassphrase", err)
	}
	if _, err := p.Open(strings.NewReader("something else")); err == nil || errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("got %v, want another error", err)
	}
	for _, err := range []error{second(Passphrase{}.Seal(&out)), second(Passphrase{}.Open(&out))} {
		if !errors.Is(err, ErrNoKey) {
			t.Errorf("got %v, want ErrNoKey", err)
		}
	}
}
