package model

import (
	"time"

	"passdesk/assets/say"
	"passdesk/store"
)

// Detail is everything the desk shows about one issuance.
type Detail struct {
	Issuance store.Issuance
	Links    []Link
	Files    []PassFile
	// Raw is the delivery's body, indented, with keys masked.
	Raw string
	// Redeliveries counts how often the same message came again.
	Redeliveries int
	Proof        Proof
	Credential   Credential
	History      []Happening // newest first
	// Revocation is what was done last to revoke the credential; zero for
	// nothing.
	Revocation store.Revocation
}

// Credential is what a credential says, in the order in which it says it.
type Credential struct {
	State  CredentialState
	Fields []Field
	Cut    bool // it says more than Fields holds
	// Key tells that the key came with the credential and can be revealed.
	Key bool
}

// CredentialState says whether a credential can be read here.
type CredentialState uint8

// The states of a credential.
const (
	NoCredential CredentialState = iota // there is none, or it has not been read yet
	Readable                            // it stands in Fields
	HolderOnly                          // only the holder's wallet can open it
	KeyMissing                          // it came encrypted and without its key
	Unopened                            // it came with a key that does not open it
)

// Field is one value of a credential. Text is on one line, made safe to show.
type Field struct {
	Path  string // such as "credentialSubject.degree.name" or "type[1]"
	Value string
}

// Proof is what the offline check of the credential came to just now. The zero
// value says that there is no credential to check.
type Proof struct {
	At      time.Time
	Verdict string         // the words that Issuance.Proof has too
	Reasons []say.Sentence // plain sentences
	Issuer  string         // the DID that the credential names
}

// Link is one address found in the wallet pass.
type Link struct {
	URL  string
	Path string // where in the pass it stood, such as "apple.url"; "" for the pass itself
}

// PassFile is a file that lies in the wallet pass itself.
type PassFile struct {
	Number int    // among those of the delivery
	Path   string // where in the pass it stood; "" for the pass itself
	Size   int64  // in bytes
}

// Narrow is the detail that a list row alone can give. It stands in until the
// whole one has been read, so that the pane never shows somebody else.
func Narrow(row store.Issuance) Detail {
	d := Detail{Issuance: row}
	if row.PassURL != "" {
		d.Links = []Link{{URL: row.PassURL}}
	}
	return d
}
