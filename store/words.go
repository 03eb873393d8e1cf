package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// shortest is how many letters the search index needs at least.
	shortest = 3
	// maxWord bounds each text that is looked for, and maxSearch a whole search, in
	// bytes.
	maxWord   = 200
	maxSearch = 4096
)

// word is what a search looks for, folded.
type word string

// short tells that the search index cannot find the word.
func (w word) short() bool { return utf8.RuneCountInString(string(w)) < shortest }

// searchable are the columns that a search looks through. Words of one or two
// letters would be in nearly every id, so that they are looked for where people
// look for them.
const (
	searchable      = "i.subject_name, i.subject_contact, i.template, i.credential_id, i.action_id, i.error, i.note, d.message_id"
	searchableShort = "i.subject_name, i.subject_contact, i.template, i.error, i.note"
)

// looked is the condition that finds the word by looking at the row. Its
// results are those of clause.and.
func (w word) looked() (text string, arg any) {
	columns := searchable
	if w.short() {
		columns = searchableShort
	}
	return "folded_contains(?, " + columns + ")", string(w)
}

// phrase is the word as the search index is asked for it.
func (w word) phrase() string {
	return `"` + strings.ReplaceAll(string(w), `"`, `""`) + `"`
}

// words are those of Search.
func (f Filter) words() (found []word) {
	for _, text := range Words(bounded(f.Search, maxSearch)) {
		// Marks alone leave nothing to look for.
		if w := word(fold(bounded(text, maxWord))); w != "" && len(found) < maxTerms {
			found = append(found, w)
		}
	}
	return found
}

// longWords are those words that the search index finds.
func (f Filter) longWords() (long []word) {
	for _, w := range f.words() {
		if !w.short() {
			long = append(long, w)
		}
	}
	return long
}

// shortWords are those that the index cannot find, as a search.
func (f Filter) shortWords() string {
	var quoted []string
	for _, w := range f.words() {
		if w.short() {
			quoted = append(quoted, `"`+string(w)+`"`)
		}
	}
	return strings.Join(quoted, " ")
}

// bounded is a text free of NULs, which would end it early, and of what is
// beyond any bound.
func bounded(text string, most int) string {
	text = strings.ReplaceAll(text, "\x00", "")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return text
}

// Words gives the words of a search. What stands in quotes is one word; a quote
// that is not closed goes on to the end.
func Words(search string) (words []string) {
	for search != "" {
		search = strings.TrimLeftFunc(search, unicode.IsSpace)
		var text string
		if rest, quoted := strings.CutPrefix(search, `"`); quoted {
			text, search, _ = strings.Cut(rest, `"`)
			text = strings.TrimSpace(text)
		} else {
			end := strings.IndexFunc(search, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
			if end < 0 {
				end = len(search)
			}
			text, search = search[:end], search[end:]
		}
		if text != "" {
			words = append(words, text)
		}
	}
	return words
}
