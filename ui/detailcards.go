package ui

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/store"
)

// superseded says that there is something newer than what stands here.
func (d *detail) superseded() []fyne.CanvasObject {
	if d.shown.Issuance.SupersededBy == "" {
		return nil
	}
	return card(colorWarningSoft,
		paragraph(text("superseded.title"), warningLook),
		paragraph(text("superseded.next"), plainLook))
}

// failure says what went wrong and what to do about it.
func (d *detail) failure() []fyne.CanvasObject {
	i := d.shown.Issuance
	if i.Status != store.Failed {
		return nil
	}
	words := []fyne.CanvasObject{
		paragraph(text("failed.title"), dangerLook),
		paragraph(cmp.Or(i.Error, text("failed.unknown")), plainLook),
	}
	if i.SupersededBy == "" {
		words = append(words, paragraph(text("failed.next"), quietLook),
			container.NewHBox(newButton("▸", text("failing.alike"), func() { d.acts.alike(i) })))
	}
	return card(colorDangerSoft, words...)
}

// card puts words on a ground of their own.
func card(ground fyne.ThemeColorName, words ...fyne.CanvasObject) []fyne.CanvasObject {
	column := container.New(layout.NewCustomPaddedVBoxLayout(6), words...)
	return []fyne.CanvasObject{
		container.NewStack(newPanel(ground, radius), container.New(inset{left: 14, right: 14, top: 12, bottom: 12}, column)),
		gap(12),
	}
}
