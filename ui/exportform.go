package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/ui/model"
)

// exportFormats are the formats, as the choice offers them; exportLabels are
// what it calls them.
var (
	exportFormats = []string{"csv", "xlsx", "ndjson", "json"}
	exportLabels  = []string{"export.csv", "export.xlsx", "export.ndjson", "export.json"}
)

// exportForm asks what shall be written, and how.
type exportForm struct {
	what    *rowsChoice
	format  *choice
	mark    *tick
	columns *choice
	names   []*tick
	grid    *fyne.Container
	keys    *tick
	warning *said
}

// newExportForm is about what the desk shows now, whatever comes in later.
// onChange hears that another format or choice is taken.
func newExportForm(d *Desk, onChange func()) *exportForm {
	f := &exportForm{warning: newSaid()}
	f.what = newRowsChoice(append(d.offerSelected(), d.offerListed(), rowsOffer{nil, text("export.all")})...)
	formats := make([]string, len(exportFormats))
	for n := range exportFormats {
		formats[n] = text(exportLabels[n])
	}
	f.format = newChoice(0, formats...)
	f.mark = newTick(text("export.mark"), nil)
	f.columns = newChoice(0, text("export.columns_all"), text("export.columns_some"))
	f.grid = container.NewGridWithColumns(3)
	for _, name := range d.options.Exporter.Columns() {
		t := newTick(name, nil)
		f.names = append(f.names, t)
		f.grid.Add(t)
	}
	f.keys = newTick(text("export.with_keys"), nil)
	f.keys.OnChanged = func(on bool) {
		words := ""
		if on {
			words = text("export.keys_warning")
		}
		f.warning.show(words, colorWarningSoft)
		onChange()
	}
	f.format.onTap, f.columns.onTap = onChange, onChange
	return f
}

// parts are what the form shows: what makes no sense with the rest is not
// there.
func (f *exportForm) parts() []fyne.CanvasObject {
	left := func(o fyne.CanvasObject) fyne.CanvasObject { return container.New(inset{left: -6}, o) }
	parts := []fyne.CanvasObject{labelled(text("export.what"), f.what.box), newCaption(text("export.format")), gap(4), f.format.box}
	if f.csv() {
		parts = append(parts, left(f.mark))
	}
	parts = append(parts, left(f.keys), f.warning.box, gap(8), newCaption(text("export.columns")), gap(4), f.columns.box)
	if f.columns.chosen == 1 {
		parts = append(parts, left(f.grid))
	}
	return append(parts, gap(8))
}

func (f *exportForm) csv() bool { return exportFormats[f.format.chosen] == "csv" }

// wish is what the form says.
func (f *exportForm) wish() model.Export {
	e := model.Export{
		Rows: f.what.which(), Format: exportFormats[f.format.chosen],
		Mark: f.mark.Checked && f.csv(), Keys: f.keys.Checked,
	}
	if f.columns.chosen == 0 {
		return e
	}
	e.Columns = []string{}
	for _, t := range f.names {
		if t.Checked {
			e.Columns = append(e.Columns, t.Text)
		}
	}
	return e
}
