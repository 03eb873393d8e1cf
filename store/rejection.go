package store

import (
	"time"
)

// Reason says why the door refused a request. Reasons are words that stay in
// the folder.
type Reason string

// The reasons.
const (
	// Stale: signed with a secret of ours, but its time is too far from this
	// computer's clock: that is wrong, or the request was held up or is a replay.
	Stale Reason = "stale"
	// Altered: what a secret of ours signed is the same but for a change that is
	// known and was undone; Rejection.Detail names it.
	Altered Reason = "altered"
	// OtherSecret: signed, but not with a secret of ours; or the body was changed
	// on the way, which cannot be told from it.
	OtherSecret Reason = "other-secret"
	NoSecret    Reason = "no-secret"    // signed, while no secret was set
	Unsigned    Reason = "unsigned"     // not signed at all: not the sender
	Malformed   Reason = "malformed"    // with signature headers that cannot be read
	EmptySecret Reason = "empty-secret" // signed with an empty secret: a forgery
	TooLarge    Reason = "too-large"    // its body is larger than the door takes
	Incomplete  Reason = "incomplete"   // its body did not arrive whole
)

// share is a part of the quarantine with bounds of its own, so that requests
// anybody can make in any number do not push out those that only the sender
// can.
type share struct {
	name    string
	entries int   // at most
	bytes   int64 // at most, of all sealed bodies
	body    int   // of one, before it is sealed
	// life is how long an entry stays; 0 is until somebody decides.
	life time.Duration
	// oldestStay: a full share takes no more. Otherwise older ones make room,
	// first those of the peer that has most.
	oldestStay bool
}

var (
	// authentic requests carry our sender's signature, so nobody can make them
	// up. Each may be the only copy of an event, which is why none expires. The
	// sender tries again for 27 hours: when there are too many, the oldest are
	// those that it will be the first to give up.
	authentic = share{name: "authentic", entries: 4000, bytes: 32 << 20, body: 5 << 20, oldestStay: true}
	// signed ones may prove to be authentic when another secret is known.
	signed = share{name: "signed", entries: 400, bytes: 8 << 20, body: 256 << 10, life: 30 * 24 * time.Hour}
	// strangers' bodies are not kept: no secret can make them authentic.
	strangers = share{name: "stranger", entries: 100, life: 30 * 24 * time.Hour}

	shares = []share{authentic, signed, strangers}
)

var shareOf = map[Reason]share{
	Stale: authentic, Altered: authentic,
	OtherSecret: signed, NoSecret: signed,
	Unsigned: strangers, Malformed: strangers, EmptySecret: strangers, TooLarge: strangers, Incomplete: strangers,
}

// Authentic tells whether only the sender can have made such a request.
func (r Reason) Authentic() bool { return shareOf[r].name == authentic.name }

// Signed tells whether such a request may prove to be authentic when another
// secret is known.
func (r Reason) Signed() bool { return shareOf[r].name == signed.name }

// MaxBody is the largest body that is kept of such a request, in bytes.
func (r Reason) MaxBody() int { return shareOf[r].body }

// Rejection is a request that the door refused, or several that were the same:
// with the same message and body, or, for strangers' requests, refused for the
// same reason from the same place. What it says of itself is not proven unless
// Reason.Authentic.
type Rejection struct {
	ID         int64 // given by the store, in no order
	Reason     Reason
	Detail     string    // a word that belongs to the reason, or ""
	ReceivedAt time.Time // by this computer's clock
	LastAt     time.Time // when the last came that was the same
	Times      int64     // how many came
	SignedAt   time.Time // zero where it does not say
	MessageID  string    // as much of it as can be shown
	Agent      string    // the program that says it sent it
	Peer       string    // the network it came from; information, no proof
	Size       int64     // of the body, in bytes; -1 where it was not read
	Kept       bool      // the body and the signature are, so it can be judged again

	// Only in what Reader.Rejection gives.
	Body  []byte
	Proof []byte // the signature, in the door's own writing
}

// Off is our clock, when the request came, less the time that it was signed;
// 0 where it does not say.
func (r *Rejection) Off() time.Duration {
	if r.SignedAt.IsZero() {
		return 0
	}
	return r.ReceivedAt.Sub(r.SignedAt)
}
