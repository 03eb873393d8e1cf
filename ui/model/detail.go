package model

import "passdesk/store"

// Detail is everything the desk shows about one issuance.
type Detail struct {
	Issuance store.Issuance
	Links    []Link
	// Raw is the delivery's body, indented, with keys masked.
	Raw string
	// Redeliveries counts how often the same message came again.
	Redeliveries int
	Proof        Proof
}

// Proof is what the offline check of the credential came to just now. The zero
// value says that there is no credential to check.
type Proof struct {
	Verdict string   // the words that Issuance.Proof has too
	Reasons []string // plain sentences
	Issuer  string   // the DID that the credential names
}

// Link is one address found in the wallet pass.
type Link struct {
	URL  string
	Path string // where in the pass it stood, such as "apple.url"; "" for the pass itself
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
