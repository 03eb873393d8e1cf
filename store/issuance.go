package store

import (
	"fmt"
	"time"
)

// Status says how an issuance came out. The zero value is Other: an event
// that is kept though nobody here knows what it means.
type Status uint8

// The states of an issuance.
const (
	Other     Status = iota // an event of an unknown kind, or one that could not be read
	Succeeded               // the credential exists
	Failed                  // the sender gave up; Issuance.Error says why
	Pending                 // asked for, not settled yet
)

var statusNames = [...]string{Other: "other", Succeeded: "succeeded", Failed: "failed", Pending: "pending"}

// String returns the word used on the command line, in exports and in logs.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return statusNames[Other]
}

// ParseStatus reads the word that String writes.
func ParseStatus(word string) (Status, error) {
	for s, name := range statusNames {
		if name == word {
			return Status(s), nil
		}
	}
	return Other, fmt.Errorf("%q is no status: use succeeded, failed, pending or other", word)
}

// Handover says how far a pass has got on its way to the person it is for.
type Handover uint8

// The steps of handing a pass over, in order.
const (
	HandoverNew       Handover = iota // nobody has touched it yet
	HandoverCopied                    // staff copied the link
	HandoverSent                      // staff say they sent it
	HandoverConfirmed                 // the person has it
)

var handoverNames = [...]string{"new", "copied", "sent", "confirmed"}

// String returns the word used in exports.
func (h Handover) String() string {
	if int(h) < len(handoverNames) {
		return handoverNames[h]
	}
	return handoverNames[HandoverNew]
}

// Issuance is the narrow row that lists read: what one delivery says about
// one credential. Empty strings and zero times mean that it does not say.
type Issuance struct {
	ID         int64 // given by the store; the newest is the highest
	DeliveryID int64 // the delivery it was read out of
	Origin     Origin
	MessageID  string // "" unless it was Delivered
	EventType  string // as the sender spelt it
	ReceivedAt time.Time

	Status         Status
	SubjectName    string
	SubjectContact string
	SubjectID      string // a DID
	Template       string
	CredentialID   string
	ActionID       string
	PassURL        string // the pass link; Detail has the others
	ValidFrom      time.Time
	ValidUntil     time.Time
	Encryption     Encryption
	Error          string // set when Status is Failed
	Environment    string // "staging", "production" or "" when unknown

	Proof      string // verdict on the credential's proof, "" while it is open
	Note       string // what staff wrote
	Handover   Handover
	HandoverAt time.Time
	Revoking   Revoking // of its credential, from here

	// SupersededBy is the message id of the delivery that settled the same
	// credential or action, or a word that begins with "passdesk:" where it was
	// no delivery; "" for the row that views show.
	SupersededBy string
}

// Encryption says who can open a credential.
type Encryption uint8

// The ways a credential arrives.
const (
	Clear       Encryption = iota // readable by anyone who holds it
	Recoverable                   // opened by the key that came with it
	HolderOnly                    // only the holder's wallet can open it
)

var encryptionNames = [...]string{"none", "crossmint-recoverable", "decentralized-lit"}

// String returns the sender's name for it.
func (e Encryption) String() string {
	if int(e) < len(encryptionNames) {
		return encryptionNames[e]
	}
	return encryptionNames[Clear]
}
