package model

import (
	"time"

	"passdesk/assets/say"
)

// Checkup is what a test of the whole way in came to: a signed event that went
// out to the public address and had to come back through the tunnel, the
// signature check and the disk. The zero value says that there was none yet.
type Checkup struct {
	At     time.Time // of its end
	Took   time.Duration
	Lights [4]Light // in the order of the Stages
	// Message says in plain sentences what is wrong and what to do; "" when all
	// is well.
	Message say.Sentence
}

// Stage is a part of the way in.
type Stage uint8

// The stages, in the order an event takes them.
const (
	WayOut    Stage = iota // this computer reaches the internet
	Tunnel                 // what is sent to the public address arrives here
	Signature              // it is believed
	Disk                   // it is kept
)

// Light is how one stage stands.
type Light struct {
	Glow Glow
	Took time.Duration // of this stage alone
}

// Glow is the colour of a light.
type Glow uint8

// The colours. What has not been reached is Dark.
const (
	Dark Glow = iota
	Green
	Red
)

// Passed tells that all lights are green.
func (c Checkup) Passed() bool {
	for _, l := range c.Lights {
		if l.Glow != Green {
			return false
		}
	}
	return true
}

// Undecided tells that the checkup says nothing about the way in: there was
// none, or it did not get out.
func (c Checkup) Undecided() bool { return c.At.IsZero() || c.Lights[WayOut].Glow != Green }

// Through tells that the test event came all the way. Where no tunnel is
// wanted, what is before it does not count unless it is Red.
func (c Checkup) Through(localOnly bool) bool {
	if !localOnly {
		return c.Passed()
	}
	return c.Lights[WayOut].Glow != Red && c.Lights[Tunnel].Glow != Red &&
		c.Lights[Signature].Glow == Green && c.Lights[Disk].Glow == Green
}
