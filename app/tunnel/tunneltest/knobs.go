package tunneltest

import (
	"encoding/json"
	"slices"
)

// RefuseAuth refuses the next n log-ins with the code, like ERR_NGROK_107. As
// the service does, the refusal quotes the token.
func (e *Edge) RefuseAuth(n int, code string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.refuseAuth = refusals{left: n, code: code}
}

// RefuseBind refuses the next n binds or re-binds with the code, like ERR_NGROK_334.
func (e *Edge) RefuseBind(n int, code string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.refuseBind = refusals{left: n, code: code}
}

// CutAuth hangs up on the next n agents that want to log in, without a word, as
// a front door does whose house is on fire.
func (e *Edge) CutAuth(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.cutAuth = n
}

// RebindAs answers coming re-binds with another URL than the endpoint had.
func (e *Edge) RebindAs(url string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rebindURL = url
}

// AssignURL gives this URL, instead of the edge's, to coming binds that wish for none.
func (e *Edge) AssignURL(url string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.assignURL = url
}

// IgnoreUnbind leaves every coming unbind without an answer.
func (e *Edge) IgnoreUnbind() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.deaf = true
}

// Drop cuts the TCP connections of all agents. Their endpoints are gone when
// it returns; the agents may connect again.
func (e *Edge) Drop() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for s := range e.sessions {
		_ = s.conn.Close()
	}
	clear(e.sessions)
	e.bound = nil
}

// StopEndpoints ends all endpoints from the service's side, with a code and a
// message for the agent, and leaves the sessions up.
func (e *Edge) StopEndpoints(code, message string) error {
	e.mu.Lock()
	stopped := slices.Clone(e.bound)
	e.bound = nil
	e.mu.Unlock()
	for _, b := range stopped {
		stream, err := b.by.mux.OpenTypedStream(streamStopTunnel)
		if err != nil {
			return err
		}
		err = json.NewEncoder(stream).Encode(stopTunnel{ID: b.ID, Message: message, ErrorCode: code})
		if err != nil {
			return err
		}
		_ = stream.CloseWrite()
	}
	return nil
}
