package main

import (
	"context"
	"errors"
	"os"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"passdesk/ui"
)

// deskCommand opens the window.
type deskCommand struct {
	Demo bool `help:"Open on a throw-away folder with a simulated issuer; no account needed."`
}

// Run shows the desk until its window is closed, then ends receiving as serve
// does. What goes wrong at the start is shown in a window too: whoever clicked
// an icon reads no terminal.
func (d *deskCommand) Run(s *settings, c *console) (err error) {
	outliveReaders()
	log := s.logger(c)
	a := app.NewWithID(appID)
	var demo *demoAPI
	if d.Demo {
		folder, err := demoSettings(s)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		if demo, err = openDemoAPI(s); err != nil {
			return err
		}
		defer demo.listener.Close() // which play may have closed
	}
	ctx, end := untilSignal()
	defer end()
	p, err := takeFolder(s, log)
	if err == nil {
		defer func() { err = errors.Join(err, p.close()) }()
		err = p.listen(ctx, s.Listen)
	}
	if err != nil {
		ui.ShowFailure(a, atStart(err), err.Error())
		a.Run()
		return err
	}

	desk := ui.NewDesk(a, backend{p.store, p.trust}, ui.Options{
		Demo: d.Demo, Keeper: keeper{p}, Receiver: receiver{p}, Exporter: exporter{p}, RunOnUI: whileOpen(ctx),
		Settings: p.wishes(ctx), KeepSettings: p.keepWishes,
	})
	// The parts end before the window's loop does.
	desk.Window().SetCloseIntercept(func() { end(); desk.Window().Close() })
	var parts sync.WaitGroup
	// Not before the window's own loop runs: until then Fyne would draw on
	// whichever goroutine asks.
	a.Lifecycle().SetOnStarted(func() {
		way := newConnections(p, desk.SetConnection)
		parts.Go(func() { desk.Run(ctx) })
		parts.Go(func() { way.ended(p.run(ctx, way.stands)) })
		if d.Demo {
			parts.Go(func() { playIssuer(ctx, p) })
			parts.Go(func() { demo.play(ctx, p) })
		}
	})
	desk.Window().ShowAndRun()
	end()
	parts.Wait()
	return nil
}

// whileOpen hands functions to the UI thread until ctx ends. After its loop
// has ended Fyne would run them on the goroutine that asks.
func whileOpen(ctx context.Context) func(func()) {
	return func(f func()) {
		if ctx.Err() == nil {
			fyne.Do(f)
		}
	}
}
