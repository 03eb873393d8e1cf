//go:build window && linux

package main

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// brightness is how bright the side bar is, of 65,535.
func (w window) brightness() uint32 {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "corner.png")
	w.must("import", "-window", w.id, "-crop", "40x40+2+400", "+repage", file)
	f, err := os.Open(file)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		w.t.Fatal(err)
	}
	r, g, b, _ := picture.At(5, 5).RGBA()
	return (r + g + b) / 3
}

// geometry is how large the window is on the screen.
func (w window) geometry() string {
	w.t.Helper()
	_, size, _ := strings.Cut(w.must("xdotool", "getwindowgeometry", w.id), "Geometry: ")
	return size
}

// settingsHold: what is set by keyboard shows at once and leaves the window as
// large as it was; it is there at the next start.
func settingsHold(t *testing.T, file string) {
	s := newScreen(t)
	dir := t.TempDir()
	begin := func() (*process, window) {
		p := open(t, s, file, "--data", dir, "--listen", "127.0.0.1:0", "--tunnel", "none", "--signing-secret", testSecret)
		w := s.window("Passdesk")
		w.rest()
		return p, w
	}
	p, w := begin()
	if w.brightness() > 0x7FFF {
		t.Fatal("a computer that says nothing is dark; without that nothing is seen to change")
	}
	before := w.geometry()
	w.key("ctrl+comma")
	w.rest()
	w.key("Tab", "Tab", "space") // round from the button that closes it, to light
	w.key("Tab", "Tab", "Tab", "Tab", "Tab", "space")
	w.rest()
	w.shoot("settings-light-largest")
	w.key("Escape")
	w.rest()
	if got := w.brightness(); got < 0x7FFF {
		t.Errorf("it is not light: %x", got)
	}
	if got := w.geometry(); got != before {
		t.Errorf("the window was %s and is %s", before, got)
	}
	w.shoot("desk-light-largest")
	endsQuietly(t, p)

	p, w = begin()
	if got := w.brightness(); got < 0x7FFF {
		t.Errorf("at the next start it is not light: %x", got)
	}
	w.shoot("desk-light-largest-again")
	w.key("ctrl+comma")
	w.rest()
	w.key("Tab", "Tab", "Tab", "space")
	w.rest()
	w.shoot("settings-dark-largest")
	w.key("Escape")
	w.rest()
	if got := w.brightness(); got > 0x7FFF {
		t.Errorf("it is not dark: %x", got)
	}
	endsQuietly(t, p)
}
