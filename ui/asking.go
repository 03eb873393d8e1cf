package ui

import (
	"time"

	"passdesk/ui/model"
)

// mostHeard bounds the opinions that are remembered while the window is open.
const mostHeard = 10_000

// asking knows with which keys Crossmint can be asked, and what it said.
type asking struct {
	lookout[[]model.APIKey]
	asker Asker
	heard map[int64]hearsay // by issuance, since the window was opened
	list  *watchScreen      // while it is open
	fetch *fetchScreen      // the one that is at work, even when it is closed; or nil

	stirred bool // the watch list may have changed
	offered bool // the pane as it is drawn offers to ask
}

// hearsay is what came of asking about one credential.
type hearsay struct {
	model.Opinion
	pending bool
	trouble string // why Crossmint could not be asked last, a sentence
}

func newAsking(a Asker, c *chores, now func() time.Time, onRead func()) *asking {
	return &asking{
		lookout: lookout[[]model.APIKey]{question: a.Keys, chores: c, now: now, onRead: onRead, stale: true},
		asker:   a, heard: map[int64]hearsay{},
	}
}

// able tells that there is a key to ask with. Without one nothing of it is
// offered.
func (a *asking) able() bool { return a != nil && a.known && len(a.value) > 0 }

// note remembers what was heard about an issuance.
func (a *asking) note(id int64, h hearsay) {
	if len(a.heard) >= mostHeard {
		clear(a.heard)
	}
	a.heard[id] = h
}

// changed takes that something may have changed.
func (a *asking) changed() { a.stale, a.stirred = true, true }

// look reads again what may have changed, and has the watch list show how it
// stands if it is open.
func (a *asking) look() {
	a.lookout.look()
	if a.stirred && a.list != nil {
		a.stirred = false
		a.list.renew()
	}
}

// keysRead has the pane offer to ask, or no longer.
func (d *Desk) keysRead() {
	if able := d.asks.able(); able != d.asks.offered {
		d.asks.offered = able
		d.detail.able = able
		d.inPane(d.detail.rebuild)
	}
}
