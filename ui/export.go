package ui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// exportShortcut opens the screen for an export.
var exportShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyE, Modifier: fyne.KeyModifierShortcutDefault}

// exportScreen writes records to a file.
type exportScreen struct {
	writing
	form *exportForm
	bar  *progressLine
}

// openExport shows the screen for an export, or the one that is at it.
func (d *Desk) openExport() {
	if d.options.Exporter == nil {
		return
	}
	if e := d.export; e != nil {
		e.bar.show(e.bar.at)
		e.sheet.show(e.leave)
		return
	}
	e := &exportScreen{bar: newProgressLine()}
	e.set(d, text("export.title"), newMainPush(text("export.start"), e.choose), newPush(text("export.stop"), nil))
	e.form = newExportForm(d, e.ask)
	e.sheet.onClose = e.bar.rest
	e.ask()
	e.sheet.show(e.start)
}

func (e *exportScreen) ask() { e.writing.ask(e.form.parts()) }

// choose has the reader say where to, and begins.
func (e *exportScreen) choose() {
	if e.end != nil {
		return
	}
	wish := e.form.wish()
	if wish.Columns != nil && len(wish.Columns) == 0 {
		e.complain(text("export.columns_none"))
		return
	}
	name := text("export.file", values{"Date": e.desk.options.Now().Format("2006-01-02"), "Format": wish.Format})
	e.desk.files.save(name, func(path string) {
		ending := strings.ToLower(filepath.Ext(path))
		if ending != "."+wish.Format && slices.Contains(exportFormats, strings.TrimPrefix(ending, ".")) {
			e.complain(text("export.ending", values{"Ending": ending, "Format": text(exportLabels[e.form.format.chosen])}))
			return
		}
		wish.File = path
		e.work(wish)
	})
}

// work has the file written.
func (e *exportScreen) work(wish model.Export) {
	d := e.desk
	if d.export != nil {
		return // one at a time
	}
	d.export = e
	e.bar.show(model.Progress{})
	e.writing.work([]fyne.CanvasObject{
		paragraph(text("export.working", values{"File": filepath.Base(wish.File)}), plainLook), gap(12),
		e.bar.box, gap(12),
		paragraph(text("export.working_why"), quietLook), gap(4),
	}, func(ctx context.Context) func() {
		done, err := d.options.Exporter.Export(ctx, wish, func(p model.Progress) {
			d.options.RunOnUI(func() { e.tell(p) })
		})
		return func() { e.done(wish.File, done, err) }
	})
}

// tell shows how far it is. Nothing moves where nobody looks.
func (e *exportScreen) tell(p model.Progress) {
	e.bar.show(p)
	if !e.sheet.open {
		e.bar.rest()
	}
}

func (e *exportScreen) done(file string, done model.Exported, err error) {
	e.desk.export = nil
	e.bar.rest()
	switch {
	case err != nil:
		e.failed(err, text("export.stopped"), e.ask)
	case !e.sheet.open:
		e.desk.toast.say(doneWords(file, done))
	default:
		e.finish(file, done)
	}
}

func doneWords(file string, done model.Exported) string {
	return counted("export.done", int(done.Records), values{"File": filepath.Base(file)})
}

// finish says how much has been written where.
func (e *exportScreen) finish(file string, done model.Exported) {
	ok := newMainPush(text("menu.close"), e.sheet.close)
	words := []fyne.CanvasObject{
		paragraph(doneWords(file, done), plainLook),
		paragraph(text("export.done_in", values{"Folder": filepath.Dir(file)}), quietLook),
	}
	ground := colorSuccessSoft
	if done.Keyless > 0 {
		ground = colorWarningSoft
		words = append(words, paragraph(counted("export.keyless", done.Keyless), plainLook))
	}
	e.sheet.fill(card(ground, words...)...)
	e.sheet.buttons(layout.NewSpacer(), ok)
	e.sheet.onEnter = nil
	e.sheet.focus(ok)
}
