package main

import (
	"errors"
	"sync"
	"time"

	"passdesk/app/tunnel"
	"passdesk/store"
	"passdesk/ui/model"
)

// connections turns what the ways in and the disk report into what the desk
// shows. Its methods may be called from any goroutine.
type connections struct {
	show func(model.Connection)

	mu      sync.Mutex
	way     model.Connection // as the ways in stand
	trouble error            // why the last delivery was not kept, nil if it was
	since   time.Time        // of trouble
}

// newConnections starts with what is known before the tunnel says anything.
func newConnections(p *program, show func(model.Connection)) *connections {
	c := &connections{show: show, way: model.Connection{State: model.Connecting, Since: time.Now()}}
	if p.ngrok == nil {
		c.way.State, c.way.URL = model.Local, p.localURL()
	}
	p.onKept = c.kept
	c.show(c.way)
	return c
}

var states = map[tunnel.State]model.State{
	tunnel.Connecting:   model.Connecting,
	tunnel.Online:       model.Online,
	tunnel.Reconnecting: model.Reconnecting,
	tunnel.Failed:       model.Down,
	tunnel.Stopped:      model.Stopped,
}

// tunnel takes the state of the tunnel.
func (c *connections) tunnel(st tunnel.Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.way = model.Connection{
		State: states[st.State], URL: endpoint(st.URL), Since: st.At, Message: st.Message, Code: st.Code,
	}
	c.show(c.current())
}

// kept takes the outcome of keeping a delivery. While the disk refuses, the
// desk does not claim to receive, however well the tunnel stands.
func (c *connections) kept(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if (err == nil) == (c.trouble == nil) {
		return
	}
	c.trouble, c.since = err, time.Now()
	c.show(c.current())
}

func (c *connections) current() model.Connection {
	if c.trouble == nil {
		return c.way
	}
	return model.Connection{State: model.Down, URL: c.way.URL, Since: c.since, Message: diskMessage(c.trouble)}
}

// diskMessage says what happened, what was kept and what to do.
func diskMessage(err error) string {
	const kept = " What was received before is kept, and Crossmint sends what is refused now again for a day. "
	switch {
	case errors.Is(err, store.ErrFull):
		return "The disk is full." + kept + "Free some space; receiving then goes on by itself."
	case errors.Is(err, store.ErrReadOnly):
		return "The data folder is read-only." + kept + "Make it writable; receiving then goes on by itself."
	case errors.Is(err, store.ErrDamaged):
		return "The database is damaged." + kept + "Close Passdesk and restore a backup."
	}
	return "The disk does not take new records." + kept + "Check the disk, then restart Passdesk."
}
