package model

import (
	"net/url"
	"strings"
	"unicode"
)

// Doubt is a reason to look twice at an address before it is opened.
type Doubt uint8

// The doubts, in the order in which they are told.
const (
	NoPage    Doubt = iota // it leads to no page of the web, and is not opened
	NotSecure              // others on the way can read and change the page
	NotHost                // what looks like the host stands before the real one
	Encoded                // the host is written in code for other letters
	Mixed                  // the host mixes letters of several scripts
	Concealed              // the host holds letters that cannot be seen
)

// Address is a link as the reader should judge it.
type Address struct {
	Host   string // with the port if there is one; what cannot be seen is replaced
	Doubts []Doubt
}

// Opens says whether there is a page to open.
func (a Address) Opens() bool { return len(a.Doubts) == 0 || a.Doubts[0] != NoPage }

// ReadAddress takes a link apart.
func ReadAddress(link string) Address {
	at, err := url.Parse(link)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Hostname() == "" {
		return Address{Doubts: []Doubt{NoPage}}
	}
	a := Address{Host: strings.Map(visible, at.Host)}
	doubt := func(holds bool, d Doubt) {
		if holds {
			a.Doubts = append(a.Doubts, d)
		}
	}
	name := strings.ToLower(at.Hostname())
	doubt(at.Scheme != "https", NotSecure)
	doubt(at.User != nil, NotHost)
	doubt(strings.HasPrefix(name, "xn--") || strings.Contains(name, ".xn--"), Encoded)
	doubt(mixes(name), Mixed)
	doubt(a.Host != at.Host, Concealed)
	return a
}

// visible replaces what may steer how the letters around it are drawn.
func visible(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return unicode.ReplacementChar
}

// together are scripts that one language writes side by side.
var together = map[string]string{"Hiragana": "Han", "Katakana": "Han", "Bopomofo": "Han", "Hangul": "Han"}

// mixes tells whether letters of several scripts stand in a host. An ending such
// as .com counts: it is what has the letters before it read as Latin ones.
func mixes(name string) bool {
	first := ""
	for _, r := range name {
		if !unicode.IsLetter(r) {
			continue
		}
		script := scriptOf(r)
		if own, ok := together[script]; ok {
			script = own
		}
		if first == "" {
			first = script
		}
		if script != first && script != "Common" && script != "Inherited" {
			return true
		}
	}
	return false
}

func scriptOf(r rune) string {
	if r < unicode.MaxASCII {
		return "Latin"
	}
	for script, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return script
		}
	}
	return "Common"
}
