package api

import (
	"errors"
	"math/big"
	"strings"

	"passdesk/store/secret"
)

// Key is an API key. It says itself to which environment and project it
// belongs, and however it is printed it shows as "…". The zero value is none.
type Key struct {
	secret.Value[string]
	environment Environment
	project     string
}

// maxKey bounds a key's text; real ones have about 250 characters.
const maxKey = 1024

// ErrMalformedKey means that a text is no API key. It never quotes the text.
var ErrMalformedKey = errors.New("this is no API key of Crossmint's: they begin with sk_staging_ or sk_production_ and are copied whole from the console, under API Keys")

// ParseKey reads a key: {sk|ck}_{environment}_{base58}, of which the last part
// holds the project's id and a signature, which is not checked. Blanks around
// it are dropped.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	kind, rest, _ := strings.Cut(text, "_")
	name, encoded, _ := strings.Cut(rest, "_")
	e := Environment(name)
	if len(text) > maxKey || kind != "sk" && kind != "ck" || e != Staging && e != Production && e != Development {
		return Key{}, ErrMalformedKey
	}
	plain, ok := decodeBase58(encoded)
	if !ok {
		return Key{}, ErrMalformedKey
	}
	signed, signature, _ := strings.Cut(string(plain), ":")
	project, number, _ := strings.Cut(signed, ".")
	if !ValidID(project) || number == "" || signature == "" {
		return Key{}, ErrMalformedKey
	}
	return Key{Value: secret.Of(text), environment: e, project: project}, nil
}

// Environment is the world that the key is good in.
func (k Key) Environment() Environment { return k.environment }

// Project is the id of the project that it belongs to.
func (k Key) Project() string { return k.project }

// digits58 are Bitcoin's digits of base 58.
const digits58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

func decodeBase58(text string) ([]byte, bool) {
	if text == "" {
		return nil, false
	}
	n, base := new(big.Int), big.NewInt(58)
	for _, r := range text {
		digit := strings.IndexRune(digits58, r)
		if digit < 0 {
			return nil, false
		}
		n.Add(n.Mul(n, base), big.NewInt(int64(digit)))
	}
	zeros := len(text) - len(strings.TrimLeft(text, "1"))
	return append(make([]byte, zeros), n.Bytes()...), true
}
