package main

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

func TestFindTrayHost(t *testing.T) {
	t.Run("no bus", func(t *testing.T) {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
		if findTrayHost(t.Context()) != nil {
			t.Error("it finds one")
		}
	})
	t.Run("no tray", func(t *testing.T) {
		address := newBus(t)
		newDesktop(t, address)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if findTrayHost(t.Context()) != nil {
			t.Error("it finds one")
		}
	})
	t.Run("a tray that nothing shows", func(t *testing.T) {
		address := newBus(t)
		newDesktop(t, address).putTray(false)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if findTrayHost(t.Context()) != nil {
			t.Error("it finds one")
		}
	})
	t.Run("a tray", func(t *testing.T) { aTrayComesAndGoes(t) })
	t.Run("a desktop that is busy", func(t *testing.T) { theTrayAnswersLater(t) })
	t.Run("a tray that goes before it is watched", func(t *testing.T) {
		wantLost(t, newBus(t), (*stubDesktop).takeTray)
	})
	t.Run("a desktop that ends before its tray is watched", func(t *testing.T) {
		wantLost(t, newBus(t), func(d *stubDesktop) { d.must(d.bus.Close()) })
	})
	t.Run("a tray that cannot be watched", func(t *testing.T) {
		wantLost(t, newDeafBus(t), func(*stubDesktop) {})
	})
}

// wantLost finds a tray, has something happen, and then begins to watch: the
// desk must hear that it has no tray to hide in.
func wantLost(t *testing.T, address string, happen func(*stubDesktop)) {
	t.Helper()
	d := newDesktop(t, address)
	d.putTray(true)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	h := findTrayHost(t.Context())
	if h == nil || !h.Seen() {
		t.Fatal("it is not found")
	}
	happen(d)
	told := make(chan bool, 100)
	go h.watch(t.Context(), func() { told <- h.Seen() })
	for late := time.After(10 * time.Second); ; {
		select {
		case seen := <-told:
			if !seen {
				return
			}
		case <-late:
			t.Fatal("the tray is gone, and nobody knows")
		}
	}
}

func aTrayComesAndGoes(t *testing.T) {
	address := newBus(t)
	d := newDesktop(t, address)
	d.putTray(true)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	ctx, cancel := context.WithCancel(t.Context())
	h := findTrayHost(ctx)
	if h == nil || !h.Seen() {
		t.Fatal("it is not found")
	}
	changes, done := make(chan bool, 100), make(chan struct{})
	go func() {
		defer close(done)
		h.watch(ctx, func() { changes <- h.Seen() })
	}()
	until := func(want bool, what string) {
		t.Helper()
		for late := time.After(10 * time.Second); ; {
			select {
			case seen := <-changes:
				if seen == want {
					return
				}
			case <-late:
				t.Fatal(what)
			}
		}
	}
	time.Sleep(200 * time.Millisecond) // until it watches
	d.takeTray()
	until(false, "the tray is gone, and nobody knows")
	d.own(trayWatcher)
	until(true, "the tray is back, and nobody knows")
	d.props.SetMust(trayWatcher, "IsStatusNotifierHostRegistered", false)
	d.must(d.bus.Emit(trayWatchers, trayWatcher+".StatusNotifierHostUnregistered"))
	until(false, "nothing shows the tray, and nobody knows")
	cancel()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Error("it watches on")
	}
}

// busyTray is a tray that does not answer while it is busy.
type busyTray struct{ busy atomic.Bool }

func (b *busyTray) Get(string, string) (dbus.Variant, *dbus.Error) {
	for b.busy.Load() {
		time.Sleep(10 * time.Millisecond)
	}
	return dbus.MakeVariant(true), nil
}

// theTrayAnswersLater: a tray that once did not answer in time is not given up.
func theTrayAnswersLater(t *testing.T) {
	address := newBus(t)
	d, tray := newDesktop(t, address), new(busyTray)
	d.must(d.bus.Export(tray, trayWatchers, "org.freedesktop.DBus.Properties"))
	d.own(trayWatcher)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	h := findTrayHost(t.Context())
	if h == nil {
		t.Fatal("it is not found")
	}
	tray.busy.Store(true)
	changes := make(chan bool, 100)
	go h.watch(t.Context(), func() { changes <- h.Seen() })
	if <-changes {
		t.Error("it is seen without an answer")
	}
	tray.busy.Store(false)
	for late := time.After(10 * time.Second); ; {
		select {
		case seen := <-changes:
			if seen {
				return
			}
		case <-late:
			t.Fatal("it answers, and nobody asks")
		}
	}
}
