package webhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// minKey is the shortest key taken for a signing secret, in bytes. Real ones
// have 24 and more; anything near zero would let strangers sign.
const minKey = 16

// secretPrefix opens a signing secret in its written form.
const secretPrefix = "whsec_"

// The ways a signing secret can be no secret.
var (
	ErrSecretForm  = errors.New("a signing secret looks like whsec_ and then base64; copy it from the endpoint's page in the Crossmint console")
	ErrSecretShort = fmt.Errorf("the signing secret is too short to protect anything: it must have at least %d bytes", minKey)
)

// Secret is an endpoint's signing secret with the label staff know it by,
// such as "staging". The zero value verifies nothing and signs nothing. It
// never prints its key.
type Secret struct {
	label string
	// A pointer, because fmt prints what stands in unexported fields without
	// asking its methods; of a pointer inside it prints the address.
	key *[]byte
}

// ParseSecret reads "whsec_…" or "label=whsec_…". It fails with ErrSecretForm
// or ErrSecretShort, and quotes nothing of what it was given.
func ParseSecret(text string) (Secret, error) {
	text = strings.TrimSpace(text)
	label, written, found := strings.Cut(text, "="+secretPrefix)
	if !found {
		label = ""
		if written, found = strings.CutPrefix(text, secretPrefix); !found {
			return Secret{}, ErrSecretForm
		}
	}
	key, err := base64.StdEncoding.DecodeString(written)
	if err != nil {
		return Secret{}, ErrSecretForm
	}
	if len(key) < minKey {
		return Secret{}, ErrSecretShort
	}
	return Secret{label: strings.TrimSpace(label), key: &key}, nil
}

// usable gives the key, if it is one that can be trusted.
func (s Secret) usable() (key []byte, ok bool) {
	if s.key == nil || len(*s.key) < minKey {
		return nil, false
	}
	return *s.key, true
}

// Label is the name the secret was given, "" for none.
func (s Secret) Label() string { return s.label }

// UnmarshalText reads the form ParseSecret does.
func (s *Secret) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSecret(string(text))
	return err
}

const hidden = "…"

// String hides the secret.
func (Secret) String() string { return hidden }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return hidden }

// Format hides the secret from every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText hides the secret from JSON and other encodings.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue hides the secret from logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// IsZero tells whether there is no secret.
func (s Secret) IsZero() bool { return s.key == nil }
