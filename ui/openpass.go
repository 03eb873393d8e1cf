package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

// doubtTexts say why to look twice.
var doubtTexts = map[model.Doubt]string{
	model.NoPage:    "open.no_page",
	model.NotSecure: "open.not_secure",
	model.NotHost:   "open.not_host",
	model.Encoded:   "open.encoded",
	model.Mixed:     "open.mixed",
	model.Concealed: "open.concealed",
}

// openPass opens the page of a pass once the reader has seen where it leads:
// the link came in from outside.
func (d *Desk) openPass(i store.Issuance) {
	address := model.ReadAddress(i.PassURL)
	s := newSheet(d, text("open.title"))
	parts := []fyne.CanvasObject{paragraph(text("open.why", values{"Name": d.nameOf(i)}), plainLook), gap(12)}
	if address.Host != "" {
		parts = append(parts, newCaption(text("open.host")), gap(4), hostLine(address.Host), gap(8))
	}
	for _, doubt := range address.Doubts {
		parts = append(parts, card(colorWarningSoft, paragraph(text(doubtTexts[doubt]), plainLook))...)
	}
	s.fill(parts...)
	cancel := newPush(text("menu.cancel"), s.close)
	if !address.Opens() {
		s.buttons(layout.NewSpacer(), cancel)
		s.show(cancel)
		return
	}
	open := newPush(text("open.open"), func() {
		s.close()
		d.browse(i.PassURL)
	})
	s.buttons(layout.NewSpacer(), cancel, open)
	if len(address.Doubts) > 0 {
		s.show(cancel) // Enter opens nothing that is doubtful
		return
	}
	open.weight = mainPush
	s.onEnter = open.onTap
	s.show(open)
}

// hostLine is a host, all of it, however long.
func hostLine(host string) fyne.CanvasObject {
	label := widget.NewLabelWithStyle(host, fyne.TextAlignLeading, fyne.TextStyle{Monospace: true, Bold: true})
	label.Wrapping = fyne.TextWrapBreak
	label.SizeName = theme.SizeNameHeadingText
	pad := sizes[theme.SizeNameInnerPadding]
	return container.New(inset{left: -pad, right: -pad, top: -pad, bottom: -pad}, label)
}
