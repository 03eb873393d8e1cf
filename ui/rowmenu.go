package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

// openRowMenu offers what can be done with the selected rows.
func (d *Desk) openRowMenu(at fyne.Position) { d.popUp(d.rowMenu(), at) }

// popUp shows a menu at a place; when it goes the list has the keyboard again.
func (d *Desk) popUp(items *fyne.Menu, at fyne.Position) {
	menu := widget.NewPopUpMenu(items, d.window.Canvas())
	menu.ShowAtPosition(at)
	menu.OnDismiss = func() {
		menu.Hide()
		if d.topSheet() == nil {
			d.focusList()
		}
	}
}

// rowMenu is about the rows that are selected now, whatever is selected when
// somebody has read it to its end.
func (d *Desk) rowMenu() *fyne.Menu {
	i, one := d.onlyOne()
	item := func(key string, able bool, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(text(key), do)
		if m.Disabled = !able; !able {
			m.Action = nil // Enter would do it all the same
		}
		return m
	}
	hand := func(key string, to store.Handover) *fyne.MenuItem {
		able := !one || canHandOver(i) && i.Handover != to
		return item(key, able, func() { d.handChosen(to) })
	}
	linked := !one || canCopy(i)
	menu := fyne.NewMenu("",
		item("row.copy", linked, d.copySelected),
		item("row.copy_named", linked, d.copyNamed),
		item("detail.show", one && canPresent(i), d.showSelected),
		fyne.NewMenuItemSeparator(),
		hand("row.sent", store.HandoverSent),
		hand("row.confirmed", store.HandoverConfirmed),
		hand("row.new", store.HandoverNew),
		fyne.NewMenuItemSeparator(),
		item("row.note", one, d.openSelectedNote),
		item("row.open", one, d.openDetail),
	)
	if d.options.Mailer != nil {
		menu.Items = slices.Insert(menu.Items, 2, item("mail.open", one && d.canMail(i), d.mailSelected))
	}
	if d.safe != nil {
		menu.Items = append(menu.Items, item("menu.person", one && model.Subject(i) != "", func() { d.openPerson(i.ID) }))
	}
	if d.asks.able() {
		menu.Items = append(menu.Items,
			fyne.NewMenuItemSeparator(),
			item("row.verify", one && verifiable(i), func() { d.verifyOnline(i) }),
			item("row.fetch", !one || fetchable(i), d.fetchChosen),
			item("revoke.button", one && revocable(i), func() { d.openRevoke(i) }))
	}
	return menu
}

// openColumnMenu offers the columns of the list.
func (d *Desk) openColumnMenu(at fyne.Position) { d.popUp(d.columnMenu(), at) }

func (d *Desk) columnMenu() *fyne.Menu {
	view := d.list.kind
	menu := fyne.NewMenu("")
	for _, c := range columnsOf[view] {
		m := fyne.NewMenuItem(text(c.label), func() { d.reshape(d.list.shapes[view].toggle(c.name)) })
		m.Checked = c.needed || !slices.Contains(d.list.shapes[view].Hidden, c.name)
		m.Disabled = c.needed
		menu.Items = append(menu.Items, m)
	}
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(text("columns.reset"), func() { d.reshape(shape{}) }))
	return menu
}

// reshape shows the list with other columns and remembers that.
func (d *Desk) reshape(s shape) {
	d.list.shapes[d.list.kind] = s
	d.list.reshape()
	d.shapeChanged()
}

func (d *Desk) shapeChanged() { saveShapes(d.app.Preferences(), d.list.shapes) }
