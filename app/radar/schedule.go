package radar

import "time"

// delays are how long the sender waits after an attempt that failed before it
// makes the next, as its documentation has it.
var delays = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 10 * time.Hour,
}

const (
	// answerWithin is how long the sender waits for an answer. What it waited
	// in vain comes on top of the delay.
	answerWithin = 15 * time.Second
	// afterTimeout is the least delay after an attempt that was not answered,
	// and variation the share by which any delay may be shorter or longer, in
	// the sender's own server as it is published. Its documentation says
	// nothing of them.
	afterTimeout = time.Minute
	variation    = 0.2
)

// attempt is when an event is sent for the k-th time, counted from the first,
// in milliseconds: not before early and not after late.
type attempt struct{ early, late int64 }

// schedule is all attempts, the first one at 0.
type schedule []attempt

// documented has every attempt at one moment, the last 27 h 35 min 5 s after
// the first.
var documented = func() schedule {
	s := schedule{{}}
	var at int64
	for _, d := range delays {
		at += d.Milliseconds()
		s = append(s, attempt{at, at})
	}
	return s
}()

// observed allows for what the sender's server does with the delays.
var observed = func() schedule {
	s := schedule{{}}
	var a attempt
	for _, d := range delays {
		a.early += int64(float64(d.Milliseconds()) * (1 - variation))
		a.late += int64(float64(max(d, afterTimeout).Milliseconds())*(1+variation)) + answerWithin.Milliseconds()
		s = append(s, a)
	}
	return s
}()

// over is how long after its first attempt an event is not sent again.
func (s schedule) over() int64 { return s[len(s)-1].late }
