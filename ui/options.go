package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

// Options are what a desk takes from outside. The zero value is for use.
type Options struct {
	Demo bool // show that this is a demonstration
	// Keeper is asked by what keeps the records safe; without one that is not
	// offered.
	Keeper Keeper
	// Receiver is asked by what shows and sets up the way in; without one
	// nothing of it is offered.
	Receiver Receiver
	// Mailer writes to people; without one that is not offered.
	Mailer Mailer
	// Exporter writes records to files; without one that is not offered.
	Exporter Exporter
	// Rosters keeps lists of expected people; without it they are not offered.
	Rosters Rosters
	// Settings are what the reader has set about the desk before.
	Settings model.Settings
	// KeepSettings keeps what the reader sets; without it nothing can be set. It
	// is not called on the UI thread, and its errors are sentences for staff.
	KeepSettings func(context.Context, model.Settings) error
	// Tray is where the desk goes on while its window is closed; without one
	// closing the window ends the program.
	Tray Tray
	// End ends the program; closes the window when nil.
	End func()
	// Asker asks Crossmint; without one that is not offered.
	Asker Asker
	// Notify has the desktop show a notification, which may block; the app's own
	// when nil. It is not called on the UI thread.
	Notify func(*fyne.Notification)

	// Now gives the time in the reader's zone; time.Now when nil.
	Now func() time.Time
	// RunOnUI has a function run on the UI thread; fyne.Do when nil.
	RunOnUI func(func())
	// After has a function run on the UI thread after a while; a timer and
	// RunOnUI when nil.
	After func(time.Duration, func())
}

func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.RunOnUI == nil {
		o.RunOnUI = fyne.Do
	}
	if o.After == nil {
		run := o.RunOnUI
		o.After = func(wait time.Duration, f func()) { time.AfterFunc(wait, func() { run(f) }) }
	}
	return o
}
