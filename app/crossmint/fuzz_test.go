package crossmint

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzDecode holds the promises of Decode and Pretty against any bytes: no
// panic, the input unchanged, clean and bounded text, absolute links, and no
// key in what people are shown.
func FuzzDecode(f *testing.F) {
	inputs, err := filepath.Glob(filepath.Join("testdata", "decode", "*.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, input := range inputs {
		body, err := os.ReadFile(input)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		before := bytes.Clone(body)
		e, _ := Decode(body)
		checkEvent(t, e)
		shown := Pretty(body)
		if !utf8.ValidString(shown) || len(shown) > maxPretty+200 {
			t.Errorf("Pretty returned %d bytes, valid UTF-8: %v", len(shown), utf8.ValidString(shown))
		}
		if strings.ContainsFunc(shown, func(r rune) bool { return turnsText(r) || unicode.IsControl(r) && r != '\n' && r != '\t' }) {
			t.Errorf("Pretty left characters that act: %q", shown)
		}
		if key := e.Secret.Reveal(); onlyAsKey(body, key) && strings.Contains(shown, key) {
			t.Errorf("Pretty shows the key %q: %q", key, shown)
		}
		if !bytes.Equal(body, before) {
			t.Error("the body was changed")
		}
	})
}

// onlyAsKey says whether key is long enough to mean something and stands in
// the body once, as the value of a member named secret.
func onlyAsKey(body []byte, key string) bool {
	if len(key) < 16 || bytes.Count(body, []byte(key)) != 1 {
		return false
	}
	return regexp.MustCompile(`(?i)"secret"\s*:\s*"?\s*` + regexp.QuoteMeta(key)).Match(body)
}

// checkEvent holds an event against what its documentation promises.
func checkEvent(t *testing.T, e Event) {
	t.Helper()
	subject := e.Credential.Subject
	for _, field := range []struct {
		name, text string
		limit      int
	}{
		{"type", e.Type, maxID},
		{"action", e.ActionID, maxID},
		{"credential", e.CredentialID, maxID},
		{"own id", e.Credential.ID, maxID},
		{"template", e.Credential.Template, maxName},
		{"name", subject.Name, maxName},
		{"contact", subject.Contact, maxName},
		{"subject", subject.ID, maxID},
		{"error", e.Error, maxError},
	} {
		checkText(t, field.name, field.text, field.limit)
	}
	if len(e.Links) > maxLinks {
		t.Errorf("%d links", len(e.Links))
	}
	seen := map[string]bool{}
	for _, link := range e.Links {
		checkText(t, "path", link.Path, maxName)
		checkText(t, "link", link.URL, maxURL)
		u, err := url.Parse(link.URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(link.URL) > maxURL || seen[link.URL] {
			t.Errorf("link %q: %v, seen before: %v", link.URL, err, seen[link.URL])
		}
		seen[link.URL] = true
	}
	for _, at := range []int{e.Credential.ValidFrom.Year(), e.Credential.ValidUntil.Year()} {
		if at < 1 || at > 9999 {
			t.Errorf("year %d", at)
		}
	}
}

func checkText(t *testing.T, name, text string, limit int) {
	t.Helper()
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > limit || strings.TrimSpace(text) != text {
		t.Errorf("%s is not valid, bounded or trimmed: %q", name, text)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || turnsText(r) || r == '\u2028' || r == '\u2029' }) {
		t.Errorf("%s has characters that act: %q", name, text)
	}
}

// FuzzClean checks that cleaning settles at once and keeps its bound.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", " a  b ", "é\u202e\r\nb", "\xff", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaa  bbbb"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		const limit = 16
		once := clean(text, limit)
		checkText(t, "text", once, limit)
		if twice := clean(once, limit); twice != once {
			t.Errorf("%q became %q", once, twice)
		}
	})
}
