package tunnel

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

type returnedError struct{ code, text string }

func (e returnedError) Error() string { return e.text }
func (e returnedError) Code() string  { return e.code }

type eventError struct{ code string }

func (e eventError) Error() string     { return "refused" }
func (e eventError) ErrorCode() string { return e.code }

func TestCodeOf(t *testing.T) {
	cases := []struct {
		name string
		err  error
		want string
	}{
		{"returned", returnedError{"ERR_NGROK_334", "x"}, "ERR_NGROK_334"},
		{"returned and wrapped", fmt.Errorf("bind: %w", returnedError{"ERR_NGROK_334", "x"}), "ERR_NGROK_334"},
		{"in an event", fmt.Errorf("auth: %w", eventError{"ERR_NGROK_107"}), "ERR_NGROK_107"},
		{"bare text", errors.New("already online\r\n\r\nERR_NGROK_334\r\n"), "ERR_NGROK_334"},
		{"text behind an empty code", returnedError{"", "see ERR_NGROK_108"}, "ERR_NGROK_108"},
		{"none", errors.New("connection refused"), ""},
		{"no number", errors.New("ERR_NGROK_"), ""},
	}
	for _, c := range cases {
		if got := codeOf(c.err); got != c.want {
			t.Errorf("%s: codeOf = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestExplain(t *testing.T) {
	cases := []struct {
		name  string
		err   error
		says  string
		final bool
	}{
		{"final", errors.New("Your authtoken: " + secretToken + " ERR_NGROK_107"), "does not accept the authtoken", true},
		{"heals", errors.New("ERR_NGROK_334"), "Trying again", false},
		{"unknown code", errors.New("Your authtoken: " + secretToken + " ERR_NGROK_4711"), "/err_ngrok_4711", true},
		{"network", errors.New("no such host"), "internet connection", false},
	}
	for _, c := range cases {
		got, final := explain(c.err), refusal(c.err)
		if !strings.Contains(got.message.String(), c.says) || strings.Contains(got.message.String(), secretToken) {
			t.Errorf("%s: explain = %q, want it to say %q and not the token", c.name, got.message, c.says)
		}
		if (final != nil) != c.final {
			t.Errorf("%s: refusal = %v, want final %t", c.name, final, c.final)
		}
	}
}

func TestCodesAreSentences(t *testing.T) {
	for code, advice := range codes {
		if codePattern.FindString(code) != code {
			t.Errorf("%q is not a code", code)
		}
		for _, text := range []string{advice.message.String(), advice.later.String()} {
			if text != "" && !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is not a sentence", code, text)
			}
		}
		if advice.message == "" || advice.later != "" && !advice.heals {
			t.Errorf("%s: %+v is not usable", code, advice)
		}
	}
}
