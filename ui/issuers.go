package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// issuersScreen holds the issuers whose credentials are taken for valid.
// Nothing is changed before it is saved.
type issuersScreen struct {
	desk  *Desk
	sheet *sheet
	said  *said
	rows  *fyne.Container
	entry *blank
	save  *push
	all   []string
}

// openIssuers shows the trusted issuers.
func (d *Desk) openIssuers() {
	i := &issuersScreen{desk: d, sheet: newSheet(d, text("issuers.title")), said: newSaid(), rows: container.New(stacked{})}
	i.entry = newBlank(text("issuers.hint"), nil)
	i.save = newMainPush(text("menu.save"), i.submit)
	i.save.enable(false)
	cancel := newPush(text("menu.cancel"), i.sheet.close)
	i.sheet.fill(paragraph(text("issuers.why"), quietLook), gap(12), paragraph(text("safety.reading"), quietLook), i.said.box)
	i.sheet.buttons(layout.NewSpacer(), cancel, i.save)
	i.sheet.onEnter = i.enter
	i.sheet.show(cancel)
	ask(i.sheet, d.safe.keeper.Issuers, i.take)
}

func (i *issuersScreen) take(all []string, err error) {
	if err != nil {
		i.said.fail(err)
		i.sheet.fill(paragraph(text("issuers.why"), quietLook), gap(12), i.said.box)
		return
	}
	i.all = slices.Clone(all)
	i.save.enable(true)
	add := newPush(text("issuers.add"), i.add)
	i.drawRows()
	i.sheet.fill(
		paragraph(text("issuers.why"), quietLook), gap(12), i.rows, gap(8),
		container.NewBorder(nil, nil, nil, container.New(inset{left: 8}, add), i.entry), gap(8), i.said.box)
	i.sheet.focus(i.entry)
}

func (i *issuersScreen) drawRows() {
	i.rows.Objects = nil
	for n, issuer := range i.all {
		name := newInk(issuer, colorText, idSize, monospace)
		name.trim, name.cut.middle = true, true
		remove := newButton("✕", "", func() { i.remove(n) })
		i.rows.Add(container.NewBorder(nil, nil, nil, remove, name))
		i.rows.Add(newRule())
	}
	if len(i.all) == 0 {
		i.rows.Add(paragraph(text("issuers.none"), plainLook))
	}
	i.rows.Refresh()
}

// enter adds what was typed, or saves when there is nothing to add.
func (i *issuersScreen) enter() {
	if i.entry.Text != "" {
		i.add()
		return
	}
	i.submit()
}

// add puts what was typed on the list.
func (i *issuersScreen) add() {
	if issuer := strings.TrimSpace(i.entry.Text); issuer != "" && !slices.Contains(i.all, issuer) {
		i.all = append(i.all, issuer)
	}
	i.entry.SetText("")
	i.redraw()
}

func (i *issuersScreen) remove(n int) {
	i.all = slices.Delete(i.all, n, n+1)
	i.redraw()
}

func (i *issuersScreen) redraw() {
	i.said.show("", colorDangerSoft)
	i.drawRows()
	i.sheet.rearrange()
	i.sheet.focus(i.entry)
}

// submit saves the list. What is refused stays on it, to be mended.
func (i *issuersScreen) submit() {
	if i.save.Disabled() {
		return
	}
	if i.entry.Text != "" {
		i.add()
	}
	all := slices.Clone(i.all)
	i.save.enable(false)
	ask(i.sheet, failing(func(ctx context.Context) error { return i.desk.safe.keeper.SetIssuers(ctx, all) }), func(_ struct{}, err error) {
		i.save.enable(true)
		if err != nil {
			i.said.fail(err)
			i.sheet.rearrange()
			i.sheet.focus(i.entry)
			return
		}
		i.sheet.close()
		i.desk.toast.say(text("issuers.saved"))
	})
}
