package webhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"passdesk/store/secret"
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
	secret.Value[[]byte]
	label string
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
	return Secret{secret.Of(key), strings.TrimSpace(label)}, nil
}

// usable gives the key, if it is one that can be trusted.
func (s Secret) usable() (key []byte, ok bool) {
	key = s.Reveal()
	return key, len(key) >= minKey
}

// Label is the name the secret was given, "" for none.
func (s Secret) Label() string { return s.label }

// UnmarshalText reads the form ParseSecret does.
func (s *Secret) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSecret(string(text))
	return err
}
