// Package say gives the sentences that the program says to staff. They are
// written in English where they are meant. The command line and the logs print
// them so; the window says them in the reader's language, which it looks up by
// the English words.
//
//	return say.Sentence("The disk is full. Free some space.")
//	return say.Sentence("It answers {{.Status}}.").With("Status", 502)
//	return say.Sentence("Nothing was changed.").Then(why(err))
//
// What is said is never put together with +, for the whole could not be looked
// up: a test sees to that, and that each sentence is in every language.
package say

import (
	"fmt"
	"strings"
)

// Sentence is one sentence or more in plain English, with blanks such as
// {{.Name}} and what fills them. It is its own key in the translations. A
// constant is one, two can be compared, and the zero value says nothing. It
// prints with its blanks filled, and is an error when that is what it tells of.
type Sentence string

// What fills the blanks stands behind the words: a mark, the name, another mark
// that says of which kind it is, the value.
const (
	blank  = "\x00"
	plain  = "\x01"
	spoken = "\x02"
)

var (
	pack   = strings.NewReplacer("\x03", "\x03d", blank, "\x03a", plain, "\x03b", spoken, "\x03c")
	unpack = strings.NewReplacer("\x03d", "\x03", "\x03a", blank, "\x03b", plain, "\x03c", spoken)
)

// With fills a blank. A Sentence is said in the reader's language as well, and
// anything else is written as fmt prints it.
func (s Sentence) With(name string, value any) Sentence {
	kind, words := plain, ""
	switch v := value.(type) {
	case Sentence:
		kind, words = spoken, string(v)
	default:
		words = fmt.Sprint(v)
	}
	return s + Sentence(blank+name+kind+pack.Replace(words))
}

// pair is two sentences one after the other.
const pair Sentence = "{{.First}} {{.Then}}"

// Then adds what is said next.
func (s Sentence) Then(next Sentence) Sentence {
	switch "" {
	case string(s):
		return next
	case string(next):
		return s
	}
	return pair.With("First", s).With("Then", next)
}

// Of is what an error says: its sentence if it is one, else its text as it is,
// which is the same in every language.
func Of(err error) Sentence {
	if s, is := err.(Sentence); is || err == nil {
		return s
	}
	return Plain(err.Error())
}

// Plain says a text that is the same in every language.
func Plain(text string) Sentence {
	if text == "" {
		return ""
	}
	return Sentence("{{.Text}}").With("Text", text)
}

// Blanks gives the words to look up, and what fills their blanks by name: a
// string, or a Sentence.
func (s Sentence) Blanks() (words string, filled map[string]any) {
	words, rest, more := strings.Cut(string(s), blank)
	for more {
		var one string
		one, rest, more = strings.Cut(rest, blank)
		at := strings.IndexAny(one, plain+spoken)
		if at < 0 {
			continue // nothing that With has written
		}
		if filled == nil {
			filled = map[string]any{}
		}
		value := unpack.Replace(one[at+1:])
		if filled[one[:at]] = value; one[at:at+1] == spoken {
			filled[one[:at]] = Sentence(value)
		}
	}
	return words, filled
}

// String is the sentence in English.
func (s Sentence) String() string {
	words, filled := s.Blanks()
	return Fill(words, filled)
}

// Error is the sentence in English.
func (s Sentence) Error() string { return s.String() }

// MarshalText gives the sentence in English.
func (s Sentence) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Fill puts values where words have their blanks. What is not known stays blank.
func Fill(words string, values map[string]any) string {
	if len(values) == 0 {
		return words
	}
	var pairs []string
	for name, value := range values {
		pairs = append(pairs, "{{."+name+"}}", fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(words)
}
