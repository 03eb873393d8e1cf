package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/ui/model"
)

// noteShown bounds what the pane shows of a note, in characters.
const noteShown = 1000

// noted is what staff wrote, and a button to write.
func (d *detail) noted() []fyne.CanvasObject {
	i := d.shown.Issuance
	label := text("note.write")
	var parts []fyne.CanvasObject
	if i.Note != "" {
		label = text("note.change")
		parts = append(parts, paragraph(clip(i.Note, noteShown), plainLook))
	}
	d.note = newButton("✎", label, func() { d.acts.note(d.shown.Issuance) })
	return section(text("detail.note"), append(parts, container.NewHBox(d.note)))
}

// told is what happened to the issuance.
func (d *detail) told() []fyne.CanvasObject {
	if len(d.shown.History) == 0 {
		return nil
	}
	d.history.show(d.shown.History)
	return section(text("detail.history"), []fyne.CanvasObject{d.history.box})
}

// happenedAt is when it was, to the minute: the log of acts has it more exactly.
func (d *detail) happenedAt(h model.Happening) string { return dates().Hour(h.At, d.now()) }
