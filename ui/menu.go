package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// newMenuButton makes the button that opens the menu of the desk.
func (d *Desk) newMenuButton() *button {
	b := newButton("⚙", "", nil)
	b.on = colorGround
	b.glyph.TextSize = 20 // the sign is drawn small
	b.onTap = func() { d.openMenu(b) }
	return b
}

// openMenu offers what keeps the records safe.
func (d *Desk) openMenu(below *button) {
	menu := widget.NewPopUpMenu(d.menu(), d.window.Canvas())
	menu.ShowAtRelativePosition(fyne.NewPos(below.Size().Width-menu.MinSize().Width, below.Size().Height+4), below)
	menu.OnDismiss = func() {
		menu.Hide()
		if d.topSheet() == nil {
			d.focusList()
		}
	}
}

// menu is the desk's menu. What is about a person needs a selected row.
func (d *Desk) menu() *fyne.Menu {
	person := fyne.NewMenuItem(text("menu.person"), d.openSelectedPerson)
	i, selected := d.list.selected()
	person.Disabled = !selected || i.SubjectID == "" && i.SubjectName == "" && i.SubjectContact == ""
	return fyne.NewMenu("",
		fyne.NewMenuItem(text("menu.safety"), d.openSafety),
		fyne.NewMenuItem(text("menu.code"), d.openCode),
		fyne.NewMenuItem(text("menu.issuers"), d.openIssuers),
		fyne.NewMenuItem(text("menu.acts"), d.openActs),
		fyne.NewMenuItemSeparator(),
		person)
}

func (d *Desk) openSelectedPerson() {
	if i, ok := d.list.selected(); ok {
		d.openPerson(i.ID)
	}
}
