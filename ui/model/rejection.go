package model

import "time"

// Rejection is a request that was not believed, or several alike.
type Rejection struct {
	ID        int64
	At, Last  time.Time // of the first and of the last that was alike
	Count     int
	Reason    Reason
	Off       time.Duration // this computer's clock less the signed time, for ClockOff
	MessageID string        // as it claims; "" for none
	Size      int64         // of the body, in bytes
	From      string        // the sender's address, as information; "" when unknown
	// Genuine tells that the signature is right by now, so that it can be let in.
	Genuine bool
}

// Reason is why a request was not believed.
type Reason uint8

// The reasons.
const (
	OtherReason  Reason = iota
	WrongSecret         // signed with another secret, or changed on the way
	BodyChanged         // signed, but demonstrably changed on the way
	NoSecret            // signed, while no secret was known
	ClockOff            // genuine, but the clocks differ too much
	NotSigned           // not signed at all
	BadSignature        // its signature cannot be read
	TooLarge
	Incomplete
)

// Standing is how it stands around the way in, in figures that fit a window's
// edge.
type Standing struct {
	Setup    Setup
	Gap      Gap           // the most pressing open one
	Gaps     int           // how many are open
	Rejected int           // how many rejections are kept
	Genuine  int           // of them could be let in
	Unknown  int           // how often something signed with another secret came since the last event
	Skew     time.Duration // of this computer's clock, ahead is positive; 0 when unknown
}

// skewLeast is how far the clocks may be apart before staff are told. Deliveries
// are refused when it is five minutes.
const skewLeast = 2 * time.Minute

// unknownLeast is how often in a row a secret that is not known here must have
// been signed with to look like the sender's.
const unknownLeast = 3

// WrongSecret tells that the signing secret may not be the sender's.
func (s Standing) WrongSecret() bool { return len(s.Setup.Secrets) > 0 && s.Unknown >= unknownLeast }

// ClockOff tells that this computer's clock needs to be set right.
func (s Standing) ClockOff() bool { return s.Skew.Abs() >= skewLeast }
