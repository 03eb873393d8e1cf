package main

import (
	"sync"

	"passdesk/app/way"
	"passdesk/store"
)

// hearing puts together what the way in, the disk and the secrets come to: can
// anything be received? Its methods may be called from any goroutine.
type hearing struct {
	note   func(store.Cause)
	deaf   func() bool // no signing secret is set
	off    func() bool // the clock is so far off that all is refused
	locked bool        // the key to the records is missing

	mu      sync.Mutex
	refused bool // the last delivery was not kept
	online  bool
}

// newHearing begins before there is a way in.
func newHearing(p *program) *hearing {
	return &hearing{note: p.radar.Note, deaf: p.deaf, off: p.off, locked: p.locked != nil}
}

// stands takes how the way in that senders use stands.
func (h *hearing) stands(st way.Status) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.online = st.State == way.Online || st.Hindered // which has a cause of its own
	h.note(h.cause())
}

// kept takes the outcome of keeping a delivery.
func (h *hearing) kept(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refused = err != nil
	h.note(h.cause())
}

// again takes that the secrets are others, or the clock.
func (h *hearing) again() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.note(h.cause())
}

func (h *hearing) cause() store.Cause {
	switch {
	case h.locked, h.refused:
		return store.CannotKeep
	case h.deaf():
		return store.Deaf
	case !h.online:
		return store.NoWayIn
	case h.off():
		return store.ClockOff
	}
	return store.Receiving
}
