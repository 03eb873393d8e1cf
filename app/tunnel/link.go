package tunnel

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.ngrok.com/ngrok/v2"
)

// patience is how long the SDK may take for each step of hanging up before it
// is left to its own time limits.
const patience = 250 * time.Millisecond

// naps is after how many failures in a row the SDK's sleep between two tries,
// which doubles each time and cannot be interrupted, is longer than ours.
const naps = 4

var (
	errHungUp = errors.New("hung up")
	// errWorn means that a new agent is quicker than to wait for the old one.
	errWorn = errors.New("too many failures in a row")
)

// link is one life of the SDK's agent: one log-in and one endpoint, with the
// reconnections that the SDK makes by itself.
type link struct {
	agent  ngrok.Agent
	dialer *dialer
	report *reporter

	life    context.Context // of the session; ended by us alone
	end     context.CancelCauseFunc
	wanted  context.Context // ends when the owner leaves or wants another link
	replace context.CancelCauseFunc

	mu       sync.Mutex
	up       bool   // the session is connected, as far as the SDK has told
	sessions int    // how often it has been
	requests int    // for connections, when the first session began
	failures int    // of the SDK in a row, since it was last connected
	url      string // of the endpoint, once bound
	muted    bool
}

// newLink makes an agent that has not dialled yet and is wanted until ctx
// ends. hangUp must be called.
func (r *running) newLink(ctx context.Context) (*link, error) {
	n := r.settings
	l := &link{report: r.report}
	l.dialer = newDialer(r.tuning.dial, r.tuning.wait, l.unreachable)
	opts := []ngrok.AgentOption{
		ngrok.WithAuthtoken(n.Token.Reveal()),
		ngrok.WithDialer(l.dialer),
		ngrok.WithEventHandler(l.observe),
		ngrok.WithTLSConfig(l.dialer.secureWith),
		ngrok.WithLogger(newSDKLog(r.log, n.Token)),
		ngrok.WithHeartbeatInterval(cmp.Or(n.Heartbeat, heartbeat)),
		ngrok.WithHeartbeatTolerance(cmp.Or(n.Heartbeat, answer)),
	}
	if n.ConnectAddr != "" {
		opts = append(opts, ngrok.WithAgentConnectURL(n.ConnectAddr))
	}
	if n.RootCAs != nil {
		opts = append(opts, ngrok.WithAgentConnectCAs(n.RootCAs))
	}
	agent, err := ngrok.NewAgent(opts...)
	if err != nil {
		return nil, err
	}
	l.agent = agent
	l.life, l.end = context.WithCancelCause(context.Background())
	l.wanted, l.replace = context.WithCancelCause(ctx)
	return l, nil
}

// observe follows the SDK's events. The SDK holds its lock meanwhile, so it
// must not call the agent. A refusal has to end the life here: the SDK would
// try a bad token for ever.
func (l *link) observe(event ngrok.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.muted {
		return
	}
	switch event := event.(type) {
	case *ngrok.EventAgentConnectSucceeded:
		l.up, l.failures = true, 0
		l.dialer.doubts(false)
		l.sessions++
		if l.sessions == 1 {
			l.requests = l.dialer.requests()
		}
		if l.url != "" {
			l.report.online(l.url)
		}
	case *ngrok.EventAgentDisconnected:
		if event.Error != nil {
			l.lost(event.Error)
		}
	}
}

// lost takes the loss of a session, or the failure of a try to get one.
func (l *link) lost(err error) {
	if final := refusal(err); final != nil {
		l.muted = true
		l.end(final)
		return
	}
	l.report.lost(explain(err))
	if l.up {
		l.up = false
		return
	}
	l.failures++
	if codeOf(err) != "" {
		return // ngrok answered; it may be asked slowly
	}
	l.dialer.doubts(true)
	if l.failures >= naps {
		l.muted = true
		l.end(errWorn)
	}
}

// kick is for when the machine has slept: whatever there was is dead.
func (l *link) kick() {
	l.dialer.kick()
	l.rouse()
}

// reroute is for when the machine has got other addresses.
func (l *link) reroute(astray func(net.Conn) bool) {
	l.dialer.cut(astray)
	l.dialer.retry()
	l.rouse()
}

// rouse replaces the agent if it may be sleeping at a moment that is worth a try.
func (l *link) rouse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.muted && !l.up && l.failures >= naps-1 {
		l.muted = true
		l.replace(reopening{})
	}
}

// unreachable follows the dialer's failures, which the SDK never hears of.
func (l *link) unreachable(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.muted {
		l.report.lost(explain(err))
	}
}

// bound declares the endpoint online, unless the session was lost in between:
// the SDK does not bind an endpoint again that it did not know yet. Its events
// may come late; that it asked for another connection is known at once.
func (l *link) bound(url string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.muted || !l.up || l.sessions != 1 || l.dialer.requests() != l.requests {
		return false
	}
	l.url = url
	l.report.online(url)
	return true
}

// verdict is why the endpoint never came online: that another link is wanted,
// a refusal seen in an event, a refusal of the bind, or else err. It is known
// after hangUp.
func (l *link) verdict(err error) error {
	if l.wanted.Err() != nil {
		return context.Cause(l.wanted)
	}
	if cause := context.Cause(l.life); !errors.Is(cause, errHungUp) {
		return cause
	}
	if final := refusal(err); final != nil {
		return final
	}
	return err
}

// close unbinds the endpoint, lets the requests under way be answered and
// hangs up, in this order, so that none is sent to a server that is gone.
// On a dead link the unbinding does not come back, and what is under way
// there cannot be answered either.
func (l *link) close(ln net.Listener, srv *http.Server, served <-chan error) {
	l.mute()
	until, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	unbound := make(chan struct{})
	go func() {
		defer close(unbound)
		_ = ln.Close()
	}()
	select {
	case <-unbound:
		_ = srv.Shutdown(until)
	case <-until.Done():
		l.cut()
	}
	l.hangUp()
	within(patience, func() {
		_ = srv.Close()
		<-unbound
		<-served
	})
}

// hangUp ends the session. The life has to end before Disconnect, which would
// else wait for a connection being made; the sockets go last, so that a
// healthy link is closed politely.
func (l *link) hangUp() {
	l.mute()
	l.end(errHungUp)
	within(patience, func() { _ = l.agent.Disconnect() })
	l.dialer.shut()
}

// cut ends the session without a good-bye.
func (l *link) cut() {
	l.mute()
	l.end(errHungUp)
	l.dialer.shut()
}

func (l *link) mute() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.muted = true
}

// within waits for f, but no longer than d.
func within(d time.Duration, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(d):
	}
}

// kept is the endpoint without its Close, which can block far longer than a
// server's shutdown may take.
type kept struct{ net.Listener }

// Close leaves the endpoint open; the link closes it.
func (kept) Close() error { return nil }
