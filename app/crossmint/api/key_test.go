package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"
)

// encodeBase58 undoes decodeBase58.
func encodeBase58(plain []byte) string {
	n, digit := new(big.Int).SetBytes(plain), new(big.Int)
	var out []byte
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), digit)
		out = append([]byte{digits58[digit.Int64()]}, out...)
	}
	for _, b := range plain {
		if b != 0 {
			break
		}
		out = append([]byte{'1'}, out...)
	}
	return string(out)
}

func keyText(kind, environment, project string) string {
	return kind + "_" + environment + "_" + encodeBase58([]byte(project+".0123456789abcdef:3yZe7dSignature"))
}

func testKey(t *testing.T, environment, project string) Key {
	t.Helper()
	k, err := ParseKey(keyText("sk", environment, project))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeysSayWhereTheyBelong(t *testing.T) {
	const project = "c0ffee00-1111-4222-8333-444455556666"
	for _, kind := range []string{"sk", "ck"} {
		for _, e := range []Environment{Staging, Production, Development} {
			k, err := ParseKey(" " + keyText(kind, string(e), project) + "\n")
			if err != nil || k.Environment() != e || k.Project() != project {
				t.Errorf("%s %s: %v, %q, %q", kind, e, err, k.Environment(), k.Project())
			}
		}
	}
	good := keyText("sk", "staging", project)
	for _, bad := range []string{
		"", "sk", "sk_staging", "sk_staging_", "pk" + good[2:], "sk_live_" + good[11:], good + "0", good[:20],
		"sk_staging_" + encodeBase58([]byte("no signature")), "sk_staging_" + encodeBase58([]byte("../../x.ab:sig")),
		"sk_staging_" + encodeBase58([]byte("project:sig")), good + strings.Repeat("1", maxKey),
	} {
		if k, err := ParseKey(bad); !errors.Is(err, ErrMalformedKey) || !k.IsZero() {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestBase58Repeats(t *testing.T) {
	for _, plain := range []string{"\x00", "\x00\x00a", "hello", strings.Repeat("z", 200)} {
		if got, ok := decodeBase58(encodeBase58([]byte(plain))); !ok || string(got) != plain {
			t.Errorf("%q: %q", plain, got)
		}
	}
	// The draft of the Base58 encoding scheme has this vector.
	if got, ok := decodeBase58("2NEpo7TZRRrLZSi2U"); !ok || string(got) != "Hello World!" {
		t.Errorf("%q", got)
	}
}

func TestKeysNeverPrint(t *testing.T) {
	text := keyText("sk", "staging", "c0ffee00")
	k, err := ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	client, err := New(Config{Key: k})
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "key", k, "client", client, "config", Config{Key: k})
	marshalled, _ := json.Marshal(map[string]any{"key": k})
	shown := fmt.Sprintf("%v %+v %#v %s %q %x %+v %#v", k, k, k, k, k, k, *client, Config{Key: k}) + logged.String() + string(marshalled)
	for _, part := range []string{text, text[11:], text[:30]} {
		if strings.Contains(shown, part) {
			t.Errorf("it shows in %s", shown)
		}
	}
}

// TestAKeyStaysInItsEnvironment: there is no address outside this computer that
// a key of another environment can be sent to.
func TestAKeyStaysInItsEnvironment(t *testing.T) {
	for _, c := range []struct {
		environment, base, want string // "" for refused
	}{
		{"staging", "", "https://staging.crossmint.com/api"},
		{"production", "", "https://www.crossmint.com/api"},
		{"staging", "https://staging.crossmint.com/api/", "https://staging.crossmint.com/api"},
		{"staging", "https://www.crossmint.com/api", ""},
		{"production", "https://staging.crossmint.com/api", ""},
		{"staging", "https://www.crossmint.com/api?", ""},
		{"staging", "http://staging.crossmint.com/api", ""},
		{"staging", "https://example.org/api", ""},
		{"staging", "https://127.0.0.1@example.org/api", ""},
		{"staging", "http://localhost.example.org", ""},
		{"development", "", ""},
		{"development", "http://127.0.0.1:1/api", "http://127.0.0.1:1/api"},
		{"production", "http://[::1]:1/api", "http://[::1]:1/api"},
	} {
		client, err := New(Config{Key: testKey(t, c.environment, "p"), Base: c.base})
		switch {
		case c.want == "" && !errors.Is(err, ErrEnvironment):
			t.Errorf("%s key for %q: %v", c.environment, c.base, err)
		case c.want != "" && (err != nil || client.base != c.want):
			t.Errorf("%s key for %q: %v", c.environment, c.base, err)
		}
	}
	if _, err := New(Config{}); !errors.Is(err, ErrNoKey) {
		t.Errorf("no key: %v", err)
	}
}
