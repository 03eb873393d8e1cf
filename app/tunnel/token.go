package tunnel

import (
	"strings"

	"passdesk/store/secret"
)

// hidden stands in texts of others where the token was.
const hidden = "…"

// Token is an ngrok authtoken. It never prints what it is; the zero Token is
// none.
type Token struct{ secret.Value[string] }

// NewToken takes the authtoken as a person pastes it: white space around it is
// dropped, and so is the command "ngrok config add-authtoken" that ngrok's
// dashboard offers for copying. Whether it is valid, only ngrok can tell.
func NewToken(text string) Token {
	words := strings.Fields(text)
	if len(words) == 0 {
		return Token{}
	}
	return Token{secret.Of(words[len(words)-1])}
}

// redact takes the token out of a text written by someone else.
func (t Token) redact(text string) string {
	if t.IsZero() {
		return text
	}
	return strings.ReplaceAll(text, t.Reveal(), hidden)
}
