package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

// alive is a desk whose loops run as they do in the program. What they hand to
// the UI thread is played on the test's goroutine, while it waits in until.
type alive struct {
	*Desk
	t    *testing.T
	ui   chan func()
	hops int // to the UI thread
	stop func()
}

// bringToLife makes such a desk. stop ends its loops; the test's end does too.
func bringToLife(t *testing.T, b Backend, o Options) *alive {
	ctx, cancel := context.WithCancel(t.Context())
	a := &alive{t: t, ui: make(chan func())}
	o.After = func(time.Duration, func()) {}
	o.RunOnUI = func(f func()) {
		select {
		case a.ui <- f:
		case <-ctx.Done():
		}
	}
	a.Desk = NewDesk(test.NewTempApp(t), b, o)
	ended := make(chan struct{})
	go func() { defer close(ended); a.Run(ctx) }()
	a.stop = func() { cancel(); <-ended }
	t.Cleanup(func() { a.stop(); a.window.Close() })
	return a
}

// until plays the UI thread until something has happened.
func (a *alive) until(what string, done func() bool) {
	a.t.Helper()
	deadline := time.After(time.Minute)
	for !done() {
		select {
		case f := <-a.ui:
			a.hops++
			f()
		case <-deadline:
			a.t.Fatal("never: ", what)
		}
	}
}
