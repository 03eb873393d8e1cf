package model

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestGist(t *testing.T) {
	for reason, want := range map[string]string{
		"Insufficient funds":                                                  "Insufficient funds",
		"Recipient email:ada@example.org is not valid":                        "Recipient … is not valid",
		"No wallet 0x71C7656EC7ab88b098defB751B7401B5f6d8976F on polygon":     "No wallet … on polygon",
		"act_12345678 did:polygon:0x71C7656EC7ab88b098defB751B7401B5f6d8976F": "",
		"see https://docs.example.org/errors now":                             "see … now",
		"Error 429: too many requests":                                        "Error 429: too many requests",
		"two\nlines\x1b[31m and \t tabs":                                      "two lines [31m and tabs",
		"":                                                                    "",
		"Ungültige Empfängerin":                                               "Ungültige Empfängerin",
		strings.Repeat("word ", 100):                                          strings.Repeat("word ", 24) + "…",
	} {
		if got := Gist(reason); got != want {
			t.Errorf("%q: %q, want %q", reason, got, want)
		}
	}
}

func FuzzGist(f *testing.F) {
	f.Add("Recipient email:ada@example.org is not valid")
	f.Add("\xff\x00<b>")
	f.Fuzz(func(t *testing.T, reason string) {
		got := Gist(reason)
		if utf8.RuneCountInString(got) > gistLength+2 || strings.Contains(got, "@") || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q: %q", reason, got)
		}
		if again := Gist(got); again != got && !strings.HasSuffix(got, "…") {
			t.Errorf("%q: %q, and of that %q", reason, got, again)
		}
	})
}
