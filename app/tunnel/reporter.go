package tunnel

import (
	"sync"
	"time"
)

// stubborn is how long the same trouble must last before its other reading is
// the likelier one.
const stubborn = time.Minute

// reporter makes one orderly story of what several goroutines observe. The
// lock is held during on, which is what keeps the order.
type reporter struct {
	on  func(Status)
	now func() time.Time

	mu        sync.Mutex
	last      Status
	told      bool      // last has been reported
	url       string    // of the last Online
	wasOnline bool      // decides between Connecting and Reconnecting
	troubled  time.Time // when the trouble with last.Code began
	ended     bool
}

func newReporter(on func(Status), now func() time.Time) *reporter {
	return &reporter{on: on, now: now}
}

// online reports that requests can arrive at url.
func (r *reporter) online(url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wasOnline, r.url = true, url
	r.tell(Status{State: Online, URL: url})
}

// lost reports that there is no way in at the moment; the zero trouble means
// that nothing is wrong, only not ready.
func (r *reporter) lost(t trouble) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t.code != r.last.Code {
		r.troubled = r.now()
	}
	message := t.message
	if t.later != "" && r.now().Sub(r.troubled) >= stubborn {
		message = t.later
	}
	state := Connecting
	if r.wasOnline {
		state = Reconnecting
	}
	r.tell(Status{State: state, URL: r.url, Code: t.code, Message: message})
}

// end reports the outcome, which is the last word. A nil err is a wanted end.
func (r *reporter) end(err *Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.tell(Status{State: Failed, Code: err.Code, Message: err.Message})
	} else {
		r.tell(Status{State: Stopped})
	}
	r.ended = true
}

func (r *reporter) tell(s Status) {
	s.At = r.last.At
	if r.ended || r.told && s == r.last {
		return
	}
	s.At = r.now()
	r.last, r.told = s, true
	r.on(s)
}
