package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word of a filter: a word to search for, or a key with a value.
type token struct {
	from, to int // bytes of the text
	not      bool
	key      string // in small letters; "" for a word
	valueAt  int    // where the value begins
	value    string // without its quotes
	whole    bool   // the value stood behind "="
}

// tokens cuts a filter into its words. What stands in quotes is one, and a quote
// that is not closed goes on to the end.
func tokens(text string) (all []token) {
	for at := 0; ; {
		at += len(text[at:]) - len(strings.TrimLeftFunc(text[at:], unicode.IsSpace))
		if at == len(text) {
			return all
		}
		t := readToken(text, at)
		all, at = append(all, t), t.to
	}
}

func readToken(text string, at int) token {
	t := token{from: at}
	if strings.HasPrefix(text[at:], "-") {
		t.not = true
		at++
	}
	if name := nameAt(text[at:]); name != "" {
		t.key = strings.ToLower(name)
		at += len(name) + 1
		if strings.HasPrefix(text[at:], "=") {
			t.whole = true
			at++
		}
	}
	t.valueAt = at
	if rest, quoted := strings.CutPrefix(text[at:], `"`); quoted {
		value, _, closed := strings.Cut(rest, `"`)
		t.value, at = strings.TrimSpace(value), at+1+len(value)
		if closed {
			at++
		}
	} else {
		t.value = text[at : at+wordEnd(text[at:])]
		at += len(t.value)
	}
	t.to = at
	return t
}

// wordEnd is where a word without quotes ends.
func wordEnd(text string) int {
	if end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '"' }); end >= 0 {
		return end
	}
	return len(text)
}

// maxName bounds the name of a key, in letters.
const maxName = 20

// nameAt is the name that a text begins with if a colon makes a key of it, or "".
func nameAt(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	if end <= 0 || text[end] != ':' || utf8.RuneCountInString(text[:end]) > maxName || isScheme(text[:end]) {
		return ""
	}
	return text[:end]
}

// isScheme tells that what looks like a key is the beginning of an id or a link,
// as people paste them.
func isScheme(name string) bool {
	switch strings.ToLower(name) {
	case "urn", "did", "http", "https", "mailto", "data":
		return true
	}
	return false
}
