package model

import (
	"strings"
	"time"

	"passdesk/store"
)

// Canonical writes a filter in the language, so that Parse reads the same out of
// it, whenever it does. What the language has no words for, which is Latest and
// what Parse never gives, is left out. Days are those of in.
func Canonical(f store.Filter, in *time.Location) string {
	w := writer{in: in}
	w.filter(f, "")
	for _, n := range f.Not {
		w.filter(n, "-")
	}
	return strings.Join(w.words, " ")
}

type writer struct {
	in    *time.Location
	words []string
}

func (w *writer) add(not string, k filterKey, value string) {
	w.words = append(w.words, not+k.name+":"+value)
}

// filter writes a filter, or with a minus for not what Not keeps out.
func (w *writer) filter(f store.Filter, not string) {
	for _, word := range store.Words(f.Search) {
		w.words = append(w.words, not+inQuotes(word, not == "" && word[0] == '-' || looksLikeKey(word)))
	}
	for _, s := range f.Status {
		w.add(not, keyOfKind(keyStatus), s.String())
	}
	for _, h := range f.Handover {
		w.add(not, keyOfKind(keyHandover), h.String())
	}
	for _, t := range f.Terms {
		w.term(t, not)
	}
	if not != "" { // the rest is never in Not
		return
	}
	if !f.Since.IsZero() {
		w.add("", keyOfKind(keySince), writeSince(f.Since, w.in))
	}
	if !f.Until.IsZero() {
		w.add("", keyOfKind(keyUntil), writeUntil(f.Until, w.in))
	}
	w.whether(f.PassLink, keyOfKind(keyHas), "pass")
	w.whether(f.Noted, keyOfKind(keyHas), "note")
	w.whether(f.Encrypted, keyOfKind(keyEncrypted), "yes")
	w.whether(f.Revoked, keyOfKind(keyRevoked), "yes")
}

func (w *writer) whether(is store.Whether, k filterKey, value string) {
	switch is {
	case store.Yes:
		w.add("", k, value)
	case store.No:
		w.add("-", k, value)
	}
}

func (w *writer) term(t store.Term, not string) {
	k := keyIn(t.In)
	value := strings.ReplaceAll(t.Text, `"`, " ")
	switch {
	case k.in == store.InProof && t.Text == "" && t.Whole:
		value = openProof
	case t.Whole && (!k.word || value == ""):
		value = "=" + inQuotes(value, value == "")
	default:
		value = inQuotes(value, strings.HasPrefix(value, "="))
	}
	w.add(not, k, value)
}

// inQuotes quotes a value that is not read as one otherwise.
func inQuotes(value string, must bool) string {
	if must || wordEnd(value) < len(value) {
		return `"` + value + `"`
	}
	return value
}

// looksLikeKey tells that a word would be read as a key with a value.
func looksLikeKey(word string) bool {
	return readToken(word, 0).key != "" || strings.HasPrefix(word, "-")
}
