package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/store"
)

// passPart is what can be done with a pass: buttons, and its QR code beside
// them.
type passPart struct {
	box   *fyne.Container
	mail  *button // writes to the person; nil where that cannot be
	show  *button // to the person, large
	visit *button // opens it in the browser
	code  *qrFace
	note  fyne.CanvasObject // why no code stands there
}

// newPass makes the part for an issuance that has a pass link.
func (d *detail) newPass(i store.Issuance) *passPart {
	d.primary = newCopyButton(text("detail.copy_link"), d.wait, func() { d.acts.copyLink(i, i.PassURL) })
	d.primary.strong = true
	p := &passPart{code: newQRFace()}
	p.visit = newButton("↗", text("detail.open_link"), func() { d.acts.visit(i) })
	column := container.New(layout.NewCustomPaddedVBoxLayout(4), d.primary)
	if d.acts.mails(i) {
		p.mail = newButton("✉", text("mail.open"), func() { d.acts.mail(d.shown.Issuance) })
		column.Add(p.mail)
	}
	if canHandOver(i) {
		d.addSteps(column) // next to copying for Tab: that is how most are handed over
		p.show = newButton("▣", text("detail.show"), func() { d.acts.show(d.shown.Issuance) })
		column.Add(p.show)
	}
	column.Add(p.visit)
	why := text("qr.too_fine")
	if !p.code.show(i.PassURL) {
		why = text("qr.too_long")
	}
	p.note = paragraph(why, quietLook)
	p.box = container.New(besideQR{p}, column, p.code, p.note)
	return p
}

// besideQR puts a code, or why there is none, at the right of a column of
// buttons. It is as high in a wide pane as in a narrow one.
type besideQR struct{ pass *passPart }

// MinSize implements fyne.Layout.
func (l besideQR) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	size.Height = max(size.Height, l.least())
	return size
}

// least is the height of the code where it is drawn as small as can be read,
// if that is of use in a pane.
func (l besideQR) least() float32 {
	if side := float32(leastModule * l.pass.code.modules); side <= detailMin/2 {
		return side
	}
	return 0
}

// Layout implements fyne.Layout.
func (l besideQR) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	const over = quietZone * leastModule // the code, not the white around it, ends at the edge
	column := objects[0].MinSize()
	place(objects[0], 0, 0, column.Width, column.Height)
	code, note := l.pass.code, l.pass.note
	side := code.fitted(min(size.Width-column.Width-grid/2+over, size.Height))
	code.Hidden = side == 0
	white := quietZone * side / float32(max(code.modules, 1))
	place(code, size.Width+white-side, 0, side, side)
	if code.Hidden {
		note.Show()
	} else {
		note.Hide()
	}
	place(note, column.Width+2*grid, 4, size.Width-column.Width-2*grid, size.Height-4)
}
