package main

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/app"
	"golang.org/x/sync/errgroup"

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
	log := s.logger(c)
	a := app.NewWithID(appID)
	if d.Demo {
		folder, err := demoSettings(s)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, folder.remove()) }()
	}
	ctx, end := context.WithCancel(context.Background())
	defer end()
	p, err := start(ctx, s, log)
	if err != nil {
		ui.ShowFailure(a, err.Error())
		a.Run()
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()

	desk := ui.NewDesk(a, backend{p.store}, ui.Options{Demo: d.Demo})
	way := newConnections(p, desk.SetConnection)
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return p.run(ctx, way.tunnel) })
	parts.Go(func() error { desk.Run(ctx); return nil })
	if d.Demo {
		parts.Go(func() error { return playIssuer(ctx, s, p.localURL()) })
	}
	desk.Window().ShowAndRun()
	end()
	return parts.Wait()
}
