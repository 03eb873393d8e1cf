package ui

import "fyne.io/fyne/v2"

// keys has the keyboard work wherever the focus is.
func (d *Desk) keys(c fyne.Canvas) {
	for _, at := range []interface {
		AddShortcut(fyne.Shortcut, func(fyne.Shortcut))
	}{c, d.list} {
		at.AddShortcut(findShortcut, func(fyne.Shortcut) { d.below(func() { c.Focus(d.search) }) })
		at.AddShortcut(&fyne.ShortcutCopy{}, func(fyne.Shortcut) { d.below(d.copySelected) })
		at.AddShortcut(namedShortcut, func(fyne.Shortcut) { d.below(d.copyNamed) })
		at.AddShortcut(exportShortcut, func(fyne.Shortcut) { d.below(d.openExport) })
		at.AddShortcut(failingsShortcut, func(fyne.Shortcut) { d.below(d.openFailings) })
		at.AddShortcut(mailShortcut, func(fyne.Shortcut) { d.below(d.mailSelected) })
		at.AddShortcut(noteShortcut, func(fyne.Shortcut) { d.below(d.openSelectedNote) })
		at.AddShortcut(settingsShortcut, func(fyne.Shortcut) { d.below(d.openSettings) })
		at.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { d.below(d.takeBack) })
		for _, show := range showShortcuts {
			at.AddShortcut(show, func(fyne.Shortcut) { d.below(d.showSelected) })
		}
	}
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		top := d.topSheet()
		if over := c.Overlays().Top(); over != nil && over != fyne.CanvasObject(top) {
			if ev.Name == fyne.KeyEscape { // a dialog of Fyne's, that has no use for it
				c.Overlays().Remove(over)
			}
			return
		}
		if top != nil {
			top.typedKey(ev)
			return
		}
		back := c.Focused() != nil && ev.Name == fyne.KeyEscape
		d.focusList()
		if !back {
			d.list.TypedKey(ev)
		}
	})
}

// below does something to the window, unless something lies over it.
func (d *Desk) below(do func()) {
	if d.window.Canvas().Overlays().Top() == nil {
		do()
	}
}

func (d *Desk) focusList() { d.window.Canvas().Focus(d.list) }

// settleFocus gives the list the keyboard back after a click on something that
// does not take it.
func (d *Desk) settleFocus() {
	if d.window.Canvas().Focused() == nil {
		d.focusList()
	}
}

// inPane changes the pane. If that takes away what has the keyboard, it goes
// to what is most likely wanted next.
func (d *Desk) inPane(change func()) {
	held := d.detail.holds(d.window.Canvas().Focused())
	change()
	if !held || d.detail.holds(d.window.Canvas().Focused()) {
		return
	}
	d.focusList()
	d.openDetail()
}

// openDetail moves on from the list to the pane beside it.
func (d *Desk) openDetail() {
	if f := d.detail.focus(); f != nil {
		d.window.Canvas().Focus(f)
	}
}

func (d *Desk) flash(id int64) {
	d.copies++
	mine := d.copies
	d.list.flash(id)
	d.options.After(confirmTime, func() {
		if d.copies == mine {
			d.list.flash(0)
		}
	})
}

func (d *Desk) copyText(words string) {
	d.loan.board.SetContent(words)
	d.settleFocus()
}

func (d *Desk) copyEndpoint(url string) {
	d.copyText(url)
	d.toast.say(text("toast.endpoint"))
}
