package crossmint

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many characters are kept. URLs are not cut but left out when longer.
const (
	maxName  = 256
	maxID    = 256
	maxError = 2000
	maxURL   = 4096 // bytes
)

// clean makes text fit for a column: valid UTF-8, every run of blanks, line
// breaks and control characters one space, no marks that turn the direction
// of writing, trimmed, and at most limit characters, the last of them "…" when
// text was cut.
func clean(text string, limit int) string {
	if isClean(text, limit) {
		return text
	}
	var b strings.Builder
	written, gap := 0, false
	for _, r := range text {
		if turnsText(r) {
			continue
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			gap = written > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			written++
		}
		gap = false
		b.WriteRune(r)
		if written++; written > limit {
			return cut(b.String(), limit)
		}
	}
	return b.String()
}

// isClean tells text that clean would return as it is, for the common case.
func isClean(text string, limit int) bool {
	before := byte(' ')
	for i := range len(text) {
		b := text[i]
		if b < ' ' || b > '~' || b == ' ' && before == ' ' {
			return false
		}
		before = b
	}
	return len(text) <= limit && (text == "" || before != ' ')
}

// cut shortens text to limit characters, the last one "…".
func cut(text string, limit int) string {
	count := 0
	for i := range text {
		if count++; count == limit {
			return strings.TrimRight(text[:i], " ") + "…"
		}
	}
	return text
}

// turnsText tells the characters that embed, override or isolate the direction
// of writing (Unicode Bidirectional Algorithm, UAX #9) and could make a row
// read as something else, and the byte order mark, which nobody sees.
func turnsText(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' || r == '\uFEFF'
}

// unseen tells characters that take no room, so that two texts look the same
// and are not, and letters that look like a blank. The joiners are not among
// them: Persian, Indian scripts and emoji are written with them.
func unseen(r rune) bool {
	switch {
	case r == '\u200C', r == '\u200D', unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	case r == '\u115F', r == '\u1160', r == '\u3164', r == '\uFFA0': // Hangul fillers
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// fold reduces a key to lower case without separators, so that fullName,
// full_name and "Full Name" are one.
func fold(key string) string {
	if !strings.ContainsFunc(key, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return key
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', '.', ' ':
			return -1
		}
		return unicode.ToLower(r)
	}, key)
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// prefix returns at most n bytes of text and not half of its last character.
func prefix(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for range utf8.UTFMax - 1 {
		if n == 0 || utf8.RuneStart(text[n]) {
			break
		}
		n--
	}
	return text[:n]
}
