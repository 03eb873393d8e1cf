package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"passdesk/ui/model"
)

// Tray is where the desk can be found while its window is closed.
type Tray interface {
	desktop.App
	// Seen tells whether the tray can be seen at this moment. It does not block.
	Seen() bool
}

// outsideTime is the least time between two changes of what stands outside.
const outsideTime = time.Second

// outside is what the desk shows of itself outside its window: its title, and
// its sign in the tray where there is one. It belongs to the UI thread.
type outside struct {
	desk *Desk
	tray Tray // nil for none

	hidden   bool // the window is closed, and the program goes on
	closed   bool // it was, and the desk has not shown it since; word of the focus, which may be older, changes nothing
	told     time.Time
	title    string
	face     trayFace
	receives bool
}

// trayFace is what the tray's menu says.
type trayFace struct {
	state   string
	waiting int
}

func newOutside(d *Desk) *outside {
	o := &outside{desk: d, tray: d.options.Tray, title: d.window.Title()}
	if o.tray != nil {
		o.tray.SetSystemTrayIcon(trayIcon(false))
		o.tray.SetSystemTrayWindow(d.window) // which takes closing into its own hands
		o.showTray()
	}
	d.window.SetCloseIntercept(d.leave)
	return o
}

// holds tells that the desk can be found while its window is closed.
func (o *outside) holds() bool { return o.tray != nil && o.tray.Seen() }

// show brings it up to date, now or with the next tick.
func (o *outside) show() {
	now := o.desk.options.Now()
	if now.Sub(o.told).Abs() < outsideTime {
		return
	}
	o.told = now
	if title := o.desk.titleText(); title != o.title {
		o.title = title
		o.desk.window.SetTitle(title)
	}
	if o.tray != nil {
		o.showTray()
	}
}

// showTray changes what the tray shows, where that is something else: each
// change is told to the whole desktop.
func (o *outside) showTray() {
	c := o.desk.connection
	if r := c.Receives(); r != o.receives {
		o.receives = r
		o.tray.SetSystemTrayIcon(trayIcon(r))
	}
	face := trayFace{stateText(c, o.desk.options.Now()), o.desk.tally.waiting.Count}
	if face != o.face {
		o.face = face
		o.tray.SetSystemTrayMenu(o.menu(face))
	}
}

// menu is the tray's.
func (o *outside) menu(f trayFace) *fyne.Menu {
	state := fyne.NewMenuItem(f.state, nil)
	state.Disabled = true
	quit := fyne.NewMenuItem(text("tray.quit"), o.desk.options.End)
	quit.IsQuit = true
	m := fyne.NewMenu(text("app.name"), state)
	if f.waiting > 0 {
		m.Items = append(m.Items, fyne.NewMenuItem(counted("tray.waiting", f.waiting), func() {
			o.desk.bring()
			o.desk.below(func() { o.desk.choose(model.ToHandOver) })
		}))
	}
	m.Items = append(m.Items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(text("tray.open"), o.desk.bring), quit)
	return m
}

// titleText is the window's title: what it is, and how much waits for somebody.
func (d *Desk) titleText() string {
	waiting, failed := d.tally.waiting.Count, d.answer.counts.Failed
	switch {
	case waiting > 0 && failed > 0:
		return text("title.both", values{"Waiting": counted("title.waiting", waiting), "Failed": counted("title.failed", failed)})
	case waiting > 0:
		return text("title.one", values{"What": counted("title.waiting", waiting)})
	case failed > 0:
		return text("title.one", values{"What": counted("title.failed", failed)})
	default:
		return text("app.name")
	}
}
