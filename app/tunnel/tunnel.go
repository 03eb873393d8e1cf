// Package tunnel gives a way in: a public ngrok endpoint or a local listener,
// behind one interface, with truthful states.
//
// A caller starts a way in with Run, ends it with the context, and hears of
// every change in between. How the ngrok SDK reconnects, hangs and gives up
// stays in here, and so do its words: what leaves the package is a State, a
// code and a sentence that staff can act on. The authtoken leaves it never.
package tunnel

import (
	"context"
	"net/http"
	"time"

	"passdesk/assets/say"
)

// Ingress is a way in for HTTP requests.
type Ingress interface {
	// Run serves h until ctx ends, and then returns nil, or until the way in
	// is lost for good, and then returns an *Error. Interruptions that can
	// heal are not errors: they are reported and mended.
	//
	// After ctx ends, requests under way have at least 1.5 s to be answered
	// and Run returns within 2.5 s, whatever the network does. A handler that
	// needs longer finds its request's context cancelled.
	//
	// Each change is reported to on, which must not be nil and must not
	// block. Calls come from several goroutines but one at a time and in
	// order, never twice the same in a row. The last one has the state
	// Stopped or Failed; after Run has returned there are none.
	Run(ctx context.Context, h http.Handler, on func(Status)) error
}

// Status is what is known about a way in since At.
type Status struct {
	State State
	// URL is the address senders can use, without a path. It is empty until
	// the first Online, keeps its value while Reconnecting, and is empty
	// again at the end. A later Online may come with another URL.
	URL string
	// Code is ngrok's own, like ERR_NGROK_334, or empty.
	Code string
	// Message says what is wrong and what to do next, in plain words, and is
	// empty when there is nothing to say.
	Message say.Sentence
	// At is when the state was entered.
	At time.Time
}

// State is the condition of a way in. The zero State is Connecting, so that
// nothing counts as online which has not been reported so.
type State uint8

// The states of a way in.
const (
	// Connecting means that it has not been online yet.
	Connecting State = iota
	// Online means that the endpoint is bound and requests can arrive.
	Online
	// Reconnecting means that it was online and is being restored.
	Reconnecting
	// Failed means that it is lost for good; only other settings help.
	Failed
	// Stopped means that it was ended by its owner.
	Stopped
)

// String gives the state's name in lower case, as machines read it.
func (s State) String() string {
	switch s {
	case Connecting:
		return "connecting"
	case Online:
		return "online"
	case Reconnecting:
		return "reconnecting"
	case Failed:
		return "failed"
	case Stopped:
		return "stopped"
	}
	return "unknown"
}

// Error is why a way in was lost for good.
type Error struct {
	Code    string       // ngrok's, like ERR_NGROK_107; empty when ngrok did not say no
	Message say.Sentence // as in Status
	Err     error        // the system's reason, or nil; never an error of the ngrok SDK, which may quote the authtoken
}

// Error gives the message with the code.
func (e *Error) Error() string {
	text := "tunnel: " + e.Message.String()
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the system's reason.
func (e *Error) Unwrap() error { return e.Err }
