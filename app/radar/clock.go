package radar

import "time"

const (
	// asleep is how much time must have passed between two ticks to tell a
	// process that stood still from one that had to wait. The sender waits
	// longer for its answer.
	asleep = 10 * time.Second
	// setBy is how far the clock must have moved by itself to have been set.
	setBy = 2 * time.Second
	// leap is how far ahead a clock may go and be believed that as much time
	// has passed, though the other clock says it has not.
	leap = 31 * 24 * time.Hour
	tick = time.Second
)

// clock tells the time in two ways: as people set it, and as it passes,
// whether the computer sleeps or not.
type clock struct {
	wall   func() time.Time
	passed func() time.Duration
}

func systemClock() clock {
	return clock{wall: func() time.Time { return time.Now().Round(0).UTC() }, passed: sinceBoot}
}

// reading is both at one moment.
type reading struct {
	wall   time.Time
	passed time.Duration
}

func (c clock) read() reading { return reading{c.wall(), c.passed()} }

// since tells how much time has passed since an earlier reading, and by how
// much the clock was set meanwhile.
func (r reading) since(earlier reading) (passed, set time.Duration) {
	passed = r.passed - earlier.passed
	if set = r.wall.Sub(earlier.wall) - passed; set.Abs() < setBy {
		set = 0
	}
	return passed, set
}
