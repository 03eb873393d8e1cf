package crossmint

import (
	"strings"

	"passdesk/store/secret"
)

// Secret is the key that comes with a recoverable credential, in the text it
// came in. It never prints what it is. The zero value is no key and opens
// nothing.
type Secret struct{ secret.Value[string] }

// NewSecret wraps the text of a key, in hex or base64 as it was sent. Blanks
// around it are dropped; it is not checked before Open uses it.
func NewSecret(text string) Secret {
	text = strings.TrimSpace(text)
	if text == "" {
		return Secret{}
	}
	return Secret{secret.Of(text)}
}
