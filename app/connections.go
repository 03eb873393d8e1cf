package main

import (
	"sync"
	"time"

	"passdesk/app/way"
	"passdesk/ui/model"
)

// connections turns what the ways in and the disk report into what the desk
// shows. Its methods may be called from any goroutine.
type connections struct {
	show func(model.Connection)

	local  bool  // the way in is the local listener, as asked for
	deaf   bool  // nobody is believed, because no signing secret is set
	locked error // why nothing can be kept: the key to the records is missing

	mu      sync.Mutex
	way     model.Connection // as the way in stands
	trouble error            // why the last delivery was not kept, nil if it was
	since   time.Time        // of trouble
}

// newConnections starts with what is known before the tunnel says anything.
func newConnections(p *program, show func(model.Connection)) *connections {
	c := &connections{
		show:   show,
		local:  p.ngrok == nil,
		deaf:   len(p.secrets) == 0,
		locked: p.locked,
		way:    model.Connection{State: model.Connecting, Since: time.Now()},
	}
	if c.local {
		c.way.URL = p.localURL()
	}
	p.onKept = c.kept
	c.show(c.current())
	return c
}

// states are what the desk calls those of the way in. A tunnel that is up and
// lets nothing through is no better than none.
var states = map[way.State]model.State{
	way.Connecting:   model.Connecting,
	way.Online:       model.Online,
	way.Degraded:     model.Down,
	way.Reconnecting: model.Reconnecting,
	way.Failed:       model.Down,
	way.Stopped:      model.Stopped,
}

// stands takes how the way in stands.
func (c *connections) stands(st way.Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	state := states[st.State]
	if c.local && state == model.Online {
		state = model.Local
	}
	c.way = model.Connection{
		State: state, URL: endpoint(st.URL), Since: st.Since, Message: st.Message, Code: st.Code,
	}
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

// current claims to receive only when every part of the way does.
func (c *connections) current() model.Connection {
	switch {
	case c.locked != nil:
		return model.Connection{State: model.Down, Since: c.way.Since, Message: whileReceiving(c.locked)}
	case c.deaf:
		return model.Connection{State: model.Down, URL: c.way.URL, Since: c.way.Since, Message: noSecret}
	case c.trouble != nil:
		return model.Connection{State: model.Down, URL: c.way.URL, Since: c.since, Message: whileReceiving(c.trouble)}
	}
	return c.way
}
