package model

import (
	"time"

	"passdesk/store"
)

// RosterState says how it stands with somebody who is on a roster, or is not.
type RosterState uint8

// The states, in the order in which they are told.
const (
	RosterIssued     RosterState = iota // has a credential
	RosterRevoked                       // had one that is revoked, or being so
	RosterFailed                        // was not issued one
	RosterPending                       // waits for one
	RosterSuggested                     // may have one: staff have to say
	RosterMissing                       // nothing here is theirs
	RosterUnexpected                    // has one, or was to have one, and is not on the roster
	RosterStates                        // how many there are
)

var rosterStates = [RosterStates]string{"issued", "revoked", "failed", "pending", "to confirm", "missing", "unexpected"}

// String returns the word used on the command line and in exports.
func (s RosterState) String() string { return rosterStates[s%RosterStates] }

// Likeness says by what an issuance was taken for somebody's, or may be.
type Likeness uint8

// The likenesses. Up to ByName they are certain enough to count.
const (
	NoLikeness Likeness = iota
	ByStaff             // somebody said so
	ByIdent
	ByContact
	ByName
	SharedContact // several people are known by this contact
	SharedName    // several people are called so
	OtherContact  // the name is the same, the contact is not
	OtherOrder    // the words of the name stand in another order
	NearName      // the names are nearly the same
	NearContact   // so are the contacts
	OtherDomain   // the addresses are the same but for what follows the @
)

var likenesses = [...]string{"", "staff", "id", "email", "name", "shared email", "shared name", "other email", "name in another order", "similar name", "similar email", "other domain"}

// String returns the word used in exports.
func (l Likeness) String() string { return likenesses[l] }

// RosterGuess is an issuance that may be somebody's.
type RosterGuess struct {
	Issuance int64
	Why      Likeness
	Row      store.Issuance // as far as it was asked for
}

// RosterLine is somebody on a roster, or somebody who is not.
type RosterLine struct {
	Number               int // in the file; 0 for one who is not on the roster
	Name, Contact, Ident string

	State     RosterState
	By        Likeness
	Issuance  int64 // the one that counts; 0 for none
	Issuances int   // how many are theirs
	Suggested []RosterGuess
}

// Reconciled is a roster held against the issuances.
type Reconciled struct {
	Lines      []RosterLine // in the roster's order
	Unexpected []int64      // issuances, the newest first
	Counts     [RosterStates]int
}

// RosterEntry is a roster as the choice offers it.
type RosterEntry struct {
	ID     int64
	Name   string
	File   string
	ReadAt time.Time
	About  string
	People int
}

// SheetRow is a row of a file, with as many cells as the others.
type SheetRow struct {
	Number int // counted from 1, in the file
	Cells  []string
}

// RosterFile is a file as it was read, and what its columns are taken for.
type RosterFile struct {
	File    string // its path
	Rows    []SheetRow
	Columns RosterColumns
}

// RosterColumns are places in rows, counted from 0; none is -1.
type RosterColumns struct {
	Header                           int // rows up to this one are no people; -1 when all are
	Contact, Name, Given, Family, ID int
}

// Titles are what the columns are called: the words of the header, or else none.
func (f *RosterFile) Titles() []string {
	if f.Columns.Header >= 0 && f.Columns.Header < len(f.Rows) {
		return f.Rows[f.Columns.Header].Cells
	}
	if len(f.Rows) == 0 {
		return nil
	}
	return make([]string, len(f.Rows[0].Cells))
}

// Usable tells that people can be told apart by what is chosen.
func (c RosterColumns) Usable() bool {
	return c.Contact >= 0 || c.Name >= 0 || c.Given >= 0 || c.Family >= 0 || c.ID >= 0
}

// RosterStanding is a kept roster, and how it stands by now.
type RosterStanding struct {
	RosterEntry
	Reconciled
	// Strangers are the newest of those that are unexpected, at most MostStrangers.
	Strangers []store.Issuance
}

// MostStrangers is how many of those that are unexpected are shown.
const MostStrangers = 1000

// RosterTemplate is what a roster is about that is about one template; "" is about
// everything.
func RosterTemplate(template string, in *time.Location) string {
	if template == "" {
		return ""
	}
	return Canonical(store.Filter{Terms: []store.Term{{In: store.InTemplate, Text: template, Whole: true}}}, in)
}

// IssuanceSearch is what the search box finds an issuance with.
func IssuanceSearch(i store.Issuance, in *time.Location) string {
	term := store.Term{In: store.InMessage, Text: i.MessageID, Whole: true}
	switch {
	case i.CredentialID != "":
		term = store.Term{In: store.InCredential, Text: i.CredentialID, Whole: true}
	case i.ActionID != "":
		term = store.Term{In: store.InAction, Text: i.ActionID, Whole: true}
	}
	return Canonical(store.Filter{Terms: []store.Term{term}}, in)
}
