// Package way tells how the way in stands, out of what the tunnel knows of its
// own link and what the doctor has found out by using it.
//
// The tunnel's word is the ground: while it is not online, the way is what the
// tunnel says. When it comes online, that is not yet believed. The way stays
// Connecting, or Reconnecting, until the doctor has checked, which takes as long
// as one request does:
//
//   - Well makes it Online.
//   - Broken makes it Degraded: the tunnel is up and events do not come in.
//   - CannotTell makes it Online with a message. Nothing speaks against the
//     tunnel, whose heartbeat is an answer from the service; that this computer
//     cannot call its own public address, as with a name that only others can
//     look up, would make Degraded as much of a lie as an Online without the
//     doubt.
//
// What this computer does to events behind the door, where a canary does not
// notice it or none is sent, is told to Hinder: it makes Degraded of what would
// be Online.
//
// From then on the tunnel's heartbeat carries the truth between checks. Online
// and Degraded give way only to a check that says so or to the tunnel: one that
// cannot tell takes nothing back. With each new online of the tunnel all this
// begins anew, and what the doctor says of the one before counts no more.
package way

import (
	"sync"
	"time"

	"passdesk/app/doctor"
	"passdesk/app/tunnel"
	"passdesk/assets/say"
)

// State is the condition of the way in. The zero State is Connecting, so that
// nothing counts as online which has not been proven so.
type State uint8

// The states of a way in.
const (
	Connecting   State = iota // not proven yet
	Online                    // events come in, as far as can be told
	Degraded                  // the tunnel is up, and events do not come in
	Reconnecting              // was up, and is being restored or proven again
	Failed                    // lost for good; only other settings help
	Stopped                   // ended by its owner
)

var names = [...]string{"connecting", "online", "degraded", "reconnecting", "failed", "stopped"}

// String gives the state's name in lower case, as machines read it.
func (s State) String() string {
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// Status is what is known about the way in since At.
type Status struct {
	State   State
	URL     string       // the address senders use, without a path, or empty
	Code    string       // ngrok's own, like ERR_NGROK_334, or empty
	Message say.Sentence // what is wrong and what to do next, or empty
	At      time.Time    // when this became known
	Since   time.Time    // when the state was entered, with whatever message
	// Hindered tells that it is Degraded by what Hinder was told alone.
	Hindered bool
}

// Way makes one orderly story of the two. Its methods may be called from any
// goroutine. Use New.
type Way struct {
	on      func(Status)
	examine func(doctor.Target)

	mu    sync.Mutex
	story story
}

// New makes a Way that reports each change to on, in order and never twice the
// same in a row, and tells examine what there is to check, the zero Target for
// nothing. Both are called one at a time and must not block or call the Way.
func New(on func(Status), examine func(doctor.Target)) *Way {
	return &Way{on: on, examine: examine}
}

// Tunnel takes a change of the tunnel.
func (w *Way) Tunnel(st tunnel.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.story.target
	if s, changed := w.story.tunnel(st); changed {
		w.on(s)
	}
	if target := w.story.target; target != before {
		w.examine(target)
	}
}

// Hinder takes why events are turned away here, however well the way leads here,
// in a sentence; "" for not at all.
func (w *Way) Hinder(why say.Sentence, at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s, changed := w.story.hinder(why, at); changed {
		w.on(s)
	}
}

// Checked takes a report of the doctor.
func (w *Way) Checked(r doctor.Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s, changed := w.story.checked(r); changed {
		w.on(s)
	}
}
