package tunnel

import (
	"fmt"
	"log/slog"
	"strings"
)

// hidden stands wherever a secret would be printed.
const hidden = "…"

// Token is an ngrok authtoken. However it is printed, logged or marshalled it
// shows as "…"; the zero Token is none. Tokens are not comparable by ==.
type Token struct {
	// A pointer, because fmt prints the fields of unexported fields without
	// asking their methods, and of a nested pointer it prints the address.
	text *string
}

// NewToken takes the authtoken as a person pastes it: white space around it is
// dropped, and so is the command "ngrok config add-authtoken" that ngrok's
// dashboard offers for copying. Whether it is valid, only ngrok can tell.
func NewToken(text string) Token {
	words := strings.Fields(text)
	if len(words) == 0 {
		return Token{}
	}
	return Token{text: &words[len(words)-1]}
}

// IsZero tells whether there is no token.
func (t Token) IsZero() bool { return t.text == nil }

// String gives "…".
func (t Token) String() string { return hidden }

// GoString gives "…".
func (t Token) GoString() string { return hidden }

// Format writes "…" for every verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalJSON gives "…".
func (t Token) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// LogValue gives "…".
func (t Token) LogValue() slog.Value { return slog.StringValue(hidden) }

// reveal gives the text that ngrok wants to see.
func (t Token) reveal() string {
	if t.text == nil {
		return ""
	}
	return *t.text
}

// redact takes the token out of a text written by someone else.
func (t Token) redact(text string) string {
	if t.text == nil {
		return text
	}
	return strings.ReplaceAll(text, *t.text, hidden)
}
