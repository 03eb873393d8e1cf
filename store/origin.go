package store

import (
	"crypto/rand"
	"strings"
)

// Origin says where a record comes from.
type Origin uint8

// The origins.
const (
	Delivered Origin = iota // a signed delivery brought it
	Watched                 // somebody says that it was asked for, and has it watched
	Reported                // the sender's API said how it came out; no credential came with it
	Fetched                 // the sender's API gave the credential: no signature, no pass, no key
)

var originNames = [...]string{"delivered", "watched", "reported", "fetched"}

// trusty orders records of the same outcome.
var trusty = [...]int{Watched: 0, Reported: 1, Fetched: 2, Delivered: 3}

// String returns the word used in exports and in logs.
func (o Origin) String() string {
	if int(o) < len(originNames) {
		return originNames[o]
	}
	return originNames[Delivered]
}

// ownPrefix begins the message ids of records that no delivery brought. A
// header's value never begins with a blank, so no sender's does.
const ownPrefix = " passdesk:"

// fromOutside is the condition that a delivery d came from a sender.
const fromOutside = `substr(d.message_id, 1, 10) <> '` + ownPrefix + `'`

// ownID makes a message id for a record that no delivery brought.
func ownID(o Origin) string { return ownPrefix + o.String() + ":" + rand.Text() }

// foreign keeps a sender from using a message id of ours.
func foreign(messageID string) string { return strings.TrimLeft(messageID, " ") }

// originOf reads the origin off a message id.
func originOf(messageID string) Origin {
	own, found := strings.CutPrefix(messageID, ownPrefix)
	if !found {
		return Delivered
	}
	word, _, _ := strings.Cut(own, ":")
	for _, o := range []Origin{Watched, Fetched} {
		if o.String() == word {
			return o
		}
	}
	return Reported
}

// weigh tells which of two rows about the same issuance stands: the one with
// the heavier word, and of the same word what came in by the better way.
func weigh(s Status, o Origin) int {
	return weight[s]*len(trusty) + trusty[o]
}
