package crossmint

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const masked = "…"

// Secret is the key that comes with a recoverable credential. It prints, logs
// and marshals as "…"; only Reveal gives its text. The zero value is no key
// and opens nothing.
type Secret struct {
	_    [0]func() // == would compare pointers
	text *string   // so that fmt prints no text where it cannot call Format
}

// NewSecret wraps the text of a key, in hex or base64 as it was sent. Blanks
// around it are dropped; it is not checked before Open uses it.
func NewSecret(text string) Secret {
	text = strings.TrimSpace(text)
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the text of the key, "" for the zero value. It must go
// nowhere but into a sealed store and to the person who asked for it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero says whether there is no key.
func (s Secret) IsZero() bool { return s.text == nil }

// String returns "…", with a key and without.
func (Secret) String() string { return masked }

// GoString returns "…".
func (Secret) GoString() string { return masked }

// Format writes "…" for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// MarshalJSON returns "…" as a JSON string.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + masked + `"`), nil }

// MarshalText returns "…".
func (Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }

// LogValue returns "…".
func (Secret) LogValue() slog.Value { return slog.StringValue(masked) }
