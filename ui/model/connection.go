package model

import (
	"time"

	"passdesk/assets/say"
)

// State is how the way in stands, as far as it has been proven.
type State uint8

// The states of the way in. The zero value claims nothing.
const (
	Stopped      State = iota
	Connecting         // not reachable yet
	Online             // the public endpoint takes deliveries
	Local              // reachable from this computer only, as asked for
	Reconnecting       // was reachable, is not now, will be tried again
	Down               // will not come back by itself; Message says what to do
	Degraded           // the tunnel stands, but a test event did not come through
)

// Connection is what the header shows about the way in.
type Connection struct {
	State   State
	URL     string       // the endpoint to register with the sender; "" when there is none
	Since   time.Time    // of the state; the zero time when it is not known
	Message say.Sentence // a plain sentence: what happened and what to do next
	Code    string       // the service's own code for it, "" when it gave none
	Checkup Checkup      // the last test of the whole way
	// Tunnel is how the tunnel alone stands, where something else keeps
	// deliveries out. Where it stands at zero, what is above says it all.
	Tunnel WayIn
}

// WayIn is how a part of the way in stands.
type WayIn struct {
	State   State
	Message say.Sentence
	Code    string
}

// Way is how the tunnel alone stands, whatever else keeps deliveries out: a
// connection of its own, to be told as one.
func (c Connection) Way() Connection {
	if c.Tunnel != (WayIn{}) {
		c.State, c.Message, c.Code = c.Tunnel.State, c.Tunnel.Message, c.Tunnel.Code
	}
	return c
}

// Receives says whether deliveries can come in, be it from this computer only.
func (c Connection) Receives() bool {
	return c.State == Online || c.State == Local
}

// Notice is what there is to say about the way in beyond its state: the whole
// message, "" while deliveries can come in.
func (c Connection) Notice() say.Sentence {
	if c.Receives() {
		return ""
	}
	return c.Message
}
