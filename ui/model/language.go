package model

import (
	"strings"

	"passdesk/assets/say"
	"passdesk/store"
)

// The language of filters, for the search box and the command line alike:
//
//	ada "lovelace the second" status:failed -template:badge since:monday
//
// Words are searched for, each somewhere. A key with a value wants more; of
// several values of one key, one is enough. A minus turns a word or a key round.

// filterKey is a key of the language.
type filterKey struct {
	name string
	also string // another name
	kind keyKind
	in   store.Field // for keys of texts
	word bool        // its texts are whole words of ours, not parts
}

// keyKind says what values a key takes.
type keyKind uint8

const (
	keyText keyKind = iota
	keyStatus
	keyHandover
	keySince
	keyUntil
	keyHas
	keyEncrypted
	keyRevoked
)

// filterKeys are the keys in the order in which they are offered.
var filterKeys = []filterKey{
	{name: "status", kind: keyStatus},
	{name: "template", also: "type", in: store.InTemplate},
	{name: "since", also: "after", kind: keySince},
	{name: "until", also: "before", kind: keyUntil},
	{name: "to", also: "handover", kind: keyHandover},
	{name: "has", kind: keyHas},
	{name: "name", in: store.InName},
	{name: "contact", also: "mail", in: store.InContact},
	{name: "subject", in: store.InSubject},
	{name: "error", in: store.InError},
	{name: "cause", in: store.InCause},
	{name: "note", in: store.InNote},
	{name: "proof", in: store.InProof, word: true},
	{name: "encrypted", kind: keyEncrypted},
	{name: "revoked", kind: keyRevoked},
	{name: "env", also: "environment", in: store.InEnvironment, word: true},
	{name: "id", also: "credential", in: store.InCredential},
	{name: "action", in: store.InAction},
	{name: "message", in: store.InMessage},
}

func keyNamed(name string) (filterKey, bool) {
	for _, k := range filterKeys {
		if name == k.name || name == k.also {
			return k, true
		}
	}
	return filterKey{}, false
}

func keyIn(field store.Field) filterKey {
	for _, k := range filterKeys {
		if k.kind == keyText && k.in == field {
			return k
		}
	}
	return filterKey{}
}

// keyOfKind gives the one key of a kind other than keyText.
func keyOfKind(kind keyKind) filterKey {
	for _, k := range filterKeys {
		if k.kind == kind {
			return k
		}
	}
	return filterKey{}
}

// openProof is the value for credentials whose proof has not been looked at.
const openProof = "open"

var (
	statusWords   = []string{"succeeded", "failed", "pending", "other"}
	handoverWords = []string{"new", "copied", "sent", "confirmed"}
	hasWords      = []string{"pass", "note"}
	whetherWords  = []string{"yes", "no"}
)

// handoverNamed reads a step of handing over.
func handoverNamed(word string) (store.Handover, bool) {
	for h := store.HandoverNew; h <= store.HandoverConfirmed; h++ {
		if h.String() == word {
			return h, true
		}
	}
	return 0, false
}

// oneOf lists words in a sentence.
func oneOf(words []string) say.Sentence {
	last := len(words) - 1
	return say.Sentence("{{.Some}} or {{.Last}}").With("Some", strings.Join(words[:last], ", ")).With("Last", words[last])
}
