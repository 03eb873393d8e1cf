package webhook

import (
	"sync"
	"time"
)

const (
	// skewHalf is half of the time that an observation counts for.
	skewHalf = 30 * time.Minute
	// fresh is how late a message may come that was sent just now, generously.
	fresh = 10 * time.Second
	// clockSet is by how much the clock must have moved against the time that
	// passed to have been set.
	clockSet = 2 * time.Second
)

// skew estimates how far our clock is from the sender's.
//
// Every attempt, also a retry, is signed with the sender's time. What is
// authentic, refused as stale or not, was therefore late by our clock's offset
// and the time it took to get here, less than a second of which is the sender's
// rounding. The way here only ever adds, and for an attempt that was just made
// it adds next to nothing, so the least that anything was late in the last half
// hour to hour is the offset, to about a second. Replays and requests that were
// held up come out later and change nothing while anything fresh comes in.
//
// Where nothing does, one late attempt proves nothing, and two that were signed
// at different times, of a message or of two, are taken for a clock that is
// ahead; nothing but a clock that is behind makes a message come early. When the
// clock is set, which shows as a difference to the time that passed by the
// monotonic clock, everything is forgotten; so it is after the computer has
// slept. A clock by which the last attempt was refused mends by nothing else,
// so that is not forgotten with time: the sender waits hours before it tries
// once more.
//
// The zero value knows nothing. Moments are given by both clocks: at is what
// ours shows, and ran how long the program has run, whatever ours shows.
type skew struct {
	mu       sync.Mutex
	now, old lateness // of this half of the window, and of the one before
	at       time.Time
	ran      time.Duration
	refused  bool // the last attempt was, for its time
}

// lateness is the least that messages were late in some time.
type lateness struct {
	since   time.Duration
	least   time.Duration
	first   attempt // the zero attempt for none
	several bool    // there was another
}

// attempt tells one request of the sender from others and from its replay.
type attempt struct {
	message string
	sent    int64
}

// observe takes what an authentic message says.
func (s *skew) observe(at time.Time, ran time.Duration, v Verified) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn(at, ran)
	late := at.Round(0).Sub(v.SentAt)
	this := attempt{v.MessageID, v.SentAt.Unix()}
	if s.now.first == (attempt{}) {
		s.now.first, s.now.least = this, late
	}
	s.now.least = min(s.now.least, late)
	s.now.several = s.now.several || s.now.first != this
	s.refused = beyond(v.off(at))
}

// turn forgets what no longer counts.
func (s *skew) turn(at time.Time, ran time.Duration) {
	at = at.Round(0)
	set := at.Sub(s.at) - (ran - s.ran)
	age := ran - s.now.since
	least, known := s.least()
	switch {
	case set > clockSet, set < -clockSet:
		s.now, s.old, s.refused = lateness{since: ran}, lateness{}, false
	case age >= skewHalf && known && beyond(least) && s.refused:
		if s.now.first != (attempt{}) {
			s.old = s.now
			s.old.several = true // else it would not be known
		}
		s.now = lateness{since: ran}
	case age >= 2*skewHalf:
		s.now, s.old = lateness{since: ran}, lateness{}
	case age >= skewHalf:
		s.now, s.old = lateness{since: ran}, s.now
	}
	s.at, s.ran = at, ran
}

func (s *skew) estimate(at time.Time, ran time.Duration) (offset time.Duration, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn(at, ran)
	least, known := s.least()
	return least.Round(time.Second), known
}

// refuses gives the offset by which what the sender sends now is refused.
func (s *skew) refuses(at time.Time, ran time.Duration) (offset time.Duration, refuses bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn(at, ran)
	least, known := s.least()
	if !known || !s.refused || !beyond(least) {
		return 0, false
	}
	return least.Round(time.Second), true
}

func (s *skew) least() (least time.Duration, known bool) {
	none := attempt{}
	least, several := s.now.least, s.now.several
	switch {
	case s.now.first == none && s.old.first == none:
		return 0, false
	case s.now.first == none:
		least, several = s.old.least, s.old.several
	case s.old.first != none:
		least = min(least, s.old.least)
		several = several || s.old.several || s.old.first != s.now.first
	}
	if least > fresh && !several {
		return 0, false
	}
	return least, true
}
