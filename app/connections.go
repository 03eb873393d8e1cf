package main

import (
	"sync"
	"time"

	"passdesk/app/doctor"
	"passdesk/app/way"
	"passdesk/ui/model"
)

// connections turns what the ways in and the disk report into what the desk
// shows. Its methods may be called from any goroutine.
type connections struct {
	show func(model.Connection)

	local  func() bool // the way in is the local listener, as asked for
	deaf   func() bool // nobody is believed, because no signing secret is set
	locked error       // why nothing can be kept: the key to the records is missing

	mu      sync.Mutex
	way     model.Connection // as the way in stands
	trouble error            // why the last delivery was not kept, nil if it was
	since   time.Time        // of trouble
	hinder  model.Connection // how it stands with what else turns deliveries away; the zero value for nothing
}

// newConnections starts with what is known before the tunnel says anything.
func newConnections(p *program, show func(model.Connection)) *connections {
	c := &connections{
		show:   show,
		local:  p.tunnels.none,
		deaf:   p.deaf,
		locked: p.locked,
		way:    model.Connection{State: model.Connecting, Since: time.Now()},
	}
	if c.local() {
		c.way.URL = p.localURL()
	}
	p.onKept, p.onArranged, p.onChecked = c.kept, c.arranged, c.checked
	c.show(c.current())
	return c
}

// states are what the desk calls those of the way in.
var states = map[way.State]model.State{
	way.Connecting:   model.Connecting,
	way.Online:       model.Online,
	way.Degraded:     model.Degraded,
	way.Reconnecting: model.Reconnecting,
	way.Failed:       model.Down,
	way.Stopped:      model.Stopped,
}

// stands takes how the way in stands.
func (c *connections) stands(st way.Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hinder = model.Connection{}
	if st.Hindered { // else it would be online
		c.hinder = model.Connection{State: model.Degraded, Since: st.Since, Message: st.Message}
		st.State, st.Message = way.Online, ""
	}
	state := states[st.State]
	if c.local() && state == model.Online {
		state = model.Local
	}
	c.way = model.Connection{
		Checkup: c.way.Checkup,
		State:   state, URL: endpoint(st.URL), Since: st.Since, Message: st.Message, Code: st.Code,
	}
	c.show(c.current())
}

// checked takes what a test of the way in came to.
func (c *connections) checked(r doctor.Report) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.way.Checkup = checkup(r)
	c.show(c.current())
}

// arranged takes that the secrets or the tunnel are others.
func (c *connections) arranged() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.show(c.current())
}

// kept takes the outcome of keeping a delivery. While the disk refuses, the
// desk does not claim to receive, however well the tunnel stands.
func (c *connections) kept(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if sameTrouble(err, c.trouble) {
		return
	}
	c.trouble, c.since = err, time.Now()
	c.show(c.current())
}

func sameTrouble(a, b error) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return whileReceiving(a) == whileReceiving(b)
}

// ended takes the end of all ways in. With an error it came by itself: the
// window is still open, and must not go on claiming anything.
func (c *connections) ended(err error) {
	if err == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.way = model.Connection{State: model.Down, Since: time.Now(), Message: lostAll}
	c.show(c.current())
}

// checkup is what a report says to staff.
func checkup(r doctor.Report) model.Checkup {
	c := model.Checkup{At: r.At, Took: r.Took, Message: r.Why}
	glows := map[doctor.Color]model.Glow{doctor.Dark: model.Dark, doctor.Green: model.Green, doctor.Red: model.Red}
	for n, l := range r.Lights {
		c.Lights[n] = model.Light{Glow: glows[l.Color], Took: l.Latency}
	}
	return c
}

// current claims to receive only when every part of the way does.
func (c *connections) current() model.Connection {
	down := model.Connection{
		State: model.Down, URL: c.way.URL, Since: c.way.Since, Checkup: c.way.Checkup,
		Tunnel: model.WayIn{State: c.way.State, Message: c.way.Message, Code: c.way.Code},
	}
	switch {
	case c.locked != nil:
		down.URL, down.Message = "", whileReceiving(c.locked)
	case c.deaf():
		down.Message = noSecret
	case c.trouble != nil:
		down.Since, down.Message = c.since, whileReceiving(c.trouble)
	case c.hinder.State == model.Degraded:
		down.State, down.Since, down.Message = c.hinder.State, c.hinder.Since, c.hinder.Message
	default:
		return c.way
	}
	return down
}
