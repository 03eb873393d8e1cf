package ui

import (
	"context"
	"time"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// reception knows how it stands around the way in.
type reception struct {
	lookout[model.Standing]
	receiver Receiver
	offered  bool // the assistant has come up by itself, or need not
}

func newReception(r Receiver, c *chores, now func() time.Time, onRead func()) *reception {
	return &reception{
		lookout:  lookout[model.Standing]{question: r.Standing, chores: c, now: now, onRead: onRead, stale: true},
		receiver: r,
	}
}

// unfinished tells that the way in has yet to be set up.
func (r *reception) unfinished() bool { return r.known && !r.value.Setup.Complete() }

// standingRead shows what is new around the way in.
func (d *Desk) standingRead() {
	s := d.way.value
	d.sidebar.showRejected(s.Rejected)
	d.showNotice()
	d.showEmpty()
	if d.way.known && !d.way.offered {
		d.way.offered = true
		if !d.options.Demo && s.Setup.Bare() && !s.Setup.Left && d.topSheet() == nil {
			d.openSetup()
		}
	}
}

// wayChanged shows how the way in stands by now. Of two tests the later one
// counts, whichever way it was heard of.
func (d *Desk) wayChanged(c model.Connection) {
	if d.connection.Checkup.At.After(c.Checkup.At) {
		c.Checkup = d.connection.Checkup
	}
	another := c != d.connection
	d.connection = c
	d.crier.herald.Way(d.options.Now(), c)
	d.header.show(c, d.options.Now())
	d.showNotice()
	d.showEmpty()
	if d.way != nil && another {
		d.way.tell()
		d.way.read()
	}
}

// tested notes what a test of the way in came to.
func (d *Desk) tested(c model.Checkup) {
	next := d.connection
	next.Checkup = c
	d.wayChanged(next)
}

// register notes that the address of now stands in the Crossmint console.
func (d *Desk) register() {
	url := d.way.value.Setup.URL
	d.chores.add(func(ctx context.Context) func() {
		err := d.way.receiver.Register(ctx, url)
		return func() {
			if err != nil {
				d.toast.say(sentence(say.Of(err)))
			} else {
				d.toast.say(text("strip.moved_noted"))
			}
			d.way.read()
		}
	})
}
