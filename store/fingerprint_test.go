package store_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"passdesk/store"
)

func TestFingerprint(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "",
		"Insufficient funds":                    "Insufficient funds",
		"  Insufficient\n\tfunds ":              "Insufficient funds",
		"HTTP 502 from https://x.example/a?b=1": "HTTP … from …",
		`Template "Diploma" (id 5d0c-1) is archived`: "Template 'Diploma' (id …) is archived",
		"no such user: ada@example.org.":             "no such user: ….",
		"balance 0.01 is below 2,5 for 0xab12":       "balance … is below … for …",
		"did:polygon:abc and urn:uuid:def are equal": "… and … are equal",
		"retry 1 2 3 times":                          "retry … times",
		"wallet (0x1) [0x2] {0x3}":                   "wallet (…) […] {…}",
		"act_00001234: nonce too low":                "…: nonce too low",
		"地址无效":                                       "地址无效",
	} {
		if got := store.Fingerprint(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	a, b := store.Fingerprint(strings.Repeat("many words ", 100)), store.Fingerprint(strings.Repeat("many words ", 90))
	if a != b || !strings.HasSuffix(a, "…") {
		t.Errorf("long texts: %q and %q", a, b)
	}
}

// FuzzFingerprint: a fingerprint is one line of valid text, bounded, without
// digits and double quotes, and its own fingerprint; it can be found.
func FuzzFingerprint(f *testing.F) {
	for _, text := range []string{"", "HTTP 502", strings.Repeat("é ", 200), "\xff\xfe 1", `"a" 12:`, "(1) 2", "… 3 …", "x\u2028y", strings.Repeat("a", 300), "1,2 ,3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := store.Fingerprint(text)
		switch {
		case len(got) > 200, !utf8.ValidString(got), strings.Contains(got, `"`), strings.ContainsFunc(got, unicode.IsDigit),
			strings.ContainsAny(got, "\r\n\t"):
			t.Fatalf("%q gives %q", text, got)
		case store.Fingerprint(got) != got:
			t.Fatalf("%q gives %q, which gives %q", text, got, store.Fingerprint(got))
		}
	})
}
