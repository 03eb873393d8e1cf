package model

import (
	"strconv"
	"strings"
	"unicode"
)

// Line is a field of a credential as a reader meets it.
type Line struct {
	Label string // in words for what the issuer chose, the path for the rest
	Value string
}

const subjectPath = "credentialSubject"

// Lines gives what a credential says about its subject, and apart from that
// what it says about itself. Both keep their order.
func (c Credential) Lines() (subject, itself []Line) {
	for _, f := range c.Fields {
		if label := subjectLabel(f.Path); label != "" {
			subject = append(subject, Line{label, f.Value})
		} else {
			itself = append(itself, Line{f.Path, f.Value})
		}
	}
	return subject, itself
}

// subjectLabel puts the path of a field of the subject into words: "Degree ·
// name" for "credentialSubject.degree.name". It is "" for other fields and for
// the subject's own identifier, which says nothing to people.
func subjectLabel(path string) string {
	rest, ok := strings.CutPrefix(path, subjectPath)
	if !ok || rest == "" {
		return ""
	}
	at, name, dotted := strings.Cut(rest, ".")
	number, listed := listNumber(at)
	if at != "" && !listed || !dotted {
		return "" // another name that begins alike, or a subject without fields
	}
	switch name {
	case "", "id", "@id", "@type", "@context":
		return ""
	}
	label := inWords(name)
	if number > 1 { // of several subjects
		label = strconv.Itoa(number) + separator + label
	}
	return label
}

// separator stands between a name and what is inside it.
const separator = " · "

// inWords reads a path to people, and leaves alone what is an address.
func inWords(path string) string {
	if strings.Contains(path, "://") {
		return path
	}
	parts := strings.Split(path, ".")
	for n, part := range parts {
		at := len(part)
		for at > 0 && part[at-1] == ']' { // "[0][1]" at the end
			open := strings.LastIndexByte(part[:at], '[')
			if _, ok := listNumber(part[max(open, 0):at]); !ok {
				break
			}
			at = open
		}
		parts[n] = words(part[:at]) + numbers(part[at:])
	}
	return capital(strings.Join(parts, separator))
}

// listNumber counts from 1 what "[0]" counts from 0.
func listNumber(index string) (int, bool) {
	digits, opened := strings.CutPrefix(index, "[")
	digits, closed := strings.CutSuffix(digits, "]")
	n, err := strconv.Atoi(digits)
	return n + 1, opened && closed && err == nil && n >= 0
}

// numbers reads "[0][1]" as " 1 2".
func numbers(indexes string) string {
	var out strings.Builder
	for index := range strings.SplitAfterSeq(indexes, "]") {
		if n, ok := listNumber(index); ok {
			out.WriteString(" " + strconv.Itoa(n))
		}
	}
	return out.String()
}

// words takes a name apart that was written as one word. Abbreviations stay.
func words(name string) string {
	letters := []rune(name)
	var spaced strings.Builder
	for n, r := range letters {
		if r == '_' || r == '-' {
			r = ' '
		}
		if n > 0 && startsWord(letters, n) {
			spaced.WriteRune(' ')
		}
		spaced.WriteRune(r)
	}
	parts := strings.Fields(spaced.String())
	if len(parts) == 0 {
		return name
	}
	for n, part := range parts {
		if strings.ToUpper(part) != part || len(part) == 1 {
			parts[n] = strings.ToLower(part)
		}
	}
	return strings.Join(parts, " ")
}

// startsWord says whether a capital inside a name is the first of a word.
func startsWord(letters []rune, n int) bool {
	if !unicode.IsUpper(letters[n]) {
		return false
	}
	before := letters[n-1]
	next := n+1 < len(letters) && unicode.IsLower(letters[n+1])
	return unicode.IsLower(before) || unicode.IsDigit(before) || unicode.IsUpper(before) && next
}

func capital(s string) string {
	for n, r := range s {
		return string(unicode.ToUpper(r)) + s[n+len(string(r)):]
	}
	return s
}

// Elide keeps the start and the end of a text that is longer than so many
// letters.
func Elide(text string, letters int) string {
	all := []rune(text)
	if len(all) <= letters {
		return text
	}
	tail := letters / 2
	return string(all[:letters-tail]) + "…" + string(all[len(all)-tail:])
}
