package ui

import (
	"fyne.io/fyne/v2"

	"passdesk/store"
)

// keys has the keyboard work wherever the focus is.
func (d *Desk) keys(c fyne.Canvas) {
	for _, at := range []interface {
		AddShortcut(fyne.Shortcut, func(fyne.Shortcut))
	}{c, d.list} {
		at.AddShortcut(findShortcut, func(fyne.Shortcut) { d.below(func() { c.Focus(d.search) }) })
		at.AddShortcut(&fyne.ShortcutCopy{}, func(fyne.Shortcut) { d.below(d.copySelected) })
	}
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if top := d.topSheet(); top != nil {
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

// below does something to the window, unless a sheet lies over it.
func (d *Desk) below(do func()) {
	if d.topSheet() == nil {
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

// copySelected copies the link of the selected row, unless the reader has moved
// on to a list that is not there yet.
func (d *Desk) copySelected() {
	if d.answer.query != d.query {
		return
	}
	i, ok := d.list.selected()
	switch {
	case !ok:
		d.toast.say(text("toast.nothing"))
	case i.SupersededBy != "":
		d.toast.say(text("toast.superseded"))
	case i.PassURL == "":
		d.toast.say(text("toast.nolink", values{"Name": d.nameOf(i)}))
	default:
		d.copyLink(i, i.PassURL)
	}
}

// copyLink puts a pass link on the clipboard and notes that somebody has it.
func (d *Desk) copyLink(i store.Issuance, url string) {
	d.app.Clipboard().SetContent(url)
	d.toast.say(text("toast.copied", values{"Name": d.nameOf(i)}))
	d.marks.add(i.ID)
	d.flash(i.ID)
	d.settleFocus()
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
	d.app.Clipboard().SetContent(words)
	d.settleFocus()
}

func (d *Desk) copyEndpoint(url string) {
	d.copyText(url)
	d.toast.say(text("toast.endpoint"))
}
