//go:build window && linux

package main

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// trayMenu is a program's menu in the tray, as the desktop sees it.
type trayMenu struct {
	t    *testing.T
	menu dbus.BusObject
}

// menuOf gives the menu of the program that has this name on the bus.
func (d *stubDesktop) menuOf(name string) trayMenu {
	return trayMenu{d.t, d.bus.Object(name, "/StatusNotifierItem/menu")}
}

// entry is a part of a menu as the bus carries it.
type entry struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// entries are the menu's items by what they say, without separators.
func (m trayMenu) entries() map[string]int32 {
	var revision uint32
	var root entry
	if err := m.menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		return nil // not there yet
	}
	found := map[string]int32{}
	for _, child := range root.Children {
		var e entry
		if err := dbus.Store([]any{child.Value()}, &e); err != nil {
			m.t.Fatal(err)
		}
		if label, ok := e.Props["label"].Value().(string); ok && label != "" {
			found[label] = e.ID
		}
	}
	return found
}

// until waits for an item and gives its id.
func (m trayMenu) until(label string) int32 {
	m.t.Helper()
	for range 200 {
		if id, there := m.entries()[label]; there {
			return id
		}
		time.Sleep(100 * time.Millisecond)
	}
	m.t.Fatalf("the tray does not offer %q but %v", label, m.entries())
	return 0
}

// click clicks an item.
func (m trayMenu) click(label string) {
	m.t.Helper()
	err := m.menu.Call("com.canonical.dbusmenu.Event", 0, m.until(label), "clicked", dbus.MakeVariant(""), uint32(0)).Err
	if err != nil {
		m.t.Fatal(err)
	}
}

// visible tells whether a window of the desk can be seen.
func (s *screen) visible() bool {
	id, err := s.do("xdotool", "search", "--onlyvisible", "--name", "^Passdesk")
	return err == nil && id != ""
}

// closed waits until none can be.
func (w window) closed() {
	w.t.Helper()
	w.until(func() bool { return !w.visible() })
}

// closedIntoTheTray: the desk goes on while its window is closed, and can be
// had back from the tray, by starting it again, and when the tray is gone.
func closedIntoTheTray(t *testing.T, file string) {
	s := newScreen(t)
	s.bus = newBus(t)
	d := newDesktop(t, s.bus)
	d.putTray(true)
	dir, address := t.TempDir(), freeAddress(t)
	p := open(t, s, file, "--data", dir, "--listen", address, "--tunnel", "none", "--signing-secret", testSecret)
	w := s.window("Passdesk")
	menu := d.menuOf(d.left())
	menu.until("Receiving on this computer only")
	w.rest()

	w.quit()
	w.rest()
	w.shoot("leave")
	w.key("Return") // to what is said about it, once
	w.closed()
	send := func(seed string) {
		t.Helper()
		if got := call(t, "send", "--url", "http://"+address, "--secret", testKey, "--kind", "succeeded", "--seed", seed); got.code != 0 {
			t.Fatalf("nothing is received any more: %+v", got)
		}
	}
	send("11")
	menu.until("1 pass waits to be handed over")
	menu.click("Open Passdesk")
	w.until(w.visible)
	w = s.window("Passdesk – 1 to hand over")

	w.quit()
	w.closed()
	second := open(t, s, file, "--data", dir, "--listen", "127.0.0.1:0", "--tunnel", "none")
	select {
	case <-second.waited:
	case <-time.After(10 * time.Second):
		t.Fatal("the second desk stays")
	}
	if code := second.cmd.ProcessState.ExitCode(); code != exitFine || !strings.Contains(second.stdout.String(), "open already") {
		t.Errorf("the second desk: exit code %d, %q, %q", code, second.stdout, second.stderr)
	}
	w.until(w.visible)

	w.quit()
	w.closed()
	d.takeTray()
	w.until(w.visible)
	d.own(trayWatcher)
	w.rest()
	w.quit()
	w.closed()
	d.menuOf(d.left()).click("Quit Passdesk")
	select {
	case <-p.waited:
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	if code := p.cmd.ProcessState.ExitCode(); code != exitFine {
		t.Errorf("exit code %d", code)
	}
	if said := p.stderr.String(); strings.Contains(said, wrongThread) || strings.Contains(said, "DATA RACE") {
		t.Errorf("%s", said)
	}
	if len(exported(t, dir)) != 1 {
		t.Error("what came in while the window was closed is not there")
	}
}

// closedForGood: where there is no tray, closing the window ends the program.
func closedForGood(t *testing.T, file string) {
	for name, bus := range map[string]func() string{
		"no bus": func() string { return "unix:path=" + t.TempDir() + "/none" },
		"a bus without a tray": func() string {
			address := newBus(t)
			newDesktop(t, address)
			return address
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t)
			s.bus = bus()
			p := open(t, s, file, "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--tunnel", "none", "--signing-secret", testSecret)
			w := s.window("Passdesk")
			w.rest()
			w.quit()
			select {
			case <-p.waited:
			case <-time.After(10 * time.Second):
				t.Fatal("it lives on where nobody can find it")
			}
			if code := p.cmd.ProcessState.ExitCode(); code != exitFine {
				t.Errorf("exit code %d: %s", code, p.stderr)
			}
			if said := p.stderr.String(); strings.Contains(said, "systray") {
				t.Errorf("a tray that is not there is complained of: %s", said)
			}
		})
	}
}

// freeAddress is one on this computer that nobody listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
