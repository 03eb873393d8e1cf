package store

import (
	"database/sql/driver"
	"strings"
	"unicode"

	"modernc.org/sqlite"
)

// longestFingerprint bounds a cause in bytes: all of it is found by a Term.
const longestFingerprint = maxWord - len(elsewhere)

// elsewhere stands in a cause for what differs from failure to failure.
const elsewhere = "…"

func init() {
	// fingerprint(text) is Fingerprint, for looking at rows.
	sqlite.MustRegisterDeterministicScalarFunction("fingerprint", 1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			text, _ := args[0].(string)
			return Fingerprint(text), nil
		})
}

// Fingerprint is what an error text has in common with others of the same cause:
// ids, addresses and numbers give way to an ellipsis, blanks to one blank, and
// double quotes to single ones. It is one line, and bounded. A fingerprint is its
// own.
func Fingerprint(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, elsewhere), `"`, "'")
	var b strings.Builder
	gap := false // the last word gave way
	for word := range strings.FieldsSeq(text) {
		before, core, after := unframed(word)
		differs := varies(core)
		if differs {
			core = elsewhere
		}
		if differs && gap && before == "" {
			b.WriteString(after) // one for several in a row
		} else {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(before + core + after)
		}
		gap = differs && after == ""
		if b.Len() > longestFingerprint {
			break
		}
	}
	if b.Len() <= longestFingerprint {
		return b.String()
	}
	return strings.TrimRight(bounded(b.String(), longestFingerprint), " …") + elsewhere
}

// unframed parts the brackets and points around a word from it.
func unframed(word string) (before, core, after string) {
	core = strings.TrimLeftFunc(word, isFrame)
	before = word[:len(word)-len(core)]
	inner := strings.TrimRightFunc(core, isFrame)
	return before, inner, core[len(inner):]
}

func isFrame(r rune) bool { return strings.ContainsRune(`.,;:!?()[]{}<>"'«»“”‘’`, r) }

// varies tells that a word names one thing among many: a number, an id, an
// address.
func varies(word string) bool {
	if word == elsewhere || strings.ContainsAny(word, "@") || strings.Contains(word, "://") {
		return true
	}
	for _, scheme := range []string{"did:", "urn:", "www."} {
		if strings.HasPrefix(strings.ToLower(word), scheme) {
			return true
		}
	}
	return strings.ContainsFunc(word, unicode.IsDigit)
}
