package model

import (
	"time"

	"passdesk/assets/say"
	"passdesk/store"
)

// APIKey is a key for Crossmint's API, without the key itself.
type APIKey struct {
	Environment string
	Project     string
	Fixed       bool         // by the command line or the environment of the program
	Trouble     say.Sentence // why nothing is asked with it at the moment, a sentence
}

// Taken is what became of a list of ids that were to be watched.
type Taken struct {
	Added  int   // that were not watched before
	Known  int   // that were
	Unread []int // the lines that cannot be read, from 1 on
}

// Watched is a line of the watch list, and how it stands in plain words.
type Watched struct {
	store.Watching
	Sentence say.Sentence
}

// ItsID is the id that it is known by to whoever issued it.
func (w Watched) ItsID() string {
	if w.ActionID != "" {
		return w.ActionID
	}
	return w.CredentialID
}

// WatchedState is how something watched stands, in a word.
type WatchedState uint8

// The states of what is watched.
const (
	StillPending WatchedState = iota
	GivenUp                   // it is not asked about any more, and nobody knows
	HasFailed
	Undelivered // it succeeded, but its delivery has not come
	HasFetched  // as before, but its credential was fetched
	HasArrived  // its delivery has come
)

// State tells how it stands.
func (w Watched) State() WatchedState {
	switch {
	case w.Origin == store.Delivered:
		return HasArrived
	case w.Origin == store.Fetched:
		return HasFetched
	case w.Status == store.Succeeded:
		return Undelivered
	case w.Status == store.Failed:
		return HasFailed
	case !w.Ended.IsZero():
		return GivenUp
	}
	return StillPending
}

// Fetched is what fetching came to. What had been delivered or fetched before
// is not counted.
type Fetched struct {
	Looked    int // issuances that nothing was delivered of
	Settled   int // of which it is known now how they came out
	Fetched   int // of which there is the credential now
	Pending   int // that Crossmint has not finished
	Delegated int // of which Crossmint keeps no copy
	Unknown   int // that Crossmint does not know, or has no credential of
	Unasked   int // that it could not be asked about
	Why       say.Sentence
}

// Opinion is what Crossmint says about a credential when it is asked. The zero
// value is none.
type Opinion struct {
	Verdict OnlineVerdict
	At      time.Time
	Says    string // Crossmint's words where it is not good, short
}

// OnlineVerdict is an opinion in a word.
type OnlineVerdict uint8

// The verdicts.
const (
	NoOpinion OnlineVerdict = iota
	GoodOnline
	RevokedOnline
	ExpiredOnline
	InvalidOnline
)
