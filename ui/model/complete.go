package model

import (
	"slices"
	"strings"

	"passdesk/store"
)

// Values are what there is to filter by, the most likely first.
type Values struct {
	Templates    []string
	Environments []string
	Proofs       []string
}

// Suggestion is a way to go on with a filter.
type Suggestion struct {
	Label  string // what to offer
	Text   string // the filter with it
	Cursor int    // where the cursor then is, in bytes
}

// maxSuggestions bounds what is offered.
const maxSuggestions = 8

// Complete gives ways to go on with the word that the cursor, in bytes, is in or
// behind: keys, and behind a key its values. It suggests nothing for a word that
// could not become either, nor in a text that is too long to count.
func Complete(text string, cursor int, known Values) []Suggestion {
	if len(text) > maxFilter {
		return nil
	}
	cursor = min(max(cursor, 0), len(text))
	t, in := tokenAt(text, cursor)
	if !in {
		return nil
	}
	typed := strings.ToLower(strings.Trim(text[t.valueAt:cursor], `"`))
	var some []Suggestion
	offer := func(label, insert string) {
		if len(some) == maxSuggestions || !strings.Contains(strings.ToLower(label), typed) {
			return
		}
		before := text[:t.valueAt] + insert
		some = append(some, Suggestion{Label: label, Text: before + text[t.to:], Cursor: len(before)})
	}
	if t.key == "" {
		if typed == "" || text[t.valueAt] == '"' {
			return nil
		}
		for _, k := range filterKeys {
			if strings.HasPrefix(k.name, typed) || k.also != "" && strings.HasPrefix(k.also, typed) {
				before := text[:t.valueAt] + k.name + ":"
				some = append(some, Suggestion{Label: k.name + ":", Text: before + text[t.to:], Cursor: len(before)})
			}
		}
		return some
	}
	k, there := keyNamed(t.key)
	if !there || cursor < t.valueAt {
		return nil
	}
	for _, v := range known.of(k) {
		v = strings.TrimSpace(strings.ReplaceAll(v, `"`, " "))
		if v != "" {
			offer(v, inQuotes(v, false)+space(text[t.to:]))
		}
	}
	if len(some) == 1 && strings.ToLower(some[0].Label) == typed {
		return nil // it is there already
	}
	return some
}

// space is what separates a value from what follows.
func space(rest string) string {
	if strings.HasPrefix(rest, " ") {
		return ""
	}
	return " "
}

// tokenAt is the token that the cursor is in or at the end of.
func tokenAt(text string, cursor int) (token, bool) {
	for _, t := range tokens(text) {
		if t.from <= cursor && cursor <= t.to && cursor >= t.valueAt {
			return t, true
		}
	}
	return token{}, false
}

// of are the values that a key can have.
func (v Values) of(k filterKey) []string {
	switch k.kind {
	case keyStatus:
		return statusWords
	case keyHandover:
		return handoverWords
	case keySince, keyUntil:
		return dateWords
	case keyHas:
		return hasWords
	case keyEncrypted, keyRevoked:
		return whetherWords
	}
	switch k.in {
	case store.InTemplate:
		return v.Templates
	case store.InEnvironment:
		return v.Environments
	case store.InProof:
		return append(slices.Clip(v.Proofs), openProof)
	}
	return nil
}
