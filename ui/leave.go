package ui

import (
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// leaveKey is where it stands among the preferences that the reader was told
// what closing the window does.
const leaveKey = "leaving-told"

// leave is what closing the window does: the desk goes on in the tray, or ends
// where nobody could find it there, or where that is what the reader has set.
func (d *Desk) leave() {
	switch {
	case d.wishes.EndOnClose || !d.outside.holds():
		d.options.End()
	case !d.app.Preferences().Bool(leaveKey):
		d.openLeave()
	default:
		d.hide()
	}
}

// hide closes the window while the program goes on.
func (d *Desk) hide() {
	d.detail.dropKey()
	d.outside.hidden, d.outside.closed = true, true
	d.window.Hide()
}

// openLeave says once what closing the window does.
func (d *Desk) openLeave() {
	s := newSheet(d, text("leave.title"))
	close := func() {
		d.app.Preferences().SetBool(leaveKey, true)
		s.close()
		d.hide()
	}
	end := newPush(text("tray.quit"), d.options.End)
	stay := newMainPush(text("leave.close"), close)
	s.onEnter = close
	s.fill(paragraph(text("leave.why"), plainLook), gap(8), paragraph(text("leave.settings"), quietLook), gap(8))
	s.buttons(end, layout.NewSpacer(), newPush(text("menu.cancel"), s.close), stay)
	s.show(stay)
}

// Bring has the window come to the front, wherever it is. Any goroutine may
// call it.
func (d *Desk) Bring() { d.options.RunOnUI(d.bring) }

func (d *Desk) bring() {
	d.outside.hidden, d.outside.closed = false, false
	d.window.Show()
	d.window.RequestFocus()
}

// TrayChanged looks whether the tray can still be seen. If not, a window that is
// closed comes back: nobody could reach the program any more. Any goroutine may
// call it.
func (d *Desk) TrayChanged() { d.options.RunOnUI(d.comeBack) }

// comeBack shows a closed window that could not be found any more.
func (d *Desk) comeBack() {
	if d.outside.closed && !d.outside.holds() {
		d.bring()
	}
}

// closing is whether closing the window leaves the desk in the tray.
func (s *settingsScreen) closing() *tick {
	w := s.desk.wishes
	t := newTick(text("settings.closing"), func(on bool) { w.set(func(s *model.Settings) { s.EndOnClose = !on }) })
	t.Checked = !w.EndOnClose
	t.Hidden = s.desk.outside.tray == nil
	return t
}
