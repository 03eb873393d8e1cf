package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
)

// noteShortcut writes a note about the selected row.
var noteShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierShortcutDefault}

// noteLines is how many lines of a note are in sight while it is written.
const noteLines = 6

// openNote lets the reader write about an issuance.
func (d *Desk) openNote(i store.Issuance) {
	s := newSheet(d, text("note.title", values{"Name": d.nameOf(i)}))
	why := newSaid()
	words := newPage(noteLines)
	words.SetPlaceHolder(text("note.hint"))
	words.SetText(i.Note)
	words.CursorRow = strings.Count(i.Note, "\n")
	words.CursorColumn = len([]rune(i.Note[strings.LastIndex(i.Note, "\n")+1:]))
	var save *push
	keep := func() {
		if save.Disabled() {
			return
		}
		save.enable(false)
		note := strings.TrimSpace(words.Text)
		ask(s, failing(func(ctx context.Context) error { return d.backend.SetNote(ctx, i.ID, note) }), func(_ struct{}, err error) {
			save.enable(true)
			if err == nil {
				s.close()
				d.toast.say(text("note.kept"))
				return
			}
			why.show(noteTrouble(err), colorDangerSoft)
			s.rearrange()
		})
	}
	save = newMainPush(text("note.save"), keep)
	words.onDone = keep
	s.fill(paragraph(text("note.why"), quietLook), gap(8), words, gap(8), why.box)
	s.buttons(layout.NewSpacer(), newPush(text("menu.cancel"), s.close), save)
	keepDraft(s, why, func() string { return words.Text })
	s.show(words)
}

// openSelectedNote is openNote for the only selected row.
func (d *Desk) openSelectedNote() {
	if i, one := d.onlyOne(); one {
		d.openNote(i)
	}
}

// page is an entry of a sheet for several lines. Ctrl+Enter is done with it.
type page struct {
	widget.Entry
	onDone func()
}

var doneShortcuts = []*desktop.CustomShortcut{
	{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault},
	{KeyName: fyne.KeyEnter, Modifier: fyne.KeyModifierShortcutDefault},
}

func newPage(lines int) *page {
	p := &page{onDone: func() {}}
	p.MultiLine, p.Wrapping = true, fyne.TextWrapWord
	p.SetMinRowsVisible(lines)
	p.ExtendBaseWidget(p)
	return p
}

// AcceptsTab implements fyne.Tabbable: Tab leads on to the buttons.
func (p *page) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable.
func (p *page) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyEscape {
		passOn(p, ev)
		return
	}
	p.Entry.TypedKey(ev)
}

// TypedShortcut implements fyne.Shortcutable.
func (p *page) TypedShortcut(s fyne.Shortcut) {
	for _, done := range doneShortcuts {
		if s.ShortcutName() == done.ShortcutName() {
			p.onDone()
			return
		}
	}
	p.Entry.TypedShortcut(s)
}
