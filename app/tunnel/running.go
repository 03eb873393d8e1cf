package tunnel

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.ngrok.com/ngrok/v2"

	"passdesk/assets/say"
)

// running is one Run of an Ngrok.
type running struct {
	settings *Ngrok
	tuning   tuning
	log      *slog.Logger
	h        http.Handler
	report   *reporter
	again    chan say.Sentence // asks to open at once; the reason, or nothing

	mu   sync.Mutex
	link *link // nil between two
}

// run opens the endpoint, and opens it again when it is lost, until ctx ends
// or ngrok says no.
func (r *running) run(ctx context.Context) *Error {
	if r.settings.Token.IsZero() {
		const code = "ERR_NGROK_4018"
		return &Error{Code: code, Message: codes[code].message}
	}
	address, err := endpointURL(r.settings.URL)
	if err != nil {
		return &Error{Message: badName, Err: err}
	}
	ctx, end := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { watch(ctx, r.tuning, r.woke, r.seen) })
	defer watching.Wait()
	defer end()

	for wait := r.tuning.wait; ; {
		began := r.tuning.now()
		err := r.serve(ctx, address)
		if ctx.Err() != nil {
			return nil
		}
		if final, ok := errors.AsType[*Error](err); ok {
			return final
		}
		if r.tuning.now().Sub(began) > steady {
			wait = r.tuning.wait
		}
		if why := explain(err); !isOwn(err) {
			r.report.lost(why)
		}
		r.log.Info("ngrok endpoint lost; opening it again", "err", r.settings.Token.redact(err.Error()), "wait", wait)
		select {
		case <-ctx.Done():
			return nil
		case reason := <-r.again:
			if reason != "" {
				r.report.lost(trouble{message: reason})
			}
			wait = r.tuning.wait
		case <-time.After(wait):
			wait = min(2*wait, longest(err))
		}
	}
}

// longest is how long the wait before opening anew may become.
func longest(err error) time.Duration {
	if codeOf(err) != "" {
		return reopenLongest
	}
	return reopenSoon
}

// serve opens the endpoint once and serves there until it is lost or ctx ends.
// The agent is never used again: after an endpoint was stopped by the service,
// the same agent would bind it once more and not answer there.
func (r *running) serve(ctx context.Context, address string) error {
	l, err := r.newLink(ctx)
	if err != nil {
		return err
	}
	r.enter(l)
	defer r.leave(l)
	var opts []ngrok.EndpointOption
	if address != "" {
		opts = append(opts, ngrok.WithURL(address))
	}
	// The SDK takes the context for the life of the whole session, so the
	// owner's may only end it as long as there is nothing to take leave of.
	opening := context.AfterFunc(l.wanted, l.cut)
	ln, err := l.agent.Listen(l.life, opts...)
	opening()
	if err != nil {
		l.hangUp()
		return l.verdict(err)
	}
	srv := newServer(r.h, r.log)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(kept{ln}) }()
	if !l.bound(ln.URL().String()) {
		l.close(ln, srv, served)
		return l.verdict(errors.New("link lost while binding the endpoint"))
	}
	select {
	case <-l.wanted.Done():
		err = context.Cause(l.wanted)
		l.mute()
		if asked, ok := errors.AsType[reopening](err); ok && asked.reason != "" {
			r.report.lost(trouble{message: asked.reason})
		}
	case <-l.life.Done():
		err = context.Cause(l.life)
	case err = <-served:
		served <- err // close waits for it too
		err = stopped{err}
		l.mute()
		r.report.lost(explain(err))
	}
	l.close(ln, srv, served)
	return err
}

func (r *running) enter(l *link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.link = l
}

// leave lets the link go. That it was to be replaced is not forgotten, if it
// ended for another reason in the meantime.
func (r *running) leave(l *link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.link = nil
	l.replace(nil)
	if asked, ok := errors.AsType[reopening](context.Cause(l.wanted)); ok {
		r.hurry(asked.reason)
	}
}

// reopen has the link replaced, or the wait for one cut short.
func (r *running) reopen(reason say.Sentence) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.link != nil {
		r.link.replace(reopening{reason})
		return
	}
	r.hurry(reason)
}

func (r *running) hurry(reason say.Sentence) {
	select {
	case r.again <- reason:
	default:
	}
}

// woke is for when the machine has slept.
func (r *running) woke() {
	r.log.Info("the computer has slept; connecting to ngrok anew")
	r.onLink((*link).kick)
}

// seen takes the addresses that the machine has. A link whose own is gone is
// cut in any case: it may have come and gone between two looks.
func (r *running) seen(now addresses, changed bool) {
	if !changed {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.link != nil {
			r.link.dialer.cut(now.lack)
		}
		return
	}
	r.log.Debug("the computer has other network addresses")
	r.onLink(func(l *link) {
		l.reroute(func(conn net.Conn) bool { return now.lack(conn) || astray(conn, r.tuning.source) })
	})
}

func (r *running) onLink(f func(*link)) {
	r.mu.Lock()
	l := r.link
	r.mu.Unlock()
	if l == nil {
		r.hurry("")
		return
	}
	f(l)
}

// reopening is why a link ends that is to be replaced by a new one.
type reopening struct{ reason say.Sentence }

// Error gives the reason.
func (r reopening) Error() string { return "to be opened anew: " + r.reason.String() }

// isOwn tells the reasons of our own, which have been reported, or are none.
func isOwn(err error) bool {
	_, asked := errors.AsType[reopening](err)
	return asked || errors.Is(err, errWorn)
}
