package doctor

import (
	"time"

	"passdesk/assets/say"
)

// Stage is a part of the way that events take.
type Stage uint8

// The stages, in the order in which an event passes them.
const (
	Out       Stage = iota // this computer reaches the public address
	Tunnel                 // what is sent there reaches this program, and the answer the sender
	Signature              // the door believes it
	Disk                   // a write for it is on disk
	stages
)

// String gives the stage's name, as machines read it.
func (s Stage) String() string {
	if s < stages {
		return [stages]string{"out", "tunnel", "signature", "disk"}[s]
	}
	return "unknown"
}

// Color is what a light shows. The zero Color claims nothing.
type Color uint8

// The colors of a light.
const (
	Dark  Color = iota // not known, because the check did not get here
	Green              // passed
	Red                // the canary got stuck here
)

// Light tells how a stage went.
type Light struct {
	Color   Color
	Latency time.Duration // of this stage alone, when Green
}

// Verdict is what a check comes to. The zero Verdict is CannotTell.
type Verdict uint8

// The verdicts.
const (
	// CannotTell means that no canary could be sent, so that nothing is known
	// about the way of those whom this computer's own trouble does not concern.
	CannotTell Verdict = iota
	// Well means that the canary came back through every stage.
	Well
	// Broken means that it left and got stuck, as events do.
	Broken
)

// String gives the verdict's name, as machines read it.
func (v Verdict) String() string {
	switch v {
	case Well:
		return "well"
	case Broken:
		return "broken"
	}
	return "cannot tell"
}

// Report is the outcome of one check.
type Report struct {
	At      time.Time // when it was known
	Target  Target    // what was checked
	Verdict Verdict
	Lights  [stages]Light // by Stage
	Took    time.Duration
	Why     say.Sentence // a plain sentence or more, empty when all is well
	Code    string       // ngrok's own for it, like ERR_NGROK_3200, or empty

	// fresh tells that another agent might mend it: the address does not lead
	// here, and nothing says that this is meant so.
	fresh bool
	// unsigned tells that there was no secret to sign a canary with.
	unsigned bool
}

// OK tells whether the canary came back.
func (r Report) OK() bool { return r.Verdict == Well }

// Stuck gives the stage with the red light, if there is one.
func (r Report) Stuck() (Stage, bool) {
	for stage := range stages {
		if r.Lights[stage].Color == Red {
			return stage, true
		}
	}
	return 0, false
}

// pass turns a stage's light green.
func (r *Report) pass(s Stage, from, to time.Time) {
	r.Lights[s] = Light{Color: Green, Latency: max(to.Sub(from), 0)}
}

// fail turns a stage's light red.
func (r *Report) fail(s Stage, why say.Sentence) {
	r.Lights[s] = Light{Color: Red}
	r.Why = why
	r.Verdict = Broken
	if s == Out {
		r.Verdict = CannotTell
	}
}
