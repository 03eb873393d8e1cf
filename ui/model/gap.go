package model

import "time"

// Gap is a time in which nothing could be received.
type Gap struct {
	ID       int64
	From, To time.Time // To is zero while it goes on
	Cause    Cause
	State    GapState
	// Lost are the times of a first sending that no retry can make good any
	// more, if anything was sent then; oldest first.
	Lost []Span
	// Until is when the last retry of what was first sent in the gap is over.
	Until time.Time
	// Late counts deliveries that came since and may belong to it.
	Late int
	// Environments are those that could not send, as far as is known.
	Environments []string
}

// Span is a stretch of time.
type Span struct{ From, To time.Time }

// Cause is why nothing could be received.
type Cause uint8

// The causes.
const (
	UnknownCause Cause = iota
	NotRunning         // Passdesk was closed, or it or the computer crashed
	Asleep             // the computer slept
	NoTunnel           // ngrok was lost
	NoInternet         // nothing got out of this computer
	NotKeeping         // the disk or the key to the records was missing
	NotSetUp           // no signing secret was set, so nothing could be believed
	FromBackup         // the records were restored from a backup of before
	ClockWasSet        // the clock was set meanwhile, so its length is not known
	ClockWasOff        // the clock was so far off that what was sent was refused
)

// GapState says what is to be done about a gap.
type GapState uint8

// The states of a gap.
const (
	GapGoesOn GapState = iota // it has not ended
	GapHeals                  // retries will bring, or have yet to bring, what was sent
	GapNeeds                  // some may need a resend by hand
	GapTicked                 // staff said that they have done so
	GapHealed                 // it closed by itself
)

// Open tells that there is, or may yet be, something to do.
func (g Gap) Open() bool { return g.State <= GapNeeds }

// Length is how long the gap was, or has been so far.
func (g Gap) Length(now time.Time) time.Duration {
	if g.To.IsZero() {
		return max(now.Sub(g.From), 0)
	}
	return g.To.Sub(g.From)
}
