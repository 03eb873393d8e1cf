package ui

import (
	"context"
	"net/url"
	"os/exec"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
)

// openerTime is how long it is waited for the system's opener: one that has a
// program to open with may stay for as long as that does.
const openerTime = 4 * time.Second

// opener gives what opens an address in the program that the reader has for it. It
// may take openerTime, so not on the UI thread.
func opener(a fyne.App) func(address string) error {
	return func(address string) error {
		at, err := url.Parse(address)
		if err != nil {
			return err
		}
		if runtime.GOOS != "linux" {
			return a.OpenURL(at)
		}
		return openWith("xdg-open", address)
	}
}

// openWith runs a program with an address and tells that it failed, which Fyne does
// not. It gets no output: it would write the address there, which may be a pass
// link, and what desktops are told they keep.
func openWith(program, address string) error {
	cmd := exec.Command(program, address)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(openerTime):
		return nil // it is at it
	}
}

// browse opens a page in the reader's browser, away from the UI thread, and says so
// if none comes up.
func (d *Desk) browse(address string) {
	d.chores.add(func(context.Context) func() {
		if d.open(address) == nil {
			return nil
		}
		return func() { d.toast.say(text("open.nothing")) }
	})
}
