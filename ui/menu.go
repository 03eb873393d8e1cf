package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// newMenuButton makes the button that opens the menu of the desk.
func (d *Desk) newMenuButton() *button {
	b := newButton("⚙", "", nil)
	b.on = colorGround
	b.glyph.TextSize = 20 // the sign is drawn small
	b.onTap = func() { d.openMenu(b) }
	return b
}

// openMenu offers what there is beside the list.
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
	menu := fyne.NewMenu("")
	if d.options.Exporter != nil {
		menu.Items = append(menu.Items,
			fyne.NewMenuItem(text("menu.export"), d.openExport),
			fyne.NewMenuItem(text("menu.handout"), d.openHandout),
			fyne.NewMenuItem(text("menu.report"), d.openReport))
	}
	menu.Items = append(menu.Items, fyne.NewMenuItem(text("menu.failings"), d.openFailings))
	if d.options.Rosters != nil {
		menu.Items = append(menu.Items, fyne.NewMenuItem(text("menu.rosters"), d.openRosters))
	}
	if d.options.Mailer != nil {
		menu.Items = append(menu.Items, fyne.NewMenuItem(text("menu.letters"), d.openLetters))
	}
	if d.way != nil || d.safe != nil {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	}
	if d.way != nil {
		menu.Items = append(menu.Items,
			fyne.NewMenuItem(text("menu.connection"), d.openConnection),
			fyne.NewMenuItem(text("menu.setup"), d.openSetup),
			fyne.NewMenuItem(text("menu.gaps"), d.openGaps),
			fyne.NewMenuItem(text("menu.rejected"), d.openRejected))
	}
	if d.asks != nil {
		menu.Items = append(menu.Items,
			fyne.NewMenuItemSeparator(),
			fyne.NewMenuItem(text("menu.ask"), d.openKeys),
			fyne.NewMenuItem(text("menu.watched"), d.openWatched))
	}
	if d.way != nil && d.safe != nil {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	}
	if d.safe != nil {
		menu.Items = append(menu.Items, d.keepingItems()...)
	}
	if d.wishes.keep != nil {
		if len(menu.Items) > 0 {
			menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
		}
		menu.Items = append(menu.Items, fyne.NewMenuItem(text("menu.settings"), d.openSettings))
	}
	return menu
}

// keepingItems are what keeps the records safe, and the selected person's
// among them.
func (d *Desk) keepingItems() []*fyne.MenuItem {
	person := fyne.NewMenuItem(text("menu.person"), d.openSelectedPerson)
	i, selected := d.list.selected()
	if person.Disabled = !selected || model.Subject(i) == ""; person.Disabled {
		person.Action = nil // Enter would do it all the same
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItem(text("menu.safety"), d.openSafety),
		fyne.NewMenuItem(text("menu.code"), d.openCode),
		fyne.NewMenuItem(text("menu.issuers"), d.openIssuers),
		fyne.NewMenuItem(text("menu.acts"), d.openActs),
		fyne.NewMenuItemSeparator(),
		person,
	}
}

func (d *Desk) openSelectedPerson() {
	if i, ok := d.list.selected(); ok {
		d.openPerson(i.ID)
	}
}
