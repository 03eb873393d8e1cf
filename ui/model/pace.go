package model

import "time"

// Pace decides when the store may be asked next: at most once a frame, and
// not before a reader who is typing has paused.
type Pace struct {
	Frame time.Duration // least time between two questions
	last  time.Time
	due   time.Time
}

// Asked notes that the store was asked at now.
func (p *Pace) Asked(now time.Time) { p.last, p.due = now, time.Time{} }

// Hold puts the next question off until a time; a later call replaces it.
func (p *Pace) Hold(until time.Time) { p.due = until }

// Wait is how long to wait from now; 0 when the question may go out at once.
func (p *Pace) Wait(now time.Time) time.Duration {
	next := p.due
	if frame := p.last.Add(p.Frame); !p.last.IsZero() && frame.After(next) {
		next = frame
	}
	return max(next.Sub(now), 0)
}
