//go:build linux || freebsd || openbsd || netbsd

package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"
)

// What desktops agree on about trays: a watcher, with which programs leave
// their signs, and a host, which shows them.
const (
	trayWatcher  = "org.kde.StatusNotifierWatcher"
	trayWatchers = dbus.ObjectPath("/StatusNotifierWatcher")
)

// trayTime is how long the desktop has to tell whether there is a tray.
const trayTime = time.Second

// trayHost knows whether something shows the signs of programs. Its methods may
// be called from any goroutine.
type trayHost struct {
	bus  *dbus.Conn
	seen atomic.Bool
}

// findTrayHost asks the desktop whether there is a tray; it is watched until ctx
// ends. It gives nil where there is none, or no answer soon.
func findTrayHost(ctx context.Context) *trayHost {
	found := make(chan *trayHost, 1)
	go func() {
		// One that would have to be started first is of no use.
		bus, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
		if err != nil {
			found <- nil
			return
		}
		h := &trayHost{bus: bus}
		if bus.Auth(nil) == nil && bus.Hello() == nil && h.look(ctx) && h.Seen() {
			found <- h
			return
		}
		_ = bus.Close() // nobody uses it
		found <- nil
	}()
	select {
	case h := <-found:
		return h
	case <-time.After(trayTime):
		return nil // what is still asked ends with ctx
	}
}

// look asks whether the tray can be seen, and tells whether there was an answer;
// without one it cannot.
func (h *trayHost) look(ctx context.Context) (answered bool) {
	ctx, cancel := context.WithTimeout(ctx, trayTime)
	defer cancel()
	var shown bool
	err := h.bus.Object(trayWatcher, trayWatchers).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
		trayWatcher, "IsStatusNotifierHostRegistered").Store(&shown)
	h.seen.Store(err == nil && shown)
	return ctx.Err() == nil
}

// Seen implements ui.Tray.
func (h *trayHost) Seen() bool { return h.seen.Load() }

// watch calls onChange when the tray may have come or gone, until ctx ends. A
// tray that cannot be watched counts as gone: a window closed into it might
// never be seen again.
func (h *trayHost) watch(ctx context.Context, onChange func()) {
	changes := make(chan *dbus.Signal, 16)
	h.bus.Signal(changes)
	if h.subscribe(ctx) != nil {
		h.seen.Store(false)
		onChange()
		return
	}
	for { // it may have gone before it was watched
		var again <-chan time.Time
		if !h.look(ctx) { // a desktop that is busy will have an answer later
			again = time.After(trayTime)
		}
		onChange()
		select {
		case <-ctx.Done():
			return
		case <-again:
		case _, open := <-changes:
			if !open { // the desktop is gone, and every tray with it
				h.seen.Store(false)
				onChange()
				return
			}
		}
	}
}

// subscribe has the desktop tell when the tray comes or goes.
func (h *trayHost) subscribe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, trayTime)
	defer cancel()
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, trayWatcher)},
		{dbus.WithMatchInterface(trayWatcher), dbus.WithMatchMember("StatusNotifierHostRegistered")},
		{dbus.WithMatchInterface(trayWatcher), dbus.WithMatchMember("StatusNotifierHostUnregistered")},
	} {
		if err := h.bus.AddMatchSignalContext(ctx, match...); err != nil {
			return err
		}
	}
	return nil
}
