package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"passdesk/store"
	"passdesk/ui"
)

// deskCommand opens the window.
type deskCommand struct {
	Demo bool `help:"Open on a throw-away folder with a simulated issuer; no account needed."`
}

// Run shows the desk until it is ended, then ends receiving as serve does. Where
// the folder has a desk already, that one's window comes forward instead. What
// goes wrong at the start is shown in a window too: whoever clicked an icon
// reads no terminal.
func (d *deskCommand) Run(s *settings, c *console) (err error) {
	outliveReaders()
	defer withoutDisplay(&err)
	log := s.logger(c)
	id := appID
	var demo *demonstration
	if d.Demo {
		if demo, err = openDemonstration(s); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, demo.close()) }()
		id = demoID
	}
	a := app.NewWithID(id)
	ctx, end := untilEnded()
	defer end()
	p, err := takeOrRing(ctx, s, log)
	if errors.Is(err, errShown) {
		fmt.Fprintln(c.stdout, "Passdesk is open already; its window has come forward.")
		return nil
	}
	if err == nil {
		defer func() { err = errors.Join(err, p.close()) }()
		err = p.listen(ctx, s.Listen)
	}
	if err != nil {
		if opened(ui.ShowFailure(a, atStart(err), err.Error())) {
			a.Run()
		}
		return err
	}
	return show(ctx, end, a, p, demo)
}

// show has the window shown and everything run until the desk is ended. demo is
// nil unless this is the demonstration. It fails with errNoWindow.
func show(ctx context.Context, end context.CancelFunc, a fyne.App, p *program, demo *demonstration) error {
	defer end()
	stay := findTray(ctx, a)
	var desk *ui.Desk
	// The parts end before the window's loop does.
	quit := func() { end(); desk.Window().Close(); a.Quit() }
	desk = ui.NewDesk(a, backend{p.store, p.trust}, ui.Options{
		Demo: demo != nil, Keeper: keeper{p}, Receiver: receiver{p}, Exporter: exporter{p}, Asker: asker{p}, Mailer: mailer{p}, Rosters: newRosters(p), RunOnUI: whileOpen(ctx),
		Settings: p.wishes(ctx), KeepSettings: p.keepWishes, Tray: stay, End: quit,
	})
	b, err := hangBell(p.dir)
	if err != nil {
		p.log.Info("a second desk will not find this one", "error", err)
	} else {
		defer b.close()
	}
	var parts parts
	defer parts.end(partTime, p.log)
	// Not before the window's own loop runs: until then Fyne would draw on
	// whichever goroutine asks.
	a.Lifecycle().SetOnStarted(func() {
		way := newConnections(p, desk.SetConnection)
		// A signal may come before Fyne listens for any; after the end this does nothing.
		parts.Go(func() { <-ctx.Done(); fyne.Do(a.Driver().Quit) })
		parts.Go(func() { desk.Run(ctx) })
		parts.Go(func() { way.ended(p.run(ctx, way.stands)) })
		if demo != nil {
			parts.Go(func() { demo.play(ctx, p) })
		}
		if b != nil {
			parts.Go(func() { b.run(ctx, desk.Bring, p.log) })
		}
		if t, is := stay.(tray); is {
			parts.Go(func() { t.watch(ctx, desk.TrayChanged) })
		}
	})
	desk.Window().Show()
	if !opened(desk.Window()) {
		return errNoWindow
	}
	a.Run()
	end()
	return nil
}

// errShown says that another desk has shown its window.
var errShown = errors.New("the folder's desk is open, and its window has come forward")

// ringTime is how long a folder may be held by somebody who does not answer: a
// desk that is just starting, or about to end.
const ringTime = 2 * time.Second

// takeOrRing takes the folder. Where a desk holds it already, that one is asked
// to come forward, and errShown says that it did.
func takeOrRing(ctx context.Context, s *settings, log *slog.Logger) (*program, error) {
	for until := time.Now().Add(ringTime); ; {
		p, err := takeFolder(s, log)
		if !errors.Is(err, store.ErrInUse) {
			return p, err
		}
		if ring(ctx, s.Data) == nil {
			return nil, errShown
		}
		if time.Now().After(until) || ctx.Err() != nil {
			return nil, err
		}
		time.Sleep(ringTime / 20)
	}
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
