package model

import (
	"strings"
	"unicode"
)

// gistLength bounds a gist, in characters.
const gistLength = 120

// Gist is a reason without what is particular to one case, such as addresses,
// names of accounts and numbers: the same for all that failed alike, and fit to
// stand where others can read it. It is one line.
func Gist(reason string) string {
	var words []string
	length := 0
	for word := range strings.FieldsFuncSeq(reason, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
		if particular(word) {
			word = "…"
			if len(words) > 0 && words[len(words)-1] == word {
				continue
			}
		}
		if length += len([]rune(word)) + 1; length > gistLength {
			if len(words) == 0 || words[len(words)-1] != "…" {
				words = append(words, "…")
			}
			break
		}
		words = append(words, word)
	}
	if len(words) == 1 && words[0] == "…" {
		return ""
	}
	return strings.Join(words, " ")
}

// particular tells a word that is about one case: an address, a link, an id, a
// long number.
func particular(word string) bool {
	digits := 0
	for _, r := range word {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return strings.Contains(word, "@") || strings.Contains(word, "://") || digits > 3 || len(word) > 40
}
