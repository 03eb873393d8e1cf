package way

import (
	"time"

	"passdesk/app/doctor"
	"passdesk/app/tunnel"
	"passdesk/assets/say"
)

// checking is said while the doctor's first verdict is awaited.
const checking = "A test message is on its way, to see whether events come in."

// story is what follows from what, without locks and clocks.
type story struct {
	target    doctor.Target // what the doctor is to check; zero while the tunnel is not up
	found     Status        // as tunnel and doctor have it; zero before there was anything
	hindrance say.Sentence  // why events are turned away here, "" for not at all
	last      Status        // as told; zero before anything was
}

// tunnel gives the status that a change of the tunnel leads to, if it is another
// than before.
func (s *story) tunnel(st tunnel.Status) (next Status, changed bool) {
	next = Status{URL: st.URL, Code: st.Code, Message: st.Message, At: st.At}
	s.target = doctor.Target{}
	switch st.State {
	case tunnel.Connecting:
		next.State = Connecting
	case tunnel.Online:
		s.target = doctor.Target{URL: st.URL, Since: st.At}
		next.Message = checking
		if s.found.State != Connecting {
			next.State = Reconnecting
		}
	case tunnel.Reconnecting:
		next.State = Reconnecting
	case tunnel.Failed:
		next.State = Failed
	case tunnel.Stopped:
		next.State = Stopped
	}
	return s.enter(next)
}

// checked does the same for a report of the doctor.
func (s *story) checked(r doctor.Report) (next Status, changed bool) {
	if s.target == (doctor.Target{}) || r.Target != s.target {
		return s.last, false // of a stretch that is over
	}
	next = Status{State: Online, URL: s.target.URL, At: r.At}
	switch r.Verdict {
	case doctor.Broken:
		next.State, next.Code, next.Message = Degraded, r.Code, r.Why
	case doctor.CannotTell:
		if s.found.State == Online || s.found.State == Degraded {
			return s.last, false
		}
		next.Message = r.Why
	}
	return s.enter(next)
}

// hinder does the same for what turns events away here.
func (s *story) hinder(why say.Sentence, at time.Time) (next Status, changed bool) {
	s.hindrance = why
	if s.last.At.IsZero() {
		return s.last, false
	}
	next = s.found
	next.At = at
	return s.enter(next)
}

// enter makes next what was found, and gives what is to be told, unless that
// says nothing new.
func (s *story) enter(next Status) (Status, bool) {
	s.found = next
	if s.hindrance != "" && next.State == Online {
		next.State, next.Code, next.Message, next.Hindered = Degraded, "", s.hindrance, true
	}
	told := !s.last.At.IsZero()
	same := next.State == s.last.State
	if told && same && next.URL == s.last.URL && next.Code == s.last.Code && next.Message == s.last.Message && next.Hindered == s.last.Hindered {
		return s.last, false
	}
	next.Since = next.At
	if told && same {
		next.Since = s.last.Since
	}
	s.last = next
	return next, true
}
